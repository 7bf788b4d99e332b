"""
What is asked of a source, what it answers, and what a document says.

No publisher's quirk goes past these values: a kind of source turns bytes into `Entry`, and from
there on all kinds are alike.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from feedmill.model._checks import require_utc
from feedmill.model.articles import Article, Enclosure, Match, Origin, Relation

__all__ = [
    "Answer",
    "Batch",
    "Document",
    "Entry",
    "Failure",
    "FetchError",
    "Fetched",
    "Hints",
    "Memory",
    "NotModified",
    "ParseError",
    "Parsed",
    "Problem",
    "Request",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One thing to fetch for one source."""

    source: str
    #: Kind of the source; chooses the fetcher.
    kind: str
    #: URL, or folder for seeds.
    url: str
    #: Validators, echoed byte for byte.
    etag: str | None = None
    last_modified: str | None = None
    headers: tuple[tuple[str, str], ...] = ()
    #: A redirect to another host is a failure.
    stay: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """Bytes with a name: a response body, or one seed file."""

    #: Final URL, or the file's path relative to the seed folder.
    name: str
    body: bytes
    content_type: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """What was wrong with a part of an answer; `seed-unreadable`: the part was left out, else it was read."""

    code: str
    #: One sentence: what is wrong and what to do.
    message: str
    #: File or URL that it is about, without secrets.
    where: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """A source's answer with content."""

    source: str
    #: The URL that answered, after redirects.
    url: str
    documents: tuple[Document, ...]
    status: int = 200
    etag: str | None = None
    last_modified: str | None = None
    #: The body ended before its Content-Length.
    truncated: bool = False
    #: What is not in `documents` is gone (a seed folder that is readable and not empty).
    complete: bool = False
    #: Response headers that polling uses, lower-case names.
    headers: tuple[tuple[str, str], ...] = ()
    #: Where the permanent redirects (301, 308) that came first led; empty if there was none.
    moved_to: str = ""
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class NotModified:
    """A source's answer that nothing changed (304)."""

    source: str
    url: str
    etag: str | None = None
    last_modified: str | None = None
    headers: tuple[tuple[str, str], ...] = ()
    #: See `Fetched.moved_to`.
    moved_to: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchError:
    """No usable answer. `code` is from the closed list in `docs/failures.md`."""

    source: str
    url: str
    code: str
    message: str
    #: How long the server asked us to stay away (Retry-After, RFC 9110 section 10.2.3).
    retry_after: timedelta | None = None
    #: Nothing answered at all: no connection was made.
    unreachable: bool = False
    #: The host had said enough in this run, so that the URL was not asked.
    asked: bool = True
    #: Who said so, if it was another host, to which a redirect led.
    host: str = ""


Answer = Fetched | NotModified | FetchError


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """
    One item as its publisher gave it: strings uncleaned, URLs unresolved, dates unread.

    A kind of source fills what it finds; `normalise` makes an `Article` of it.
    """

    guid: str = ""
    #: URL of the article, possibly relative to `base`.
    link: str = ""
    title: str = ""
    #: The title holds markup (Atom type html or xhtml, RSS); else it is plain text.
    title_is_html: bool = True
    #: HTML, or plain text when the flag beside it says so.
    summary: str = ""
    summary_is_html: bool = True
    content: str = ""
    content_is_html: bool = True
    authors: tuple[str, ...] = ()
    #: Dates as written; empty = not given.
    published: str = ""
    updated: str = ""
    categories: tuple[str, ...] = ()
    enclosures: tuple[Enclosure, ...] = ()
    image: str = ""
    language: str = ""
    comments: str = ""
    #: The publisher's own `<source>`: where it took the item from.
    origin: Origin | None = None
    #: Base for relative URLs (xml:base, else the document's URL).
    base: str = ""
    #: Titles of a related-articles block, kept apart from the text.
    related: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Hints:
    """What a document says about itself and its own rhythm."""

    title: str = ""
    #: Site that the document belongs to.
    link: str = ""
    language: str = ""
    icon: str = ""
    ttl: timedelta | None = None
    skip_hours: frozenset[int] = frozenset()
    skip_days: frozenset[str] = frozenset()
    update_period: timedelta | None = None
    #: A moment from which these periods count (sy:updateBase).
    update_base: datetime | None = None
    self_url: str = ""
    #: Page of older items: RFC 5005 `prev-archive`, else `next`; JSON Feed `next_url`.
    next_url: str = ""

    def __post_init__(self) -> None:
        """Refuse a datetime that is not UTC."""
        require_utc(self.update_base)


