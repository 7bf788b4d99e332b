"""
Scores: what the parts of `( … )@n` are worth to an article, and which of them would reach the minimum.

Says nothing of how a part matches (see `evaluate`) or what it needs (see `misses`).
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from .evaluate import evaluate
from .query import AtLeast, InTopic, Query, children
from .subject import subject

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from feedmill.model import Article

    from .compile import Filters
    from .subject import Subject

__all__ = ["Score", "Weighed", "changes", "explain_scores", "plain", "score", "scores"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighed:
    """One part of a weighed group."""

    clause: str
    weight: Decimal
    matches: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """What a weighed group comes to in one article."""

    clause: str
    minimum: Decimal
    #: The weights of the parts that match.
    sum: Decimal
    parts: tuple[Weighed, ...]


def explain_scores(filters: Filters, slug: str, article: Article) -> tuple[Score, ...]:
    """
    Give the scores that a topic's filter finds in *article*, whether it matches or not.

    Raises:
        KeyError: There is no such topic.
    """
    return scores(filters.by_slug[slug].query, subject(article))


def scores(query: Query, ready: Subject) -> tuple[Score, ...]:
    """Give the score of every weighed group in *query*, in its order, those in other topics' filters too."""
    return tuple(score(each, ready) for each in _groups(query))


def score(query: AtLeast, ready: Subject) -> Score:
    """Weigh one group; each part counts once, however often its words stand there."""
    parts = tuple(
        Weighed(clause=part.at.text, weight=weight, matches=evaluate(part, ready))
        for part, weight in zip(query.parts, query.weights, strict=True)
    )
    total = sum((part.weight for part in parts if part.matches), Decimal())
    return Score(clause=query.at.text, minimum=query.minimum, sum=total, parts=parts)


def changes(
    query: AtLeast, ready: Subject, cost: Callable[[Query], int], *, wanted: bool
) -> tuple[Query, ...]:
    """
    Give the smallest set of parts which, if their answers turned, would turn that of *query* to *wanted*.

    Of parts worth as much, those of the lowest *cost* are taken. That one part's change may change
    another's answer is not considered. Empty where no set is enough.
    """
    found = score(query, ready)
    gap = query.minimum - found.sum
    gains = [(-each.weight if each.matches else each.weight, part) for part, each in _paired(query, found)]
    if not wanted:
        gains = [(-gain, part) for gain, part in gains]
    kept: list[Query] = []
    for gain, part in sorted(gains, key=lambda one: (-one[0], cost(one[1]))):
        # To be found, the score must reach the minimum; not to be, it must be below it.
        if (gap <= 0 if wanted else gap > 0) or gain <= 0:
            break
        kept.append(part)
        gap += -gain if wanted else gain
    enough = gap <= 0 if wanted else gap > 0
    return tuple(part for part in query.parts if part in kept) if enough else ()


def plain(number: Decimal) -> str:
    """Write a number as people do: 3, 0.5."""
    return f"{number.normalize():f}"


def _paired(query: AtLeast, found: Score) -> Iterator[tuple[Query, Weighed]]:
    return zip(query.parts, found.parts, strict=True)


def _groups(query: Query) -> Iterator[AtLeast]:
    if isinstance(query, AtLeast):
        yield query
    for part in (query.query,) if isinstance(query, InTopic) else children(query):
        yield from _groups(part)
