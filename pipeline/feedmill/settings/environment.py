"""
`${NAME}` in strings, replaced from the environment.

The values are secrets more often than not, so nothing here puts one into a message.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from feedmill.settings.notes import Document, Notes
    from feedmill.settings.places import KeyPath

__all__ = ["HIDDEN", "MARK", "Expanded", "expand"]

#: What begins a name; a text of others that holds it must not get into a file that is expanded.
MARK = "${"
#: What people see in place of a value from the environment.
HIDDEN = "***"

_NAME = re.compile(r"\$\{([^}]*)\}?")
_SOUND = re.compile(r"\$\{[A-Za-z_][A-Za-z0-9_]*\}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Expanded:
    """What a document says, and how that may be shown."""

    #: With every `${NAME}` replaced.
    table: dict[str, Any]
    #: By key path, each text that something was put into: with "***" for what was put in.
    masked: Mapping[KeyPath, str]


def expand(document: Document, environ: Mapping[str, str], mistakes: Notes) -> Expanded:
    """Replace every `${NAME}` in the document's texts; note each that has no value."""
    masked: dict[KeyPath, str] = {}

    def walk(value: Any, path: KeyPath) -> Any:
        if isinstance(value, dict):
            return {key: walk(item, (*path, key)) for key, item in value.items()}
        if isinstance(value, list):
            return [walk(item, (*path, index)) for index, item in enumerate(value)]
        return replace(value, path) if isinstance(value, str) and MARK in value else value

    def replace(text: str, path: KeyPath) -> str:
        masked[path] = _NAME.sub(HIDDEN, text)
        return _NAME.sub(lambda match: value_of(match, path), text)

    def value_of(match: re.Match[str], path: KeyPath) -> str:
        if not _SOUND.fullmatch(match.group()):
            mistakes.add(document, path, "write an environment variable as ${NAME}")
        elif match[1] not in environ:
            mistakes.add(document, path, f'environment variable "{match[1]}" is not set')
        return environ.get(match[1], match.group())

    table = {key: walk(value, (key,)) for key, value in document.table.items()}
    return Expanded(table=table, masked=masked)
