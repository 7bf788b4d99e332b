"""What is gone for good (P18), and what only this machine cannot reach (P17)."""

from __future__ import annotations

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


def test_four_fifths_of_two_hosts_or_more_are_the_own_network() -> None:
    """Counted by host, not by source."""
    hosts = [f"https://h{number}.example/feed" for number in range(10)]

    assert is_offline(hosts, hosts[:8])
    assert not is_offline(hosts, hosts[:7])
    assert not is_offline(["https://one.example/a", "https://one.example/b"], ["https://one.example/a"] * 2)
    assert not is_offline([], [])
