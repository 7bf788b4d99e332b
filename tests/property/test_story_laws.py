"""Laws of stories: found whenever a topic asks, whatever came first, and by every outlet that tells one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from email.utils import format_datetime
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fakes import moment
from feedmill.cycle import Wish
from feedmill.model import Policy, Source
from feedmill.stores.sql import SqlStore
from small_world import Config, Offer, Piece, World, relations_by_hand

#: Reports on two events, each with the hour in which it was published.
REPORTS = (
    (
        "Merz in Bari",
        "The G7 met in Bari on Friday. Chancellor Merz spoke of aid for Kyiv and of grain from Odesa.",
    ),
    (
        "Odesa to ship grain",
        "In Bari, Merz and the G7 agreed on aid: Odesa will ship its grain, and Kyiv is pleased.",
    ),
    (
        "Kyiv pleased by aid",
        "After Bari, Kyiv hopes that Odesa will ship more grain. Merz calls it aid that lasts.",
    ),
    (
        "Ferry burns off Naxos",
        "A ferry burned off Naxos. The captain of the Aegean Star said that Syros sent help.",
    ),
    (
        "Aegean Star on fire",
        "Boats from Syros took people off the Aegean Star, which burned near Naxos, its captain last.",
    ),
)
FEEDS = ("alpha", "beta", "gamma")
OFF = Config()
ON = OFF.with_topic("all", story=Policy.FOLD)


def piece(number: int) -> Piece:
    """Write a report as an item, dated by its number."""
    title, text = REPORTS[number]
    date = format_datetime(moment(-number), usegmt=True)
    return Piece(guid=str(number), title=title, text=text, date=date)


def arrive(world: World, number: int, held: dict[str, list[Piece]]) -> None:
    """Let a report's source offer it too, and run."""
    source = FEEDS[number % len(FEEDS)]
    held.setdefault(source, []).append(piece(number))
    world.offers[source] = Offer(pieces=tuple(held[source]))
    world.hours += 1
    world.run()


def stories(world: World) -> set[tuple[object, ...]]:
    """Give the relations between texts on one event."""
    return {row for row in world.rows("relation")["relation"] if row[2] == "same-story"}


def shown(world: World) -> set[frozenset[str]]:
    """Give what is one item in the feed of everything, by id."""
    return {
        frozenset([item["_feedmill"]["article"], *(one["id"] for one in item["_feedmill"]["also"])])
        for item in world.feed("all")
    }


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    """Give a world in which all reports were there, two to a chunk, before any topic asked for stories."""
    monkeypatch.setattr(SqlStore.scan, "__defaults__", (2,))
    with closing(World(OFF)) as world:
        held: dict[str, list[Piece]] = {}
        for number in range(len(REPORTS)):
            arrive(world, number, held)
        yield world


def test_nothing_is_looked_for_while_no_topic_asks(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """No relation, no key, and no question to the store."""
    monkeypatch.setattr(SqlStore, "told", None)
    monkeypatch.setattr(SqlStore, "add_story_keys", None)
    world.run(Wish(everything=True))

    assert not stories(world)
    assert not world.rows("story")["story"]
    assert len(REPORTS) == len(world.feed("all"))


def test_a_topic_that_asks_later_finds_what_was_there(world: World) -> None:
    """The next run ties the archive; made anew, nothing changes; asked no more, all of it is gone."""
    world.config = ON
    world.run(Wish(offline=True))

    assert {2, 3} == {len(one) for one in shown(world)}
    assert relations_by_hand(world) == {row[:3] for row in world.rows("relation")["relation"]}
    found, keys = stories(world), world.rows("story")
    world.run(Wish(offline=True, everything=True))
    assert (found, keys) == (stories(world), world.rows("story"))

    world.config = OFF
    world.run(Wish(offline=True))
    assert len(REPORTS) == len(world.feed("all"))
    assert not stories(world)
    assert not world.rows("story")["story"]


def test_without_the_keys_of_the_archive_nothing_is_found(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The keys that the first run adds are what finds old articles: the control of the law above."""
    monkeypatch.setattr(SqlStore, "add_story_keys", lambda *_: None)
    world.config = ON
    world.run(Wish(offline=True))

    assert relations_by_hand(world) != {row[:3] for row in world.rows("relation")["relation"]}


@settings(max_examples=12)
@given(st.permutations(range(len(REPORTS))))
def test_what_came_first_does_not_matter(order: list[int]) -> None:
    """Online is batch: one after the other in any order, or all at once, reports are the same stories."""
    with closing(World(ON)) as online, closing(World(ON)) as batch:
        held: dict[str, list[Piece]] = {}
        for number in order:
            arrive(online, number, held)
        for source, pieces in held.items():
            batch.offers[source] = Offer(pieces=tuple(pieces))
        batch.hours = online.hours
        batch.run()

        assert stories(online) == stories(batch)
        assert shown(online) == shown(batch)
        assert {2, 3} == {len(one) for one in shown(online)}


def test_a_text_that_changes_leaves_its_story(world: World) -> None:
    """An edited report is tied by what it says now; keys of what it said are gone."""
    world.config = ON
    world.run(Wish(offline=True))
    before = world.rows("story")["story"]
    gone = replace(
        piece(1), title="Rain in Lviv", text="It rained in Lviv. Mayor Sadovyi opened the Poltva museum."
    )
    kept = piece(4)
    world.offers["beta"] = Offer(pieces=(gone, kept))
    world.hours += 1
    world.run()

    assert {1, 2} == {len(one) for one in shown(world)}
    after = world.rows("story")["story"]
    assert before != after
    assert len({row[2] for row in before}) == len({row[2] for row in after})


def test_forty_outlets_tell_one_story_in_one_item() -> None:
    """However many tell it, each is tied to the first: nothing is capped."""
    sentences = (
        "The G7 met in Bari on Friday.",
        "Chancellor Merz spoke of aid for Kyiv.",
        "Grain from Odesa was on the table.",
        "Kyiv sent Sybiha to Bari.",
        "Merz and Sybiha walked along the harbour.",
        "Odesa expects ships by June.",
        "Japan pays the largest share of the aid.",
    )
    texts = list(combinations(sentences, 4))
    names = [f"outlet-{number}" for number in range(len(texts) + 5)]
    sources = tuple(
        Source(id=name, kind="feed", address=f"http://10.0.1.{n}/f") for n, name in enumerate(names)
    )
    with closing(World(replace(ON, sources=sources))) as world:
        for number, name in enumerate(names):
            text = " ".join(reversed(texts[number % len(texts)]))
            date = format_datetime(moment(0) - timedelta(minutes=number), usegmt=True)
            one = Piece(guid="1", title=f"G7 aid for Kyiv and Odesa, by {name}", text=text, date=date)
            world.offers[name] = Offer(pieces=(one,))
        world.hours += 1
        world.run()

        assert [len(names)] == [len(one) for one in shown(world)]
