"""
Matched terms among the words that stand round them, for people to read.

Knows neither terminals nor pages: it cuts texts, and marks nothing up.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from feedmill.model import Excerpt

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from feedmill.model import Article, Reason

__all__ = ["excerpts"]

#: Characters within which a cut looks for the end of a word.
_LOOK = 16


def excerpts(reasons: Iterable[Reason], article: Article, around: int) -> Iterator[Excerpt]:
    """
    Yield for each clause its terms where they first stand, those that stand together in one excerpt.

    *around* counts code points on either side. What the filter itself asks comes before what it takes
    from other topics.
    """
    clauses: dict[str, list[Reason]] = {}
    for reason in reasons:
        clauses.setdefault(reason.clause, []).append(reason)
    for clause, found in sorted(clauses.items(), key=lambda pair: pair[0].startswith("topic:")):
        terms: dict[str, list[Reason]] = {}
        for reason in found:
            terms.setdefault(reason.term, []).append(reason)
        for near in _together([places[0] for places in terms.values()], around):
            more = sum(len(terms[term]) - 1 for term in dict.fromkeys(reason.term for reason in near))
            yield _excerpt(clause, near, article, around, more)


def _together(places: Iterable[Reason], around: int) -> Iterator[list[Reason]]:
    """Yield runs of places of one text that stand no further apart than an excerpt reaches."""
    run: list[Reason] = []
    for one in sorted(places, key=lambda one: (one.field != "title", one.start, one.end)):
        if run and (one.field != run[0].field or one.start - run[-1].end > around):
            yield run
            run = []
        run.append(one)
    if run:
        yield run


def _excerpt(clause: str, run: list[Reason], article: Article, around: int, more: int) -> Excerpt:
    field = run[0].field
    whole = article.title if field == "title" else article.text
    spans = list(_spans(run))
    pieces = [_before(whole, spans[0][0], around)]
    for (start, end), following in zip(spans, [*spans[1:], None], strict=True):
        pieces.append(_flat(whole[start:end]))
        pieces.append(_flat(whole[end : following[0]]) if following else _after(whole, end, around))
    return Excerpt(clause=clause, field=field, pieces=tuple(pieces), more=more)


def _spans(run: Iterable[Reason]) -> Iterator[tuple[int, int]]:
    """Yield the places of a run, those that overlap as one."""
    first, last = 0, 0
    for one in run:
        if one.start >= last:
            if last:
                yield first, last
            first = one.start
        last = max(last, one.end)
    yield first, last


def _before(whole: str, end: int, around: int) -> str:
    start = max(0, end - around)
    if start == 0:
        return _flat(whole[:end]).lstrip()
    blank = re.search(r"\s", whole[start : min(start + _LOOK, end)])
    start += blank.end() if blank else _marks(whole[start:end])
    return "…" + _flat(whole[start:end])


def _after(whole: str, start: int, around: int) -> str:
    end = min(len(whole), start + around)
    if end == len(whole):
        return _flat(whole[start:]).rstrip()
    look = max(end - _LOOK, start)
    blanks = list(re.finditer(r"\s", whole[look:end]))
    end = look + blanks[-1].start() if blanks else end + _marks(whole[end:])
    return _flat(whole[start:end]) + "…"


def _marks(text: str) -> int:
    """Count the marks that *text* begins with, which belong to the letter before them."""
    return next((at for at, letter in enumerate(text) if not unicodedata.combining(letter)), len(text))


def _flat(text: str) -> str:
    return re.sub(r"\s+", " ", text)
