"""
Every question that the store is asked, by name. It changes nothing.

Each function works inside the transaction that it is handed. Long lists of ids go into the
database in chunks, one query for each, never one for each id.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import islice
from operator import attrgetter
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Select,
    bindparam,
    exists,
    false,
    func,
    select,
)

from feedmill.model import (
    Article,
    Lookalike,
    Match,
    Memory,
    Publication,
    PublishedFile,
    Relation,
    Sighting,
)

from . import rows
from .base import TopicState
from .dialect import Question, begins_with_one_of, each_listed, listed, one_of
from .nearness import DIGITS, neighbours
from .packing import read_moment, storable
from .schema import (
    ARTICLE,
    DIRTY,
    FACT,
    FILE,
    MATCH,
    PUBLICATION,
    RELATION,
    SIGHTING,
    SOURCE,
    TOPIC_STATE,
)
from .stories import telling

__all__ = [
    "among",
    "article_counts",
    "articles",
    "articles_after",
    "components",
    "count_articles",
    "dates",
    "dirty_topics",
    "facts",
    "files",
    "find",
    "first_publication",
    "is_empty",
    "linked",
    "lookalikes",
    "match_counts",
    "matches",
    "memories",
    "newest_hashes",
    "pages_due",
    "publications",
    "raw_hashes",
    "reach",
    "sighted",
    "sightings",
    "titles",
    "told",
    "topic_states",
    "topics_of",
]

#: Values of one question: enough to share its cost, few enough that its answer is small.
_CHUNK = 1000
_id = attrgetter("id")

_STORED = ARTICLE.c.withdrawn_at.is_(None)
_EVER = select(*(column for column in ARTICLE.c if column.name not in {"withdrawn_at", "page_state"}))
_ARTICLES = _EVER.where(_STORED)
_BY_ID = Question(_ARTICLES, ARTICLE.c.id)
_EVER_BY_ID = Question(_EVER, ARTICLE.c.id)
_BY_TEXT = Question(_ARTICLES, ARTICLE.c.text_key)
_SIGHTINGS = Question(select(SIGHTING), SIGHTING.c.id)
_KEYED = select(
    ARTICLE.c.id,
    ARTICLE.c.source,
    ARTICLE.c.url,
    ARTICLE.c.item_key,
    ARTICLE.c.text_key,
    ARTICLE.c.title_key,
).where(_STORED)
_WITH_ITEM = Question(_KEYED, ARTICLE.c.item_key)
_WITH_TEXT = Question(_KEYED, ARTICLE.c.text_key)
_MATCHES = Question(select(MATCH).order_by(MATCH.c.article, MATCH.c.topic), MATCH.c.article)
_TOPICS = Question(select(MATCH.c.topic).distinct(), MATCH.c.article)
_DATES = Question(select(ARTICLE.c.id, ARTICLE.c.published).where(_STORED), ARTICLE.c.id)
_ENDS = tuple(
    Question(select(other.label("end")).distinct(), end)
    for end, other in ((RELATION.c.a, RELATION.c.b), (RELATION.c.b, RELATION.c.a))
)
_RELATIONS = Question(select(RELATION), RELATION.c.a)
_ends_and_kind = attrgetter("a", "b", "kind")
_BEGINNING = begins_with_one_of(_ARTICLES, ARTICLE.c.text_key)


def among(
    db: Connection, statement: Select[Any], column: Column[Any], values: Iterable[str]
) -> Iterator[Any]:
    """Yield the rows of *statement* whose *column* is one of *values*; no value, no row."""
    left = iter(sorted(set(values)))
    asked = statement.where(one_of(column))
    while chunk := list(islice(left, _CHUNK)):
        yield from db.execute(asked, listed(chunk))


# --- sources and ingest


def titles(db: Connection) -> dict[str, str]:
    """Give the title in the memory of every source that has one, or ""; makes no memory of each."""
    asked = db.execute(select(SOURCE.c.id, SOURCE.c.memory).order_by(SOURCE.c.id))
    return {row.id: rows.read_title(row.memory) for row in asked}


def memories(db: Connection) -> dict[str, Memory]:
    """Give the memory of every source that has one."""
    return {row.id: rows.read_memory(row) for row in db.execute(select(SOURCE).order_by(SOURCE.c.id))}


def raw_hashes(db: Connection, source: str) -> dict[str, str]:
    """Map raw hash to article id, for stored articles of *source*."""
    asked = select(ARTICLE.c.raw_hash, ARTICLE.c.id).where(ARTICLE.c.source == source, _STORED)
    named = asked.where(ARTICLE.c.raw_hash != "").order_by(ARTICLE.c.id)
    return {row.raw_hash: row.id for row in db.execute(named)}


def newest_hashes(db: Connection, limits: Mapping[str, int]) -> dict[str, dict[str, str]]:
    """Map raw hash to article id, for the newest stored articles of each source, so many."""
    each = each_listed()
    some = select(each).where(exists().where(ARTICLE.c.source == each, _STORED))
    asked = select(ARTICLE.c.raw_hash, ARTICLE.c.id).where(ARTICLE.c.source == bindparam("source"), _STORED)
    newest = asked.order_by(ARTICLE.c.published.desc()).limit(bindparam("most"))
    found = {}
    for source in db.execute(some, listed(list(limits))).scalars():
        named = db.execute(newest, {"source": source, "most": limits[source]})
        found[source] = {row.raw_hash: row.id for row in sorted(named, key=_id) if row.raw_hash}
    return found


def sighted(db: Connection, keys: Mapping[str, Sequence[str]]) -> dict[str, dict[str, str]]:
    """Map raw hash to id by source, for what was ever seen of its *keys*; what is stored goes first."""
    names = {name for each in keys.values() for name in each}
    articles = select(ARTICLE.c.source, ARTICLE.c.raw_hash, ARTICLE.c.id, _STORED.label("stored"))
    unnamed = articles.where(ARTICLE.c.guid == "", ARTICLE.c.raw_hash != "")
    gone = select(SIGHTING.c.source, SIGHTING.c.raw_hash, SIGHTING.c.id, false().label("stored"))
    lost = gone.where(SIGHTING.c.raw_hash != "", ~exists().where(ARTICLE.c.id == SIGHTING.c.id))
    found = [*among(db, unnamed, ARTICLE.c.source, names), *among(db, lost, SIGHTING.c.source, names)]
    found.sort(key=lambda row: (row.stored, row.id))
    return {
        source: {row.raw_hash: row.id for row in found if row.source in mine} for source, mine in keys.items()
    }


def sightings(db: Connection, ids: Iterable[str]) -> dict[str, Sighting]:
    """Give what is remembered of these ids: an article's row, with the dates of its first sight."""
    ids = frozenset(ids)
    found = {row.id: rows.read_sighting(row) for row in _SIGHTINGS.ask(db, ids)}
    for row in _EVER_BY_ID.ask(db, ids):
        mine = rows.sighting_of(rows.read_article(row))
        first = found.get(mine.id, mine)
        found[mine.id] = replace(mine, first_seen=first.first_seen, published=first.published)
    return found


