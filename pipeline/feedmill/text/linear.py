"""
Patterns that take linear time, whatever they are and whatever they are searched in: RE2's.

This file is the only home of RE2; it knows neither what a pattern is for nor where it came from.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

__all__ = ["Patterns", "linear"]

# RE2's own 8 MB are too few for .{0,1000} in Cyrillic: it would go on a hundred times slower.
_MEMORY = 32 << 20
#: Characters of the patterns that are looked for at once: of larger sets RE2 could not keep twenty states in
#: its 8 MB, and would find nothing.
_LENGTH = 4_096


@lru_cache(maxsize=1024)
def linear(pattern: str) -> Any:
    """
    Compile *pattern* for RE2; bytes that are searched are taken for UTF-8.

    Raises:
        ValueError: RE2's own words for what it refuses.
    """
    import re2

    try:
        return re2.compile(pattern, _options())
    except re2.error as error:
        said = error.args[0]
        raise ValueError(said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)) from error


class Patterns:
    """
    Many patterns of which few can be found in a text, told by the letters that each cannot do without.

    It searches no pattern: what it gives may be found, what it leaves out is not.
    """

    def __init__(self, patterns: Iterable[str]) -> None:
        """Give each of *patterns* its number, from 0; RE2 must have taken each of them before."""
        self._batches: list[tuple[int, Any]] = []
        length = _LENGTH
        for number, pattern in enumerate(patterns):
            if length + len(pattern) > _LENGTH:
                self._batches.append((number, _batch()))
                length = 0
            length += len(pattern)
            self._batches[-1][1].Add(pattern, _options())
        for _, batch in self._batches:
            batch.Compile()

    def possible(self, text: bytes) -> Iterator[int]:
        """Yield the numbers of the patterns that may be found in *text* or in any part of it."""
        for first, batch in self._batches:
            for number in batch.Match(text, potential=True) or ():
                yield first + number


def _batch() -> Any:
    import re2

    return re2.Filter()


def _options() -> Any:
    import re2

    options = re2.Options()
    options.log_errors = False
    options.max_mem = _MEMORY
    return options
