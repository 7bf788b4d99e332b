"""
From a topic's articles to its feed.

Pure: groups, one representative per group *among the members that match and are allowed in this
topic*, the published id and date that subscribers know, and the feed's items. Knows no store,
no file and no format; what it must remember it gives back as publications.
"""

from __future__ import annotations

from collections.abc import Collection, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Protocol

from feedmill.because import tells, why
from feedmill.dedupe import Group, Standing, group, owns, representative
from feedmill.model import (
    Also,
    Article,
    Belated,
    Feed,
    Item,
    Match,
    Origin,
    Policy,
    Publication,
    PublishSettings,
    Relation,
    RelationKind,
    Site,
    Topic,
)
from feedmill.text.ids import page_path
from feedmill.text.urls import redact

__all__ = ["Composed", "Ground", "Shown", "Ties", "claims", "compose", "feed_id", "policies", "show"]

#: Layer of a topic's `duplicates` that decides about each relation.
_LAYERS = {
    RelationKind.SAME_ITEM: "item",
    RelationKind.SAME_TEXT: "text",
    RelationKind.NEAR: "text",
    RelationKind.CUT_OF: "text",
    RelationKind.UPDATE_OF: "text",
    RelationKind.SAME_STORY: "story",
}


#: Same item before same text before nearer or looser ties.
_RANKS = {kind: rank for rank, kind in enumerate(RelationKind)}


class Policed(Protocol):
    """What says what becomes of copies: a topic, or what is remembered of one."""

    @property
    def item(self) -> Policy:
        """Give the policy for the same item."""
        ...

    @property
    def text(self) -> Policy:
        """Give the policy for the same text and near copies."""
        ...

    @property
    def story(self) -> Policy:
        """Give the policy for other texts on the same event."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """What is the same for every topic of a run."""

    site: Site
    publish: PublishSettings
    standing: Standing
    #: Source id → name that people know it by.
    titles: Mapping[str, str]
    now: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One group in one topic: its allowed members, the one shown, and what readers know it by."""

    group: Group
    representative: Article
    others: tuple[Article, ...]
    publication: Publication


@dataclass(frozen=True, slots=True, kw_only=True)
class Composed:
    """A feed, and the publications that it rests on."""

    feed: Feed
    publications: tuple[Publication, ...] = field(default=())


def compose(
    topic: Topic,
    *,
    articles: Mapping[str, Article],
    allowed: Collection[str],
    relations: Sequence[Relation],
    publications: Sequence[Publication],
    matches: Mapping[str, Match],
    ground: Ground,
    belated: Collection[str] = (),
) -> Composed:
    """
    Make the feed of *topic*.

    *articles* holds every member of every component that an allowed article belongs to, and
    every article named by *publications* that is still stored; *allowed* are those that match
    the topic or are pinned to it, and are not banned from it. *belated* are those that a change of the
    config brought in.
    """
    shown = show(
        topic,
        articles=articles,
        allowed=allowed,
        relations=relations,
        publications=publications,
        ground=ground,
    )
    if belated:
        shown = _with_belated(topic, shown, frozenset(belated), publications, ground)
    live = _live(topic, shown, ground)
    # A tie that the topic keeps apart neither folds nor speaks for one that does.
    policy = policies(topic)
    ties = Ties(each for each in relations if policy.get(each.kind, Policy.KEEP) is not Policy.KEEP)
    items = tuple(_item(one, topic, ties, matches, ground) for one in live)
    feed = Feed(
        topic=topic.slug,
        title=topic.title or topic.slug,
        description=topic.description or f"{topic.title or topic.slug}: {ground.site.title}",
        language=topic.language or ground.site.language,
        id=feed_id(ground.site, topic.slug),
        base_url=ground.site.url,
        site_title=ground.site.title,
        updated=max((item.updated for item in items), default=_birthday(ground.site)),
        items=items,
        formats=ground.publish.formats,
        hubs=ground.publish.websub,
        public=topic.public,
    )
    return Composed(feed=feed, publications=tuple(one.publication for one in live))


def feed_id(site: Site, slug: str) -> str:
    """Give the tag: URI of a topic's feed; without a "/", so that it is no article's id."""
    return f"tag:{site.id_domain},{site.id_date}:{slug}"


def policies(topic: Policed) -> dict[RelationKind, Policy]:
    """Say what the topic does with each kind of copy."""
    return {kind: getattr(topic, layer) for kind, layer in _LAYERS.items()}


