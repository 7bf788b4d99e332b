"""A world for every test of a polling rule."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from installation import Mill
from loopback import Loopback
from polite_world import World

#: Files in memory, where there are such: the log is judged here, not what a power cut leaves of a disk.
MEMORY = Path("/dev/shm")


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """Give an empty folder, in memory if it can be."""
    if not os.access(MEMORY, os.W_OK):
        yield tmp_path
        return
    with TemporaryDirectory(prefix="feedmill-polite-", dir=MEMORY) as name:
        yield Path(name)


@pytest.fixture
def world(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Iterator[World]:
    """Give an empty installation and a server on every loopback address."""
    with Loopback("0.0.0.0") as server:
        yield World(Mill(folder=folder / "mill", capture=capsys), server, monkeypatch)
