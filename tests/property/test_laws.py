"""
The laws of the design, each over histories of a small world, each with a control that breaks its guard.

A history is a list of steps; a step is what happened in the world (documents, seeds, failures, config)
before a run, an hour after the last one.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from feedmill.compose import Shown, show
from feedmill.cycle import Wish
from feedmill.dedupe import Pool, representative
from feedmill.model import Article, Decision, DecisionKind, Lookalike, Policy, Sighting, Topic
from feedmill.publish import _Run
from feedmill.stores.base import TopicState
from small_world import (
    Config,
    Offer,
    Piece,
    Rows,
    World,
    allowed,
    article_id,
    groups_by_hand,
    matches_by_hand,
    relations_by_hand,
    tags_by_hand,
)


def examples(number: int) -> settings:
    """Ask for so many examples in CI, and for a multiple of them under HYPOTHESIS_PROFILE=explore."""
    return settings(max_examples=number * settings.default.max_examples // 100)  # type: ignore[union-attr]


# --- what may happen

FEEDS = ("alpha", "beta", "gamma")
#: Over 40 words, so that the text alone tells a copy.
#: Two texts on one event, and one on another.
EVENTS = (
    "The G7 met in Bari on Friday. Chancellor Merz spoke of aid for Kyiv and of grain from Odesa.",
    "In Bari, Merz and the G7 agreed on aid: Odesa will ship its grain, and Kyiv is pleased.",
    "A ferry burned off Naxos. The captain of the Aegean Star said that nobody was hurt in Syros.",
)
LONG = "All day long they talked in the old town about what the winter would bring to people there. " * 3
TEXTS = (
    "",
    "Read more",
    f"The G7 gave aid. {LONG}",
    f"The G7 met. {LONG}",
    f"the  g7 MET. {LONG}",
    LONG,
    *EVENTS,
)
TITLES = ("", "Aid", "The G7 met", "News")
#: A page of alpha's, one of beta's, one of nobody's, and a front page.
LINKS = ("", "http://10.0.0.1/a", "http://10.0.0.2/b", "http://10.0.0.9/c", "http://10.0.0.1/")
DATES = (
    "",
    "Fri, 30 Jan 2026 10:00:00 GMT",
    "Sat, 31 Jan 2026 10:00:00 GMT",
    "Sat, 31 Jan 2026 12:30:00 GMT",
    "Mon, 01 Jan 2035 10:00:00 GMT",
)
FAILURES = ("!timeout", "!http-500", "!http-429", "304", b"", b"<html><body>Sorry</body></html>", b"\x00\xff")
KEYS = ("", "1", "2", "3")
SEEDS = ("a.txt", "b.md", "c.txt")
FILTERS = (
    "#aid",
    "#g7",
    "G7 AND NOT #aid",
    "source:alpha OR source:delta",
    "tag:hot OR title:news",
    "topic:g7 OR topic:aid",
    "age:>1h",
    "site:10.0.0.1",
    "winter",
    "*",
)

PIECES = st.builds(
    Piece,
    guid=st.sampled_from(KEYS),
    title=st.sampled_from(TITLES),
    text=st.sampled_from(TEXTS),
    link=st.sampled_from(LINKS),
    date=st.sampled_from(DATES),
    category=st.sampled_from(("", "hot")),
    full=st.booleans(),
    language=st.sampled_from(("", "", "ja")),
)
OFFERS = st.builds(
    Offer,
    pieces=st.lists(PIECES, max_size=4).map(tuple),
    title=st.sampled_from(("A feed", "Another")),
)
#: It links to a page of alpha's.
LINKED_SEED = f"---\nurl: {LINKS[1]}\ntitle: News\ndate: 2026-01-30\n---\n{TEXTS[3]}"
SEED_TEXTS = st.sampled_from((*TEXTS[2:], LINKED_SEED))

Change = Callable[[World], None]


@dataclass(frozen=True)
class Offers:
    """A source answers anew."""

    source: str
    offer: Offer | bytes | str

    def __call__(self, world: World) -> None:
        """Put it in the table."""
        world.offers[self.source] = self.offer


def says(source: str, *pieces: Piece) -> Offers:
    """Let a source offer these."""
    return Offers(source, Offer(pieces=pieces))


@dataclass(frozen=True)
class Edits:
    """A source offers its last document with one item changed, added, or gone."""

    source: str
    place: int
    piece: Piece | None

    def __call__(self, world: World) -> None:
        """Put the document with the edit in the table."""
        before = world.offers.get(self.source)
        offer = before if isinstance(before, Offer) else Offer()
        pieces = [*offer.pieces]
        pieces[self.place : self.place + 1] = [] if self.piece is None else [self.piece]
        world.offers[self.source] = replace(offer, pieces=tuple(pieces))


@dataclass(frozen=True)
class Seeds:
    """A seed is written, or taken away."""

    name: str
    text: str | None

    def __call__(self, world: World) -> None:
        """Put the file in the folder, or take it away."""
        world.seeds.pop(self.name, None)
        if self.text is not None:
            world.seeds[self.name] = self.text


@dataclass(frozen=True)
class SourceTable:
    """The operator edits a source's table."""

    source: str
    key: str
    value: Any

    def __call__(self, world: World) -> None:
        """Change the table."""
        world.config = world.config.with_source(self.source, **{self.key: self.value})


