"""What publishers ask for, in headers and documents (P12, P25)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from feedmill.model import Document, Fetched, FetchSettings, Hints, Memory, NotModified, Parsed, Source
from feedmill.polling import remember
from feedmill.polling.hints import fresh_for, not_in

NOW = datetime(2026, 1, 6, 12, 20, tzinfo=UTC)  # a Tuesday
HOUR = timedelta(hours=1)
SOURCE = Source(id="s", kind="feed", address="https://example.org/feed")
DATE = ("date", "Tue, 06 Jan 2026 12:00:00 GMT")

FRESH = {
    "max-age=7200": 7200,
    'public, max-age="7200"': 7200,
    "MAX-AGE = 7200": 7200,
    "max-age=60, max-age=7200": 60,
    "max-age=-5": 0,
    "max-age=soon": 0,
    "max-age=": 0,
    "max-age=99999999999999999999": 10**9,
    "no-cache, max-age=7200": 0,
    "max-age=7200, no-store": 0,
    "s-maxage=7200": 0,
    "x-max-age=7200": 0,
    "": 0,
}


@pytest.mark.parametrize(("value", "seconds"), FRESH.items())
def test_cache_control(value: str, seconds: int) -> None:
    """Only a readable max-age counts, and none beside no-cache and no-store."""
    assert timedelta(seconds=seconds) == fresh_for([("cache-control", value)])


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ([("cache-control", "max-age=7200"), ("age", "200")], 7000),
        ([("cache-control", "max-age=7200"), ("age", "9000")], 0),
        ([("cache-control", "max-age=7200"), ("age", "-9")], 7200),
        ([DATE, ("expires", "Tue, 06 Jan 2026 15:00:00 GMT")], 10_800),
        ([DATE, ("expires", "Tue, 06 Jan 2026 11:00:00 GMT")], 0),
        ([DATE, ("expires", "0")], 0),
        ([("expires", "Tue, 06 Jan 2026 15:00:00 GMT")], 0),
        ([DATE, ("expires", "Tue, 06 Jan 2026 15:00:00 GMT"), ("cache-control", "max-age=60")], 60),
        ([DATE, ("expires", "Tue, 06 Jan 2026 15:00:00 GMT"), ("cache-control", "no-cache")], 0),
        ([("cache-control", "public"), ("cache-control", "max-age=60")], 60),
    ],
)
def test_age_and_expires(headers: list[tuple[str, str]], seconds: int) -> None:
    """Age is taken off; Expires counts from Date, and only where there is no max-age."""
    assert timedelta(seconds=seconds) == fresh_for(headers)


def wait(hints: Hints, headers: tuple[tuple[str, str], ...] = (), source: Source = SOURCE) -> timedelta:
    """Give how long a source is left alone after a first document with these hints."""
    answer = Fetched(source="s", url="", documents=(Document(name="x", body=b"x"),), headers=headers)
    parsed = Parsed(entries=(), hints=hints)
    memory = remember(None, answer, source=source, settings=FetchSettings(), now=NOW, parsed=parsed)
    return (memory.next_due or NOW) - NOW


@pytest.mark.parametrize("days", [-9000, -1, 0, 1, 400])
def test_periods_count_from_their_base(days: int) -> None:
    """Whenever that was or will be; up to a fiftieth of the period behind it, and the longer hint holds."""
    base = NOW + timedelta(days=days, hours=2)
    hints = Hints(update_period=6 * HOUR, update_base=base)

    assert 2 * HOUR <= wait(hints) <= 2 * HOUR + 6 * HOUR / 50
    assert 3 * HOUR == wait(replace(hints, ttl=3 * HOUR))


@pytest.mark.parametrize(
    ("hints", "hours"),
    [
        (Hints(), 1),
        (Hints(ttl=timedelta(minutes=5)), 1),
        (Hints(ttl=5 * HOUR), 5),
        (Hints(update_period=6 * HOUR), 6),
        (Hints(ttl=5 * HOUR, update_period=6 * HOUR), 6),
        (Hints(ttl=timedelta(days=300)), 24),
        (Hints(ttl=5 * HOUR, update_base=NOW), 5),
        (Hints(update_period=timedelta(days=7), update_base=NOW), 24),
        (Hints(update_period=timedelta(minutes=5), update_base=NOW), 1),
        (Hints(skip_hours=frozenset({13, 14})), 1 + 100 / 60),
        (Hints(skip_hours=frozenset(range(24))), 1),
        (Hints(skip_days=frozenset({"Tuesday"})), 11 + 40 / 60),
        (Hints(skip_days=frozenset({"Tuesday", "Wednesday", "Thursday"})), 48),
        (Hints(skip_days=frozenset({"Monday"})), 1),
    ],
)
def test_hints_of_a_document_only_lengthen(hints: Hints, hours: float) -> None:
    """Shorter hints than the floor change nothing, longer ones hold, up to a day; a weekend is skipped."""
    assert timedelta(hours=hours) == wait(hints)


def test_the_longest_wish_wins() -> None:
    """Headers, documents and the operator all only lengthen."""
    fresh = (("cache-control", "max-age=18000"),)

    assert 5 * HOUR == wait(Hints(ttl=3 * HOUR), fresh)
    assert 7 * HOUR == wait(Hints(ttl=3 * HOUR), fresh, replace(SOURCE, every=7 * HOUR))
    assert 24 * HOUR == wait(Hints(), (("cache-control", "max-age=2592000"),))


def test_a_document_is_remembered_through_a_304() -> None:
    """What the document asked for holds as long as it is the document."""
    memory = Memory(source="s", quiet=5 * 3600)
    answer = NotModified(source="s", url="")
    after = remember(memory, answer, source=SOURCE, settings=FetchSettings(), now=NOW)

    assert NOW + 5 * HOUR == after.next_due


def test_skipping_never_shortens() -> None:
    """A moment behind the latest one stays."""
    assert NOW == not_in(NOW, (12,), (), latest=NOW - HOUR)
