"""
Patterns that take linear time, whatever they are and whatever they are searched in: RE2's.

This file is the only home of RE2; it knows neither what a pattern is for nor where it came from.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

__all__ = ["linear"]

# RE2's own 8 MB are too few for .{0,1000} in Cyrillic: it would go on a hundred times slower.
_MEMORY = 32 << 20


@lru_cache(maxsize=1024)
def linear(pattern: str) -> Any:
    """
    Compile *pattern* for RE2; bytes that are searched are taken for UTF-8.

    Raises:
        ValueError: RE2's own words for what it refuses.
    """
    import re2

    options = re2.Options()
    options.log_errors = False
    options.max_mem = _MEMORY
    try:
        return re2.compile(pattern, options)
    except re2.error as error:
        said = error.args[0]
        raise ValueError(said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)) from error
