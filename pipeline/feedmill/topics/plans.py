"""
Plans: how each clause is asked, and what an article must show before it need be.

What an article shows is a set of tokens (`anchors`), so that most clauses are questions to that set.
Clauses that cost more (phrases, long term sets, patterns, other topics) are shared by all filters that hold
them and asked once for each article. The idea of anchors is that of Lucene Monitor
(`TermFilteredPresearcher`); that a clause settled by its anchor is asked no more, that of a covering
query.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from .anchors import Guesses, token
from .asks import ALWAYS, Cost, Never, Plan, all_of, any_of, holds
from .nodes import Node, any_term, evaluated, labelled, near, searched_for, stands, unbarred, verdict
from .query import (
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
    Query,
    Regex,
    Site,
    SourceIs,
    Where,
    Words,
)
from .reaching import indispensable, reaching

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable

    from feedmill.text.phrases import Phrase

    from .asks import Ask
    from .nodes import Test

__all__ = ["Planner"]


#: Phrases of a term set beyond which it is asked as a whole, not each of them for itself.
_FEW = 64
#: Patterns are anchors only of what has no others: to look for any of them in every article costs more than
#: to be woken in vain by the commonest words.
_SEARCHED = 10_000.0


class Planner:
    """Plans queries; clauses that ask the same share what they cost."""

    def __init__(self, queries: Iterable[Query]) -> None:
        """Guess from *queries* which words are rare."""
        self.guesses = Guesses(queries)
        #: Clauses that are asked once for each article, by number.
        self.nodes: list[Node] = []
        #: Every pattern that is searched for.
        self.patterns: list[str] = []
        #: Every token that anything may ask for, each by the one string that is kept of it.
        self.tokens: dict[str, str] = {}
        self._numbers: dict[Hashable, int] = {}

    def plan(self, query: Query) -> Plan:  # noqa: PLR0911 - one return for each kind of clause
        """Plan one query."""
        match query:
            case Words(phrase=phrase, where=where):
                if shown := _as_token(query):
                    return self._token(shown)
                return self._shared(("words", where, phrase.parts), lambda: self._words(query), Cost.SHARED)
            case And(parts=parts):
                return all_of([self.plan(part) for part in parts])
            case Or(parts=parts):
                return any_of([self.plan(part) for part in parts])
            case Not(part=part):
                inner = self.plan(part)
                return Plan(Never(inner.ask), cost=inner.cost)
            case SourceIs(id=name):
                return self._token(f"source:{name}")
            case Language(code=code):
                return self._token(f"lang:{code}")
            case Site(host=host):
                return self._token(f"site:{host}")
            case Everything():
                return Plan(ALWAYS)
            case _:
                return self._dearer(query)

    def node(self, number: int) -> Node:
        """Give a shared clause."""
        return self.nodes[number]

    def kept(self, tokens: Iterable[str]) -> frozenset[str]:
        """Give *tokens*, each as the one string that is kept of it."""
        return frozenset([self.tokens.setdefault(each, each) for each in tokens])

    def _token(self, shown: str) -> Plan:
        anchors = self.kept((shown,))
        (kept,) = anchors
        return Plan(kept, anchors, weight=self.guesses.weight(kept))

    # --- clauses that are shared

    def _dearer(self, query: Query) -> Plan:  # noqa: PLR0911 - one return for each kind of clause
        match query:
            case AnyTerm(where=where, phrases=phrases):
                return self._shared(("terms", where, id(phrases)), lambda: self._terms(query), Cost.SHARED)
            case Near(where=where, phrase=phrase, distance=distance):
                return self._shared(
                    ("near", where, phrase.parts, distance), lambda: self._near(query), Cost.SHARED
                )
            case Regex(where=where, pattern=pattern):
                return self._shared(("pattern", where, pattern), lambda: self._pattern(query), Cost.PATTERN)
            case Labelled():
                return self._labelled(query)
            case AtLeast():
                return self._shared(("at least", id(query)), lambda: self._at_least(query), Cost.SHARED)
            case InTopic(slug=slug):
                return self._shared(("topic", slug), lambda: self._topic(query), Cost.SHARED)
            case _:
                return self._shared(("other", id(query)), lambda: Node(evaluated(query), None), Cost.LABELS)

    def _shared(self, key: Hashable, make: Callable[[], Node], cost: Cost) -> Plan:
        """Give the plan of a clause that is known by *key*; *make* makes it when it is first met."""
        number = self._numbers.get(key)
        if number is None:
            node = make()
            number = self._numbers[key] = len(self.nodes)
            self.nodes.append(node)
        node = self.nodes[number]
        if node.anchors is None:
            return Plan(number, cost=cost)
        return Plan(number, frozenset({number}), weight=node.weight, cost=cost)

    def _words(self, query: Words) -> Node:
        needed = self.kept(map(token, query.phrase.parts))
        return self._wordy(stands(query, needed), query.phrase, needed)

    def _near(self, query: Near) -> Node:
        needed = self.kept(map(token, query.phrase.parts))
        return self._wordy(near(query, needed), query.phrase, needed)

    def _wordy(self, test: Test, phrase: Phrase, needed: frozenset[str]) -> Node:
        (rarest,) = self.kept([self.guesses.rarest(phrase)])
        others = tuple(sorted(needed - {rarest}))
        return Node(test, frozenset({rarest}), self.guesses.weight(rarest), needed=others)

    def _waiting(self, test: Test, *anchors: str) -> Node:
        return Node(test, self.kept(anchors), sum(map(self.guesses.weight, anchors)))

    def _pattern(self, query: Regex) -> Node:
        self.patterns.append(query.pattern)
        possible = len(self.patterns) - 1
        return Node(searched_for(query, possible), frozenset(), weight=_SEARCHED, pattern=possible)

    def _labelled(self, query: Labelled) -> Plan:
        phrases, place = query.phrases.phrases, query.labels.value
        words = [f"{place}:{token(one.parts[0])}" for one in phrases]
        if query.phrases.barred is None:
            if all(one.sure and len(one.parts) == 1 for one in phrases):
                return any_of([self._token(word) for word in words])
            if len(phrases) == 1:
                one = ("label", place, phrases[0].parts)
                return self._shared(one, lambda: self._waiting(labelled(query), *words), Cost.LABELS)
        many = ("labels", place, id(query.phrases))
        return self._shared(many, lambda: self._waiting(evaluated(query), *words), Cost.LABELS)

    def _terms(self, query: AnyTerm) -> Node:
        """Ask for the words of a set together, for each phrase where its rarest word stands."""
        phrases = query.phrases.phrases
        tokens: set[str] = set()
        anchors: set[str | int] = set()
        waiting: dict[str, list[Test]] = {}
        for phrase in phrases:
            words = Words(at=query.at, where=query.where, phrase=phrase)
            shown = _as_token(words)
            if shown:
                tokens.add(shown)
                continue
            rarest = self.guesses.rarest(phrase)
            if len(phrases) <= _FEW:
                plan = self.plan(words)
                anchors |= plan.anchors or frozenset()
                test = _test(plan.ask)
            else:
                anchors.add(rarest)
                test = stands(words, self.kept(map(token, phrase.parts)))
            waiting.setdefault(rarest, []).append(test)
        known = self.kept(tokens)
        test = any_term(known, waiting)
        anchors |= self.kept([each for each in anchors if isinstance(each, str)]) | known
        if query.phrases.barred is not None:
            test = unbarred(query, test)
        return Node(test, frozenset(anchors), sum(map(self._weight, anchors)))

    def _at_least(self, query: AtLeast) -> Node:
        plans = [self.plan(part) for part in query.parts]
        weighed = sorted(zip(plans, query.weights, strict=True), key=lambda one: one[0].cost)
        anchors = indispensable([(plan.anchors, weight) for plan, weight in weighed], query.minimum)
        test = reaching([(_test(plan.ask), weight) for plan, weight in weighed], query.minimum)
        return Node(test, anchors, sum(map(self._weight, anchors or ())))

    def _weight(self, anchor: str | int) -> float:
        return self.nodes[anchor].weight if isinstance(anchor, int) else self.guesses.weight(anchor)

    def _topic(self, query: InTopic) -> Node:
        inner = self.plan(query.query)
        return Node(verdict(query.slug, _test(inner.ask)), inner.anchors, inner.weight)


def _as_token(query: Words) -> str:
    """Give the token that is all that a clause asks for; empty if it asks for more."""
    phrase, where = query.phrase, query.where
    return (
        token(phrase.parts[0], where)
        if phrase.sure and len(phrase.parts) == 1 and where is not Where.LEAD
        else ""
    )


def _test(ask: Ask) -> Test:
    return lambda sight: holds(ask, sight)
