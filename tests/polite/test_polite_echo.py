"""Validators go back byte for byte, both, never empty, the newest ones (P1 to P6)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest

from feedmill import polling
from feedmill.fetch.asking import Asker
from feedmill.model import Fetched, Memory, NotModified
from installation import item, rss
from loopback import Reply
from polite_world import Request, World

PLACE = "feeds.example/f"
DATE = "Fri, 30 Jan 2026 10:00:00 GMT"
ETAGS = [
    '"1"',
    'W/"1"',
    "unquoted",
    '"abc-gzip"',
    '"with, comma"',
    '"\xe9\xff\x80"',
    '"' + "x" * 4000 + '"',
    "*",
    '""',
    "a b  c",
    'W/"0815-gzip"',
    "w/'1'",
    '"a", "b"',
    '"with \\"quotes\\""',
    ";:,?#%zz",
    '"' + "\xfc" * 9000 + '"',
]
MOMENTS = [
    DATE,
    "Mon, 30 Jan 2026 10:00:00 +0100",
    "fri, 30 jan 26 10:00",
    "yesterday",
    "0",
    "Thu, 01 Jan 1970",
]


def feed(*numbers: int, status: int = 200, etag: str = "", moment: str = "") -> Reply:
    """Answer with items and validators; an empty one is left out."""
    headers = [(name, value) for name, value in (("ETag", etag), ("Last-Modified", moment)) if value]
    body = rss(*(item(f"{n}", f"Item {n}", f"About {n}.", f"https://p.example/{n}") for n in numbers))
    return Reply(status=status, body=body, headers=tuple(headers))


def polls(world: World, *replies: Reply) -> None:
    """Poll once for each of *replies*, more than a day apart."""
    world.serve(PLACE, *replies)
    world.sources(a=PLACE)
    for _ in replies:
        world.run()
        world.later(hours=30)


def untold(log: Iterable[Request], replies: Iterable[Reply]) -> list[str]:
    """P1 to P6: give where a request's validators are not those that came last before it."""
    wrong = []
    wanted: dict[str, str | None] = {"if-none-match": None, "if-modified-since": None}
    for number, (request, reply) in enumerate(zip(log, replies, strict=True)):
        for name, value in wanted.items():
            if request.seen.header(name) != value:
                wrong.append(f"request {number}: {name}: {request.seen.header(name)}, not {value}")
        given = dict(reply.headers)
        if reply.status == 200:
            wanted = {"if-none-match": given.get("ETag"), "if-modified-since": given.get("Last-Modified")}
        elif reply.status == 304:
            wanted["if-none-match"] = given.get("ETag", wanted["if-none-match"])
            wanted["if-modified-since"] = given.get("Last-Modified", wanted["if-modified-since"])
    return wrong


def check(world: World, *replies: Reply) -> list[str]:
    """Poll, and judge."""
    polls(world, *replies)
    return untold(world.log, replies)


@pytest.mark.rule("P1")
@pytest.mark.parametrize("etag", ETAGS)
def test_etag_is_echoed(world: World, etag: str) -> None:
    """It is opaque."""
    assert [] == check(world, feed(1, etag=etag), feed(1, status=304))


@pytest.mark.rule("P1")
def test_of_several_etags_the_first_counts(world: World) -> None:
    """A server that gives two has one document all the same."""
    first = feed(1, etag='"1"')
    polls(world, replace(first, headers=(*first.headers, ("ETag", '"2"'))), feed(1, status=304))

    assert '"1"' == world.log[1].seen.header("if-none-match")


@pytest.mark.rule("P2")
@pytest.mark.parametrize("moment", MOMENTS)
def test_last_modified_is_echoed(world: World, moment: str) -> None:
    """It is opaque, too: no date of ours stands in its place."""
    assert [] == check(world, feed(1, moment=moment), feed(1, status=304))


@pytest.mark.rule("P2", "P3")
def test_no_validator_is_made_up(world: World) -> None:
    """Where the server gives none, none is sent: no date of an item, none of our clock."""
    assert [] == check(world, feed(1), feed(2, 1), feed(3, 2, 1))


@pytest.mark.rule("P3")
@pytest.mark.parametrize("etag", ["", '"1"'])
@pytest.mark.parametrize("moment", ["", DATE])
def test_both_are_sent_when_both_are_known(world: World, etag: str, moment: str) -> None:
    """Four combinations; none is ever empty."""
    assert [] == check(
        world, feed(1, etag=etag, moment=moment), feed(2, 1, etag=etag, moment=moment), feed(1)
    )
    sent = [one.seen.header(name) for one in world.log for name in ("if-none-match", "if-modified-since")]
    assert "" not in sent


