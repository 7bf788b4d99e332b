"""
Chunks: what stands between the spaces of a blanked text, and the norms of the words in it.

No word reaches across a space, and nearly every chunk is a norm already. Of the odd ones texts
repeat most: each is cut and normalised once, and many new ones need no pattern at all. What is
remembered changes no answer.
"""

from __future__ import annotations

import re
from functools import cache
from sys import intern
from typing import TYPE_CHECKING, NamedTuple
from unicodedata import category, normalize

from feedmill.text.blanks import blanked, joins
from feedmill.text.word_norms import norms
from feedmill.text.word_shapes import HAN, KANA, ascii_pattern, marks, unicode_pattern

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["Cut", "chunk_norms", "cut", "is_simple", "spelled"]

#: Chunks of more characters are not remembered: those of texts that write no spaces.
_LONGEST_KEPT = 24
#: Chunks remembered at most, twice: in about 5 MB, 15 MB at worst. A worker must not keep more than 32 MB.
_MOST_KEPT = 24_576

# Characters that stand around words and are never part of one, nor join any at its edge.
_AROUND = ".,;:!?()[]{}<>\"'*/|&%$#@+=~^`\\–—…«»„“”‘’‹›¿¡·•→"  # noqa: RUF001 - so they look

# Letters that may be folded one by one lie in these blocks: Latin, Greek, Cyrillic, Arabic.
_LETTERS = ((0xC0, 0x250), (0x370, 0x530), (0x620, 0x64B), (0x671, 0x6D4), (0x1E00, 0x1F00))


class Cut(NamedTuple):
    """A text cut into chunks."""

    #: As long as the text; its chunks stand there (see `blanks`).
    blanked: str
    #: The norms of each chunk: none, one, or several joined by one space.
    chunks: list[str]
    #: Each chunk is one norm; false if that is not known.
    even: bool


def spelled(text: str) -> str:
    """Give the norms of *text*'s words with their case kept, joined by one space."""
    return " ".join(filter(None, map(_SPELLED.__getitem__, blanked(text, keep_case=True).split())))


def chunk_norms() -> Mapping[str, str]:
    """Give, for each chunk that is asked for, the norms in it, joined by one space."""
    return _FOLDED


def cut(text: str) -> Cut:
    """Cut *text*, and fold what stands between spaces, each by itself."""
    bare = blanked(text)
    chunks = bare.split()
    if not bare.isascii():
        return Cut(blanked=bare, chunks=list(map(_FOLDED.__getitem__, chunks)), even=False)
    even = True
    for place in [place for place, chunk in enumerate(chunks) if not chunk.isalnum()] if joins(bare) else ():
        norms = chunks[place] = _FOLDED[chunks[place]]
        even = even and norms != "" and " " not in norms
    return Cut(blanked=bare, chunks=chunks, even=even)


class _Chunks(dict[str, str]):
    """Chunk → its norms, joined by one space; remembers those that it met not too long ago."""

    def __init__(self, *, keep_case: bool) -> None:
        super().__init__()
        self._keep_case = keep_case
        #: What it was before it was last full.
        self._older: dict[str, str] = {}

    def __missing__(self, chunk: str) -> str:
        known = self._older.get(chunk)
        if known is None:
            known = self._norms(chunk)
        if len(chunk) <= _LONGEST_KEPT:
            if len(self) >= _MOST_KEPT:
                self._older = dict(self)
                self.clear()
            self[chunk] = known
        return known

    def _norms(self, chunk: str) -> str:
        word = chunk.strip(_AROUND)
        if word.isalnum():
            if word.isascii():
                return intern(word if self._keep_case or word.islower() else word.lower())
            if not self._keep_case and _simple().fullmatch(word):
                return intern(word.translate(_LETTER_NORMS))
        if word.isascii():
            return self._found(word, ascii_pattern())
        # Other words lie between runs of letters that are words.
        pieces = _lone_letters().split(word)
        pieces[::2] = [self._found(piece, unicode_pattern()) if piece else "" for piece in pieces[::2]]
        pieces[1::2] = [piece.translate(_LONE_NORMS)[1:] for piece in pieces[1::2]]
        return " ".join(filter(None, pieces))

    def _found(self, text: str, pattern: re.Pattern[str]) -> str:
        found: list[str] = pattern.findall(text)
        return " ".join([norm for one in found for norm in norms(one, keep_case=self._keep_case)])


_FOLDED = _Chunks(keep_case=False)
_SPELLED = _Chunks(keep_case=True)


class _LetterNorms(dict[int, str]):
    """Code point of a simple letter → its norm, worked out when it is first met."""

    def __missing__(self, code: int) -> str:
        (self[code],) = norms(chr(code))
        return self[code]


class _LoneNorms(dict[int, str]):
    """Code point of a letter that is a word → its norms, each after a space."""

    def __missing__(self, code: int) -> str:
        self[code] = "".join([f" {norm}" for norm in norms(chr(code))])
        return self[code]


_LETTER_NORMS = _LetterNorms()
_LONE_NORMS = _LoneNorms()


@cache
def _lone_letters() -> re.Pattern[str]:
    """Give the pattern of runs of Han and Kana letters, each of which is a word, without marks."""
    return re.compile(f"([{HAN}{KANA}]+(?![{marks()}]))")


@cache
def _simple() -> re.Pattern[str]:
    """
    Give the pattern of words whose norm is that of their letters, one after the other.

    Such a letter hides no separator and no mark in its compatibility form, and is more than a mark.
    """
    letters = (chr(code) for block in _LETTERS for code in range(*block))
    return re.compile(f"[A-Za-z0-9{''.join(filter(is_simple, letters))}]+")


def is_simple(letter: str) -> bool:
    """Say whether a character beyond ASCII is a letter that may be folded by itself."""
    return (
        any(first <= ord(letter) < last for first, last in _LETTERS)
        and category(letter) in {"Lu", "Ll", "Lo"}
        and normalize("NFKC", letter).isalpha()
        and len(norms(letter)) == 1
    )
