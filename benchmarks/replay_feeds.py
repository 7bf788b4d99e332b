"""
Modelled feeds for `replay.py`: when each of them publishes, in seconds from the start of the replay.

Five classes. `hourly`: half at a minute of their own, half at random by day. `daily`: at a time of their
own, some not on weekends. `weekly`. `bursty`: two bursts a day of 3 to 10 articles within 40 minutes.
`dying`: six articles a day at first, half as many every three days. *Plain* feeds of a class differ in
their times alone; of *drawn* ones all the rest is drawn, too: rates, hours of the day, how closely they
keep to their times, weekends, days left out, and gaps of two to seven days. Knows nothing of the mill.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

__all__ = ["BEFORE_DAYS", "DAY", "HOUR", "KINDS", "publishing"]

MINUTE, HOUR, DAY = 60.0, 3600.0, 86_400.0
#: Articles before the replay: what the first document shows.
BEFORE_DAYS = 60
#: Days of the week that are a weekend; the replay starts on a Monday.
_WEEKEND = 5


def publishing(kind: str, rng: random.Random, days: int, *, drawn: bool) -> list[float]:
    """Give the times at which a feed of class *kind* publishes, the oldest first."""
    habits = _drawn(kind, rng) if drawn else _plain(kind, rng)
    times = (time for time in KINDS[kind](rng, days, habits) if not habits.rests(time, rng))
    return sorted(times)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Habits:
    """What feeds of one class differ in; each class reads what it needs."""

    #: Keeps to a time of its own.
    regular: bool = True
    #: Articles (bursts) by hour, day or week, whatever the class counts in.
    rate: float = 1.0
    #: Standard deviation around its times, in seconds.
    jitter: float = 0.0
    #: Hours of the day in which it publishes.
    awake: int = 24
    #: Articles of a burst, and the seconds that they take.
    burst: tuple[int, int] = (3, 10)
    width: float = 2400.0
    #: Days until half as much is published.
    half_life: float = 3.0
    #: Share of weekend articles, and of all articles, that do not come.
    weekend_rest: float = 0.0
    left_out: float = 0.0
    #: Seconds between which nothing comes.
    gap: tuple[float, float] = (0.0, 0.0)

    def rests(self, time: float, rng: random.Random) -> bool:
        """Say whether an article planned for *time* does not come."""
        if self.gap[0] <= time < self.gap[1]:
            return True
        weekend = time // DAY % 7 >= _WEEKEND and rng.random() < self.weekend_rest
        return weekend or (self.left_out > 0 and rng.random() < self.left_out)


def _plain(kind: str, rng: random.Random) -> _Habits:
    if kind == "hourly":
        regular = rng.random() < 0.5
        return _Habits(regular=regular, rate=1 if regular else 1.5, jitter=120, awake=24 if regular else 16)
    if kind == "daily":
        return _Habits(jitter=1200, weekend_rest=float(rng.random() < 0.4))
    return {
        "weekly": _Habits(jitter=HOUR),
        "bursty": _Habits(rate=2),
        "dying": _Habits(rate=6),
    }[kind]


def _drawn(kind: str, rng: random.Random) -> _Habits:
    gap = rng.uniform(0, 28 * DAY) if rng.random() < 0.3 else -99 * DAY
    return replace(
        _drawn_rhythm(kind, rng),
        gap=(gap, gap + rng.uniform(2, 7) * DAY),
        weekend_rest=rng.choice((0.0, 0.0, 0.5, 1.0)),
        left_out=rng.choice((0.0, 0.1, 0.2)),
    )


def _drawn_rhythm(kind: str, rng: random.Random) -> _Habits:
    if kind == "hourly" and rng.random() < 0.5:
        return _Habits(jitter=rng.uniform(20, 300), awake=rng.randint(18, 24))
    if kind == "hourly":
        return _Habits(regular=False, rate=rng.uniform(0.75, 2.25), awake=rng.randint(10, 22))
    if kind == "daily":
        return _Habits(rate=rng.choice((1, 1, 2)), jitter=rng.uniform(0.05, 1.5) * HOUR)
    if kind == "weekly":
        return _Habits(rate=rng.choice((1, 1, 2)), jitter=rng.uniform(0.1, 4) * HOUR)
    if kind == "bursty":
        burst = rng.randint(2, 4), rng.randint(6, 14)
        return _Habits(rate=rng.uniform(1, 3), burst=burst, width=rng.uniform(20, 60) * MINUTE)
    return _Habits(rate=rng.uniform(3, 9), half_life=rng.uniform(1.5, 4.5))


def _hourly(rng: random.Random, days: int, habits: _Habits) -> Iterator[float]:
    minute, dawn = rng.uniform(0, HOUR), rng.randrange(24)
    for hour in range(-BEFORE_DAYS * 24, days * 24):
        if (hour - dawn) % 24 >= habits.awake:
            continue
        if habits.regular:
            yield hour * HOUR + minute + rng.gauss(0, habits.jitter)
        else:
            for _ in range(_poisson(rng, habits.rate)):
                yield hour * HOUR + rng.uniform(0, HOUR)


def _daily(rng: random.Random, days: int, habits: _Habits) -> Iterator[float]:
    for _ in range(int(habits.rate)):
        at = rng.uniform(0, DAY)
        for day in range(-BEFORE_DAYS, days):
            yield day * DAY + at + rng.gauss(0, habits.jitter)


def _weekly(rng: random.Random, days: int, habits: _Habits) -> Iterator[float]:
    for _ in range(int(habits.rate)):
        at = rng.uniform(0, 7 * DAY)
        for week in range(-BEFORE_DAYS // 7, days // 7 + 1):
            yield week * 7 * DAY + at + rng.gauss(0, habits.jitter)


def _bursty(rng: random.Random, days: int, habits: _Habits) -> Iterator[float]:
    for day in range(-BEFORE_DAYS, days):
        for _ in range(_poisson(rng, habits.rate)):
            at = day * DAY + rng.uniform(0, DAY)
            for _ in range(rng.randint(*habits.burst)):
                yield at + rng.uniform(0, habits.width)


def _dying(rng: random.Random, days: int, habits: _Habits) -> Iterator[float]:
    for day in range(-BEFORE_DAYS, days):
        for _ in range(_poisson(rng, habits.rate * 0.5 ** (max(day, 0) / habits.half_life))):
            yield day * DAY + rng.uniform(0, DAY)


def _poisson(rng: random.Random, mean: float) -> int:
    count, at = 0, rng.expovariate(1)
    while at < mean:
        count, at = count + 1, at + rng.expovariate(1)
    return count


KINDS: dict[str, Callable[[random.Random, int, _Habits], Iterator[float]]] = {
    "hourly": _hourly,
    "daily": _daily,
    "weekly": _weekly,
    "bursty": _bursty,
    "dying": _dying,
}
