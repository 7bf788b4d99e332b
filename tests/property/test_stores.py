"""Whatever a value holds, it comes back from the store as it went in."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from itertools import combinations
from types import SimpleNamespace
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from fakes import NOW, article
from feedmill.model import (
    Article,
    Batch,
    Enclosure,
    Fingerprint,
    Match,
    Memory,
    Origin,
    Reason,
    Relation,
    RelationKind,
)
from feedmill.stores import rows
from feedmill.stores.base import TopicState
from feedmill.stores.packing import read_moment, write_moment
from feedmill.stores.queries import reach
from feedmill.stores.sql import open_store

MOMENTS = st.datetimes(timezones=st.just(UTC))
#: Lone surrogates too, but no pair of them: JSON cannot keep it apart from the character that it means.
ANY_TEXT = st.text(st.characters(codec=None)).map(
    lambda text: text.encode("utf-16", "surrogatepass").decode("utf-16", "surrogatepass")
)
NAMES = st.text("abc-:/%A1", min_size=1)
TEXTS = st.lists(ANY_TEXT, max_size=3).map(tuple)
ENCLOSURES = st.builds(Enclosure, url=ANY_TEXT, type=ANY_TEXT, length=st.integers())
ARTICLES = st.builds(
    Article,
    id=NAMES,
    source=NAMES,
    guid=ANY_TEXT,
    url=ANY_TEXT,
    match_key=ANY_TEXT,
    title=ANY_TEXT,
    text=ANY_TEXT,
    summary=ANY_TEXT,
    html=ANY_TEXT,
    full=st.booleans(),
    authors=TEXTS,
    categories=TEXTS,
    tags=TEXTS,
    enclosures=st.lists(ENCLOSURES, max_size=2).map(tuple),
    image=ANY_TEXT,
    language=ANY_TEXT,
    comments=ANY_TEXT,
    origin=st.none() | st.builds(Origin, title=ANY_TEXT, url=ANY_TEXT),
    related=TEXTS,
    published=MOMENTS,
    updated=MOMENTS,
    first_seen=MOMENTS,
    raw_hash=NAMES,
    cleaner=st.integers(0, 1000),
    fingerprint=st.builds(Fingerprint, item=ANY_TEXT, text=ANY_TEXT, title=ANY_TEXT),
)
OFTEN = st.none() | MOMENTS
MEMORIES = st.builds(
    Memory,
    source=NAMES,
    etag=st.none() | ANY_TEXT,
    last_modified=st.none() | ANY_TEXT,
    body_hash=ANY_TEXT,
    last_attempt=OFTEN,
    last_answer=OFTEN,
    last_success=OFTEN,
    next_due=OFTEN,
    failures=st.integers(),
    code=ANY_TEXT,
    message=ANY_TEXT,
    retry_at=OFTEN,
    last_refetch=OFTEN,
    note=ANY_TEXT,
    title=ANY_TEXT,
    link=ANY_TEXT,
    language=ANY_TEXT,
)
REASONS = st.builds(
    Reason,
    clause=ANY_TEXT,
    field=ANY_TEXT,
    term=ANY_TEXT,
    text=ANY_TEXT,
    start=st.integers(),
    end=st.integers(),
)
MATCHES = st.builds(Match, topic=NAMES, article=NAMES, reasons=st.lists(REASONS, max_size=3).map(tuple))


def as_read(row: dict[str, Any]) -> SimpleNamespace:
    """Make of a row that was written one as it is read."""
    return SimpleNamespace(**row)


@given(MOMENTS, MOMENTS)
def test_dates_come_back_and_sort(one: datetime, other: datetime) -> None:
    """A date comes back to the microsecond, and numbers sort as dates do."""
    assert one == read_moment(write_moment(one))
    assert read_moment(write_moment(one)).tzinfo is UTC
    assert (write_moment(one) < write_moment(other)) == (one < other)


@given(ARTICLES)
def test_articles_come_back_from_rows(article: Article) -> None:
    """An article is what its row says, whatever it holds."""
    assert article == rows.read_article(as_read(rows.article_row(article)))


@given(ARTICLES)
def test_rows_can_be_stored(article: Article) -> None:
    """Every text of an article's row can be written as UTF-8, and holds no NUL."""
    for value in rows.article_row(article).values():
        if isinstance(value, str):
            assert value.encode().decode() == value
            assert "\0" not in value


