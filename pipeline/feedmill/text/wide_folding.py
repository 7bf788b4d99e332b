"""
Folding many texts of any script at once, code point by code point.

Letters that are folded one by one, and those that are words by themselves (Han, Kana), are looked up in one
table; what joins words, and whatever else the table does not settle, leaves open the chunk that it stands in,
which is folded as `chunks` does. The table learns a code point when it is first met, from what `word_norms`
and `word_shapes` say of it.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING
from unicodedata import category

import numpy as np

from feedmill.text.blanks import told
from feedmill.text.chunks import chunk_norms, is_simple
from feedmill.text.word_norms import norms
from feedmill.text.word_shapes import APOSTROPHES, HAN, KANA, ignorable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Codes = NDArray[np.uint32]

__all__ = ["folded_wide"]

# What the table says of a code point, but for its norm: controls, which no norm is.
_OPEN, _UNKNOWN, _FILLED = 1, 2, 3
_LINE_FEED, _SPACE = 0x0A, 0x20
#: Added to the norm of a letter that is a word by itself.
_WORD = 1 << 24
#: Planes beyond the basic one are rare: all of them are looked up as its last code point, which is open.
_BASIC = 0xFFFF
_JOINS = frozenset(f"{APOSTROPHES}\u2010\u2011\ufe63\uff0d.\uff0e,\uff0c-")
_IS_WORD = re.compile(f"[{HAN}{KANA}]")
_SPACES = re.compile("  +")
_APOSTROPHE, _COMMA, _HYPHEN, _DOT, _ZERO, _NINE = map(ord, "',-.09")


def folded_wide(texts: Sequence[str]) -> list[str]:
    """Give the norms of the words of each text, joined by one space."""
    row = "\n".join([*texts, ""])
    codes = np.frombuffer(row.encode("utf-32-le", "surrogatepass"), np.uint32)
    folds = _looked_up(np.minimum(codes, _BASIC))
    # Of all line feeds these alone stand between texts; the others are spaces by now.
    folds[np.cumsum([len(text) + 1 for text in texts]) - 1] = _LINE_FEED
    filled = _filled(row, folds, _still_open(codes, folds))
    whole = _closed(_parted(folds))
    if filled:
        pieces = whole.split(chr(_FILLED))
        whole = "".join([part for pair in zip(pieces, [*filled, ""], strict=True) for part in pair])
        whole = _SPACES.sub(" ", whole) if "" in filled else whole
    return [text.strip(" ") for text in whole.split("\n")[:-1]]


def _looked_up(codes: Codes) -> Codes:
    table = _table()
    folds: Codes = table[codes]
    unknown = folds == _UNKNOWN
    if unknown.any():
        for code in set(codes[unknown].tolist()):
            table[code] = _fold(chr(code))
        folds = table[codes]
    return folds


@cache
def _table() -> Codes:
    return np.full(_BASIC + 1, _UNKNOWN, np.uint32)


def _fold(character: str) -> int:
    """Give the norm of a letter; a space for what is no part of a word; else `_OPEN`."""
    if character < "\x80":
        return _OPEN if character in _JOINS else ord(told(character, keep_case=False))
    is_word = _IS_WORD.match(character) is not None
    if is_word or is_simple(character):
        found = norms(character)
        return ord(found[0]) + _WORD * is_word if len(found) == 1 and len(found[0]) == 1 else _OPEN
    if character in _JOINS or ignorable().match(character) or character.isalnum():
        return _OPEN
    # Punctuation, separators, symbols: neither letters nor marks of any.
    return _SPACE if category(character)[0] in "PZS" else _OPEN


def _still_open(codes: Codes, folds: Codes) -> list[int]:
    """Make spaces of signs that join nothing, as `blanks` does, and give the places of what is open still."""
    places = np.flatnonzero(folds == _OPEN)
    signs = codes[places]
    # A line feed stands behind the last text.
    after = codes[places + 1]
    ends = _parts(folds[places + 1])
    begins = _parts(folds[places - 1]) | (places == 0)
    joins_nothing = (
        (((signs == _DOT) | (signs == _COMMA)) & ends)
        | ((signs == _APOSTROPHE) & (ends | begins))
        | ((signs == _HYPHEN) & ~((after >= _ZERO) & (after <= _NINE)))
    )
    folds[places[joins_nothing]] = _SPACE
    left: list[int] = places[~joins_nothing].tolist()
    return left


def _parts(folds: Codes) -> NDArray[np.bool_]:
    parts: NDArray[np.bool_] = (folds == _SPACE) | (folds == _LINE_FEED)
    return parts


def _filled(row: str, folds: Codes, opened: list[int]) -> list[str]:
    """Give the norms of the chunks with something open, which become one sign each."""
    if not opened:
        return []
    parting = np.flatnonzero(_parts(folds))
    behind = np.searchsorted(parting, opened).tolist()
    known, filled = chunk_norms(), []
    for number in dict.fromkeys(behind):
        start, end = int(parting[number - 1]) + 1 if number else 0, int(parting[number])
        filled.append(known[row[start:end]])
        folds[start] = _FILLED
        folds[start + 1 : end] = _SPACE
    return filled


def _parted(folds: Codes) -> Codes:
    """Put spaces round letters that are words."""
    words = folds >= _WORD
    if not words.any():
        return folds
    widths = np.where(words, 3, 1)
    places = (np.cumsum(widths) - widths)[words]
    parted = np.repeat(folds, widths)
    parted[places] = parted[places + 2] = _SPACE
    parted[places + 1] -= _WORD
    return parted


def _closed(folds: Codes) -> str:
    """Leave one space between words."""
    spaces = folds == _SPACE
    kept = np.concatenate((spaces[:1] | True, ~(spaces[1:] & spaces[:-1])))
    raw: bytes = folds[kept].tobytes()
    return raw.decode("utf-32-le", "surrogatepass")
