"""
When a source will probably have something new, from the times at which it published before.

Pure arithmetic on a few numbers; knows no memory and no hints. The wait chosen is the one whose price
by the hour is least: one request, and every hour that every foreseen article waits for it. For articles
that come at random at a rate r this is the square root of 2 x price / r; for a feed that publishes at
the same hours it lies just behind one of them.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from cmath import exp, phase
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from itertools import accumulate

from feedmill.text.hashes import xxh64

__all__ = ["MOST_TIMES", "WATCH", "later_times", "wait"]

#: Times kept by source: a month of a daily feed, more than a day of an hourly one.
MOST_TIMES = 32
#: A new source is asked at its floor for so long: what it says of its past may not hold.
WATCH = timedelta(hours=6)
#: What a request costs, in hours that one article waits, for a feed of one article an hour. Both numbers
#: were tuned with `benchmarks/replay.py`, seed 1.
PRICE_HOURS = 0.4
#: Between the time that an article bears and the moment when it is surely there.
_LAG = 200.0
_HOUR, _DAY, _WEEK = 3600.0, 86_400.0, 604_800.0
#: Share of articles that are taken to come at any time, whatever the habits of before.
_STRAY = 0.25
#: So close to one minute of the hour, and so long, that a feed is taken to keep to it.
_REGULAR, _REGULAR_SPAN = 0.8, 6 * 3600.0
#: Longer waits are spread by up to this share, so that sources do not march in step.
_SPREAD = 0.02
#: A feed that publishes a tenth of that is in less of a hurry: its price is 10 ** SLOWER of it.
SLOWER = 0.85
_STEPS = tuple(1.5**power for power in range(9))


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
    clock = now.timestamp()
    if not times or low >= high:
        return max(least, most)
    span = max(clock - times[0], _HOUR)
    points, weight, rate = _foreseen(times, clock, span, high)
    cost = PRICE_HOURS * _HOUR * math.pow(max(_HOUR * len(times) / span, 1e-3), -SLOWER)
    sums = list(accumulate(points, initial=0.0))

    def waited(since: float, until: float) -> float:
        sooner, later = bisect_right(points, since), bisect_right(points, until)
        lag = (later - sooner) * until - (sums[later] - sums[sooner])
        return weight * lag + rate * (until - since) ** 2 / 2

    def price(first: float) -> float:
        # Two requests are looked at: only so does one that costs much now, to fall in step, pay.
        begun = 2 * cost + waited(0, first)
        return min((begun + waited(first, first + then)) / (first + then) for then in (low, first, high))

    steps = (low * step for step in _STEPS)
    behind = (point + _LAG for point in points)
    chosen = min((low, high, *(one for one in (*steps, *behind) if low < one < high)), key=price)
    if chosen > low:
        chosen = min(chosen * (1 + _SPREAD * _share(source)), high)
    return timedelta(seconds=int(chosen))


def _foreseen(
    times: Sequence[int], clock: float, span: float, high: float
) -> tuple[list[float], float, float]:
    """Give seconds from now to foreseen articles, how many each stands for, and others by the second."""
    rate = len(times) / span
    period = _WEEK if span >= 2 * _WEEK else _DAY
    place, strength = _phase(times, _HOUR)
    if strength > _REGULAR and rate > 0.5 / _HOUR and span > _REGULAR_SPAN:
        first = (place - clock) % _HOUR
        hours = [first + hour * _HOUR for hour in range(int(2 * high / _HOUR))]
        return hours, (1 - _STRAY) * rate * _HOUR, rate * _STRAY
    if span < _DAY * 0.9:
        return [], 0.0, rate
    ahead = sorted(period - (clock - time) % period for time in times)
    ahead += [one + period for one in ahead]
    within = [one for one in ahead if one <= 2 * high]
    return within, (1 - _STRAY) * period / max(span, period), rate * _STRAY


def _phase(times: Sequence[int], period: float) -> tuple[float, float]:
    """Give the mean place of *times* in *period*, in seconds, and how closely they keep to it (0 to 1)."""
    mean = sum(exp(2j * math.pi * (time % period) / period) for time in times) / len(times)
    return phase(mean) % (2 * math.pi) / (2 * math.pi) * period, abs(mean)


def _share(source: str) -> float:
    """Give a number from 0 to 1 that belongs to *source*."""
    return int(xxh64(source), 16) / 2**64
