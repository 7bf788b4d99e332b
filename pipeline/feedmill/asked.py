"""
The part of corridor 1 that comes before any answer: who is due, and what is asked.

Sends nothing and stores nothing; when a source is due is decided by `polling`.
"""

from __future__ import annotations

from collections.abc import Mapping

from feedmill import polling
from feedmill.errors import UsageError
from feedmill.model import Memory, Request, Source
from feedmill.parts import Parts

__all__ = ["check_refetch", "due_now", "is_private", "request_of"]


def check_refetch(parts: Parts, memories: Mapping[str, Memory], refetch: str) -> None:
    """
    Refuse to leave validators out twice in a day: it costs the publisher a whole document each time.

    The day is the URL's, whichever of the sources that share it is named.

    Raises:
        UsageError: It was done less than 24 hours ago.
    """
    source = parts.sources.get(refetch)
    if source is None or source.local:
        return
    told = polling.sharing(source, parts.settings.sources, memories)
    if all(polling.may_refetch(memory, now=parts.now) for memory in told):
        return
    raise UsageError(
        f"the address of {refetch} was asked without validators less than 24 hours ago; "
        "run without --refetch, or try again tomorrow"
    )


def due_now(parts: Parts, memories: dict[str, Memory], *, force: bool, refetch: str) -> list[Source]:
    """Give the sources that may be asked, in their turn; *refetch* names one to ask in any case."""
    settings = parts.settings
    paused = polling.pauses(memories, settings.sources, now=parts.now, settings=settings.fetch, force=force)
    due = [
        source
        for source in settings.sources
        if polling.is_due(
            memories.get(source.id),
            source,
            now=parts.now,
            settings=settings.fetch,
            force=force,
            refetch=source.id == refetch,
            private=is_private(parts, source, memories.get(source.id)),
            paused=paused,
        )
    ]
    due = polling.together(
        due,
        settings.sources,
        memories,
        now=parts.now,
        least=lambda source: polling.floor(
            source, settings.fetch, private=is_private(parts, source, memories.get(source.id))
        ),
        force=force or bool(refetch),
    )
    return polling.in_turn(due, memories)


def is_private(parts: Parts, source: Source, memory: Memory | None) -> bool:
    """Say whether the host that the source is asked at has no floor."""
    return polling.is_private(polling.asked_at(source, memory), parts.settings.fetch.allow_private)


def request_of(source: Source, memory: Memory | None, *, bare: bool) -> Request:
    """Give what a source is asked; *bare* leaves its validators out."""
    known = Memory(source=source.id) if memory is None or bare else memory
    return Request(
        source=source.id,
        kind=source.kind,
        url=polling.asked_at(source, memory),
        etag=known.etag,
        last_modified=known.last_modified,
        headers=source.headers,
    )
