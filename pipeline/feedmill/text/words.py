"""
Words: the one normaliser by which filters, tags and duplicates compare texts.

A word is a run of letters and digits with its offsets in the text as given, and a *norm* that
does not depend on how it was typed: width, case, Latin and Arabic marks, possessives, dotted
acronyms ("U.S."), hyphens before digits ("G-7"). Scripts that write no spaces (Han, Kana, Thai,
Lao, Khmer, Myanmar) and Hangul give one word for each letter, so that phrases of letters find
words. This file knows no article, no filter and no language: it does not stem.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from sys import intern
from typing import TYPE_CHECKING, NamedTuple
from unicodedata import category, decimal, normalize

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

__all__ = ["Word", "fold", "folded_chunks", "spell", "words"]


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
            [Word(_ascii_norm(m.group()), m.start(), m.end()) for m in _ascii_pattern().finditer(text)]
        )
    return tuple(_unicode_words(text))


def fold(text: str) -> str:
    """Give the norms of *text*'s words, joined by one space."""
    return " ".join(filter(None, folded_chunks(text)))


def folded_chunks(text: str) -> list[str]:
    """
    Fold what stands between white space, each by itself; no word reaches across.

    An item is empty, one norm, or several joined by one space.
    """
    return list(map(_FOLDED.__getitem__, text.split()))


def spell(text: str) -> tuple[str, ...]:
    """Give the norms of *text*'s words with their case kept, to tell "US" from "us"."""
    return tuple(norm for chunk in map(_SPELLED.__getitem__, text.split()) for norm in chunk.split())


# --- how words look -------------------------------------------------------------------------------

# Word elisions of French and Italian; each is a word of its own before an apostrophe.
_ELIDED = "[ldjmtsnc]|(?:jus|lors|puis|quoi)?qu|dell|all|nell|dall|sull"

# Apostrophes as people and keyboards type them; U+02BC is what Unicode recommends for Ukrainian
# (Unicode Standard, 6.2, "Apostrophes"), U+2018 and U+02BB stand in for it.
_APOSTROPHES = "'’ʼ＇‘ʻ"  # noqa: RUF001 - the look-alikes are the point
_HYPHENS = "\\-\u2010\u2011\ufe63\uff0d"
_DOTS = ".\uff0e"
_COMMAS = ",\uff0c"

# What may follow a plain word of ASCII and joins nothing to it.
_PLAIN_ENDS = ' \\n\\t;:!?()\\[\\]"/'

# Characters that show nothing: soft hyphen, joiners, direction marks, variation selectors, tags
# (Unicode property Default_Ignorable_Code_Point, the ones that occur inside words).
_IGNORABLE = (
    "\u00ad\u034f\u061c\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff"
    "\U000e0000-\U000e007f\U000e0100-\U000e01ef"
)

# Han, Kana and Hangul by block (Unicode Blocks.txt); half-width forms included.
_HAN = (
    "\u2e80-\u2fd5\u3005\u3007\u3021-\u3029\u3038-\u303b\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    "\U00020000-\U0003fffd"
)
_KANA = "\u3041-\u3096\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff\u31f0-\u31ff\uff66-\uff9d\U0001aff0-\U0001b167"
_SYLLABLES = "\u1100-\u115f\ua960-\ua97c\uac00-\ud7a3"
_JAMO = "\u1160-\u11ff\ud7b0-\ud7fb"
_HANGUL = _SYLLABLES + _JAMO + "\u3131-\u318e\uffa0-\uffdc"

# Letters that NFKC splits into a mark of the letter before and another letter (Thai and Lao AM),
# and half-width voicing marks: they belong to the letter before them.
_TRAILING = "\u0e33\u0eb3\uff9e\uff9f"

# Blocks with marks, and blocks of the South-East Asian scripts that write no spaces.
_MARKED = ((0x300, 0x2100), (0x2CEF, 0x2E00), (0x302A, 0x309B), (0xA66F, 0xABEE), (0xFB1E, 0xFB1F))
_MARKED_FAR = ((0xFE20, 0xFE30), (0x101FD, 0x12000), (0x16AF0, 0x17000), (0x1E000, 0x1E94B))
_UNSPACED = ((0xE00, 0xF00), (0x1000, 0x10A0), (0x1780, 0x1800), (0xA9E0, 0xAA00), (0xAA60, 0xAA80))


@cache
def _ascii_pattern() -> re.Pattern[str]:
    return re.compile(_shape(letter="[A-Za-z]", alnum="[A-Za-z0-9]", run="[A-Za-z0-9]++", quote="'"))


@cache
def _unicode_pattern() -> re.Pattern[str]:
    marks = _ranges(_is_mark, *_MARKED, *_MARKED_FAR) + _TRAILING
    units = _HAN + _KANA + _HANGUL + _ranges(_is_letter, *_UNSPACED)
    others = f"_{units}{_TRAILING}{_APOSTROPHES}"
    alnum, letter = rf"[^\W{others}]", rf"[^\W\d{others}]"
    run = f"{alnum}++(?:[{marks}]++{alnum}*+|[{_IGNORABLE}]++(?:{alnum}|[{marks}])++)*+"
    unit = f"(?:[{_SYLLABLES}][{_JAMO}]*+|[{units}])(?:[{_IGNORABLE}]*[{marks}])*+"
    spaced = _shape(letter=letter, alnum=alnum, run=run, quote=f"[{_APOSTROPHES}]", more=marks + _IGNORABLE)
    return re.compile(f"{spaced}|{unit}")


