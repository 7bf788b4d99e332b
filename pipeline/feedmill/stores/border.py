"""
Where the database's errors become ours: one sentence that names the store and says what to do.

Every statement runs inside `border`, commits included, so nothing of SQLAlchemy leaves the room.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from feedmill.errors import StorageError

__all__ = ["border"]

_DAMAGED = (
    "is damaged or no database; restore a backup of it, or move it away: the next run fills a new one "
    "and adopts what is published"
)

#: What SQLite calls a failure (https://www.sqlite.org/rescode.html), and our words for it. First prefix wins.
_SENTENCES: Mapping[str, str] = {
    "SQLITE_NOTADB": _DAMAGED,
    "SQLITE_CORRUPT": _DAMAGED,
    "SQLITE_FULL": "cannot grow: the disk is full; make room and run again, nothing stored is lost",
    "SQLITE_IOERR": "cannot be read or written; check its disk and the room left on it, then run again",
    "SQLITE_READONLY": "cannot be written; check the owner and permissions of the file and of its folder",
    "SQLITE_CANTOPEN": "cannot be opened; check the path and the permissions of the file and of its folder",
    "SQLITE_PERM": "cannot be opened; check the permissions of the file and of its folder",
    "SQLITE_BUSY": "is locked by another program; wait until that ends, or stop it, and run again",
    "SQLITE_LOCKED": "is locked by another program; wait until that ends, or stop it, and run again",
}


@contextmanager
def border(name: str) -> Iterator[None]:
    """
    Turn what a database raises into a `StorageError` about the store called *name*.

    A value that no database can hold (a lone surrogate in an id) counts too, and so does one that
    comes back as nothing we ever wrote.
    """
    try:
        yield
    except (SQLAlchemyError, sqlite3.Error, OverflowError, TypeError, ValueError) as error:
        raise StorageError(f"the store {name} {_sentence(error)}") from error


def _sentence(error: Exception) -> str:
    cause = error.orig if isinstance(error, DBAPIError) and error.orig is not None else error
    symbol = getattr(cause, "sqlite_errorname", "")
    known = (sentence for prefix, sentence in _SENTENCES.items() if symbol.startswith(prefix))
    # Never the statement or its values: `str` of SQLAlchemy's own error would hold them.
    return next(known, f"{_verb(cause)} ({type(cause).__name__}: {_plain(cause)})")


def _verb(cause: BaseException) -> str:
    if isinstance(cause, UnicodeEncodeError | OverflowError):
        return "cannot hold a value"
    if isinstance(cause, TypeError | ValueError):
        return "holds what cannot be read; restore a backup of it"
    return "failed"


def _plain(cause: BaseException) -> str:
    return " ".join(str(cause).split())[:200] or "no further word"