@dataclass(frozen=True)
class TopicTable:
    """The operator edits a topic's table."""

    topic: str
    key: str
    value: Any

    def __call__(self, world: World) -> None:
        """Change the table, unless two topics would refer to each other."""
        if self.key == "filter" and f"topic:{self.topic}" in self.value:
            return
        if any(f"topic:{self.topic}" in one.filter for one in world.config.topics) and "topic:" in str(
            self.value
        ):
            return
        world.config = world.config.with_topic(self.topic, **{self.key: self.value})


@dataclass(frozen=True)
class Top:
    """The operator edits something else: a field of `Config`."""

    key: str
    value: Any

    def __call__(self, world: World) -> None:
        """Change the field."""
        world.config = replace(world.config, **{self.key: self.value})


@dataclass(frozen=True)
class Renames:
    """The operator gives a source another key, and says what it was formerly."""

    source: str

    def __call__(self, world: World) -> None:
        """Change the key, once in a history."""
        if any(one.id == "delta" for one in world.config.sources):
            return
        world.config = world.config.with_source(self.source, id="delta", formerly=(self.source,))
        world.offers["delta"] = world.offers.pop(self.source, "!http-404")


IDS = tuple(article_id(source, key) for source in ("alpha", "beta") for key in ("1", "2"))
DECISIONS = st.lists(
    st.builds(
        Decision,
        kind=st.sampled_from(DecisionKind),
        article=st.sampled_from((*IDS, article_id("seeds", "a"))),
        topic=st.sampled_from(("", "g7", "aid")),
    ),
    max_size=2,
).map(tuple)
POLICIES = st.sampled_from(Policy)
NEWS = st.one_of(
    st.builds(Offers, source=st.sampled_from(FEEDS), offer=OFFERS),
    st.builds(Edits, source=st.sampled_from(FEEDS), place=st.integers(0, 3), piece=st.none() | PIECES),
    st.builds(Seeds, name=st.sampled_from(SEEDS), text=st.none() | SEED_TEXTS),
)
TROUBLE = st.builds(Offers, source=st.sampled_from(FEEDS), offer=st.sampled_from(FAILURES))


def _table(kind: type, names: tuple[str, ...], **values: st.SearchStrategy[Any]) -> st.SearchStrategy[Change]:
    name = "topic" if kind is TopicTable else "source"
    return st.one_of(
        *(
            st.builds(kind, **{name: st.sampled_from(names)}, key=st.just(key), value=value)
            for key, value in values.items()
        )
    )


