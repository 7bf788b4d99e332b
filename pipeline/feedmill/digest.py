"""
What a worker does with one answer: parse → normalise → tag → percolate.

Pure, top-level and picklable, so that it can run in another process: what is the same for every job
of a run lies on the desk, which goes to a worker once. It knows no store: the hashes of what is stored
travel with the job, and items that are stored already are passed over before the dear steps.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, is_dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from feedmill.model import (
    Article,
    Document,
    Fetched,
    Hints,
    Match,
    Parsed,
    ParseError,
    Problem,
    Site,
    Source,
)
from feedmill.reading import Reading, read
from feedmill.sources import kind
from feedmill.tagging import tag
from feedmill.tagging.base import Tagger
from feedmill.text.echoes import masked, reopened, secrets_of, unechoed
from feedmill.text.hashes import xxh128, xxh128_bytes
from feedmill.text.late import Keeper, keep_by
from feedmill.text.urls import open_base
from feedmill.text.versions import CLEANER_VERSION

if TYPE_CHECKING:
    from feedmill.topics import Filters

__all__ = [
    "PARSER_VERSION",
    "Desk",
    "Digest",
    "Job",
    "body_hash",
    "crashed",
    "digest",
    "tag_and_percolate",
    "warm_up",
]

#: Goes into `Memory.body_hash`: a better parser reads an unchanged body once more.
PARSER_VERSION = 1
_Change = Callable[[str, tuple[str, ...]], str]
#: How the source's own secrets leave a field of an entry; every other is text.
_CHANGED_AS: Mapping[str, _Change] = {
    **dict.fromkeys(("link", "comments", "image", "url"), reopened),
    **dict.fromkeys(("guid", "base"), masked),
}
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_SMALL = b"""<rss version="2.0"><channel><title>Warm</title><language>en</language><item>
<title>A first item</title><link>https://warm.example/1</link>
<description>&lt;p&gt;Some words of it.&lt;/p&gt;</description>
<pubDate>Thu, 01 Jan 2026 10:00:00 GMT</pubDate></item></channel></rss>"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """What every job of a run is done with."""

    site: Site
    filters: Filters
    taggers: tuple[Tagger, ...]
    now: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One answer to digest, with what the store knows of its source."""

    fetched: Fetched
    source: Source
    #: See `body_hash`.
    hashed: str
    #: Raw hash → article id of what the store holds of this source.
    known: Mapping[str, str] = field(default_factory=dict)
    #: Raw hash → the id that the entry was seen under, stored or not.
    ids: Mapping[str, str] = field(default_factory=dict)
    #: The language that the document declared when that was read.
    language: str = ""
    #: So many new articles are made, changed ones aside; 0 = all.
    most_new: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """What came out of one answer."""

    source: str
    body_hash: str
    #: None if the bytes were a document; else why there is nothing.
    error: ParseError | None = None
    #: New or changed entries, tagged, in document order.
    articles: tuple[Article, ...] = ()
    matches: tuple[Match, ...] = ()
    #: Ids of entries that the store holds unchanged.
    known: tuple[str, ...] = ()
    #: Raw hashes of entries beyond `most_new`; the store may hold some of them all the same.
    waiting: tuple[str, ...] = ()
    #: Entries whose key another entry of the document had already.
    rejected: int = 0
    hints: Hints = field(default_factory=Hints)
    partial: bool = False
    problems: tuple[Problem, ...] = ()


def digest(desk: Desk, job: Job) -> Digest:
    """
    Read an answer; whatever its bytes do, the fate of one source is all that hangs on it.

    Raises:
        MemoryError: There is too little for this answer; everything else that no room foresaw becomes
            the error `crashed`.
    """
    try:
        return _digest(desk, job)
    except MemoryError:
        # A worker that has run out of memory is not to be trusted with the next job: let it go.
        raise
    except Exception as error:  # noqa: BLE001 - one bad source changes nothing but its own record
        kind_of_error = type(error).__name__
        return _failed(
            job, f"reading it failed in a way that nobody foresaw ({kind_of_error}); please report it"
        )


def crashed(job: Job, why: str) -> Digest:
    """Give what stands for an answer whose worker died of it; *why* is a sentence about the reading of it."""
    return _failed(
        job,
        f"reading the document was given up: {why}; the other sources are not affected, "
        "and it will be tried again when the document has changed or its next time has come",
    )


