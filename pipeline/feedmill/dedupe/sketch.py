"""
Sketches: what of an article is looked at when two are compared as texts.

One pass over title and text gives arrays; comparing two sketches (`likeness`) touches no string.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from feedmill.text.homoglyphs import plain_letters
from feedmill.text.sentences import sentences
from feedmill.text.shingles import Hashes, shingles, word_hashes
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


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Sketch:
    """The words of an article as arrays; the three of the text are of one length."""

    words: Hashes
    #: The sentence that each word stands in, from 0.
    sentence: NDArray[np.int64]
    #: Words that name something: capitalised within a sentence.
    names: NDArray[np.bool_]
    #: Words that hold a digit.
    numbers: NDArray[np.bool_]
    #: Its runs of two, of three and of five words, in order.
    pairs: Hashes
    triples: Hashes
    fives: Hashes
    #: All of the words, the title's with them, and the longer runs: sorted, to be searched in.
    known: Hashes
    known_triples: Hashes
    known_fives: Hashes
    #: Distinct words of the title.
    title: Hashes
    #: Those of the title's words that hold a digit.
    title_numbers: Hashes


def sketch(title: str, text: str) -> Sketch:
    """Look at *title* and visible *text*, of any script and length."""
    spelled = spell(_MARK.join(sentences(text[:_MOST_CHARACTERS])))
    hashes = _hashed(spelled)
    starts = hashes == _START
    kept = ~starts
    # The first word of a sentence is capitalised whatever it is.
    inner = kept & np.concatenate((_FALSE, kept[:-1]))
    words = hashes[kept][:_MOST_WORDS]
    head = spell(title)
    heads = _hashed(head)

    triples, fives = shingles(words, 3), shingles(words, 5)
    return Sketch(
        words=words,
        pairs=shingles(words, 2),
        triples=triples,
        fives=fives,
        known=np.sort(np.concatenate((words, heads))),
        known_triples=np.sort(triples),
        known_fives=np.sort(fives),
        sentence=np.cumsum(starts, dtype=np.int64)[kept][:_MOST_WORDS],
        names=(_told(spelled, _is_capital) & inner)[kept][:_MOST_WORDS],
        numbers=_told(spelled, _has_digit)[kept][:_MOST_WORDS],
        title=np.unique(heads),
        title_numbers=heads[_told(head, _has_digit)],
    )


def _hashed(spelled: Sequence[str]) -> Hashes:
    return word_hashes(plain_letters(" ".join(spelled).lower()))


def _told(words: Sequence[str], ask: Callable[[str], bool]) -> NDArray[np.bool_]:
    return np.fromiter(map(ask, words), np.bool_, len(words))


def _is_capital(word: str) -> bool:
    return word[:1].isupper()


def _has_digit(word: str) -> bool:
    return not word.isalpha() and any(map(str.isdigit, word))


#: What parts sentences, hashed as a word.
_START = _hashed([_NORM])