CONFIG = st.one_of(
    _table(
        SourceTable,
        FEEDS,
        weight=st.sampled_from((0, 10, 50)),
        tags=st.sampled_from(((), ("hot",))),
        title=st.sampled_from(("", "A name")),
        address=st.sampled_from(tuple(f"http://10.0.0.{number}/feed" for number in (1, 2, 9))),
        enabled=st.booleans(),
        language=st.sampled_from(("", "uk")),
    ),
    _table(
        TopicTable,
        ("aid", "all", "g7"),
        filter=st.sampled_from(FILTERS),
        item=POLICIES,
        text=POLICIES,
        story=POLICIES,
        items=st.sampled_from((None, 1, 2)),
        max_age=st.sampled_from((None, timedelta(hours=1))),
        enabled=st.booleans(),
        title=st.sampled_from(("", "A topic")),
    ),
    st.builds(Top, key=st.just("decisions"), value=DECISIONS),
    st.builds(
        Top,
        key=st.just("terms"),
        value=st.sampled_from(
            (
                Config().terms,
                (("aid", ("aid", "news")), ("g7", ("met",))),
                (("aid", ("x",)), ("g7", ("=G7",))),
            )
        ),
    ),
)
STEPS = st.lists(st.one_of(NEWS, NEWS, CONFIG, TROUBLE), min_size=1, max_size=4)
#: Every source says something at first.
BEGINNINGS = st.tuples(
    *(st.builds(Offers, source=st.just(source), offer=OFFERS) for source in FEEDS),
    st.builds(Seeds, name=st.sampled_from(SEEDS), text=SEED_TEXTS),
).map(list)


def histories(steps: st.SearchStrategy[list[Change]] = STEPS) -> st.SearchStrategy[list[list[Change]]]:
    """Draw a beginning and what came of it."""
    return st.tuples(BEGINNINGS, st.lists(steps, max_size=3)).map(lambda drawn: [drawn[0], *drawn[1]])


def live(history: list[list[Change]], config: Config | None = None) -> World:
    """Make a world and let a history happen in it."""
    world = World(config or Config())
    for step in history:
        happen(world, step)
        world.run()
    return world


def happen(world: World, step: list[Change]) -> None:
    """Let an hour pass and something happen."""
    world.hours += 1
    for change in step:
        change(world)


# --- law 1: incremental = rebuild


def check_rebuild(history: list[list[Change]]) -> None:
    """Compare what runs have made, one after the other, with what is made anew from the same facts."""
    with closing(live(history)) as world, closing(world.copy()) as anew:
        derived = world.rows("relation", "match", "article")
        anew.wipe()
        anew.run(Wish(offline=True, everything=True))

        assert tags_by_hand(world) == {name: one.tags for name, one in world.articles().items()}
        assert relations_by_hand(world) == {row[:3] for row in derived["relation"]}
        enabled = {topic.slug for topic in world.config.topics if topic.enabled}
        assert matches_by_hand(world) == {(row[1], row[0]) for row in derived["match"] if row[1] in enabled}
        assert world.tree == anew.tree
        assert derived == anew.rows("relation", "match", "article")
        moves = world.shelf.moves
        world.run(Wish(offline=True, everything=True))
        assert moves == world.shelf.moves


@examples(40)
@given(histories())
@example(
    [
        [says("alpha", Piece(guid="1", title="Aid"))],
        [TopicTable("aid", "enabled", value=False)],
        [TopicTable("aid", "enabled", value=True)],
    ]
).via("a topic comes back")
@example(
    [
        [
            Seeds("a.txt", LINKED_SEED),
            says("alpha", Piece(guid="1", title="Aid", text=TEXTS[3], link=LINKS[1])),
        ],
    ]
).via("a seed stands before the link's owner from the beginning")
def test_incremental_is_rebuild(history: list[list[Change]]) -> None:
    """Law 1: after any history, deriving everything anew from what is stored changes nothing."""
    check_rebuild(history)


@examples(15)
@given(histories(), st.sampled_from(FEEDS), STEPS)
@example(
    [
        [
            says("beta", Piece(guid="1", title="Aid")),
            TopicTable("g7", "filter", "source:alpha OR source:delta"),
        ]
    ],
    "beta",
    [],
).via("a filter asks for the new key")
def test_renamed_source_is_rebuild(history: list[list[Change]], source: str, step: list[Change]) -> None:
    """Law 1: a source that got another key, and is `formerly` the old one, is as if it always had had it."""
    check_rebuild([*history, [Renames(source)], step])


