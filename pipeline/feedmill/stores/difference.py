"""What must be written to one table so that it holds other rows: those that differ, and no more."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from operator import itemgetter

from sqlalchemy import Column, Connection, Table, bindparam, delete, select

from .dialect import Question, put
from .rows import Row

__all__ = ["Difference", "put_differing", "standing"]


def standing(db: Connection, column: Column[str], values: Iterable[str]) -> list[Row]:
    """Give the whole rows of the column's table that hold one of *values* there."""
    return [row._asdict() for row in _about(column).ask(db, values)]


def put_differing(db: Connection, column: Column[str], rows: Sequence[Row]) -> None:
    """Insert rows, or replace those with their keys, but only where they differ; *column* finds these."""
    table = column.table
    stand = standing(db, column, (row[column.name] for row in rows))
    put(db, table, Difference.between(table, stand, rows).differing)


@cache
def _about(column: Column[str]) -> Question:
    return Question(select(column.table), column)


@dataclass(frozen=True, slots=True)
class Difference:
    """The way from some rows of a table to other rows, by primary key."""

    table: Table
    #: Rows that are new or hold other values.
    differing: tuple[Row, ...]
    #: Rows whose key is no longer wanted.
    gone: tuple[Row, ...]

    @classmethod
    def between(cls, table: Table, old: Iterable[Row], new: Iterable[Row]) -> Difference:
        """Compare *old* rows, as they stand, with *new* ones; of two with one key the last counts."""
        key_of = itemgetter(*(column.name for column in table.primary_key))
        before = {key_of(row): row for row in old}
        after = {key_of(row): row for row in new}
        return cls(
            table,
            differing=tuple(row for key, row in after.items() if before.get(key) != row),
            gone=tuple(row for key, row in before.items() if key not in after),
        )

    def held(self, *columns: str) -> frozenset[str]:
        """Give what stands in these columns of every row that changes."""
        return frozenset(row[column] for row in (*self.differing, *self.gone) for column in columns)

    def write(self, db: Connection) -> None:
        """Make it so."""
        put(db, self.table, self.differing)
        if self.gone:
            keys = [column.name for column in self.table.primary_key]
            named = (self.table.c[key] == bindparam(f"old_{key}") for key in keys)
            asked = [{f"old_{key}": row[key] for key in keys} for row in self.gone]
            db.execute(delete(self.table).where(*named), asked)
