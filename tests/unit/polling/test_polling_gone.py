"""What is gone for good (P18), and what only this machine cannot reach (P17)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from feedmill.model import FetchError, FetchSettings, Memory, NotModified, Source
from feedmill.polling import is_due, is_offline, remember

NOW = datetime(2026, 1, 6, 12, 0, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SOURCE = Source(id="s", kind="feed", address="https://example.org/feed")
SETTINGS = FetchSettings()
GONE = FetchError(source="s", url="", code="http-410", message="why")
TIMEOUT = FetchError(source="s", url="", code="timeout", message="why")
DOWN = FetchError(source="s", url="", code="connect", message="why", unreachable=True)


def after(memory: Memory | None, answer: FetchError | NotModified, at: datetime) -> Memory:
    """Remember an answer."""
    return remember(memory, answer, source=SOURCE, settings=SETTINGS, now=at)


def due(memory: Memory, at: datetime, *, force: bool = False) -> bool:
    """Say whether the source is asked."""
    return is_due(memory, SOURCE, now=at, settings=SETTINGS, force=force)


def test_a_first_410_is_asked_about_once_more_a_day_later() -> None:
    """Not sooner, and not never."""
    memory = after(None, GONE, NOW)

    assert not due(memory, NOW + 23 * HOUR)
    assert due(memory, NOW + DAY)


def test_a_second_410_ends_it() -> None:
    """Nobody asks for a month; but who forces it may."""
    memory = after(after(None, GONE, NOW), GONE, NOW + DAY)

    assert memory.gone
    assert memory.next_due is None
    assert not any(due(memory, NOW + DAY * day) for day in range(2, 33))
    assert due(memory, NOW + 32 * DAY, force=True)


def test_a_second_410_too_soon_ends_nothing() -> None:
    """A forced run an hour later meets the same fault of the same server."""
    memory = after(after(None, GONE, NOW), GONE, NOW + HOUR)

    assert not memory.gone
    assert due(memory, NOW + DAY + HOUR)


def test_a_success_in_between_begins_anew() -> None:
    """Two faults a year apart are no end."""
    memory = after(None, GONE, NOW)
    memory = after(memory, NotModified(source="s", url=""), NOW + DAY)

    assert not after(memory, GONE, NOW + 2 * DAY).gone


def test_other_failures_never_end_it() -> None:
    """However often."""
    memory: Memory | None = None
    for day in range(60):
        memory = after(memory, TIMEOUT, NOW + day * DAY)

    assert memory is not None
    assert due(memory, NOW + 60 * DAY)


def test_an_own_network_that_is_down_counts_against_nobody() -> None:
    """Failures, and what was known of them, stay; the next try is soon."""
    before = Memory(source="s", failures=3, code="timeout", message="old", etag='"e"')
    memory = remember(before, DOWN, source=SOURCE, settings=SETTINGS, now=NOW, offline=True)

    assert (3, "timeout", '"e"') == (memory.failures, memory.code, memory.etag)
    assert NOW + timedelta(minutes=15) == memory.next_due


def test_control_a_network_that_is_up_counts() -> None:
    """The same failure without that is one of the source's."""
    assert after(Memory(source="s", failures=3), DOWN, NOW).failures == 4


def offline(hosts: int, lost: int, memory: Memory | None, *more: str) -> bool:
    """Judge a run that asked so many hosts, of which so many were out of reach, *memory* known of each."""
    asked = {f"s{number}": f"https://h{number}.example/feed" for number in range(hosts)}
    asked |= {url: url for url in more}
    memories = {name: replace(memory, source=name) for name in asked} if memory else {}
    return is_offline(asked, [f"s{number}" for number in range(lost)], memories, now=NOW)


WELL = Memory(source="s", last_success=NOW - HOUR)


def test_four_fifths_of_two_hosts_or_more_are_the_own_network() -> None:
    """Counted by host, not by source; a host of which one source answered is there."""
    assert offline(10, 8, WELL)
    assert not offline(10, 7, WELL)
    assert not offline(1, 1, WELL)
    assert not offline(0, 0, WELL)
    assert not offline(2, 2, WELL, "https://h0.example/b", "https://h1.example/b")


def test_hosts_that_never_answered_or_died_are_no_witnesses() -> None:
    """Two dead hosts say nothing of our network, and do not hide that it is down."""
    dying = replace(WELL, lost_since=NOW - 23 * HOUR)
    dead = replace(WELL, lost_since=NOW - DAY)

    assert offline(2, 2, dying)
    assert not offline(2, 2, dead)
    assert not offline(2, 2, None)
    assert not offline(9, 9, Memory(source="s"))


def test_being_out_of_reach_is_remembered_until_something_comes() -> None:
    """From the first time on, offline or not; any answer ends it, a failure too."""
    lost = remember(WELL, DOWN, source=SOURCE, settings=SETTINGS, now=NOW, offline=True)
    still = after(lost, DOWN, NOW + HOUR)

    assert (NOW, NOW) == (lost.lost_since, still.lost_since)
    assert after(still, TIMEOUT, NOW + DAY).lost_since is None
    assert after(still, NotModified(source="s", url=""), NOW + DAY).lost_since is None
