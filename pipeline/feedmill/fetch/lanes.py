"""
Turns at a host: one request in flight, and a gap between two starts.

Does not bound the whole (`http` does) and knows no store: gaps between runs are polling's business.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from feedmill.fetch.address import Address
from feedmill.fetch.guard import is_ip

__all__ = ["Lanes"]


@dataclass(slots=True)
class _Lane:
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    #: Loop time before which no request may start.
    opens: float = 0.0


class Lanes:
    """Hand out turns; *gap* says how many seconds lie between two starts at an address."""

    def __init__(self, gap: Callable[[Address], float]) -> None:
        self._gap = gap
        self._lanes: dict[object, _Lane] = {}

    @asynccontextmanager
    async def turn(self, address: Address) -> AsyncIterator[None]:
        """Wait for the turn at *address* and hold it."""
        lane = self._lanes.setdefault(_host(address), _Lane())
        async with lane.lock:
            wait = self.wait(address)
            if wait > 0:
                await asyncio.sleep(wait)
            lane.opens = asyncio.get_running_loop().time() + self._gap(address)
            yield

    def wait(self, address: Address) -> float:
        """Give the seconds until *address* may be asked again, 0 or less = now."""
        lane = self._lanes.get(_host(address))
        return lane.opens - asyncio.get_running_loop().time() if lane else 0.0


def _host(address: Address) -> object:
    """Give what shares turns: a name with all its ports (http leads to https), else one port alone."""
    named = "." in address.host and not is_ip(address.host)
    return address.host if named else (address.host, address.port)
