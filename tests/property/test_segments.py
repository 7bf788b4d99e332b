"""Runs of words kept in segments are found exactly as if each had a row of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, Engine

from fakes import NOW, article
from feedmill.model import Article, Batch, Fingerprint
from feedmill.stores import filters, segments
from feedmill.stores.dialect import connect, writing
from feedmill.stores.filters import Head
from feedmill.stores.revisions import settle
from feedmill.stores.sql import open_store

WEEKS = (10, 11, 12)
#: Few numbers, so that they meet; some as high and as low as a column holds.
NUMBERS = (*range(24), 1 << 38, (1 << 61) - 1, -(1 << 63), -1)
Triple = tuple[int, int, int]

triples = st.tuples(st.sampled_from(WEEKS), st.sampled_from(NUMBERS), st.integers(0, 3))
steps = st.lists(st.tuples(st.sampled_from(["add", "add", "add", "remove", "undo"]), st.sets(triples)))


@contextmanager
def tables() -> Iterator[Engine]:
    """Give the engine of an empty store in memory."""
    engine, name = connect("sqlite://", 1.0)
    settle(engine, name)
    try:
        yield writing(engine)
    finally:
        engine.dispose()


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let segments, blocks and merges be as small as what is drawn."""
    for name, value in (("_SMALL", 4), ("_BLOCK", 3), ("_MOST", 40)):
        monkeypatch.setattr(segments, name, value)


def by_week(rows: Iterable[Triple]) -> dict[int, segments.Pairs]:
    """Give rows as `segments` takes them."""
    weeks: dict[int, list[tuple[int, int]]] = {}
    for week, run, text in sorted(rows):
        weeks.setdefault(week, []).append((run, text))
    return {week: np.array(pairs, np.int64) for week, pairs in weeks.items()}


def stored(db: Connection, weeks: Iterable[int], asked: Iterable[int]) -> set[tuple[int, int]]:
    """Ask `segments` for pairs."""
    found = segments.holders(db, list(weeks), np.array(sorted(asked), np.int64))
    return {(run, text) for run, text in found.tolist()}


def play(engine: Engine, drawn: Iterable[tuple[str, set[Triple]]]) -> set[Triple]:
    """Do what is drawn in transactions of their own, and give what should stand then."""
    rows: set[Triple] = set()
    for what, some in drawn:
        with engine.connect() as db, db.begin() as transaction:
            if what == "remove":
                for week, pairs in by_week(some).items():
                    segments.remove(db, week, pairs)
            else:
                segments.add(db, by_week(some))
            # What is looked at before it is undone must not be remembered.
            stored(db, WEEKS, NUMBERS)
            if what == "undo":
                transaction.rollback()
        rows = {"add": rows | some, "remove": rows - some, "undo": rows}[what]
    return rows


def check(db: Connection, rows: set[Triple], weeks: set[int], asked: set[int]) -> None:
    """Compare with a search through all rows."""
    assert {(run, text) for week, run, text in rows if week in weeks and run in asked} == stored(
        db, weeks, asked
    )


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps, st.sets(st.sampled_from(WEEKS)), st.sets(st.sampled_from(NUMBERS)))
@pytest.mark.usefixtures("small")
def test_segments_hold_what_rows_would(
    drawn: list[tuple[str, set[Triple]]], weeks: set[int], asked: set[int]
) -> None:
    """After any additions, removals and rollbacks every question has the answer of a table of rows."""
    with tables() as engine:
        rows = play(engine, drawn)
        with engine.connect() as db:
            check(db, rows, weeks, asked)
            check(db, rows, set(WEEKS), set(NUMBERS))


