"""
How many connections this process has room for.

Reads the operating system's limit and what is open; where neither can be told, there is no bound.
"""

from __future__ import annotations

from pathlib import Path

__all__ = ["room"]

#: Kept free for the store and its log, the shelf, workers' pipes (4 each), lookups and imports: with two
#: workers and eight lookups at once about 40 are in use.
_RESERVE = 64
#: Descriptors that a connection may take: two addresses are tried beside each other (RFC 8305).
_EACH = 2
#: Fewer would be no fetching at all.
_FEWEST = 4
_OPEN = ("/proc/self/fd", "/dev/fd")


def room(most: int) -> int:
    """Give the number of connections that may be open at once: *most*, or fewer, but at least 4."""
    limit = _limit()
    if limit is None:
        return most
    return max(min(most, (limit - _count_open() - _RESERVE) // _EACH), min(most, _FEWEST))


def _limit() -> int | None:
    try:
        import resource
    except ImportError:
        return None  # not on Windows
    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return None if soft == resource.RLIM_INFINITY else soft


def _count_open() -> int:
    for folder in _OPEN:
        try:
            return sum(1 for _ in Path(folder).iterdir())
        except OSError:
            continue
    return 0
