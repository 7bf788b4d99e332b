"""
Replay a month of modelled feeds against the polling rules, beside polling each of them every hour.

    python benchmarks/replay.py [--seeds 11 12 13] [--feeds 1000] [--days 30] [--tick 5]

A fifth of the feeds in each class: `hourly` (half at a minute of their own, half at random by day),
`daily` (at an hour of their own, some not on weekends), `weekly`, `bursty` (two bursts a day of 3 to 10
articles within 40 minutes), `dying` (six articles a day at first, half as many every three days). The
clock is faked, cron ticks every few minutes, and the decisions are those of `feedmill.polling`. Delay:
from publication to the first poll that sees the article. The price in `polling.forecast` was tuned with
seed 1 and 150 feeds. Asks no network; no hints, no failures: only the rhythm is judged.
"""

from __future__ import annotations

import argparse
import random
import statistics
from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from math import ceil

from feedmill import polling
from feedmill.model import Document, Fetched, FetchSettings, Memory, NotModified, Parsed, Source

START = datetime(2026, 3, 2, tzinfo=UTC)
HOUR, DAY = 3600.0, 86_400.0
#: Articles before the replay: what the first document shows.
BEFORE_DAYS = 60
WINDOW = 20
SETTINGS = FetchSettings()


def _hourly(rng: random.Random, days: int) -> Iterator[float]:
    minute, regular, dawn = rng.uniform(0, HOUR), rng.random() < 0.5, rng.randrange(24)
    for hour in range(-BEFORE_DAYS * 24, days * 24):
        if regular:
            yield hour * HOUR + minute + rng.gauss(0, 120)
        elif (hour - dawn) % 24 < 16:
            for _ in range(_poisson(rng, 1.5)):
                yield hour * HOUR + rng.uniform(0, HOUR)


def _daily(rng: random.Random, days: int) -> Iterator[float]:
    at, rests = rng.uniform(0, DAY), rng.random() < 0.4
    for day in range(-BEFORE_DAYS, days):
        if not (rests and day % 7 >= 5):
            yield day * DAY + at + rng.gauss(0, 1200)


def _weekly(rng: random.Random, days: int) -> Iterator[float]:
    at = rng.uniform(0, 7 * DAY)
    for week in range(-BEFORE_DAYS // 7, days // 7 + 1):
        yield week * 7 * DAY + at + rng.gauss(0, HOUR)


def _bursty(rng: random.Random, days: int) -> Iterator[float]:
    for day in range(-BEFORE_DAYS, days):
        for _ in range(_poisson(rng, 2)):
            at = day * DAY + rng.uniform(0, DAY)
            for _ in range(rng.randint(3, 10)):
                yield at + rng.uniform(0, 2400)


def _dying(rng: random.Random, days: int) -> Iterator[float]:
    for day in range(-BEFORE_DAYS, days):
        for _ in range(_poisson(rng, 6 * 0.5 ** (max(day, 0) / 3))):
            yield day * DAY + rng.uniform(0, DAY)


def _poisson(rng: random.Random, mean: float) -> int:
    count, at = 0, rng.expovariate(1)
    while at < mean:
        count, at = count + 1, at + rng.expovariate(1)
    return count


CLASSES: dict[str, Callable[[random.Random, int], Iterator[float]]] = {
    "hourly": _hourly,
    "daily": _daily,
    "weekly": _weekly,
    "bursty": _bursty,
    "dying": _dying,
}


@dataclass(kw_only=True)
class Score:
    """Requests, delays in minutes, and gaps below the floor, of one class or of all."""

    requests: int = 0
    shortest: float = DAY * 99
    delays: list[float] = field(default_factory=list)


def polls_of_the_mill(name: str, times: list[float], *, days: int, tick: float, first: float) -> list[float]:
    """Give the seconds at which the mill asks the feed of these *times*."""
    source = Source(id=name, kind="feed", address=f"https://{name}.example/feed")
    memory: Memory | None = None
    at, known, polls = first, 0, list[float]()
    while at < days * DAY:
        now = START + timedelta(seconds=at)
        if not polling.is_due(memory, source, now=now, settings=SETTINGS):
            raise AssertionError(f"{name} is not due at its own time, {now}")
        polls.append(at)
        there = bisect_right(times, at)
        fresh = times[max(known, there - WINDOW) : there]
        known = there
        published = [START + timedelta(seconds=one) for one in fresh]
        memory = polling.remember(
            memory,
            _answer(name, source.address, new=bool(fresh)),
            source=source,
            settings=SETTINGS,
            now=now,
            parsed=Parsed(entries=()) if fresh else None,
            published=published,
        )
        if memory.next_due is None:
            raise AssertionError(f"{name} has no next time")
        at = first + ceil(((memory.next_due - START).total_seconds() - first) / tick) * tick
    return polls


def _answer(name: str, url: str, *, new: bool) -> Fetched | NotModified:
    if new:
        return Fetched(source=name, url=url, documents=(Document(name=url, body=b"x"),))
    return NotModified(source=name, url=url)


def _add(score: Score, times: list[float], polls: list[float], days: int) -> None:
    score.requests += len(polls)
    gaps = (later - sooner for sooner, later in pairwise(polls))
    score.shortest = min(score.shortest, *gaps) if len(polls) > 2 else score.shortest
    for time in times[bisect_right(times, polls[0]) :]:
        seen = bisect_right(polls, time - 1e-6)
        # What nobody has seen by the end was left out for both; it has no delay yet.
        if time < (days - 1) * DAY and seen < len(polls):
            score.delays.append((polls[seen] - time) / 60)


def replay(seed: int, *, feeds: int, days: int, tick: float) -> dict[str, tuple[Score, Score]]:
    """Give by class, and for all, the scores of the mill and of hourly polling."""
    scores = {name: (Score(), Score()) for name in (*CLASSES, "all")}
    for number in range(feeds):
        kind = tuple(CLASSES)[number % len(CLASSES)]
        rng = random.Random(f"{seed}/{number}")
        times = sorted(CLASSES[kind](rng, days))
        first = rng.randrange(int(HOUR / tick)) * tick
        polls = polls_of_the_mill(f"{kind}-{number}", times, days=days, tick=tick, first=first)
        hourly = [first + hour * HOUR for hour in range(days * 24)]
        for name in (kind, "all"):
            mill, other = scores[name]
            _add(mill, times, polls, days)
            _add(other, times, hourly, days)
    return scores


def main() -> None:
    """Print one table by seed."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    options.add_argument("--seeds", type=int, nargs="+", default=[11, 12, 13])
    options.add_argument("--feeds", type=int, default=1000)
    options.add_argument("--days", type=int, default=30)
    options.add_argument("--tick", type=float, default=5, help="minutes between two runs")
    asked = options.parse_args()
    for seed in asked.seeds:
        print(f"seed {seed}, {asked.feeds} feeds, {asked.days} days, a run every {asked.tick:g} min")
        print("class     requests   fewer   median  hourly     p95  hourly  min gap")
        for name, (mill, other) in replay(
            seed, feeds=asked.feeds, days=asked.days, tick=asked.tick * 60
        ).items():
            fewer = 1 - mill.requests / other.requests
            median = [statistics.median(one.delays) for one in (mill, other)]
            p95 = [statistics.quantiles(one.delays, n=20)[18] for one in (mill, other)]
            print(
                f"{name:8}{mill.requests:10}{fewer:8.1%}{median[0]:9.1f}{median[1]:8.1f}"
                f"{p95[0]:8.1f}{p95[1]:8.1f}{mill.shortest / 60:9.1f}"
            )


if __name__ == "__main__":
    main()
