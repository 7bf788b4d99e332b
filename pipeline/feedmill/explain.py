"""
Why an article is in a topic, why it is not, and why a copy was folded.

Reads the store, changes nothing. What it says is computed from the stored article with today's
filters, so that it holds for what the next run will do as well.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from feedmill.compose import Ground, Shown, Ties, policies, show
from feedmill.decide import allowed_in
from feedmill.dedupe import preferred_by
from feedmill.errors import UnknownArticle
from feedmill.model import Article, Match, Miss, Policy, Publication, Reason, Relation, Topic
from feedmill.parts import Parts, source_titles
from feedmill.text.urls import redact
from feedmill.topics import Score, explain_scores
from feedmill.topics import explain as explain_match

__all__ = ["Explained", "Member", "Role", "Tie", "TopicExplained", "explain", "meant"]


class Role(StrEnum):
    """What becomes of one member of a group in a topic, and why."""

    #: It is the item.
    SHOWN = "shown"
    #: The item names it under "Also in".
    NAMED = "named"
    #: The topic drops such copies in silence.
    DROPPED = "dropped"
    #: It does not match the topic, so that the item does not name it.
    NO_MATCH = "no-match"
    #: A person banned it from the topic.
    BANNED = "banned"


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One member of a group; the one shown has neither relation nor score."""

    id: str
    source: str
    url: str
    relation: Relation | None
    role: Role
    #: What made the member shown the representative, and not this one, where it could be: "seed", "own-host",
    #: "weight", "original", "full-text", "first-seen", "id" or "update".
    preferred_by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tie:
    """Another article that this one is tied to, whatever any topic makes of it."""

    id: str
    source: str
    url: str
    relation: Relation


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicExplained:
    """One article in one topic."""

    topic: str
    matches: bool
    reasons: tuple[Reason, ...]
    fails: tuple[Miss, ...]
    #: Of every weighed group in the filter, whether it matches or not.
    scores: tuple[Score, ...]
    #: "pin" or "ban" where a person decided.
    decided: str
    #: None if the topic never showed the group.
    published_id: str | None
    #: The member shown; where none is allowed in the topic, the one that would be.
    representative: str | None
    members: tuple[Member, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Explained:
    """All that is known of one article."""

    article: Article
    topics: tuple[TopicExplained, ...]
    #: Every relation of the article itself; round-ups that mention it stand here alone.
    ties: tuple[Tie, ...] = ()


def explain(parts: Parts, names: Sequence[str], topic: str = "") -> Explained:
    """
    Explain the article known by one of *names* (id, published id, guid, URL).

    In the topic named, enabled or not (others may refer to it), else in all that are enabled.

    Raises:
        UnknownArticle: Nothing stored answers to any of the names.
    """
    article = meant(parts, names)[0]
    related = _Component.gather(parts, article)
    topics = [each for each in parts.settings.topics if (each.slug == topic if topic else each.enabled)]
    return Explained(
        article=article,
        topics=tuple(_in_topic(parts, article, each, related) for each in topics),
        ties=tuple(_ties(article, related)),
    )


def meant(parts: Parts, names: Sequence[str]) -> tuple[Article, ...]:
    """
    Give every stored article that the first name that is known means, the one to explain first.

    An id means one article; a published id and a URL mean all that stand behind them.

    Raises:
        UnknownArticle: Nothing stored answers to any of the names.
    """
    for name in names:
        found = parts.store.find(name)
        articles = parts.store.articles(found)
        if articles:
            ordered = [articles[one] for one in found if one in articles]
            # A guid is only its source's own word: where a name is more than that, it counts for nothing.
            if ordered[0].id == name:
                # Published ids are ids of articles too; the article itself goes before what is shown as it.
                return (ordered[0],)
            exact = [one for one in ordered if one.guid != name or name in (one.id, one.url)]
            return tuple(exact or ordered[:1])
    raise UnknownArticle(
        # The name of a file is no address, whatever it is made of.
        f"no stored article is known by {redact(names[0]) if '://' in names[0] else names[0]!r}; "
        "give an id, a published id, a URL or a seed file"
        if names
        else "no source reads this seed file"
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Component:
    """The articles that are tied to one another, with their matches."""

    articles: dict[str, Article]
    relations: tuple[Relation, ...]
    matches: dict[str, tuple[Match, ...]]

    @classmethod
    def gather(cls, parts: Parts, article: Article) -> _Component:
        relations = parts.store.components([article.id])
        ids = {article.id} | {name for relation in relations for name in (relation.a, relation.b)}
        return cls(
            articles=parts.store.articles(sorted(ids)),
            relations=relations,
            matches=parts.store.matches(sorted(ids)),
        )

    def matching(self, topic: str) -> set[str]:
        return {name for name, found in self.matches.items() if any(one.topic == topic for one in found)}


def _in_topic(parts: Parts, article: Article, topic: Topic, related: _Component) -> TopicExplained:
    verdict = explain_match(parts.filters, topic.slug, article)
    decided = allowed_in(topic.slug, parts.settings.decisions)
    shown = _group_of(parts, article, topic, related)
    is_shown = shown is not None and shown.representative.id in _allowed(topic, related, parts)
    return TopicExplained(
        topic=topic.slug,
        matches=isinstance(verdict, Match),
        reasons=verdict.reasons if isinstance(verdict, Match) else (),
        fails=(verdict,) if isinstance(verdict, Miss) else (),
        scores=explain_scores(parts.filters, topic.slug, article),
        decided="ban" if article.id in decided.banned else "pin" if article.id in decided.pinned else "",
        published_id=_published_id(shown, parts.store.publications(topic.slug)) if is_shown else None,
        representative=shown.representative.id if shown else None,
        members=_members(shown, related, topic, parts) if shown else (),
    )


def _ties(article: Article, related: _Component) -> Iterator[Tie]:
    for relation in related.relations:
        if article.id not in (relation.a, relation.b):
            continue
        other = related.articles.get(relation.b if relation.a == article.id else relation.a)
        if other is not None:
            yield Tie(id=other.id, source=other.source, url=other.url, relation=relation)


def _group_of(parts: Parts, article: Article, topic: Topic, related: _Component) -> Shown | None:
    """Give the article's group: as the topic shows it, else as if every member were allowed."""
    allowed = _allowed(topic, related, parts)
    ground = Ground(
        site=parts.settings.site,
        publish=parts.settings.publish,
        standing=parts.standing,
        titles=source_titles(parts),
        now=parts.now,
    )
    for allow in (allowed, set(related.articles)):
        shown = show(
            topic,
            articles=related.articles,
            allowed=allow,
            relations=related.relations,
            publications=parts.store.publications(topic.slug),
            ground=ground,
        )
        for one in shown:
            if article.id in one.group.members:
                return one
    return None


def _allowed(topic: Topic, related: _Component, parts: Parts) -> set[str]:
    decided = allowed_in(topic.slug, parts.settings.decisions)
    return ((related.matching(topic.slug) | decided.pinned) - decided.banned) & set(related.articles)


def _published_id(shown: Shown | None, publications: Iterable[Publication]) -> str | None:
    """Give the id that readers know the group by, None if it was never published."""
    if shown is None:
        return None
    known = {publication.published_id for publication in publications}
    return shown.publication.published_id if shown.publication.published_id in known else None


def _members(shown: Shown, related: _Component, topic: Topic, parts: Parts) -> tuple[Member, ...]:
    """List the whole group, those that the topic does not show included."""
    policy = policies(topic)
    folding = [each for each in related.relations if policy.get(each.kind, Policy.KEEP) is not Policy.KEEP]
    ties = Ties(folding)
    allowed, banned = _allowed(topic, related, parts), allowed_in(topic.slug, parts.settings.decisions).banned
    members = []
    for name in shown.group.members:
        relation = ties.between(name, shown.representative.id, shown.group.head)
        if name not in allowed:
            role = Role.BANNED if name in banned else Role.NO_MATCH
        elif relation is None:
            role = Role.SHOWN
        else:
            role = Role.NAMED if policy[relation.kind] is Policy.FOLD else Role.DROPPED
        one = related.articles[name]
        decisive = ""
        if role in (Role.NAMED, Role.DROPPED):
            decisive = preferred_by(shown.representative, one, parts.standing)
        members.append(
            Member(
                id=name,
                source=one.source,
                url=one.url,
                relation=relation,
                role=role,
                preferred_by=decisive,
            )
        )
    return tuple(members)
