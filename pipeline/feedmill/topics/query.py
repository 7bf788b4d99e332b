"""
Queries: filters as values, every name in them resolved.

A query is a tree of frozen clauses; each knows how and where it was written. Nothing here reads
text (see `parse`) or looks at articles (see `evaluate`).
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date, timedelta

    from feedmill.text.phrases import Phrase, PhraseSet

__all__ = [
    "Age",
    "And",
    "AnyTerm",
    "At",
    "AtLeast",
    "Everything",
    "InTopic",
    "Labelled",
    "Labels",
    "Language",
    "Near",
    "Not",
    "Or",
    "Published",
    "Query",
    "Regex",
    "Site",
    "SourceIs",
    "UrlHolds",
    "Where",
    "Words",
    "children",
    "essence",
    "same",
]


class Where(StrEnum):
    """In which of an article's texts words are looked for."""

    BOTH = "title or text"
    TITLE = "title"
    BODY = "text"
    #: Its first characters, see `subject.LEAD`.
    LEAD = "lead"


class Labels(StrEnum):
    """Which of an article's labels words are looked for in."""

    AUTHOR = "author"
    CATEGORY = "category"
    TAG = "tag"


@dataclass(frozen=True, slots=True, kw_only=True)
class At:
    """A clause as it was written; line and column count from 1 in the filter's text."""

    text: str
    line: int = 1
    column: int = 1
    #: The weight written after it, None = none; only an `AtLeast` makes something of it.
    boost: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Everything:
    """`*`: every article."""

    at: At


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """A word, a prefix, a phrase or an exact spelling."""

    at: At
    where: Where
    phrase: Phrase


@dataclass(frozen=True, slots=True, kw_only=True)
class Near:
    """`"aid ukraine"~10`: all these words within *distance* words of each other, in any order."""

    at: At
    where: Where
    phrase: Phrase
    distance: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AnyTerm:
    """`#name`: any phrase of a term set."""

    at: At
    where: Where
    name: str
    phrases: PhraseSet


@dataclass(frozen=True, slots=True, kw_only=True)
class Regex:
    """`/…/`: a regular expression of RE2, on the text as it stands."""

    at: At
    where: Where
    pattern: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Labelled:
    """`tag:`, `category:`, `author:`: any of the phrases stands in one of these labels."""

    at: At
    labels: Labels
    phrases: PhraseSet
    #: The term set that the phrases come from; empty = written out.
    terms: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceIs:
    """`source:`: the article came from the source with this id."""

    at: At
    id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Language:
    """`lang:`: the article's primary language."""

    at: At
    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """`site:`: the article's URL is on this host or a sub-domain of it."""

    at: At
    host: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UrlHolds:
    """`url:`: the article's URL holds these characters, case aside."""

    at: At
    part: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """`published:[first TO last]`: UTC days, both included; None = open."""

    at: At
    first: date | None
    last: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Age:
    """`age:<7d`: how long after its publication the article was first seen."""

    at: At
    #: One of `<`, `<=`, `>`, `>=`.
    sign: str
    limit: timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class InTopic:
    """`topic:slug`: the filter of another topic matches."""

    at: At
    slug: str
    query: Query


@dataclass(frozen=True, slots=True, kw_only=True)
class And:
    """Every part matches."""

    at: At
    parts: tuple[Query, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Or:
    """At least one part matches."""

    at: At
    parts: tuple[Query, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AtLeast:
    """`(a^3 OR b)@3`: the weights of the parts that match sum to at least the minimum."""

    at: At
    parts: tuple[Query, ...]
    #: One for each part; below 0, a part that matches takes away.
    weights: tuple[Decimal, ...]
    #: Above 0, so that an article in which nothing is found does not match.
    minimum: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Not:
    """The part does not match."""

    at: At
    part: Query


Query: TypeAlias = (
    Words
    | AnyTerm
    | Near
    | And
    | Or
    | AtLeast
    | Not
    | InTopic
    | Labelled
    | SourceIs
    | Language
    | Site
    | UrlHolds
    | Published
    | Age
    | Regex
    | Everything
)


def children(query: Query) -> Iterator[Query]:
    """Yield the clauses directly inside *query*; another topic's filter is not inside."""
    if isinstance(query, And | Or | AtLeast):
        yield from query.parts
    elif isinstance(query, Not):
        yield query.part


def same(one: Query, other: Query) -> bool:
    """Say whether two clauses ask the same, wherever and however they were written."""
    return essence(one) == essence(other)


def essence(query: Query) -> object:  # noqa: PLR0911 - one return for each kind of clause
    """Give what a clause asks, as a value that knows no place and no spelling."""
    match query:
        case And(parts=parts) | Or(parts=parts):
            return type(query), frozenset(essence(part) for part in parts)
        case AtLeast(parts=parts, weights=weights, minimum=minimum):
            return AtLeast, frozenset(zip(map(essence, parts), weights, strict=True)), minimum
        case Not(part=part):
            return Not, essence(part)
        case Words() | Near():
            return type(query), query.where, query.phrase.parts, getattr(query, "distance", 0)
        case AnyTerm(where=where, name=name, phrases=phrases):
            return AnyTerm, where, name, tuple(language for language, _, _ in phrases.stemmed)
        case Labelled(labels=labels, phrases=phrases):
            return Labelled, labels, frozenset(phrase.parts for phrase in phrases.phrases)
        case InTopic(slug=slug):
            return InTopic, slug
        case _:
            values = (getattr(query, name) for name in query.__dataclass_fields__ if name != "at")
            return (type(query), *values)
