"""
Servers that take for ever (T5): a thousand of them keep no honest feed waiting for long.

Of nine kinds. Each holds its connection until the client goes. The short form shortens the product's own
times (a fifth or less of each) so that the thousand take seconds; `make hostile` leaves them as they are.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Generator
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import pytest

from feedmill.fetch import exchange, watch
from feedmill.fetch.http import HttpFetcher
from feedmill.model import FetchError
from fetching import LOCAL, code_of
from fetching import request as asked
from hostile_net.attackers import LONG
from loopback import Loopback, Reply

HEAD = b"HTTP/1.1 200 OK\r\n"
CHUNKED = HEAD + b"Transfer-Encoding: chunked\r\n\r\n"
_HONEST_REPLY = Reply(raw=(0.05, HEAD + b"Content-Length: 6\r\n\r\n<rss/>"))


def drip(*first: bytes, piece: bytes, pause: float = 0.5) -> Reply:
    """Send *first*, then the same piece again and again."""
    return Reply(raw=(*first, *(step for _ in range(400) for step in (piece, pause))))


KINDS = {
    "headers byte by byte": drip(HEAD, b"X-Long: ", piece=b"y"),
    "body byte by byte": drip(HEAD + b"Content-Length: 9999\r\n\r\n", piece=b"x"),
    "a byte, then silence": Reply(raw=(b"H", 200.0)),
    "endless interim answers": drip(piece=b"HTTP/1.1 103 Early Hints\r\n\r\n"),
    "endless headers": drip(HEAD, piece=b"X: y\r\n"),
    "slow chunks": drip(CHUNKED, piece=b"1\r\nx\r\n"),
    "slow trailers": drip(CHUNKED, b"1\r\nx\r\n0\r\n", piece=b"A: b\r\n"),
    "silence": Reply(raw=(200.0,)),
    # Asked over TLS, and answered by nobody.
    "no hello": Reply(raw=(200.0,)),
}
#: What `[fetch] timeout`, the grace of the least rate, a slow answer and a connection are here.
TIMEOUT, GRACE, SLOW, CONNECT = (30.0, 5.0, 2.0, 10.0) if LONG else (3.0, 0.6, 0.25, 1.5)
COUNT, HONEST = 1000, 50
#: Seconds after which the last honest feed is read, though all drips were asked before it. Four connections
#: for each of 64 slots last as long as their kind may, 9 s on the average (1 s in the short form), and there
#: are four rounds of them; as much again, and the server's own work, are for a busy machine.
BOUND = 75.0 if LONG else 30.0


@pytest.fixture
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    """Shorten the product's times, unless the long form is wanted."""
    monkeypatch.setattr(watch, "GRACE_SECONDS", GRACE)
    monkeypatch.setattr(watch, "SLOW_SECONDS", SLOW)
    monkeypatch.setattr(watch, "CONNECT_SECONDS", CONNECT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Came:
    """An answer: after so many seconds, a failure's code."""

    after: float
    code: str
    message: str


def serve(server: Loopback, drips: int) -> list[str]:
    """Put up drips, and honest feeds behind them, each on an address of its own; give their URLs."""
    names = tuple(KINDS)
    server.routes["/honest"] = _HONEST_REPLY
    server.routes.update({f"/{n}": reply for n, reply in enumerate(KINDS.values())})
    urls = []
    for n in range(drips):
        kind = n % len(names)
        url = server.url(f"/{kind}", host=f"127.20.{n // 250}.{n % 250 + 1}")
        urls.append(url.replace("http:", "https:") if names[kind] == "no hello" else url)
    return urls + [server.url("/honest", host=f"127.21.0.{n + 1}") for n in range(HONEST)]


def answers_in(urls: list[str], *, seconds: float, concurrency: int = 64) -> tuple[list[Came], list[Came]]:
    """Fetch until *seconds* have passed; give the answers of honest feeds, and those of drips."""
    began = time.monotonic()
    fetcher = HttpFetcher(
        replace(LOCAL, concurrency=concurrency, timeout=timedelta(seconds=TIMEOUT)),
        user_agent="Feedmill/0",
        should_stop=lambda: time.monotonic() - began > seconds,
    )
    honest: list[Came] = []
    drips: list[Came] = []
    answers = fetcher([asked(url, source=f"{n}") for n, url in enumerate(urls)])
    assert isinstance(answers, Generator)
    with closing(answers):
        for answer in answers:
            said = answer.message if isinstance(answer, FetchError) else ""
            came = Came(after=time.monotonic() - began, code=code_of(answer), message=said)
            (honest if urls[int(answer.source)].endswith("/honest") else drips).append(came)
    return honest, drips


@pytest.mark.usefixtures("short")
def test_a_thousand_drips_keep_no_honest_feed_waiting(
    record_property: Callable[[str, object], None],
) -> None:
    """All drips are asked first, on 64 slots; fifty honest feeds behind them are read within the bound."""
    with Loopback("0.0.0.0") as server:
        honest, drips = answers_in(serve(server, COUNT), seconds=600)
    record_property("inputs", COUNT)

    assert [""] * HONEST == [came.code for came in honest]
    assert max(came.after for came in honest) < BOUND
    assert COUNT == len(drips)
    # "no hello" is a connection that is not made; a body that is whole but for its trailers is read.
    assert {"timeout", "connect"} == {came.code for came in drips}


@pytest.mark.usefixtures("short")
@pytest.mark.parametrize("name", KINDS)
def test_each_kind_is_given_up(name: str) -> None:
    """A drip that has begun to answer ends by its rate, silence by the deadline, TLS as no connection."""
    with Loopback("0.0.0.0") as server:
        urls = serve(server, len(KINDS))
        _, (drip,) = answers_in([urls[tuple(KINDS).index(name)]], seconds=600)
    code, ends, said = {
        "silence": ("timeout", TIMEOUT, "no whole answer"),
        "no hello": ("connect", CONNECT, "does not answer"),
    }.get(name, ("timeout", GRACE, "bytes a second"))

    assert code == drip.code
    assert said in drip.message
    assert drip.after > ends * 0.9


@pytest.mark.usefixtures("short")
def test_slow_but_honest_answers_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """Twice the least rate is enough, and so is an answer that begins late and then comes at once."""
    body = b"<rss>" + b" " * 2000 + b"</rss>"
    head = HEAD + b"Content-Length: %d\r\n\r\n" % len(body)
    size = int(watch.LEAST_RATE * 2 * 0.1)
    slow = [step for at in range(0, len(body), size) for step in (body[at : at + size], 0.1)]
    with Loopback("0.0.0.0") as server:
        server.routes["/slow"] = Reply(raw=(head, *slow))
        server.routes["/late"] = Reply(raw=(TIMEOUT * 0.6, head + body))
        monkeypatch.setattr(sys.modules[__name__], "TIMEOUT", 30.0)
        urls = [server.url("/slow", host="127.22.0.1"), server.url("/late", host="127.22.0.2")]
        _, came = answers_in(urls, seconds=600)

    assert ["", ""] == [one.code for one in came]


def honest_are_read(kind: str, *, seconds: float) -> bool:
    """Ask 64 drips of a kind and then honest feeds, on 8 slots; say whether these are read in time."""
    with Loopback("0.0.0.0") as server:
        drips = [url for url in serve(server, 64 * len(KINDS)) if f"/{tuple(KINDS).index(kind)}" in url]
        honest = [server.url("/honest", host=f"127.21.0.{n + 1}") for n in range(HONEST)]
        read, _ = answers_in([*drips, *honest], seconds=seconds, concurrency=8)
    return [""] * HONEST == [came.code for came in read]


#: The guard that is switched off, what shows it, and the deadline then. Without the guard 64 drips hold 8
#: slots (or 32 with those that are lent) for 8 s, or for 6 s; with it for 2 s, or for 1 s.
GUARDS = {
    "lending": ((exchange, "SLOW_TO_A_SLOT", 0), "silence", 1.0),
    "least rate": ((watch, "LEAST_RATE", 0.0), "headers byte by byte", 3.0),
}


@pytest.fixture(params=GUARDS)
def guard(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> tuple[tuple[Any, str, float], str]:
    """Set times at which a guard shows, in either form."""
    switch, kind, timeout = GUARDS[request.param]
    monkeypatch.setattr(sys.modules[__name__], "TIMEOUT", timeout)
    monkeypatch.setattr(watch, "GRACE_SECONDS", 0.3)
    monkeypatch.setattr(watch, "SLOW_SECONDS", 0.1)
    return switch, kind


def test_each_guard_frees_slots(guard: tuple[tuple[Any, str, float], str]) -> None:
    """Honest feeds behind drips that it is for are read long before those would have gone by themselves."""
    assert honest_are_read(guard[1], seconds=5)


def test_control_a_build_without_a_guard_is_noticed(
    guard: tuple[tuple[Any, str, float], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """With either guard off they are not."""
    (place, name, off), kind = guard
    monkeypatch.setattr(place, name, off)

    assert not honest_are_read(kind, seconds=5)