@dataclass(frozen=True, slots=True, kw_only=True)
class Parsed:
    """What a kind of source read out of an answer."""

    entries: tuple[Entry, ...]
    hints: Hints = field(default_factory=Hints)
    #: The document was malformed or cut, yet gave entries: its validators are not kept.
    partial: bool = False
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ParseError:
    """The bytes gave nothing; `code` is `not-a-feed`, `malformed`, `empty` or `crashed`."""

    code: str
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory:
    """What a source must be told next time, and how it fared: one row per source."""

    source: str
    #: xxh3-64 of the address that all this is about; an address may hold a secret.
    address: str = ""
    etag: str | None = None
    last_modified: str | None = None
    #: xxh3-128 of the last body (of all seed files), with the parser's version.
    body_hash: str = ""
    #: That body was malformed or cut: its validators are not kept.
    partial: bool = False
    last_attempt: datetime | None = None
    #: The last attempt that ended, well or not.
    last_answer: datetime | None = None
    last_success: datetime | None = None
    next_due: datetime | None = None
    #: Failures in a row.
    failures: int = 0
    code: str = ""
    message: str = ""
    #: Who said so, if it was another host, to which a redirect led.
    told_by: str = ""
    #: Retry-After holds until here, even with --force.
    retry_at: datetime | None = None
    #: Last request without validators of a source that has some (`--refetch`).
    last_refetch: datetime | None = None
    #: Health note of an answer that was used all the same (malformed, cut, over quota).
    note: str = ""
    #: When the document last shared nothing with what was stored, and older pages did not fill the gap.
    gap: datetime | None = None
    #: A page of that walk failed: it is walked again.
    gap_open: bool = False
    #: What the document called itself.
    title: str = ""
    link: str = ""
    language: str = ""
    #: Seconds that the document asks to be left alone (ttl, sy:updatePeriod), and hours and days (GMT).
    quiet: int = 0
    #: Seconds between the times at which the document says it is written, and one of these times (seconds
    #: since 1970): sy:updatePeriod with sy:updateBase, which is then not in `quiet`.
    beat: int = 0
    beat_from: int = 0
    skip_hours: tuple[int, ...] = ()
    skip_days: tuple[str, ...] = ()
    #: The publisher asks to be left alone until here: caching headers, `quiet`, hours and days to skip.
    fresh_until: datetime | None = None
    #: When it published, as far back as the forecast looks: seconds since 1970, the newest last.
    times: tuple[int, ...] = ()
    #: First answer that could be read.
    watched_since: datetime | None = None
    #: The address that is asked instead of the configured one: it moved there for good.
    moved_to: str = ""
    #: Where permanent redirects led lately, and how many answers in a row that could be read came from there.
    moving_to: str = ""
    moving_times: int = 0
    #: Since when its host cannot be reached.
    lost_since: datetime | None = None
    #: First 410 since the last success; after a second one, a day later, it is `gone`: asked by force only.
    gone_since: datetime | None = None
    gone: bool = False
    #: Of addresses that it had before: each one's hash, and when it was asked and is due (see
    #: `polling.addresses`).
    left: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Refuse datetimes that are not UTC."""
        require_utc(self.last_attempt, self.last_answer, self.last_success, self.next_due)
        require_utc(self.retry_at, self.last_refetch, self.gap, self.watched_since, self.gone_since)
        require_utc(self.fresh_until, self.lost_since)


@dataclass(frozen=True, slots=True, kw_only=True)
class Traffic:
    """What one host was asked: every request that left, redirects and pages included."""

    #: Name or address, without a port.
    host: str
    requests: int
    #: Answers 304.
    not_modified: int
    #: Bytes of bodies that were read, as they came over the wire.
    bytes: int
    #: Answers 429.
    too_many: int
    #: Between the starts of two requests; None until there are two.
    shortest_gap: timedelta | None
    first_start: datetime
    last_start: datetime

    def __post_init__(self) -> None:
        """Refuse datetimes that are not UTC."""
        require_utc(self.first_start, self.last_start)

    def plus(self, later: Traffic) -> Traffic:
        """Add what came later; a clock that was set back in between tells nothing of that gap."""
        gaps = [self.shortest_gap, later.shortest_gap, later.first_start - self.last_start]
        known = [gap for gap in gaps if gap is not None and gap >= timedelta(0)]
        return Traffic(
            host=self.host,
            requests=self.requests + later.requests,
            not_modified=self.not_modified + later.not_modified,
            bytes=self.bytes + later.bytes,
            too_many=self.too_many + later.too_many,
            shortest_gap=min(known, default=None),
            first_start=self.first_start,
            last_start=later.last_start,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """A source, or a part of one, that could not be read in this run."""

    source: str
    code: str
    message: str
    url: str = ""
    next_try: datetime | None = None

    def __post_init__(self) -> None:
        """Refuse a datetime that is not UTC."""
        require_utc(self.next_try)


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """
    What one transaction saves: articles AND the memory of their sources.

    Together, so that a validator never vouches for an article that is not stored.
    """

    articles: tuple[Article, ...] = ()
    relations: tuple[Relation, ...] = ()
    #: For every article in `articles`, its complete set of matches (none = it left all topics).
    matches: tuple[Match, ...] = ()
    #: Article ids that are gone from a complete source.
    withdrawn: tuple[str, ...] = ()
    #: Articles whose raw hash moved while all else stayed the same, by id, with the new one.
    rehashed: tuple[tuple[str, str], ...] = ()
    memories: tuple[Memory, ...] = ()
    #: Sources with sampled runs of words that are their boilerplate: marked for good.
    marks: tuple[tuple[str, int], ...] = ()
    #: Let later articles on the same events find these.
    stories: bool = False
    #: Topic and article of every pin: there an article may be shown without a match.
    pins: tuple[tuple[str, str], ...] = ()
    #: The run's clock, stored as `withdrawn_at`.
    now: datetime | None = None

    def __post_init__(self) -> None:
        """Refuse a datetime that is not UTC."""
        require_utc(self.now)