def articles(db: Connection, ids: Iterable[str]) -> dict[str, Article]:
    """Give these articles, if they are stored and not withdrawn."""
    return {row.id: rows.read_article(row) for row in _BY_ID.ask(db, ids)}


def lookalikes(db: Connection, articles: Iterable[Article], window: timedelta) -> tuple[Lookalike, ...]:
    """Give articles that share an `item` or `text` key or runs of words with any of these, by id."""
    articles = tuple(articles)
    items = {storable(each.fingerprint.item) for each in articles} - {""}
    texts = {storable(each.fingerprint.text) for each in articles} - {""}
    near = neighbours(db, articles, window)
    keyed = {row.id: row for row in _WITH_ITEM.ask(db, items)}
    keyed |= {row.id: row for row in _WITH_TEXT.ask(db, texts)}
    found = {name: rows.read_lookalike(row) for name, row in keyed.items()}
    for row in _beginning(db, near):
        found[row.id] = rows.read_near(row, near[row.text_key[:DIGITS]])
    return tuple(found[name] for name in sorted(found))


def told(db: Connection, articles: Iterable[Article], window: timedelta) -> tuple[Lookalike, ...]:
    """Give articles that may report the same as any of these, by id, with title and text."""
    texts = telling(db, among, articles, window)
    found = (rows.read_article(row) for row in _BY_TEXT.ask(db, texts))
    return tuple(rows.near_lookalike(each, ()) for each in sorted(found, key=_id))


def _beginning(db: Connection, near: Iterable[str]) -> Iterator[Any]:
    left = iter(sorted(near))
    while chunk := list(islice(left, _CHUNK)):
        yield from db.execute(_BEGINNING, listed(chunk))


def articles_after(db: Connection, last: str, limit: int) -> tuple[Article, ...]:
    """Give the next articles by id."""
    asked = _ARTICLES.where(ARTICLE.c.id > last).order_by(ARTICLE.c.id).limit(limit)
    return tuple(rows.read_article(row) for row in db.execute(asked))


def matches(db: Connection, ids: Iterable[str]) -> dict[str, tuple[Match, ...]]:
    """Give the matches of these articles, by topic."""
    found: dict[str, tuple[Match, ...]] = {}
    for row in _MATCHES.ask(db, ids):
        found[row.article] = (*found.get(row.article, ()), rows.read_match(row))
    return found


# --- relations


def reach(db: Connection, ids: Iterable[str]) -> frozenset[str]:
    """
    Give the ids of the connected components that hold *ids*, these included.

    Walks outward ring by ring. Each other end is told once: where n copies are all tied to each other, n
    rows and not n squared.
    """
    ring = set(ids)
    seen = set(ring)
    while ring:
        touched = {row.end for asked in _ENDS for row in asked.ask(db, ring)}
        ring = touched - seen
        seen |= ring
    return frozenset(seen)


def components(db: Connection, ids: Iterable[str]) -> tuple[Relation, ...]:
    """Give every relation of the components that hold *ids*, sorted."""
    # Both ends of a relation lie in one component: by the first of them each is read once.
    return _in_order(_RELATIONS.ask(db, reach(db, ids)))


