"""An installation, and a server for it to read from."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from installation import ROOT, TOPICS, Mill
from loopback import Loopback, Reply

SERVED = ROOT / "tests" / "data" / "served"


@pytest.fixture
def mill(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Mill:
    """Give an installation with the given seed, two topics and no other source."""
    made = Mill(folder=tmp_path / "mill", capture=capsys)
    made.write(
        "config/feedmill.toml",
        '[site]\nid_domain = "example.org"\nurl = "https://mill.example/"\n'
        '[fetch]\nallow_private = ["127.0.0.0/8"]\ntimeout = "5s"\n',
    )
    made.write("config/topics.toml", TOPICS)
    made.sources()
    for seed in (ROOT / "seeds").glob("*.txt"):
        made.write(f"seeds/{seed.name}", seed.read_bytes())
    return made


@pytest.fixture
def server() -> Iterator[Loopback]:
    """Serve the sample feeds, and whatever a test adds, on every loopback address."""
    with Loopback("0.0.0.0") as loopback:
        for path in SERVED.iterdir():
            if not path.name.endswith(".expected.json"):
                loopback.routes[f"/{path.name}"] = Reply(
                    body=path.read_bytes(), headers=(("ETag", f'"{path.name}"'),)
                )
        yield loopback