@pytest.mark.usefixtures("small")
def test_a_filter_that_rules_out_too_much_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: with heads that know of no number, the same comparison fails."""
    rows = {(10, run, 1) for run in range(24)}
    inner = Head.of
    monkeypatch.setattr(
        Head,
        "of",
        lambda numbers, block: replace(inner(numbers, block), filter=np.zeros(8, np.uint8)),
    )
    with tables() as engine:
        play(engine, [("add", rows)])
        with engine.connect() as db, pytest.raises(AssertionError):
            check(db, rows, {10}, set(range(24)))


def test_many_runs_are_found_again_and_few_blocks_read_in_vain() -> None:
    """At the real sizes: every number of a week is found, and of others next to none is looked for."""
    drawn = np.random.default_rng(3)
    numbers = np.unique(drawn.integers(0, 1 << 61, 50_000))
    others = np.setdiff1d(drawn.integers(0, 1 << 61, 10_000), numbers)
    with tables() as engine, engine.begin() as db:
        for piece in np.array_split(drawn.permutation(numbers), 40):
            segments.add(db, {10: np.stack((piece, piece >> 7), axis=1)})

        assert {(run, run >> 7) for run in numbers.tolist()} == stored(db, [10], numbers.tolist())
        assert set() == stored(db, [10], others.tolist())

    head = Head.of(numbers, 1)
    assert len(head.blocks(others)) < len(others) * 0.03
    assert len(numbers) == len(head.blocks(numbers))


def test_what_is_remembered_of_segments_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """Heads that were read long ago go when newer ones need their place."""
    monkeypatch.setattr(filters, "_MOST", 1000)
    head = Head.of(np.arange(256), 16)
    read: list[str] = []

    def once(stamp: str) -> Callable[[], Head]:
        def reading() -> Head:
            read.append(stamp)
            return head

        return reading

    for stamp in ("a", "b", "a", "c", "a", "b"):
        filters.remembered(f"test {stamp}", once(stamp))

    assert read.count("b") == 2


# --- the store

Text = tuple[int, ...]
#: Runs of some texts: neighbours share two or three.
TEXTS: tuple[Text, ...] = tuple(tuple(range(first, first + 4)) for first in range(6))
saves = st.lists(
    st.tuples(
        st.dictionaries(
            st.sampled_from("abcdef"),
            st.tuples(st.sampled_from(TEXTS), st.integers(-20, 20)),
            max_size=4,
        ),
        st.sets(st.sampled_from("abcdef"), max_size=2),
    ),
    max_size=5,
)


def told(name: str, text: Text, day: int) -> Article:
    """Make an article whose text has these runs."""
    keys = Fingerprint(text=f"{text[0] + 1:016x}{0:016x}", shingles=np.array(text, np.int64).tobytes())
    return article(name, text=f"text {text[0]}", fingerprint=keys, published=NOW + timedelta(days=day))


def week(one: Article) -> int:
    """Count weeks as the store does."""
    return int(one.published.timestamp()) // (7 * 24 * 3600)


@settings(max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(saves, st.sampled_from(TEXTS), st.integers(-20, 20), st.integers(0, 9))
@pytest.mark.usefixtures("small")
def test_lookalikes_are_those_of_a_search_through_everything(
    drawn: list[tuple[dict[str, tuple[Text, int]], set[str]]], text: Text, day: int, days: int
) -> None:
    """Whatever was saved, changed and withdrawn: who shares two runs in the weeks of the window is found."""
    with pytest.MonkeyPatch.context() as patch, closing(open_store("sqlite://")) as store:
        # A text's sample is taken from the text when it goes: these texts have drawn ones.
        patch.setattr(
            "feedmill.stores.nearness.sample_of",
            lambda body: np.array(TEXTS[int(body.split()[1])], np.int64).tobytes(),
        )
        standing: dict[str, Article] = {}
        rows: set[tuple[int, Text]] = set()
        for wanted, withdrawn in drawn:
            saved = {name: told(name, *what) for name, what in wanted.items()}
            store.save(
                Batch(
                    articles=tuple(saved.values()),
                    withdrawn=tuple(article(name).id for name in withdrawn),
                    now=NOW,
                )
            )
            gone = [standing[name] for name in (withdrawn - saved.keys()) & standing.keys()]
            gone += [
                standing[name]
                for name in saved.keys() & standing.keys()
                if saved[name].text != standing[name].text
            ]
            standing = {
                name: one
                for name, one in (standing | saved).items()
                if name in saved or name not in withdrawn
            }
            kept = {one.text for one in standing.values()}
            rows -= {(week(one), TEXTS[int(one.text.split()[1])]) for one in gone if one.text not in kept}
            rows |= {(week(one), TEXTS[int(one.text.split()[1])]) for one in saved.values()}

        asked = told("x", text, day)
        window = timedelta(days=days)
        span = range(
            week(replace(asked, published=asked.published - window)),
            week(replace(asked, published=asked.published + window)) + 1,
        )
        near = {
            each
            for each in TEXTS
            if len({run for at, held in rows if at in span and held == each for run in held} & set(text)) >= 2
        }
        found = {one.id for one in store.lookalikes([asked], window)}

    same = {one.id for one in standing.values() if one.text == asked.text}
    assert found == same | {one.id for one in standing.values() if TEXTS[int(one.text.split()[1])] in near}
