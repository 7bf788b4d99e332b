"""P20, P21: logins, secret headers and cookies go where they were configured for, and nowhere else."""

from __future__ import annotations

import base64
import sqlite3
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import aiohttp
import pytest

from feedmill.fetch.asking import Asker
from fetching import code_of, fetch, request
from installation import TOPICS, Mill, item, rss
from loopback import Loopback, Reply, Seen

#: Names and where they lead: the publisher, hosts that are not it, and one that looks like it.
HOSTS = {
    "home.test": "127.0.20.1",
    "www.home.test": "127.0.20.2",
    "sub.home.test": "127.0.20.3",
    "home.test.evil.example": "127.0.20.4",
    "evilhome.test": "127.0.20.5",
    "away.example": "127.0.20.6",
    "same-machine.example": "127.0.20.1",
}
LOGIN = "Basic " + base64.b64encode(b"me:canary-password").decode()
SECRETS = (
    ("X-Api-Key", "canary-header"),
    ("Cookie", "sid=canary-header"),
    ("Proxy-Authorization", "Basic canary-header"),
    ("Referer", "https://canary-header.example/"),
)
COOKIES = (
    ("Set-Cookie", "sid=canary-cookie; Path=/"),
    ("Set-Cookie", "sid2=canary-cookie; Domain=test; Path=/; Max-Age=99999999"),
    ("Set-Cookie", "sid3=canary-cookie; Domain=home.test; SameSite=None"),
    ("Set-Cookie2", "sid4=canary-cookie"),
)
STATUSES = (301, 302, 303, 307, 308)

#: Where a redirect may lead, with {port} and {other} for the ports of two servers: is that the same origin?
PLACES = {
    "/end": True,
    "end": True,
    "?end": True,
    "//home.test:{port}/end": True,
    "http://home.test:{port}/end": True,
    "http://HOME.test:{port}/end": True,
    "http://user@home.test:{port}/end": True,
    "http://user:canary-given@home.test:{port}/end": True,
    "http://home.test.:{port}/end": False,
    "http://home.test:{other}/end": False,
    "http://www.home.test:{port}/end": False,
    "http://sub.home.test:{port}/end": False,
    "http://home.test.evil.example:{port}/end": False,
    "http://evilhome.test:{port}/end": False,
    "http://away.example:{port}/end": False,
    "http://same-machine.example:{port}/end": False,
    "http://127.0.20.1:{port}/end": False,
    "http://home.test@away.example:{port}/end": False,
    "http://me:canary-given@away.example:{port}/end": False,
    "http://away.example:{port}/end?u=home.test": False,
    "//away.example:{port}/end": False,
    "http:////away.example:{port}/end": False,
}


@pytest.fixture
def server() -> Iterator[Loopback]:
    """Serve all names on one port; every answer sets cookies."""
    with Loopback("0.0.0.0") as loopback:
        yield loopback


@pytest.fixture
def other() -> Iterator[Loopback]:
    """Serve all names on another port."""
    with Loopback("0.0.0.0") as loopback:
        yield loopback


def resolve(host: str, _port: int) -> tuple[str, ...]:
    """Look a name up in the table."""
    if host.rstrip(".") not in HOSTS:
        raise OSError(host)
    return (HOSTS[host.rstrip(".")],)


def ask(url: str, headers: tuple[tuple[str, str], ...] = ()) -> str:
    """Fetch one URL; give the code."""
    (answer,) = fetch([request(url, headers=headers)], resolver=resolve, host_gap=timedelta(0))
    return code_of(answer)


def redirected(server: Loopback, other: Loopback, status: int, location: str) -> list[Seen]:
    """Ask twice with every secret at /start, which leads to *location*; give what came after."""
    location = location.format(port=server.port, other=other.port)
    to = Reply(status=status, headers=(("Location", location), *COOKIES))
    end = Reply(body=b"<rss/>", headers=COOKIES)
    for one in (server, other):
        one.routes.update({"/start": to, "/end": end, "/?end": end, "/start?end": end, "/": end})
    start = server.url("/start", host="home.test", user="me:canary-password@")
    ask(start, SECRETS)
    ask(start, SECRETS)
    first, *_ = server.requests
    assert (LOGIN, "canary-header") == (first.header("authorization"), first.header("x-api-key"))
    return [seen for seen in (*server.requests, *other.requests) if seen.target != "/start"]


def strangers_know(seen: Seen) -> list[str]:
    """Give what of a request only the publisher should hear."""
    lines = [line for line in seen.raw.decode("latin-1").split("\r\n") if "canary" in line.lower()]
    names = {"authorization", "cookie", "cookie2", "referer", "origin", "proxy-authorization", "x-api-key"}
    return lines + [name for name, _ in seen.headers if name in names]