@given(MEMORIES)
def test_memories_come_back_from_rows(memory: Memory) -> None:
    """A source's memory is what its row says."""
    assert memory == rows.read_memory(as_read(rows.memory_row(memory)))


@given(MATCHES)
def test_matches_come_back_from_rows(match: Match) -> None:
    """A match and its reasons are what their row says."""
    assert match == rows.read_match(as_read(rows.match_row(match, 0)))


@settings(max_examples=40)
@given(st.lists(ARTICLES, max_size=4, unique_by=lambda article: article.id))
def test_articles_come_back_from_a_store(articles: list[Article]) -> None:
    """What is saved is what is given, scanned and counted; saved twice it is no other."""
    expected = {article.id: article for article in articles}
    with closing(open_store("sqlite://")) as store:
        for _ in range(2):
            store.save(Batch(articles=tuple(articles)))

            assert expected == store.articles(list(expected))
            assert [expected[name] for name in sorted(expected)] == [
                article for chunk in store.scan(2) for article in chunk
            ]


@given(
    st.lists(
        st.tuples(st.integers(0, 9), st.integers(0, 9)).filter(lambda pair: pair[0] < pair[1]), max_size=12
    ),
    st.sets(st.integers(0, 9), max_size=3),
)
def test_reach_is_what_a_plain_walk_finds(pairs: list[tuple[int, int]], begin: set[int]) -> None:
    """The components found by questions to the database are those found by merging sets."""
    moment = datetime(2026, 1, 1, tzinfo=UTC)
    articles = [
        Article(
            id=str(each),
            source="s",
            published=moment,
            updated=moment,
            first_seen=moment,
            fingerprint=Fingerprint(),
        )
        for each in range(10)
    ]
    ties = [
        Relation(a=str(a), b=str(b), kind=RelationKind.NEAR, score=1, method="", reason="") for a, b in pairs
    ]
    sets = [{str(each)} for each in range(10)]
    for tie in ties:
        joined = {name for each in sets if each & {tie.a, tie.b} for name in each}
        sets = [each for each in sets if not each & joined] + [joined]
    expected = {name for each in sets if each & {str(one) for one in begin} for name in each}

    with closing(open_store("sqlite://")) as store:
        store.save(Batch(articles=tuple(articles), relations=tuple(ties)))
        with store._in.read() as db:
            assert expected == reach(db, [str(one) for one in begin])
        found = store.components([str(one) for one in begin])

    unique = {(tie.a, tie.b): replace(tie, score=1.0) for tie in ties if tie.a in expected}
    assert tuple(unique[key] for key in sorted(unique)) == found


# --- laws of saving

NUMBERS = range(5)
TOPICS = ("aid", "g7")
PAIRS = tuple(combinations(NUMBERS, 2))


@dataclass
class Model:
    """The derived state as plain sets, kept by the book."""

    versions: dict[int, int] = field(default_factory=dict)
    pairs: set[tuple[int, int]] = field(default_factory=set)
    matches: set[tuple[str, int]] = field(default_factory=set)

    def save(self, step: Step) -> None:
        """Take over what a batch says of its articles."""
        saved, gone = step.saved.keys(), step.withdrawn - step.saved.keys()
        self.versions |= step.saved
        self.pairs = {pair for pair in self.pairs if not saved & {*pair}} | step.pairs
        self.matches = {each for each in self.matches if each[1] not in saved} | step.matches
        self.versions = {each: version for each, version in self.versions.items() if each not in gone}
        self.pairs = {pair for pair in self.pairs if self.versions.keys() >= {*pair}}
        self.matches = {each for each in self.matches if each[1] in self.versions}

    def seen(self, topic: str) -> frozenset[object]:
        """Give all that a feed of *topic* can be made of: the components that hold a match of it."""
        parts = [{number} for number in self.versions]
        for pair in self.pairs:
            joined = {number for part in parts if part & {*pair} for number in part}
            parts = [*(part for part in parts if not part & joined), joined]
        matched = {number for name, number in self.matches if name == topic}
        return frozenset(
            frozenset((each, self.versions[each], each in matched) for each in part)
            for part in parts
            if part & matched
        )


