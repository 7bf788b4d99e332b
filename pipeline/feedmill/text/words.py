"""
Words: the one normaliser by which filters, tags and duplicates compare texts.

A word is a run of letters and digits with its offsets in the text as given, and a *norm* that
does not depend on how it was typed: width, case, Latin and Arabic marks, possessives, dotted
acronyms ("U.S."), hyphens before digits ("G-7"). Scripts that write no spaces (Han, Kana, Thai,
Lao, Khmer, Myanmar) and Hangul give one word for each letter, so that phrases of letters find
words. This file knows no article, no filter and no language: it does not stem.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from feedmill.text.chunks import cut, spelled
from feedmill.text.word_norms import norms
from feedmill.text.word_shapes import ascii_pattern, unicode_pattern

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["Word", "fold", "spell", "words"]


class Word(NamedTuple):
    """A word of a text: `text[start:end]` (code points) is how it stands there."""

    norm: str
    start: int
    end: int


def words(text: str) -> tuple[Word, ...]:
    """
    Give the words of *text* in order.

    Spans do not overlap, but for the rare character that stands for several words ("½"): these
    share its span. Apostrophes inside words are dropped ("don't" is `dont`), but what French and
    Italian elide is a word of its own ("l'Ukraine" is `l`, `ukraine`). Numbers keep their point
    ("7.6"), lose commas before three digits ("1,000" is `1000`), and write other commas as a
    point. A hyphen joins letters to digits ("F-16" is `f16`) unless these are a year ("mid-2023").
    """
    if text.isascii():
        return tuple(
            [Word(_ascii_norm(m.group()), m.start(), m.end()) for m in ascii_pattern().finditer(text)]
        )
    return tuple(_unicode_words(text))


def fold(text: str) -> str:
    """Give the norms of *text*'s words, joined by one space."""
    return " ".join(filter(None, cut(text).chunks))


def spell(text: str) -> tuple[str, ...]:
    """Give the norms of *text*'s words with their case kept, to tell "US" from "us"."""
    return tuple(spelled(text).split())


def _unicode_words(text: str) -> Iterator[Word]:
    for found in unicode_pattern().finditer(text):
        surface = found.group()
        for norm in norms(surface):
            yield Word(norm, found.start(), found.end())


def _ascii_norm(surface: str) -> str:
    return surface.lower() if surface.isalnum() else norms(surface)[0]
