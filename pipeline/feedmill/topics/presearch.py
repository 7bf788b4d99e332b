"""
Presearch: which filters match, found by the phrases that stand in an article.

Every phrase of every filter is looked for once, all together. A filter is asked only if a phrase
that it cannot do without was found, and is then asked in terms of the phrases found; what words do
not decide is left to `evaluate`. The answers are those of `evaluate`, filter by filter; this file
gives no reasons.

The idea is that of Lucene Monitor (`TermFilteredPresearcher`): index the queries, ask the document.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from feedmill.text.phrases import Phrase, PhraseSet, phrase_set

from .evaluate import evaluate
from .query import (
    And,
    AnyTerm,
    AtLeast,
    Everything,
    InTopic,
    Labelled,
    Near,
    Not,
    Or,
    Query,
    Regex,
    Where,
    Words,
)
from .reaching import indispensable, reaching

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from collections.abc import Set as AbstractSet

    from feedmill.text.phrases import Part

    from .compile import Filter
    from .subject import Subject

__all__ = ["Presearch"]


@dataclass(frozen=True, slots=True)
class _Seen:
    """Numbers of the phrases that stand in the subject's texts."""

    title: AbstractSet[int]
    body: AbstractSet[int]
    both: AbstractSet[int]
    #: Part of the body's; empty if no filter asks for it.
    lead: AbstractSet[int]
    subject: Subject
    presearch: Presearch
    #: What patterns have answered, by the identity of their clause: reasons ask again.
    patterns: dict[int, bool] = field(default_factory=dict)

    def parts(self, query: Or | AtLeast) -> tuple[Query, ...]:
        """Give the parts of *query* that match, in order."""
        return self.presearch.alternatives(query).matching(self)

    def phrases(self, terms: PhraseSet, field: str) -> list[Phrase]:
        """Give the phrases of *terms* that stand in the title or the text, in order."""
        places = self.presearch.places(terms)
        here = self.title if field == "title" else self.body
        return [
            terms.phrases[place]
            for place in sorted(place for number in here & places.keys() for place in places[number])
        ]


_Test: TypeAlias = Callable[[_Seen], bool]


@dataclass(frozen=True, slots=True)
class _Plan:
    """How one query is asked."""

    test: _Test
    #: Of these phrases one stands in every article that the query matches; None = no such phrases.
    anchors: frozenset[int] | None
    #: Cheaper parts are asked first.
    cost: int


@dataclass(frozen=True, slots=True)
class _Alternatives:
    """The parts of an OR, arranged so that most need not be asked."""

    #: Each part with its test.
    parts: tuple[tuple[Query, _Test], ...]
    #: Places of the parts that have no anchors.
    always: frozenset[int]
    #: Places of the others by each of their anchors.
    waiting: dict[int, tuple[int, ...]]

    def matching(self, seen: _Seen) -> tuple[Query, ...]:
        """Give the parts that match, in order."""
        asked = set(self.always)
        for number in seen.both & self.waiting.keys():
            asked.update(self.waiting[number])
        parts = map(self.parts.__getitem__, sorted(asked))
        return tuple([part for part, test in parts if test(seen)])


