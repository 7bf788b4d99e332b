"""
Articles, what ties them together, and why they are in a topic.

An article belongs to one source. A copy in another source is another article, tied to the first
by relations; nothing here merges or deletes.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from datetime import UTC, datetime
from enum import StrEnum
from operator import attrgetter

from feedmill.model._checks import require_utc

__all__ = [
    "Article",
    "Belated",
    "Edit",
    "EditKind",
    "Enclosure",
    "Fingerprint",
    "Lookalike",
    "Match",
    "Miss",
    "Origin",
    "Outcome",
    "Policy",
    "Reason",
    "Relation",
    "RelationKind",
    "Sighting",
    "Verdict",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Enclosure:
    """An attached medium; `length` in bytes, 0 = unknown."""

    url: str
    type: str = ""
    length: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where a publisher says that it took an item from: a claim, never trusted as identity."""

    title: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """
    Our normalised entry: cleaned strings, absolute http(s) URLs, UTC dates.

    `title` and `text` are what filters match and what reasons point into (code points). `html`
    is safe to publish anywhere.
    """

    #: tag: URI by the contract's formula; never changes.
    id: str
    source: str
    #: The publisher's id as given; empty = none.
    guid: str = ""
    #: URL to fetch and show; empty = it has a page of ours.
    url: str = ""
    #: What two URLs of one page share; empty when there is no URL.
    match_key: str = ""
    title: str = ""
    #: Visible text of the content (else of the summary), related blocks left out.
    text: str = ""
    #: Plain-text lead, at most 500 characters.
    summary: str = ""
    #: Sanitised content (else summary); empty = none.
    html: str = ""
    #: `html` is the publisher's full content, not a summary.
    full: bool = False
    authors: tuple[str, ...] = ()
    #: The publisher's labels, cleaned.
    categories: tuple[str, ...] = ()
    #: Our labels, sorted.
    tags: tuple[str, ...] = ()
    enclosures: tuple[Enclosure, ...] = ()
    image: str = ""
    #: BCP 47, lower-case primary tag; empty = unknown.
    language: str = ""
    #: What the publisher declares it to be; where the operator says nothing, it holds.
    declared: str = ""
    comments: str = ""
    origin: Origin | None = None
    related: tuple[str, ...] = ()
    #: Fixed at first sight, never above `first_seen`.
    published: datetime
    #: The publisher's, or when a silent edit was first seen.
    updated: datetime
    first_seen: datetime
    #: Versioned hash of what the publisher sent.
    raw_hash: str = ""
    #: Version of the cleaner that made this.
    cleaner: int = 1
    #: Keys by which copies are found.
    fingerprint: Fingerprint

    def __post_init__(self) -> None:
        """Refuse dates that are not UTC."""
        require_utc(self.published, self.updated, self.first_seen)

    def with_tags(self, tags: tuple[str, ...]) -> Article:
        """Give this article with other tags: `dataclasses.replace`, at a third of its price."""
        made: Article = object.__new__(Article)
        for put, value in zip(_SETTERS, _values_of(self), strict=True):
            put(made, value)
        _set_tags(made, tags)
        return made


_FIELDS = tuple(field.name for field in fields(Article))
_values_of = attrgetter(*_FIELDS)
_SETTERS = tuple(getattr(Article, name).__set__ for name in _FIELDS)
_set_tags = _SETTERS[_FIELDS.index("tags")]


_UNDATED = datetime(1, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fingerprint:
    """Keys by which a text may be recognised. Empty keys recognise nothing."""

    #: Match key of the URL.
    item: str = ""
    #: xxh3-128 of the normalised visible text (with the title under 40 words).
    text: str = ""
    #: xxh3-64 of the normalised title.
    title: str = ""
    #: Sampled runs of five words, ascending: numbers of 64 bits of this machine. Not kept with the
    #: article, so that it tells no two fingerprints apart; of a stored one, those that it was found by.
    shingles: bytes = field(default=b"", compare=False, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Lookalike:
    """
    An article that may be a copy of the one being judged: it shares a key, or sampled runs of words.

    Of one that shares keys alone, title and text may be left out.
    """

    id: str
    source: str
    url: str
    fingerprint: Fingerprint
    title: str = ""
    text: str = ""
    #: The date by which articles are sorted.
    published: datetime = _UNDATED


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """What is remembered of an article id, even after its article is gone."""

    id: str
    source: str
    first_seen: datetime
    published: datetime
    updated: datetime
    raw_hash: str = ""

    def __post_init__(self) -> None:
        """Refuse dates that are not UTC."""
        require_utc(self.first_seen, self.published, self.updated)


class RelationKind(StrEnum):
    """What ties two articles, spelled as in the contract."""

    SAME_ITEM = "same-item"
    SAME_TEXT = "same-text"
    NEAR = "near"
    CUT_OF = "cut-of"
    UPDATE_OF = "update-of"
    CONTAINED_IN = "contained-in"
    SAME_STORY = "same-story"


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation:
    """A tie between two articles; for the symmetric kinds `a` < `b`."""

    a: str
    b: str
    kind: RelationKind
    #: 0 to 1.
    score: float
    #: Which rule found it, and a sentence that says why.
    method: str
    reason: str


class Outcome(StrEnum):
    """The fate of one entry; each entry has exactly one."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What the judge decides about one article."""

    article: Article
    outcome: Outcome
    relations: tuple[Relation, ...] = ()
    #: Nothing was changed by the publisher, but we make something else of it than before.
    rederived: bool = False


class Policy(StrEnum):
    """What a topic does with copies."""

    #: Show one member, name the others.
    FOLD = "fold"
    #: Show one member, name nobody.
    DROP = "drop"
    #: Show all.
    KEEP = "keep"


class Belated(StrEnum):
    """How a topic takes stored articles that a change of the config brings into it."""

    #: Each by its own date, where that puts it.
    APPEND = "append"
    #: Not into the live feed.
    SILENT = "silent"
    #: On top, dated by the run that brought it.
    AS_NEW = "as-new"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """A term that matched: code points `[start, end)` of the article's title or text."""

    clause: str
    #: "title" or "text".
    field: str
    term: str
    #: The matched characters as they stand.
    text: str
    start: int
    end: int


class EditKind(StrEnum):
    """What an edit does to an article."""

    ADD = "add"
    REMOVE = "remove"
    #: Make a circumstance other than it is: the source, the language, a date.
    SET = "set"


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """One edit of an article that would, with the others beside it, make a filter match."""

    kind: EditKind
    #: "title", "text", "title or text" (either will do), "tags", "categories", "authors", "source",
    #: "language", "site", "url", "published" or "age".
    field: str
    #: What is added, removed or set, as the filter writes it.
    term: str
    #: The clause that asks for it.
    clause: str
    #: Characters that would do, for what is added or set; empty for what is removed.
    sample: str = ""
    #: Every place of what is removed from title and text.
    places: tuple[Reason, ...] = ()
    #: The edit in words, without a full stop.
    said: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Miss:
    """The first clause that failed, and a sentence that says what it needs."""

    clause: str
    needs: str
    #: The smallest change of the article that makes the whole filter match; empty = none was found.
    change: tuple[Edit, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """An article is in a topic, for these reasons."""

    topic: str
    article: str
    reasons: tuple[Reason, ...] = ()