@pytest.mark.parametrize("status", STATUSES)
@pytest.mark.parametrize("place", PLACES)
def test_secrets_stay_at_home(server: Loopback, other: Loopback, place: str, status: int) -> None:
    """Only the very scheme, name and port that they were configured for gets them."""
    after = redirected(server, other, status, place)
    told = [strangers_know(seen) for seen in after]

    if PLACES[place]:
        assert after
        assert {LOGIN} == {seen.header("authorization") for seen in after}
        assert {"sid=canary-header"} == {seen.header("cookie") for seen in after}
    else:
        assert [[]] * len(after) == told


@pytest.mark.parametrize("status", STATUSES)
def test_cookies_are_neither_kept_nor_sent(server: Loopback, other: Loopback, status: int) -> None:
    """Whatever is set on the way, no request of this or the next fetch says a word of it."""
    redirected(server, other, status, "/end")

    assert 4 == len(server.requests)
    assert [] == [seen for seen in server.requests if b"canary-cookie" in seen.raw]


def test_nothing_is_told_of_where_we_come_from(server: Loopback, other: Loopback) -> None:
    """Without headers of the operator's, a request holds what every request holds."""
    server.routes["/start"] = Reply(status=302, headers=(("Location", "/end"), *COOKIES))
    server.routes["/end"] = Reply(body=b"<rss/>")
    ask(server.url("/start", host="home.test"))

    assert [["host", "user-agent", "accept", "accept-encoding", "connection"]] * 2 == [
        [name for name, _ in seen.headers] for seen in server.requests
    ]


def test_a_challenge_is_not_answered(server: Loopback) -> None:
    """A 401 is a failure; no login is tried that the address does not hold."""
    wants = tuple(("WWW-Authenticate", kind) for kind in ('Basic realm="x"', "Digest nonce=x", "Negotiate"))
    server.routes["/"] = Reply(status=401, headers=wants)
    server.routes["/proxy"] = Reply(status=407, headers=(("Proxy-Authenticate", 'Basic realm="x"'),))
    codes = [ask(server.url(path, host="home.test")) for path in ("/", "/proxy")]

    assert ["http-401", "http-407"] == codes
    assert 2 == len(server.requests)
    assert not any(seen.header("authorization") for seen in server.requests)


def test_whole_runs_keep_no_cookie(
    server: Loopback,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Neither the store nor the next run knows what was set."""
    monkeypatch.setattr("feedmill.fetch.resolver.system_lookup", resolve)
    mill = Mill(folder=tmp_path, capture=capsys)
    mill.sources(one=server.url("/start", host="home.test"))
    mill.write("config/feedmill.toml", '[fetch]\nallow_private = ["127.0.0.0/8"]\n')
    mill.write("config/topics.toml", TOPICS)
    mill.write("seeds/a.txt", "A seed\n\nIt stays.")
    server.routes["/start"] = Reply(status=301, headers=(("Location", "/end"), *COOKIES))
    server.routes["/end"] = Reply(body=rss(item("1", "The G7 meets", link="/1")), headers=COOKIES)
    for day in (1, 2, 3):
        mill.now = f"2026-02-0{day}T12:00:00Z"
        mill.run("--force")
    with sqlite3.connect(tmp_path / "var" / "feedmill.db") as database:
        stored = "\n".join(database.iterdump())
    database.close()

    assert 5 <= len(server.requests)
    assert [] == [seen for seen in server.requests if b"ookie" in seen.raw]
    assert "canary-cookie" not in stored
    assert "The G7 meets" in stored


def test_control_headers_that_go_along_are_noticed(
    server: Loopback, other: Loopback, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The log does show a client that takes every redirect for home."""
    headers = Asker._headers
    monkeypatch.setattr(Asker, "_headers", lambda asker, one, start, _: headers(asker, one, start, start))
    after = redirected(server, other, 302, "http://away.example:{port}/end")

    assert all(strangers_know(seen) for seen in after)
    assert after


def test_control_a_jar_is_noticed(server: Loopback, other: Loopback, monkeypatch: pytest.MonkeyPatch) -> None:
    """The log does show the vendor's own jar."""
    monkeypatch.setattr("feedmill.fetch.transport.aiohttp.DummyCookieJar", aiohttp.CookieJar)
    server.routes["/start"] = Reply(status=302, headers=(("Location", "/end"), *COOKIES))
    server.routes["/end"] = Reply(body=b"<rss/>")
    ask(server.url("/start", host="home.test"))

    assert any(b"canary-cookie" in seen.raw for seen in server.requests)
