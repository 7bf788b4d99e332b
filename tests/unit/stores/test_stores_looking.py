"""A store that is only looked at."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from fakes import NOW, article
from feedmill.errors import StorageError
from feedmill.model import Batch
from feedmill.stores.looking import copied, look
from feedmill.stores.sql import SqlStore, open_store


def made(folder: Path) -> str:
    """Make a store with one article; give its URL."""
    url = f"sqlite:///{folder}/mill.db"
    with closing(open_store(url)) as store:
        store.save(Batch(articles=(article("a"),), now=NOW))
    return url


def count(store: SqlStore) -> int:
    """Count the articles."""
    return store.count_articles()


def test_where_there_is_none(tmp_path: Path) -> None:
    """Where there is no store, an empty one is looked at, and none is made."""
    assert 0 == look(f"sqlite:///{tmp_path}/none.db", count)
    assert [] == list(tmp_path.iterdir())


def test_nothing_can_be_written(tmp_path: Path) -> None:
    """Whoever tries to write is told that the store cannot be written."""
    url = made(tmp_path)

    with pytest.raises(StorageError, match="cannot be written"):
        look(url, lambda store: store.save_facts({"a": "b"}))

    assert 1 == look(url, count)


def test_what_is_tried_on_a_copy(tmp_path: Path) -> None:
    """A copy can be written, and leaves the store alone."""
    url = made(tmp_path)

    def work(store: SqlStore) -> tuple[int, int]:
        with copied(store) as copy:
            copy.save(Batch(articles=(article("b"),), now=NOW))
            return count(copy), count(store)

    assert (2, 1) == look(url, work)
    assert ["mill.db"] == [path.name for path in tmp_path.iterdir()]


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ("UPDATE alembic_version SET version_num = '0000'", "another version"),
        ("ALTER TABLE fact ADD COLUMN more TEXT", "trial version"),
    ],
)
def test_another_version_is_refused(tmp_path: Path, statement: str, words: str) -> None:
    """A store of another version is not migrated by a look, but refused with what to do."""
    url = made(tmp_path)
    with closing(sqlite3.connect(tmp_path / "mill.db", isolation_level=None)) as db:
        db.execute(statement)

    with pytest.raises(StorageError, match=words):
        look(url, count)
