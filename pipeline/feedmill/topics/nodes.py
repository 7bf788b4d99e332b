"""
Clauses that many filters may share and that are asked once for each article, each as a test.

A test gives what `evaluate` gives. Before it looks at a text it asks the article's tokens, which
nearly always settles it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from feedmill.text.phrases import occurs

from .evaluate import evaluate
from .query import Where

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from .query import AnyTerm, Labelled, Near, Query, Regex, Words
    from .sight import Sight

__all__ = [
    "Node",
    "Test",
    "any_term",
    "evaluated",
    "labelled",
    "near",
    "searched_for",
    "stands",
    "unbarred",
    "verdict",
]

Test: TypeAlias = "Callable[[Sight], bool]"


@dataclass(frozen=True, slots=True)
class Node:
    """A clause that is asked once for each article."""

    test: Test
    #: Of these tokens and other shared clauses one is shown wherever it holds; None = there are no such.
    anchors: frozenset[str | int] | None
    #: How often one of them is shown, guessed.
    weight: float = 0.0
    #: Tokens that are shown besides one of the anchors wherever it holds.
    needed: tuple[str, ...] = ()
    #: The number of the pattern that it searches for; else -1.
    pattern: int = -1


def evaluated(query: Query) -> Test:
    """Test as `evaluate` does."""
    return lambda sight: evaluate(query, sight.subject)


def stands(query: Words, needed: frozenset[str]) -> Test:
    """Test that a phrase stands in the texts, where all its *needed* tokens are shown."""
    phrase, where = query.phrase, query.where
    if phrase.sure and where is Where.BOTH and not phrase.stem:
        trace = phrase.trace
        return lambda sight: needed <= sight.shown and (trace in sight.body or trace in sight.title)

    def test(sight: Sight) -> bool:
        if not needed <= sight.shown:
            return False
        for _, passage in sight.subject.passages[where]:  # noqa: SIM110 - a plain loop costs half of any()
            if occurs(phrase, passage):
                return True
        return False

    return test


def near(query: Near, needed: frozenset[str]) -> Test:
    """Test the distance, where all *needed* tokens are shown."""
    return lambda sight: needed <= sight.shown and evaluate(query, sight.subject)


def any_term(tokens: frozenset[str], waiting: Mapping[str, Sequence[Test]]) -> Test:
    """Test that a token is shown, or another test holds, asked where the token is that it needs."""
    needed = frozenset(waiting)

    def test(sight: Sight) -> bool:
        shown = sight.shown
        if not tokens.isdisjoint(shown):
            return True
        return any(one(sight) for token in needed & shown for one in waiting[token])

    return test


def unbarred(query: AnyTerm, test: Test) -> Test:
    """Test whether a term counts, where one stands, which *test* tells."""
    return lambda sight: test(sight) and evaluate(query, sight.subject)


def searched_for(query: Regex, number: int) -> Test:
    """Test a pattern, by the *number* by which a sight says whether it is possible at all."""
    return lambda sight: number in sight.possible and evaluate(query, sight.subject)


def labelled(query: Labelled) -> Test:
    """Test that a phrase stands in a label."""
    (phrase,), labels = query.phrases.phrases, query.labels
    return lambda sight: any(occurs(phrase, text) for text in sight.subject.labels(labels))


def verdict(slug: str, test: Test) -> Test:
    """Test another topic's filter, and let `evaluate` know what it said."""

    def told(sight: Sight) -> bool:
        verdicts = sight.subject.verdicts
        if slug not in verdicts:
            verdicts[slug] = test(sight)
        return verdicts[slug]

    return told