@examples(20)
@given(histories(), st.integers(1, 3))
def test_paging_does_not_matter(history: list[list[Change]], page: int) -> None:
    """Law 1: how many articles publishing reads at a time leaves no trace."""
    with (
        closing(live(history)) as world,
        closing(world.copy()) as anew,
        pytest.MonkeyPatch.context() as patch,
    ):
        anew.wipe()
        patch.setattr("feedmill.gathered._Gathered._PAGE", page)
        anew.run(Wish(offline=True, everything=True))

        assert world.tree == anew.tree


def test_control_of_rebuild(monkeypatch: pytest.MonkeyPatch) -> None:
    """A store that marks no topic as dirty breaks law 1."""

    @contextmanager
    def no_dirt(db: object, moved: object, new: object = (), **_: object) -> Iterator[None]:
        yield

    first = Offers("alpha", Offer(pieces=(Piece(guid="1", title="Aid"),)))
    second = Offers("alpha", Offer(pieces=(Piece(guid="1", title="News"),)))
    check_rebuild([[first], [second]])
    monkeypatch.setattr("feedmill.stores.changes.dirt", no_dirt)

    with pytest.raises(AssertionError):
        check_rebuild([[first], [second]])


# --- law 2: arrival order does not matter


@st.composite
def arrivals(draw: st.DrawFn) -> tuple[dict[str, tuple[Piece, ...]], dict[str, tuple[Piece, ...]], list[str]]:
    """Draw documents, the same ones shuffled, and the order in which sources stand in the config."""
    dated = PIECES.filter(lambda piece: bool(piece.date))
    documents = {source: tuple(draw(st.lists(dated, max_size=4, unique_by=_identity))) for source in FEEDS}
    shuffled = {source: tuple(draw(st.permutations(pieces))) for source, pieces in documents.items()}
    return documents, shuffled, draw(st.permutations([*FEEDS, "seeds"]))


def _identity(piece: Piece) -> object:
    """Tell pieces that could be given one id: of two of these the first wins, by the contract."""
    return piece.guid or (piece.link and "link", piece.link or piece.text, piece.title)


def check_order(
    documents: dict[str, tuple[Piece, ...]], shuffled: dict[str, tuple[Piece, ...]], order: list[str]
) -> None:
    """Take in the same articles in two orders, once in one batch and once source by source."""
    made: list[tuple[dict[str, bytes], Rows]] = []
    for pieces, names, batch in ((documents, [*FEEDS, "seeds"], 16), (shuffled, order, 1)):
        config = Config()
        known = {one.id: one for one in config.sources}
        world = World(replace(config, sources=tuple(known[name] for name in names)))
        world.seeds = {"a.txt": TEXTS[3]}
        world.offers = {source: Offer(pieces=given_) for source, given_ in pieces.items()}
        with closing(world), pytest.MonkeyPatch.context() as patch:
            patch.setattr("feedmill.ingest._BATCH", batch)
            world.run()
            made.append((world.tree, world.rows()))

    assert made[0] == made[1]


@examples(35)
@given(arrivals())
def test_order_does_not_matter(
    drawn: tuple[dict[str, tuple[Piece, ...]], dict[str, tuple[Piece, ...]], list[str]],
) -> None:
    """Law 2: order of sources, of items and of batches leaves no trace in groups, rows and bytes."""
    check_order(*drawn)


def test_control_of_order(monkeypatch: pytest.MonkeyPatch) -> None:
    """A judge that is told only of what is stored, not of the rest of its batch, breaks law 2."""
    copy = Piece(guid="1", title="News", text=LONG, date=DATES[1])
    documents: dict[str, tuple[Piece, ...]] = {"alpha": (copy,), "beta": (copy,), "gamma": ()}
    check_order(documents, documents, [*FEEDS, "seeds"])
    monkeypatch.setattr("feedmill.dedupe.Pool", _StoredAlone)

    with pytest.raises(AssertionError):
        check_order(documents, documents, [*FEEDS, "seeds"])


class _StoredAlone(Pool):
    """A pool that leaves the batch's own articles out."""

    def like(self, article: Article) -> Sequence[Lookalike]:
        return [one for one in super().like(article) if one.id not in self.batch]


# --- law 3: topic-safe duplicates


