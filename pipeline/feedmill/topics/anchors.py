"""
Anchors: what an article must show before a filter need be asked, and how rare that is.

Everything that an article shows is a token: a word as it is (`aid`), a beginning (`assist*`), a stem of
some language (`assist~en`), a word in one place (`title:aid`, `body:aid`, `tag:war`), a circumstance
(`source:bbc`, `lang:uk`, `site:bbc.co.uk`).
Only speed rests on the guesses here: a common word taken for a rare one wakes filters in vain, and
they say no. This file knows no article.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from feedmill.text.story_words import COMMON

from .query import AnyTerm, InTopic, Labelled, Near, Query, Where, Words, children

if TYPE_CHECKING:
    from collections.abc import Iterable

    from feedmill.text.phrases import Part, Phrase

__all__ = ["Guesses", "token"]

_PLACES = {Where.BOTH: "", Where.LEAD: "", Where.TITLE: "title:", Where.BODY: "body:"}

# How often something is shown, relative to a word that few filters ask for and nobody says all the time.
# Titles hold about one word in thirty of an article; labels hold few words, and the same again and again;
# an installation has tens of sources and a few languages.
_COMMON = 200.0
_BEGUN = 4.0
_IN_PLACE = {
    "title": 1 / 30,
    "body": 1.0,
    "author": 1.0,
    "category": 3.0,
    "tag": 3.0,
    "source": 5.0,
    "site": 5.0,
    "lang": 100.0,
}
#: Short words are likely to be common ones: articles, prepositions. By their length; not of scripts of which
#: each letter is a word, since all words of such phrases have one.
_SHORT = {1: 200.0, 2: 40.0, 3: 6.0, 4: 2.0}


def token(part: Part, where: Where = Where.BOTH) -> str:
    """
    Give the token of a word of a phrase, case aside.

    Of the lead there are none: a word of it is one of the text.
    """
    end = "*" if part.prefix else f"~{part.stem}" if part.stem else ""
    place = _PLACES[where]
    return f"{place}{part.norm}{end}" if place or end else part.norm


class Guesses:
    """How often tokens are shown, guessed from how often filters ask for them."""

    def __init__(self, queries: Iterable[Query]) -> None:
        """Count the words that *queries* ask for: what many ask for is talked of."""
        self._asked: Counter[str] = Counter()
        self._counted: set[int] = set()
        for query in queries:
            self._count(query)

    def weight(self, shown: str) -> float:
        """Guess how often the token *shown* is shown, in units of a rare word."""
        place, _, norm = shown.rpartition(":")
        if place in {"", "title", "body"}:
            return self._word(norm) * _IN_PLACE.get(place, 1.0)
        return _IN_PLACE[place]

    def rarest(self, phrase: Phrase) -> str:
        """Give the word of *phrase* that is probably the rarest."""
        return min(map(token, phrase.parts), key=self.weight)

    def _word(self, norm: str) -> float:
        bare = norm.rstrip("*").partition("~")[0]
        weight = 1.0 + self._asked[bare]
        if bare != norm:
            return weight * _BEGUN
        if norm.isalpha():
            weight *= _SHORT.get(len(norm), 1.0)
        return weight * _COMMON if norm in COMMON else weight

    def _count(self, query: Query) -> None:
        """Count the words of a query; a term set once, however many ask for it."""
        match query:
            case Words(phrase=phrase) | Near(phrase=phrase):
                self._asked.update([part.norm for part in phrase.parts])
            case AnyTerm(phrases=phrases) | Labelled(phrases=phrases):
                if id(phrases) not in self._counted:
                    self._counted.add(id(phrases))
                    self._asked.update([part.norm for phrase in phrases.phrases for part in phrase.parts])
            case InTopic():
                pass  # a filter of its own, as a rule among those counted
            case _:
                for part in children(query):
                    self._count(part)
