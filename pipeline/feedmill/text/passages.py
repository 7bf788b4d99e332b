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

from feedmill.text.chunks import folded_chunks
from feedmill.text.words import Word, spell, words

__all__ = ["Passage", "passage"]

#: What `str.split` gives: runs without white space.
_CHUNK = re.compile(r"\S+")


@dataclass(frozen=True, eq=False, kw_only=True)
class Passage:
    """A text made ready for finding: built once, asked often. Its words count from 0."""

    text: str
    #: Its words as `words.fold` gives them.
    folded: str
    #: Every norm that stands in it.
    vocabulary: frozenset[str]
    #: What stands between white space, folded.
    chunks: tuple[str, ...]

    @cached_property
    def padded(self) -> str:
        """Give the folded text between spaces, so that " aid " finds whole words alone."""
        return f" {self.folded} "

    @cached_property
    def spelled(self) -> str:
        """Give the same with the case of each word kept."""
        return f" {' '.join(spell(self.text))} "

    @cached_property
    def norms(self) -> tuple[str, ...]:
        """Give its norms in order."""
        return tuple(self.folded.split())

    def word(self, position: int) -> Word:
        """Give the word at a position, with its offsets in the text."""
        chunk = bisect_right(self._ends, position)
        found, before = self._chunks[chunk], self._ends[chunk - 1] if chunk else 0
        norm, start, end = words(found.group())[position - before]
        return Word(norm, found.start() + start, found.start() + end)

    @cached_property
    def _chunks(self) -> tuple[re.Match[str], ...]:
        return tuple(_CHUNK.finditer(self.text))

    @cached_property
    def _ends(self) -> tuple[int, ...]:
        """Give for each chunk the number of words up to its end."""
        return tuple(accumulate(chunk.count(" ") + 1 if chunk else 0 for chunk in self.chunks))


@lru_cache(maxsize=4)  # an article's title and text are asked for by fingerprints, tags, and filters
def passage(text: str) -> Passage:
    """Make *text* ready for finding."""
    chunks = tuple(folded_chunks(text))
    vocabulary = set(chunks)
    if several := [chunk for chunk in vocabulary if " " in chunk]:
        vocabulary.difference_update(several)
        vocabulary.update(*map(str.split, several))
    vocabulary.discard("")
    folded = " ".join(filter(None, chunks))
    return Passage(text=text, folded=folded, vocabulary=frozenset(vocabulary), chunks=chunks)
