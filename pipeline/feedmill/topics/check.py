"""
What can be said of a filter that can be read but is probably not what was meant.

Nothing here is an error: each warning is a sentence with its spot in the filter.
"""

from __future__ import annotations

from itertools import combinations, islice
from typing import TYPE_CHECKING, NamedTuple

from feedmill.text.stems import stems

from .odd_leaves import odd_leaf
from .odd_weights import given, odd_weights
from .query import (
    Age,
    And,
    AnyTerm,
    AtLeast,
    Everything,
    InTopic,
    Labelled,
    Language,
    Near,
    Not,
    Or,
    Published,
    Query,
    Site,
    SourceIs,
    UrlHolds,
    Where,
    Words,
    children,
    essence,
    same,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from feedmill.text.phrases import Part, Phrase

    from .query import At

__all__ = ["Warned", "unknown_sources", "warnings"]


#: Clauses of one AND or OR that are compared with each other; of thousands it would take minutes.
_COMPARED = 150


class Warned(NamedTuple):
    """A sentence, and its spot in the filter's text, from 1."""

    message: str
    column: int
    line: int


def warnings(query: Query) -> tuple[Warned, ...]:
    """Give what is odd about *query*, in the order of the filter."""
    found = [*_about_whole(query), *_about_clauses(query)]
    found += [_at(at, message) for at, message in odd_weights(query)]
    return tuple(dict.fromkeys(sorted(found, key=lambda one: (one.line, one.column, one.message))))


def unknown_sources(query: Query, known: Iterable[str]) -> tuple[Warned, ...]:
    """Give the clauses that name a source which is not configured."""
    names = frozenset(known)
    return tuple(
        _at(clause.at, f'there is no source "{clause.id}" in sources.toml, so this never matches')
        for clause in _clauses(query)
        if isinstance(clause, SourceIs) and clause.id not in names
    )


def _about_whole(query: Query) -> Iterator[Warned]:
    if isinstance(query, Not) and isinstance(query.part, Everything):
        yield _at(query.at, f"{query.at.text} excludes every article, so nothing matches")
        return
    alternatives = query.parts if isinstance(query, Or) else (query,)
    if not any(_asks(part, wanted=True) for part in alternatives):
        yield _at(
            query.at,
            "this filter only excludes, so nearly every article matches; "
            "say what it should find, or put * AND before it",
        )


def _about_clauses(query: Query) -> Iterator[Warned]:
    for clause in _clauses(query):
        match clause:
            case And():
                yield from _contradictions(clause)
                yield from _duplicates(clause)
            case Or():
                yield from _duplicates(clause)
                yield from _needless(clause)
                yield from _open_alternatives(clause)
            case AtLeast():
                yield from _duplicates(clause)
            case _:
                yield from (_at(at, message) for at, message in odd_leaf(clause))


# --- filters that ask for nothing -----------------------------------------------------------------


def _asks(query: Query, *, wanted: bool) -> bool:
    """Say whether a query asks that something is there; *wanted* is False inside a NOT."""
    match query:
        case Not(part=part):
            return _asks(part, wanted=not wanted)
        case And(parts=parts) | Or(parts=parts):
            asking = [_asks(part, wanted=wanted) for part in parts]
            return any(asking) if isinstance(query, And) is wanted else all(asking)
        case AtLeast():
            return (given(query, lambda part: not _asks(part, wanted=True)) < query.minimum) is wanted
        case _:
            return wanted


def _open_alternatives(query: Or) -> Iterator[Warned]:
    """Warn of `a OR NOT b`, which nearly everything matches, unless all alternatives are such."""
    asking = [_asks(part, wanted=True) for part in query.parts]
    for part, asks in zip(query.parts, asking, strict=True):
        if any(asking) and not asks:
            yield _at(part.at, f"nearly every article matches the alternative {part.at.text}")


# --- clauses that cannot both hold ----------------------------------------------------------------


def _contradictions(query: And) -> Iterator[Warned]:
    required = tuple(islice(_flat(query), _COMPARED))
    for excluded in required:
        if isinstance(excluded, Not):
            for other in required:
                yield from _excluded(other, excluded)
    for one, other in combinations(required, 2):
        yield from _clashing(other, one)
        if isinstance(one, Or):
            yield from _clashing(one, other)


def _flat(query: Query) -> Iterator[Query]:
    """Yield what an AND requires, ANDs inside it opened."""
    for part in query.parts if isinstance(query, And) else ():
        if isinstance(part, And):
            yield from _flat(part)
        else:
            yield part


def _excluded(clause: Query, excluded: Not) -> Iterator[Warned]:
    """Warn where a required clause, or an alternative in it, can only match what is excluded."""
    if isinstance(clause, Not):
        return
    if _implies(clause, excluded.part):
        yield _at(clause.at, f"{clause.at.text} is excluded by {excluded.at.text}, so this never matches")
    else:
        for part in children(clause):
            yield from _excluded(part, excluded)


def _clashing(clause: Query, required: Query) -> Iterator[Warned]:
    """Warn where *clause*, or an alternative in it, cannot hold together with a required clause."""
    if isinstance(clause, Not):
        return
    if _exclude_each_other(required, clause):
        yield _at(
            clause.at, f"{clause.at.text} and {required.at.text} exclude each other, so this never matches"
        )
    for part in children(clause):
        yield from _clashing(part, required)


def _implies(one: Query, other: Query) -> bool:  # noqa: PLR0911 - one return for each kind of clause
    """Say whether every article that *one* matches is sure to be matched by *other*."""
    match one, other:
        case InTopic(query=query), _:
            return same(one, other) or _implies(query, other)
        case _, InTopic(query=query):
            return _implies(one, query)
        case Or(parts=parts), _:
            return all(_implies(part, other) for part in parts)
        case _, And(parts=parts):
            return all(_implies(one, part) for part in parts)
        case And(parts=parts), _:
            return any(_implies(part, other) for part in parts) or same(one, other)
        case _, Or(parts=parts):
            return any(_implies(one, part) for part in parts)
        case _, Everything():
            return True
        case (Words() | AnyTerm() | Near(), Words() | AnyTerm()):
            found = _is_part(one.where, other.where) and _all_hold(one, _sure(other))
            return found or same(one, other)
        case Labelled(), Labelled():
            found = one.labels is other.labels and all(
                any(_holds(phrase, inner) for inner in _sure(other)) for phrase in one.phrases.phrases
            )
            return found or same(one, other)
        case _:
            return same(one, other) or _implies_about(one, other)


def _implies_about(one: Query, other: Query) -> bool:
    """Say the same of clauses about an article's circumstances."""
    match one, other:
        case Site(host=host), Site(host=above):
            return _is_within(host, above)
        case UrlHolds(part=part), UrlHolds(part=piece):
            return piece.lower() in part.lower()
        case Published(first=start, last=end), Published(first=begin, last=close):
            return (begin is None or (start is not None and begin <= start)) and (
                close is None or (end is not None and end <= close)
            )
        case Age(sign=sign, limit=limit), Age(sign=wider, limit=bound) if sign[0] == wider[0]:
            inside = limit < bound if sign[0] == "<" else limit > bound
            return inside or (limit == bound and len(sign) <= len(wider))
        case _:
            return False


def _all_hold(one: Words | AnyTerm | Near, inner: tuple[Phrase, ...]) -> bool:
    """Say whether in every text that *one* matches, some phrase of *inner* is sure to stand."""
    if isinstance(one, Near):
        single = [phrase.parts[0] for phrase in inner if len(phrase.parts) == 1]
        return any(_part_implies(part, word) for part in one.phrase.parts for word in single)
    return all(any(_holds(phrase, each) for each in inner) for phrase in _phrases(one))


def _is_part(one: Where, other: Where) -> bool:
    """Say whether all that stands in the first stands in the second."""
    return other in (Where.BOTH, one) or (one is Where.LEAD and other is Where.BODY)


def _is_within(host: str, above: str) -> bool:
    """Say whether *host* is *above* or a sub-domain of it."""
    return f".{host}".endswith(f".{above}")


def _phrases(clause: Words | AnyTerm) -> tuple[Phrase, ...]:
    return (clause.phrase,) if isinstance(clause, Words) else clause.phrases.phrases


def _sure(clause: Words | AnyTerm | Labelled) -> tuple[Phrase, ...]:
    """Give the phrases of which each is enough wherever it stands."""
    if isinstance(clause, Words):
        return (clause.phrase,)
    return () if clause.phrases.barred is not None else clause.phrases.phrases


def _holds(phrase: Phrase, inner: Phrase) -> bool:
    """Say whether the words of *inner* stand within *phrase*."""
    outer, length = phrase.parts, len(inner.parts)
    return any(
        all(
            _part_implies(one, other)
            for one, other in zip(outer[start : start + length], inner.parts, strict=True)
        )
        for start in range(len(outer) - length + 1)
    )


def _part_implies(one: Part, other: Part) -> bool:
    if other.exact and other != one:
        return False
    if other.stem and not one.stem and not one.prefix:
        return stems([one.norm], other.stem) == [other.norm]  # of a word without marks: else nothing is said
    if one.stem or other.stem:
        return one == other
    return (
        one.norm.startswith(other.norm)
        if other.prefix
        else one == other or (one.norm == other.norm and not one.prefix)
    )


def _exclude_each_other(one: Query, other: Query) -> bool:
    match one, other:
        case SourceIs(id=first), SourceIs(id=second):
            return first != second
        case Language(code=first), Language(code=second):
            return first != second
        case Site(host=host), Site(host=other_host):
            return not _is_within(host, other_host) and not _is_within(other_host, host)
        case Published(first=start, last=end), Published(first=begin, last=close):
            return bool((start and close and start > close) or (begin and end and begin > end))
        case Age(sign=sign, limit=limit), Age(sign=opposite, limit=bound) if sign[0] != opposite[0]:
            low, high = (limit, bound) if sign[0] == ">" else (bound, limit)
            return low > high or (low == high and not (sign[1:] and opposite[1:]))
        case _:
            return False


# --- small things ---------------------------------------------------------------------------------


def _duplicates(query: And | Or | AtLeast) -> Iterator[Warned]:
    seen: set[object] = set()
    for part in query.parts:
        asked = essence(part)
        if asked in seen:
            yield _at(part.at, f"{part.at.text} stands here twice")
        seen.add(asked)


def _needless(query: Or) -> Iterator[Warned]:
    """Warn of a word that another alternative finds by its beginning: `ukraine OR ukrain*`."""
    words = [part for part in query.parts if isinstance(part, Words) and len(part.phrase.parts) == 1]
    begun = [part for part in words if part.phrase.parts[0].prefix][:_COMPARED]
    for part in words[:_COMPARED]:
        wider = (other for other in begun if other is not part and _implies(part, other))
        if (found := next(wider, None)) and not same(part, found):
            yield _at(part.at, f"{part.at.text} finds nothing that {found.at.text} does not find too")


def _clauses(query: Query) -> Iterator[Query]:
    """Yield *query* and every clause inside it."""
    yield query
    for part in children(query):
        yield from _clauses(part)


def _at(at: At, message: str) -> Warned:
    return Warned(message=message, column=at.column, line=at.line)