def show(
    topic: Topic,
    *,
    articles: Mapping[str, Article],
    allowed: Collection[str],
    relations: Sequence[Relation],
    publications: Sequence[Publication],
    ground: Ground,
) -> tuple[Shown, ...]:
    """Give each group that the topic shows, newest first."""
    folding = {kind for kind, policy in policies(topic).items() if policy is not Policy.KEEP}
    groups = group({name: one.published for name, one in articles.items()}, relations, folding)
    visible = [one for one in groups if any(member in allowed for member in one.members)]
    claimed = claims(visible, publications, articles)
    updates = frozenset((one.b, one.a) for one in relations if one.kind is RelationKind.UPDATE_OF)
    updates = updates if RelationKind.UPDATE_OF in folding else frozenset()
    shown = [_shown(topic, one, articles, allowed, updates, claimed.get(one.head), ground) for one in visible]
    return tuple(sorted(shown, key=_newest_first))


class Ties:
    """Relations by the pair that they tie, read once for a whole topic."""

    def __init__(self, relations: Iterable[Relation]) -> None:
        self._strongest: dict[tuple[str, str], Relation] = {}
        for relation in relations:
            pair = _pair(relation.a, relation.b)
            known = self._strongest.get(pair)
            if known is None or _RANKS[relation.kind] < _RANKS[known.kind]:
                self._strongest[pair] = relation

    def between(self, member: str, shown: str, head: str) -> Relation | None:
        """
        Give the relation that makes *member* one beside *shown*.

        Its own relation to the article shown, if there is one; else the one to the head of the
        group (for the head itself, that of the article shown to it). None for the article shown.
        """
        if member == shown:
            return None
        return self._strongest.get(_pair(member, shown)) or self._strongest.get(_pair(member, head))


def _pair(one: str, other: str) -> tuple[str, str]:
    return (one, other) if one < other else (other, one)


def _newest_first(one: Shown) -> tuple[float, str]:
    return (-one.publication.published.timestamp(), one.publication.published_id)


def claims(
    groups: Iterable[Group], publications: Iterable[Publication], articles: Container[str]
) -> dict[str, Publication]:
    """
    Give each group (by its head) the publication that it goes on with: the oldest of its own.

    *articles* are those that are stored. A publication belongs to the group that holds its first member.
    Where that article is gone from the store, the group that holds the member last shown, or else another,
    carries on.
    """
    heads = {member: one.head for one in groups for member in one.members}
    claimed: dict[str, Publication] = {}
    oldest_first = sorted(publications, key=lambda each: (each.first_published, each.published_id))
    for publication in oldest_first:
        head = heads.get(publication.published_id)
        if head is not None:
            claimed.setdefault(head, publication)
    for publication in oldest_first:
        if publication.published_id in articles:
            continue
        for member in (publication.article, *publication.members):
            if member in heads:
                claimed.setdefault(heads[member], publication)
                break
    return claimed


def _shown(
    topic: Topic,
    one: Group,
    articles: Mapping[str, Article],
    allowed: Collection[str],
    updates: Collection[tuple[str, str]],
    publication: Publication | None,
    ground: Ground,
) -> Shown:
    members = [articles[member] for member in one.members if member in allowed]
    best = representative(members, ground.standing, updates)
    others = sorted(
        (each for each in members if each.id != best.id), key=lambda each: (each.published, each.id)
    )
    return Shown(
        group=one,
        representative=best,
        others=tuple(others),
        publication=_publication(topic, best, members, publication, articles, ground),
    )


def _publication(
    topic: Topic,
    best: Article,
    members: Sequence[Article],
    before: Publication | None,
    articles: Mapping[str, Article],
    ground: Ground,
) -> Publication:
    """
    Carry a publication on, or make the first.

    The date is that of the first published member and stays; only when the link's owner joins a
    group that others began is it the owner's.
    """
    names = tuple(sorted(each.id for each in members))
    if before is None:
        return Publication(
            topic=topic.slug,
            published_id=best.id,
            article=best.id,
            first_published=ground.now,
            published=best.published,
            members=names,
        )
    first = articles.get(before.published_id)
    owner = _owner(members, ground)
    # "Later": an owner that was there when the group was last published has no say any more.
    joined = owner is not None and owner.id not in before.members
    joined = joined and first is not None and not owns(first, ground.standing.homes)
    published = owner.published if owner is not None and joined else before.published
    return replace(before, article=best.id, published=published, members=names)


