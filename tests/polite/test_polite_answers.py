"""
Answers that are no news: what scrolls off stays (P28), differences are not asked for (P29), and an answer
that says nothing changes nothing (P31).
"""

from __future__ import annotations

import gzip
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

import pytest

from feedmill import polling
from feedmill.fetch import answers
from feedmill.fetch.asking import Asker
from feedmill.model import Memory
from installation import item, rss
from loopback import Reply
from polite_world import Request, World

PLACE = "feeds.example/f"
OLD = '"old"'
BROKEN = '"broken"'
DATE = "Sat, 31 Jan 2026 11:00:00 GMT"


def feed(*numbers: int, etag: str = OLD, status: int = 200) -> Reply:
    """Answer with items."""
    body = rss(*(item(f"{n}", f"Item {n}", f"About {n}.") for n in numbers))
    return Reply(status=status, body=body, headers=(("ETag", etag),))


def polls(world: World, *replies: Reply) -> list[Any]:
    """Read the feed once, then poll it once for each of *replies*, hours apart; give the reports."""
    world.serve(PLACE, *replies)
    world.sources(a=PLACE)
    reports = []
    for _ in replies:
        reports.append(world.run())
        world.later(hours=30)
    return reports


def titles(world: World) -> set[str]:
    """Give what is published."""
    return set(world.mill.titles("news"))


# --- P28


def missing(world: World, *numbers: int) -> set[str]:
    """P28: give the items that are published no more."""
    return {f"Item {n}" for n in numbers} - titles(world)


AFTERWARDS = {
    "scrolled off": feed(2, 3, 4),
    "all are new": feed(7, 8, 9),
    "one is left": feed(3),
    "no item at all": feed(),
    "not found": Reply(status=404),
    "a web page": Reply(body=b"<html><body>moved</body></html>"),
    "half of it": Reply(body=feed(3, 2, 1).body[:500], headers=(("Content-Length", "5000"),)),
}


@pytest.mark.rule("P28")
@pytest.mark.parametrize("name", AFTERWARDS)
def test_what_is_missing_stays(world: World, name: str) -> None:
    """A document that holds an item no more says nothing of it."""
    polls(world, feed(3, 2, 1), AFTERWARDS[name])

    assert set() == missing(world, 1, 2, 3)


