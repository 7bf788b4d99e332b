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

import pytest

from feedmill.fetch import exchange, watch
from feedmill.fetch.http import HttpFetcher
from feedmill.model import FetchError
from fetching import LOCAL, code_of, request
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
    answers = fetcher([request(url, source=f"{n}") for n, url in enumerate(urls)])
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


def without_rate(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let everybody drip until the deadline."""
    monkeypatch.setattr(watch, "LEAST_RATE", 0.0)


def without_lending(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let slow answers keep their slots to themselves."""
    monkeypatch.setattr(exchange, "SLOW_TO_A_SLOT", 0)


def time_of_the_honest(drips: int, *, seconds: float) -> float:
    """Give when the last honest feed behind so many drips was read on 8 slots, or *seconds* if it was not."""
    with Loopback("0.0.0.0") as server:
        honest, _ = answers_in(serve(server, drips), seconds=seconds, concurrency=8)
    return max(came.after for came in honest) if len(honest) == HONEST else seconds


@pytest.mark.usefixtures("short")
@pytest.mark.parametrize("off", [without_rate, without_lending])
def test_control_a_build_without_either_guard_is_noticed(
    off: Callable[[pytest.MonkeyPatch], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Drips on few slots: each guard alone is worth half the time."""
    guarded = time_of_the_honest(90, seconds=600)
    off(monkeypatch)

    assert time_of_the_honest(90, seconds=guarded * 1.5) >= guarded * 1.5
