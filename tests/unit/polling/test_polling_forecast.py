"""How long a source is left alone, from when it published before (P11, P26)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from feedmill.model import FetchSettings, Memory, NotModified, Source
from feedmill.polling import remember
from feedmill.polling.forecast import MOST_TIMES, later_times, wait

NOW = datetime(2026, 1, 31, 12, 0, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
UNCHANGED = NotModified(source="s", url="")


def before(step: timedelta, first: timedelta, number: int = MOST_TIMES) -> tuple[int, ...]:
    """Give times a *step* apart, the last of them *first* before now."""
    return tuple(int((NOW - first - step * back).timestamp()) for back in reversed(range(number)))


def chosen(times: tuple[int, ...], source: str = "s") -> timedelta:
    """Give the wait."""
    return wait(times, source=source, now=NOW, least=HOUR, most=DAY)


def test_a_busy_feed_is_asked_at_the_floor() -> None:
    """Four articles an hour are worth a request an hour."""
    assert HOUR == chosen(before(timedelta(minutes=15), timedelta(0)))


def test_a_daily_feed_is_asked_just_behind_its_hour() -> None:
    """It publishes at 18:00 every day: six hours from now."""
    length = chosen(before(DAY, 18 * HOUR))

    assert 6 * HOUR <= length <= 6.5 * HOUR


def test_an_hourly_feed_is_met_in_step() -> None:
    """It publishes at ten past: a request at one o'clock would always come fifty minutes late."""
    length = chosen(before(HOUR, timedelta(minutes=50)))

    assert timedelta(minutes=70) <= length <= timedelta(minutes=80)


def test_a_silent_feed_is_asked_once_a_day() -> None:
    """Its last article is two years old."""
    assert 12 * HOUR <= chosen(before(DAY, 730 * DAY)) <= DAY


def test_no_times_are_the_longest_wait() -> None:
    """What never published is asked once a day."""
    assert chosen(()) == DAY


@pytest.mark.parametrize("number", range(200))
def test_bounds_hold(number: int) -> None:
    """Whatever came before, a wait lies from the floor to a day."""
    times = before(timedelta(minutes=7 * (number + 1) ** 2), timedelta(minutes=13 * number))

    assert HOUR <= chosen(times, f"s{number}") <= DAY


def test_waits_are_spread_by_name() -> None:
    """Sources of one habit do not march in step, and each keeps its own wait."""
    times = before(timedelta(hours=5), HOUR)
    lengths = [chosen(times, f"s{number}") for number in range(50)]

    assert len(set(lengths)) > 25
    assert lengths == [chosen(times, f"s{number}") for number in range(50)]


def test_only_the_newest_times_are_kept() -> None:
    """And none from the future."""
    times = later_times((5, 6), [NOW + DAY, *(NOW - HOUR * number for number in range(80))], now=NOW)

    assert len(times) == MOST_TIMES
    assert int(NOW.timestamp()) == times[-1]


def remembered(source: Source, since: datetime) -> timedelta:
    """Give the wait of a silent source that is known since *since*."""
    memory = Memory(source="s", watched_since=since, times=(int(since.timestamp()),))
    after = remember(memory, UNCHANGED, source=source, settings=FetchSettings(), now=NOW)
    return (after.next_due or NOW) - NOW


def test_a_new_source_is_watched_at_its_floor() -> None:
    """For three hours; then its silence counts."""
    source = Source(id="s", kind="feed", address="https://example.org/feed")

    assert HOUR == remembered(source, NOW - 2 * HOUR)
    assert HOUR < remembered(source, NOW - 60 * DAY)


def test_the_operators_rhythm_replaces_the_forecast() -> None:
    """With `every`, a source is asked so, however silent."""
    source = Source(id="s", kind="feed", address="https://example.org/feed", every=2 * HOUR)

    assert 2 * HOUR == remembered(source, NOW - 60 * DAY)
