"""
Replay a month of modelled feeds against the polling rules, beside polling each of them every hour.

    python benchmarks/replay.py [--seeds 11 12 13] [--feeds 1000] [--days 30] [--tick 5] [--drawn]

The feeds, a fifth of them in each class, are those of `replay_feeds.py`. The clock is faked, cron ticks
every few minutes, and the decisions are those of `feedmill.polling`. Delay: from publication to the first
poll that sees the article. A mix of classes weighs what came of each class; delays are those of all
publications, each counted once. The numbers in `polling.forecast` were tuned with seed 1 and other feeds
of these classes. Asks no network; no hints, no failures: only the rhythm is judged.
"""

from __future__ import annotations

import argparse
import random
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import pairwise
from math import ceil

from replay_feeds import DAY, HOUR, KINDS, publishing

from feedmill import polling
from feedmill.model import Document, Fetched, FetchSettings, Memory, NotModified, Parsed, Source

START = datetime(2026, 3, 2, tzinfo=UTC)
WINDOW = 20
SETTINGS = FetchSettings()
#: Per cent of each class, in the order of `KINDS`. The last was looked at only when all was settled.
MIXES = {"equal": (20, 20, 20, 20, 20), "quiet": (15, 35, 25, 10, 15), "lively": (30, 15, 10, 30, 15)}


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


def replay(seed: int, *, feeds: int, days: int, tick: float, drawn: bool) -> dict[str, tuple[Score, Score]]:
    """Give by class the scores of the mill and of hourly polling."""
    scores = {name: (Score(), Score()) for name in KINDS}
    for number in range(feeds):
        kind = tuple(KINDS)[number % len(KINDS)]
        rng = random.Random(f"{seed}/{number}")
        times = publishing(kind, rng, days, drawn=drawn)
        first = rng.randrange(int(HOUR / tick)) * tick
        polls = polls_of_the_mill(f"{kind}-{number}", times, days=days, tick=tick, first=first)
        mill, other = scores[kind]
        _add(mill, times, polls, days)
        _add(other, times, [first + hour * HOUR for hour in range(days * 24)], days)
    return scores


def quantile(weighed: Sequence[tuple[float, float]], share: float) -> float:
    """Give the value below which *share* of all weight lies; *weighed* is sorted."""
    total, below = sum(weight for _, weight in weighed), 0.0
    for value, weight in weighed:
        below += weight
        if below >= share * total:
            return value
    raise ValueError("nothing was weighed")


def line(name: str, parts: Sequence[tuple[Score, Score, float]]) -> str:
    """Write what came of some classes, each with its weight."""
    mill = [(score, weight) for score, _, weight in parts]
    other = [(score, weight) for _, score, weight in parts]
    fewer = 1 - _requests(mill) / _requests(other)
    columns = (quantile(_weighed(who), share) for share in (0.5, 0.95) for who in (mill, other))
    numbers = "".join(f"{column:9.1f}" for column in columns)
    return f"{name:8}{fewer:8.1%}{numbers}{min(score.shortest for score, _ in mill) / 60:9.1f}"


def _requests(parts: Sequence[tuple[Score, float]]) -> float:
    return sum(score.requests * weight for score, weight in parts)


def _weighed(parts: Sequence[tuple[Score, float]]) -> list[tuple[float, float]]:
    return sorted((delay, weight) for score, weight in parts for delay in score.delays)


def lines(scores: dict[str, tuple[Score, Score]]) -> Iterator[str]:
    """Give the lines of a table: classes, then mixes of them."""
    yield "           fewer   median   hourly      p95   hourly  min gap"
    for name, (mill, other) in scores.items():
        yield line(name, [(mill, other, 1)])
    for name, shares in MIXES.items():
        yield line(name, [(*scores[kind], share) for kind, share in zip(KINDS, shares, strict=True)])


def main() -> None:
    """Print one table by seed."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    options.add_argument("--seeds", type=int, nargs="+", default=[11, 12, 13])
    options.add_argument("--feeds", type=int, default=1000)
    options.add_argument("--days", type=int, default=30)
    options.add_argument("--tick", type=float, default=5, help="minutes between two runs")
    options.add_argument(
        "--drawn", action="store_true", help="draw all habits of the feeds, not their times alone"
    )
    options.add_argument("--jobs", type=int, default=1)
    asked = options.parse_args()
    work = partial(replay, feeds=asked.feeds, days=asked.days, tick=asked.tick * 60, drawn=asked.drawn)
    with ProcessPoolExecutor(asked.jobs) as crew:
        for seed, scores in zip(asked.seeds, crew.map(work, asked.seeds), strict=True):
            kind = "drawn" if asked.drawn else "plain"
            print(
                f"seed {seed}, {asked.feeds} {kind} feeds, {asked.days} days, a run every {asked.tick:g} min"
            )
            print(*lines(scores), sep="\n", flush=True)


if __name__ == "__main__":
    main()
