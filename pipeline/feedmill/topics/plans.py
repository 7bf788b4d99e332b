"""
Plans: how each clause is asked, and what an article must show before it need be.

What an article shows is a set of tokens (`anchors`), so that most clauses are questions to that set.
Clauses that cost more (phrases, long term sets, patterns, other topics) are shared by all filters that hold
them and asked once for each article. The idea of anchors is that of Lucene Monitor
(`TermFilteredPresearcher`); that a clause settled by its anchor is asked no more, that of a covering
query.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from .anchors import Guesses, token
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
    from collections.abc import Callable, Hashable, Iterable, Sequence

    from .nodes import Test
    from .sight import Sight

__all__ = ["ALWAYS", "Ask", "Plan", "Planner", "holds"]


class Either(tuple["Ask", ...]):
    """One of these must hold."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Never:
    """This must not hold."""

    ask: Ask


#: A token that must be shown, tokens of which one must be, the number of a shared clause, or asks that must
#: all hold, of which one must, or that must not.
Ask: TypeAlias = "str | frozenset[str] | int | tuple[Ask, ...] | Either | Never"

#: Nothing is left to ask.
ALWAYS: Ask = ()

#: Phrases of a term set beyond which it is asked as a whole, not each of them for itself.
_FEW = 64
# What is asked, from the cheapest: tokens, phrases, labels, patterns.
_TOKENS, _SHARED, _LABELS, _PATTERN = range(4)


def holds(ask: Ask, sight: Sight) -> bool:
    """Say whether *ask* holds of what *sight* shows."""
    kind = type(ask)
    if kind is str:
        return ask in sight.shown
    if kind is tuple:
        shown = sight.shown
        for one in ask:  # type: ignore[union-attr] # noqa: SIM110
            # Most asks are for a token: a call of its own would cost twice as much as the answer.
            if one not in shown if type(one) is str else not holds(one, sight):
                return False
        return True
    if kind is frozenset:
        return not ask.isdisjoint(sight.shown)  # type: ignore[union-attr]
    return _holds_dearer(ask, sight)


def _holds_dearer(ask: Ask, sight: Sight) -> bool:
    kind = type(ask)
    if kind is int:
        return sight.answer(ask)  # type: ignore[arg-type]
    if kind is Either:
        for one in ask:  # type: ignore[union-attr] # noqa: SIM110
            if holds(one, sight):
                return True
        return False
    return not holds(ask.ask, sight)  # type: ignore[union-attr]


#: To look for patterns in every article costs as much as being woken in vain by this many rare words.
_SEARCHED = 150.0


@dataclass(frozen=True, slots=True)
class Plan:
    """How one clause is asked."""

    ask: Ask
    #: Of these tokens and shared clauses one is shown by every article that the clause matches; None = there
    #: are no such.
    anchors: frozenset[str | int] | None = None
    #: What is left to ask once one of the anchors is shown.
    rest: Ask = ALWAYS
    #: How often an anchor is shown, guessed.
    weight: float = 0.0
    cost: int = _TOKENS


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
                return self._shared(("words", where, phrase.parts), lambda: self._words(query), _SHARED)
            case And(parts=parts):
                return _all([self.plan(part) for part in parts])
            case Or(parts=parts):
                return _any([self.plan(part) for part in parts])
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
                return self._shared(("terms", where, id(phrases)), lambda: self._terms(query), _SHARED)
            case Near(where=where, phrase=phrase, distance=distance):
                return self._shared(
                    ("near", where, phrase.parts, distance), lambda: self._near(query), _SHARED
                )
            case Regex(where=where, pattern=pattern):
                return self._shared(("pattern", where, pattern), lambda: self._pattern(query), _PATTERN)
            case Labelled():
                return self._labelled(query)
            case AtLeast():
                return self._shared(("at least", id(query)), lambda: self._at_least(query), _SHARED)
            case InTopic(slug=slug):
                return self._shared(("topic", slug), lambda: self._topic(query), _SHARED)
            case _:
                return self._shared(("other", id(query)), lambda: Node(evaluated(query), None), _LABELS)

    def _shared(self, key: Hashable, make: Callable[[], Node], cost: int) -> Plan:
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
        return self._waiting(stands(query, needed), self.guesses.rarest(query.phrase))

    def _near(self, query: Near) -> Node:
        needed = self.kept(map(token, query.phrase.parts))
        return self._waiting(near(query, needed), self.guesses.rarest(query.phrase))

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
                return _any([self._token(word) for word in words])
            if len(phrases) == 1:
                one = ("label", place, phrases[0].parts)
                return self._shared(one, lambda: self._waiting(labelled(query), *words), _LABELS)
        many = ("labels", place, id(query.phrases))
        return self._shared(many, lambda: self._waiting(evaluated(query), *words), _LABELS)

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


# --- clauses of clauses


def _all(plans: Sequence[Plan]) -> Plan:
    """Join plans of which all must hold; the anchors of the one that is rarest will do."""
    cost = max(plan.cost for plan in plans)
    anchored = [plan for plan in plans if plan.anchors is not None]
    if not anchored:
        return Plan(_every(plans), cost=cost)
    rarest = min(anchored, key=lambda plan: plan.weight)
    left = [Plan(rarest.rest, cost=rarest.cost), *(plan for plan in plans if plan is not rarest)]
    return Plan(_every(plans), rarest.anchors, rest=_every(left), weight=rarest.weight, cost=cost)


def _every(plans: Sequence[Plan]) -> Ask:
    """Ask for all, the cheaper first."""
    asks: list[Ask] = []
    for plan in sorted(plans, key=lambda plan: (plan.cost, isinstance(plan.ask, Never))):
        asks += plan.ask if type(plan.ask) is tuple else (plan.ask,)
    return asks[0] if len(asks) == 1 else tuple(asks)


def _any(plans: Sequence[Plan]) -> Plan:
    """Join plans of which one must hold; all of them need anchors."""
    tokens: set[str] = set()
    others: list[Plan] = []
    for plan in plans:
        if isinstance(plan.ask, str | frozenset):
            tokens |= {plan.ask} if isinstance(plan.ask, str) else plan.ask
        else:
            others.append(plan)
    asks: list[Ask] = [frozenset(tokens)] if tokens else []
    asks += [plan.ask for plan in sorted(others, key=lambda plan: plan.cost)]
    ask = asks[0] if len(asks) == 1 else Either(asks)
    cost = max(plan.cost for plan in plans)
    anchors: set[str | int] = set()
    for plan in plans:
        if plan.anchors is None:
            return Plan(ask, cost=cost)
        anchors |= plan.anchors
    sure = all(plan.rest == ALWAYS for plan in plans)
    return Plan(
        ask, frozenset(anchors), rest=ALWAYS if sure else ask, weight=sum(p.weight for p in plans), cost=cost
    )
