"""
Sketches: what of an article is looked at when two are compared as texts.

One pass over title and text gives arrays; comparing two sketches (`likeness`) touches no string.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from operator import itemgetter

import numpy as np
from numpy.typing import NDArray

from feedmill.text.homoglyphs import plain_letters
from feedmill.text.sentences import sentences
from feedmill.text.shingles import Hashes, among, shingles, word_hashes
from feedmill.text.story_words import NEGATIONS
from feedmill.text.words import spell

__all__ = ["Sketch", "sketch"]

#: Words beyond these are not compared: a text of so many words is no news article.
_MOST_WORDS = 20_000
#: A text of more characters is cut before it is looked at.
_MOST_CHARACTERS = 200_000

#: Parts sentences while their words are told: no word of any language. A text that holds it is cut there.
_NORM = "qzxqzx"
_MARK = f" {_NORM} "
_FALSE = np.zeros(1, np.bool_)


@dataclass(frozen=True, kw_only=True, eq=False)
class Sketch:
    """
    The words of an article as arrays, and what is made of them once it is asked for.

    Most texts that are compared share too few runs of words: no more is made of these.
    """

    #: What was written, word by word, the marks between sentences among it.
    spelled: tuple[str, ...]
    #: The hashes of that.
    hashes: Hashes
    #: The words of the title.
    head: tuple[str, ...]

    @cached_property
    def kept(self) -> NDArray[np.bool_]:
        """Say which of `spelled` are words of the text that are looked at."""
        words: NDArray[np.bool_] = self.hashes != _START
        words[np.flatnonzero(words)[_MOST_WORDS:]] = False
        return words

    @cached_property
    def words(self) -> Hashes:
        """Give the words."""
        return self.hashes[self.kept]

    @cached_property
    def sentence(self) -> NDArray[np.int64]:
        """Give the sentence that each word stands in, from 0."""
        return np.cumsum(self.hashes == _START, dtype=np.int64)[self.kept]

    @cached_property
    def names(self) -> NDArray[np.bool_]:
        """Say which words name something: those capitalised within a sentence."""
        # The first word of a sentence is capitalised whatever it is.
        inner = np.concatenate((_FALSE, self.hashes[:-1] != _START))
        capital = np.fromiter(map(str.isupper, map(_initial, self.spelled)), np.bool_, len(self.spelled))
        names: NDArray[np.bool_] = (capital & inner)[self.kept]
        return names

    @cached_property
    def numbers(self) -> NDArray[np.bool_]:
        """Say which words hold a digit."""
        return _with_digits(self.spelled)[self.kept]

    @cached_property
    def denials(self) -> NDArray[np.int64]:
        """Give the places of words in the first sentence that deny something."""
        return np.flatnonzero(among(self.words[: int(np.searchsorted(self.sentence, 1))], _DENIALS))

    @cached_property
    def pairs(self) -> Hashes:
        """Give its runs of two words, in order."""
        return shingles(self.words, 2)

    @cached_property
    def triples(self) -> Hashes:
        """Give its runs of three words, in order."""
        return shingles(self.words, 3)

    @cached_property
    def known_triples(self) -> Hashes:
        """Give the same sorted, to be searched in."""
        return np.sort(self.triples)

    @cached_property
    def known_fives(self) -> Hashes:
        """Give its runs of five words, sorted."""
        return np.sort(shingles(self.words, 5))

    @cached_property
    def title(self) -> Hashes:
        """Give the distinct words of the title, sorted."""
        return np.unique(_hashed(self.head))

    @cached_property
    def title_numbers(self) -> Hashes:
        """Give those of them that hold a digit."""
        return _hashed(self.head)[_with_digits(self.head)]

    @cached_property
    def known(self) -> Hashes:
        """Give all words, the title's with them, sorted."""
        return np.sort(np.concatenate((self.words, self.title)))


def sketch(title: str, text: str) -> Sketch:
    """Look at *title* and visible *text*, of any script and length."""
    spelled = spell(_MARK.join(sentences(text[:_MOST_CHARACTERS])))
    return Sketch(spelled=spelled, hashes=_hashed(spelled), head=spell(title))


def _hashed(spelled: Sequence[str]) -> Hashes:
    return word_hashes(plain_letters(" ".join(spelled).lower()))


def _with_digits(words: Sequence[str]) -> NDArray[np.bool_]:
    digits = ~np.fromiter(map(str.isalpha, words), np.bool_, len(words))
    # Nearly every word is letters alone, and is not looked at one by one.
    for place in np.flatnonzero(digits).tolist():
        digits[place] = _has_digit(words[place])
    return digits


def _has_digit(word: str) -> bool:
    return any(map(str.isdigit, word))


_initial = itemgetter(slice(1))
#: What parts sentences, hashed as a word.
_START = _hashed([_NORM])
#: What denies, in some languages, but for words that stand before any noun ("without delay", "no more than").
_DENIALS = np.unique(_hashed(sorted(NEGATIONS - {"without", "no", "ohne", "sans", "sin", "без"})))
