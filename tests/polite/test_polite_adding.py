"""Adding a feed is exactly one GET (P9), and one URL in many sources is one request (P23)."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from feedmill import polling
from feedmill.fetch import exchange, jobs
from installation import item, rss
from loopback import Reply
from polite_world import Request, World, too_soon

FEED = Reply(body=rss(item("1", "One")), headers=(("ETag", '"1"'),))
#: What an over-eager reader would go and look at.
TEMPTING = (
    b'<?xml version="1.0"?><rss version="2.0"><channel><title>A</title><link>http://feeds.example/</link>'
    b"<image><url>http://feeds.example/logo.png</url></image>"
    b'<atom:link xmlns:atom="http://www.w3.org/2005/Atom" rel="hub" href="http://feeds.example/hub"/>'
    b'<atom:link xmlns:atom="http://www.w3.org/2005/Atom" rel="self" href="http://feeds.example/self"/>'
    b"<item><guid>1</guid><title>T</title><link>http://feeds.example/1</link><description>&lt;img src="
    b'"/i.png"&gt;</description><enclosure url="/a.mp3" length="1" type="audio/mpeg"/></item>'
    b"</channel></rss>"
)
JSON = (
    b'{"version":"https://jsonfeed.org/version/1.1","title":"A","home_page_url":"http://feeds.example/",'
    b'"feed_url":"http://feeds.example/f.json","icon":"http://feeds.example/icon.png","favicon":"/favicon.ico",'
    b'"hubs":[{"type":"WebSub","url":"http://feeds.example/hub"}],"items":[{"id":"1","content_text":"x"}]}'
)
PAGE = (
    b'<!doctype html><html><head><link rel="icon" href="/i.png"><link rel="alternate" '
    b'type="application/rss+xml" href="/real.xml"></head><body>Hello</body></html>'
)
ANSWERS = {
    "rss that names other things": Reply(body=TEMPTING),
    "json feed with icon and hub": Reply(body=JSON),
    "web page with a link to its feed": Reply(body=PAGE, headers=(("Content-Type", "text/html"),)),
    "not there": Reply(status=404, body=b"gone"),
    "overloaded": Reply(status=503, headers=(("Retry-After", "0"),)),
    "closed without a word": Reply(raw=()),
    "no feed at all": Reply(body=b"hello"),
}


def strays(log: list[Request], *wanted: str) -> list[str]:
    """P9: give every request beyond one GET of each wanted URL."""
    asked = Counter(f"{request.seen.method} {request.url}" for request in log)
    return list((asked - Counter(f"GET {url}" for url in wanted)).elements())


def repeated(log: list[Request]) -> list[str]:
    """P23: give the URLs that were asked more than once in one run, with its time."""
    asked = Counter((request.at, request.url) for request in log)
    return [url for (_, url), times in asked.items() if times > 1]


@pytest.mark.rule("P9")
@pytest.mark.parametrize("name", ANSWERS)
def test_adding_a_feed_is_one_get(world: World, name: str) -> None:
    """Whatever comes, nothing else is asked for."""
    world.serve("feeds.example/f.xml", ANSWERS[name])
    world.sources(a="feeds.example/f.xml")
    world.run()

    assert [] == strays(world.log, "feeds.example/f.xml")
    assert 1 == len(world.log)


@pytest.mark.rule("P9")
def test_a_feed_beside_others_costs_its_own_get_alone(world: World) -> None:
    """Those that are known are not asked again for its sake."""
    for name in "ab":
        world.serve(f"{name}.example/f.xml", FEED)
    world.sources(a="a.example/f.xml")
    world.run()
    world.later(minutes=1)
    world.sources(a="a.example/f.xml", b="b.example/f.xml")
    world.run()

    assert [] == strays(world.log, "a.example/f.xml", "b.example/f.xml")


@pytest.mark.rule("P9")
def test_checking_and_listing_ask_nothing(world: World) -> None:
    """Commands that only look send no request."""
    world.serve("feeds.example/f.xml", FEED)
    world.sources(a="feeds.example/f.xml")
    for words in (("check",), ("sources",), ("topics",), ("search", "x")):
        world.mill.do(*words)

    assert [] == world.server.requests


@pytest.mark.control("P9")
def test_control_a_probing_build_is_noticed(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """A build that looks for an icon fails the check."""

    def with_icons(requests: Any) -> list[jobs.Job]:
        icons = jobs.plan(replace(one, url=world.url("feeds.example/favicon.ico")) for one in requests)
        for icon in icons:
            icon.sources.clear()
        return [*icons, *jobs.plan(requests)]

    monkeypatch.setattr(exchange, "plan", with_icons)
    world.serve("feeds.example/f.xml", FEED)
    world.sources(a="feeds.example/f.xml")
    world.run()

    assert ["GET feeds.example/favicon.ico"] == strays(world.log, "feeds.example/f.xml")


def ten(world: World, suffix: str = "") -> None:
    """Configure ten sources with one URL."""
    world.serve("feeds.example/f.xml", FEED)
    world.sources(**{f"s{n}": "feeds.example/f.xml" + (f"{suffix}{n}" if suffix else "") for n in range(10)})


@pytest.mark.rule("P23")
def test_ten_sources_share_one_request(world: World) -> None:
    """Each of them gets its article out of it."""
    ten(world)
    report = world.run()

    assert [] == repeated(world.log)
    assert 1 == len(world.log)
    assert 10 == report["articles"]["total"]


@pytest.mark.rule("P23")
def test_fragments_make_no_request_of_their_own(world: World) -> None:
    """What comes after # never leaves this machine."""
    ten(world, "#part-")
    world.run()

    assert [] == repeated(world.log)


