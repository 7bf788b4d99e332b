"""
Where the clauses about words stand in an article's title and text.

The one answer to "does it match" and to "where": evaluation asks whether there is a place,
reasons list them, so the two cannot disagree.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from feedmill.text.linear import linear
from feedmill.text.phrases import find, occurs, occurs_any, positions

from .query import AnyTerm, Near, Regex, Where, Words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from feedmill.text.phrases import Part, Passage, Phrase, PhraseSet, Span

    from .subject import Subject

__all__ = ["Place", "Wordy", "holds", "places", "searched"]

#: Clauses that have places.
Wordy: TypeAlias = Words | AnyTerm | Near | Regex


#: Matches of one regular expression that are looked at: those of no length have no place, and to find each
#: of them RE2 may read the rest of the text (`/\b|.*q/` took 0.35 s for 100 KB, by the square of it).
_MOST_LOOKED_AT = 200


class Place(NamedTuple):
    """A term at `[start, end)` of the title or the text, in code points."""

    field: str
    start: int
    end: int
    term: str


def places(clause: Wordy, subject: Subject) -> Iterator[Place]:
    """Yield where *clause* matches, the title's places first; a place may come twice."""
    for field, passage in subject.passages[clause.where]:
        if isinstance(clause, AnyTerm):
            found = _any_term(clause.phrases, field, passage, subject)
        else:
            found = _in_passage(clause, passage)
        for start, end, term in found:
            yield Place(field, start, end, term)


def holds(clause: Wordy, subject: Subject) -> bool:
    """Say whether *clause* matches; a regular expression may match without a place: `/x*/`."""
    if isinstance(clause, Words):
        # A plain loop costs half of any(): this is asked most often by far.
        for _, passage in subject.passages[clause.where]:  # noqa: SIM110
            if occurs(clause.phrase, passage):
                return True
        return False
    if isinstance(clause, Regex):
        search = linear(clause.pattern).search
        return any(search(_encoded(passage.text)) for _, passage in subject.passages[clause.where])
    if isinstance(clause, Near):
        return next(places(clause, subject), None) is not None
    return any(occurs_any(clause.phrases, passage) for _, passage in subject.passages[clause.where])


def _in_passage(clause: Words | Near | Regex, passage: Passage) -> Iterator[tuple[int, int, str]]:
    match clause:
        case Words():
            yield from _phrase(clause.phrase, passage)
        case Near():
            yield from _near(clause, passage)
        case _:
            found_one_by_one = linear(clause.pattern).finditer(_plain(passage.text))
            for found in islice(found_one_by_one, _MOST_LOOKED_AT):
                if found.start() < found.end():
                    yield found.start(), found.end(), clause.pattern


def _any_term(
    terms: PhraseSet, field: str, passage: Passage, subject: Subject
) -> Iterator[tuple[int, int, str]]:
    if subject.found is not None:
        phrases = subject.found.phrases(terms, field)
    else:
        (numbers,) = terms.numbers(passage)
        phrases = [terms.phrases[number] for number in sorted(numbers)]
    for phrase in phrases:
        for span in terms.find(phrase, passage):
            yield *_offsets(span, passage), phrase.written


def _phrase(phrase: Phrase, passage: Passage) -> Iterator[tuple[int, int, str]]:
    for span in find(phrase, passage):
        yield *_offsets(span, passage), phrase.written


def _offsets(span: Span, passage: Passage) -> tuple[int, int]:
    first = passage.word(span.first)
    return first.start, first.end if span.first == span.last else passage.word(span.last).end


def _near(clause: Near, passage: Passage) -> Iterator[tuple[int, int, str]]:
    """Yield the words of every narrowest window that holds all of them."""
    parts = tuple(dict.fromkeys(clause.phrase.parts))
    found: dict[Part, tuple[int, ...]] = {}
    for part in parts:
        found[part] = positions(part, passage)
        if not found[part]:
            return
    last_seen: dict[Part, int] = {}
    for position, part in sorted(
        ((position, part) for part, places in found.items() for position in places), key=lambda pair: pair[0]
    ):
        last_seen[part] = position
        if len(last_seen) == len(parts) and position - min(last_seen.values()) <= clause.distance:
            for word, place in sorted(last_seen.items(), key=lambda pair: pair[1]):
                _, start, end = passage.word(place)
                yield start, end, word.norm


# RE2 works on UTF-8, which knows no lone surrogates; the replacement keeps every offset.
_SURROGATES = re.compile("[\ud800-\udfff]")


def _plain(text: str) -> str:
    return text if text.isascii() else _SURROGATES.sub("\ufffd", text)


def searched(subject: Subject) -> bytes:
    """Give all that regular expressions search in, title and text, one after the other."""
    return b"\n".join([_encoded(passage.text) for _, passage in subject.passages[Where.BOTH]])


@lru_cache(maxsize=2)  # an article's title and text, for pattern after pattern
def _encoded(text: str) -> bytes:
    """Give the bytes that RE2 searches; only for asking whether, since offsets would count them."""
    try:
        return text.encode()
    except UnicodeEncodeError:
        return _plain(text).encode()
