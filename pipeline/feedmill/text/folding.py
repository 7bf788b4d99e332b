"""
Folding many texts at once: what `words.fold` gives, at a fraction of its cost.

Texts of Latin-1, which are most, become one row of bytes that is blanked and closed up as a whole; the few
words in it that joining signs or rare letters leave open are folded one by one. Others are folded code point
by code point (`wide_folding`), very long ones each by itself. This file knows no word: `blanks` and `chunks`
say what becomes of one.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from feedmill.text.blanks import latin
from feedmill.text.chunks import chunk_norms, cut

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


__all__ = ["folded_all"]

#: Characters. Arrays for longer texts, of which each is an article of its own, would take room that a worker
#: has not.
_LONGEST = 100_000
#: Stands between texts, as a word of its own: white space, which no folded text holds but as spaces.
_BETWEEN = b" \n "
_SPACE = 0x20
_ASCII = 0x80
#: As `blanks` tells it of text.
_HYPHEN = re.compile(rb"-(?![0-9])")
#: What is left of these keeps a chunk from being a norm: signs that join, and letters beyond ASCII.
_OPEN = bytes(octet >= _ASCII or chr(octet) in "'.,-" for octet in range(256))
#: Letters of Latin-1 that are two of ASCII; German is full of the first. Behind another letter and before
#: one, two join to others as one does.
_DOUBLE = tuple(
    (letter, re.compile(letter + b"(?<=[a-z].)(?=[a-z ])"), letters)
    for letter, letters in (("ß".encode("latin-1"), b"ss"), ("æ".encode("latin-1"), b"ae"))
)


def folded_all(texts: Sequence[str]) -> list[str]:
    """Give the norms of the words of each text, joined by one space."""
    folded = [""] * len(texts)
    rows: dict[int, bytes] = {}
    wide: dict[int, str] = {}
    for place, text in enumerate(texts):
        row = latin(text) if len(text) <= _LONGEST else None
        if row is not None:
            rows[place] = row
        elif len(text) <= _LONGEST:
            wide[place] = text
        else:
            folded[place] = " ".join(filter(None, cut(text).chunks))
    for place, each in zip(rows, _folded([*rows.values()]), strict=True):
        folded[place] = each
    if wide:
        # Late, as it is in `_closed`.
        from feedmill.text.wide_folding import folded_wide

        for place, each in zip(wide, folded_wide([*wide.values()]), strict=True):
            folded[place] = each
    return folded


def _folded(rows: list[bytes]) -> Iterator[str]:
    """Fold texts that `latin` gave."""
    if not rows:
        return iter(())
    whole = _closed(_blanked(_BETWEEN.join([b"", *rows, b""])))
    # Each stands between two spaces; of an empty one, they are the same.
    return (each[1:-1] for each in whole.split("\n")[1:-1])


def _blanked(row: bytes) -> bytes:
    """Do what `blanks` does with joining signs: what joins nothing is a space."""
    if b"." in row:
        row = row.replace(b". ", b"  ")
    if b"," in row:
        row = row.replace(b", ", b"  ")
    if b"'" in row:
        row = row.replace(b" '", b"  ").replace(b"' ", b"  ")
    if b"-" in row:
        row = _HYPHEN.sub(b" ", row)
    for letter, inside, letters in _DOUBLE:
        if letter in row:
            row = inside.sub(letters, row)
    return row


def _closed(row: bytes) -> str:
    """Fold what is open, and leave one space between words."""
    # Late: it takes a tenth of a second, and most runs bring nothing new.
    import numpy as np

    opened = np.flatnonzero(np.frombuffer(row.translate(_OPEN), np.uint8))
    if len(opened):
        row = b"".join(_each_folded(row, opened.tolist()))
    octets = np.frombuffer(row, np.uint8)
    spaces = octets == _SPACE
    kept = octets[1:][~(spaces[1:] & spaces[:-1])]
    whole: bytes = kept.tobytes()
    return whole.decode("utf-8", "surrogatepass")


def _each_folded(row: bytes, opened: list[int]) -> Iterator[bytes]:
    """Yield the pieces of a row, those with something open folded: UTF-8."""
    norms = chunk_norms()
    last = 0
    for place in opened:
        if place < last:
            continue
        start = row.rfind(b" ", 0, place) + 1
        yield row[last:start]
        last = row.find(b" ", place)
        yield norms[row[start:last].decode("latin-1")].encode("utf-8", "surrogatepass")
    yield row[last:]