def check_topics(history: list[list[Change]]) -> None:
    """Look for every allowed article of every topic in exactly one item."""
    with closing(live(history)) as world:
        for topic in world.config.topics:
            if topic.enabled:
                _check_topic(world, topic)


def _check_topic(world: World, topic: Topic) -> None:
    may = allowed(world, topic.slug)
    wanted = sorted(sorted(group & may) for group in groups_by_hand(world, topic) if group & may)
    shown: list[list[str]] = []
    for item in world.feed(topic.slug):
        ours = item["_feedmill"]
        named = {ours["article"], *(also["id"] for also in ours["also"])}
        # A topic may fold without naming: then the group is the one that the item's article is in.
        group = next(group for group in wanted if ours["article"] in group)
        assert named <= set(group)
        assert named == set(group) or Policy.DROP in {topic.item, topic.text}
        shown.append(group)

    assert wanted == sorted(shown)


#: Every item is shown, however many or old: what has no room in a feed is no matter of copies.
FOLDING = st.one_of(
    NEWS,
    NEWS,
    st.builds(Top, key=st.just("decisions"), value=DECISIONS),
    _table(
        TopicTable,
        ("aid", "all", "g7"),
        filter=st.sampled_from(FILTERS),
        item=POLICIES,
        text=POLICIES,
    ),
)


@examples(40)
@given(histories(st.lists(FOLDING, min_size=1, max_size=4)))
@example(
    [
        [
            says("alpha", Piece(guid="1", title="The G7 met", text=LONG, link=LINKS[3])),
            says("beta", Piece(guid="1", title="The G7 met", text=LONG, link=LINKS[3])),
            TopicTable("g7", "item", Policy.KEEP),
        ]
    ]
).via("two are one item and one text, and only texts are folded")
def test_copies_are_safe_in_topics(history: list[list[Change]]) -> None:
    """Law 3: every allowed article is in exactly one item, shown or named, beside allowed ones alone."""
    check_topics(history)


def test_control_of_topics(monkeypatch: pytest.MonkeyPatch) -> None:
    """Showing only groups whose best member of all is allowed hides articles: it breaks law 3."""

    def hiding(topic: Topic, **known: Any) -> tuple[Shown, ...]:
        articles, ground = known["articles"], known["ground"]
        return tuple(
            one
            for one in show(topic, **known)
            if representative([articles[name] for name in one.group.members], ground.standing).id
            in known["allowed"]
        )

    owner = Offers("alpha", Offer(pieces=(Piece(guid="1", title="News", text=LONG, link=LINKS[1]),)))
    copy = Offers("beta", Offer(pieces=(Piece(guid="1", title="The G7 met", text=LONG, link=LINKS[1]),)))
    check_topics([[owner, copy]])
    monkeypatch.setattr("feedmill.compose.show", hiding)

    with pytest.raises(AssertionError):
        check_topics([[owner, copy]])


# --- law 4: same input, same bytes


def check_again(history: list[list[Change]], hours: float) -> None:
    """Run once more, later or not, asking everybody."""
    with closing(live(history)) as world:
        before, moves = world.rows(), world.shelf.moves
        world.hours += hours
        report = world.run(Wish(force=True))

        assert before == world.rows()
        assert moves == world.shelf.moves
        assert (0, 0) == (report.published.written, report.published.removed)


@examples(35)
@given(histories(), st.sampled_from((0, 1, 24 * 400)))
def test_second_run_changes_nothing(history: list[list[Change]], hours: float) -> None:
    """Law 4: without news a run writes no file and touches no row but sources' memory and the log."""
    check_again(history, hours)


def test_control_of_second_run(monkeypatch: pytest.MonkeyPatch) -> None:
    """Dating undated articles by the clock of each run breaks law 4."""
    undated = Offers("alpha", Offer(pieces=(Piece(guid="1", title="News"),)))
    check_again([[undated]], 1)
    monkeypatch.setattr("feedmill.ingest.old_hash", lambda *_: "")
    monkeypatch.setattr("feedmill.stores.sql.SqlStore.newest_hashes", lambda *_: {})
    check_again([[undated]], 1)
    room = importlib.import_module("feedmill.dedupe.judge")  # its name is its function's, too
    monkeypatch.setattr(room, "_differs", lambda *_: True)
    monkeypatch.setattr(room, "_keep_dates", _by_the_clock)

    with pytest.raises(AssertionError):
        check_again([[undated]], 1)


