"""Changes to TOML text that leave every other line, comment and blank as it is."""

from __future__ import annotations

import os
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from feedmill.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from feedmill.settings.places import KeyPath, Places

__all__ = ["appended", "replace_file", "without_lines"]


def appended(text: str, tables: Mapping[str, Any]) -> str:
    """Give *text* with *tables* written below it; whether that is sound TOML is for the caller to see."""
    import tomlkit

    below = tomlkit.dumps(tables)
    above = text if not text or text.endswith("\n") else text + "\n"
    return f"{above}\n{below}" if above else below


def without_lines(places: Places, tables: Iterable[KeyPath]) -> str:
    """
    Give the text without these tables: from the line of a header to that of the table's last value.

    Comments above a header and below a table stay.
    """
    text = places.text
    for start, end in sorted((_lines_of(places, table) for table in tables), reverse=True):
        after = (
            end + 1 if text[end : end + 1] == "\n" and (start == 0 or text[:start].endswith("\n\n")) else end
        )
        text = text[:start] + text[after:]
    return text


def replace_file(path: Path, text: str) -> None:
    """
    Make *path* hold *text*, whole or not at all, on disk before it is seen; keep its mode.

    Raises:
        UsageError: It cannot be written; it is as it was.
    """
    target = path.resolve()  # a link stays a link
    try:
        mode = target.stat().st_mode & 0o777 if target.exists() else 0o644
        handle, temporary = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    except OSError as error:
        raise UsageError(f"cannot write {path}: {error.strerror or error}") from error
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(text.encode())
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).chmod(mode)
        Path(temporary).replace(target)
    except OSError as error:
        with suppress(OSError):
            Path(temporary).unlink()
        raise UsageError(f"cannot write {path}: {error.strerror or error}") from error


def _lines_of(places: Places, table: KeyPath) -> tuple[int, int]:
    """Give the offsets of the first character of a table and of the one after its last line."""
    inside = [spot for path, spot in places.spots.items() if path[: len(table)] == table]
    start = places.text.rfind("\n", 0, places.spots[table].key) + 1
    last = max(spot.end for spot in inside)
    end = places.text.find("\n", last)
    return start, len(places.text) if end < 0 else end + 1
