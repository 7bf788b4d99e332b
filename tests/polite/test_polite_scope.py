"""How far a word reaches: a 429 its host, a 503 its URL (P15); validators only what was stored (P7)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from feedmill import polling
from feedmill.fetch.silence import Silence
from feedmill.model import Memory
from installation import item, rss
from loopback import Reply
from polite_world import Request, World

HOUR = timedelta(hours=1)


def feed(*numbers: int, etag: str = '"1"') -> Reply:
    """Answer with items."""
    body = rss(*(item(f"{n}", f"Item {n}", f"About {n}.", f"https://p.example/{n}") for n in numbers))
    return Reply(body=body, headers=(("ETag", etag),))


def five(world: World, host: str, first: Reply) -> None:
    """Configure five feeds of a host, of which the first to be asked answers otherwise."""
    world.serve(f"{host}/0", first, feed(9))
    for n in range(1, 5):
        world.serve(f"{host}/{n}", feed(n))
    world.sources(**{f"s{n}": f"{host}/{n}" for n in range(5)})


def disregarding(log: Iterable[Request], host: str, pause: timedelta) -> list[str]:
    """P15: give the requests to *host* after its first answer, before *pause* had passed."""
    asked = [one for one in log if one.seen.name == host]
    return [one.url for one in asked[1:] if one.at < asked[0].at + pause]


@pytest.mark.rule("P15")
@pytest.mark.parametrize("words", [(), ("--force",)])
def test_a_429_pauses_its_host(world: World, words: tuple[str, ...]) -> None:
    """No feed of the host is asked until the time has come; other hosts are."""
    five(world, "feeds.example", Reply(status=429, headers=(("Retry-After", "10800"),)))
    log = world.poll(*words, every=HOUR, during=6 * HOUR)

    assert [] == disregarding(log, "feeds.example", 3 * HOUR)
    assert len(log) > 5


@pytest.mark.rule("P15")
def test_a_429_leaves_other_hosts_alone(world: World) -> None:
    """Its word is its own."""
    world.serve("a.example/f", Reply(status=429))
    world.serve("b.example/f", feed(1))
    world.sources(a="a.example/f", b="b.example/f")
    log = world.poll(every=2 * HOUR, during=3 * HOUR)

    assert [] == disregarding(log, "a.example", 2 * HOUR)
    assert 2 == sum(one.seen.name == "b.example" for one in log)


@pytest.mark.rule("P15")
@pytest.mark.parametrize(("host", "status"), [("feeds.example", 503), ("127.0.0.9", 429)])
def test_other_words_reach_one_url(world: World, host: str, status: int) -> None:
    """A 503 is about its URL; behind an address there may be many servers."""
    five(world, host, Reply(status=status, headers=(("Retry-After", "10800"),)))
    report = world.run()

    assert 5 == len(world.log)
    assert 1 == report["sources"]["failed"]


@pytest.mark.rule("P15")
def test_three_503s_pause_their_host(world: World) -> None:
    """The other two feeds of it are not asked in that run, nor before the time has come."""
    busy = Reply(status=503, headers=(("Retry-After", "10800"),))
    for n in range(5):
        world.serve(f"feeds.example/{n}", busy, feed(n))
    world.sources(**{f"s{n}": f"feeds.example/{n}" for n in range(5)})
    log = world.poll(every=HOUR, during=6 * HOUR)

    assert 3 == sum(one.at == log[0].at for one in log)
    assert 3 == sum(one.at < log[0].at + 3 * HOUR for one in log)
    assert 5 == len({one.url for one in log})


@pytest.mark.control("P15")
def test_control_a_build_that_asks_on_is_noticed(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Taking a 429 for its URL's alone fails the check."""
    monkeypatch.setattr(Silence, "heard", lambda self, address, answer: None)
    monkeypatch.setattr(polling, "pauses", lambda *rest, **more: {})
    five(world, "feeds.example", Reply(status=429, headers=(("Retry-After", "10800"),)))
    world.run()

    assert 4 == len(disregarding(world.log, "feeds.example", 3 * HOUR))


WHOLE = feed(6, 5, 4, 3, 2, 1, etag='"bad"')
BAD = {
    "cut": Reply(body=WHOLE.body[:-300], headers=(*WHOLE.headers, ("Content-Length", f"{len(WHOLE.body)}"))),
    "cut and told as whole": replace(WHOLE, body=WHOLE.body[:-300]),
    "challenge page": replace(WHOLE, body=b"<!doctype html><html><body>Are you human?</body></html>"),
    "garbage": replace(WHOLE, body=b"\x00\x01\x02 nothing"),
    "json that is no feed": replace(WHOLE, body=b'{"error":"later"}'),
}


def vouched(log: Iterable[Request]) -> list[str]:
    """P7: give the requests that carry the validator of a document that was not stored whole."""
    return [one.url for one in log if one.seen.header("if-none-match") == '"bad"']


def good_bad_good(world: World, bad: Reply) -> None:
    """Poll a good document, *bad*, and the good one that came with the same validator."""
    world.serve("feeds.example/f", feed(3, 2, 1), bad, WHOLE)
    world.sources(a="feeds.example/f")
    for _ in range(3):
        world.run()
        world.later(hours=30)


@pytest.mark.rule("P7")
@pytest.mark.parametrize("name", BAD)
def test_validators_vouch_for_what_is_stored(world: World, name: str) -> None:
    """Those of a bad document are not kept, and its articles arrive."""
    good_bad_good(world, BAD[name])

    assert [] == vouched(world.log)
    assert {f"Item {n}" for n in range(1, 7)} == set(world.mill.titles("news"))


@pytest.mark.control("P7")
def test_control_a_build_that_keeps_them_early_is_noticed(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Keeping the validators of whatever came fails the check."""
    honest = polling.remember

    def early(memory: Memory | None, answer: Any, **rest: Any) -> Memory:
        etag = getattr(answer, "etag", None)
        return replace(honest(memory, answer, **rest), etag=etag)

    monkeypatch.setattr(polling, "remember", early)
    good_bad_good(world, BAD["cut"])

    assert ["feeds.example/f"] == vouched(world.log)
