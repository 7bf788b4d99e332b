"""
Turns at a host: one request in flight, and a gap between two starts.

Does not bound the whole (`http` does) and knows no store: gaps between runs are polling's business.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Hashable
from contextlib import asynccontextmanager

from feedmill.fetch.address import Address
from feedmill.fetch.guard import is_ip

__all__ = ["Lanes"]


class Lanes:
    """
    Hand out turns; *gap* says how many seconds lie between two starts at an address.

    *opens* holds the monotonic times before which no request may start; it may outlive these lanes.
    """

    def __init__(self, gap: Callable[[Address], float], opens: dict[Hashable, float] | None = None) -> None:
        self._gap = gap
        self._lanes: dict[Hashable, asyncio.Lock] = {}
        self._opens = {} if opens is None else opens

    @asynccontextmanager
    async def turn(self, address: Address) -> AsyncIterator[None]:
        """Wait for the turn at *address* and hold it."""
        lane = self._lanes.setdefault(_host(address), asyncio.Lock())
        async with lane:
            wait = self.wait(address)
            if wait > 0:
                await asyncio.sleep(wait)
            self._opens[_host(address)] = asyncio.get_running_loop().time() + self._gap(address)
            yield

    def wait(self, address: Address) -> float:
        """Give the seconds until *address* may be asked again, 0 or less = now."""
        return self._opens.get(_host(address), 0.0) - asyncio.get_running_loop().time()


def _host(address: Address) -> Hashable:
    """Give what shares turns: a name with all its ports (http leads to https), else one port alone."""
    named = "." in address.host and not is_ip(address.host)
    return address.host if named else (address.host, address.port)
