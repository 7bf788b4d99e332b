"""
One fetch, hop by hop: request, redirects, body, under one deadline.

Does not choose what to ask when (`http` does) and reads nothing of what it brings.
"""

from __future__ import annotations

import asyncio
import base64
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

import httpx

from feedmill.fetch.address import Address, read_address
from feedmill.fetch.answers import REDIRECTS, check_status, kept_headers, latin1
from feedmill.fetch.body import Body, codings, read_body, too_large, unasked
from feedmill.fetch.failure import FetchFailed
from feedmill.fetch.guard import Guard, RefusedAddress
from feedmill.fetch.lanes import Lanes
from feedmill.fetch.transport import refused
from feedmill.model import Answer, Document, Fetched, FetchError, FetchSettings, NotModified, Request
from feedmill.text.urls import open_base, redact

__all__ = ["Asker", "fetch_error", "next_address"]

#: The Fetch standard allows 20; a feed that needs more than 5 is a loop that varies.
MOST_REDIRECTS = 5
_ACCEPT = (
    "application/atom+xml, application/rss+xml, application/feed+json, "
    "application/xml;q=0.9, text/xml;q=0.9, application/json;q=0.9, */*;q=0.5"
)


#: Redirects that say "for good" (RFC 9110 sections 15.4.2 and 15.4.9).
_PERMANENT = frozenset({301, 308})


@dataclass(frozen=True, slots=True, kw_only=True)
class _Hop:
    """Where a redirect leads."""

    address: Address
    permanent: bool


class Asker:
    """Fetch one request at a time; any number may run side by side."""

    def __init__(
        self,
        wire: httpx.AsyncBaseTransport,
        *,
        guard: Guard,
        lanes: Lanes,
        settings: FetchSettings,
        user_agent: str,
        now: datetime | None,
    ) -> None:
        self._wire = wire
        self._guard = guard
        self._lanes = lanes
        self._settings = settings
        self._user_agent = user_agent
        self._now = now

    async def ask(self, request: Request) -> Answer:
        """Give the answer to *request*; every foreseen failure is a `FetchError`."""
        try:
            return await self._follow(request, read_address(request.url))
        except FetchFailed as failure:
            return fetch_error(request, failure)

    async def _follow(self, request: Request, start: Address) -> Answer:
        address, seen = start, {start.url}
        moved_to, permanent = "", True
        left = self._settings.timeout.total_seconds()
        loop = asyncio.get_running_loop()
        while True:
            self._check(address)
            async with self._lanes.turn(address):
                # The deadline stands still while we wait for our turn: that wait is our own doing.
                began = loop.time()
                outcome = await self._reached(left, request, start, address)
                left -= loop.time() - began
            if not isinstance(outcome, _Hop):
                return outcome if not moved_to else replace(outcome, moved_to=moved_to)
            address = outcome.address
            # Only what comes before the first temporary redirect has moved for good.
            permanent = permanent and outcome.permanent
            moved_to = address.url if permanent else moved_to
            if request.stay and address.host != start.host:
                raise FetchFailed(
                    "redirect", "an older page of the feed leads to another host; it was not read"
                )
            if address.url in seen or len(seen) > MOST_REDIRECTS:
                raise FetchFailed(
                    "redirect", "the address leads in a circle or on and on; look for the feed's new one"
                )
            seen.add(address.url)

    def _check(self, address: Address) -> None:
        """Refuse a closed address before it costs a turn; names are checked when they are resolved."""
        try:
            self._guard.check_host(address.host, address.port)
        except RefusedAddress as error:
            raise refused(error) from error

    async def _reached(
        self, seconds: float, request: Request, start: Address, address: Address
    ) -> Fetched | NotModified | _Hop:
        """Ask at *address*; once a redirect has answered, the network is there whatever follows."""
        try:
            return await self._within(seconds, request, start, address)
        except FetchFailed as failure:
            failure.unreachable = failure.unreachable and address is start
            raise

    async def _within(
        self, seconds: float, request: Request, start: Address, address: Address
    ) -> Fetched | NotModified | _Hop:
        try:
            async with asyncio.timeout(seconds):
                return await self._hop(request, start, address)
        except TimeoutError as error:
            whole = f"{self._settings.timeout.total_seconds():g} s"
            raise FetchFailed(
                "timeout", f"no whole answer within {whole}; raise [fetch] timeout or try again later"
            ) from error

    async def _hop(self, request: Request, start: Address, address: Address) -> Fetched | NotModified | _Hop:
        # To the transport itself: what httpx's client would add (cookies, redirects, logins out of URLs) is
        # either unwanted or done here, and costs a seventh of a request.
        response = await self._wire.handle_async_request(
            httpx.Request(
                "GET",
                httpx.URL(scheme=address.scheme, host=address.host, port=address.port, path="/"),
                headers=list(self._headers(request, start, address)),
                extensions={"target": address.target.encode("ascii")},
            )
        )
        try:
            if response.status_code in REDIRECTS:
                following = next_address(address, _text(response.extensions["location"]))
                return _Hop(address=following, permanent=response.status_code in _PERMANENT)
            return await self._answer(request, address, response)
        finally:
            await response.aclose()

    def _headers(self, request: Request, start: Address, address: Address) -> Iterator[tuple[bytes, bytes]]:
        """Give what is sent; the operator's headers may be secrets, so only their own origin gets them."""
        headers = {
            "user-agent": ("User-Agent", self._user_agent),
            "accept": ("Accept", _ACCEPT),
            "accept-encoding": ("Accept-Encoding", "gzip"),
        }
        if address.origin == start.origin:
            if start.userinfo is not None:
                credentials = base64.b64encode(start.userinfo).decode("ascii")
                headers["authorization"] = ("Authorization", f"Basic {credentials}")
            headers.update((name.lower(), (name, value)) for name, value in request.headers)
        for name, value in headers.values():
            yield name.encode("ascii"), value.encode("utf-8")
        yield from _conditions(request)

    async def _answer(
        self, request: Request, address: Address, response: httpx.Response
    ) -> Fetched | NotModified:
        headers = kept_headers(response.headers.raw)
        etag, last_modified = _validator(response, b"etag"), _validator(response, b"last-modified")
        if response.status_code == httpx.codes.NOT_MODIFIED and any(_conditions(request)):
            return NotModified(
                source=request.source,
                url=address.url,
                etag=etag,
                last_modified=last_modified,
                headers=headers,
            )
        check_status(response.status_code, dict(headers), now=self._now)
        body = await self._body(response)
        return Fetched(
            source=request.source,
            url=address.url,
            documents=(
                # The name is what relative links are resolved against, and those are published.
                Document(
                    name=open_base(address.url),
                    body=body.content,
                    content_type=dict(headers).get("content-type", ""),
                ),
            ),
            status=response.status_code,
            etag=etag,
            last_modified=last_modified,
            truncated=body.truncated,
            headers=headers,
        )

    async def _body(self, response: httpx.Response) -> Body:
        limit = self._settings.max_bytes
        transfer = response.headers.get("transfer-encoding", "").lower().replace("chunked", "")
        coding = codings(response.headers.get("content-encoding", ""))
        if codings(transfer):  # nobody decodes it: not asked for (RFC 9110 section 10.1.4)
            raise unasked()
        announced = response.headers.get("content-length", "")
        if announced.isdecimal() and int(announced) > limit:
            raise too_large(limit)
        body = await read_body(response.aiter_raw(), coding=coding, limit=limit)
        if not body.content.strip():
            raise FetchFailed("empty", "the answer has no content; look for the feed's new address")
        return body


