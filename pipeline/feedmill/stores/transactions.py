"""
When a transaction begins and ends: for good, or for a dry run.

It knows no table. A dry run is one outer transaction, begun by the first thing that writes and
rolled back at the end; each method of the store is a SAVEPOINT in it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from sqlalchemy import Connection, Engine

from .border import border
from .dialect import writing

__all__ = ["DryTransactions", "Transactions"]

Work = Callable[[Connection], None]


class Transactions:
    """Each transaction is committed as it ends, or leaves nothing."""

    def __init__(self, engine: Engine, name: str) -> None:
        """Work on *engine*; errors call the store *name*."""
        self.engine = engine
        self._writing = writing(engine)
        self._name = name

    @property
    def uri(self) -> str:
        """Give by what name another process may read the same; empty: none can."""
        file = self.engine.url.database
        return f"file:{quote(str(Path(file).absolute()))}?mode=ro" if file else ""

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Show one state of the store, whatever others write meanwhile."""
        with border(self._name), self.engine.connect() as db:
            yield db

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """Commit at the end, or undo everything if anything fails."""
        with border(self._name), self._writing.begin() as db:
            yield db

    def keep(self, work: Work) -> None:
        """Do *work* for good, even in a dry run."""
        with self.write() as db:
            work(db)

    def close(self) -> None:
        """Let go of the database."""
        with border(self._name):
            self.engine.dispose()


class DryTransactions(Transactions):
    """Everything is rolled back at the end, but for what `keep` was given."""

    def __init__(self, engine: Engine, name: str) -> None:
        """Work on *engine*; errors call the store *name*."""
        super().__init__(engine, name)
        self._outer: Connection | None = None
        self._kept: list[Work] = []

    @property
    def uri(self) -> str:
        """Give no name once something is held back, which no other process can see."""
        return "" if self._outer is not None else super().uri

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Show the store as this dry run has made it."""
        if self._outer is None:
            with super().read() as db:
                yield db
        else:
            with border(self._name):
                yield self._outer

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """Keep for the rest of this dry run, or undo everything if anything fails."""
        with border(self._name):
            if self._outer is None:
                self._outer = self._writing.connect()
                self._outer.begin()
            with self._outer.begin_nested():
                yield self._outer

    def keep(self, work: Work) -> None:
        """Do *work* for good: at once while nothing is held back, else again after the rollback."""
        if self._outer is None:
            with super().write() as db:
                work(db)
            return
        with self.write() as db:
            work(db)
        # SQLite has one writer, and that is the outer transaction: the work must wait for its end.
        self._kept.append(work)

    def close(self) -> None:
        """Roll back, do what was to be kept, let go of the database."""
        outer, self._outer = self._outer, None
        kept, self._kept = self._kept, []
        with border(self._name):
            if outer is not None:
                outer.close()
        for work in kept:
            self.keep(work)
        super().close()
