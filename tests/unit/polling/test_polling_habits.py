"""What a source's past tells of its habits."""

from __future__ import annotations

import random

import pytest

from feedmill.polling.habits import DAY, HOUR, WEEK, asleep, kept_minute, recurring

#: A Thursday, midnight.
START = 1_767_225_600
MINUTE = 60


def at(*moments: float) -> list[int]:
    """Give times by seconds from the start."""
    return [START + int(moment) for moment in sorted(moments)]


def test_a_minute_that_is_kept_is_the_one_by_which_nearly_all_is_there() -> None:
    """Of ten articles between 58 and 7 past, nine are there after 6 minutes."""
    late = (-2, 0, 1, 2, 2, 3, 4, 5, 6, 7)
    times = at(*(hour * HOUR + minute * MINUTE for hour, minute in enumerate(late, 1)))

    assert 7 * MINUTE == pytest.approx(kept_minute(times, 10 * HOUR))
    assert kept_minute(times, 5 * HOUR) is None


def test_a_random_minute_is_none_that_is_kept() -> None:
    """Articles all over the hour."""
    rng = random.Random(1)
    times = at(*(rng.uniform(0, 2 * DAY) for _ in range(60)))

    assert kept_minute(times, 2 * DAY) is None


def test_a_night_is_seen_after_two_days() -> None:
    """Articles each hour from 8 to 23 for two days and a half: it sleeps from 0 to 8."""
    times = at(*(day * DAY + hour * HOUR + 99 for day in (0, 1) for hour in range(8, 24)))
    sleeps = asleep(times, 2 * DAY)

    assert list(range(8)) == [hour for hour, rests in enumerate(sleeps) if rests]
    assert not any(asleep(times, DAY))


def test_a_night_over_midnight_is_one() -> None:
    """From 20 to 4."""
    times = at(*(day * DAY + hour * HOUR + 99 for day in range(3) for hour in range(4, 20)))
    sleeps = asleep(times, 3 * DAY)

    assert {20, 21, 22, 23, 0, 1, 2, 3} == {hour for hour, rests in enumerate(sleeps) if rests}


def test_a_few_articles_at_random_prove_no_night() -> None:
    """Hours without one are an accident."""
    rng = random.Random(2)
    times = at(*(rng.uniform(0, 4 * DAY) for _ in range(12)))

    assert not any(asleep(times, 4 * DAY))


def test_daily_and_weekly_times_recur() -> None:
    """Nearly always, by their own period."""
    daily = at(*(day * DAY + day % 3 * 600 for day in range(30)))
    weekly = at(*(week * WEEK for week in range(9)))

    assert recurring(daily, DAY) > 0.9
    assert recurring(weekly, WEEK) > 0.9
    assert 0 == recurring(weekly, DAY)


def test_control_bursts_at_random_do_not_recur() -> None:
    """Many articles of one burst are one proof, and chance is taken off."""
    rng = random.Random(3)
    bursts = [rng.uniform(0, 30 * DAY) for _ in range(12)]
    times = at(*(burst + number * 300 for burst in bursts for number in range(6)))

    assert recurring(times, DAY) < 0.2
