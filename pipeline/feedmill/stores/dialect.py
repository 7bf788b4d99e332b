"""
The only spot that knows which database it is: how to open it, begin in it, upsert, and ask for many.

Everything else in this room is SQLAlchemy Core that any of its databases understands.
"""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache, cached_property, lru_cache
from itertools import islice
from operator import itemgetter
from pathlib import Path
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Engine,
    Integer,
    Pool,
    Select,
    StaticPool,
    Table,
    Text,
    bindparam,
    create_engine,
    event,
    func,
    literal_column,
    select,
)
from sqlalchemy.dialects import sqlite
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from feedmill.errors import StorageError

from .rows import Row

__all__ = [
    "SQLITE",
    "Question",
    "add",
    "add_sorted",
    "begin",
    "begins_with_one_of",
    "connect",
    "each_listed",
    "listed",
    "one_of",
    "put",
    "row_number",
    "without_foreign_keys",
    "writing",
]

_BEGIN = "feedmill_begin"
#: Rows of one statement; more save nothing.
_CHUNK = 1000
#: Seconds between two tries at a journal that others are changing; a change takes about a millisecond.
_AGAIN = 0.005
#: Bytes of a page of a new file: a row of an article is about 5,000, and spills over in smaller ones. In
#: larger ones every key that goes into the middle of an index costs more.
_PAGE = 8192
#: How its SQL is written.
SQLITE = sqlite.dialect()


def connect(url: str, patience: float) -> tuple[Engine, str]:
    """
    Give an engine for *url*, not yet connected, and the name that errors call the store by.

    Args:
        url: `sqlite:///path` or `sqlite://` (in memory, gone when closed).
        patience: Seconds to wait for another program's lock.

    Raises:
        StorageError: The URL cannot be read, is of another database, or names a folder.
    """
    where = _read_url(url)
    path = _path(where)
    if path is None:
        # One connection for good: each connection to memory would be a database of its own.
        return _engine(where, patience, poolclass=StaticPool, check_same_thread=False), "in memory"
    return _engine_of_file(where, patience), str(path)


@lru_cache(maxsize=8)
def _engine_of_file(where: URL, patience: float) -> Engine:
    """
    Give the engine of a file, the same one each time.

    A program that runs for days opens its store in every cycle; a new engine would write out each of its
    statements anew. An engine that was disposed of holds no connection, and makes new ones when asked
    (https://docs.sqlalchemy.org/en/20/core/connections.html#engine-disposal).
    """
    return _engine(where, patience)


def _engine(where: URL, patience: float, poolclass: type[Pool] | None = None, **arguments: Any) -> Engine:
    arguments |= {"isolation_level": None, "timeout": patience}
    engine = create_engine(where, poolclass=poolclass, connect_args=arguments)
    event.listen(engine, "connect", lambda connection, _record: _prepare(connection, patience))
    event.listen(engine, "begin", begin)
    return engine


def writing(engine: Engine) -> Engine:
    """Give the same engine with transactions that mean to write and wait for their turn at once."""
    # A deferred transaction that reads before it writes may fail with SQLITE_BUSY without waiting,
    # whatever the timeout (https://www.sqlite.org/rescode.html#busy_snapshot).
    return engine.execution_options(**{_BEGIN: "BEGIN IMMEDIATE"})


def begin(db: Connection) -> None:
    """Begin by ourselves: pysqlite's own way begins late and breaks SAVEPOINT."""
    db.exec_driver_sql(db.get_execution_options().get(_BEGIN, "BEGIN"))


@contextmanager
def without_foreign_keys(db: Connection) -> Iterator[None]:
    """
    Let tables be rebuilt in a transaction that begins and ends inside.

    SQLite alters a table by building it anew, and dropping the old one would drag its children
    along; the switch is heeded only outside of a transaction
    (https://www.sqlite.org/lang_altertable.html, https://www.sqlite.org/pragma.html#pragma_foreign_keys).
    """
    raw: Any = db.connection.driver_connection
    raw.execute("PRAGMA foreign_keys = OFF").close()
    try:
        yield
    finally:
        raw.execute("PRAGMA foreign_keys = ON").close()


def put(db: Connection, table: Table, rows: Sequence[Row], *, only: Sequence[str] = ()) -> None:
    """
    Insert rows or, where the primary key stands already, replace the columns that the rows hold.

    *only*: of rows that stand, replace no other columns than these.
    """
    if rows:
        _write(db, _upsert(table, tuple(rows[0]), tuple(only)), rows)


def add(db: Connection, table: Table, rows: Iterable[Row]) -> None:
    """Insert rows; those whose primary key stands already change nothing."""
    if rows := list(rows):
        _write(db, _insert(table, tuple(rows[0])), rows)


def add_sorted(db: Connection, table: Table, rows: Iterable[tuple[Any, ...]]) -> None:
    """Insert many small rows, each its values in the order of the columns; what stands changes nothing."""
    sql, _ = _insert(table, tuple(column.name for column in table.c))
    left = iter(rows)
    while chunk := list(islice(left, _CHUNK)):
        db.exec_driver_sql(sql, chunk)


def each_listed() -> ColumnElement[str]:
    """Give, as a column to select, the values that `listed` makes a statement's parameter."""
    # One statement and one parameter, however many values: an IN of five hundred is written anew each time.
    # Built in since SQLite 3.38 (https://www.sqlite.org/json1.html).
    values = func.json_each(bindparam("listed", type_=Text)).table_valued("value")
    return values.c.value


