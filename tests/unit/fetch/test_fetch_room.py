"""Connections keep within what the process may have open."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
from pathlib import Path

import pytest

from feedmill.fetch import room
from loopback import Loopback, Reply

#: Ask every host at once with the product's own settings, each answer taking a second, and say how it went.
SCRIPT = """
import collections, resource, sys
from feedmill.fetch import watch, exchange
from feedmill.fetch.http import HttpFetcher
from feedmill.model import FetchError, FetchSettings, Request
limit, port, bounded = map(int, sys.argv[1:])
resource.setrlimit(resource.RLIMIT_NOFILE, (limit, limit))
watch.SLOW_SECONDS = 0.1
if not bounded:
    exchange.room = lambda most: most
fetch = HttpFetcher(FetchSettings(allow_private=("127.0.0.0/8",)), user_agent="x")
requests = [Request(source=f"s{n}", kind="feed", url=f"http://127.0.8.{n + 1}:{port}/") for n in range(200)]
answers = list(fetch(requests))
print(collections.Counter(one.code if isinstance(one, FetchError) else "fine" for one in answers))
"""
SLOW = Reply(raw=(1.0, b"HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\n<rss/>"))


def outcome(limit: int, *, bounded: bool) -> str:
    """Ask 200 slow hosts in a process that may have *limit* files open."""
    with Loopback("0.0.0.0") as server:
        server.routes["/"] = SLOW
        done = subprocess.run(
            [sys.executable, "-c", SCRIPT, str(limit), str(server.port), str(int(bounded))],
            capture_output=True,
            text=True,
            check=False,
        )
    return done.stdout.strip() or done.stderr


def test_slow_hosts_fit_into_a_low_limit() -> None:
    """What would lend 192 slots lends fewer, and every host is asked."""
    assert "Counter({'fine': 200})" == outcome(160, bounded=True)


def test_control_a_build_without_the_bound_is_noticed() -> None:
    """There some cannot be asked for want of a descriptor."""
    assert "Counter({'fine': 200})" != outcome(160, bounded=False)


@pytest.mark.parametrize(("limit", "found"), [(10_000, 256), (400, 160), (30, 4)])
def test_room_is_what_the_limit_leaves(monkeypatch: pytest.MonkeyPatch, limit: int, found: int) -> None:
    """Two descriptors to a connection, some kept free; never less than four."""
    monkeypatch.setattr(resource, "getrlimit", lambda _: (limit, limit))
    monkeypatch.setattr(room, "_count_open", lambda: 16)

    assert found == room.room(256)


def test_no_limit_is_no_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nor is one below what was asked for."""
    monkeypatch.setattr(resource, "getrlimit", lambda _: (resource.RLIM_INFINITY, resource.RLIM_INFINITY))

    assert 256 == room.room(256)
    assert 3 == room.room(3)


def test_open_files_are_counted(tmp_path: Path) -> None:
    """Each one more is one more."""
    before = room._count_open()
    file = os.open(tmp_path, os.O_RDONLY)
    after = room._count_open()
    os.close(file)

    assert 1 == after - before
