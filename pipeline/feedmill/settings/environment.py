"""
`${NAME}` in strings, replaced from the environment.

The values are secrets more often than not, so nothing here puts one into a message.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from feedmill.settings.notes import Document, Notes
    from feedmill.settings.places import KeyPath

__all__ = ["MARK", "expand"]

#: What begins a name; a text of others that holds it must not get into a file that is expanded.
MARK = "${"

_NAME = re.compile(r"\$\{([^}]*)\}?")
_SOUND = re.compile(r"\$\{[A-Za-z_][A-Za-z0-9_]*\}")


def expand(document: Document, environ: Mapping[str, str], mistakes: Notes) -> dict[str, Any]:
    """Give the document's table with every `${NAME}` replaced; note each that has no value."""

    def walk(value: Any, path: KeyPath) -> Any:
        if isinstance(value, dict):
            return {key: walk(item, (*path, key)) for key, item in value.items()}
        if isinstance(value, list):
            return [walk(item, (*path, index)) for index, item in enumerate(value)]
        return replace(value, path) if isinstance(value, str) and MARK in value else value

    def replace(text: str, path: KeyPath) -> str:
        return _NAME.sub(lambda match: value_of(match, path), text)

    def value_of(match: re.Match[str], path: KeyPath) -> str:
        if not _SOUND.fullmatch(match.group()):
            mistakes.add(document, path, "write an environment variable as ${NAME}")
        elif match[1] not in environ:
            mistakes.add(document, path, f'environment variable "{match[1]}" is not set')
        return environ.get(match[1], match.group())

    return {key: walk(value, (key,)) for key, value in document.table.items()}
