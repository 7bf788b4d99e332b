"""
One URL in many sources: the floor and what the publisher asks for hold for the URL.

Pure. Sources that share an address are asked together, with one request (`fetch` sees to that): so one
that is added later, or under another name, costs no request of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from feedmill.model import Memory, Source
from feedmill.polling.memories import address_key
from feedmill.polling.moves import asked_at
from feedmill.polling.rhythm import HARD_FLOOR
from feedmill.text.urls import asked

__all__ = ["sharing", "together"]


@dataclass(slots=True, kw_only=True)
class _Place:
    """One URL, with the headers that it is asked with."""

    sources: list[Source] = field(default_factory=list)
    #: Of these sources, and of others that are no longer configured.
    memories: list[Memory] = field(default_factory=list)


def together(
    due: Iterable[Source],
    sources: Sequence[Source],
    memories: Mapping[str, Memory],
    *,
    now: datetime,
    least: Callable[[Source], timedelta],
    force: bool = False,
) -> list[Source]:
    """
    Give the sources to ask, in the order of *sources*: those *due*, and those that share their URLs.

    Neither, where the URL was asked for another of them less than a floor ago (*least*; with *force* a
    quarter of an hour), or where its publisher asked to be left alone.
    """
    chosen: set[str] = set()
    places = _places(sources, memories)
    for source in due:
        if source.local:
            chosen.add(source.id)
            continue
        place = places[_key(source, memories)]
        floor = least(source)
        if not any(
            _holds(memory, now, min(floor, HARD_FLOOR) if force else floor) for memory in place.memories
        ):
            chosen.update(one.id for one in place.sources if one is source or not _is_gone(one, memories))
    return [source for source in sources if source.id in chosen]


def sharing(source: Source, sources: Sequence[Source], memories: Mapping[str, Memory]) -> Sequence[Memory]:
    """Give the memories of all that share the URL of *source*, also of those no longer configured."""
    place = _places(sources, memories).get(_key(source, memories))
    return place.memories if place is not None else ()


def _places(sources: Sequence[Source], memories: Mapping[str, Memory]) -> dict[object, _Place]:
    places: dict[object, _Place] = {}
    known = {source.id for source in sources}
    left = [memory for name, memory in memories.items() if name not in known]
    by_address = {memory.address: memory for memory in left if memory.address and not memory.moved_to}
    for source in sources:
        if source.local or not source.enabled:
            continue
        place = places.setdefault(_key(source, memories), _Place())
        place.sources.append(source)
        told = memories.get(source.id), by_address.get(address_key(source)) if by_address else None
        place.memories += [memory for memory in told if memory is not None]
    return places


def _key(source: Source, memories: Mapping[str, Memory]) -> object:
    return asked(asked_at(source, memories.get(source.id))), source.headers


def _holds(memory: Memory, now: datetime, floor: timedelta) -> bool:
    """Say whether what was asked for this source keeps its URL waiting; what was killed, less long."""
    if memory.retry_at is not None and now < memory.retry_at:
        return True
    last = memory.last_attempt
    if last is None:
        return False
    # What reached nobody, our own network being down, may be tried again as soon as what was killed.
    reached = memory.lost_since is None and memory.last_answer is not None and memory.last_answer >= last
    return now < last + (floor if reached else min(floor, HARD_FLOOR))


def _is_gone(source: Source, memories: Mapping[str, Memory]) -> bool:
    memory = memories.get(source.id)
    return memory is not None and memory.gone
