"""A topic's articles → its feed."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import timedelta

from fakes import NOW, article, moment
from feedmill.compose import Composed, Ground, compose
from feedmill.dedupe import Standing
from feedmill.model import (
    Article,
    Fingerprint,
    Origin,
    Policy,
    Publication,
    PublishSettings,
    Relation,
    RelationKind,
    Site,
    Source,
    Topic,
)

SOURCES = {
    name: Source(id=name, kind="feed", address=f"https://{name}.example/feed")
    for name in ("alpha", "beta", "gamma")
}
HOMES = {name: source.address for name, source in SOURCES.items()}
GROUND = Ground(
    site=Site(url="https://mill.example/", id_domain="example.org"),
    publish=PublishSettings(items=3),
    standing=Standing(sources=SOURCES, homes=HOMES),
    titles={"alpha": "Alpha News", "beta": "Beta", "gamma": "Gamma"},
    now=NOW,
)
TOPIC = Topic(slug="g7", filter="g7")


def at(url: str) -> dict[str, object]:
    """Give the fields of an article whose link is this one."""
    return {"url": url, "fingerprint": Fingerprint(item=url.removeprefix("https://"))}


def tie(one: Article, other: Article, kind: RelationKind = RelationKind.SAME_TEXT) -> Relation:
    """Tie two articles."""
    a, b = sorted((one.id, other.id))
    return Relation(a=a, b=b, kind=kind, score=1, method="m", reason="r")


def composed(
    articles: Sequence[Article],
    relations: Sequence[Relation] = (),
    *,
    allowed: Collection[Article] | None = None,
    publications: Sequence[Publication] = (),
    topic: Topic = TOPIC,
    ground: Ground = GROUND,
) -> Composed:
    """Compose; all articles are allowed unless told otherwise."""
    return compose(
        topic,
        articles={one.id: one for one in articles},
        allowed={one.id for one in (articles if allowed is None else allowed)},
        relations=relations,
        publications=publications,
        matches={},
        ground=ground,
    )


def published(one: Article, **changes: object) -> Publication:
    """Remember that *one* was published a day ago."""
    fields: dict[str, object] = {
        "topic": "g7",
        "published_id": one.id,
        "article": one.id,
        "first_published": moment(-24),
        "published": one.published,
    }
    return Publication(**(fields | changes))  # type: ignore[arg-type]


def test_copy_that_is_not_allowed_hides_nothing() -> None:
    """The earlier, better copy does not match the topic: the later one is the item, and names nobody."""
    first = article("a", full=True, published=moment(-9))
    second = article("b", source="beta")

    feed = composed([first, second], [tie(first, second)], allowed=[second]).feed

    assert [(second.id, ())] == [(item.id, item.also) for item in feed.items]


def test_copies_are_folded_and_named() -> None:
    """Of two allowed copies one is shown and the other is named with its source, link and time."""
    first, second = (
        article("a", **at("https://alpha.example/a")),
        article("b", source="beta", **at("https://x.example/b")),
    )

    (item,) = composed([first, second], [tie(first, second)]).feed.items

    assert first.id == item.article
    assert [("Beta", second.url, second.published)] == [
        (one.source, one.url, one.published) for one in item.also
    ]


def test_policies() -> None:
    """`drop` folds in silence, `keep` shows all."""
    pair = [article("a"), article("b", source="beta", **at("https://x.example/b"))]
    ties = [tie(pair[0], pair[1])]

    dropped = composed(pair, ties, topic=replace(TOPIC, text=Policy.DROP)).feed.items
    kept = composed(pair, ties, topic=replace(TOPIC, text=Policy.KEEP)).feed.items

    assert [(pair[0].id, ())] == [(item.article, item.also) for item in dropped]
    assert {pair[0].id, pair[1].id} == {item.article for item in kept}


def test_group_keeps_its_published_id_and_date() -> None:
    """When a better copy joins, it is shown under the id and date that readers know."""
    first = article("a", **at("https://x.example/a"), published=moment(-5))
    better = article("b", source="beta", **at("https://x.example/b"), full=True, published=moment(-9))

    (item,) = composed([first, better], [tie(first, better)], publications=[published(first)]).feed.items

    assert (first.id, better.id, first.published) == (item.id, item.article, item.published)
    assert moment(-24) == item.first_published


def test_owner_that_joins_gives_its_date() -> None:
    """The link's owner joins later: the id stays, the date is the owner's."""
    first = article("a", **at("https://beta.example/b"), published=moment(-2))
    owner = article("b", source="beta", **at("https://beta.example/b"), published=moment(-6))
    ties = [tie(first, owner, RelationKind.SAME_ITEM)]

    (item,) = composed([first, owner], ties, publications=[published(first)]).feed.items

    assert (first.id, owner.id, owner.published) == (item.id, item.article, owner.published)


def test_owner_that_was_there_from_the_start_changes_no_date() -> None:
    """Two composings of one group give one date: the owner counts only when it comes later."""
    seeds = Source(id="seeds", kind="seed", address="/seeds", local=True)
    ground = replace(GROUND, standing=replace(GROUND.standing, sources=SOURCES | {"seeds": seeds}))
    seed = article("s", source="seeds", **at("https://beta.example/b"), published=moment(-1))
    owner = article("b", source="beta", **at("https://beta.example/b"), published=moment(-6))
    ties = [tie(seed, owner, RelationKind.SAME_ITEM)]

    first = composed([seed, owner], ties, ground=ground)
    second = composed([seed, owner], ties, publications=first.publications, ground=ground)

    assert first == second
    assert [moment(-1)] == [item.published for item in first.feed.items]


def test_group_goes_on_when_its_first_member_is_gone() -> None:
    """The article that gave the id is stored no more: the member last shown carries the id on."""
    gone, left = article("a"), article("b", source="beta")

    (item,) = composed([left], publications=[published(gone, article=left.id)]).feed.items

    assert gone.id == item.id


def test_split_group_does_not_share_its_id() -> None:
    """When two copies come apart, the id stays with the member that gave it."""
    first, second = article("a"), article("b", source="beta")

    items = composed([first, second], publications=[published(first, article=second.id)]).feed.items

    assert {(first.id, first.id), (second.id, second.id)} == {(item.id, item.article) for item in items}


def test_any_member_carries_the_id_on() -> None:
    """Both the first member and the one last shown are gone: a copy that was only named goes on."""
    gone, left = article("a"), article("c", source="gamma")
    told = published(gone, article=article("b").id, members=(gone.id, article("b").id, left.id))

    (item,) = composed([left], publications=[told]).feed.items

    assert (gone.id, told.published) == (item.id, item.published)


def test_owner_gives_its_date_behind_a_seed() -> None:
    """A seed is shown, and yet the date is that of the link's owner."""
    first = article("a", **at("https://beta.example/b"), published=moment(-2))
    owner = article("b", source="beta", **at("https://beta.example/b"), published=moment(-6))
    seed = article("s", source="seeds", **at("https://beta.example/b"), published=moment(-1))
    seeds = Source(id="seeds", kind="seed", address="/seeds", local=True)
    ground = replace(GROUND, standing=replace(GROUND.standing, sources=SOURCES | {"seeds": seeds}))
    ties = [
        tie(one, other, RelationKind.SAME_ITEM)
        for one, other in ((first, owner), (owner, seed), (first, seed))
    ]

    (item,) = composed([first, owner, seed], ties, publications=[published(first)], ground=ground).feed.items

    assert (seed.id, owner.published) == (item.article, item.published)


