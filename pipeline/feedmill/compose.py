"""
From a topic's articles to its feed.

Pure: groups, one representative per group *among the members that match and are allowed in this
topic*, the published id and date that subscribers know, and the feed's items. Knows no store,
no file and no format; what it must remember it gives back as publications.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from feedmill.dedupe import Group, Standing, group, owns, representative
from feedmill.model import (
    Also,
    Article,
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

__all__ = ["Composed", "Ground", "Shown", "compose", "feed_id", "policies", "show", "tie"]

#: Layer of a topic's `duplicates` that decides about each relation.
_LAYERS = {
    RelationKind.SAME_ITEM: "item",
    RelationKind.SAME_TEXT: "text",
    RelationKind.NEAR: "text",
    RelationKind.CUT_OF: "text",
    RelationKind.UPDATE_OF: "text",
    RelationKind.SAME_STORY: "story",
}


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
) -> Composed:
    """
    Make the feed of *topic*.

    *articles* holds every member of every component that an allowed article belongs to, and
    every article named by *publications* that is still stored; *allowed* are those that match
    the topic or are pinned to it, and are not banned from it.
    """
    shown = show(
        topic,
        articles=articles,
        allowed=allowed,
        relations=relations,
        publications=publications,
        ground=ground,
    )
    live = _live(topic, shown, ground)
    items = tuple(_item(one, topic, relations, matches, ground) for one in live)
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


def policies(topic: Topic) -> dict[RelationKind, Policy]:
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
    groups = group(articles.values(), relations, folding)
    visible = [one for one in groups if any(member in allowed for member in one.members)]
    claims = _claims(visible, publications, articles)
    shown = [_shown(topic, one, articles, allowed, claims.get(one.head), ground) for one in visible]
    return tuple(sorted(shown, key=_newest_first))


def tie(one: str, group_: Group, shown: str, relations: Iterable[Relation]) -> Relation | None:
    """
    Give the relation that makes *one* a member beside *shown*.

    Its own relation to the article shown, if there is one; else the one to the head of the group
    (for the head itself, that of the article shown to it). None for the article shown.
    """
    if one == shown:
        return None
    by_pair: dict[frozenset[str], list[Relation]] = {}
    for relation in relations:
        by_pair.setdefault(frozenset((relation.a, relation.b)), []).append(relation)
    for pair in (frozenset((one, shown)), frozenset((one, group_.head))):
        if pair in by_pair:
            # The first in the order of kinds: same item before same text before nearer or looser ties.
            return min(by_pair[pair], key=lambda relation: list(RelationKind).index(relation.kind))
    return None


def _newest_first(one: Shown) -> tuple[float, str]:
    return (-one.publication.published.timestamp(), one.publication.published_id)


def _claims(
    groups: Iterable[Group], publications: Iterable[Publication], articles: Mapping[str, Article]
) -> dict[str, Publication]:
    """
    Give each group (by its head) the publication that it goes on with: the oldest of its own.

    A publication belongs to the group that holds its first member. Where that article is gone
    from the store, the group that holds the member last shown carries on.
    """
    heads = {member: one.head for one in groups for member in one.members}
    claims: dict[str, Publication] = {}
    oldest_first = sorted(publications, key=lambda each: (each.first_published, each.published_id))
    for publication in oldest_first:
        head = heads.get(publication.published_id)
        if head is not None:
            claims.setdefault(head, publication)
    for publication in oldest_first:
        head = heads.get(publication.article)
        if head is not None and publication.published_id not in articles:
            claims.setdefault(head, publication)
    return claims


def _shown(
    topic: Topic,
    one: Group,
    articles: Mapping[str, Article],
    allowed: Collection[str],
    publication: Publication | None,
    ground: Ground,
) -> Shown:
    members = [articles[member] for member in one.members if member in allowed]
    best = representative(members, ground.standing)
    others = sorted(
        (each for each in members if each.id != best.id), key=lambda each: (each.published, each.id)
    )
    return Shown(
        group=one,
        representative=best,
        others=tuple(others),
        publication=_publication(topic, best, publication, articles, ground),
    )


def _publication(
    topic: Topic,
    best: Article,
    before: Publication | None,
    articles: Mapping[str, Article],
    ground: Ground,
) -> Publication:
    """
    Carry a publication on, or make the first.

    The date is that of the first published member and stays; only when the link's owner joins a
    group that others began is it the owner's.
    """
    if before is None:
        return Publication(
            topic=topic.slug,
            published_id=best.id,
            article=best.id,
            first_published=ground.now,
            published=best.published,
        )
    first = articles.get(before.published_id)
    owner_joined = (
        first is not None and owns(best, ground.standing.homes) and not owns(first, ground.standing.homes)
    )
    return replace(
        before,
        article=best.id,
        published=best.published if owner_joined else before.published,
        withdrawn=False,
    )


def _live(topic: Topic, shown: Sequence[Shown], ground: Ground) -> Sequence[Shown]:
    """Keep what the live feed has room for, and nothing older than `max_age` before its newest item."""
    live = shown[: topic.items or ground.publish.items]
    if topic.max_age is None or not live:
        return live
    oldest = live[0].publication.published - topic.max_age
    return [one for one in live if one.publication.published >= oldest]


def _item(
    one: Shown, topic: Topic, relations: Sequence[Relation], matches: Mapping[str, Match], ground: Ground
) -> Item:
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
        also=_also(one, topic, relations, ground),
        published=publication.published,
        updated=max(article.updated, publication.published),
        article_published=article.published,
        article_updated=article.updated,
        first_seen=article.first_seen,
        first_published=publication.first_published,
        raw_hash=article.raw_hash,
        page=page,
        reasons=match.reasons if match else (),
    )


def _origin(article: Article, ground: Ground) -> Origin:
    """Name the source, with its address if that holds no secret and can be subscribed to."""
    home = ground.standing.homes.get(article.source, "")
    public = home if home and redact(home) == home else ground.site.url
    return Origin(title=ground.titles.get(article.source, article.source), url=public)


def _also(one: Shown, topic: Topic, relations: Sequence[Relation], ground: Ground) -> tuple[Also, ...]:
    """Name the other members, but for those tied by a relation that the topic drops in silence."""
    policy = policies(topic)
    members = set(one.group.members)
    inner = [each for each in relations if each.a in members and each.b in members]
    named = []
    for article in one.others:
        relation = tie(article.id, one.group, one.representative.id, inner)
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
