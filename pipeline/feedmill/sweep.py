"""
The archive asked again: stored articles → tags and matches, in the workers.

    the store's pieces ─ read, tag, percolate (each in a process of its own) ─ what each piece gave, in order

For `retag`, which keeps what comes, and `plan`, which only compares it. Writes nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain, tee
from typing import TYPE_CHECKING

from feedmill.model import Belated, Match
from feedmill.parts import Parts
from feedmill.stores.base import Piece
from feedmill.tagging import tag
from feedmill.tagging.base import Tagger

if TYPE_CHECKING:
    from feedmill.topics import Filters

__all__ = ["Swept", "sweep", "sweeping", "told_in"]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Desk:
    """What every piece is asked with."""

    filters: Filters
    #: Topics to ask.
    topics: frozenset[str]
    #: None: the stored tags hold.
    taggers: tuple[Tagger, ...] | None
    #: Goes along so that what reading needs is loaded with the desk, and not at the cost of the first piece.
    reader: type[Piece]


@dataclass(frozen=True, slots=True, kw_only=True)
class Swept:
    """What a piece of the archive gave."""

    articles: int
    matches: tuple[Match, ...]
    #: Article id and new tags, where they are others than the stored ones.
    tags: tuple[tuple[str, tuple[str, ...]], ...]


def sweeping(parts: Parts, topics: Collection[str], *, tags: bool) -> Iterator[tuple[Piece, Swept]]:
    """
    Ask *topics* of every stored article; *tags*: of what its tags are now.

    Yields every piece of the archive with what it gave. Memory is bounded by a few pieces.

    Raises:
        FeedmillError: A worker cannot read its piece.
        StorageError: The store cannot be read.
    """
    found = parts.store.pieces()
    first = next(found, None)
    if first is None:
        return
    desk = _Desk(
        filters=parts.filters.only(topics),
        topics=frozenset(topics),
        taggers=parts.taggers if tags else None,
        reader=type(first),
    )
    pieces, jobs = tee(chain((first,), found))
    yield from zip(pieces, parts.map(partial(sweep, desk), jobs), strict=True)


def told_in(parts: Parts, topics: Collection[str]) -> dict[str, frozenset[str]]:
    """
    Give what subscribers were told of, by topic, for topics that mind whether articles come late.

    A topic that was never published has no subscribers: nothing is late in it.
    """
    states = parts.store.topic_states()
    minding = [
        topic.slug
        for topic in parts.settings.topics
        if topic.slug in topics and topic.retag is not Belated.APPEND and topic.slug in states
    ]
    return {
        slug: frozenset(name for one in parts.store.publications(slug) for name in one.names)
        for slug in minding
    }


def sweep(desk: _Desk, piece: Piece) -> Swept:
    """Read a piece of the archive, and ask it."""
    from feedmill.topics import percolate, sieve  # late: loaded where pieces are asked

    # Whose tags are asked for is read in any case.
    first_look = sieve(desk.filters.enabled()) if desk.taggers is None else None
    number = 0

    def wanted(title: str, text: str) -> bool:
        nonlocal number
        number += 1
        return first_look is None or first_look.lets_through(title, text)

    matches: list[Match] = []
    tags: list[tuple[str, tuple[str, ...]]] = []
    for article in piece.articles(wanted):
        asked = article
        if desk.taggers is not None and (new := tag(article, desk.taggers)) != article.tags:
            asked = replace(article, tags=new)
            tags.append((article.id, new))
        if desk.topics:
            matches += percolate(desk.filters, asked, desk.topics)
    return Swept(articles=number, matches=tuple(matches), tags=tuple(tags))
