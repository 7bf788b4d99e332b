"""
When a source will probably have something new, from the times at which it published before.

Pure arithmetic on a few numbers; knows no memory and no hints. The wait chosen is the one whose price
by the hour is least: one request, and every hour that every foreseen article waits for it. For articles
that come at random at a rate r this is the square root of 2 x price / r, while the source is awake; for
one that publishes at the same minute, hour or day it lies just behind that, and, where nothing came, a
while behind it once more.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import accumulate

from feedmill.polling.habits import DAY, HOUR, WEEK, asleep, kept_minute, recurring
from feedmill.text.hashes import xxh64

__all__ = ["MOST_TIMES", "WATCH", "later_times", "wait"]

#: Times kept by source: two months of a daily feed, more than two days of an hourly one.
MOST_TIMES = 64
#: A new source is asked at its floor for so long: what it says of its past may not hold.
WATCH = timedelta(hours=3)
#: What a request costs, in hours that one article waits, for a source of one article an hour; one of a
#: tenth of that is in less of a hurry, its price is 10 ** SLOWER of it, up to the longest. This and what
#: follows was tuned with `benchmarks/replay.py`, seed 1.
PRICE_HOURS, SLOWER, DEAREST_HOURS = 0.9, 0.85, 5.0
#: Who keeps to a minute of the hour is worth more: each request in time brings an article that is new.
_KEPT_RATE = 2.5
#: Between the time that an article bears and the moment when it is surely there.
_LAG = 200.0
#: Share of articles that are taken to come at any time, whatever the habits of before.
_STRAY = 0.05
#: Of what it publishes while awake: so much may come while it sleeps.
_ASLEEP = 0.01
#: From so many articles an hour on, single times of day say nothing; the hours of the day do.
_OFTEN = 0.3
#: A habit is read from so many of its last periods.
_PERIODS = 8
#: How soon what did not come at its time may come after all: hours from now, and the share of it.
_LATER = ((0.9, 0.4), (1.9, 0.3), (3.9, 0.2), (7.9, 0.1))
#: So many busy hours a source is trusted with before its silence counts against it.
_PATIENCE = 6.0
#: Longer waits are spread by up to this share, so that sources do not march in step.
_SPREAD = 0.02
#: Waits to choose from, in floors; between one and two there is little to gain.
_STEPS = (2.0, 2.5, *map(float, range(3, 25)))
#: Articles that come at random are summed up by so many seconds.
_LUMP = HOUR / 2


@dataclass(frozen=True, slots=True, kw_only=True)
class _Outlook:
    """What is foreseen: seconds from now and how many articles then, in order."""

    points: list[tuple[float, float]]
    #: Moments just behind articles that have a time of their own.
    behind: list[float]
    #: Articles an hour, for the price of a request.
    pace: float


def later_times(known: Sequence[int], fresh: Iterable[datetime], *, now: datetime) -> tuple[int, ...]:
    """Add times of publication (seconds since 1970), the newest last; none lies after *now*."""
    added = (int(min(moment, now).timestamp()) for moment in fresh)
    return tuple(sorted((*known, *added))[-MOST_TIMES:])


def wait(times: Sequence[int], *, source: str, now: datetime, least: timedelta, most: timedelta) -> timedelta:
    """
    Give how long to leave *source* alone: from *least* to *most*, spread by a stable hash of its name.

    *times*: when it published, in seconds since 1970, the oldest first; without any, *most*.
    """
    low, high = least.total_seconds(), most.total_seconds()
    if not times or low >= high:
        return max(least, most)
    outlook = _outlook(times, now.timestamp(), high)
    cost = HOUR * min(PRICE_HOURS * math.pow(max(outlook.pace, 1e-3), -SLOWER), DEAREST_HOURS)
    moments = [moment for moment, _ in outlook.points]
    counts = list(accumulate((count for _, count in outlook.points), initial=0.0))
    sums = list(accumulate((moment * count for moment, count in outlook.points), initial=0.0))

    def waited(since: float, until: float) -> float:
        sooner, later = bisect_right(moments, since), bisect_right(moments, until)
        return (counts[later] - counts[sooner]) * until - (sums[later] - sums[sooner])

    def price(first: float) -> float:
        # Two requests are looked at: only so does one that costs much now, to fall in step, pay.
        begun = 2 * cost + waited(0, first)
        return min((begun + waited(first, first + then)) / (first + then) for then in (low, first, high))

    steps = (low * step for step in _STEPS)
    chosen = min((low, *(one for one in (*steps, *outlook.behind) if low < one < high), high), key=price)
    if chosen > low:
        chosen = min(chosen * (1 + _SPREAD * _share(source)), high)
    return timedelta(seconds=int(chosen))


def _outlook(times: Sequence[int], clock: float, high: float) -> _Outlook:
    span = max(clock - times[0], HOUR)
    rate = len(times) / span * HOUR
    sleeps = asleep(times, span)
    hours = len(sleeps) - (1 - _ASLEEP) * sum(sleeps)
    awake = rate * len(sleeps) / hours

    def pace(after: float) -> float:
        return awake * (_ASLEEP if sleeps[int((clock + after) // HOUR) % len(sleeps)] else 1.0)

    minute = kept_minute(times, span) if rate > _OFTEN else None
    share, timed = 0.0, list[tuple[float, float]]()
    if rate < _OFTEN:
        share, timed = _recurring(times, clock, span, high)
    trust = _trust(times, clock, lambda after: (1 - share) * pace(after))
    if minute is not None:
        share = 1 - _STRAY
        first = (minute - clock) % HOUR
        ticks = (first + hour * HOUR for hour in range(int(2 * high / HOUR)))
        timed = [(tick, share * trust * pace(tick)) for tick in ticks]
    middles = (_LUMP * (lump + 0.5) for lump in range(int(2 * high / _LUMP)))
    stray = (1 - share) * trust * _LUMP / HOUR
    lumps = [(middle, stray * pace(middle)) for middle in middles]
    return _Outlook(
        points=sorted([*timed, *lumps]),
        behind=[moment + _LAG for moment, _ in timed],
        pace=rate if rate < _OFTEN else max(awake, _KEPT_RATE if minute is not None else 0.0),
    )


def _recurring(
    times: Sequence[int], clock: float, span: float, high: float
) -> tuple[float, list[tuple[float, float]]]:
    """Give the share of articles that come at their times of the day or the week, and these from now on."""
    daily = recurring(times, DAY) if span > 1.5 * DAY else 0.0
    weekly = recurring(times, WEEK) if span > 2 * WEEK else 0.0
    period, share = (WEEK, weekly) if weekly > daily else (DAY, daily)
    share *= 1 - _STRAY
    if share <= 0:
        return 0.0, []
    periods = min(int(span // period) or 1, _PERIODS)
    recent = (time for time in times if time >= clock - periods * period)
    ahead = sorted(period - (clock - time) % period for time in recent)
    count = share / periods
    sooner, overdue = _overdue(
        ahead, count, share, periods, since=min(clock - times[-1], period * 0.75), period=period
    )
    timed = [
        (moment + later, count * (sooner if moment < period * 0.4 and not later else 1.0))
        for later in (0.0, period)
        for moment in ahead
        if moment + later < 2 * high
    ]
    return share, timed + [(HOUR * hours, overdue * part) for hours, part in _LATER]


def _overdue(
    ahead: Sequence[float], count: float, share: float, periods: int, *, since: float, period: float
) -> tuple[float, float]:
    """
    Weigh what should have come *since* the last article and did not.

    Gives by how much likelier its other times have become, and how much of it may come late after all.
    """
    passed = count * sum(period - moment < since for moment in ahead)
    part = min(passed / share, 1.0) * periods / (periods + 1)
    likelier = 1 / max(1 - part * share, 0.05)
    return likelier, share * (1 - part) * likelier if passed > share / 2 else 0.0


def _trust(times: Sequence[int], clock: float, pace: Callable[[float], float]) -> float:
    """Give how much of its *pace* is left, for all the busy hours in which it should not have been silent."""
    lumps = min(int((clock - times[-1]) / _LUMP), int(2 * DAY / _LUMP))
    missed = sum(pace(-(lump + 0.5) * _LUMP) for lump in range(lumps)) * _LUMP / HOUR
    busy = len({int(time // HOUR) for time in times}) / len(times)
    return (_PATIENCE + 1) / (_PATIENCE + max(missed * busy, 1.0))


def _share(source: str) -> float:
    """Give a number from 0 to 1 that belongs to *source*."""
    return int(xxh64(source), 16) / 2**64