@dataclass(frozen=True)
class Step:
    """What one batch says: versions of articles, their ties and topics, and who is gone."""

    saved: dict[int, int]
    pairs: frozenset[tuple[int, int]]
    matches: frozenset[tuple[str, int]]
    withdrawn: frozenset[int]


@st.composite
def steps(draw: st.DrawFn) -> list[Step]:
    """Draw batches as a judge could make them: ties lead to what the batch or the store holds."""
    known: set[int] = set()
    drawn = []
    for _ in range(draw(st.integers(1, 5))):
        saved = draw(st.dictionaries(st.sampled_from(NUMBERS), st.integers(0, 2), max_size=3))
        known |= saved.keys()
        possible = [pair for pair in PAIRS if known >= {*pair} and saved.keys() & {*pair}]
        pairs = draw(st.sets(st.sampled_from(possible))) if possible else set()
        entries = [(topic, number) for topic in TOPICS for number in saved]
        matches = draw(st.sets(st.sampled_from(entries))) if entries else set()
        withdrawn = draw(st.sets(st.sampled_from(NUMBERS), max_size=2))
        drawn.append(Step(saved, frozenset(pairs), frozenset(matches), frozenset(withdrawn)))
    return drawn


def as_batch(step: Step) -> Batch:
    """Make the batch of a step."""
    return Batch(
        articles=tuple(article(str(each), title=f"version {number}") for each, number in step.saved.items()),
        relations=tuple(
            Relation(a=name(a), b=name(b), kind=RelationKind.SAME_TEXT, score=1.0, method="", reason="")
            for a, b in step.pairs
        ),
        matches=tuple(Match(topic=topic, article=name(each)) for topic, each in step.matches),
        withdrawn=tuple(map(name, step.withdrawn)),
        now=NOW,
    )


def name(number: int) -> str:
    """Give the id of an article."""
    return article(str(number)).id


@settings(max_examples=60)
@given(steps())
def test_saving_keeps_the_book(drawn: list[Step]) -> None:
    """
    After any batches the store holds what plain sets hold, and no change of a feed goes unmarked.

    Also: the same batch again changes nothing, and marks nothing.
    """
    model = Model()
    with closing(open_store("sqlite://")) as store:
        for step in drawn:
            before = {topic: model.seen(topic) for topic in TOPICS}
            model.save(step)
            store.save(as_batch(step))
            dirty = store.dirty_topics()
            for topic in TOPICS:
                store.save_shelf(states=[TopicState(topic=topic, settings_hash="", shown=())])
            store.save(as_batch(replace(step, withdrawn=step.withdrawn - step.saved.keys())))

            ids = [name(number) for number in NUMBERS]
            titles = {each.id: each.title for each in store.articles(ids).values()}
            assert {name(each): f"version {number}" for each, number in model.versions.items()} == titles
            assert {(name(a), name(b)) for a, b in model.pairs} == {
                (each.a, each.b) for each in store.components(ids)
            }
            assert {(topic, name(each)) for topic, each in model.matches} == {
                (each.topic, each.article) for found in store.matches(ids).values() for each in found
            }
            assert {topic for topic in TOPICS if model.seen(topic) != before[topic]} <= dirty
            assert frozenset() == store.dirty_topics()
