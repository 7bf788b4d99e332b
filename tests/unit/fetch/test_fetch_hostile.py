"""No server can hold a run up, fill its memory, or make it ask twice."""

from __future__ import annotations

import gzip
import time
import tracemalloc
import zlib
from collections.abc import Generator
from datetime import timedelta

import pytest

from feedmill.fetch.http import HttpFetcher
from feedmill.model import Answer
from fetching import LOCAL, ask, code_of, document_of, fetch, request
from loopback import Loopback, Reply

HEAD = b"HTTP/1.1 200 OK\r\n"
SHORT = timedelta(seconds=0.5)

HANGING = {
    "no answer": (99.0,),
    "half a head": (HEAD, 99.0),
    "dripping head": (HEAD, *[part for n in range(99) for part in (f"X-{n}: y\r\n".encode(), 0.1)]),
    "no body": (HEAD + b"Content-Length: 9\r\n\r\n", 99.0),
    "dripping body": (
        HEAD + b"Content-Length: 999\r\n\r\n",
        *[part for _ in range(99) for part in (b"x", 0.1)],
    ),
    "dripping chunks": (
        HEAD + b"Transfer-Encoding: chunked\r\n\r\n",
        *[part for _ in range(99) for part in (b"1\r\nx\r\n", 0.1)],
    ),
    "endless interim answers": tuple(part for _ in range(99) for part in (b"HTTP/1.1 102 Wait\r\n\r\n", 0.1)),
}


@pytest.mark.parametrize("name", HANGING)
def test_deadline_holds(name: str) -> None:
    """However an answer is delayed, the fetch ends at its deadline."""
    began = time.monotonic()
    with Loopback() as server:
        server.routes["/"] = Reply(raw=HANGING[name])
        answer = ask(server.url(), timeout=SHORT)

    assert "timeout" == code_of(answer)
    assert time.monotonic() - began < 3


def test_deadline_covers_redirects() -> None:
    """Hops share one deadline."""
    began = time.monotonic()
    hop = b"HTTP/1.1 302 Found\r\nContent-Length: 0\r\nLocation: /%d\r\n\r\n"
    with Loopback() as server:
        server.routes.update({f"/{n}": Reply(raw=(0.3, hop % (n + 1))) for n in range(5)})
        answer = ask(server.url("/0"), timeout=SHORT)

    assert "timeout" == code_of(answer)
    assert time.monotonic() - began < 2


def test_hanging_servers_do_not_starve_others() -> None:
    """A hundred drips beside a good server cost it nothing."""
    with Loopback("0.0.0.0") as server:
        server.routes["/hang"] = Reply(raw=(99.0,))
        server.routes["/good"] = Reply(body=b"<rss/>")
        requests = [request(server.url("/hang", host=f"127.0.2.{n}")) for n in range(100)]
        requests.append(request(server.url("/good", host="127.0.3.1"), source="good"))
        answers = fetch(requests, timeout=SHORT, concurrency=64)
    good = [answer for answer in answers if answer.source == "good"]

    assert b"<rss/>" == document_of(good[0]).body
    assert 101 == len(answers)


@pytest.mark.parametrize(
    "reply",
    [
        Reply(body=b"x" * 200_000),
        Reply(raw=(HEAD + b"Content-Length: 999999999999\r\n\r\n", 99.0)),
        Reply(raw=(HEAD + b"\r\n", *[b"x" * 10_000] * 100, 99.0)),
        Reply(
            raw=(HEAD + b"Transfer-Encoding: chunked\r\n\r\n", *[b"2710\r\n" + b"x" * 10_000 + b"\r\n"] * 100)
        ),
        Reply(body=gzip.compress(bytes(200_000)), headers=(("Content-Encoding", "gzip"),)),
    ],
    ids=["long", "announced", "endless", "chunked", "compressed"],
)
def test_large_bodies_are_given_up(reply: Reply) -> None:
    """A body above the limit fails as soon as that is known."""
    began = time.monotonic()
    with Loopback() as server:
        server.routes["/"] = reply
        answer = ask(server.url(), max_bytes=100_000)

    assert "too-large" == code_of(answer)
    assert time.monotonic() - began < 5


