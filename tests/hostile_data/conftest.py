"""An installation and a publisher for what is read from beginning to end."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from installation import TOPICS, Mill
from loopback import Loopback


@pytest.fixture
def mill(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Mill:
    """Give an installation with two topics and one honest seed."""
    made = Mill(folder=tmp_path / "mill", capture=capsys)
    made.write(
        "config/feedmill.toml",
        '[site]\nid_domain = "example.org"\nurl = "https://mill.example/"\n'
        '[fetch]\nallow_private = ["127.0.0.0/8"]\nmax_new = 100000\ntimeout = "20s"\n'
        "[run]\nmax_failed = 1.0\n[publish]\nitems = 1000\n",
    )
    made.write("config/topics.toml", TOPICS)
    made.sources()
    made.write("seeds/honest.txt", "The honest G7 seed\n\nIts text tells of the G7.\n")
    return made


@pytest.fixture
def server() -> Iterator[Loopback]:
    """Listen on every loopback address; a test says what is served."""
    with Loopback("0.0.0.0") as loopback:
        yield loopback
