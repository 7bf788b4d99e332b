"""What tests of hostile networks share: canaries, a note of every socket, and a world of publishers."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from feedmill.fetch.guard import Guard
from hostile_net.attackers import Canary
from installation import Mill
from loopback import Loopback
from polite_world import World

#: In `world`, names lead to these addresses, and no other may be asked.
PUBLISHERS = "127.1.0.0/16"


@pytest.fixture
def canary() -> Iterator[Canary]:
    """Listen on all of 127.0.0.0/8, which holds the stand-in of a metadata service, and on ::1."""
    with Canary() as bird:
        yield bird


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Note each address for which a socket is opened, whether or not anybody listens there."""
    doors: list[str] = []
    door = Guard.open_socket

    def note(guard: Guard, address: tuple[object, ...]) -> socket.socket:
        opened = door(guard, address)
        doors.append(str(address[4]))
        return opened

    monkeypatch.setattr(Guard, "open_socket", note)
    return doors


@pytest.fixture
def world(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Iterator[World]:
    """Give an installation whose publishers, and nobody else, may be asked."""
    with Loopback("0.0.0.0") as server:
        made = World(Mill(folder=tmp_path / "mill", capture=capsys), server, monkeypatch)
        made.mill.write(
            "config/feedmill.toml",
            '[site]\nid_domain = "example.org"\nurl = "https://mill.example/"\n'
            f'[fetch]\nallow_private = ["{PUBLISHERS}"]\nhost_gap = "0s"\n',
        )
        yield made