@pytest.mark.rule("P4")
@pytest.mark.parametrize(
    ("etag", "moment"), [('"2"', ""), ("", "Sat, 31 Jan 2026 10:00:00 GMT"), ('"2"', "later"), ("", "")]
)
def test_validators_of_a_304_replace_the_old_ones(world: World, etag: str, moment: str) -> None:
    """Those that it names; the others stay (RFC 9110 section 15.4.5)."""
    second = feed(1, status=304, etag=etag, moment=moment)

    assert [] == check(world, feed(1, etag='"1"', moment=DATE), second, feed(1, status=304))


@pytest.mark.rule("P5")
@pytest.mark.parametrize("etag", ['"2"', 'W/"1"', ""])
def test_the_same_body_brings_new_validators(world: World, etag: str) -> None:
    """Also where nothing is to be read."""
    assert [] == check(world, feed(1, etag='"1"'), feed(1, etag=etag), feed(1, status=304))


@pytest.mark.rule("P5")
def test_validators_of_the_first_answer_are_kept(world: World) -> None:
    """The second request is conditional already."""
    assert [] == check(world, feed(1, etag='"1"', moment=DATE), feed(1, status=304))


@pytest.mark.rule("P6")
@pytest.mark.parametrize("same", [True, False])
def test_the_newest_wins_each_time(world: World, same: bool) -> None:  # noqa: FBT001 -- a case
    """A server that never says 304 is told its latest word for ever."""
    replies = [feed(*range(1, 2 if same else n + 2), etag=f'"{n}"', moment=f"day {n}") for n in range(8)]

    assert [] == check(world, *replies)
    tags = [one.seen.header("if-none-match") for one in world.log]
    assert all(earlier != later for earlier, later in pairwise(tags))


@pytest.mark.rule("P6")
def test_an_older_word_that_comes_later_is_the_newest(world: World) -> None:
    """A publisher may go back; we do not judge the age of what is opaque."""
    assert [] == check(world, *(feed(1, 2, etag=tag, moment=tag) for tag in ('"9"', '"1"', '"9"', '"0"')))


@pytest.mark.control("P1", "P3")
def test_control_a_tidy_build_is_noticed(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Quotes that are mended, and a header that is left out, fail the check."""
    honest = Asker._headers

    def tidy(self: Asker, *rest: Any) -> Iterator[tuple[bytes, bytes]]:
        for name, value in honest(self, *rest):
            if name == b"If-None-Match":
                yield name, b'"' + value.strip(b'W/"') + b'"'
            elif name != b"If-Modified-Since":
                yield name, value

    monkeypatch.setattr(Asker, "_headers", tidy)

    assert 2 == len(check(world, feed(1, etag='W/"1"', moment=DATE), feed(1, status=304)))


def remembering(monkeypatch: pytest.MonkeyPatch, build: Any) -> None:
    """Put a bad build in the place of what is remembered of an answer."""
    honest = polling.remember

    def remember(memory: Memory | None, answer: Any, **rest: Any) -> Memory:
        return build(memory, answer, honest(memory, answer, **rest))  # type: ignore[no-any-return]

    monkeypatch.setattr(polling, "remember", remember)


@pytest.mark.control("P2")
def test_control_a_build_that_sends_its_own_clock_is_noticed(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A date that no server gave fails the check."""
    remembering(monkeypatch, lambda old, answer, new: replace(new, last_modified=DATE))

    assert [] != check(world, feed(1), feed(1))


@pytest.mark.control("P4")
def test_control_a_build_that_ignores_304s_is_noticed(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """An old ETag after a 304 with a new one fails the check."""
    remembering(
        monkeypatch,
        lambda old, answer, new: replace(new, etag=old.etag) if isinstance(answer, NotModified) else new,
    )

    assert [] != check(world, feed(1, etag='"1"'), feed(1, status=304, etag='"2"'), feed(1, status=304))


@pytest.mark.control("P5", "P6")
def test_control_a_build_that_latches_on_is_noticed(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first ETag for ever fails the check."""
    remembering(
        monkeypatch,
        lambda old, answer, new: (
            replace(new, etag=old.etag) if old and old.etag and isinstance(answer, Fetched) else new
        ),
    )

    assert [] != check(world, feed(1, etag='"1"'), feed(1, etag='"2"'), feed(1, etag='"3"'))