@pytest.mark.rule("P23")
def test_spellings_of_one_url_are_one(world: World) -> None:
    """Scheme and host know no case (RFC 3986 section 6.2.2.1)."""
    world.serve("feeds.example/f.xml", FEED)
    place = f"{world.server.port}/f.xml"
    world.sources(
        a=f"http://feeds.example:{place}",
        b=f"http://Feeds.EXAMPLE:{place}",
        c=f"http://FEEDS.example:{place}#x",
    )
    report = world.run()

    assert 1 == len(world.log)
    assert 3 == report["articles"]["total"]


@pytest.mark.rule("P23")
def test_sources_that_fail_share_the_failure(world: World) -> None:
    """One 500 is one request, not ten."""
    ten(world)
    world.serve("feeds.example/f.xml", Reply(status=500))
    report = world.run()

    assert [] == repeated(world.log)
    assert 10 == len(report["failures"])


@pytest.mark.rule("P23")
def test_sources_with_validators_of_different_age_share_one_request(world: World) -> None:
    """A source that came later does not cost a second request from then on."""
    world.serve("feeds.example/f.xml", FEED)
    world.sources(s0="feeds.example/f.xml")
    world.run()
    world.later(hours=2)
    ten(world)
    world.serve("feeds.example/f.xml", replace(FEED, headers=(("ETag", '"2"'),)))
    world.poll(every=timedelta(hours=2), during=timedelta(hours=12))

    assert [] == repeated(world.log)


def one_after_the_other(world: World, *names: str) -> None:
    """Read a feed, configure *names* for its URL ten minutes later, and poll for three hours."""
    world.serve("feeds.example/f.xml", FEED)
    world.sources(s0="feeds.example/f.xml")
    world.run()
    world.later(minutes=10)
    world.sources(**dict.fromkeys(names, "feeds.example/f.xml"))
    world.poll(every=timedelta(minutes=10), during=timedelta(hours=3))


@pytest.mark.rule("P10", "P23")
@pytest.mark.parametrize("names", [("s0", "s1"), ("s1",), ("s2", "s0", "s1")])
def test_a_source_that_comes_later_keeps_the_floor_of_its_url(world: World, names: tuple[str, ...]) -> None:
    """It waits for the next turn of the first, whose name may have gone, and they go on together."""
    one_after_the_other(world, *names)

    assert [] == too_soon(world.log, timedelta(hours=1))
    assert 4 == len(world.log)
    assert all(world.memory(name)["articles"] == 1 for name in names)


@pytest.mark.control("P10", "P23")
def test_control_a_build_that_counts_by_source_is_noticed(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The floor of each source alone fails the check."""
    monkeypatch.setattr(polling, "together", lambda due, *_, **__: due)
    one_after_the_other(world, "s0", "s1")

    assert [] != too_soon(world.log, timedelta(hours=1))


@pytest.mark.control("P23")
def test_control_a_build_that_shares_nothing_is_noticed(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A job for each source fails the check."""
    monkeypatch.setattr(exchange, "plan", lambda requests: [one for r in requests for one in jobs.plan([r])])
    ten(world)
    world.run()

    assert ["feeds.example/f.xml"] == repeated(world.log)
