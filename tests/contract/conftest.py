"""Every store that must keep the contract; a new one is one line in `STORES`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from feedmill.stores.sql import SqlStore, open_store

#: Name → URL of a store that nobody has used, given a folder that is empty.
STORES: dict[str, Callable[[Path], str]] = {
    "sqlite-file": lambda folder: f"sqlite:///{folder}/var/feedmill.db",
    "sqlite-memory": lambda _folder: "sqlite://",
}


@pytest.fixture(params=list(STORES))
def store_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Give the URL of an empty store."""
    return STORES[request.param](tmp_path)


@pytest.fixture
def store(store_url: str) -> Iterator[SqlStore]:
    """Give an empty store, closed at the end."""
    with closing(open_store(store_url)) as opened:
        yield opened


@pytest.fixture
def dry_store(store_url: str) -> Iterator[SqlStore]:
    """Give an empty store that forgets what it is told, closed at the end."""
    with closing(open_store(store_url, dry_run=True)) as opened:
        yield opened
