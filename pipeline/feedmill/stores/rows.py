"""
Values to rows and back: the only place that knows how a value lies in a table.

It asks no database. What is only carried, never searched, lies in one JSON column (`packing`); long
texts have columns of their own, for it costs as much to write them as JSON as to store them.
"""

from __future__ import annotations

import json
from array import array
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from operator import attrgetter
from typing import Any

from feedmill.model import (
    Article,
    Fingerprint,
    Lookalike,
    Match,
    Memory,
    Publication,
    PublishedFile,
    Reason,
    Relation,
    RelationKind,
    Sighting,
)

from .base import TopicState
from .packing import is_storable, pack, read_moment, storable, unpack, write_moment

__all__ = [
    "Row",
    "article_row",
    "file_row",
    "match_row",
    "memory_row",
    "near_lookalike",
    "publication_row",
    "read_article",
    "read_file",
    "read_lookalike",
    "read_match",
    "read_memory",
    "read_near",
    "read_publication",
    "read_relation",
    "read_sighting",
    "read_state",
    "read_title",
    "relation_row",
    "sighting_of",
    "sighting_row",
    "state_row",
]

#: A row to write, by column; a row that was read is given as SQLAlchemy's, whose columns are attributes.
Row = dict[str, Any]

# --- articles

#: Texts of an article that have a column of their own, and what else of it has one.
_TEXTS = ("guid", "url", "match_key", "title", "text", "summary", "html")
_COLUMNS = ("id", "source", "published", "raw_hash", "cleaner", "fingerprint", *_TEXTS)
_KEYS = ("item_key", "text_key", "title_key")
_TEXTS_AND_KEYS = (*_TEXTS, *_KEYS)
#: Column → the field that it is part of.
_HOLDS = {name: name for name in _TEXTS} | dict.fromkeys(_KEYS, "fingerprint")
#: How a body names what stands in it because no column could hold it; an enclosure has a URL too.
_ODD = ('"title":', '"text":', '"url":', '"fingerprint":')
_read_texts: Callable[[Article], tuple[str, ...]] = attrgetter(*_TEXTS)


def article_row(article: Article) -> Row:
    """Give the row of an article that is not withdrawn; its page state is not part of it."""
    keys = article.fingerprint
    texts: tuple[str, ...] = (*_read_texts(article), keys.item, keys.text, keys.title)
    # Nearly every article's can be stored as they are.
    stored, held = (texts, _COLUMNS) if is_storable("".join(texts)) else _mended(texts)
    return {
        "id": article.id,
        "source": article.source,
        "published": write_moment(article.published),
        "raw_hash": storable(article.raw_hash),
        "withdrawn_at": None,
        "cleaner": article.cleaner,
        "body": pack(article, leave_out=held),
        **dict(zip(_TEXTS_AND_KEYS, stored, strict=True)),
    }


def _mended(texts: Sequence[str]) -> tuple[Sequence[str], tuple[str, ...]]:
    """Give texts that can be stored, and the fields that the columns hold as they are."""
    odd = {_HOLDS[name] for name, text in zip(_TEXTS_AND_KEYS, texts, strict=True) if not is_storable(text)}
    return [storable(text) for text in texts], tuple(name for name in _COLUMNS if name not in odd)


def read_article(row: Any) -> Article:
    """Build an article from its columns; a text that no column could hold lies in the body."""
    return unpack(
        Article,
        row.body,
        id=row.id,
        source=row.source,
        published=read_moment(row.published),
        raw_hash=row.raw_hash,
        cleaner=row.cleaner,
        fingerprint=Fingerprint(item=row.item_key, text=row.text_key, title=row.title_key),
        **{name: getattr(row, name) for name in _TEXTS},
    )


def read_lookalike(row: Any) -> Lookalike:
    """Build a lookalike from the searched columns of an article."""
    fingerprint = Fingerprint(item=row.item_key, text=row.text_key, title=row.title_key)
    return Lookalike(id=row.id, source=row.source, url=row.url, fingerprint=fingerprint)


def sighting_of(article: Article) -> Sighting:
    """Give what an article's own row tells of its sighting."""
    return Sighting(
        id=article.id,
        source=article.source,
        first_seen=article.first_seen,
        published=article.published,
        updated=article.updated,
        raw_hash=article.raw_hash,
    )


def read_near(row: Any, shared: Iterable[int]) -> Lookalike:
    """Build a lookalike from a whole row of an article that was found by these runs of words."""
    # A text that no column could hold lies in the body.
    if any(name in row.body for name in _ODD):
        return near_lookalike(read_article(row), shared)
    shingles = array("q", sorted(shared)).tobytes()
    return Lookalike(
        id=row.id,
        source=row.source,
        url=row.url,
        fingerprint=Fingerprint(item=row.item_key, text=row.text_key, title=row.title_key, shingles=shingles),
        title=row.title,
        text=row.text,
        published=read_moment(row.published),
    )


