"""
What lies below httpx: one aiohttp session that sends each request exactly once.

httpx's own pool costs 3 to 90 times the CPU (see `docs/decisions`); its place is taken through the public
`AsyncBaseTransport`. Keeps no cookie, no idle connection, decodes nothing, follows nothing, reads no
environment. Every failure leaves as a `WireError`, classified from its cause.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from functools import cache, partial
from typing import Any, cast

import aiohttp
import httpx
from aiohttp.client import ClientTimeout
from yarl import URL

from feedmill.fetch.address import Address
from feedmill.fetch.body import Cut, too_large
from feedmill.fetch.failure import FetchFailed
from feedmill.fetch.guard import Guard, RefusedAddress
from feedmill.fetch.ledger import Ledger
from feedmill.fetch.meter import Budget, causes, has_met, metered, spending
from feedmill.fetch.resolver import GuardedResolver, Lookup

__all__ = ["Wire", "WireError", "refused"]

_NO_LIMITS = ClientTimeout(total=None, connect=None, sock_connect=None, sock_read=None)
#: Written by aiohttp itself: the connection is closed after each answer.
_AIOHTTPS_OWN = frozenset({"host", "connection"})
#: httpx would put cookies into its jar, and read a Location even where it is told not to follow.
_KEPT_FROM_HTTPX = frozenset({b"set-cookie", b"location"})
#: A header line; answers with long policies and cookies are seen above aiohttp's own 8 KB.
MAX_HEADER_BYTES = 32_768
#: Aiohttp stops to read at twice as much; its own 256 KB would be held by each of many slow answers.
_READ_BYTES = 65_536


class WireError(FetchFailed, httpx.TransportError):
    """No answer came over the wire."""

    def __init__(self, code: str, message: str, *, unreachable: bool = False) -> None:
        FetchFailed.__init__(self, code, message, unreachable=unreachable)


class Wire(httpx.AsyncBaseTransport):
    """
    Send httpx requests over aiohttp.

    A Location header is handed on as bytes in `response.extensions["location"]`. Where to ask for what is
    taken byte for byte from `request.extensions["address"]`, if it is there, for both httpx and aiohttp
    rewrite hosts, and paths such as `/a%2fb/../d`. What comes is counted by `request.extensions["budget"]`,
    if it is there. Waits as long as it is let (see `watch`).
    """

    def __init__(self, guard: Guard, lookup: Lookup, *, max_bytes: int, ledger: Ledger | None = None) -> None:
        self._ledger = ledger or Ledger()
        self._max_bytes = max_bytes
        self.resolver = GuardedResolver(guard, lookup)
        self._guard = guard
        self._session: aiohttp.ClientSession | None = None
        #: Hosts and ports with which a connection (TLS included) was made.
        self.reached: set[tuple[str, int]] = set()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send *request* once and give the head of the answer, its body as a raw stream."""
        address = request.extensions.get("address") or _address(request.url)
        host = address.host
        budget = request.extensions.get("budget") or Budget(self._max_bytes)
        try:
            with spending(budget):
                answer = await self._send(request, address)
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            if budget.spent:
                raise WireError("protocol", f"what {host} sends before its answer has no end") from error
            raise _classified(error, host, met=budget.met) from error
        budget.open_body()
        self._ledger.answered(host, answer.status)
        return httpx.Response(
            answer.status,
            headers=[
                (name, value) for name, value in answer.raw_headers if name.lower() not in _KEPT_FROM_HTTPX
            ],
            stream=_RawBody(answer, budget, self._max_bytes, partial(self._ledger.received, host)),
            extensions={"location": _first(answer.raw_headers, b"location")},
        )

    def has_reached(self, address: Address) -> bool:
        """Say whether a connection with *address* was made."""
        return (address.host, address.port) in self.reached

    async def aclose(self) -> None:
        """Close the session; lookups and connections in flight are given up."""
        if self._session is not None:
            await self._session.close()

    async def _send(self, request: httpx.Request, address: Address) -> aiohttp.ClientResponse:
        return await self._open().request(
            request.method,
            URL.build(
                scheme=address.scheme,
                host=f"[{address.host}]" if ":" in address.host else address.host,
                port=address.port,
                path=address.target,
                encoded=True,
            ),
            headers=[
                (name, value)
                for name, value in _latin1(request.headers.raw)
                if name.lower() not in _AIOHTTPS_OWN
            ],
            # A GET brings a stream of nothing, which httpx has not read.
            data=request.content if request.method == "POST" else None,
            allow_redirects=False,
            # Made when the first host speaks https.
            ssl=_tls() if address.scheme == "https" else True,
        )

    def _open(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=_Connector(self.reached, self._guard, self.resolver, self._ledger),
                cookie_jar=aiohttp.DummyCookieJar(),
                auto_decompress=False,
                trust_env=False,
                # Limits of single steps never end a dripping answer; each fetch is watched as a whole.
                timeout=_NO_LIMITS,
                max_line_size=MAX_HEADER_BYTES,
                max_field_size=MAX_HEADER_BYTES,
                read_bufsize=_READ_BYTES,
                middlewares=(_once,),
            )
        return self._session


