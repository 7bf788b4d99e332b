"""
A bound on all that one answer may bring over the wire, wanted or not.

A body has its limit (`body`), a head its lines and fields; what lies around them has none: interim
answers, empty lines and chunk extensions may come without end, keep a core busy and give nothing.
Does not read what it counts.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, cast

__all__ = ["Budget", "causes", "has_met", "metered", "opened", "spending"]

#: For status line, headers and interim answers together: aiohttp alone lets 128 fields of 32 KB pass.
#: What of the body comes before the head is read (a full buffer and one more piece: 450 KB) needs room too.
HEAD_BYTES = 1 << 20
#: Chunked framing that is not hostile (RFC 9112 section 7.1) costs less than a quarter of the body.
_FRAMING = 4
_HEADS_END = b"\r\n\r\n"
#: An answer's, those of interim ones before it (RFC 9110 section 15.2), and what in a body looks like one.
_MOST_HEADS = 8
_BROKEN = (ConnectionResetError, ConnectionAbortedError, BrokenPipeError)


class Budget:
    """Bytes that one answer may still bring; *body* is the limit of a body, in bytes."""

    def __init__(self, body: int) -> None:
        self._left = HEAD_BYTES
        self._for_body = body + body // _FRAMING
        #: A connection was made (TLS included).
        self.connected = False
        #: Sockets that were opened for it, connected or not.
        self.sockets: list[socket.socket] = []
        self._met = False
        #: Bytes that came.
        self.received = 0
        #: More has come than may.
        self.spent = False

    @property
    def met(self) -> bool:
        """Say whether somebody took a connection, whatever became of TLS."""
        return self._met or any(map(_is_connected, self.sockets))

    def meet(self) -> None:
        """Note that somebody did, before the sockets are closed."""
        self._met = True

    def take(self, count: int) -> bool:
        """Count bytes that came; False = too many."""
        self.received += count
        self._left -= count
        self.spent = self.spent or self._left < 0
        return not self.spent

    def open_body(self) -> None:
        """Allow for the body, once the head is read."""
        self._left += self._for_body


_CURRENT: ContextVar[Budget | None] = ContextVar("_CURRENT", default=None)


@contextmanager
def spending(budget: Budget) -> Iterator[None]:
    """Let the connection that is made inside this block count against *budget*."""
    before = _CURRENT.set(budget)
    try:
        yield
    finally:
        _CURRENT.reset(before)


def opened(one: socket.socket) -> socket.socket:
    """Give back a socket that was opened inside `spending`, noted there."""
    budget = _CURRENT.get()
    if budget is not None:
        budget.sockets.append(one)
    return one


def has_met(error: BaseException) -> bool:
    """Say, and note, whether a connection that failed with *error* was taken before TLS failed."""
    budget = _CURRENT.get()
    # A port that takes none says ECONNREFUSED; what was taken and broken off says ECONNRESET, or its end.
    broken = any(isinstance(one, _BROKEN) for one in causes(error))
    if budget is None or not (broken or budget.met):
        return broken
    budget.meet()
    return True


def causes(error: BaseException | None) -> Iterator[BaseException]:
    """Give *error* and what it came from, one after the other."""
    while error is not None:
        yield error
        error = error.__cause__


def _is_connected(one: socket.socket) -> bool:
    try:
        one.getpeername()
    except OSError:
        return False
    return True


def metered(transport: asyncio.BaseTransport | None) -> None:
    """Count what comes over *transport* from now on, and break it off when the budget is spent."""
    budget = _CURRENT.get()
    if budget is not None and transport is not None:
        budget.connected = True
        transport.set_protocol(cast("asyncio.BaseProtocol", _Metered(transport, budget)))


class _Metered(asyncio.Protocol):
    """Stands between a transport and the protocol that it had, which it tells everything."""

    def __init__(self, transport: asyncio.BaseTransport, budget: Budget) -> None:
        self._transport = cast("asyncio.Transport", transport)
        # Any: asyncio promises less than protocols that are no more than duck-typed have.
        self._inner: Any = transport.get_protocol()
        self._budget = budget
        self._heads = _MOST_HEADS

    def data_received(self, data: bytes) -> None:
        if not self._budget.take(len(data)):
            self._transport.abort()
            return
        while self._heads:
            # aiohttp drops an answer that comes in one piece with bytes beyond its Content-Length. Told of
            # the head first, it has handed the answer on by then, and the body ends where its length says,
            # as in browsers and curl (RFC 9112 section 6.3: what follows may be discarded).
            head, blank, rest = data.partition(_HEADS_END)
            if not rest:
                break
            self._heads -= 1
            self._inner.data_received(head + blank)
            data = rest
        self._inner.data_received(data)

    def eof_received(self) -> bool | None:
        return cast("bool | None", self._inner.eof_received())

    def connection_lost(self, exc: Exception | None) -> None:
        self._inner.connection_lost(exc)

    def pause_writing(self) -> None:
        self._inner.pause_writing()

    def resume_writing(self) -> None:
        self._inner.resume_writing()
