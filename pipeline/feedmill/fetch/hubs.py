"""
Pings of WebSub hubs: "this feed changed", over the guarded wire.

What a publisher sends its hub is left open by WebSub (https://www.w3.org/TR/websub/#content-distribution);
hubs take what PubSubHubbub 0.4 (section 7) names: a form with `hub.mode=publish` and `hub.url`. Some look
for `hub.topic` in its place, so both are sent. Follows no redirect and reads no answer but its status.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from feedmill.fetch.base import Ping
from feedmill.model import FetchSettings

if TYPE_CHECKING:
    from feedmill.fetch.guard import Guard
    from feedmill.fetch.resolver import Lookup
    from feedmill.fetch.transport import Wire

__all__ = ["HubPinger"]

#: For all pings of a run together: no hub holds up the next run.
_SECONDS = 10.0
_AT_ONCE = 16
_MAX_BYTES = 65_536
_LATE = "did not answer in time"


class HubPinger:
    """
    Ping hubs.

    Args:
        settings: Networks whose hosts are exempt from the address check.
        user_agent: What we call ourselves.
        resolver: As in `HttpFetcher`.
        seconds: For all pings together.
    """

    def __init__(
        self,
        settings: FetchSettings,
        *,
        user_agent: str,
        resolver: Lookup | None = None,
        seconds: float = _SECONDS,
    ) -> None:
        self._settings = settings
        self._user_agent = user_agent
        self._lookup = resolver
        self._seconds = seconds

    def __call__(self, pings: Sequence[Ping]) -> Sequence[str]:
        """Send all, a few at once; what is not answered when the time is over counts as not taken."""
        return asyncio.run(self._send(pings)) if pings else ()

    async def _send(self, pings: Sequence[Ping]) -> Sequence[str]:
        from feedmill.fetch.guard import Guard  # late, as all that loads aiohttp
        from feedmill.fetch.resolver import system_lookup
        from feedmill.fetch.transport import Wire

        turns = asyncio.Semaphore(_AT_ONCE)
        guard = Guard(self._settings.allow_private)
        async with Wire(guard, self._lookup or system_lookup, max_bytes=_MAX_BYTES) as wire:
            tasks = [asyncio.create_task(self._ping(wire, guard, turns, ping)) for ping in pings]
            done, late = await asyncio.wait(tasks, timeout=self._seconds)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)
        return [task.result() if task in done else _LATE for task in tasks]

    async def _ping(self, wire: Wire, guard: Guard, turns: asyncio.Semaphore, ping: Ping) -> str:
        import httpx

        from feedmill.fetch.address import read_address
        from feedmill.fetch.failure import FetchFailed
        from feedmill.fetch.guard import RefusedAddress

        form = {"hub.mode": "publish", "hub.url": ping.feed, "hub.topic": ping.feed}
        try:
            address = read_address(ping.hub)
            guard.check_host(address.host, address.port)
            request = httpx.Request(
                "POST",
                "http://address.invalid/",
                headers={
                    "User-Agent": self._user_agent,
                    "Content-Type": "application/x-www-form-urlencoded",
                },
                content=urlencode(form).encode("ascii"),
                extensions={"address": address},
            )
            async with turns:
                response = await wire.handle_async_request(request)
                await response.aclose()
        except (FetchFailed, RefusedAddress) as error:
            return str(error)
        if HTTPStatus.OK <= response.status_code < HTTPStatus.MULTIPLE_CHOICES:
            return ""
        return f"answered {response.status_code}"