def _in_order(found: Iterable[Any]) -> tuple[Relation, ...]:
    return tuple(map(rows.read_relation, sorted(found, key=_ends_and_kind)))


def topics_of(db: Connection, ids: Iterable[str]) -> frozenset[str]:
    """Give the topics that any of these articles matches."""
    return frozenset(row.topic for row in _TOPICS.ask(db, ids))


def dates(db: Connection, ids: Iterable[str]) -> dict[str, datetime]:
    """Give the publication dates of stored articles."""
    return {row.id: read_moment(row.published) for row in _DATES.ask(db, ids)}


def linked(db: Connection, kinds: Iterable[str]) -> tuple[Relation, ...]:
    """Give all relations of these kinds, sorted."""
    found = among(db, select(RELATION), RELATION.c.kind, map(str, kinds))
    return _in_order(found)


# --- publishing


def dirty_topics(db: Connection) -> frozenset[str]:
    """Give the dirty topics."""
    return frozenset(db.execute(select(DIRTY.c.topic)).scalars())


def publications(db: Connection, topic: str) -> tuple[Publication, ...]:
    """Give the publications of a topic, by first publication, then id."""
    asked = select(PUBLICATION).where(PUBLICATION.c.topic == topic)
    order = (PUBLICATION.c.first_published, PUBLICATION.c.published_id)
    return tuple(rows.read_publication(row) for row in db.execute(asked.order_by(*order)))


def first_publication(db: Connection) -> Publication | None:
    """Give the publication that was made first."""
    order = (PUBLICATION.c.first_published, PUBLICATION.c.topic, PUBLICATION.c.published_id)
    row = db.execute(select(PUBLICATION).order_by(*order).limit(1)).first()
    return None if row is None else rows.read_publication(row)


def topic_states(db: Connection) -> dict[str, TopicState]:
    """Give the state of every topic that was published."""
    asked = select(TOPIC_STATE).order_by(TOPIC_STATE.c.topic)
    return {row.topic: rows.read_state(row) for row in db.execute(asked)}


def files(db: Connection) -> dict[str, PublishedFile]:
    """Give the publisher's record by path."""
    return {row.path: rows.read_file(row) for row in db.execute(select(FILE).order_by(FILE.c.path))}


def pages_due(db: Connection, page_state: str, after: str, limit: int) -> tuple[Article, ...]:
    """Give articles without a URL whose page state differs from this one, by id, after an id."""
    due = _ARTICLES.where(ARTICLE.c.url == "", ARTICLE.c.page_state != page_state, ARTICLE.c.id > after)
    return tuple(rows.read_article(row) for row in db.execute(due.order_by(ARTICLE.c.id).limit(limit)))


# --- reports


def is_empty(db: Connection) -> bool:
    """
    Say that no article was ever seen and nothing published.

    A noted attempt or a report does not count: a run that was killed before its first batch must
    not keep the next one from adopting what lies on the shelf.
    """
    kept = (ARTICLE, SIGHTING, PUBLICATION)
    return not any(db.execute(select(exists(select(table)))).scalar() for table in kept)


def count_articles(db: Connection) -> int:
    """Count stored articles."""
    return int(db.execute(select(func.count()).select_from(ARTICLE).where(_STORED)).scalar_one())


def article_counts(db: Connection) -> dict[str, int]:
    """Count stored articles by source."""
    asked = select(ARTICLE.c.source, func.count().label("number")).where(_STORED).group_by(ARTICLE.c.source)
    return {row.source: row.number for row in db.execute(asked.order_by(ARTICLE.c.source))}


def match_counts(db: Connection) -> dict[str, int]:
    """Count stored articles by the topics that they match."""
    joined = MATCH.join(ARTICLE, MATCH.c.article == ARTICLE.c.id)
    asked = select(MATCH.c.topic, func.count().label("number")).select_from(joined).where(_STORED)
    return {
        row.topic: row.number for row in db.execute(asked.group_by(MATCH.c.topic).order_by(MATCH.c.topic))
    }


def find(db: Connection, name: str) -> tuple[str, ...]:
    """Give ids of stored articles known by *name*: by id, published id, URL, guid, item key."""
    sought = storable(name)
    if not sought:
        return ()
    shown = select(PUBLICATION.c.article).where(PUBLICATION.c.published_id == sought)
    known_by: tuple[ColumnElement[bool], ...] = (
        ARTICLE.c.id == sought,
        ARTICLE.c.id.in_(shown),
        ARTICLE.c.url == sought,
        ARTICLE.c.guid == sought,
        ARTICLE.c.item_key == sought,
        # A front page's key is no item key (`normalise.fingerprint`).
        (ARTICLE.c.match_key == sought) & (ARTICLE.c.item_key == ""),
    )
    asked = select(ARTICLE.c.id).where(_STORED).order_by(ARTICLE.c.id)
    found = (each for known in known_by for each in db.execute(asked.where(known)).scalars())
    return tuple(dict.fromkeys(found))


def facts(db: Connection) -> dict[str, str]:
    """Give all facts."""
    return {row.name: row.value for row in db.execute(select(FACT).order_by(FACT.c.name))}
