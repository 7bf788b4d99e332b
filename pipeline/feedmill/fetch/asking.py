"""
One hop of a fetch: request, and either where it leads or what it brings.

Does not choose what to ask when and for how long (`exchange` does) and reads nothing of what it brings.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

import httpx

from feedmill.fetch.address import Address
from feedmill.fetch.answers import REDIRECTS, check_status, kept_headers, latin1
from feedmill.fetch.body import Body, codings, read_body, too_large, unasked
from feedmill.fetch.failure import FetchFailed
from feedmill.fetch.guard import Guard, RefusedAddress
from feedmill.fetch.jobs import Job
from feedmill.fetch.meter import Budget
from feedmill.fetch.transport import refused
from feedmill.model import Document, Fetched, FetchError, FetchSettings, NotModified, Request
from feedmill.text.urls import open_base, redact

__all__ = ["Asker", "Hop", "fetch_error", "next_address"]

_ACCEPT = (
    "application/atom+xml, application/rss+xml, application/feed+json, "
    "application/xml;q=0.9, text/xml;q=0.9, application/json;q=0.9, */*;q=0.5"
)


#: Redirects that say "for good" (RFC 9110 sections 15.4.2 and 15.4.9).
_PERMANENT = frozenset({301, 308})


#: Stands where httpx wants a URL: reading one costs a tenth of a request (CPU of a 304, profiled).
_IN_EXTENSIONS = httpx.URL("http://address.invalid/")
_NO_BODY = httpx.ByteStream(b"")


@dataclass(frozen=True, slots=True, kw_only=True)
class Hop:
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
        settings: FetchSettings,
        user_agent: str,
        now: datetime | None,
    ) -> None:
        self._wire = wire
        self._guard = guard
        self._settings = settings
        self._own_headers = {
            "user-agent": ("User-Agent", user_agent),
            "accept": ("Accept", _ACCEPT),
            "accept-encoding": ("Accept-Encoding", "gzip"),
        }
        self._now = now

    async def ask(self, job: Job, address: Address, budget: Budget) -> Fetched | NotModified | Hop:
        """
        Ask at *address* for *job*, once; *budget* counts what comes.

        Raises:
            FetchFailed: No usable answer.
        """
        try:
            return await self._hop(job.request, job.start or address, address, budget)
        except FetchFailed as failure:
            # Once a redirect has answered, the network is there whatever follows.
            failure.unreachable = failure.unreachable and job.trail is None
            raise

    def check(self, address: Address) -> None:
        """
        Refuse a closed address before it costs a turn; names are checked when they are resolved.

        Raises:
            FetchFailed: `refused-address`.
        """
        try:
            self._guard.check_host(address.host, address.port)
        except RefusedAddress as error:
            raise refused(error) from error

    async def _hop(
        self, request: Request, start: Address, address: Address, budget: Budget
    ) -> Fetched | NotModified | Hop:
        # To the transport itself: what httpx's client would add (cookies, redirects, logins out of URLs) is
        # either unwanted or done here, and costs a seventh of a request.
        response = await self._wire.handle_async_request(
            httpx.Request(
                "GET",
                _IN_EXTENSIONS,
                headers=list(self._headers(request, start, address)),
                # A stream keeps httpx from adding headers.
                stream=_NO_BODY,
                extensions={"address": address, "budget": budget},
            )
        )
        try:
            if response.status_code in REDIRECTS:
                following = next_address(address, _text(response.extensions["location"]))
                return Hop(address=following, permanent=response.status_code in _PERMANENT)
            return await self._answer(request, address, response)
        finally:
            await response.aclose()

    def _headers(self, request: Request, start: Address, address: Address) -> Iterator[tuple[bytes, bytes]]:
        """Give what is sent; the operator's headers may be secrets, so only their own origin gets them."""
        headers = self._own_headers
        if (request.headers or start.userinfo is not None) and address.origin == start.origin:
            headers = dict(headers)
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


def fetch_error(request: Request, failure: FetchFailed, *, asked: bool = True, host: str = "") -> FetchError:
    """Make the value that stands for *failure* outside this room."""
    return FetchError(
        source=request.source,
        url=redact(request.url),
        code=failure.code,
        message=failure.message,
        retry_after=failure.retry_after,
        unreachable=failure.unreachable,
        asked=asked,
        host=host,
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
