"""
How words look: the two patterns that cut texts into words.

What belongs together is decided here; what is the same word, in `word_norms`.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING
from unicodedata import category

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["APOSTROPHES", "HAN", "HYPHENS", "KANA", "ascii_pattern", "ignorable", "marks", "unicode_pattern"]

# Word elisions of French and Italian; each is a word of its own before an apostrophe.
_ELIDED = "[ldjmtsnc]|(?:jus|lors|puis|quoi)?qu|dell|all|nell|dall|sull"

# Apostrophes as people and keyboards type them; U+02BC is what Unicode recommends for Ukrainian
# (Unicode Standard, 6.2, "Apostrophes"), U+2018 and U+02BB stand in for it.
APOSTROPHES = "'’ʼ＇‘ʻ"  # noqa: RUF001 - the look-alikes are the point
HYPHENS = "\\-\u2010\u2011\ufe63\uff0d"
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
HAN = (
    "\u2e80-\u2fd5\u3005\u3007\u3021-\u3029\u3038-\u303b\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    "\U00020000-\U0003fffd"
)
KANA = "\u3041-\u3096\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff\u31f0-\u31ff\uff66-\uff9d\U0001aff0-\U0001b167"
_SYLLABLES = "\u1100-\u115f\ua960-\ua97c\uac00-\ud7a3"
_JAMO = "\u1160-\u11ff\ud7b0-\ud7fb"
HANGUL = _SYLLABLES + _JAMO + "\u3131-\u318e\uffa0-\uffdc"

# Letters that NFKC splits into a mark of the letter before and another letter (Thai and Lao AM),
# and half-width voicing marks: they belong to the letter before them.
_TRAILING = "\u0e33\u0eb3\uff9e\uff9f"

# Blocks with marks, and blocks of the South-East Asian scripts that write no spaces.
_MARKED = ((0x300, 0x2100), (0x2CEF, 0x2E00), (0x302A, 0x309B), (0xA66F, 0xABEE), (0xFB1E, 0xFB1F))
_MARKED_FAR = ((0xFE20, 0xFE30), (0x101FD, 0x12000), (0x16AF0, 0x17000), (0x1E000, 0x1E94B))
_UNSPACED = ((0xE00, 0xF00), (0x1000, 0x10A0), (0x1780, 0x1800), (0xA9E0, 0xAA00), (0xAA60, 0xAA80))


@cache
def ascii_pattern() -> re.Pattern[str]:
    """Give the pattern of the words of texts that are ASCII alone."""
    return re.compile(_shape(letter="[A-Za-z]", alnum="[A-Za-z0-9]", run="[A-Za-z0-9]++", quote="'"))


@cache
def unicode_pattern() -> re.Pattern[str]:
    """Give the pattern of the words of any text."""
    marks = _marks()
    units = HAN + KANA + HANGUL + _ranges(_is_letter, *_UNSPACED)
    others = f"_{units}{_TRAILING}{APOSTROPHES}"
    alnum, letter = rf"[^\W{others}]", rf"[^\W\d{others}]"
    run = f"{alnum}++(?:[{marks}]++{alnum}*+|[{_IGNORABLE}]++(?:{alnum}|[{marks}])++)*+"
    unit = f"(?:[{_SYLLABLES}][{_JAMO}]*+|[{units}])(?:[{_IGNORABLE}]*[{marks}])*+"
    spaced = _shape(letter=letter, alnum=alnum, run=run, quote=f"[{APOSTROPHES}]", more=marks + _IGNORABLE)
    return re.compile(f"{spaced}|{unit}")


def marks() -> str:
    """Give, as the inside of a character class, what belongs to the letter before it or shows nothing."""
    return _marks() + _IGNORABLE


@cache
def _marks() -> str:
    return _ranges(_is_mark, *_MARKED, *_MARKED_FAR) + _TRAILING


def _shape(*, letter: str, alnum: str, run: str, quote: str, more: str = "") -> str:
    """
    Write the pattern of a word of a script with spaces.

    In order: a plain run with nothing behind it that could join (nearly every word; first those
    of ASCII, which are quick to tell), a dotted acronym, an elided word, runs joined by what
    joins. Every run is possessive: time is linear.
    """
    joins = f"{APOSTROPHES}{HYPHENS}{_DOTS}{_COMMAS}{more}"
    return "|".join(
        (
            f"[A-Za-z0-9]++(?=[{_PLAIN_ENDS}]|$)",
            f"{alnum}++(?![{joins}])",
            f"{letter}(?:[{_DOTS}]{letter})+(?!{alnum})[{_DOTS}]?(?:{quote}[sS](?!{alnum}))?",
            f"(?i:{_ELIDED})(?={quote}{letter}{letter})",
            (
                rf"{run}(?:(?:{quote}(?={letter})|(?<=\d)[{_DOTS}{_COMMAS}](?=\d)"
                rf"|(?<!\d)[{HYPHENS}](?=\d)(?!(?:19|20)\d\d(?!\d))){run})*+"
            ),
        )
    )


def _ranges(belongs: Callable[[str], bool], *blocks: tuple[int, int]) -> str:
    """
    Write the characters of *blocks* that belong as the inside of a character class.

    In runs: letter by letter, two thousand of them take a tenth of a second to compile.
    """
    runs: list[list[int]] = []
    for code in (code for block in blocks for code in range(*block) if belongs(chr(code))):
        if runs and runs[-1][1] == code - 1:
            runs[-1][1] = code
        else:
            runs.append([code, code])
    return "".join(f"{re.escape(chr(first))}-{re.escape(chr(last))}" for first, last in runs)


def _is_mark(character: str) -> bool:
    return category(character)[0] == "M" and not ignorable().match(character)


def _is_letter(character: str) -> bool:
    return character.isalpha() and character not in _TRAILING


@cache
def ignorable() -> re.Pattern[str]:
    """Give the pattern of a character that shows nothing."""
    return re.compile(f"[{_IGNORABLE}]")
