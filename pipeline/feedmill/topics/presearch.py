"""
Presearch: which filters match, found by what an article shows.

Each filter waits for tokens that it cannot do without (`anchors`), and is asked only if the article
shows one of them; what is left of it to ask then is in `plans` and `asks`. The answers are those of
`evaluate`, filter by filter; this file gives no reasons.

The idea is that of Lucene Monitor (`TermFilteredPresearcher`): index the queries, ask the document.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from feedmill.text.linear import Patterns

from .alternatives import Alternatives
from .asks import holds
from .lexicon import Lexicon
from .plans import Planner
from .sight import Book, Sight

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from .asks import Ask, Plan
    from .compile import Filter
    from .lexicon import Numbers
    from .subject import Subject

__all__ = ["Presearch"]


class Presearch:
    """Many filters arranged so that most need not be asked."""

    def __init__(self, filters: Iterable[Filter]) -> None:
        """Arrange *filters*; matches come in their order."""
        self._filters = tuple(filters)
        planner = Planner([each.query for each in self._filters])
        arranged = _Arranged([planner.plan(each.query) for each in self._filters], planner)
        self._asks = arranged.asks
        self._always = frozenset(arranged.always)
        #: Who waits for a shared clause, by its number among all that is asked.
        self._behind = {number: tuple(numbers) for number, numbers in arranged.behind.items()}
        #: The same of those who wait for a pattern to be possible, by its number.
        self._patterned = arranged.patterned
        waiting: dict[str, Numbers] = {token: tuple(numbers) for token, numbers in arranged.waiting.items()}
        self._lexicon = Lexicon(planner.tokens, waiting)
        self._book = Book(
            nodes=planner.nodes,
            patterns=Patterns(planner.patterns),
            awaited=frozenset(arranged.patterned),
            restless=bool(arranged.always),
            alternatives=Alternatives(planner),
        )

    @property
    def empty(self) -> bool:
        """Say whether there is no filter at all."""
        return not self._filters

    def seen(self, subject: Subject) -> Sight:
        """Look at *subject*."""
        return Sight(subject, self._lexicon, self._book)

    def matching(self, sight: Sight) -> Iterator[Filter]:
        """Yield the filters that match, in order."""
        return map(self._filters.__getitem__, self._found(sight))

    def candidates(self, sight: Sight) -> int:
        """Count the filters and shared clauses that are asked because of what the article shows."""
        return len(self._awake(sight))

    def _awake(self, sight: Sight) -> set[int]:
        awake = sight.awake | self._always
        if self._patterned:
            awake.update([self._patterned[each] for each in sight.possible & self._patterned.keys()])
        return awake

    def _found(self, sight: Sight) -> list[int]:
        """Ask those who wait for something that is there, then those who wait for them."""
        todo = asked = self._awake(sight)
        asks, behind, shown = self._asks, self._behind, sight.shown
        found: list[int] = []
        while todo:
            more: set[int] = set()
            for number in todo:
                ask = asks[number]
                # The commonest ask is for one token more.
                if ask in shown if type(ask) is str else holds(ask, sight):
                    if number in behind:
                        more.update(behind[number])
                    else:
                        found.append(number)
            todo = more - asked
            asked = asked | todo
        found.sort()
        return found


class _Arranged:
    """Filters, and after them the shared clauses that any of them waits for, numbered in this order."""

    def __init__(self, plans: Sequence[Plan], planner: Planner) -> None:
        self._planner = planner
        #: Numbers here by the numbers of shared clauses.
        self._numbers: dict[int, int] = {}
        self.asks: list[Ask] = [plan.ask if plan.anchors is None else plan.rest for plan in plans]
        #: Numbers of those that wait for nothing.
        self.always: list[int] = []
        #: Numbers of those who wait, by the token, or by the number of the shared clause.
        self.waiting: dict[str, list[int]] = {}
        self.behind: dict[int, list[int]] = {}
        #: Numbers of shared clauses by the pattern that they search for.
        self.patterned: dict[int, int] = {}
        for number, plan in enumerate(plans):
            self._wait(number, plan.anchors)

    def _wait(self, number: int, anchors: Iterable[str | int] | None) -> None:
        if anchors is None:
            self.always.append(number)
            return
        for anchor in anchors:
            if isinstance(anchor, str):
                self.waiting.setdefault(anchor, []).append(number)
            else:
                self.behind.setdefault(self._shared(anchor), []).append(number)

    def _shared(self, shared: int) -> int:
        """Give the number here of a shared clause."""
        if shared not in self._numbers:
            node = self._planner.nodes[shared]
            number = self._numbers[shared] = len(self.asks)
            self.asks.append((*node.needed, shared) if node.needed else shared)
            if node.pattern >= 0:
                self.patterned[node.pattern] = number
            self._wait(number, node.anchors)
        return self._numbers[shared]
