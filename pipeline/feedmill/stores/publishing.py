"""
What publishing and adopting leave in the store, and the small things that runs tell each other.

Each function works inside the transaction that it is handed, and writes only what differs.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from feedmill.model import Also, Publication, PublishedFile, ShelfItem, Sighting

from . import rows
from .base import TopicState
from .dialect import add, listed, one_of
from .difference import put_differing, standing
from .packing import write_moment
from .queries import among
from .schema import ARTICLE, DIRTY, FACT, FILE, MATCH, PUBLICATION, RUN, SIGHTING, TOPIC_STATE

__all__ = [
    "adopt",
    "drop_topic",
    "record_run",
    "save_facts",
    "save_publications",
    "save_shelf",
]


# --- topics


def drop_topic(db: Connection, topic: str) -> None:
    """Forget what was derived for a topic; its publications stay."""
    for table in (MATCH, TOPIC_STATE, DIRTY):
        db.execute(delete(table).where(table.c.topic == topic))


# --- the shelf


def save_publications(db: Connection, publications: Sequence[Publication]) -> None:
    """Insert or replace publications."""
    new = [rows.publication_row(publication) for publication in publications]
    put_differing(db, PUBLICATION.c.published_id, new)


def save_shelf(
    db: Connection,
    files: Sequence[PublishedFile],
    removed: Sequence[str],
    states: Sequence[TopicState],
    pages: Mapping[str, str],
) -> None:
    """Record files put and removed, states of topics, which are clean then, and of article pages."""
    if removed:
        db.execute(delete(FILE).where(FILE.c.path == bindparam("name")), [{"name": path} for path in removed])
    put_differing(db, FILE.c.path, [rows.file_row(file) for file in files])
    put_differing(db, TOPIC_STATE.c.topic, [rows.state_row(state) for state in states])
    if states:
        clean = delete(DIRTY).where(DIRTY.c.topic == bindparam("name"))
        db.execute(clean, [{"name": state.topic} for state in states])
    if pages:
        page = update(ARTICLE).where(ARTICLE.c.id == bindparam("name"))
        page = page.where(ARTICLE.c.page_state != bindparam("state")).values(page_state=bindparam("state"))
        db.execute(page, [{"name": name, "state": state} for name, state in pages.items()])


def adopt(db: Connection, items: Sequence[ShelfItem]) -> int:
    """
    Remember sightings and publications of what lies on the shelf; what stands already wins.

    An id whose source cannot be read from it is not one of ours: its sighting is left out.
    """
    members = (also for item in items for also in item.also)
    told = [*map(_of_member, members), *map(_of_item, items)]
    stored = {row.id for row in among(db, select(ARTICLE.c.id), ARTICLE.c.id, (each.id for each in told))}
    add(db, SIGHTING, [rows.sighting_row(each) for each in told if each.source and each.id not in stored])
    stand = standing(db, PUBLICATION.c.published_id, (item.published_id for item in items))
    known = {(row["topic"], row["published_id"]) for row in stand}
    new = {(item.topic, item.published_id): item for item in reversed(items)}
    fresh = [rows.publication_row(_publication(item)) for key, item in new.items() if key not in known]
    add(db, PUBLICATION, fresh)
    return len(fresh)


# --- between runs


def save_facts(db: Connection, facts: Mapping[str, str]) -> None:
    """Insert or replace facts; an empty one is no fact."""
    said = [{"name": name, "value": value} for name, value in facts.items() if value]
    put_differing(db, FACT.c.name, said)
    if emptied := [name for name, value in facts.items() if not value]:
        db.execute(delete(FACT).where(one_of(FACT.c.name)), listed(emptied))


def record_run(db: Connection, now: datetime, report: str) -> None:
    """Append a report to the log."""
    db.execute(insert(RUN).values(now=write_moment(now), report=report))


# --- what the shelf tells


def _of_member(also: Also) -> Sighting:
    return Sighting(
        id=also.id,
        source=_source(also.id),
        first_seen=also.first_seen,
        published=also.published,
        updated=also.updated,
        raw_hash=also.raw_hash,
    )


def _of_item(item: ShelfItem) -> Sighting:
    return Sighting(
        id=item.article,
        source=_source(item.article),
        first_seen=item.first_seen,
        published=item.article_published,
        updated=item.article_updated,
        raw_hash=item.raw_hash,
    )


def _publication(item: ShelfItem) -> Publication:
    return Publication(
        topic=item.topic,
        published_id=item.published_id,
        article=item.article,
        first_published=item.first_published,
        published=item.published,
        members=tuple(sorted({item.article, *(member.id for member in item.also)})),
    )


def _source(article: str) -> str:
    """Read the source out of `tag:{domain},{date}:{source}/{key}`; empty when it is no such id."""
    scheme, _, rest = article.partition(":")
    source, slash, _key = rest.partition(":")[2].partition("/")
    return source if scheme == "tag" and slash else ""
