"""
Sights: articles as the asks of many filters see them.

Of what an article shows, a sight holds those tokens alone that any filter asks for, and says who waits
for them. This file evaluates nothing itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from feedmill.text.word_index import WordIndex

from .evaluate import site_of
from .places import searched
from .query import Labels, Where

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from feedmill.text.linear import Patterns
    from feedmill.text.phrases import Passage, Phrase, PhraseSet

    from .alternatives import Alternatives
    from .nodes import Node
    from .query import AtLeast, Or, Query
    from .subject import Subject

__all__ = ["Book", "Lexicon", "Numbers", "Sight"]

#: Words of one place that are remembered at most, with what they show: those of texts in about 2 MB.
_MOST = 16_384
#: Beginnings are told apart by so many letters first.
_HEAD = 3
#: More words than these take RE2 longer to look for than all words of a text take to look up.
_QUICK = 4_096
#: After so many looks in one go they are given up, if more than this share of them was in vain.
_TRIED, _IN_VAIN = 256, 0.85

Numbers = tuple[int, ...]
#: The tokens that a word shows, and the numbers of those who wait for any of them.
_Known = tuple[tuple[str, ...], Numbers]


class Lexicon:
    """All tokens that filters ask for, with who waits for them."""

    def __init__(self, tokens: Iterable[str], waiting: Mapping[str, Numbers]) -> None:
        """Hold *tokens*, and for some of them the numbers of those who wait."""
        kept = {token: token for token in tokens}
        self._tokens, self._waiting = kept, waiting
        places = {token.partition(":")[0] for token in kept if ":" in token}
        #: The languages that any token is a stem of; "" are words as they stand.
        languages = ("", *sorted({token.partition("~")[2] for token in kept if "~" in token}))
        self._title = {each: _Words(kept, waiting, ("", "title"), each) for each in languages}
        self._body = {each: _Words(kept, waiting, ("", "body"), each) for each in languages}
        self._labels = {
            labels: {each: _Words(kept, waiting, (labels.value,), each) for each in languages}
            for labels in Labels
            if labels.value in places
        }
        self._sites = "site" in places
        self._quick = _quick(waiting)
        #: How often it was asked, and how often it said that all words must be looked up.
        self._looks = self._vain = 0

    def shown(self, subject: Subject, *, asked: bool = True) -> tuple[set[str], set[int]]:
        """
        Give the tokens that *subject* shows, and the numbers of those who wait for any of them.

        If nobody is *asked* but those whom a token wakes, there may be none where they would wake nobody.
        """
        (_, title), (_, body) = subject.passages[Where.BOTH]
        known = list(self._about(subject))
        for labels, words in self._labels.items():
            for label in subject.labels(labels):
                known += _known(label, words)
        if asked or any(wait for _, wait in known) or self._is_awaited(title, body):
            known += _known(body, self._body) + _known(title, self._title)
        if not known:
            return set(), set()
        tokens, numbers = zip(*known, strict=True)
        return set().union(*tokens), set().union(*numbers)

    def _is_awaited(self, title: Passage, body: Passage) -> bool:
        """Look once for all words that are waited for, unless nearly every look was in vain."""
        if self._quick is None:
            return True
        self._looks += 1
        awaited = self._quick.is_awaited(title, body)
        self._vain += awaited
        if self._looks >= _TRIED:
            # What it was worth does not change what is found: without it all words are looked up.
            self._quick = None if self._vain > _IN_VAIN * self._looks else self._quick
            self._looks = self._vain = 0
        return awaited

    def _about(self, subject: Subject) -> Iterator[_Known]:
        """Yield what is known of the article's circumstances."""
        article = subject.article
        shown = [f"source:{article.source}", f"lang:{article.language.lower().partition('-')[0]}"]
        if self._sites:
            host = site_of(article.url)
            while host:
                shown.append(f"site:{host}")
                host = host.partition(".")[2]
        for token in shown:
            if token in self._tokens:
                yield (token,), self._waiting.get(token, ())


def _quick(waiting: Iterable[str]) -> WordIndex | None:
    """Give what tells in one look that no word of title and text is waited for; None if that takes long."""
    norms = {token.removeprefix("title:").removeprefix("body:") for token in waiting}
    words = {norm for norm in norms if ":" not in norm}
    if len(words) > _QUICK or any("~" in word for word in words):
        return None
    return WordIndex((word.rstrip("*"), word.endswith("*")) for word in words)


def _known(passage: Passage, words: Mapping[str, _Words]) -> list[_Known]:
    """Give what is known of the words of *passage*, and of their stems."""
    known: list[_Known] = []
    for language, each in words.items():
        known += each.known((passage.stemmed(language) if language else passage).vocabulary)
    return known


class _Words(dict[str, "_Known | None"]):
    """Word of one place → what it shows; None if nobody asks. Remembers words met lately, at no risk."""

    def __init__(
        self, tokens: Mapping[str, str], waiting: Mapping[str, Numbers], places: Sequence[str], language: str
    ) -> None:
        super().__init__()
        self._whole: dict[str, _Known] = {}
        self._begun: dict[str, _Known] = {}
        for token in tokens.values():
            place, _, norm = token.rpartition(":")
            if place not in places or norm.partition("~")[2] != language:
                continue
            known = self._begun if norm.endswith("*") else self._whole
            shown, numbers = known.get(bare := norm.rstrip("*").partition("~")[0], ((), ()))
            known[bare] = (*shown, token), numbers + waiting.get(token, ())
        #: How long the beginnings are that anybody asks for, by their first letters.
        self._head = min(_HEAD, *map(len, self._begun)) if self._begun else _HEAD
        self._lengths: dict[str, set[int]] = {}
        for begun in self._begun:
            self._lengths.setdefault(begun[: self._head], set()).add(len(begun))

    def known(self, words: Iterable[str]) -> list[_Known]:
        """Give what is known of those *words* that anybody asks for."""
        if len(self) >= _MOST:
            self.clear()
        return [known for known in map(self.__getitem__, words) if known is not None]

    def __missing__(self, word: str) -> _Known | None:
        known = self._whole.get(word)
        for length in self._lengths.get(word[: self._head], ()):
            more = self._begun.get(word[:length])
            if more is not None and length <= len(word):
                known = more if known is None else (known[0] + more[0], known[1] + more[1])
        self[word] = known
        return known


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

    __slots__ = ("_answers", "_book", "_possible", "awake", "padded", "shown", "subject")

    def __init__(self, subject: Subject, lexicon: Lexicon, book: Book) -> None:
        """Look at *subject*, as far as its tokens are in *lexicon*."""
        (_, title), (_, body) = subject.passages[Where.BOTH]
        self.subject = subject
        #: Title and text one after the other; no phrase reaches across the two spaces between them.
        self.padded = title.padded + body.padded
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
