"""
Forms: what the words of a text have in common with other forms of them, word by word.

A stem is told from the word with its accents, which the algorithms know ("réfugiées" is no "refugiees"), and
is compared without them, as norms are. This file knows no phrase, and guesses no language.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING
from unicodedata import normalize

from feedmill.text.stems import stems
from feedmill.text.word_norms import norms
from feedmill.text.words import words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from feedmill.text.words import Word

__all__ = ["forms"]

#: Letters of the Latin blocks with marks of their own, and marks that stand by themselves (Blocks.txt).
_MARKED = re.compile("[\u00c0-\u024f\u0300-\u036f\u1e00-\u1eff]")


def forms(text: str, folded: Sequence[str], language: str) -> list[str]:
    """
    Give the stem of every word of *text*, in order; none is empty.

    Args:
        text: The text.
        folded: The norms of its words.
        language: One of `stems.STEMMED`.
    """
    if not _MARKED.search(text):
        return stems(folded, language)
    # No word reaches across a space (see `chunks`), and most chunks come again.
    found = [form for chunk in text.split() for form in _chunk_forms(chunk, language)]
    return found if len(found) == len(folded) else list(_chunk_forms.__wrapped__(text, language))


@lru_cache(maxsize=8_192)
def _chunk_forms(chunk: str, language: str) -> tuple[str, ...]:
    found = stems((_marked(word, chunk) for word in words(chunk)), language)
    return tuple([stem if stem.isascii() else "".join(norms(stem)) or stem for stem in found])


def _marked(word: Word, text: str) -> str:
    """Give a word in lower case with the marks that its norm lacks, if it is nothing but letters."""
    surface = text[word.start : word.end]
    if surface.isascii() or not word.norm.isascii():
        return word.norm
    marked = normalize("NFC", surface).lower()
    return marked if marked.isalpha() and norms(marked) == (word.norm,) else word.norm