def _by_the_clock(article: Article, known: Sighting, now: datetime) -> Article:
    return article


# --- law 5: ids survive


def check_lost(history: list[list[Change]], hours: float) -> None:
    """
    Lose the database, keep the shelf, and look at the items whose sources still offer them.

    What no feed names (no topic wants it, or copies are dropped in silence) lies nowhere on the
    shelf: it is first seen anew, and so may its copies be told otherwise.
    """
    with closing(live(history)) as world, closing(world.copy()) as before:
        world.forget()
        world.hours += hours
        world.run()
        old, new = before.articles(), world.articles()
        lost = {name for name in old if name not in new}
        named = {name for topic in before.config.topics if topic.enabled for name in _named(before, topic)}
        moved = lost | (old.keys() - named)
        moved |= {end for tie in before.store.components(sorted(moved)) for end in (tie.a, tie.b)}
        for topic in before.config.topics:
            if topic.enabled:
                assert _items(before, topic, moved) == _items(world, topic, moved)
        if not moved:
            assert before.tree == world.tree


def _named(world: World, topic: Topic) -> Iterator[str]:
    for item in world.feed(topic.slug):
        yield item["_feedmill"]["article"]
        yield from (also["id"] for also in item["_feedmill"]["also"])


def _items(world: World, topic: Topic, without: set[str]) -> list[dict[str, Any]]:
    """Give the items whose articles have nothing to do with these."""
    return [item for item in world.feed(topic.slug) if item["_feedmill"]["article"] not in without]


#: Without limits, and copies are named: what no feed names lies nowhere on the shelf.
NAMING = st.sampled_from((Policy.FOLD, Policy.KEEP))
LASTING = st.one_of(
    NEWS,
    NEWS,
    TROUBLE,
    _table(
        SourceTable,
        FEEDS,
        weight=st.sampled_from((0, 10, 50)),
        title=st.sampled_from(("", "A name")),
        language=st.sampled_from(("", "uk")),
    ),
    _table(TopicTable, ("aid", "all", "g7"), filter=st.sampled_from(FILTERS), item=NAMING, text=NAMING),
)


@examples(40)
@given(histories(st.lists(LASTING, min_size=1, max_size=4)), st.sampled_from((0, 1000)))
@example(
    [
        [says("alpha", Piece(title="News", link=LINKS[1]))],
        [says("alpha", Piece(title="News", link=LINKS[1]), Piece(title="Aid", link=LINKS[1]))],
    ],
    1,
).via("without guids, a second item shares the link of one that is known")
@example(
    [
        [says("alpha", Piece(title="News", link=LINKS[1]), Piece(title="Aid", link=LINKS[1]))],
        [says("alpha", Piece(title="News", link=LINKS[1]))],
    ],
    1,
).via("without guids, an item is left alone with a link that it shared")
@example(
    [
        [says("alpha", Piece(title="News", link=LINKS[1]))],
        [says("alpha", Piece(title="News", link=LINKS[1]), Piece(title="Aid", link=LINKS[1]))],
        [Renames("alpha")],
    ],
    1,
).via("as the first, and its source is renamed")
@example(
    [
        [Offers("alpha", Offer(pieces=(Piece(guid="1", title="News"),), language="en"))],
        [Offers("alpha", Offer(pieces=(Piece(guid="1", title="News"),), language="uk"))],
    ],
    1,
).via("a feed names another language for the same items")
@example(
    [
        [says("alpha", Piece(guid="1", title="News", language="ja"))],
        [SourceTable("alpha", "language", "uk")],
        [SourceTable("alpha", "language", "")],
    ],
    1,
).via("the operator takes back the language that he gave a source")
def test_lost_database(history: list[list[Change]], hours: float) -> None:
    """Law 5: without the database, at any later time, the same ids, dates and bytes."""
    check_lost(history, hours)


