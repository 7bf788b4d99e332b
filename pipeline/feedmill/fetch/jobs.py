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
from feedmill.model import Answer, Request

__all__ = ["Job", "plan"]


@dataclass(eq=False, slots=True, kw_only=True)
class Job:
    """One request to send; it changes while it is worked on."""

    request: Request
    #: None = the URL cannot be read; asking will say so.
    address: Address | None
    #: Sources that still wait for the answer.
    sources: list[str] = field(default_factory=list)
    #: Known, but not handed to all sources yet.
    answer: Answer | None = None

    @property
    def place(self) -> tuple[str, int]:
        """Host and port to ask first; of all jobs with one place, one is worked on at a time."""
        return (self.address.host, self.address.port) if self.address else ("", 0)


def plan(requests: Iterable[Request]) -> list[Job]:
    """
    Make one job of all requests with the same URL and headers, in the order of their first.

    Sources that hold different validators get a whole answer: no one of these validators speaks for all.
    """
    jobs: dict[object, Job] = {}
    for request in requests:
        key = request.url.partition("#")[0], request.headers, request.stay
        job = jobs.setdefault(key, Job(request=request, address=_address(request.url)))
        job.sources.append(request.source)
        if (job.request.etag, job.request.last_modified) != (request.etag, request.last_modified):
            job.request = replace(job.request, etag=None, last_modified=None)
    return list(jobs.values())


def _address(url: str) -> Address | None:
    with contextlib.suppress(FetchFailed):
        return read_address(url)
    return None
