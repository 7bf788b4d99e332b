"""
What the times at which a source published before tell of its habits.

Pure arithmetic on a few numbers, seconds since 1970 with the oldest first; draws no conclusion about
what comes next (`forecast` does).
"""

from __future__ import annotations

import math
from bisect import bisect_left
from cmath import exp, phase
from collections import Counter
from collections.abc import Sequence

__all__ = ["DAY", "HOUR", "WEEK", "asleep", "kept_minute", "recurring"]

HOUR, DAY, WEEK = 3600.0, 86_400.0, 604_800.0
_HOURS = 24
#: So close to one minute of the hour, and so long, that a source is taken to keep to it.
_CLOSE, _CLOSE_SPAN = 0.8, 6 * HOUR
#: Of the articles of a source that keeps to a minute, so many are there when it is asked behind it.
_MOSTLY = 0.9
#: How surely hours without an article must be no accident, and the least that must be known to say so.
_ACCIDENT, _LEAST_SPAN = 0.02, 1.2 * DAY
#: So near to the same time a day or a week before counts as the same time.
_NEAR = 45 * 60.0


def kept_minute(times: Sequence[int], span: float) -> float | None:
    """Give the second of the hour by which nearly all is there, of a source that keeps to one, else None."""
    mean = sum(exp(2j * math.pi * (time % HOUR) / HOUR) for time in times) / len(times)
    if abs(mean) < _CLOSE or span < _CLOSE_SPAN:
        return None
    place = phase(mean) / (2 * math.pi) * HOUR
    late = sorted((time - place + HOUR / 2) % HOUR - HOUR / 2 for time in times)
    return (place + late[int(len(late) * _MOSTLY)]) % HOUR


def asleep(times: Sequence[int], span: float) -> tuple[bool, ...]:
    """
    Give, for each hour of the day (UTC), whether the source sleeps then.

    It does in hours in a row that never held an article, if that is no accident: with as many busy hours
    spread over all days at random, such a stretch would be less likely than one in fifty.
    """
    if span < _LEAST_SPAN:
        return (False,) * _HOURS
    busy = Counter(hour % _HOURS for hour in {int(time // HOUR) for time in times})
    days = span / DAY
    quiet = 1 - min(busy.total() / (_HOURS * days), 0.99)
    sleeps = [False] * _HOURS
    for first in range(_HOURS):
        if busy[first] or not busy[first - 1 if first else _HOURS - 1]:
            continue
        length = next(count for count in range(1, _HOURS) if busy[(first + count) % _HOURS])
        if _HOURS * quiet ** (length * days) < _ACCIDENT:
            for hour in range(first, first + length):
                sleeps[hour % _HOURS] = True
    return tuple(sleeps)


def recurring(times: Sequence[int], period: float) -> float:
    """
    Give the share of times that come again after *period*, beyond what chance would make of them.

    Times close together are one: a burst proves no more than a single article.
    """
    trials, hits, last = 0, 0, -math.inf
    for time in times:
        before = time - period
        if before < times[0] - _NEAR or time - last < _NEAR:
            continue
        last, trials = time, trials + 1
        near = bisect_left(times, before - _NEAR)
        hits += times[near] <= before + _NEAR
    covered, end = 0.0, -math.inf
    for time in times:
        covered += min(2 * _NEAR, time + _NEAR - end)
        end = time + _NEAR
    chance = min(covered / max(times[-1] - times[0] + 2 * _NEAR, period), 0.999)
    # Half a miss more, for a few hits prove little.
    share = hits / (trials + 0.5)
    return max((share - chance) / (1 - chance), 0.0)
