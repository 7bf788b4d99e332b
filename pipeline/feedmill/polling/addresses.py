"""
A source whose address changes: it begins anew, but what its addresses were asked is not forgotten.

Pure. Validators, health and forecast belong to one address. The floor belongs to a URL: an operator who
tries another address and comes back has asked the first one no less.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime

from feedmill.model import Memory, Source
from feedmill.model.evolving import evolve
from feedmill.polling.memories import address_key

__all__ = ["current"]

#: Of so many addresses that a source had, the last ones, it is remembered when they were asked.
_MOST = 4


def current(memories: Mapping[str, Memory], sources: Iterable[Source], *, now: datetime) -> dict[str, Memory]:
    """Give the memories that are about today's addresses; a source that has another begins anew."""
    addresses = {source.id: address_key(source) for source in sources}
    return {
        name: memory
        if memory.address in ("", addresses.get(name, memory.address))
        else _at(addresses[name], memory, now)
        for name, memory in memories.items()
    }


def _at(address: str, memory: Memory, now: datetime) -> Memory:
    """Give what is left of *memory* at another address, and what was once asked there."""
    left = {one.partition(" ")[0]: one for one in memory.left}
    before = left.pop(address, "")
    if memory.last_answer is not None:
        left.pop(memory.address, None)
        left[memory.address] = _written(memory)
    anew = Memory(source=memory.source, left=tuple(left.values())[-_MOST:])
    if memory.last_attempt is not None and not _has_ended(memory):
        # It may have been the first at the new address.
        return evolve(anew, last_attempt=memory.last_attempt)
    return _read(anew, before, now)


def _has_ended(memory: Memory) -> bool:
    last, answer = memory.last_attempt, memory.last_answer
    return last is None or (answer is not None and answer >= last)


def _written(memory: Memory) -> str:
    """Write the address, when it was asked, when it is due, and the end of a Retry-After; seconds or 0."""
    moments = memory.last_answer, memory.next_due, memory.retry_at
    return " ".join([memory.address, *(str(int(one.timestamp()) if one else 0) for one in moments)])


def _read(anew: Memory, written: str, now: datetime) -> Memory:
    """Add the times of `_written`; none of a clock that was ahead of ours, which tell nothing."""
    if not written:
        return anew
    asked, due, retry = (
        datetime.fromtimestamp(int(one), UTC) if int(one) else None for one in written.split(" ")[1:]
    )
    if asked is None or asked > now:
        return anew
    return evolve(anew, last_attempt=asked, last_answer=asked, next_due=due, retry_at=retry)
