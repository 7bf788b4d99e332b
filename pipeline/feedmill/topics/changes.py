"""
The smallest change of an article that makes a filter match which does not.

Ways are worked out over the filter's AND, OR and NOT, as if its clauses knew nothing of each other, then
tried: the filter is asked of the changed article, so that what is told is true. Of what worked every
smaller part is tried, and, as far as the budget goes, every smaller choice of other steps. Changes
no filter, and proposes nothing that it did not try.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import combinations, islice, product
from typing import TYPE_CHECKING

from feedmill.model import Edit, EditKind, Reason

from .evaluate import evaluate
from .query import (
    And,
    AnyTerm,
    AtLeast,
    Everything,
    InTopic,
    Near,
    Not,
    Or,
    Query,
    Regex,
    Where,
    Words,
    children,
)
from .scores import score
from .steps import Moments, Step, after, gains, losses, spans
from .subject import subject
from .told import told

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from .subject import Subject

__all__ = ["smallest_change"]

#: Ways kept of each clause, the smallest.
_WAYS = 12
#: Ways kept of a part that is weighed, and of each number of parts.
_WAYS_OF_A_PART = 4
#: Characters of changed articles that the filter is asked of, for one answer; at least so many articles.
_BUDGET = 600_000
_AT_LEAST = 40
_AT_MOST = 1_000
#: Choices of fields and terms tried for one way.
_CHOICES = 24
#: Steps that are tried together where no way led anywhere.
_BLIND = 3
#: Of changes with more steps only single steps are left out, not every part.
_EVERY_PART = 6


@dataclass(frozen=True, slots=True)
class _Need:
    """One thing to do, for which any of *steps* may serve."""

    steps: tuple[Step, ...]


_WORDY = (Words, AnyTerm, Near, Regex)

#: Things to do, all of them.
_Way = tuple[_Need, ...]


def smallest_change(query: Query, seen: Subject) -> tuple[Edit, ...]:
    """Give the fewest edits of the article that make *query*, which fails, match; empty if none is found."""
    search = _Search(query, seen)
    found = search.found()
    search.go_on(len(found))
    return tuple(_edit(step, found, search) for step in found)


class _Search:
    """Ways to make one query match one article, tried within a budget."""

    def __init__(self, query: Query, seen: Subject) -> None:
        self._query = query
        self._seen = seen
        self._leaves = list(_leaves(query))
        self._moments = Moments.of(self._leaves)
        size = len(seen.article.title) + len(seen.article.text) + 1
        self._budget = max(_AT_LEAST, min(_AT_MOST, _BUDGET // size))
        self._tried: dict[frozenset[Step], bool] = {}

    @property
    def seen(self) -> Subject:
        """Give the article as it is."""
        return self._seen

    def found(self) -> tuple[Step, ...]:
        """Give the smallest choice of steps that works; empty = none was found."""
        best: tuple[Step, ...] = ()
        for way in self._ways_and_more():
            if best and len(way) > len(best):
                break
            steps = self._realised(way)
            if steps and (not best or len(steps) < len(best)):
                best = self._least_part(steps)
            if len(best) == 1 or (best and len(best) == len(way)):
                break
        return self._smaller(best)

    def go_on(self, trials: int) -> None:
        """Allow some more trials."""
        self._budget += trials

    def works(self, steps: Iterable[Step]) -> bool:
        """Say whether the query matches after *steps*; no, once the budget is spent."""
        key = frozenset(steps)
        if key not in self._tried:
            if not self._budget:
                return False
            self._budget -= 1
            self._tried[key] = evaluate(self._query, subject(after(self._seen.article, steps, self._seen)))
        return self._tried[key]

    def _ways_and_more(self) -> Iterator[_Way]:
        """Yield ways by their size, then those that go on from where they led when they were not enough."""
        ways = self._ways(self._query, self._seen, wanted=True)
        yield from ways
        for way in ways[:4]:
            steps = tuple(need.steps[0] for need in way)
            changed = subject(after(self._seen.article, steps, self._seen))
            for more in self._ways(self._query, changed, wanted=True)[:4]:
                yield from _joined(way, more)

    def _ways(self, query: Query, seen: Subject, *, wanted: bool) -> list[_Way]:
        """Give ways to make *query* match (or, not *wanted*, fail), the smallest first."""
        if evaluate(query, seen) is wanted:
            return [()]
        match query:
            case Not(part=part):
                return self._ways(part, seen, wanted=not wanted)
            case InTopic():
                return self._ways(query.query, seen, wanted=wanted)
            case And(parts=parts) | Or(parts=parts):
                each = (self._ways(part, seen, wanted=wanted) for part in parts)
                return _all_of(each) if isinstance(query, And) is wanted else _one_of(each)
            case AtLeast():
                return self._weighed_ways(query, seen, wanted=wanted)
            case _:
                return self._leaf_ways(query, seen, wanted=wanted)

    def _weighed_ways(self, query: AtLeast, seen: Subject, *, wanted: bool) -> list[_Way]:
        """Give ways to bring a score to its minimum, or (not *wanted*) below it, by turning some parts."""
        found = score(query, seen)
        gap = query.minimum - found.sum if wanted else found.sum - query.minimum
        reached: list[tuple[Decimal, _Way]] = [(Decimal(), ())]
        for part, weighed in zip(query.parts, found.parts, strict=True):
            gain = -weighed.weight if weighed.matches is wanted else weighed.weight
            if gain > 0:
                ways = self._ways(part, seen, wanted=not weighed.matches)[:_WAYS_OF_A_PART]
                more = [
                    (sum_ + gain, both) for sum_, one in reached for way in ways for both in _joined(one, way)
                ]
                reached = _worthiest([*reached, *more])
        return _smallest(way for total, way in reached if (total >= gap if wanted else total > gap))

    def _leaf_ways(self, leaf: Query, seen: Subject, *, wanted: bool) -> list[_Way]:
        if wanted:
            steps = gains(leaf, self._moments)
            return [(_Need(steps),)] if steps else []
        return [tuple(_Need((step,)) for step in way) for way in losses(leaf, seen, self._moments)]

    def _realised(self, way: _Way) -> tuple[Step, ...]:
        """Give the first choice of steps of *way* that works; empty if none does."""
        for steps in islice(product(*(need.steps for need in way)), _CHOICES):
            chosen = tuple(dict.fromkeys(steps))
            if self.works(chosen):
                return chosen
        return ()

    def _least_part(self, steps: tuple[Step, ...]) -> tuple[Step, ...]:
        """Leave out what is not needed."""
        sizes = range(1, len(steps)) if len(steps) <= _EVERY_PART else [len(steps) - 1]
        for size in sizes:
            for part in combinations(steps, size):
                if self.works(part):
                    return self._least_part(part)
        return steps

    def _smaller(self, best: tuple[Step, ...]) -> tuple[Step, ...]:
        """Try every choice of fewer steps than *best* (or than a few), of all that the clauses could want."""
        sizes = range(1, len(best) if best else _BLIND + 1)
        needs = list(dict.fromkeys(self._needs())) if sizes else []
        for size in sizes:
            for way in combinations(needs, size):
                if not self._budget:
                    return best
                if steps := self._realised(way):
                    return steps
        return best

    def _needs(self) -> Iterator[_Need]:
        """Yield all that the clauses could want, in whichever text: what one wants may serve another."""
        for leaf in self._leaves:
            for one in _looking_in(leaf, Where.BODY, Where.TITLE):
                if steps := gains(one, self._moments):
                    yield _Need(steps)
            for one in _looking_in(leaf, Where.BOTH, Where.BODY, Where.TITLE):
                if evaluate(one, self._seen):
                    for way in losses(one, self._seen, self._moments):
                        yield from (_Need((step,)) for step in way)


def _looking_in(leaf: Query, *wheres: Where) -> list[Query]:
    """Give a clause about words as if it looked in these texts; any other as it is."""
    if isinstance(leaf, Words | AnyTerm | Near | Regex):
        return [replace(leaf, where=where) for where in wheres]
    return [leaf]


def _leaves(query: Query) -> Iterator[Query]:
    """Yield the clauses that hold no other, those of other topics too."""
    inner = (query.query,) if isinstance(query, InTopic) else tuple(children(query))
    if not inner and not isinstance(query, Everything):
        yield query
    for part in inner:
        yield from _leaves(part)


def _one_of(each: Iterable[list[_Way]]) -> list[_Way]:
    return _smallest(way for ways in each for way in ways)


def _all_of(each: Iterable[list[_Way]]) -> list[_Way]:
    joined: list[_Way] = [()]
    for ways in each:
        joined = _smallest(both for one in joined for other in ways for both in _joined(one, other))
    return joined


def _worthiest(reached: list[tuple[Decimal, _Way]]) -> list[tuple[Decimal, _Way]]:
    """Keep of each number of steps those that bring most."""
    kept: dict[int, list[tuple[Decimal, _Way]]] = {}
    for one in sorted(reached, key=lambda one: -one[0]):
        kept.setdefault(len(one[1]), []).append(one)
    return [one for same in kept.values() for one in same[:_WAYS_OF_A_PART]]


def _smallest(ways: Iterable[_Way]) -> list[_Way]:
    return sorted(dict.fromkeys(ways), key=len)[:_WAYS]


def _joined(one: _Way, other: _Way) -> list[_Way]:
    """Join two ways; a circumstance that both set must be set to what suits both, else there is no way."""
    kept = dict.fromkeys(one)
    for need in other:
        rival = next((each for each in kept if _sets(each) and _sets(each) == _sets(need)), None)
        if rival is None:
            kept[need] = None
            continue
        both = tuple(step for step in rival.steps if step in need.steps)
        if not both:
            return []
        del kept[rival]
        kept[_Need(both)] = None
    return [tuple(kept)]


def _sets(need: _Need) -> str:
    """Name the circumstance that a need sets; empty if it sets none."""
    first = need.steps[0]
    return first.field if first.kind is EditKind.SET else ""


# --- from steps to edits --------------------------------------------------------------------------


def _edit(step: Step, beside: tuple[Step, ...], search: _Search) -> Edit:
    field = step.field
    if step.kind is EditKind.ADD and field in ("title", "text"):
        other = replace(step, field="text" if field == "title" else "title")
        if search.works([other if each == step else each for each in beside]):
            field = "title or text"
    places = _places(step, search.seen)
    if field == "words":
        fields = dict.fromkeys(place.field for place in places)
        field = " or ".join(name for name in ("title", "text") if name in fields)
    edit = Edit(
        kind=step.kind,
        field=field,
        term=step.term,
        clause=step.clause.at.text,
        sample="" if step.kind is EditKind.REMOVE else str(step.value),
        places=places,
    )
    return replace(edit, said=told(edit, step.clause, first=step.first))


def _places(step: Step, seen: Subject) -> tuple[Reason, ...]:
    whole = {"title": seen.article.title, "text": seen.article.text}
    return tuple(
        Reason(
            clause=step.clause.at.text,
            field=name,
            term=step.term,
            text=whole[name][start:end],
            start=start,
            end=end,
        )
        for name, start, end in sorted(spans(step, seen), key=lambda one: (one[0] != "title", one[1:]))
    )
