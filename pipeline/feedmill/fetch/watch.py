"""
An eye on all requests in flight: ends those that take too long, and tells which hold their slot for long.

One look a tenth of a second for all, in place of a timer for each. Does not read what comes.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from feedmill.fetch.failure import FetchFailed
from feedmill.fetch.meter import Budget

__all__ = ["Watch"]

#: An answer that has begun brings so many bytes a second, on the average since its first one, as soon as the
#: grace is over. The figures are those that web servers hold their own clients to (Kestrel's
#: MinRequestBodyDataRate: 240 bytes a second after 5 s); a modem of 1990 is faster.
LEAST_RATE = 240.0
GRACE_SECONDS = 5.0
#: For name, connection and TLS together; a host that takes longer is not worth a slot.
CONNECT_SECONDS = 10.0
#: After so long a request is slow: others may start in its place (see `exchange`).
SLOW_SECONDS = 2.0
_LOOK_SECONDS = 0.1


@dataclass(eq=False, slots=True, kw_only=True)
class _Flight:
    task: asyncio.Task[object]
    host: str
    budget: Budget
    began: float
    ends: float
    #: When its first byte was seen; 0 = not yet.
    answering: float = 0.0
    slow: bool = False
    #: Why it was ended.
    verdict: FetchFailed | None = None


class Watch:
    """
    Watch requests.

    Args:
        timeout: Seconds for one fetch in all.
        slower: Called when a request has become slow: +1, and when such a one has ended: -1.
    """

    def __init__(self, timeout: float, slower: Callable[[int], object]) -> None:
        self._timeout = timeout
        self._slower = slower
        self._flights: set[_Flight] = set()
        self._timer: asyncio.TimerHandle | None = None

    @contextmanager
    def over(self, task: asyncio.Task[object], host: str, budget: Budget, *, spent: float) -> Iterator[None]:
        """
        Watch *task*, which asks *host*, inside this block; the fetch has taken *spent* seconds already.

        Raises:
            FetchFailed: `timeout`: it took too long in all, or what came was too little; `connect`: no
                connection was made.
        """
        loop = asyncio.get_running_loop()
        began = loop.time()
        flight = _Flight(task=task, host=host, budget=budget, began=began, ends=began + self._timeout - spent)
        self._flights.add(flight)
        if self._timer is None:
            self._timer = loop.call_at(began + _LOOK_SECONDS, self._look)
        try:
            yield
        except asyncio.CancelledError:
            # Told from a cancel by others as `asyncio.timeout` does it.
            if flight.verdict is None or task.uncancel() > 0:
                raise
            raise flight.verdict from None
        finally:
            self._flights.discard(flight)
            if flight.slow:
                self._slower(-1)

    def _look(self) -> None:
        loop = asyncio.get_running_loop()
        self._timer = loop.call_later(_LOOK_SECONDS, self._look) if self._flights else None
        now = loop.time()
        for flight in tuple(self._flights):
            if flight.verdict is not None:
                continue
            flight.verdict = self._verdict(flight, now)
            if flight.verdict is not None:
                flight.task.cancel()
            elif not flight.slow and now - flight.began >= SLOW_SECONDS:
                flight.slow = True
                self._slower(1)

    def _verdict(self, flight: _Flight, now: float) -> FetchFailed | None:
        if now >= flight.ends:
            return FetchFailed(
                "timeout",
                f"no whole answer within {self._timeout:g} s; raise [fetch] timeout or try again later",
            )
        if not flight.budget.connected and now - flight.began >= CONNECT_SECONDS:
            return FetchFailed(
                "connect",
                f"{flight.host} does not answer; check the address, or try again later",
                # A port that is taken and then says nothing, as of a stalled TLS, is on a network that is up.
                unreachable=not flight.budget.met,
            )
        if not flight.answering and flight.budget.received:
            flight.answering = now
        lasted = now - flight.answering
        if flight.answering and lasted > GRACE_SECONDS and flight.budget.received < lasted * LEAST_RATE:
            return FetchFailed(
                "timeout", f"the answer came with less than {LEAST_RATE:g} bytes a second; try again later"
            )
        return None
