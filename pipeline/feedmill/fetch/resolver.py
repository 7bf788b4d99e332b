"""
Names to addresses, in threads that hold nothing up.

`getaddrinfo` cannot be cancelled and may hang for half a minute. An executor's threads are joined
when the interpreter ends; these are daemons: a lookup that nobody waits for any more is left to
its fate. Their number is bounded by the fetches in flight and those given up within the last minute.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
import threading
from collections.abc import Callable, Sequence

from aiohttp.abc import AbstractResolver, ResolveResult

from feedmill.fetch.guard import Guard, RefusedAddress

__all__ = ["GuardedResolver", "Lookup", "system_lookup"]

#: From a name and a port to numeric addresses; may block; raises OSError.
Lookup = Callable[[str, int], Sequence[str]]

#: A resolver that has not answered by now will not. Below the 10 s for a connection, so that the failure
#: can still be called by its name.
LOOKUP_SECONDS = 8.0


def system_lookup(host: str, port: int) -> Sequence[str]:
    """Ask the system, as any other program does."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return tuple(dict.fromkeys(str(place[0]) for *_rest, place in found))


class GuardedResolver(AbstractResolver):
    """Resolve names and leave out addresses that the guard refuses."""

    def __init__(self, guard: Guard, lookup: Lookup, *, seconds: float = LOOKUP_SECONDS) -> None:
        self._guard = guard
        self._lookup = lookup
        self._seconds = seconds
        #: Names that are being looked up now.
        self.pending: set[str] = set()

    async def resolve(
        self,
        host: str,
        port: int = 0,
        family: socket.AddressFamily = socket.AF_UNSPEC,  # noqa: ARG002 -- both families are wanted
    ) -> list[ResolveResult]:
        """Give the addresses that may be connected to, in the resolver's order."""
        self.pending.add(host)
        try:
            async with asyncio.timeout(self._seconds):
                addresses = await _in_daemon(self._lookup, host, port)
        except TimeoutError as error:
            raise OSError("the name server does not answer") from error
        finally:
            self.pending.discard(host)
        return [_result(host, port, address) for address in self._permitted(addresses, port)]

    async def close(self) -> None:
        """Do nothing: lookups end by themselves."""

    def _permitted(self, addresses: Sequence[str], port: int) -> list[str]:
        permitted = []
        refusal: RefusedAddress | None = None
        for address in addresses:
            try:
                self._guard.check(address, port)
            except RefusedAddress as error:
                refusal = error
            else:
                permitted.append(address)
        if not permitted:
            raise refusal or OSError("the name has no address")
        return permitted


def _result(host: str, port: int, address: str) -> ResolveResult:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    return ResolveResult(
        hostname=host, host=address, port=port, family=family, proto=0, flags=socket.AI_NUMERICHOST
    )


def _in_daemon(lookup: Lookup, host: str, port: int) -> asyncio.Future[Sequence[str]]:
    loop = asyncio.get_running_loop()
    future: asyncio.Future[Sequence[str]] = loop.create_future()

    def settle(addresses: Sequence[str], error: OSError | None) -> None:
        if future.done():
            return
        if error is None:
            future.set_result(addresses)
        else:
            future.set_exception(error)

    def work() -> None:
        addresses: Sequence[str] = ()
        failure: OSError | None = None
        try:
            addresses = lookup(host, port)
        except OSError as error:
            failure = error
        except Exception as error:  # noqa: BLE001 -- getaddrinfo raises UnicodeError for labels that are too long
            failure = OSError(f"the name cannot be looked up ({type(error).__name__})")
        with contextlib.suppress(RuntimeError):  # the loop has closed: nobody waits
            loop.call_soon_threadsafe(settle, addresses, failure)

    threading.Thread(target=work, name="feedmill-lookup", daemon=True).start()
    return future