def test_bombs_cost_no_memory() -> None:
    """A quarter of a gigabyte of zeros in a megabyte, once and twice compressed, stops at the limit."""
    packer = zlib.compressobj(1, wbits=31)
    bomb = b"".join(packer.compress(bytes(1 << 20)) for _ in range(256)) + packer.flush()
    twice = gzip.compress(bomb)
    with Loopback() as server:
        server.routes["/1"] = Reply(body=bomb, headers=(("Content-Encoding", "gzip"),))
        server.routes["/2"] = Reply(body=twice, headers=(("Content-Encoding", "gzip, gzip"),))
        tracemalloc.start()
        answers = fetch([request(server.url(path)) for path in ("/1", "/2")], max_bytes=5_000_000)
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()

    assert ["too-large", "too-large"] == list(map(code_of, answers))
    assert peak < 32_000_000


@pytest.mark.parametrize("coding", ["br", "zstd", "gzip, gzip, gzip", ", ".join(["gzip"] * 50)])
def test_other_codings_are_not_decoded(coding: str) -> None:
    """What was not asked for is not inflated by any layer, installed decoders or not."""
    with Loopback() as server:
        server.routes["/"] = Reply(body=gzip.compress(b"x"), headers=(("Content-Encoding", coding),))

        assert "encoding" == code_of(ask(server.url()))


@pytest.mark.parametrize(
    "raw",
    [
        (HEAD + b"X: " + b"y" * 100_000 + b"\r\n\r\n",),
        (HEAD + b"X" * 100_000 + b": y\r\n\r\n",),
        (b"HTTP/1.1 200 " + b"y" * 100_000 + b"\r\n\r\n",),
        (HEAD, *[b"X: " + b"y" * 1000 + b"\r\n"] * 5000, b"\r\n"),
    ],
    ids=["value", "name", "phrase", "many"],
)
def test_huge_heads_are_given_up(raw: tuple[bytes, ...]) -> None:
    """A head without measure is no HTTP to us."""
    with Loopback() as server:
        server.routes["/"] = Reply(raw=raw)

        assert "protocol" == code_of(ask(server.url()))


def test_large_but_honest_heads_pass() -> None:
    """Long policies and cookies are common."""
    headers = (("Content-Security-Policy", "x" * 20_000), ("Set-Cookie", "y" * 4000))
    with Loopback() as server:
        server.routes["/"] = Reply(body=b"<rss/>", headers=headers)

        assert "" == code_of(ask(server.url()))


def test_answers_wait_for_their_taker() -> None:
    """While nobody takes answers, asking stops: memory does not grow with the number of sources."""
    with Loopback("0.0.0.0") as server:
        server.routes["/"] = Reply(body=b"<rss/>")
        fetcher = HttpFetcher(LOCAL, user_agent="x")
        answers = fetcher([request(server.url(host=f"127.0.4.{n}")) for n in range(250)])
        taken: list[Answer] = [next(answers)]
        time.sleep(1)
        asked_meanwhile = len(server.requests)
        taken.extend(answers)

    assert asked_meanwhile < 100
    assert 250 == len(taken)


def test_stopping_early_leaves_nothing_behind() -> None:
    """A run that is interrupted does not wait for servers that hang."""
    began = time.monotonic()
    with Loopback("0.0.0.0") as server:
        server.routes["/good"] = Reply(body=b"<rss/>")
        server.routes["/hang"] = Reply(raw=(99.0,))
        requests = [request(server.url("/hang", host=f"127.0.5.{n}")) for n in range(5)]
        answers = HttpFetcher(LOCAL, user_agent="x")(
            [request(server.url("/good", host="127.0.5.9")), *requests]
        )
        first = next(answers)
        assert isinstance(answers, Generator)
        answers.close()

    assert b"<rss/>" == document_of(first).body
    assert time.monotonic() - began < 3
