"""
Which parts of an OR match, for the reasons of filters that were asked together.

The parts are those that `evaluate` would name. Words are looked up, so that a filter that lists a
thousand of them has its reasons as soon as one that lists ten.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from .asks import holds

if TYPE_CHECKING:
    from .asks import Ask
    from .plans import Planner
    from .query import AtLeast, Or, Query
    from .sight import Sight

__all__ = ["Alternatives"]


class _Parts:
    """The parts of one OR, or of one weighed group."""

    def __init__(self, query: Or | AtLeast, planner: Planner) -> None:
        self._parts = query.parts
        #: Places of the parts that are no more than tokens, by the token.
        self._tokens: dict[str, list[int]] = {}
        self._others: list[tuple[int, Ask]] = []
        for place, part in enumerate(query.parts):
            ask = planner.plan(part).ask
            if isinstance(ask, str | frozenset):
                for token in (ask,) if isinstance(ask, str) else ask:
                    self._tokens.setdefault(token, []).append(place)
            else:
                self._others.append((place, ask))

    def matching(self, sight: Sight) -> tuple[Query, ...]:
        """Give the parts that match, in order."""
        places = {place for place, ask in self._others if holds(ask, sight)}
        for token in sight.shown & self._tokens.keys():
            places.update(self._tokens[token])
        return tuple([self._parts[place] for place in sorted(places)])


class Alternatives:
    """The ORs and weighed groups of many filters; each is looked at when it is first asked for."""

    def __init__(self, planner: Planner) -> None:
        """Plan the parts by *planner*, which has planned the ORs themselves."""
        self._planner = planner
        #: By the identity of the OR, which lives as long as its filter.
        self._known: dict[int, _Parts] = {}

    def matching(self, query: Or | AtLeast, sight: Sight) -> tuple[Query, ...]:
        """Give the parts of *query* that match, in order."""
        if id(query) not in self._known:
            self._known[id(query)] = _Parts(query, self._planner)
        return self._known[id(query)].matching(sight)
