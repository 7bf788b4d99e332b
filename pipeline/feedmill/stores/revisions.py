"""
Which revision of the tables a database stands at, and how it gets to ours.

Alembic costs a second to import, so an ordinary run only compares one stored number with
`REVISION`, and a new database is made from `schema` itself; only an older one is migrated.
Whatever happens, it happens in one transaction: a kill in the middle leaves what was there before.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from sqlalchemy import Connection, Engine, inspect, select
from sqlalchemy.schema import CreateIndex, CreateTable

from feedmill.errors import StorageError

from .border import border
from .dialect import SQLITE, without_foreign_keys, writing
from .schema import METADATA, REVISION, REVISIONS, VERSION

__all__ = ["create", "migrate", "settle", "stands_ready"]

_COLUMNS = (
    "SELECT t.name, c.name FROM sqlite_master AS t, pragma_table_info(t.name) AS c WHERE t.type = 'table'"
)
_MIGRATIONS = Path(__file__).parent / "migrations"


def settle(engine: Engine, name: str) -> None:
    """
    Bring the database to our revision.

    Raises:
        StorageError: It is of a newer Feedmill, of another program, of a trial version with other tables,
            damaged, or cannot be written.
    """
    with border(name):
        with engine.connect() as db:
            if _stored(db) == REVISION:
                _check(db, name)
                return
        with writing(engine).connect() as db, without_foreign_keys(db), db.begin():
            _settle(db, name)


def stands_ready(db: Connection, name: str) -> bool:
    """
    Say whether the tables are at our revision.

    Raises:
        StorageError: They are, but not as they are now: those of an earlier trial version.
    """
    if _stored(db) != REVISION:
        return False
    _check(db, name)
    return True


def create(db: Connection) -> None:
    """Make all tables at once, as the migrations would have made them."""
    for statement in _statements():
        db.exec_driver_sql(statement)
    db.execute(VERSION.insert().values(version_num=REVISION))


def migrate(db: Connection) -> None:
    """Run every migration that is due, inside the transaction that *db* is in."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    # ConfigParser reads "%" as the begin of a variable.
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = db
    command.upgrade(config, REVISION)


def _settle(db: Connection, name: str) -> None:
    # Asked again: another program may have settled it while we waited for our turn.
    stored = _stored(db)
    if stored == REVISION:
        _check(db, name)
        return
    if stored is None:
        if inspect(db).get_table_names():
            raise StorageError(f"the store {name} is another program's database; name another file")
        create(db)
    elif stored == "" or stored in REVISIONS:
        migrate(db)
    else:
        raise StorageError(
            f"the store {name} was written by a newer Feedmill (its tables are at revision {stored}, "
            f"this one knows {REVISION}); install that version again, or restore a backup from before"
        )


def _check(db: Connection, name: str) -> None:
    """
    Compare the columns that are there with ours: before a release the first revision itself may change.

    Tables of others in the same database are not looked at.
    """
    there: dict[str, set[str]] = {}
    for table, column in db.exec_driver_sql(_COLUMNS):
        there.setdefault(table, set()).add(column)
    for table in METADATA.tables.values():
        wrong = there.get(table.name, set()) ^ set(table.columns.keys())
        if wrong:
            raise StorageError(
                f"the store {name} was written by another trial version of Feedmill (its tables differ "
                f"in {table.name}.{min(wrong)}); move it away: the next run fills a new one and adopts what "
                "is published"
            )


@cache
def _statements() -> tuple[str, ...]:
    """Write out what makes every table and index, once in a process."""
    tables = (*METADATA.sorted_tables, VERSION)
    indexes = sorted((one for table in tables for one in table.indexes), key=lambda index: str(index.name))
    wanted: list[CreateTable | CreateIndex] = [*map(CreateTable, tables), *map(CreateIndex, indexes)]
    return tuple(str(one.compile(dialect=SQLITE)) for one in wanted)


def _stored(db: Connection) -> str | None:
    """Give the stored revision: None without the table, empty when nothing stands in it."""
    if not inspect(db).has_table(VERSION.name):
        return None
    return db.execute(select(VERSION.c.version_num)).scalar() or ""