@pytest.mark.parametrize("before", [1, 2])
def test_language_makes_no_new_article(before: int) -> None:
    """Law 5: items without guids keep their ids when their feed changes its language and their number."""
    pieces = (Piece(title="News", link=LINKS[1]), Piece(title="Aid", link=LINKS[1]))
    after = Offers("alpha", Offer(pieces=pieces[: 3 - before], language="uk"))

    with closing(live([[says("alpha", *pieces[:before])], [after]])) as world:
        assert len(pieces) == len(world.articles())


def test_control_of_lost_database(monkeypatch: pytest.MonkeyPatch) -> None:
    """A mill that does not read its shelf breaks law 5."""
    undated = Offers("alpha", Offer(pieces=(Piece(guid="1", title="News"),)))
    check_lost([[undated]], 1)
    monkeypatch.setattr("feedmill.cycle._adopt", lambda parts: 0)

    with pytest.raises(AssertionError):
        check_lost([[undated]], 1)


# --- law 6: owners only


def check_owners(history: list[list[Change]], source: str, offers: list[Offer | bytes | str]) -> None:
    """Let one source say anything; look at the rows of the others."""
    with closing(live(history)) as world:
        for offer in offers:
            before = _of_others(world, source)
            world.hours += 1
            world.offers[source] = offer
            world.run()

            assert before == _of_others(world, source)


def _of_others(world: World, source: str) -> Rows:
    """Give rows of articles, sightings and matches that are not of *source*, but for page states."""
    mine = f":{source}/"
    with world.store._in.read() as db:
        articles = db.exec_driver_sql(
            "SELECT id, source, guid, url, match_key, item_key, text_key, title_key, published, raw_hash, "
            "withdrawn_at, cleaner, body FROM article"
        ).fetchall()
    found = {"article": [tuple(row) for row in articles]} | world.rows("sighting", "match")
    return {
        name: sorted((row for row in rows if mine not in str(row[0])), key=repr)
        for name, rows in found.items()
    }


@examples(30)
@given(
    histories(),
    st.sampled_from(FEEDS),
    st.lists(OFFERS | st.sampled_from(FAILURES), min_size=1, max_size=3),
)
def test_sources_change_only_their_own(
    history: list[list[Change]], source: str, offers: list[Offer | bytes | str]
) -> None:
    """Law 6: whatever a source says, no row of another source's article changes."""
    check_owners(history, source, offers)


