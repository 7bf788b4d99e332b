"""A world for every test of a polling rule."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from installation import Mill
from loopback import Loopback
from polite_world import World


@pytest.fixture
def world(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Iterator[World]:
    """Give an empty installation and a server on every loopback address."""
    with Loopback("0.0.0.0") as server:
        yield World(Mill(folder=tmp_path / "mill", capture=capsys), server, monkeypatch)
