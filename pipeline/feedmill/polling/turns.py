"""
In which order sources are asked that are due at the same time.

Pure. What went well comes before what is unknown, and that before what failed, so that those who hang or
drip keep nobody else waiting. At one host those who have waited longest come first: where one URL is always
told "too often", or a host bears a few requests only, each of the others has its turn in some run.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime

from feedmill.model import Memory, Source
from feedmill.polling.moves import asked_at
from feedmill.text.urls import host

__all__ = ["in_turn"]

_NEVER = datetime.min.replace(tzinfo=UTC)
_WELL, _UNKNOWN, _FAILED = range(3)


def in_turn(due: Iterable[Source], memories: Mapping[str, Memory]) -> list[Source]:
    """Sort *due*; sources of which nothing sets one before the other keep their order."""
    sources = list(due)
    if all(_is_well(memories.get(source.id)) for source in sources):
        return sources  # as nearly always
    hosts = {source.id: host(asked_at(source, memories.get(source.id))) for source in sources}
    best: dict[str, int] = {}
    for source in sources:
        name, fared = hosts[source.id], _fared(memories.get(source.id))
        best[name] = min(fared, best.get(name, fared))

    def rank(source: Source) -> tuple[int, bool, datetime]:
        memory = memories.get(source.id)
        last = memory.last_attempt if memory is not None else None
        return best[hosts[source.id]], _fared(memory) == _FAILED, last or _NEVER

    return sorted(sources, key=rank)


def _is_well(memory: Memory | None) -> bool:
    return memory is not None and not memory.code and _fared(memory) == _WELL


def _fared(memory: Memory | None) -> int:
    """Say how the last request ended; one that was passed over has its code from another source."""
    if memory is None or memory.last_attempt is None:
        return _UNKNOWN
    return _WELL if memory.last_success == memory.last_attempt else _FAILED