def test_control_of_owners(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ids that do not name their source break law 6."""
    offer = Offer(pieces=(Piece(guid="1", title="News"),))
    other = Offer(pieces=(Piece(guid="1", title="Aid"),))
    history: list[list[Change]] = [[Offers("alpha", offer)]]
    check_owners(history, "beta", [other])
    monkeypatch.setattr(
        "feedmill.normalise.article_id", lambda domain, date, source, key: f"tag:{domain},{date}:one/{key}"
    )

    with pytest.raises(AssertionError):
        check_owners(history, "beta", [other])


# --- law 7: nothing lost


def check_killed(history: list[list[Change]], step: list[Change], *, lost: bool = False) -> int:
    """Kill the run of *step* at each call of store and shelf in turn, and run again; give how often."""
    with closing(live(history)) as world:
        happen(world, step)
        if lost:
            world.forget()
        with closing(world.copy()) as undisturbed:
            undisturbed.run()
            wanted = undisturbed.tree, undisturbed.rows()
        for number in range(1, 1000):
            with closing(world.copy()) as victim:
                if not victim.run_until(number):
                    return number - 1
                victim.run(Wish(force=True))

                assert wanted == (victim.tree, victim.rows())
    return 0


@examples(2)
@given(history=histories(), step=STEPS, lost=st.booleans())
@example(
    history=[[says("alpha", Piece(guid="1")), TopicTable("g7", "filter", "source:delta")]],
    step=[Renames("alpha")],
    lost=False,
).via("a filter asks for the new key of a source")
def test_killed_anywhere(history: list[list[Change]], step: list[Change], *, lost: bool) -> None:
    """Law 7: a run that is killed before any call of store or shelf, then repeated, leaves no trace of it."""
    check_killed(history, step, lost=lost)


def check_turned_back() -> None:
    """Kill the run after a filter was changed at each call in turn, take the change back, and run again."""
    with closing(live([[says("alpha", Piece(guid="1", title="Aid"))]])) as world:
        happen(world, [says("beta", Piece(guid="2", title="The G7 met"))])
        for number in range(1, 1000):
            with closing(world.copy()) as victim:
                victim.config = world.config.with_topic("g7", filter="#aid")
                if not victim.run_until(number):
                    assert number > 10
                    return
                victim.config = world.config
                victim.run(Wish(force=True))
                stored = {(topic, name) for name, topic, *_ in victim.rows("match")["match"]}

                assert matches_by_hand(victim) == stored


def test_a_change_that_is_taken_back_after_a_kill_leaves_no_trace() -> None:
    """What was made under the other settings is made anew, though the settings are those of before."""
    check_turned_back()


def test_control_of_a_change_that_is_taken_back(monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: where nobody notes that a change began, the archive keeps some of it."""
    monkeypatch.setattr("feedmill.cycle.unsettle", lambda _parts: None)

    with pytest.raises(AssertionError):
        check_turned_back()


def test_kills_are_many() -> None:
    """A run has many moments to die in, and all of them are tried."""
    first = Offers(
        "alpha", Offer(pieces=(Piece(guid="1", title="Aid", text=LONG), Piece(guid="2", title="The G7 met")))
    )
    second = Offers("beta", Offer(pieces=(Piece(guid="1", title="Aid", text=LONG, link=LINKS[2]),)))
    history: list[list[Change]] = [[first, Seeds("a.txt", LONG)]]
    step: list[Change] = [second, TopicTable("g7", "enabled", value=False), Seeds("b.md", TEXTS[2])]

    assert check_killed(history, step) > 40
    assert check_killed(history, step, lost=True) > 40


def test_control_of_kills(monkeypatch: pytest.MonkeyPatch) -> None:
    """Calling a topic clean before its files are put breaks law 7."""
    put_topic = _Run.put_topic

    def hasty(self: _Run, topic: Topic) -> None:
        state = TopicState(topic=topic.slug, settings_hash=self._settings_hash(topic), shown=())
        self._parts.store.save_shelf(states=[state])
        put_topic(self, topic)

    first = Offers("alpha", Offer(pieces=(Piece(guid="1", title="Aid"),)))
    second = Offers("alpha", Offer(pieces=(Piece(guid="1", title="Aid, edited"),)))
    check_killed([[first]], [second])
    monkeypatch.setattr(_Run, "put_topic", hasty)

    with pytest.raises(AssertionError):
        check_killed([[first]], [second])


# --- law 8: one bad source changes nothing


def check_bad_source(
    history: list[list[Change]], step: list[Change], source: str, failure: bytes | str
) -> None:
    """Let a source fail beside others that have news; compare with a run in which it had none."""
    with closing(live(history)) as world:
        happen(world, step)
        with closing(world.copy()) as other:
            world.offers[source], other.offers[source] = failure, "304"
            world.run()
            other.run()

            assert other.tree == world.tree
            assert other.rows() == world.rows()
            memories = [each.store.memories() for each in (world, other)]
            assert [{name: one for name, one in each.items() if name != source} for each in memories[:1]] == [
                {name: one for name, one in each.items() if name != source} for each in memories[1:]
            ]


@examples(35)
@given(histories(), STEPS, st.sampled_from(FEEDS), st.sampled_from(FAILURES))
def test_bad_source_changes_nothing(
    history: list[list[Change]], step: list[Change], source: str, failure: bytes | str
) -> None:
    """Law 8: a failing source leaves everything but its own memory as if it had had no news."""
    check_bad_source(history, step, source, failure)


def test_control_of_bad_source(monkeypatch: pytest.MonkeyPatch) -> None:
    """Taking a failure for an answer that offers nothing breaks law 8."""
    offers = Offers("alpha", Offer(pieces=(Piece(guid="1", title="News"),)))
    check_bad_source([[offers]], [], "alpha", b"<html></html>")
    monkeypatch.setattr(
        "feedmill.assay._withdrawn",
        lambda parts, digests, answers: [
            name for one in digests for name in parts.store.raw_hashes(one.source).values()
        ],
    )

    with pytest.raises(AssertionError):
        check_bad_source([[offers]], [], "alpha", b"<html></html>")
