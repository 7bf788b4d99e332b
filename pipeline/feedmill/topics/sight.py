"""
Sights: articles as the asks of many filters see them.

A sight holds what an article shows of that which filters ask for, says who waits for it, and remembers what
shared clauses have answered.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from .places import searched
from .query import Where

if TYPE_CHECKING:
    from collections.abc import Sequence

    from feedmill.text.linear import Patterns
    from feedmill.text.phrases import Phrase, PhraseSet

    from .alternatives import Alternatives
    from .lexicon import Lexicon
    from .nodes import Node
    from .query import AtLeast, Or, Query
    from .subject import Subject

__all__ = ["Book", "Sight"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    """What sights of all articles look up."""

    nodes: Sequence[Node]
    patterns: Patterns
    #: Numbers of the patterns that anybody waits for.
    awaited: frozenset[int]
    #: Somebody is asked of every article, whatever it shows.
    restless: bool
    alternatives: Alternatives


class Sight:
    """An article as asks see it."""

    __slots__ = ("_answers", "_book", "_possible", "awake", "body", "shown", "subject", "title")

    def __init__(self, subject: Subject, lexicon: Lexicon, book: Book) -> None:
        """Look at *subject*, as far as its tokens are in *lexicon*."""
        (_, title), (_, body) = subject.passages[Where.BOTH]
        self.subject = subject
        self.title, self.body = title.padded, body.padded
        self._book = book
        self._answers: dict[int, bool] = {}
        self._possible: frozenset[int] | None = None
        asked = book.restless or (bool(book.awaited) and not book.awaited.isdisjoint(self.possible))
        #: The tokens that it shows, and the numbers of those who wait for any of them.
        self.shown, self.awake = lexicon.shown(subject, asked=asked)

    @property
    def possible(self) -> frozenset[int]:
        """Give the numbers of the patterns that may be found in it, looked for once."""
        if self._possible is None:
            self._possible = frozenset(self._book.patterns.possible(searched(self.subject)))
        return self._possible

    def answer(self, number: int) -> bool:
        """Give the answer of a shared clause, which is asked once."""
        answer = self._answers.get(number)
        if answer is None:
            answer = self._answers[number] = self._book.nodes[number].test(self)
        return answer

    def parts(self, query: Or | AtLeast) -> tuple[Query, ...]:
        """Give the parts of *query* that match, in order."""
        return self._book.alternatives.matching(query, self)

    def phrases(self, terms: PhraseSet, field: str) -> list[Phrase]:
        """Give the phrases of *terms* that stand in the title or the text, in order."""
        ((_, passage),) = self.subject.passages[Where.TITLE if field == "title" else Where.BODY]
        (numbers,) = terms.numbers(passage)
        return [terms.phrases[number] for number in sorted(numbers)]
