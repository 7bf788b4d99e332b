"""
What happens when names change: of a source, of a topic, or of every id at once.

Each function works inside the transaction that it is handed.
"""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import Column, ColumnElement, Connection, delete, func, literal, select, update

from . import rows
from .changes import dirt
from .dialect import add, put
from .difference import put_differing
from .nearness import rename_marks
from .queries import topic_states
from .schema import ARTICLE, BELATED, DIRTY, FILE, MATCH, PUBLICATION, SIGHTING, SOURCE, TOPIC_STATE

__all__ = ["reidentify", "rename_source", "rename_topic"]


def rename_source(db: Connection, old: str, new: str) -> bool:
    """Hand everything of *old* over to *new*, whose own memory stays if it has one; say if anything was."""
    if old == new:
        return False
    mine = select(ARTICLE.c.id).where(ARTICLE.c.source == old)
    with dirt(db, db.execute(mine).scalars().all()):
        # The path of an article's page bears its source: such pages are due anew.
        articles = update(ARTICLE).where(ARTICLE.c.source == old).values(source=new, page_state="")
        moved = db.execute(articles).rowcount
    rename_marks(db, old, new)
    moved += db.execute(update(SIGHTING).where(SIGHTING.c.source == old).values(source=new)).rowcount
    if db.execute(select(SOURCE.c.id).where(SOURCE.c.id == new)).first() is None:
        moved += db.execute(update(SOURCE).where(SOURCE.c.id == old).values(id=new)).rowcount
    else:
        moved += db.execute(delete(SOURCE).where(SOURCE.c.id == old)).rowcount
    return moved > 0


def rename_topic(db: Connection, old: str, new: str) -> bool:
    """Hand over what is in a topic, publications unless *new* has some of its own; say if any were."""
    for table in (MATCH, BELATED):
        if db.execute(select(table.c.topic).where(table.c.topic == old).limit(1)).first():
            db.execute(delete(table).where(table.c.topic == new))
            db.execute(update(table).where(table.c.topic == old).values(topic=new))
    if db.execute(select(PUBLICATION.c.topic).where(PUBLICATION.c.topic == new).limit(1)).first():
        return False
    moved = update(PUBLICATION).where(PUBLICATION.c.topic == old).values(topic=new)
    return db.execute(moved).rowcount > 0


def reidentify(db: Connection, old: str, new: str) -> int:
    """Put prefix *new* for prefix *old* in every id; give the number of articles, withdrawn ones too."""
    if not old or old == new:
        return 0
    # Relations and matches follow by ON UPDATE CASCADE; a body holds no id.
    swapped = _swapped(ARTICLE.c.id, old, new)
    moved = db.execute(update(ARTICLE).where(_begins(ARTICLE.c.id, old)).values(id=swapped, page_state=""))
    for column in (SIGHTING.c.id, PUBLICATION.c.published_id, PUBLICATION.c.article, FILE.c.owner):
        values = {column.name: _swapped(column, old, new)}
        db.execute(update(column.table).where(_begins(column, old)).values(values))
    _reidentify_lists(db, old, new)
    if moved.rowcount:
        topics = select(MATCH.c.topic).union(select(TOPIC_STATE.c.topic))
        add(db, DIRTY, [{"topic": topic} for topic in sorted(db.execute(topics).scalars())])
    return moved.rowcount


def _reidentify_lists(db: Connection, old: str, new: str) -> None:
    """Put the new prefix into lists of ids: what topics show, whom publications stand for."""
    states = [
        rows.state_row(replace(state, shown=_renamed(state.shown, old, new)))
        for state in topic_states(db).values()
    ]
    put_differing(db, TOPIC_STATE.c.topic, states)
    told = [rows.read_publication(row) for row in db.execute(select(PUBLICATION))]
    put(
        db,
        PUBLICATION,
        [rows.publication_row(replace(one, members=_renamed(one.members, old, new))) for one in told],
    )


def _renamed(names: tuple[str, ...], old: str, new: str) -> tuple[str, ...]:
    return tuple(new + name.removeprefix(old) if name.startswith(old) else name for name in names)


def _begins(column: Column[str], prefix: str) -> ColumnElement[bool]:
    # Not LIKE: it has wildcards, and SQLite's does not mind case.
    return func.substr(column, 1, len(prefix)) == prefix


def _swapped(column: Column[str], old: str, new: str) -> ColumnElement[str]:
    return literal(new).concat(func.substr(column, len(old) + 1))
