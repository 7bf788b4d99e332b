"""
Passages: texts made ready for finding words in them.

All that is asked of nearly every text is cheap and made at once; positions and offsets, which only
texts that match need, are made when they are asked for. This file knows no phrase and no filter.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import accumulate
from typing import TYPE_CHECKING

from feedmill.text.blanks import blanked
from feedmill.text.chunks import Cut, cut, spelled
from feedmill.text.folding import folded_all
from feedmill.text.forms import forms
from feedmill.text.words import Word, fold, words

if TYPE_CHECKING:
    from collections.abc import Sequence
    from collections.abc import Set as AbstractSet

__all__ = ["UNJOINED", "Passage", "make_ready", "passage"]

#: For `str.translate`: what joins the letters of a word of ASCII is dropped (see `word_shapes`).
UNJOINED = str.maketrans("", "", "'.,-")

#: What `str.split` gives: runs without white space.
_CHUNK = re.compile(r"\S+")


@dataclass(frozen=True, eq=False, kw_only=True)
class Passage:
    """A text made ready for finding: built once, asked often. Its words count from 0."""

    text: str
    #: Its words as `words.fold` gives them.
    folded: str

    @cached_property
    def padded(self) -> str:
        """Give its words between spaces, so that " aid " finds whole words alone."""
        return f" {self.folded} "

    @cached_property
    def raw(self) -> bytes:
        """Give the same in UTF-8."""
        return self.padded.encode("utf-8", "surrogatepass")

    @cached_property
    def cut(self) -> Cut:
        """Give what stands between its spaces."""
        return cut(self.text)

    @cached_property
    def vocabulary(self) -> AbstractSet[str]:
        """Give every norm that stands in it."""
        return set(self.folded.split())

    @cached_property
    def letters(self) -> str | None:
        """Give the text without what joins letters, marks folded, if it is ASCII then; else None."""
        cased = self.text if self.text.isascii() else blanked(self.text, keep_case=True)
        return cased.translate(UNJOINED) if cased.isascii() else None

    @cached_property
    def spelled(self) -> str:
        """Give the same with the case of each word kept."""
        return f" {spelled(self.text)} "

    def stemmed(self, language: str) -> Passage:
        """Give the same words as stems of *language*, at the same positions; they have no offsets."""
        if language not in self._stemmed:
            folded = " ".join(forms(self.text, self.norms, language))
            self._stemmed[language] = Passage(text=self.text, folded=folded)
        return self._stemmed[language]

    @cached_property
    def _stemmed(self) -> dict[str, Passage]:
        return {}

    @cached_property
    def norms(self) -> tuple[str, ...]:
        """Give its norms in order."""
        return tuple(self.folded.split())

    def word(self, position: int) -> Word:
        """Give the word at a position, with its offsets in the text."""
        number = bisect_right(self._ends, position)
        start, end = self._spans[number]
        norm = self.cut.chunks[number]
        if norm.isalnum() and norm == self.cut.blanked[start:end]:
            return Word(norm, start, end)
        before = self._ends[number - 1] if number else 0
        # With what follows: the full stop of "U.S." is part of the word, and blank.
        norm, first, last = _chunk_words(self.text[start : end + 1])[position - before]
        return Word(norm, start + first, start + last)

    @cached_property
    def _spans(self) -> tuple[tuple[int, int], ...]:
        return tuple([found.span() for found in _CHUNK.finditer(self.cut.blanked)])

    @cached_property
    def _ends(self) -> Sequence[int]:
        """Give for each chunk the number of words up to its end."""
        if self.cut.even:
            return range(1, len(self.cut.chunks) + 1)
        return tuple(accumulate([chunk.count(" ") + 1 if chunk else 0 for chunk in self.cut.chunks]))


#: The chunks of a text that holds what is looked for are asked for word by word.
_chunk_words = lru_cache(maxsize=64)(words)


@lru_cache(maxsize=4)  # an article's title and text are asked for by fingerprints, tags, and filters
def passage(text: str) -> Passage:
    """Make *text* ready for finding."""
    return _READY.get(text) or Passage(text=text, folded=fold(text))


def make_ready(texts: Sequence[str]) -> None:
    """Make many texts ready at once, and have `passage` know them until it is told of others."""
    _READY.clear()
    for text, folded in zip(texts, folded_all(texts), strict=True):
        _READY[text] = Passage(text=text, folded=folded)


#: What was made ready last; changes no answer.
_READY: dict[str, Passage] = {}
