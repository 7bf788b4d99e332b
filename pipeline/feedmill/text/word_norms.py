"""How words are compared: what a word is, however it was typed."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING
from unicodedata import category, decimal, normalize

from feedmill.text.word_shapes import APOSTROPHES, HYPHENS, ignorable, unicode_pattern

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["norms"]

# Latin letters that Unicode does not decompose, as CLDR's Latin-ASCII transform writes them.
_LATIN = str.maketrans(
    {
        "ß": "ss", "ẞ": "SS", "æ": "ae", "Æ": "AE", "œ": "oe", "Œ": "OE", "ø": "o", "Ø": "O",
        "ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "ð": "d", "Ð": "D",
        "þ": "th", "Þ": "TH", "ħ": "h", "Ħ": "H", "ŧ": "t", "Ŧ": "T",
        "ŋ": "n", "Ŋ": "N", "\N{LATIN SMALL LETTER DOTLESS I}": "i",
    }
)  # fmt: skip

_POSSESSIVE = re.compile(f"[{APOSTROPHES}][sS]$")
_DROPPED = re.compile(f"[{APOSTROPHES}{HYPHENS}]|[.](?!\\d)|(?<!\\d)[.]|(?<=\\d),(?=\\d{{3}}(?!\\d))")

# Tatweel, the vowel signs, and the Koranic marks of the Arabic script (Unicode block Arabic).
_ARABIC_MARKS = frozenset(
    chr(c)
    for first, last in ((0x640, 0x640), (0x64B, 0x652), (0x656, 0x65F), (0x670, 0x670), (0x6D6, 0x6DC),
                        (0x6DF, 0x6E8), (0x6EA, 0x6ED))
    for c in range(first, last + 1)
)  # fmt: skip


@lru_cache(maxsize=4_096)  # the odd words of a language repeat; plain ones do not come here
def norms(surface: str, *, keep_case: bool = False) -> tuple[str, ...]:
    """Give the norms of one match of the pattern: nearly always one."""
    pieces: Iterable[str] = (surface,)
    if not surface.isascii():
        # Compatibility characters may hide separators ("½" is a 1, a slash, a 2): look again.
        pieces = unicode_pattern().findall(normalize("NFKC", ignorable().sub("", surface)))
    return tuple(norm for piece in pieces if (norm := _norm(piece, keep_case=keep_case)))


def _norm(piece: str, *, keep_case: bool) -> str:
    bare = _DROPPED.sub("", _POSSESSIVE.sub("", piece)).replace(",", ".")
    cased = bare if keep_case else bare.casefold()
    return cased if cased.isascii() else _without_marks(normalize("NFKC", cased))


def _without_marks(word: str) -> str:
    """Drop the marks of Latin and Arabic letters; keep those of other scripts (й, が)."""
    kept: list[str] = []
    bare = True  # a mark whose letter was dropped goes with it
    for character in normalize("NFD", word):
        if character in _ARABIC_MARKS:
            continue
        mark = category(character)[0] == "M"
        bare = bare if mark else _is_latin(character)
        if not (mark and bare):
            kept.append(str(decimal(character, character)))
    return normalize("NFC", "".join(kept)).translate(_LATIN)


def _is_latin(character: str) -> bool:
    """Say whether *character* is a digit, or of the Latin blocks."""
    return (
        character.isdecimal()
        or character < "\u0250"
        or "\u1e00" <= character < "\u1f00"
        or "\ua720" <= character < "\ua800"
    )
