"""Why a query matches: the terms that did it, with their offsets into the title and the text."""

from __future__ import annotations

from collections import Counter
from itertools import islice
from typing import TYPE_CHECKING

from feedmill.model import Reason

from .evaluate import evaluate
from .places import places
from .query import And, AnyTerm, AtLeast, InTopic, Near, Or, Query, Regex, Words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from .places import Place, Wordy
    from .subject import Subject

__all__ = ["MOST", "reasons"]

_LEAVES = (Words, AnyTerm, Near, Regex, InTopic)

#: Reasons kept for one article in one topic; more tell nobody more.
MOST = 20

#: Reasons kept of one clause that refers to another topic, whose own reasons tell all.
LENT = 5


def reasons(query: Query, subject: Subject, most: int = MOST) -> tuple[Reason, ...]:
    """
    Give the reasons why *query* matches *subject*, which it must; the title's first, then by place.

    Clauses without a place (`source:`, dates, NOT …) give none. Where there are too many, every
    term is named once before any is named again, and what other topics ask (`topic:`) comes last.
    """
    leaves = _leaves(query, subject)
    kept = _choose(_own(leaves, subject, most), most)
    if len(kept) < most:
        kept |= _choose(_borrowed(leaves, subject), most - len(kept))
    ordered = sorted(kept, key=lambda found: (found[1].field != "title", found[1][1:], found[0]))
    return tuple(_reason(clause, place, subject) for clause, place in ordered)


def _choose(found: Iterable[tuple[str, Place]], most: int) -> dict[tuple[str, Place], None]:
    """Keep *most* places; the first of each term go before the second of any."""
    unlike = {(clause, place[:3]): (clause, place) for clause, place in reversed(list(found))}
    seen: Counter[tuple[str, str]] = Counter()
    ranked: list[tuple[int, int, tuple[str, Place]]] = []
    for clause, place in reversed(unlike.values()):
        ranked.append((seen[clause, place.term], len(ranked), (clause, place)))
        seen[clause, place.term] += 1
    return {pair: None for _, _, pair in sorted(ranked, key=lambda one: one[:2])[:most]}


def _leaves(query: Query, subject: Subject) -> list[Wordy | InTopic]:
    """Give the clauses that matched and have places of their own, or of another topic's, in order."""
    found: list[Wordy | InTopic] = []
    unseen: list[Query] = [query]
    while unseen:
        clause = unseen.pop()
        if isinstance(clause, _LEAVES):
            found.append(clause)
        else:
            unseen.extend(reversed(_matching(clause, subject)))
    return found


def _own(leaves: Iterable[Wordy | InTopic], subject: Subject, most: int) -> Iterator[tuple[str, Place]]:
    """Yield clauses and places of what the filter asks itself; each clause gives *most* at most."""
    for leaf in leaves:
        if not isinstance(leaf, InTopic):
            for place in islice(places(leaf, subject), most):
                yield leaf.at.text, place


def _borrowed(leaves: Iterable[Wordy | InTopic], subject: Subject) -> Iterator[tuple[str, Place]]:
    """Yield the places of what other topics ask, under the clause that refers to them."""
    for leaf in leaves:
        if isinstance(leaf, InTopic):
            for place in _lent(leaf, subject):
                yield leaf.at.text, place


def _lent(query: InTopic, subject: Subject) -> tuple[Place, ...]:
    """Give the foremost places of what another topic asks, found once however many topics refer to it."""
    if query.slug not in subject.lent:
        leaves = _leaves(query.query, subject)
        found = [*_own(leaves, subject, LENT), *_borrowed(leaves, subject)]
        kept = _choose(((query.slug, place) for _, place in found), LENT)
        subject.lent[query.slug] = tuple(place for _, place in kept)
    return subject.lent[query.slug]


def _matching(query: Query, subject: Subject) -> tuple[Query, ...]:
    """Give the parts of a query that matches which match themselves, found once for each article."""
    match query:
        case And(parts=parts):
            return parts
        case Or(parts=parts) | AtLeast(parts=parts):
            if id(query) not in subject.matching:
                found = subject.found
                subject.matching[id(query)] = (
                    tuple(part for part in parts if evaluate(part, subject))
                    if found is None
                    else found.parts(query)
                )
            found_parts = subject.matching[id(query)]
            return found_parts if isinstance(query, Or) else _adding(query, found_parts)
        case _:
            return ()


def _adding(query: AtLeast, matching: Iterable[Query]) -> tuple[Query, ...]:
    """Leave out the parts that take away from the score."""
    weights = {id(part): weight for part, weight in zip(query.parts, query.weights, strict=True)}
    return tuple(part for part in matching if weights[id(part)] > 0)


def _reason(clause: str, place: Place, subject: Subject) -> Reason:
    whole = subject.article.title if place.field == "title" else subject.article.text
    return Reason(
        clause=clause,
        field=place.field,
        term=place.term,
        text=whole[place.start : place.end],
        start=place.start,
        end=place.end,
    )
