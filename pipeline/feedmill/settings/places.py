"""
Where each key of a TOML document stands.

Reads only text that `tomllib` has accepted, with plain line ends; it checks nothing and gives
no values. Paths are keys and list indexes from the top: `("topics", "g7", "examples", 0, "text")`.
"""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["KeyPath", "Places", "Spot", "scan"]

KeyPath = tuple[str | int, ...]

_SPACE = re.compile(r"[ \t]*")
_BLANK = re.compile(r"(?:[ \t\n]|#[^\n]*)*")
_BARE = re.compile(r"[A-Za-z0-9_-]+")
#: The closing delimiter may follow one or two quotes of the text (TOML 1.0, "Multi-line basic strings").
_STRING = re.compile(
    r'"""(?:[^\\]|\\.)*?"{3,5}' r"|'''.*?'{3,5}" r'|"(?:[^"\\]|\\.)*"' r"|'[^']*'", re.DOTALL
)
#: A date and its time may be parted by one space.
_SCALAR = re.compile(r"\d{4}-\d\d-\d\d \d\d:[^\s,\]}#]*|[^\s,\]}#]+")
#: What one character of a basic string is written as; a line-ending backslash writes none.
_PIECE = re.compile(r"\\[ \t]*\n[ \t\n]*|\\u.{4}|\\U.{8}|\\.|.", re.DOTALL)
_NO_CHARACTER = re.compile(r"\\[ \t]*\n")


@dataclass(frozen=True, slots=True)
class Spot:
    """Offsets of one key: itself (a list element: its value), its value, and the end of that."""

    key: int
    value: int
    end: int


class Places:
    """Spots of a document by key path, as lines and columns from 1, counted in code points."""

    def __init__(self, text: str, spots: Mapping[KeyPath, Spot]) -> None:
        self.text = text
        self.spots = spots
        self._starts = [0, *(match.end() for match in re.finditer("\n", text))]

    def of(self, path: KeyPath) -> tuple[int, int]:
        """Give line and column of the key at *path*, else of what it would stand in."""
        while path and path not in self.spots:
            path = path[:-1]
        return self._at(self.spots[path].key) if path else (1, 1)

    def inside(self, path: KeyPath, text: str, line: int = 1, column: int = 1) -> tuple[int, int]:
        """
        Give the document's line and column of a place in the string at *path*.

        *text* is the string's value; *line* and *column* (from 1) point into it, or just past it.
        """
        lines = text.split("\n")
        index = sum(len(before) + 1 for before in lines[: line - 1]) + column - 1
        offsets = _offsets(self.text, self.spots[path])
        return self._at(offsets[max(0, min(index, len(offsets) - 1))])

    def span(self, path: KeyPath, start: int, end: int) -> tuple[int, int]:
        """Give the offsets between which the characters *start* to *end* of the string at *path* stand."""
        offsets = _offsets(self.text, self.spots[path])
        return offsets[start], offsets[end]

    def _at(self, offset: int) -> tuple[int, int]:
        line = bisect_right(self._starts, offset)
        return line, offset - self._starts[line - 1] + 1


def scan(text: str) -> Places:
    """Find every key path of *text*, whose TOML is sound."""
    return Places(text, _Scanner(text).scan())


def _offsets(text: str, spot: Spot) -> list[int]:
    """Give the offset of each character of the string at *spot*, and of its closing quote."""
    width = 3 if text.startswith(('"""', "'''"), spot.value) and spot.end - spot.value > 5 else 1  # noqa: PLR2004 two delimiters of three
    start, end = spot.value + width, spot.end - width
    if width > 1 and text.startswith("\n", start):
        start += 1  # a line break right after the opening quotes is not of the text
    if text[spot.value] == "'":
        return list(range(start, end + 1))
    pieces = _PIECE.finditer(text, start, end)
    return [piece.start() for piece in pieces if not _NO_CHARACTER.match(piece.group())] + [end]


class _Scanner:
    """One walk through a document."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._pos = 0
        self._spots: dict[KeyPath, Spot] = {}
        #: How many tables each array of tables has so far.
        self._counts: dict[KeyPath, int] = {}

    def scan(self) -> dict[KeyPath, Spot]:
        table: KeyPath = ()
        while self._peek(_BLANK):
            if self._text[self._pos] == "[":
                table = self._header()
            else:
                self._pair(table)
        return self._spots

    def _peek(self, space: re.Pattern[str]) -> str:
        """Skip white space (and comments); give the character that follows, empty at the end."""
        self._skip(space)
        return self._text[self._pos : self._pos + 1]

    def _skip(self, pattern: re.Pattern[str]) -> str:
        match = pattern.match(self._text, self._pos)
        if match is None:
            raise ValueError(f"no sound TOML at offset {self._pos}")
        self._pos = match.end()
        return match.group()

    def _header(self) -> KeyPath:
        start = self._pos
        listed = self._text.startswith("[[", start)
        self._pos += 2 if listed else 1
        path, last = self._descend(self._key(), start)
        self._pos += 2 if listed else 1
        spot = Spot(start, start, self._pos)
        if listed:
            path = (*path, last)
            self._spots.setdefault(path, spot)
            last = self._counts.get(path, 0)
            self._counts[path] = last + 1
        path = (*path, last)
        self._spots[path] = spot  # over a spot by which the table was only implied
        return path

    def _descend(self, parts: list[tuple[str, int]], start: int) -> tuple[KeyPath, str | int]:
        """Walk a header's key to its last part, through the last table of each array of tables."""
        path: KeyPath = ()
        for part, _ in parts[:-1]:
            path = (*path, part)
            self._spots.setdefault(path, Spot(start, start, start))
            if path in self._counts:
                path = (*path, self._counts[path] - 1)
        return path, parts[-1][0]

    def _pair(self, table: KeyPath) -> None:
        parts = self._key()
        path = table
        for part, offset in parts[:-1]:
            path = (*path, part)
            self._spots.setdefault(path, Spot(offset, offset, offset))
        self._pos += 1  # the equals sign
        self._skip(_SPACE)
        self._value((*path, parts[-1][0]), parts[-1][1])

    def _key(self) -> list[tuple[str, int]]:
        """Read a dotted key: its parts with their offsets."""
        parts = []
        while True:
            first, offset = self._peek(_SPACE), self._pos
            raw = self._skip(_STRING if first in "\"'" else _BARE)
            parts.append((tomllib.loads(f"key = {raw}")["key"] if first in "\"'" else raw, offset))
            if self._peek(_SPACE) != ".":
                return parts
            self._pos += 1

    def _value(self, path: KeyPath, key: int) -> None:
        start = self._pos
        opening = self._text[start]
        if opening == "[":
            self._array(path)
        elif opening == "{":
            self._inline_table(path)
        else:
            self._skip(_STRING if opening in "\"'" else _SCALAR)
        self._spots[path] = Spot(key, start, self._pos)

    def _array(self, path: KeyPath) -> None:
        self._pos += 1
        index = 0
        while self._peek(_BLANK) != "]":
            self._value((*path, index), self._pos)
            index += 1
            self._comma()
        self._pos += 1

    def _inline_table(self, path: KeyPath) -> None:
        self._pos += 1
        while self._peek(_BLANK) != "}":
            self._pair(path)
            self._comma()
        self._pos += 1

    def _comma(self) -> None:
        if self._peek(_BLANK) == ",":
            self._pos += 1
