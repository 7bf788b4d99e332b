"""Files of JSON lines that commands read, one line after the other, so that a file of any size will do."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

from feedmill.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

__all__ = ["json_lines"]


def json_lines(file: Path, keys: str) -> Iterator[tuple[str, dict[str, object]]]:
    """
    Give each line's place (`file:number`) and object; "-" is stdin, empty lines are skipped.

    Args:
        file: JSON lines in UTF-8.
        keys: What an object should have, for the message.

    Raises:
        UsageError: The file cannot be read, or a line is no JSON object.
    """
    try:
        stream = sys.stdin.buffer if str(file) == "-" else file.open("rb")
    except OSError as error:
        raise UsageError(f"{file} cannot be read: {error.strerror}") from error
    with stream:
        for number, line in enumerate(stream, start=1):
            if line.strip():
                yield f"{file}:{number}", _object(line, f"{file}:{number}", keys)


def _object(line: bytes, place: str, keys: str) -> dict[str, object]:
    try:
        value = json.loads(line.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise UsageError(f"{place}: this line is no JSON object in UTF-8 ({error})") from error
    if not isinstance(value, dict):
        raise UsageError(f"{place}: this line is JSON, but no object with {keys}")
    return value
