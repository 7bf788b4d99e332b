"""What a request says: an honest name, nothing that follows people about, the URL as configured (P21)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from feedmill.fetch import jobs
from feedmill.fetch.address import read_address
from feedmill.fetch.asking import Asker
from installation import item, rss
from loopback import Reply
from polite_world import Request, World

FEED = Reply(
    body=rss(item("1", "One")),
    headers=(("ETag", '"1"'), ("Set-Cookie", "track=1; Path=/"), ("Accept-CH", "DPR")),
)
ALLOWED = frozenset(
    ("host", "user-agent", "accept", "accept-encoding", "connection", "if-none-match", "if-modified-since")
)
#: Percent signs, dots and punctuation that libraries like to rewrite; none holds white space.
ODD = [
    "/a//b",
    "/a/./b/../c",
    "/%7euser/%2f%2F",
    "/a;b=1,c=2",
    "/a?",
    "/a?b",
    "/a?b=1&b=2&=&",
    "/a?q=%e2%82%ac",
    "/a?q=a+b%20c",
    "/a?u=http://x.example/?y=z",
    "/*!'()$@:",
    "/a?[x]={y}|z^`",
    "/%",
    "/%zz",
    "/a?utm_source=feed&utm_medium=rss",
    "/~a/-_.",
    "/a%00b",
    "/?",
]


def unwanted(log: list[Request]) -> list[str]:
    """P21: give the header names that are on no list, and every User-Agent that is not honest."""
    names = [name for request in log for name, _ in request.seen.headers if name not in ALLOWED]
    agents = [request.seen.header("user-agent") or "none" for request in log]
    return names + [one for one in agents if not re.fullmatch(r"Feedmill/[0-9][^ ]* \(\+[^ ]+\)", one)]


@pytest.mark.rule("P21")
@pytest.mark.parametrize("contact", ["", "https://mill.example/about", "mailto:op@mill.example"])
def test_name_leads_to_the_operator(world: World, contact: str) -> None:
    """The contact, else the published site, is where to complain."""
    world.mill.write(
        "config/feedmill.toml",
        f'[site]\nurl = "https://mill.example/"\ncontact = "{contact}"\n'
        '[fetch]\nallow_private = ["127.0.0.0/8"]\n',
    )
    world.serve("feeds.example/f", FEED)
    world.sources(a="feeds.example/f")
    world.run()

    assert [] == unwanted(world.log)
    assert (contact or "https://mill.example/") in (world.log[0].seen.header("user-agent") or "")


@pytest.mark.rule("P21")
@pytest.mark.parametrize("status", [200, 304, 404, 500])
def test_cookies_do_not_come_back(world: World, status: int) -> None:
    """What a server sets is forgotten; polls bring nothing but validators."""
    reply = Reply(status=status, headers=(("Set-Cookie", "track=1; Path=/"),), body=FEED.body)
    world.serve("feeds.example/f", FEED, reply)
    world.sources(a="feeds.example/f")
    world.poll(every=timedelta(hours=12), during=timedelta(hours=48))

    assert [] == unwanted(world.log)
    assert len(world.log) > 1
    assert all("GET" == request.seen.method and "/f" == request.seen.target for request in world.log)


@pytest.mark.rule("P21")
def test_redirects_bring_no_referrer_and_no_cookie(world: World) -> None:
    """The next host does not learn where we come from."""
    cookie = ("Set-Cookie", "track=1; Domain=example; Path=/")
    headers = (("Location", world.url("other.example/g")), cookie)
    world.serve("feeds.example/f", Reply(status=302, headers=headers))
    world.serve("other.example/g", FEED)
    world.sources(a="feeds.example/f")
    world.run()

    assert 2 == len(world.log)
    assert [] == unwanted(world.log)


@pytest.mark.rule("P21")
@pytest.mark.parametrize("target", ODD)
def test_url_goes_out_byte_for_byte(world: World, target: str) -> None:
    """Path and query are the publisher's own."""
    world.serve("feeds.example/f", FEED)
    world.sources(a=f"feeds.example{target}")
    world.run()

    assert [target] == [request.seen.target for request in world.log]


@pytest.mark.control("P21")
def test_control_a_chatty_build_is_noticed(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Cookies and a browser's name fail the check."""
    honest = Asker._headers

    def chatty(self: Asker, *rest: Any) -> Iterator[tuple[bytes, bytes]]:
        yield from (pair for pair in honest(self, *rest) if pair[0] != b"User-Agent")
        yield b"User-Agent", b"Mozilla/5.0"
        yield b"Cookie", b"track=1"

    monkeypatch.setattr(Asker, "_headers", chatty)
    world.serve("feeds.example/f", FEED)
    world.sources(a="feeds.example/f")
    world.run()

    assert ["cookie", "Mozilla/5.0"] == unwanted(world.log)


@pytest.mark.control("P21")
def test_control_a_cache_buster_is_noticed(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """A build that adds to the query fails the comparison."""
    monkeypatch.setattr(jobs, "read_address", lambda url: read_address(f"{url}?t=1"))
    world.serve("feeds.example/f", FEED)
    world.sources(a="feeds.example/f")
    world.run()

    assert ["/f"] != [request.seen.target for request in world.log]
