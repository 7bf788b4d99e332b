"""
Who is at the head of a group, by layer, and whose groups may be others than when they were counted.

To count the groups of an archive anew whenever an article comes takes time in proportion to the archive; so
it is noted whose component is touched, and these alone are looked at. This file knows no group: who is a
head comes from the caller.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from sqlalchemy import Connection, bindparam, delete, func, select

from .dialect import add
from .schema import HEAD, STIRRED

__all__ = ["head_counts", "save_heads", "stir", "stirred"]


def stir(db: Connection, ids: Iterable[str]) -> None:
    """Note that the groups of these articles may be others from now on."""
    add(db, STIRRED, [{"article": name} for name in sorted(ids)])


def stirred(db: Connection) -> frozenset[str]:
    """Give what was noted since heads were saved."""
    return frozenset(db.execute(select(STIRRED.c.article)).scalars())


def save_heads(db: Connection, articles: Collection[str] | None, heads: Mapping[str, Iterable[str]]) -> None:
    """Let those of *articles* (None: of all) that are heads be these, by layer; nothing is noted any more."""
    if articles is None:
        db.execute(delete(HEAD))
    elif articles:
        gone = delete(HEAD).where(HEAD.c.article == bindparam("gone"))
        db.execute(gone, [{"gone": name} for name in sorted(articles)])
    add(db, HEAD, [{"article": name, "layer": layer} for layer, names in heads.items() for name in names])
    db.execute(delete(STIRRED))


def head_counts(db: Connection) -> dict[str, int]:
    """Count heads by layer; a layer without any is left out."""
    counted = select(HEAD.c.layer, func.count().label("number")).group_by(HEAD.c.layer)
    return {row.layer: row.number for row in db.execute(counted)}