def _shape(*, letter: str, alnum: str, run: str, quote: str, more: str = "") -> str:
    """
    Write the pattern of a word of a script with spaces.

    In order: a plain run with nothing behind it that could join (nearly every word; first those
    of ASCII, which are quick to tell), a dotted acronym, an elided word, runs joined by what
    joins. Every run is possessive: time is linear.
    """
    joins = f"{_APOSTROPHES}{_HYPHENS}{_DOTS}{_COMMAS}{more}"
    return "|".join(
        (
            f"[A-Za-z0-9]++(?=[{_PLAIN_ENDS}]|$)",
            f"{alnum}++(?![{joins}])",
            f"{letter}(?:[{_DOTS}]{letter})+(?!{alnum})[{_DOTS}]?(?:{quote}[sS](?!{alnum}))?",
            f"(?i:{_ELIDED})(?={quote}{letter}{letter})",
            (
                rf"{run}(?:(?:{quote}(?={letter})|(?<=\d)[{_DOTS}{_COMMAS}](?=\d)"
                rf"|(?<!\d)[{_HYPHENS}](?=\d)(?!(?:19|20)\d\d(?!\d))){run})*+"
            ),
        )
    )


def _ranges(belongs: Callable[[str], bool], *blocks: tuple[int, int]) -> str:
    """Write the characters of *blocks* that belong as the inside of a character class."""
    return "".join(re.escape(chr(c)) for block in blocks for c in range(*block) if belongs(chr(c)))


def _is_mark(character: str) -> bool:
    return category(character)[0] == "M" and not _ignorable().match(character)


def _is_letter(character: str) -> bool:
    return character.isalpha() and character not in _TRAILING


@cache
def _ignorable() -> re.Pattern[str]:
    return re.compile(f"[{_IGNORABLE}]")


# --- how words are compared -----------------------------------------------------------------------

# Latin letters that Unicode does not decompose, as CLDR's Latin-ASCII transform writes them.
_LATIN = str.maketrans(
    {
        "ß": "ss", "ẞ": "SS", "æ": "ae", "Æ": "AE", "œ": "oe", "Œ": "OE", "ø": "o", "Ø": "O",
        "ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "ð": "d", "Ð": "D",
        "þ": "th", "Þ": "TH", "ħ": "h", "Ħ": "H", "ŧ": "t", "Ŧ": "T",
        "ŋ": "n", "Ŋ": "N", "\N{LATIN SMALL LETTER DOTLESS I}": "i",
    }
)  # fmt: skip

_POSSESSIVE = re.compile(f"[{_APOSTROPHES}][sS]$")
_DROPPED = re.compile(f"[{_APOSTROPHES}{_HYPHENS}]|[.](?!\\d)|(?<!\\d)[.]|(?<=\\d),(?=\\d{{3}}(?!\\d))")

# Tatweel, the vowel signs, and the Koranic marks of the Arabic script (Unicode block Arabic).
_ARABIC_MARKS = frozenset(
    chr(c)
    for first, last in ((0x640, 0x640), (0x64B, 0x652), (0x656, 0x65F), (0x670, 0x670), (0x6D6, 0x6DC),
                        (0x6DF, 0x6E8), (0x6EA, 0x6ED))
    for c in range(first, last + 1)
)  # fmt: skip


# Texts repeat their chunks even more than a language its words; the longest are not worth keeping
# (texts without spaces). Enough for the words of some twenty languages in a few megabytes.
_LONGEST_KEPT = 40
_MOST_KEPT = 65_536


class _Chunks(dict[str, str]):
    """Chunk → its norms, joined by one space; forgets all when it is full."""

    def __init__(self, most: int, *, keep_case: bool) -> None:
        super().__init__()
        self._most = most
        self._keep_case = keep_case

    def __missing__(self, chunk: str) -> str:
        norms = self._norms(chunk)
        if len(chunk) <= _LONGEST_KEPT:
            if len(self) >= self._most:
                self.clear()
            self[chunk] = intern(norms)
        return norms

    def _norms(self, chunk: str) -> str:
        if chunk.isascii() and chunk.isalnum():
            return chunk if self._keep_case or chunk.islower() else chunk.lower()
        pattern, keep_case = _ascii_pattern() if chunk.isascii() else _unicode_pattern(), self._keep_case
        return " ".join(
            [norm for found in pattern.findall(chunk) for norm in _norms(found, keep_case=keep_case)]
        )


_FOLDED = _Chunks(_MOST_KEPT, keep_case=False)
_SPELLED = _Chunks(_MOST_KEPT // 4, keep_case=True)


def _unicode_words(text: str) -> Iterator[Word]:
    for found in _unicode_pattern().finditer(text):
        surface = found.group()
        for norm in _norms(surface):
            yield Word(norm, found.start(), found.end())


def _ascii_norm(surface: str) -> str:
    return surface.lower() if surface.isalnum() else _norms(surface)[0]


@lru_cache(maxsize=32_768)  # words of a language repeat; a norm depends on nothing else
def _norms(surface: str, *, keep_case: bool = False) -> tuple[str, ...]:
    """Give the norms of one match of the pattern: nearly always one."""
    pieces: Iterable[str] = (surface,)
    if not surface.isascii():
        # Compatibility characters may hide separators ("½" is a 1, a slash, a 2): look again.
        pieces = _unicode_pattern().findall(normalize("NFKC", _ignorable().sub("", surface)))
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
