"""
Clocks that were wrong: what a run remembers of a time that has not come yet.

Pure. A clock may be set back by an hour or by ten years, and nobody can tell how long ago the last
request was in truth. So it counts as made now: no URL is asked below its floor, and none is left alone
for longer than after any other request.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime

from feedmill.model import Memory

__all__ = ["by_this_clock", "set_back"]

_MOMENTS = (
    "last_answer",
    "last_success",
    "next_due",
    "retry_at",
    "last_refetch",
    "gap",
    "fresh_until",
    "watched_since",
    "gone_since",
    "lost_since",
)


def by_this_clock(memory: Memory, now: datetime) -> Memory:
    """Give *memory* as if its last attempt, should it lie in the future, were made *now*."""
    last = memory.last_attempt
    if last is None or last <= now:
        return memory
    ahead = last - now
    moved = {name: moment - ahead for name, moment in _moments(memory) if moment > now}
    latest = int(now.timestamp())
    times = tuple(min(time, latest) for time in memory.times)
    return replace(memory, last_attempt=now, times=times, **moved)  # type: ignore[arg-type]


def _moments(memory: Memory) -> Iterator[tuple[str, datetime]]:
    for name in _MOMENTS:
        moment: datetime | None = getattr(memory, name)
        if moment is not None:
            yield name, moment


def set_back(memories: Mapping[str, Memory], now: datetime) -> dict[str, Memory]:
    """Give those memories that a clock ahead of *now* has written, by this clock: to be kept."""
    ahead = (one for one in memories.values() if one.last_attempt is not None and one.last_attempt > now)
    return {memory.source: by_this_clock(memory, now) for memory in ahead}