@cache
def one_of(column: Column[Any]) -> ColumnElement[bool]:
    """Give the condition that *column* is one of the values of `listed`."""
    return column.in_(select(each_listed()))


def begins_with_one_of(statement: Select[Any], column: Column[str]) -> Select[Any]:
    """Give those rows of *statement* whose *column*, hexadecimal, begins with a value of `listed`."""
    each = func.json_each(bindparam("listed", type_=Text)).table_valued("value")
    # A range, so that the column's index serves: "g" sorts behind every hexadecimal digit.
    return statement.join_from(column.table, each, column.between(each.c.value, each.c.value + "g"))


def row_number(table: Table) -> ColumnElement[int]:
    """Give the number by which rows lie in the file; it holds while nobody vacuums."""
    return literal_column(f"{table.name}.rowid", Integer)


def listed(values: Sequence[str | int]) -> dict[str, str]:
    """Give the parameter of a statement with `one_of` or `each_listed`."""
    return {"listed": json.dumps(values)}


class Question:
    """
    A statement about many values, written out once; it may have no other parameter that changes.

    SQLAlchemy finds a written statement by a key that it makes of the whole of it each time, which costs
    more than SQLite's answer about one article
    (https://docs.sqlalchemy.org/en/20/core/connections.html#sql-compilation-caching).
    """

    def __init__(self, statement: Select[Any], column: Column[Any]) -> None:
        """Ask *statement* about rows whose *column* is one of the values."""
        self._statement = statement.where(one_of(column))

    @cached_property
    def _written(self) -> tuple[str, tuple[Any, ...], int]:
        """Give the SQL, its parameters, and which of them are the values."""
        compiled: Any = self._statement.compile(dialect=SQLITE)
        names = list(compiled.positiontup or ())
        return str(compiled), tuple(compiled.params[name] for name in names), names.index("listed")

    def ask(self, db: Connection, values: Iterable[str | int]) -> Iterator[Any]:
        """Yield the rows; no value, no row."""
        left = iter(sorted(set(values)))
        while chunk := list(islice(left, _CHUNK)):
            sql, fixed, place = self._written
            told = json.dumps(chunk)
            yield from db.exec_driver_sql(sql, (*fixed[:place], told, *fixed[place + 1 :]))


#: A statement as the driver takes it, and what makes its parameters of a row.
_Prepared = tuple[str, Callable[[Row], tuple[Any, ...]]]


@cache
def _upsert(table: Table, names: tuple[str, ...], only: tuple[str, ...]) -> _Prepared:
    statement = insert(table)
    keys = [column.name for column in table.primary_key]
    rest = {name: statement.excluded[name] for name in only or names if name not in keys}
    return _prepare_statement(statement.on_conflict_do_update(index_elements=keys, set_=rest), names)


@cache
def _insert(table: Table, names: tuple[str, ...]) -> _Prepared:
    return _prepare_statement(insert(table).on_conflict_do_nothing(), names)


def _prepare_statement(statement: Any, names: tuple[str, ...]) -> _Prepared:
    compiled = statement.compile(dialect=SQLITE, column_keys=names)
    order = compiled.positiontup
    take = itemgetter(*order)
    return str(compiled), take if len(order) > 1 else lambda row: (take(row),)


def _write(db: Connection, prepared: _Prepared, rows: Sequence[Row]) -> None:
    # As the driver wants them: handing over rows one by one costs as much as storing them.
    sql, take = prepared
    # The driver copies what it is handed: not all of twenty thousand sources at once.
    for first in range(0, len(rows), _CHUNK):
        db.exec_driver_sql(sql, [take(row) for row in rows[first : first + _CHUNK]])


def _read_url(url: str) -> URL:
    try:
        where = make_url(url)
    except ArgumentError:
        # Not quoted: what cannot be read may hold a password.
        message = 'the url of the store cannot be read; write it as "sqlite:///var/feedmill.db"'
        raise StorageError(message) from None
    if where.get_backend_name() != "sqlite":
        message = f'no store for "{where.drivername}"; write the url as "sqlite:///var/feedmill.db"'
        raise StorageError(message)
    return where


def _path(url: URL) -> Path | None:
    if url.database in {None, "", ":memory:"}:
        return None
    path = Path(str(url.database))
    if path.is_dir():
        raise StorageError(f"the store {path} is a folder; name a file in it, such as {path / 'feedmill.db'}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        message = f"the folder {path.parent} of the store cannot be made ({error.strerror}); check the path"
        raise StorageError(message) from error
    return path


def _prepare(connection: Any, patience: float) -> None:
    # Heeded by a new file only, and only before its journal is a write-ahead log.
    connection.execute(f"PRAGMA page_size = {_PAGE}").close()
    # WAL lets commands read while a run writes; FULL makes each commit survive a power cut.
    _to_wal(connection, patience)
    for pragma in ("synchronous = FULL", "foreign_keys = ON"):
        connection.execute(f"PRAGMA {pragma}").close()


def _to_wal(connection: Any, patience: float) -> None:
    """
    Turn the write-ahead log on, and ask again while others are about the same.

    Two that change a file's journal at once would wait for each other for ever, so SQLite answers one
    of them with SQLITE_BUSY at once, whatever the timeout (https://www.sqlite.org/c3ref/busy_handler.html).
    """
    until = time.monotonic() + patience
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL").close()
        except sqlite3.OperationalError as error:
            if not error.sqlite_errorname.startswith("SQLITE_BUSY") or time.monotonic() >= until:
                raise
        else:
            return
        time.sleep(_AGAIN)