class Presearch:
    """Many filters arranged so that most need not be asked."""

    def __init__(self, filters: Iterable[Filter]) -> None:
        """Arrange *filters*; matches come in their order."""
        self._filters = tuple(filters)
        self._planner = _Planner()
        plans = [self._planner.plan(each.query) for each in self._filters]
        self._phrases = phrase_set(self._planner.phrases)
        self._tests = [plan.test for plan in plans]
        self._always, self._waiting = _arranged(plans)
        #: By the identity of the OR, which lives as long as its filter.
        self._alternatives: dict[int, _Alternatives] = {}
        #: The same by term set: number of a phrase → its places in the set.
        self._places: dict[int, dict[int, list[int]]] = {}

    @property
    def empty(self) -> bool:
        """Say whether there is no filter at all."""
        return not self._filters

    def seen(self, subject: Subject) -> _Seen:
        """Look for every phrase in *subject*."""
        (_, title), (_, body) = subject.passages[Where.BOTH]
        in_title, in_body = self._phrases.numbers(title, body)
        in_lead: AbstractSet[int] = frozenset()
        if self._planner.leads and in_body:
            ((_, lead),) = subject.passages[Where.LEAD]
            (in_lead,) = self._phrases.numbers(lead)
        return _Seen(in_title, in_body, in_title | in_body, in_lead, subject, self)

    def matching(self, seen: _Seen) -> Iterator[Filter]:
        """Yield the filters that match, in order."""
        asked = set(self._always)
        for number in seen.both:
            asked.update(self._waiting.get(number, ()))
        return (self._filters[place] for place in sorted(asked) if self._tests[place](seen))

    def alternatives(self, query: Or | AtLeast) -> _Alternatives:
        """Arrange the parts of an OR, or a weighed group, of these filters, when it is first asked for."""
        if id(query) not in self._alternatives:
            plans = [self._planner.plan(part) for part in query.parts]
            tests = (plan.test for plan in plans)
            self._alternatives[id(query)] = _Alternatives(
                tuple(zip(query.parts, tests, strict=True)), *_arranged(plans)
            )
        return self._alternatives[id(query)]

    def places(self, terms: PhraseSet) -> dict[int, list[int]]:
        """Give the places of the phrases in a term set of these filters by their numbers here."""
        if id(terms) not in self._places:
            places: dict[int, list[int]] = {}
            for place, phrase in enumerate(terms.phrases):
                places.setdefault(self._planner.number(phrase), []).append(place)
            self._places[id(terms)] = places
        return self._places[id(terms)]


def _arranged(plans: Iterable[_Plan]) -> tuple[frozenset[int], dict[int, tuple[int, ...]]]:
    """Give the places of plans without anchors, and those of the others by each of their anchors."""
    always: set[int] = set()
    waiting: dict[int, list[int]] = {}
    for place, plan in enumerate(plans):
        if plan.anchors is None:
            always.add(place)
        for number in plan.anchors or ():
            waiting.setdefault(number, []).append(place)
    return frozenset(always), {number: tuple(places) for number, places in waiting.items()}


class _Planner:
    """Plans queries, and numbers the phrases that they ask for."""

    def __init__(self) -> None:
        self._numbers: dict[tuple[Part, ...], int] = {}
        self._topics: dict[str, _Plan] = {}
        self.phrases: list[Phrase] = []
        #: Whether any clause asks for words of the lead.
        self.leads = False

    def plan(self, query: Query) -> _Plan:  # noqa: PLR0911 - one return for each kind of clause
        match query:
            case AnyTerm(phrases=PhraseSet(barred=PhraseSet())):
                return self._unbarred(query)
            case Words() | AnyTerm():
                numbers = self._asked(query)
                return _Plan(_any_of(numbers, query.where), numbers, 0)
            case Near():
                return self._near(query)
            case And(parts=parts):
                return _all([self.plan(part) for part in parts])
            case Or(parts=parts):
                return self._or(parts)
            case AtLeast(parts=parts):
                return _at_least(query, [self.plan(part) for part in parts])
            case Not(part=part):
                inner = self.plan(part)
                return _Plan(_negated(inner.test), None, inner.cost)
            case InTopic(slug=slug):
                if slug not in self._topics:
                    inner = self.plan(query.query)
                    self._topics[slug] = _Plan(_remembered(slug, inner.test), inner.anchors, inner.cost)
                return self._topics[slug]
            case _:
                return _Plan(_evaluated(query), None, _cost(query))

    def number(self, phrase: Phrase) -> int:
        """Give the number of a phrase, a new one if it has none."""
        number = self._numbers.setdefault(phrase.parts, len(self.phrases))
        if number == len(self.phrases):
            self.phrases.append(phrase)
        return number

    def _asked(self, query: Words | AnyTerm) -> frozenset[int]:
        phrases = (query.phrase,) if isinstance(query, Words) else query.phrases.phrases
        self.leads = self.leads or query.where is Where.LEAD
        return frozenset(map(self.number, phrases))

    def _near(self, query: Near) -> _Plan:
        """Ask for the distance only where all of the words are."""
        parts = {part: self.number(Phrase(written="", parts=(part,))) for part in query.phrase.parts}
        numbers, evaluated = frozenset(parts.values()), _evaluated(query)

        def test(seen: _Seen) -> bool:
            return numbers <= seen.both and evaluated(seen)

        return _Plan(test, frozenset({parts[query.phrase.rarest()]}), 1)

    def _unbarred(self, query: AnyTerm) -> _Plan:
        """Ask whether a term counts only where one stands."""
        numbers, evaluated = self._asked(query), _evaluated(query)
        stands = _any_of(numbers, query.where)
        return _Plan(lambda seen: stands(seen) and evaluated(seen), numbers, 1)

    def _or(self, parts: Sequence[Query]) -> _Plan:
        """Ask for all phrases in one place together; then for what else there is."""
        together: dict[Where, set[int]] = {}
        plans: list[_Plan] = []
        for part in parts:
            if isinstance(part, Words) or (isinstance(part, AnyTerm) and part.phrases.barred is None):
                together.setdefault(part.where, set()).update(self._asked(part))
            else:
                plans.append(self.plan(part))
        groups = [(frozenset(numbers), where) for where, numbers in together.items()]
        plans += [_Plan(_any_of(numbers, where), numbers, 0) for numbers, where in groups]
        return _any(plans)