def fetch_error(request: Request, failure: FetchFailed) -> FetchError:
    """Make the value that stands for *failure* outside this room."""
    return FetchError(
        source=request.source,
        url=redact(request.url),
        code=failure.code,
        message=failure.message,
        retry_after=failure.retry_after,
        unreachable=failure.unreachable,
    )


def next_address(address: Address, location: str) -> Address:
    """
    Say where a redirect met at *address* leads.

    Raises:
        FetchFailed: Nowhere, or from https to http: what was asked for under seal must not come open, since
            anyone on the way could change it.
    """
    if not location:
        raise FetchFailed("redirect", "the server sends us elsewhere without saying where; try again later")
    following = address.follow(location)
    if (address.scheme, following.scheme) == ("https", "http"):
        hint = "if you trust it, put the new address into sources.toml"
        raise FetchFailed("redirect", f"the address leads from https to http; {hint}")
    return following


def _conditions(request: Request) -> Iterator[tuple[bytes, bytes]]:
    """Echo validators byte for byte (RFC 9110 section 13.1); one that cannot go into a header is left out."""
    for name, validator in ((b"If-None-Match", request.etag), (b"If-Modified-Since", request.last_modified)):
        if validator and re.fullmatch(r"[\t\x20-\x7e\x80-\xff]+", validator):
            yield name, validator.encode("latin-1")


def _text(header: bytes) -> str:
    """Read a header as UTF-8, as browsers do, else as latin-1."""
    try:
        return header.decode("utf-8")
    except UnicodeDecodeError:
        return header.decode("latin-1")


def _validator(response: httpx.Response, name: bytes) -> str | None:
    for header, value in response.headers.raw:
        if header.lower() == name:
            return latin1(value) or None
    return None
