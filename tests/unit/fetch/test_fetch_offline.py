"""A run in which nothing can be reached ends soon, whatever hangs."""

from __future__ import annotations

import asyncio
import socket
import subprocess
import sys
import threading
import time
from datetime import timedelta
from pathlib import Path

import pytest

from feedmill.fetch.guard import Guard
from feedmill.fetch.resolver import GuardedResolver, system_lookup
from fetching import LOCAL, ask, code_of, error_of, fetch, request
from loopback import Loopback, Reply

#: Released when the test is over, so that no thread outlives it by much.
HANG = 20.0


class HangingResolver:
    """A name server that never answers, until the test is over."""

    def __init__(self) -> None:
        self.over = threading.Event()
        self.asked = 0

    def __call__(self, host: str, port: int) -> tuple[str, ...]:
        """Hang."""
        self.asked += 1
        self.over.wait(HANG)
        raise OSError("no answer")


def no_such_name(host: str, port: int) -> tuple[str, ...]:
    """Know nothing, at once."""
    raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")


def test_a_thousand_hanging_names_end_together() -> None:
    """When no connection at all was made, everything outstanding is given up at once."""
    resolver = HangingResolver()
    began = time.monotonic()
    answers = fetch([request(f"http://h{n}.example/") for n in range(1000)], resolver=resolver, patience=1)
    seconds = time.monotonic() - began
    resolver.over.set()

    assert seconds < 4
    assert 1000 == len(answers)
    assert {"dns", "connect"} == {code_of(answer) for answer in answers}
    assert all(error_of(answer).unreachable for answer in answers)
    assert resolver.asked <= LOCAL.concurrency


def test_hanging_connections_end_together() -> None:
    """The same holds where packets vanish."""
    full = socket.create_server(("127.0.0.1", 0), backlog=1)
    port = full.getsockname()[1]
    # A listener whose queue is full drops what comes next, as a black hole does.
    fillers = [socket.socket() for _ in range(8)]
    for filler in fillers:
        filler.settimeout(0)
        filler.connect_ex(("127.0.0.1", port))
    time.sleep(0.1)
    began = time.monotonic()
    answers = fetch([request(f"http://127.0.0.1:{port}/{n}") for n in range(5)], patience=1)
    seconds = time.monotonic() - began
    for each in (full, *fillers):
        each.close()

    assert seconds < 4
    assert ["connect"] * 5 == list(map(code_of, answers))


def test_unknown_names_and_closed_ports_are_unreachable() -> None:
    """Failures at once are called by their names."""
    name = ask("http://nothing.example/", resolver=no_such_name)
    with Loopback() as server:
        url = server.url()
    port = ask(url)

    assert ("dns", True) == (code_of(name), error_of(name).unreachable)
    assert ("connect", True) == (code_of(port), error_of(port).unreachable)


def test_one_that_can_be_reached_keeps_the_run_going() -> None:
    """A slow publisher is waited for when the network is there."""
    resolver = HangingResolver()
    slow = Reply(raw=(1.5, b"HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\n<rss/>"))
    with Loopback() as server:
        server.routes["/"] = slow
        answer = ask(server.url(), patience=0.5)
    resolver.over.set()

    assert "" == code_of(answer)


def test_names_whose_lookup_crashes_fail_as_dns() -> None:
    """A label too long for IDNA is the resolver's business, not ours."""

    def crash(host: str, port: int) -> tuple[str, ...]:
        raise UnicodeError("label too long")

    assert "dns" == code_of(ask("http://example.test/", resolver=crash))


def test_name_without_addresses_fails_as_dns() -> None:
    """An empty answer is no answer."""
    assert "dns" == code_of(ask("http://example.test/", resolver=lambda host, port: ()))


def test_second_address_is_tried() -> None:
    """A name with a dead address and a live one is reached."""
    with Loopback() as server:
        server.routes["/"] = Reply(body=b"<rss/>")
        answer = ask(server.url(host="two.example"), resolver=lambda host, port: ("127.0.0.9", "127.0.0.1"))

    assert "" == code_of(answer)


def test_a_hanging_lookup_does_not_hold_the_process_up(tmp_path: Path) -> None:
    """The interpreter ends while a lookup still hangs."""
    script = tmp_path / "hang.py"
    script.write_text(
        "import time\n"
        "from feedmill.fetch.http import HttpFetcher\n"
        "from feedmill.model import FetchSettings, Request\n"
        "hang = lambda host, port: time.sleep(60)\n"
        "fetch = HttpFetcher(FetchSettings(), user_agent='x', resolver=hang, patience=0.5)\n"
        "print([a.code for a in fetch([Request(source='s', kind='feed', url='http://h.example/')])])\n",
        encoding="utf-8",
    )
    began = time.monotonic()
    done = subprocess.run([sys.executable, script], capture_output=True, text=True, timeout=30, check=False)

    assert "['dns']\n" == done.stdout
    assert "" == done.stderr
    assert time.monotonic() - began < 10


def test_guard_is_what_opens_sockets() -> None:
    """The socket that is connected is the one that the guard has opened."""
    opened = Guard(["127.0.0.0/8"]).open_socket((socket.AF_INET, socket.SOCK_STREAM, 0, "", ("127.0.0.1", 1)))
    family = opened.family
    opened.close()

    assert socket.AF_INET == family


def test_deadline_below_the_connection_limit_still_tells_that_nothing_was_reached() -> None:
    """A short `timeout` does not make an unreachable host look slow."""
    resolver = HangingResolver()
    failure = error_of(ask("http://h.example/", resolver=resolver, timeout=timedelta(seconds=0.3)))
    resolver.over.set()

    assert ("timeout", True) == (failure.code, failure.unreachable)


def test_lookup_is_given_up_after_a_while() -> None:
    """A name server that hangs costs one name its seconds, and is called by its name."""
    lookup = HangingResolver()

    async def resolve() -> None:
        resolver = GuardedResolver(Guard(), lookup, seconds=0.1)
        with pytest.raises(OSError, match="does not answer"):
            await resolver.resolve("h.example", 80)
        lookup.over.set()
        await asyncio.sleep(0.1)  # the late answer finds nobody waiting

        assert set() == resolver.pending

    asyncio.run(resolve())


def test_system_lookup_knows_this_machine() -> None:
    """The default resolver is the system's."""
    assert "127.0.0.1" in system_lookup("127.0.0.1", 80)