class _Connector(aiohttp.TCPConnector):
    """Connections of one use, to addresses that the guard lets pass; notes which were made."""

    def __init__(
        self, reached: set[tuple[str, int]], guard: Guard, resolver: GuardedResolver, ledger: Ledger
    ) -> None:
        super().__init__(
            resolver=resolver,
            ttl_dns_cache=None,
            limit=0,
            force_close=True,
            socket_factory=guard.open_socket,
        )
        self._reached = reached
        self._ledger = ledger

    async def connect(self, req: aiohttp.ClientRequest, traces: Any, timeout: ClientTimeout) -> Any:  # noqa: ASYNC109 -- aiohttp's signature
        """Make a connection, and one that takes header bytes beyond ASCII where the request has any."""
        place = req.url.raw_host or "", req.url.port or 0
        moment = self._ledger.moment()
        try:
            connection = await super().connect(req, traces, timeout)
        except BaseException as error:
            # Somebody took the connection, though not the secure one: this machine's network is up.
            if isinstance(error, aiohttp.ClientSSLError) or has_met(error):
                self._reached.add(place)
            raise
        self._reached.add(place)
        # One connection is one request, and nothing can keep it from leaving now.
        self._ledger.started(place[0], moment)
        metered(connection.transport)
        if connection.protocol is not None and not "".join(req.headers.values()).isascii():
            connection.protocol.transport = cast(
                "asyncio.Transport", _EightBit(connection.protocol.transport)
            )
        return connection


class _EightBit:
    """A connection that sends code points up to U+00FF as one byte each: aiohttp writes headers as UTF-8."""

    def __init__(self, transport: Any) -> None:
        self._transport = transport

    def write(self, data: bytes) -> None:
        self._transport.write(bytes(data).decode("utf-8").encode("latin-1"))

    def __getattr__(self, name: str) -> Any:
        return getattr(self._transport, name)


async def _once(request: aiohttp.ClientRequest, handler: aiohttp.ClientHandlerType) -> aiohttp.ClientResponse:
    """Hide from aiohttp the errors after which it would send a GET a second time."""
    try:
        return await handler(request)
    except aiohttp.ClientConnectorError:
        raise
    except (aiohttp.ClientOSError, aiohttp.ServerDisconnectedError) as error:
        raise aiohttp.ClientConnectionError("the connection broke") from error


class _RawBody(httpx.AsyncByteStream):
    def __init__(
        self, answer: aiohttp.ClientResponse, budget: Budget, max_bytes: int, count: Callable[[int], None]
    ) -> None:
        self._answer = answer
        self._budget = budget
        self._max_bytes = max_bytes
        self._count = count

    async def __aiter__(self) -> AsyncIterator[bytes]:
        try:
            async for chunk in self._answer.content.iter_any():
                self._count(len(chunk))
                yield chunk
        except (aiohttp.ClientError, OSError) as error:
            if self._budget.spent:
                raise too_large(self._max_bytes) from error
            raise Cut("protocol", "the connection broke in the middle of the answer") from error

    async def aclose(self) -> None:
        self._answer.close()


def _address(url: httpx.URL) -> Address:
    return Address(
        scheme=url.scheme,
        host=url.raw_host.decode("ascii").strip("[]"),
        port=url.port or (443 if url.scheme == "https" else 80),
        target=url.raw_path.decode("ascii"),
    )


def _first(raw: Sequence[tuple[bytes, bytes]], name: bytes) -> bytes:
    return next((value for header, value in raw if header.lower() == name), b"")


def _latin1(raw: list[tuple[bytes, bytes]]) -> Iterator[tuple[str, str]]:
    return ((name.decode("latin-1"), value.decode("latin-1")) for name, value in raw)


@cache  # reading the store of certificates costs 20 ms
def _tls() -> ssl.SSLContext:
    """
    Trust what the system trusts; where it has no store, what httpx brings along.

    The environment may say where that store is (SSL_CERT_FILE, SSL_CERT_DIR), but not that session keys are
    written to a file (SSLKEYLOGFILE, which Python's own contexts and so aiohttp's heed).
    """
    paths = ssl.get_default_verify_paths()
    is_there = paths.cafile or paths.capath
    context = ssl.create_default_context() if is_there else httpx.create_ssl_context(trust_env=False)
    context.keylog_filename = None  # type: ignore[assignment]  # how it is switched off
    context.set_alpn_protocols(["http/1.1"])
    return context


def _classified(error: BaseException, host: str, *, met: bool) -> WireError:
    """
    Give the failure that lies below *error*; its sentence names the host and nothing else of the URL.

    *met*: somebody took the connection before it failed.
    """
    chain = tuple(causes(error))
    for cause in chain:
        if isinstance(cause, RefusedAddress):
            return refused(cause)
    for kind, code, sentence in _FAILURES:
        for cause in chain:
            if isinstance(cause, kind):
                if met and code == "connect":
                    return WireError("tls", _BROKE.format(host=host))
                return WireError(code, sentence.format(host=host), unreachable=code in {"dns", "connect"})
    return WireError("protocol", f"the connection to {host} broke before an answer came; try again later")


def refused(error: RefusedAddress) -> WireError:
    """Make a failure of a refusal."""
    return WireError("refused-address", str(error))


_BROKE = "the secure connection to {host} broke; try again later"
#: The first line that fits is the failure; aiohttp's own classes derive from each other.
_FAILURES: tuple[tuple[type[BaseException], str, str], ...] = (
    (
        aiohttp.ClientConnectorDNSError,
        "dns",
        "the name {host} cannot be looked up; check its spelling and this machine's network",
    ),
    (
        aiohttp.ClientConnectorCertificateError,
        "tls",
        "the certificate of {host} is not valid; its owner must renew or mend it",
    ),
    (
        aiohttp.ClientSSLError,
        "tls",
        "no secure connection to {host} can be made; check that it speaks https on this port",
    ),
    (ssl.SSLError, "tls", _BROKE),
    (
        aiohttp.ClientConnectorError,
        "connect",
        "{host} takes no connection; check the address, or try again later",
    ),
    (aiohttp.InvalidURL, "bad-url", "the host {host} is not one that can be asked; check its spelling"),
    (aiohttp.ClientResponseError, "protocol", "what {host} sends is not HTTP, or its headers are too long"),
)
