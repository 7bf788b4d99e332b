"""
Walking back through a feed's older pages, when its window shares nothing with what is stored.

    first document, all new ─ next page ─ next page ─ … ─ one that overlaps: the gap is closed

Pages are asked for like any address: in turn at their host, each once. Their entries go to the store with
the first document's, in its transaction. Does not save, and walks back for no source that is new: what
was published before the operator subscribed is not fetched.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import Enum
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from feedmill.digest import Digest, Job
from feedmill.model import Answer, Fetched, FetchError, Memory, Request, Source
from feedmill.parts import Parts

__all__ = ["MOST_PAGES", "End", "Walk", "has_rolled_over", "noted", "walk_back"]

#: Pages of one source in one run, the first document not counted.
MOST_PAGES = 10
#: A source that keeps no guid, or pages that cannot be had, are walked back for once in this time.
_REST = timedelta(hours=24)
#: What WordPress says of itself; it gives older items at `?paged=2` and names no link to them.
_WORDPRESS = re.compile(rb"<generator>\s*https?://(?:www\.)?wordpress\.(?:org|com)/")
#: Bytes at the beginning in which the generator stands, before the first item.
_HEAD = 1 << 14


class End(Enum):
    """How a walk ended."""

    #: A page holds what was stored already.
    CLOSED = "closed"
    #: A page failed, or the run was told to stop: to be walked again.
    BROKEN = "broken"
    #: No further page, a circle, another host, or too many: what lies beyond is lost.
    LOST = "lost"


@dataclass(slots=True, kw_only=True)
class Walk:
    """A source whose window has rolled over; it changes while it is walked back."""

    answer: Fetched
    digest: Digest
    source: Source
    #: Ids of what the store held of this source before the gap.
    stored: frozenset[str]
    #: Makes the job for a page.
    job: Callable[[Fetched], Job]
    end: End | None = None
    pages: list[Digest] = field(default_factory=list)
    #: How long a page's host asked us to stay away.
    retry_after: timedelta | None = None
    _following: str = ""
    _asked: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        """Find the second page."""
        self._asked.add(_plain(self.answer.url))
        self._go_on(self.answer, self.digest)

    @property
    def whole(self) -> Digest:
        """
        Give the first document's digest with the entries of all pages, the oldest page first.

        Where `max_new` lets not all of them in, the newest wait: then the next run's window rolls over again
        and leads to them, while older ones left behind would never be found.
        """
        kept: dict[str, Digest] = {}
        for each in (self.digest, *self.pages):
            for one in each.articles:
                kept.setdefault(one.id, each)
        ordered = [
            one
            for each in (*reversed(self.pages), self.digest)
            for one in each.articles
            if kept[one.id] is each
        ]
        return replace(
            self.digest,
            articles=tuple(ordered),
            matches=tuple(
                match
                for each in (self.digest, *self.pages)
                for match in each.matches
                if kept[match.article] is each
            ),
            known=tuple(dict.fromkeys(name for each in (self.digest, *self.pages) for name in each.known)),
            rejected=self.digest.rejected + sum(page.rejected for page in self.pages),
        )

    def request(self) -> Request:
        """Ask for the next page; secrets go to the very origin that they were configured for."""
        own, page = urlsplit(self.source.address), urlsplit(self._following)
        trusted = (own.scheme, own.hostname, own.port) == (page.scheme, page.hostname, page.port)
        login = own.netloc.rpartition("@")[0]
        if trusted and login:
            page = page._replace(netloc=f"{login}@{page.netloc.rpartition('@')[2]}")
        return Request(
            source=self.source.id,
            kind=self.source.kind,
            url=urlunsplit(page),
            headers=self.source.headers if trusted else (),
            stay=True,
        )

    def take(self, answer: Answer, digest: Digest | None) -> None:
        """Take what came for `request`, and see whether to go on."""
        if not isinstance(answer, Fetched) or digest is None or digest.error is not None:
            self.end = End.BROKEN
            if isinstance(answer, FetchError):
                # An address that is not there, or leads away, will not be there next time either.
                self.end = End.LOST if answer.code in _FOR_GOOD else End.BROKEN
                self.retry_after = answer.retry_after
            return
        seen = {name for each in (self.digest, *self.pages) for name in _ids(each)}
        self.pages.append(digest)
        if _overlaps(digest, self.stored):
            self.end = End.CLOSED
        elif seen.issuperset(_ids(digest)) or len(self.pages) >= MOST_PAGES:
            self.end = End.LOST
        else:
            self._go_on(answer, digest)

    def _go_on(self, answer: Fetched, digest: Digest) -> None:
        following = _next_page(answer, digest)
        if _plain(following) in self._asked or not _is_same_host(answer.url, following):
            self.end = End.LOST
        self._asked.add(_plain(following))
        self._following = following


#: Failures that another attempt would meet again.
_FOR_GOOD = frozenset({"http-404", "http-410", "redirect", "bad-url", "refused-scheme", "refused-address"})


def has_rolled_over(
    answer: Fetched, digest: Digest, memory: Memory | None, stored: frozenset[str], *, now: datetime
) -> bool:
    """
    Say whether items may have come and gone between the last window and this one.

    They have where the store holds some of this source, and the document none of those. A source that gave a
    gap that could not be closed is taken at its word for a day: some publishers renew every guid each time.
    """
    if digest.error is not None or answer.truncated or memory is None or memory.last_success is None:
        return False
    if memory.gap is not None and not memory.gap_open and timedelta(0) <= now - memory.gap < _REST:
        return False
    return bool(stored and _ids(digest)) and not _overlaps(digest, stored)


def walk_back(parts: Parts, work: Callable[[Job], Digest], walks: Sequence[Walk]) -> None:
    """Walk them all, a page of each at a time; what one page does is the fate of its walk alone."""
    while going := {walk.source.id: walk for walk in walks if walk.end is None}:
        if parts.should_stop():
            break
        requests = [walk.request() for walk in going.values()]
        answers = {answer.source: answer for answer in parts.fetch(requests)}
        fresh = [one for one in answers.values() if isinstance(one, Fetched)]
        jobs = [going[one.source].job(one) for one in fresh]
        digests = {one.source: one for one in parts.map(work, jobs)}
        for name, walk in going.items():
            if name in answers:
                walk.take(answers[name], digests.get(name))
            else:
                walk.end = End.BROKEN
    for walk in walks:
        walk.end = walk.end or End.BROKEN


def noted(memory: Memory, walk: Walk, *, now: datetime) -> Memory:
    """Put into a source's memory how the walk ended; one that broke needs the whole document once more."""
    if walk.end is End.CLOSED:
        return replace(memory, gap=None, gap_open=False)
    # To walk again costs the publisher a whole document: a walk that broke twice is given up.
    again = walk.end is End.BROKEN and not memory.gap_open
    paused = replace(memory, gap=memory.gap if memory.gap_open else now, gap_open=again, note=_NOTE)
    if walk.retry_after is not None:
        until = now + walk.retry_after
        paused = replace(paused, retry_at=until, next_due=max(until, paused.next_due or until))
    return replace(paused, etag=None, last_modified=None, body_hash="") if again else paused


