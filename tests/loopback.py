r"""
A scripted server on loopback, with a raw log of every request: the publisher of many tests.

    with Loopback() as server:
        server.routes["/feed.xml"] = Reply(body=b"<rss/>", headers=(("ETag", '"1"'),))
        server.routes["/gone"] = [Reply(status=503), Reply()]      # one after the other, the last for good
        server.routes["/echo"] = lambda seen: Reply(body=seen.raw)
        server.routes["/drip"] = Reply(raw=(b"HTTP/1.1 200 OK\r\n\r\n", 0.1, b"x"))  # bytes and pauses

A key may begin with the name that the client asks for ("feeds.example/feed.xml"); such keys go first.
Unknown paths get a 404. Each answer closes its connection. Knows nothing of Feedmill.
"""

from __future__ import annotations

import asyncio
import ssl
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from email.utils import formatdate
from http import HTTPStatus
from typing import Self

__all__ = ["Loopback", "Reply", "Seen"]

_HEAD_LIMIT = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What a route answers. `raw` replaces all the rest: bytes to send, seconds to wait between them."""

    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    raw: tuple[bytes | float, ...] | None = None

    def script(self) -> tuple[bytes | float, ...]:
        """Give what goes over the wire; header values are written as latin-1."""
        if self.raw is not None:
            return self.raw
        names = {name.lower() for name, _ in self.headers}
        headers = list(self.headers)
        if not names & {"content-length", "transfer-encoding"} and self.status not in {204, 304}:
            headers.append(("Content-Length", str(len(self.body))))
        if "date" not in names:
            headers.append(("Date", formatdate(usegmt=True)))
        try:
            phrase = HTTPStatus(self.status).phrase
        except ValueError:
            phrase = "Odd"
        body = b"" if self.status in {204, 304} else self.body
        lines = [f"HTTP/1.1 {self.status} {phrase}", *(f"{name}: {value}" for name, value in headers)]
        return ("\r\n".join([*lines, "Connection: close", "", ""]).encode("latin-1") + body,)


@dataclass(slots=True, kw_only=True)
class Seen:
    """A request as it came, with loop times of its start and its end (0 = not ended)."""

    raw: bytes
    peer: str
    host: str
    began: float
    ended: float = 0.0
    #: Number of the connection it came over, from 1.
    connection: int = 0
    method: str = field(init=False)
    target: str = field(init=False)
    #: Names in lower case, values as latin-1, in the order they came.
    headers: tuple[tuple[str, str], ...] = field(init=False)

    def __post_init__(self) -> None:
        """Read the head."""
        lines = self.raw.decode("latin-1").split("\r\n\r\n", 1)[0].split("\r\n")
        self.method, _, rest = lines[0].partition(" ")
        self.target = rest.rpartition(" ")[0]
        pairs = (line.partition(":") for line in lines[1:])
        self.headers = tuple((name.lower(), value.strip(" ")) for name, _, value in pairs)

    def header(self, name: str) -> str | None:
        """Give the first value of a header."""
        return dict(reversed(self.headers)).get(name)

    @property
    def name(self) -> str:
        """Give the host as the client names it, without a port."""
        return (self.header("host") or "").rpartition(":")[0]


Route = Reply | Sequence[Reply] | Callable[[Seen], Reply]


class Loopback:
    """
    A server in a thread of its own, for a `with` block.

    Args:
        host: Address to listen on; "0.0.0.0" answers on every 127.x.y.z.
        certificate: File with a private key and a certificate; the server then speaks TLS.
    """

    def __init__(self, host: str = "127.0.0.1", *, certificate: str = "") -> None:
        self.routes: dict[str, Route] = {}
        #: Every request, in the order of its arrival.
        self.requests: list[Seen] = []
        #: Connections that were opened, with or without a request.
        self.connections = 0
        self.port = 0
        self._host = host
        self._tls: ssl.SSLContext | None = None
        if certificate:
            self._tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
            self._tls.load_cert_chain(certificate)
        self._turns: dict[str, int] = {}
        self._writers: set[asyncio.StreamWriter] = set()
        self._stopping = False
        self._started = threading.Event()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, name="loopback", daemon=True)

    def __enter__(self) -> Self:
        """Start to listen."""
        self._thread.start()
        self._started.wait()
        return self

    def __exit__(self, *exc_info: object) -> None:
        """Drop every connection and stop."""
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()

    def url(self, path: str = "/", *, host: str = "", user: str = "") -> str:
        """Give the URL of a path, on another loopback address or with a user if wanted."""
        scheme = "https" if self._tls else "http"
        host = host or ("127.0.0.1" if self._host == "0.0.0.0" else self._host)
        return f"{scheme}://{user}{f'[{host}]' if ':' in host else host}:{self.port}{path}"

    @property
    def targets(self) -> list[str]:
        """What was asked for, in order."""
        return [seen.target for seen in self.requests]

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        server = self._loop.run_until_complete(
            asyncio.start_server(self._serve, self._host, 0, limit=_HEAD_LIMIT, ssl=self._tls)
        )
        self.port = server.sockets[0].getsockname()[1]
        self._started.set()
        self._loop.run_forever()
        self._loop.run_until_complete(self._drop(server))
        self._loop.close()

    async def _drop(self, server: asyncio.Server) -> None:
        """End every connection, those too that are being made, and wait until its socket is closed."""
        self._stopping = True
        # Accept no more, then let what is accepted attach to the server: a closed one refuses it, and its
        # socket stays open.
        self._loop.remove_reader(server.sockets[0])
        await asyncio.sleep(0)
        server.close()
        while (rest := asyncio.all_tasks() - {asyncio.current_task()}) or self._writers:
            # A task that is cancelled before its first step runs nothing, and its socket stays open.
            await asyncio.sleep(0)
            for writer in self._writers:
                writer.transport.abort()  # what is still to be sent keeps no socket open
            for task in rest:
                task.cancel()
            await asyncio.gather(*rest, return_exceptions=True)
        for _ in range(3):
            await asyncio.sleep(0)  # transports close their sockets one step later

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        self._writers.add(writer)
        try:
            if not self._stopping:
                await self._answer(reader, writer, self.connections)
        except (OSError, asyncio.IncompleteReadError):
            pass  # the client went away: some tests want that
        except asyncio.CancelledError:
            pass  # by `_drop`; asyncio.streams of 3.11 logs a handler's cancellation as its failure
        finally:
            self._writers.discard(writer)
            writer.close()

    async def _answer(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, connection: int
    ) -> None:
        raw = await reader.readuntil(b"\r\n\r\n")
        seen = Seen(
            raw=raw,
            peer=writer.get_extra_info("peername")[0],
            host=writer.get_extra_info("sockname")[0],
            began=time.monotonic(),
            connection=connection,
        )
        self.requests.append(seen)
        try:
            for step in self._reply(seen).script():
                if isinstance(step, bytes):
                    writer.write(step)
                    await writer.drain()
                else:
                    await asyncio.sleep(step)
        finally:
            seen.ended = time.monotonic()

    def _reply(self, seen: Seen) -> Reply:
        path = seen.target.partition("?")[0]
        keys = [name + target for name in (seen.name, "") for target in (seen.target, path)]
        path = next((key for key in keys if key in self.routes), path)
        route = self.routes.get(path, Reply(status=404))
        if isinstance(route, Reply):
            return route
        if callable(route):
            return route(seen)
        turn = self._turns.get(path, 0)
        self._turns[path] = turn + 1
        return route[min(turn, len(route) - 1)]