def _any_of(numbers: frozenset[int], where: Where) -> _Test:
    match where:
        case Where.TITLE:
            return lambda seen: not numbers.isdisjoint(seen.title)
        case Where.BODY:
            return lambda seen: not numbers.isdisjoint(seen.body)
        case Where.LEAD:
            return lambda seen: not numbers.isdisjoint(seen.lead)
        case _:
            return lambda seen: not numbers.isdisjoint(seen.both)


def _all(plans: Sequence[_Plan]) -> _Plan:
    """Join plans of which all must hold; the fewest anchors of one of them will do."""
    tests = tuple(plan.test for plan in sorted(plans, key=_by_cost))
    anchors = min((plan.anchors for plan in plans if plan.anchors is not None), key=len, default=None)

    def test(seen: _Seen) -> bool:
        return all(one(seen) for one in tests)

    return _Plan(test, anchors, max(map(_by_cost, plans)))


def _any(plans: Sequence[_Plan]) -> _Plan:
    """Join plans of which one must hold; all of them need anchors."""
    if len(plans) == 1:
        return plans[0]
    tests = tuple(plan.test for plan in sorted(plans, key=_by_cost))
    anchors: frozenset[int] | None = frozenset()
    for plan in plans:
        anchors = None if anchors is None or plan.anchors is None else anchors | plan.anchors

    def test(seen: _Seen) -> bool:
        return any(one(seen) for one in tests)

    return _Plan(test, anchors, max(map(_by_cost, plans)))


def _at_least(query: AtLeast, plans: Sequence[_Plan]) -> _Plan:
    """Join plans whose weights must sum to a minimum."""
    weighed = sorted(zip(plans, query.weights, strict=True), key=lambda one: one[0].cost)
    reaches = reaching([(plan.test, weight) for plan, weight in weighed], query.minimum)
    anchors = indispensable([(plan.anchors, weight) for plan, weight in weighed], query.minimum)
    return _Plan(reaches, anchors, weighed[-1][0].cost)


def _by_cost(plan: _Plan) -> int:
    return plan.cost


def _negated(test: _Test) -> _Test:
    return lambda seen: not test(seen)


def _remembered(slug: str, test: _Test) -> _Test:
    """Ask another topic's filter once for each article, as `evaluate` does."""

    def remembered(seen: _Seen) -> bool:
        verdicts = seen.subject.verdicts
        if slug not in verdicts:
            verdicts[slug] = test(seen)
        return verdicts[slug]

    return remembered


def _evaluated(query: Query) -> _Test:
    if isinstance(query, Regex):
        return _asked_once(query)
    return lambda seen: evaluate(query, seen.subject)


def _asked_once(query: Regex) -> _Test:
    def asked(seen: _Seen) -> bool:
        if id(query) not in seen.patterns:
            seen.patterns[id(query)] = evaluate(query, seen.subject)
        return seen.patterns[id(query)]

    return asked


def _cost(query: Query) -> int:
    """Rank what words do not decide: circumstances, then labels, which are texts, then patterns."""
    match query:
        case Everything():
            return 0
        case Labelled():
            return 2
        case Regex():
            return 3
        case _:
            return 1