_NOTE = (
    "items may have been missed: the document shares none with the one before, and older pages fill no gap"
)


def _overlaps(digest: Digest, stored: frozenset[str]) -> bool:
    return not stored.isdisjoint(_ids(digest))


def _ids(digest: Digest) -> list[str]:
    return [*digest.known, *(one.id for one in digest.articles)]


def _next_page(answer: Fetched, digest: Digest) -> str:
    """Give the page before this one: the one that it names, or that WordPress has; empty if there is none."""
    if digest.hints.next_url:
        return digest.hints.next_url
    if not any(_WORDPRESS.search(document.body[:_HEAD]) for document in answer.documents):
        return ""
    parts = urlsplit(answer.url)
    query = dict(parse_qsl(parts.query, keep_blank_values=True))
    number = int(query["paged"]) if query.get("paged", "").isdecimal() else 1
    return urlunsplit(parts._replace(query=urlencode(query | {"paged": str(number + 1)})))


def _is_same_host(url: str, following: str) -> bool:
    try:
        one, other = urlsplit(url), urlsplit(following)
        same = (one.hostname, one.port) == (other.hostname, other.port)
    except ValueError:
        return False
    return same and bool(one.hostname) and other.scheme in {one.scheme, "https"}


def _plain(url: str) -> str:
    """Give what the server sees of *url*."""
    return url.partition("#")[0]
