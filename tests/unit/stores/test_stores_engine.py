"""Engines of stores: one for a file as long as the program runs, and nothing held between two openings."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import event

from feedmill.stores import dialect
from feedmill.stores.sql import open_store


@pytest.fixture
def url(tmp_path: Path) -> str:
    """Give the URL of a store that is not there yet."""
    return f"sqlite:///{tmp_path / 'mill.db'}"


def test_a_file_has_one_engine(url: str) -> None:
    """Statements that were written out once are not written out again in the next cycle."""
    assert dialect.connect(url, 1.0)[0] is dialect.connect(url, 1.0)[0]
    assert dialect.connect(url, 1.0)[0] is not dialect.connect(url, 2.0)[0]


def test_memory_has_an_engine_for_each_store() -> None:
    """Two stores in memory are two databases."""
    assert dialect.connect("sqlite://", 1.0)[0] is not dialect.connect("sqlite://", 1.0)[0]


def test_a_closed_store_holds_no_connection(url: str, tmp_path: Path) -> None:
    """The write-ahead log goes with the last connection, and another file in its place is read anew."""
    open_store(url).close()
    assert ["mill.db"] == [path.name for path in tmp_path.iterdir()]
    (tmp_path / "mill.db").unlink()
    store = open_store(url)

    assert store.is_empty()
    store.close()


def test_each_opening_connects_anew(url: str) -> None:
    """Every pragma is set on every connection."""
    engine, _ = dialect.connect(url, 10.0)
    made: list[object] = []
    event.listen(engine, "connect", lambda connection, _record: made.append(connection))
    for _ in range(2):
        open_store(url).close()

    assert 2 == len(made)