def _owner(members: Sequence[Article], ground: Ground) -> Article | None:
    """Give the member on its own host, shown or not (a seed may stand before it)."""
    owners = [each for each in members if owns(each, ground.standing.homes)]
    return representative(owners, ground.standing) if owners else None


def _live(topic: Topic, shown: Sequence[Shown], ground: Ground) -> Sequence[Shown]:
    """Keep what the live feed has room for, and nothing older than `max_age` before its newest item."""
    live = shown[: topic.items or ground.publish.items]
    if topic.max_age is None or not live:
        return live
    oldest = live[0].publication.published - topic.max_age
    return [one for one in live if one.publication.published >= oldest]


def _with_belated(
    topic: Topic,
    shown: Sequence[Shown],
    belated: frozenset[str],
    publications: Sequence[Publication],
    ground: Ground,
) -> tuple[Shown, ...]:
    """
    Treat items that nobody was told of, and whose every article came late, as the topic's `retag` says.

    `as-new`: the newest bears the run's time, each further one a second less, so that no two are of one time
    and they keep their order.
    """
    late = [one for one in shown if belated.issuperset(one.publication.members)]
    late.sort(key=lambda one: (one.representative.published, one.representative.id), reverse=True)
    told = {one.published_id for one in publications}
    moved: dict[str, Shown | None] = {}
    for number, one in enumerate(late):
        name = one.publication.published_id
        if name in told:
            continue
        if topic.retag is Belated.SILENT:
            moved[name] = None
        elif topic.retag is Belated.AS_NEW:
            dated = replace(one.publication, published=ground.now - timedelta(seconds=number))
            moved[name] = replace(one, publication=dated)
    left = (moved.get(one.publication.published_id, one) for one in shown)
    return tuple(sorted((one for one in left if one is not None), key=_newest_first))


def _item(one: Shown, topic: Topic, ties: Ties, matches: Mapping[str, Match], ground: Ground) -> Item:
    article, publication = one.representative, one.publication
    page = "" if article.url else page_path(article.source, article.id)
    match = matches.get(article.id)
    return Item(
        id=publication.published_id,
        article=article.id,
        url=article.url or ground.site.url + page,
        title=article.title,
        summary=article.summary,
        html=article.html,
        authors=article.authors,
        categories=article.tags,
        enclosures=article.enclosures,
        image=article.image,
        language=article.language,
        comments=article.comments,
        origin=_origin(article, ground),
        source=article.source,
        related=article.related,
        also=_also(one, topic, ties, ground),
        published=publication.published,
        updated=max(article.updated, publication.published),
        article_published=article.published,
        article_updated=article.updated,
        first_seen=article.first_seen,
        first_published=publication.first_published,
        raw_hash=article.raw_hash,
        page=page,
        reasons=match.reasons if match else (),
        why=why(article, match) if tells(topic, ground.publish) else None,
    )


def _origin(article: Article, ground: Ground) -> Origin:
    """Name the source, with its address if that holds no secret and can be subscribed to."""
    source = ground.standing.sources.get(article.source)
    is_open = source is not None and not source.local and source.printable in ("", source.address)
    public = (
        source.address if source is not None and is_open and redact(source.address) == source.address else ""
    )
    return Origin(title=ground.titles.get(article.source, article.source), url=public or ground.site.url)


def _also(one: Shown, topic: Topic, ties: Ties, ground: Ground) -> tuple[Also, ...]:
    """Name the other members, but for those tied by a relation that the topic drops in silence."""
    policy = policies(topic)
    named = []
    for article in one.others:
        relation = ties.between(article.id, one.representative.id, one.group.head)
        if relation is not None and policy[relation.kind] is Policy.FOLD:
            named.append(
                Also(
                    id=article.id,
                    source=ground.titles.get(article.source, article.source),
                    title=article.title,
                    url=article.url or ground.site.url + page_path(article.source, article.id),
                    published=article.published,
                    first_seen=article.first_seen,
                    updated=article.updated,
                    raw_hash=article.raw_hash,
                )
            )
    return tuple(named)


def _birthday(site: Site) -> datetime:
    """Date an empty feed by the ids' own date: the only moment that is no "now"."""
    return datetime.fromisoformat(site.id_date).replace(tzinfo=UTC)