def near_lookalike(article: Article, shared: Iterable[int]) -> Lookalike:
    """Build a lookalike of an article that was found by these runs of words."""
    shingles = array("q", sorted(shared)).tobytes()
    return Lookalike(
        id=article.id,
        source=article.source,
        url=article.url,
        fingerprint=replace(article.fingerprint, shingles=shingles),
        title=article.title,
        text=article.text,
        published=article.published,
    )


def sighting_row(sighting: Sighting) -> Row:
    """Give the row of a sighting."""
    return {
        "id": sighting.id,
        "source": sighting.source,
        "first_seen": write_moment(sighting.first_seen),
        "published": write_moment(sighting.published),
        "updated": write_moment(sighting.updated),
        "raw_hash": storable(sighting.raw_hash),
    }


def read_sighting(row: Any) -> Sighting:
    """Build a sighting from its row."""
    return Sighting(
        id=row.id,
        source=row.source,
        first_seen=read_moment(row.first_seen),
        published=read_moment(row.published),
        updated=read_moment(row.updated),
        raw_hash=row.raw_hash,
    )


#: As they stand in a row: told faster than the enumeration tells them.
_KINDS = {str(kind): kind for kind in RelationKind}


def relation_row(relation: Relation) -> Row:
    """Give the row of a relation."""
    return {
        "a": relation.a,
        "b": relation.b,
        "kind": str(relation.kind),
        "score": float(relation.score),
        "method": storable(relation.method),
        "reason": storable(relation.reason),
    }


def read_relation(row: Any) -> Relation:
    """Build a relation from its row."""
    return Relation(
        a=row.a,
        b=row.b,
        kind=_KINDS.get(row.kind) or RelationKind(row.kind),
        score=row.score,
        method=row.method,
        reason=row.reason,
    )


def match_row(match: Match, published: int) -> Row:
    """Give the row of a match of an article with this date."""
    return {
        "article": match.article,
        "topic": match.topic,
        "published": published,
        "reasons": pack(match.reasons),
    }


def read_match(row: Any) -> Match:
    """Build a match from its row."""
    reasons = tuple(Reason(**packed) for packed in json.loads(row.reasons))
    return Match(topic=row.topic, article=row.article, reasons=reasons)


# --- sources


def memory_row(memory: Memory) -> Row:
    """Give the row of a source's memory."""
    return {
        "id": memory.source,
        "memory": pack(memory, leave_out=("source", "last_attempt", "last_refetch")),
        "last_attempt": None if memory.last_attempt is None else write_moment(memory.last_attempt),
        "last_refetch": None if memory.last_refetch is None else write_moment(memory.last_refetch),
    }


def read_title(memory: str) -> str:
    """Read the title alone out of a packed memory."""
    return str(json.loads(memory).get("title", ""))


def read_memory(row: Any) -> Memory:
    """Build a memory from its row."""
    attempt = None if row.last_attempt is None else read_moment(row.last_attempt)
    refetch = None if row.last_refetch is None else read_moment(row.last_refetch)
    return unpack(Memory, row.memory, source=row.id, last_attempt=attempt, last_refetch=refetch)


# --- publishing


def publication_row(publication: Publication) -> Row:
    """Give the row of a publication."""
    return {
        "topic": publication.topic,
        "published_id": publication.published_id,
        "article": publication.article,
        "first_published": write_moment(publication.first_published),
        "published": write_moment(publication.published),
        "members": pack(publication.members),
    }


def read_publication(row: Any) -> Publication:
    """Build a publication from its row."""
    return Publication(
        topic=row.topic,
        published_id=row.published_id,
        article=row.article,
        first_published=read_moment(row.first_published),
        published=read_moment(row.published),
        members=tuple(json.loads(row.members)),
    )


def state_row(state: TopicState) -> Row:
    """Give the row of a topic's state."""
    return {
        "topic": state.topic,
        "settings_hash": state.settings_hash,
        "shown": pack(state.shown),
        "updated": None if state.updated is None else write_moment(state.updated),
    }


def read_state(row: Any) -> TopicState:
    """Build a topic's state from its row."""
    return TopicState(
        topic=row.topic,
        settings_hash=row.settings_hash,
        shown=tuple(json.loads(row.shown)),
        updated=None if row.updated is None else read_moment(row.updated),
    )


def file_row(file: PublishedFile) -> Row:
    """Give the row of a published file."""
    return {"path": file.path, "hash": file.hash, "owner": file.owner}


def read_file(row: Any) -> PublishedFile:
    """Build a published file from its row."""
    return PublishedFile(path=row.path, hash=row.hash, owner=row.owner)
