"""
What is sent: one job for each URL, however many sources ask for it.

Pure: looks at requests alone.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from feedmill.fetch.address import Address, read_address
from feedmill.fetch.failure import FetchFailed
from feedmill.model import Answer, Fetched, NotModified, Request
from feedmill.text.urls import asked

__all__ = ["Job", "Trail", "plan"]

#: The Fetch standard allows 20; a feed that needs more than 5 is a loop that varies.
MOST_REDIRECTS = 5


@dataclass(eq=False, slots=True, kw_only=True)
class Job:
    """One request to send; it changes while it is worked on."""

    request: Request
    #: Whom to ask first. None = the URL cannot be read; asking will say so.
    start: Address | None
    #: Whom to ask now.
    address: Address | None
    #: Sources that still wait for the answer.
    sources: list[str] = field(default_factory=list)
    #: Known, but not handed to all sources yet.
    answer: Answer | None = None
    #: Seconds that publishers have taken so far; waiting for our own turn costs nothing.
    spent: float = 0.0
    #: None until it is led elsewhere.
    trail: Trail | None = None

    def follow(self, address: Address, *, permanent: bool) -> None:
        """
        Go on at *address*, where a redirect leads.

        Raises:
            FetchFailed: `redirect`: in a circle, more than `MOST_REDIRECTS` hops, or to another host where
                the request is to stay.
        """
        if self.start is None:
            return
        trail = self.trail = self.trail or Trail(seen={self.start.url})
        trail.add(address.url, permanent=permanent)
        if self.request.stay and address.host != self.start.host:
            raise FetchFailed("redirect", "an older page of the feed leads to another host; it was not read")
        self.address = address

    def arrived(self, answer: Fetched | NotModified) -> Fetched | NotModified:
        """Give *answer* with what is known of the way to it."""
        if self.trail is None or not self.trail.moved_to:
            return answer
        return replace(answer, moved_to=self.trail.moved_to)


@dataclass(eq=False, slots=True, kw_only=True)
class Trail:
    """The redirects of one job."""

    seen: set[str]
    #: Where the permanent ones that came first led.
    moved_to: str = ""
    _permanent: bool = True

    def add(self, url: str, *, permanent: bool) -> None:
        """
        Note a hop to *url*.

        Raises:
            FetchFailed: `redirect`: it was there before, or it is one hop too many.
        """
        if url in self.seen or len(self.seen) > MOST_REDIRECTS:
            raise FetchFailed(
                "redirect", "the address leads in a circle or on and on; look for the feed's new one"
            )
        self.seen.add(url)
        # Only what comes before the first temporary redirect has moved for good.
        self._permanent = self._permanent and permanent
        self.moved_to = url if self._permanent else self.moved_to


def plan(requests: Iterable[Request]) -> list[Job]:
    """
    Make one job of all requests with the same URL and headers, in the order of their first.

    Sources that hold different validators get a whole answer: no one of these validators speaks for all.
    """
    jobs: dict[object, Job] = {}
    for request in requests:
        key = asked(request.url), request.headers, request.stay
        job = jobs.get(key)
        if job is None:
            address = _address(request.url)
            job = jobs[key] = Job(request=request, start=address, address=address)
        job.sources.append(request.source)
        if (job.request.etag, job.request.last_modified) != (request.etag, request.last_modified):
            job.request = replace(job.request, etag=None, last_modified=None)
    return list(jobs.values())


def _address(url: str) -> Address | None:
    with contextlib.suppress(FetchFailed):
        return read_address(url)
    return None
