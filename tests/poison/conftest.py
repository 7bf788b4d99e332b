"""A mill with a victim, whose stories lie on its own host, and what an attacker may publish beside it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from installation import Mill
from loopback import Loopback
from poisoners import Scene


@pytest.fixture
def scene(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Iterator[Scene]:
    """Give a scene in which nothing was published yet."""
    mill = Mill(folder=tmp_path / "mill", capture=capsys)
    mill.write(
        "config/feedmill.toml",
        '[site]\nid_domain = "example.org"\nurl = "https://mill.example/"\n'
        '[fetch]\nallow_private = ["127.0.0.0/8"]\ntimeout = "20s"\n[publish]\nitems = 1000\n',
    )
    mill.write("config/topics.toml", '[topics.everything]\nfilter = "*"\n')
    mill.write("seeds/README.md", "Nothing here.")
    with Loopback("0.0.0.0") as server:
        yield Scene(mill=mill, server=server)
