"""Redirects: at most five, no circle, and no secret to another origin (P20)."""

from __future__ import annotations

from collections import Counter

import pytest

from feedmill.fetch import jobs
from feedmill.fetch.asking import Asker
from installation import item, rss
from loopback import Loopback, Reply
from polite_world import Request, World

FEED = Reply(body=rss(item("1", "One")))
SECRETS = ("authorization", "x-key", "cookie")
HEADERS = 'headers = {"X-Key" = "canary", "Cookie" = "canary=1"}'


def to(location: str, status: int = 302) -> Reply:
    """Send the client elsewhere, with a cookie that it should not take along."""
    return Reply(status=status, headers=(("Location", location), ("Set-Cookie", "from=server; Path=/")))


def chain(world: World, hops: int, host: str = "feeds.example") -> None:
    """Lead /0 over *hops* redirects to a feed."""
    for n in range(hops):
        world.serve(f"{host}/{n}", to(f"/{n + 1}"))
    world.serve(f"{host}/{hops}", FEED)
    world.sources(a=f"{host}/0")


def too_far(log: list[Request]) -> list[str]:
    """P20: give what is wrong with the walk of one source in one run: circles, and more than 5 redirects."""
    again = [url for url, times in Counter(request.url for request in log).items() if times > 1]
    return again + [request.url for request in log[6:]]


def leaked(log: list[Request], origin: str) -> list[str]:
    """P20: give the secret headers that another host or port than *origin* was told."""
    return [
        f"{request.url} {name}"
        for request in log
        if request.seen.header("host") != origin
        for name in SECRETS
        if request.seen.header(name) is not None
    ]


@pytest.mark.rule("P20")
@pytest.mark.parametrize("hops", range(9))
def test_walks_end_after_five(world: World, hops: int) -> None:
    """Five redirects lead to the feed, a sixth is not followed."""
    chain(world, hops)
    report = world.run()

    assert [] == too_far(world.log)
    assert min(hops, 5) + 1 == len(world.log)
    assert (["redirect"] if hops > 5 else []) == [one["code"] for one in report["failures"]]


@pytest.mark.rule("P20")
@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_circles_end_at_once(world: World, status: int) -> None:
    """Nothing is asked twice."""
    world.serve("feeds.example/a", to("/b", status))
    world.serve("feeds.example/b", to("/a", status))
    world.sources(a="feeds.example/a")
    report = world.run()

    assert [] == too_far(world.log)
    assert ["redirect"] == [one["code"] for one in report["failures"]]


@pytest.mark.rule("P20")
@pytest.mark.parametrize(
    "location", ["", "http://10.0.0.1/x", "http://[::ffff:10.0.0.1]/", "file:///etc/passwd"]
)
def test_hops_are_checked_like_first_urls(world: World, location: str) -> None:
    """A server cannot send us where we may not go, nor nowhere."""
    world.serve("feeds.example/a", to(location))
    world.sources(a="feeds.example/a")
    report = world.run()

    assert ["feeds.example/a"] == [request.url for request in world.log]
    assert 1 == report["sources"]["failed"]


@pytest.mark.rule("P20")
@pytest.mark.parametrize("host", ["other.example", "sub.feeds.example", "feeds.example.evil.example"])
@pytest.mark.parametrize("status", [301, 302, 307])
def test_another_host_is_told_no_secret(world: World, host: str, status: int) -> None:
    """Neither the operator's headers nor the password in the URL."""
    world.serve("feeds.example/a", to(world.url(f"{host}/b"), status))
    world.serve(f"{host}/b", FEED)
    world.sources(a=f"user:canary@feeds.example/a\n{HEADERS}")
    world.run()

    assert 2 == len(world.log)
    assert [] == leaked(world.log, f"feeds.example:{world.server.port}")
    assert "canary" == world.log[0].seen.header("x-key")
    assert world.log[0].seen.header("authorization")


@pytest.mark.rule("P20")
def test_another_port_is_told_no_secret(world: World) -> None:
    """A port is another origin (RFC 6454)."""
    with Loopback("0.0.0.0") as second:
        second.routes["/b"] = FEED
        world.serve("feeds.example/a", to(f"http://feeds.example:{second.port}/b"))
        world.sources(a=f"user:canary@feeds.example/a\n{HEADERS}")
        world.run()
        told = [Request(at=world.now, seen=seen) for seen in second.requests]

    assert 1 == len(told)
    assert [] == leaked(told, f"feeds.example:{world.server.port}")


@pytest.mark.rule("P20")
def test_the_own_origin_keeps_its_secret(world: World) -> None:
    """A redirect inside one origin works with a login."""
    world.serve("feeds.example/a", to("/b"))
    world.serve("feeds.example/b", FEED)
    world.sources(a=f"user:canary@feeds.example/a\n{HEADERS}")
    world.run()

    assert ["canary", "canary"] == [request.seen.header("x-key") for request in world.log]


@pytest.mark.control("P20")
def test_control_an_endless_walk_is_noticed(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """A build that follows everything fails the check."""
    monkeypatch.setattr(jobs, "MOST_REDIRECTS", 50)
    chain(world, 9)
    world.run()

    assert [] != too_far(world.log)


@pytest.mark.control("P20")
def test_control_a_told_secret_is_noticed(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """A build that trusts every hop fails the check."""
    honest = Asker._headers
    monkeypatch.setattr(
        Asker, "_headers", lambda self, request, start, address: honest(self, request, start, start)
    )
    world.serve("feeds.example/a", to(world.url("other.example/b")))
    world.serve("other.example/b", FEED)
    world.sources(a=f"user:canary@feeds.example/a\n{HEADERS}")
    world.run()

    assert [] != leaked(world.log, f"feeds.example:{world.server.port}")
