"""
A store that is only looked at: no table is made, no byte is written, nobody is kept waiting.

SQLite's way of reading a write-ahead log leaves files beside the database, so a database at which nobody
is at work is read as if it could not change; should somebody have changed it meanwhile, it is read again.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeVar
from urllib.parse import quote

from sqlalchemy import Engine, StaticPool, create_engine
from sqlalchemy.engine import make_url

from feedmill.errors import StorageError

from .border import border
from .revisions import stands_ready
from .sql import SqlStore, open_store
from .transactions import Transactions

__all__ = ["copied", "look"]

Result = TypeVar("Result")


def look(url: str, work: Callable[[SqlStore], Result]) -> Result:
    """
    Do *work* on the store at *url*, which can only be read, and give what it gives.

    Where there is no store, on an empty one in memory. *work* may be done twice.

    Raises:
        StorageError: The store cannot be read, or was last written by another version.
    """
    path = Path(make_url(url).database or "")
    if not path.is_file():
        with closing(open_store("sqlite://")) as empty:
            return work(empty)
    if _is_at_rest(path):
        before = _state(path)
        try:
            done = _look(path, "mode=ro&immutable=1", work)
        except StorageError:
            if _state(path) == before:
                raise
        else:
            if _state(path) == before:
                return done
    return _look(path, "mode=ro", work)


@contextmanager
def copied(store: SqlStore) -> Iterator[SqlStore]:
    """Give a copy to try things on, in a file of its own far from the store, and gone afterwards."""
    with TemporaryDirectory(prefix="feedmill-") as folder:
        file = Path(folder) / "feedmill.db"
        with (
            border(str(file)),
            closing(sqlite3.connect(file)) as target,
            closing(store._in.engine.raw_connection()) as connection,  # noqa: SLF001 - of this room
        ):
            raw: Any = connection.driver_connection
            raw.backup(target)
        with closing(open_store(f"sqlite:///{file}")) as copy:
            yield copy


def _look(path: Path, mode: str, work: Callable[[SqlStore], Result]) -> Result:
    uri = f"file:{quote(str(path.absolute()))}?{mode}"
    engine = create_engine(
        "sqlite://",
        creator=lambda: sqlite3.connect(uri, uri=True, isolation_level=None, timeout=10),
        poolclass=StaticPool,
    )
    with closing(SqlStore(_Looking(engine, str(path), uri))) as store:
        with border(str(path)), engine.connect() as db:
            ready = stands_ready(db, str(path))
        if not ready:
            raise StorageError(
                f'the store {path} was last written by another version of Feedmill; "feedmill run" brings it '
                "up to date"
            )
        return work(store)


class _Looking(Transactions):
    """Transactions on a connection that cannot write."""

    def __init__(self, engine: Engine, name: str, uri: str) -> None:
        super().__init__(engine, name)
        self._uri = uri

    @property
    def uri(self) -> str:
        """Give the same way to read the file."""
        return self._uri


def _is_at_rest(path: Path) -> bool:
    """Say whether all that was ever written stands in the file itself."""
    log = path.with_name(path.name + "-wal")
    return not log.exists() or not log.stat().st_size


def _state(path: Path) -> tuple[int, int]:
    """Give what is another after each change of the file."""
    found = path.stat()
    return found.st_mtime_ns, found.st_size