def warm_up(keeper: Keeper | None = None) -> None:
    """
    Load what nearly every job needs, so that a worker's size when it is idle is known.

    Not the model of languages and not the tolerant reader: see `text.late`. *keeper* is asked for the
    arrays of the former when a text needs them.
    """
    from feedmill.topics import compile_filters  # late: with nothing to read, no filter is asked

    if keeper is not None:
        keep_by(keeper)
    document = Document(name="https://warm.example/", body=_SMALL)
    source = Source(id="warm", kind="feed", address=document.name)
    site = Site()
    desk = Desk(site=site, filters=compile_filters((), {}), taggers=(), now=_EPOCH)
    fetched = Fetched(source=source.id, url=document.name, documents=(document,))
    digest(desk, Job(fetched=fetched, source=source, hashed=""))


def body_hash(fetched: Fetched, source: Source, site: Site) -> str:
    """Hash all that an answer holds, with what decides how it is read."""
    parts = [str(PARSER_VERSION), str(CLEANER_VERSION), source.language, source.kind]
    # An emptied folder that is whole again withdraws; a seed's links lead to our own site.
    parts += [str(fetched.complete), site.url if source.local else ""]
    for document in fetched.documents:
        parts += [document.name, xxh128_bytes(document.body)]
    parts += [f"{problem.where} {problem.message}" for problem in fetched.problems]
    return xxh128(*parts)


def tag_and_percolate(
    article: Article, taggers: tuple[Tagger, ...], filters: Filters
) -> tuple[Article, tuple[Match, ...]]:
    """Give the article with its tags, and the topics that it is in."""
    from feedmill.topics import percolate  # late, see `warm_up`

    tagged = article.with_tags(tag(article, taggers))
    return tagged, percolate(filters, tagged)


def _failed(job: Job, message: str) -> Digest:
    return Digest(
        source=job.source.id, body_hash=job.hashed, error=ParseError(code="crashed", message=message)
    )


def _digest(desk: Desk, job: Job) -> Digest:
    parsed = kind(job.source.kind).parse(_without_secrets(job.fetched, job.source))
    if isinstance(parsed, ParseError):
        return Digest(source=job.source.id, body_hash=job.hashed, error=parsed)
    parsed = _without_echoes(parsed, job.source)
    # Entries go as articles come: of a document of ten megabytes, both have no room.
    entries, parsed = list(reversed(parsed.entries)), replace(parsed, entries=())
    found = read(
        entries,
        _reading(desk, job, parsed.hints),
        lambda article: tag_and_percolate(article, desk.taggers, desk.filters),
    )
    return Digest(
        source=job.source.id,
        body_hash=job.hashed,
        articles=tuple(article for article, _ in found.articles),
        matches=tuple(match for _, matches in found.articles for match in matches),
        known=tuple(found.known),
        waiting=tuple(found.waiting),
        rejected=found.rejected,
        hints=parsed.hints,
        partial=parsed.partial,
        problems=parsed.problems,
    )


def _reading(desk: Desk, job: Job, hints: Hints) -> Reading:
    return Reading(
        source=job.source,
        site=desk.site,
        address=job.fetched.url,
        hints=hints,
        now=desk.now,
        # A document that declares another language makes other articles of the same entries.
        known=job.known if hints.language == job.language else {},
        stored=frozenset(job.known.values()),
        ids=job.ids,
        most_new=job.most_new,
    )


def _without_secrets(fetched: Fetched, source: Source) -> Fetched:
    """Keep the source's secrets out of the base that relative links are joined to."""
    if source.local:
        return fetched
    documents = tuple(
        replace(each, name=open_base(each.name, source.address, source.printable))
        for each in fetched.documents
    )
    return replace(fetched, documents=documents)


def _without_echoes(parsed: Parsed, source: Source) -> Parsed:
    """Take the source's own secrets out of its entries, which are published; its next page needs them."""
    secrets = () if source.local else secrets_of(source.address, source.printable)
    if not secrets:
        return parsed
    own = parsed.hints
    link, icon = (reopened(url, secrets) for url in (own.link, own.icon))
    hints = replace(own, title=unechoed(own.title, secrets), link=link, icon=icon)
    return replace(parsed, entries=_each_text(parsed.entries, secrets), hints=hints)


def _each_text(value: Any, secrets: tuple[str, ...], change: _Change = unechoed) -> Any:
    """Change every text inside a frozen value."""
    if isinstance(value, str):
        return change(value, secrets)
    if isinstance(value, tuple):
        return tuple(_each_text(one, secrets, change) for one in value)
    if is_dataclass(value) and not isinstance(value, type):
        names = [each.name for each in fields(value)]
        changed = {
            name: _each_text(getattr(value, name), secrets, _CHANGED_AS.get(name, change)) for name in names
        }
        return replace(value, **changed)
    return value
