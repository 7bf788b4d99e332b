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
#: Characters of the patterns that are looked for at once; larger sets take more than RE2's 8 MB.
_LENGTH = 4_096
#: What is put behind every text, so that a set that finds nothing at all is known to have failed.
_PROBE = "\x02\x03\x02"
_PROBED = _PROBE.encode()


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
        #: Numbers of those that nothing is known of.
        self._unknown: list[int] = []
        batches: list[list[tuple[int, str]]] = []
        length = _LENGTH
        for number, pattern in enumerate(patterns):
            if len(pattern) > _LENGTH:
                self._unknown.append(number)
                continue
            if length + len(pattern) > _LENGTH:
                batches.append([])
                length = 0
            length += len(pattern)
            batches[-1].append((number, pattern))
        self._batches: list[tuple[list[int], Any]] = []
        for batch in batches:
            self._add(batch)

    def _add(self, patterns: list[tuple[int, str]]) -> None:
        import re2

        batch, numbers = re2.Filter(), [number for number, _ in patterns]
        try:
            for _, pattern in patterns:
                batch.Add(pattern, _options())
            batch.Add(_PROBE, _options())
            batch.Compile()
        except re2.error:  # of patterns, each of which it takes, they may be too large together
            self._unknown += numbers
        else:
            self._batches.append((numbers, batch))

    def possible(self, text: bytes) -> Iterator[int]:
        """Yield the numbers of the patterns that may be found in *text* or in any part of it."""
        yield from self._unknown
        for numbers, batch in self._batches:
            places = batch.Match(text + _PROBED, potential=True) or []
            try:
                places.remove(len(numbers))
            except ValueError:  # nothing was found because there was too little memory to look
                places = range(len(numbers))
            for place in places:
                yield numbers[place]


def _options() -> Any:
    import re2

    options = re2.Options()
    options.log_errors = False
    options.max_mem = _MEMORY
    return options