def test_two_published_groups_that_merge_go_on_under_the_older_id() -> None:
    """A tie that comes late joins two items; the one first published stays."""
    old, young = article("a"), article("b", source="beta")
    publications = [published(old), published(young, first_published=moment(-1))]

    (item,) = composed([old, young], [tie(old, young)], publications=publications).feed.items

    assert old.id == item.id


def test_newest_first_and_no_more_than_items() -> None:
    """The live feed holds the newest items, newest first; ties are settled by the id."""
    articles = [
        article(name, published=moment(-hours)) for name, hours in (("d", 4), ("b", 2), ("a", 1), ("c", 2))
    ]

    items = composed(articles).feed.items

    assert ["a", "b", "c"] == [item.id.rsplit("/", 1)[1] for item in items]


def test_max_age_counts_from_the_newest_item() -> None:
    """Nothing is relative to now: an old feed keeps its newest items."""
    articles = [article("a", published=moment(-1000)), article("b", published=moment(-1030))]

    items = composed(articles, topic=replace(TOPIC, max_age=timedelta(hours=24))).feed.items

    assert [articles[0].id] == [item.id for item in items]


def test_updated_is_the_newest_items() -> None:
    """The feed's `updated` is that of its newest item; an empty feed bears the date of the ids."""
    one = article("a", updated=moment(-0.5))

    assert moment(-0.5) == composed([one]).feed.updated
    assert "2026-01-01T00:00:00+00:00" == composed([]).feed.updated.isoformat()


def test_composing_twice_changes_nothing() -> None:
    """What was remembered by the first pass gives the same feed and the same memory in the second."""
    pair = [article("a"), article("b", source="beta", **at("https://x.example/b"))]
    first = composed(pair, [tie(pair[0], pair[1])])

    later = replace(GROUND, now=moment(99))

    assert first == composed(pair, [tie(pair[0], pair[1])], publications=first.publications, ground=later)


def test_article_without_a_url_has_a_page() -> None:
    """A seed's permalink is a page on the shelf."""
    (item,) = composed([article("a", url="")]).feed.items

    assert item.page.startswith("articles/alpha-")
    assert f"https://mill.example/{item.page}" == item.url


def test_secret_of_a_source_is_not_published() -> None:
    """A source whose address holds a token is named, with the site's address instead of its own."""
    secret = replace(SOURCES["alpha"], address="https://alpha.example/feed?token=s3cr3t")
    ground = replace(GROUND, standing=replace(GROUND.standing, sources=SOURCES | {"alpha": secret}))

    (item,) = composed([article("a")], ground=ground).feed.items

    assert Origin(title="Alpha News", url="https://mill.example/") == item.origin
