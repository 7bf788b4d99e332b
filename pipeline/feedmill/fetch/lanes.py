"""
Queues at hosts: one request in flight at each, and a gap between two starts.

A job that is led to another host queues up there and holds nothing meanwhile. Does not bound the whole
(`exchange` does) and knows no store: gaps between runs are polling's business.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Hashable

from feedmill.fetch.address import Address
from feedmill.fetch.guard import is_ip
from feedmill.fetch.jobs import Job

__all__ = ["Lanes"]

_NOWHERE = ("", 0)


class Lanes:
    """
    Hold jobs until it is their host's turn.

    Args:
        gap: Seconds between two starts at an address.
        opens: Monotonic times before which no request may start; it may outlive these lanes.
        ready: Called with each lane that has a job which may start now; `take` it.
    """

    def __init__(
        self,
        gap: Callable[[Address], float],
        opens: dict[Hashable, float],
        ready: Callable[[Hashable], object],
    ) -> None:
        self._gap = gap
        self._opens = opens
        self._ready = ready
        #: Lanes that have a job in flight or waiting. Lists, for a deque of one takes seven times the memory,
        #: and most lanes have one job.
        self._waiting: dict[Hashable, list[Job]] = {}

    def add(self, job: Job, *, coming_from: Hashable = None) -> None:
        """
        Queue *job* up at its address.

        Who was led there by another host (*coming_from* is another lane) goes behind all who wait there;
        who was led on by the host itself goes first.
        """
        lane = _lane(job.address)
        waiting = self._waiting.get(lane)
        if waiting is not None:
            waiting.insert(0 if lane == coming_from else len(waiting), job)
            return
        self._waiting[lane] = [job]
        self._call(lane)

    def take(self, lane: Hashable) -> Job:
        """Give the next job of a lane that is ready, which is no more until `leave`."""
        return self._waiting[lane].pop(0)

    def start(self, address: Address) -> None:
        """Note that a request to *address* leaves now."""
        gap = self._gap(address)
        if gap > 0:
            self._opens[_lane(address)] = asyncio.get_running_loop().time() + gap

    def leave(self, lane: Hashable) -> None:
        """Let the next job have its turn."""
        if self._waiting[lane]:
            self._call(lane)
        else:
            del self._waiting[lane]

    def _call(self, lane: Hashable) -> None:
        opens = self._opens.get(lane)
        loop = asyncio.get_running_loop()
        if opens is None or opens <= loop.time():
            self._ready(lane)
        else:
            loop.call_at(opens, self._ready, lane)


def _lane(address: Address | None) -> Hashable:
    """Give what shares turns: a name with all its ports (http leads to https), else one port alone."""
    if address is None:
        return _NOWHERE
    named = "." in address.host and not is_ip(address.host)
    return address.host if named else (address.host, address.port)
