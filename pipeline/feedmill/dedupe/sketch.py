"""
Sketches: what of an article is looked at when two are compared as texts.

One pass over title and text gives arrays; comparing two sketches (`likeness`) touches no string.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from feedmill.text.sentences import sentences
from feedmill.text.shingles import Hashes, shingles, word_hashes
from feedmill.text.words import fold, spell

__all__ = ["Sketch", "sketch"]

#: Words beyond these are not compared: a text of so many words is no news article.
_MOST_WORDS = 20_000
#: A text of more characters is cut before it is looked at.
_MOST_CHARACTERS = 200_000

#: Parts sentences while their words are told: no word of any language. A text that holds it is cut there.
_NORM = "qzxqzx"
_MARK = f" {_NORM} "


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
    parted = _MARK.join(sentences(text[:_MOST_CHARACTERS]))
    norms, spelled = fold(parted).split(), spell(parted)
    starts = np.fromiter((norm == _NORM for norm in norms), np.bool_, len(norms))
    kept = ~starts
    # The first word of a sentence is capitalised whatever it is.
    inner = kept & ~np.append(True, starts[:-1])
    capital = np.zeros(len(norms), np.bool_)
    if len(spelled) == len(norms):
        capital[:] = [word[:1].isupper() for word in spelled]
    line = " ".join(norm for norm in norms if norm != _NORM)
    words = word_hashes(line)[:_MOST_WORDS]
    head = fold(title)
    heads = word_hashes(head)
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
        names=(capital & inner)[kept][:_MOST_WORDS],
        numbers=_with_digits(line)[:_MOST_WORDS],
        title=np.unique(heads),
        title_numbers=heads[_with_digits(head)],
    )


def _with_digits(folded: str) -> NDArray[np.bool_]:
    return np.fromiter(
        (not word.isalpha() and any(map(str.isdigit, word)) for word in folded.split()), np.bool_
    )
