"""
Blanks: a text in which what is no part of a word is a space, place by place.

It is as long as the text, so that offsets hold in both; nearly every word stands there as its norm,
and what stands between spaces has the same words as before. All of it is done by looking at bytes,
for whole texts at once. This file knows no word: what joins letters to words stays (see `word_shapes`).
"""

from __future__ import annotations

import re
from functools import cache

from feedmill.text.word_norms import norms

__all__ = ["blanked", "joins", "latin", "told"]

# What joins words of ASCII (`word_shapes`), and stands around them still more often.
_JOINS = "'.,-"

# Typographic characters for which ASCII has one that does the same to words.
_PLAINER = tuple((mark, "'") for mark in "’‘") + tuple((mark, " ") for mark in "“”„–—…«»•\u00a0")

# Full stops and commas before anything but a space, which may join; hyphens that do not join a digit.
_DOT, _COMMA = re.compile(r"\.[^ ]"), re.compile(",[^ ]")
_HYPHEN = re.compile(r"-(?!\d)")

_SOFT_HYPHEN = 0xAD
_ASCII, _LATIN_1 = 0x80, 0x100


def blanked(text: str, *, keep_case: bool = False) -> str:
    """Give *text* with its words alone, the letters of most of them folded, each in its place."""
    bare = _translated(text, keep_case=keep_case)
    bare = bare.replace(". ", "  ") if _DOT.search(bare) else bare.replace(".", " ")
    bare = bare.replace(", ", "  ") if _COMMA.search(bare) else bare.replace(",", " ")
    if "'" in bare:
        bare = bare.replace(" '", "  ").replace("' ", "  ")
    if "-" in bare:
        bare = _HYPHEN.sub(" ", bare)
    return f"{bare[:-1]} " if bare.endswith((".", "'")) else bare


def joins(blanked: str) -> bool:
    """Say whether any word of a blanked text of ASCII may be other than it stands there."""
    return "'" in blanked or "." in blanked or "," in blanked or "-" in blanked


def latin(text: str) -> bytes | None:
    """
    Give *text* in Latin-1, folded letter by letter, its joining signs as they are.

    None of a text that has other characters, or letters that may not be folded one by one.
    """
    return _latin(text if text.isascii() else _plainer(text), keep_case=False)


def _translated(text: str, *, keep_case: bool) -> str:
    text = text if text.isascii() else _plainer(text)
    row = _latin(text, keep_case=keep_case)
    if row is not None:
        return row.decode("latin-1")
    # "surrogatepass": every string has words, uncleaned ones included.
    octets = text.encode("utf-8", "surrogatepass").translate(_table(_ASCII, keep_case=keep_case))
    return octets.decode("utf-8", "surrogatepass")


def _plainer(text: str) -> str:
    for mark, plain in _PLAINER:
        text = text.replace(mark, plain)
    return text


def _latin(text: str, *, keep_case: bool) -> bytes | None:
    if text.isascii() or "'" not in text or _folds_at_once(text):
        try:
            return text.encode("latin-1").translate(_table(_LATIN_1, keep_case=keep_case))
        except UnicodeEncodeError:
            pass
    return None


def _folds_at_once(text: str) -> bool:
    """Say whether no letter before an apostrophe needs folding: "n'" is elided, "ñ'" is not."""
    return all(before.isascii() for piece in text.split("'")[:-1] for before in piece.rsplit(None, 1)[-1:])


@cache
def _table(end: int, *, keep_case: bool) -> bytes:
    """Write what becomes of the characters below *end*, which are single bytes."""
    row = [ord(told(chr(code), keep_case=keep_case)) for code in range(end)]
    return bytes([*row, *range(end, _LATIN_1)])


def told(character: str, *, keep_case: bool) -> str:
    """Give a letter's norm if that is one letter of ASCII; a space for what is no part of a word."""
    if character.isalpha():
        (norm,) = norms(character, keep_case=keep_case)
        return norm if len(norm) == 1 and norm.isascii() else character
    kept = character.isalnum() or character in _JOINS or ord(character) == _SOFT_HYPHEN
    return character if kept else " "