@pytest.mark.control("P28")
def test_control_a_build_that_withdraws_is_noticed(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Taking a feed for the whole of its items fails the check."""
    honest = Asker._answer

    async def complete(self: Asker, *rest: Any) -> Any:
        answer: Any = await honest(self, *rest)
        return replace(answer, complete=True)

    monkeypatch.setattr(Asker, "_answer", complete)
    polls(world, feed(3, 2, 1), feed(4, 3))

    assert {"Item 1", "Item 2"} == missing(world, 1, 2, 3)


# --- P29


def asked_for_differences(log: Iterable[Request]) -> list[str]:
    """P29: give the requests that ask for a part of a feed (RFC 3229)."""
    return [one.url for one in log if one.seen.header("a-im") is not None]


@pytest.mark.rule("P29")
@pytest.mark.parametrize("second", [200, 304, 226])
def test_differences_are_not_asked_for(world: World, second: int) -> None:
    """Neither at first nor later, whatever the server says."""
    im = Reply(status=second, body=feed(4).body, headers=(("IM", "feed"), ("ETag", OLD)))
    polls(world, feed(3, 2, 1), im, im)

    assert 3 == len(world.log)
    assert [] == asked_for_differences(world.log)


@pytest.mark.rule("P29")
def test_a_part_that_was_not_asked_for_is_a_failure(world: World) -> None:
    """It takes nothing away, and is not taken for the whole."""
    reports = polls(world, feed(3, 2, 1), feed(4, status=226, etag=BROKEN))

    assert ["http-226"] == [one["code"] for one in reports[1]["failures"]]
    assert {"Item 1", "Item 2", "Item 3"} == titles(world)


@pytest.mark.rule("P29")
def test_validators_of_a_part_are_not_kept(world: World) -> None:
    """They would vouch for what is not stored."""
    polls(world, feed(3, 2, 1), feed(4, status=226, etag=BROKEN), feed(4, 3, 2, 1, etag='"new"'))

    assert [None, OLD, OLD] == [one.seen.header("if-none-match") for one in world.log]
    assert {f"Item {n}" for n in range(1, 5)} == titles(world)


@pytest.mark.control("P29")
def test_control_a_build_that_asks_is_noticed(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """A header on every request fails the check."""
    honest = Asker._headers

    def asking(self: Asker, *rest: Any) -> Iterator[tuple[bytes, bytes]]:
        yield from honest(self, *rest)
        yield b"A-IM", b"feed"

    monkeypatch.setattr(Asker, "_headers", asking)
    polls(world, feed(1))

    assert [PLACE] == asked_for_differences(world.log)


# --- P31


def untrue(log: Iterable[Request], wanted: str | None) -> list[str]:
    """P31: give the validators of later requests that are not the last good answer's."""
    return [
        f"{one.seen.header('if-none-match')}"
        for one in list(log)[1:]
        if one.seen.header("if-none-match") != wanted
    ]


WITH = (("ETag", BROKEN), ("Last-Modified", DATE))
CUT = gzip.compress(feed(4, 5, 6).body)[:-20]
NOTHING = {
    "204": Reply(status=204, headers=WITH),
    "205": Reply(status=205, headers=(*WITH, ("Content-Length", "0"))),
    "empty 200": Reply(headers=WITH),
    "white space": Reply(body=b" \r\n\t ", headers=WITH),
    "empty in chunks": Reply(
        raw=(b'HTTP/1.1 200 OK\r\nETag: "broken"\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',)
    ),
    "ends before its length": Reply(body=b"<rss", headers=(*WITH, ("Content-Length", "9999"))),
    "goes on behind its length": Reply(body=b"<rss><channel>" * 9, headers=(*WITH, ("Content-Length", "9"))),
    "ends inside gzip": Reply(body=CUT[:40], headers=(*WITH, ("Content-Encoding", "gzip"))),
    "a status of its own": Reply(status=299, body=b"x", headers=WITH),
}


@pytest.mark.rule("P31")
@pytest.mark.parametrize("name", NOTHING)
def test_nothing_leaves_everything_as_it_was(world: World, name: str) -> None:
    """A failure, the old validators, the old items, and the next good answer is taken."""
    reports = polls(world, feed(3, 2, 1), NOTHING[name], feed(4, 3, 2, 1, etag='"new"'))

    assert [0, 1, 0] == [one["sources"]["failed"] for one in reports]
    assert [] == untrue(world.log, OLD)
    assert 1 == reports[2]["entries"]["new"]
    assert {f"Item {n}" for n in range(1, 5)} == titles(world)


@pytest.mark.rule("P31")
@pytest.mark.parametrize("first", [Reply(status=304, headers=WITH), *list(NOTHING.values())[:4]])
def test_nothing_at_first_is_no_beginning(world: World, first: Reply) -> None:
    """A 304 to a request without a validator, or nothing, is a failure; the next request is the first."""
    reports = polls(world, first, feed(1))

    assert [1, 0] == [one["sources"]["failed"] for one in reports]
    assert [] == untrue(world.log, None)
    assert {"Item 1"} == titles(world)


@pytest.mark.rule("P31")
def test_a_cut_body_vouches_for_nothing(world: World) -> None:
    """What could be read of it is used; its validators are not."""
    whole = feed(6, 5, 4, 3, 2, 1, etag=BROKEN)
    cut = Reply(body=whole.body[:-300], headers=(*whole.headers, ("Content-Length", f"{len(whole.body)}")))
    polls(world, feed(3, 2, 1), cut, whole)

    assert BROKEN not in [one.seen.header("if-none-match") for one in world.log]
    assert {f"Item {n}" for n in range(1, 7)} == titles(world)


@pytest.mark.control("P31")
def test_control_a_build_that_takes_nothing_for_news_is_noticed(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Keeping the validators of whatever comes fails the check."""
    honest = polling.remember

    def hasty(memory: Memory | None, answer: Any, **rest: Any) -> Memory:
        return replace(honest(memory, answer, **rest), etag=BROKEN)

    monkeypatch.setattr(polling, "remember", hasty)
    polls(world, feed(3, 2, 1), NOTHING["204"], feed(4))

    assert [BROKEN, BROKEN] == untrue(world.log, OLD)


@pytest.mark.control("P31")
def test_control_a_build_that_believes_each_304_is_noticed(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Letting the status pass fails the count of failures."""
    monkeypatch.setattr(answers, "_CONTENT", frozenset({200, 203, 204, 304}))
    reports = polls(world, Reply(status=304, body=b""), feed(1))

    assert ["http-304"] != [one["code"] for one in reports[0]["failures"]]
