"""
Mistakes and warnings, each tied to the key it is about, until all are known.

Turns key paths into `file:line:column: place: sentence`; decides nothing.
"""

from __future__ import annotations

import json
import re
from functools import cached_property
from typing import TYPE_CHECKING, Any

from feedmill.errors import ConfigError
from feedmill.settings.places import KeyPath, Places, scan

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["Document", "Notes", "dotted", "quoted"]

_BARE = re.compile(r"[A-Za-z0-9_-]+")
#: Controls that JSON leaves as they are, line and paragraph separators, and marks that turn the writing.
_CONTROL = re.compile("[\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")


class Document:
    """A file of `config/` as TOML: its name as printed, its text and what it holds."""

    def __init__(self, name: str, text: str, table: Mapping[str, Any], *, order: int = 0) -> None:
        self.name = name
        self.text = text
        #: As written: `${NAME}` is not replaced here.
        self.table = table
        self.order = order

    @cached_property
    def places(self) -> Places:
        """Where each key stands; found when first asked for, since a sound file needs it rarely."""
        return scan(self.text)

    def place(self, path: KeyPath) -> str:
        """Give `file:line:column` of the key at *path*."""
        return ":".join(map(str, (self.name, *self.places.of(path))))

    def raw(self, path: KeyPath) -> Any:
        """Give the value at *path*, which must be there, as written."""
        value: Any = self.table
        for part in path:
            value = value[part]
        return value


class Notes:
    """A growing list of sentences about places; give one to everybody who may find something wrong."""

    def __init__(self) -> None:
        self._lines: dict[str, tuple[int, int, int]] = {}
        self._paths: set[tuple[str, KeyPath]] = set()

    def add(self, document: Document, path: KeyPath, sentence: str, *, about: KeyPath | None = None) -> None:
        """Note *sentence* at the key *path*; it speaks of *about*, by default the same key."""
        self._paths.add((document.name, path))
        subject = dotted(path if about is None else about)
        self.add_at(document, document.places.of(path), f"{subject}: {sentence}" if subject else sentence)

    def add_at(self, document: Document, spot: tuple[int, int], sentence: str) -> None:
        """Note *sentence* at a line and column; the same line twice is noted once."""
        line, column = spot
        self._lines.setdefault(f"{document.name}:{line}:{column}: {sentence}", (document.order, line, column))

    def knows(self, document: Document, path: KeyPath) -> bool:
        """Say whether anything was noted at the key *path* itself."""
        return (document.name, path) in self._paths

    def lines(self) -> tuple[str, ...]:
        """Give all lines in the order of files and places."""
        return tuple(sorted(self._lines, key=lambda line: self._lines[line]))

    def raise_mistakes(self) -> None:
        """
        End here if anything was noted.

        Raises:
            ConfigError: With every line.
        """
        if self._lines:
            raise ConfigError(self.lines())


def dotted(path: KeyPath) -> str:
    """Write a key path as an operator would: `topics.g7.examples[0].text`."""
    text = ""
    for part in path:
        if isinstance(part, int):
            text += f"[{part}]"
        else:
            text += "." if text else ""
            text += part if _BARE.fullmatch(part) else quoted(part)
    return text


def quoted(text: str) -> str:
    """Put a text of somebody's in quotes, so that it stays on one line and moves no cursor."""
    escaped = json.dumps(text, ensure_ascii=False)
    return _CONTROL.sub(lambda match: f"\\u{ord(match[0]):04x}", escaped)
