"""
The times between two requests: floors, caps, backoff, and the operator's own rhythm.

Pure arithmetic; knows no memory.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from feedmill.model import FetchSettings, Source
from feedmill.polling.cron import next_time
from feedmill.text.hashes import xxh64

__all__ = [
    "CAP",
    "HARD_FLOOR",
    "LONGEST_PAUSE",
    "backoff",
    "floor",
    "jitter",
    "late",
    "next_regular",
    "pause_of_a_429",
    "spread",
]

#: No public URL is asked more often than this, whatever the settings, even by force.
HARD_FLOOR = timedelta(minutes=15)
#: No source is left alone for longer because it failed: it may come back any day.
CAP = timedelta(hours=24)
#: The longest Retry-After that is believed.
LONGEST_PAUSE = timedelta(days=7)


def floor(source: Source, settings: FetchSettings, *, private: bool) -> timedelta:
    """Give the least time between two requests: none for seeds and, unless set, for private hosts."""
    if source.local or (private and "min_interval" not in settings.explicit):
        return timedelta(0)
    return settings.min_interval if private else max(settings.min_interval, HARD_FLOOR)


def next_regular(source: Source, after: datetime, least: timedelta) -> datetime:
    """Give when a healthy source is due: by `every` or `cron` if set, never before *least* has passed."""
    soonest = after + least
    if source.every is not None:
        return max(soonest, after + source.every)
    return max(soonest, next_time(source.cron, after)) if source.cron else soonest


def backoff(failures: int, least: timedelta) -> timedelta:
    """
    Give how long a source is left alone after *failures* in a row: *least*, doubled each time, up to `CAP`.

    It never stops for good: a feed that was down for a month is read again within a day of its return.
    """
    # 2**10 quarters of an hour are ten days, far above the cap: no need to compute more.
    return max(least, min(least * (1 << min(failures - 1, 10)), CAP))


def pause_of_a_429(failures: int, least: timedelta) -> timedelta:
    """Give the pause after a 429 without Retry-After: at least twice the floor, as it says "too often"."""
    return backoff(failures + 1, least)


def jitter(source: str, now: datetime, pause: timedelta) -> timedelta:
    """
    Give what is added to the pause after a failure, up to a fiftieth of it.

    So sources that failed together drift apart. Told from a hash of source and time, not from chance:
    the same run gives the same times.
    """
    return pause * (_JITTER * _share(f"{source} {now.isoformat()}"))


def late(source: str, wait: timedelta) -> timedelta:
    """Give what is added to a wait that many sources have in common: up to a fiftieth, always the same."""
    return wait * (_JITTER * _share(source))


def spread(source: str, wait: timedelta, crowd: int) -> timedelta:
    """
    Give what is added once, after a source's first answer, so that *crowd* sources lie all over an interval.

    A minute for each ten of them, and no more than *wait*: a handful is not spread at all.
    """
    return min(wait, timedelta(minutes=crowd // _TOGETHER)) * _share(source)


#: Of an hour 72 s: enough to part what failed in the same second, too little to skip a run of a cron job.
_JITTER = 0.02
#: So many sources may well be asked in the same minute.
_TOGETHER = 10


def _share(text: str) -> float:
    """Give a number from 0 to 1 that is always the same for *text*."""
    return int(xxh64(text), 16) / 2**64
