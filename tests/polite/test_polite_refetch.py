"""A whole document is asked for again only on the operator's word, and once in 24 hours (P8)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

import pytest

from feedmill import digest, polling
from feedmill.model import Memory, Source
from installation import item, rss
from loopback import Reply, Seen
from polite_world import Request, World, by_url, gaps

PLACE = "feeds.example/f"
HOUR = timedelta(hours=1)
DAY = timedelta(hours=24)
BODY = rss(item("1", "One", "About one.", "https://p.example/1"))
USAGE = 2


def answer(seen: Seen) -> Reply:
    """Say 304 to whoever knows the document."""
    tag = (("ETag", '"1"'),)
    known = seen.header("if-none-match") == '"1"'
    return Reply(status=304, headers=tag) if known else Reply(body=BODY, headers=tag)


def begin(world: World, **more: str) -> None:
    """Read the feed for the first time, and let two hours pass."""
    world.serve(PLACE, route=answer)
    world.sources(a=f'{PLACE}\nevery = "1h"', **more)
    world.run()
    world.later(hours=2)


def whole(log: Iterable[Request]) -> list[Request]:
    """Give the requests without a validator, but for each URL's first."""
    return [request for asked in by_url(log).values() for request in asked[1:] if not request.is_conditional]


def wasteful(log: Iterable[Request]) -> list[timedelta]:
    """P8: give the times between two such requests that are shorter than a day."""
    return [gap for asked in by_url(whole(log)).values() for gap in gaps(asked) if gap < DAY]


@pytest.mark.rule("P8")
@pytest.mark.parametrize("words", [(), ("--force",)])
def test_runs_and_force_keep_the_validators(world: World, words: tuple[str, ...]) -> None:
    """After the first request each is conditional."""
    begin(world)
    log = world.poll(*words, every=2 * HOUR, during=10 * HOUR)

    assert 5 == len(log)
    assert [] == whole(world.log)


@pytest.mark.rule("P8")
def test_a_refetch_comes_once_a_day(world: World) -> None:
    """Each run is a start of its own; the second within 24 hours is refused, the next is not."""
    begin(world)
    start = world.now
    for passed, code in ((0, 0), (2, USAGE), (23.9, USAGE), (24.1, 0)):
        world.now = start + passed * HOUR
        world.run("--refetch", "a", code=code)

    assert 2 == len(whole(world.log))
    assert [] == wasteful(world.log)


@pytest.mark.rule("P8")
def test_a_refetch_that_failed_counts(world: World) -> None:
    """The publisher was asked for all the same."""
    begin(world)
    world.serve(PLACE, Reply(status=500))
    world.run("--refetch", "a")
    world.serve(PLACE, route=answer)
    world.later(hours=3)
    world.run("--refetch", "a", code=USAGE)
    world.run()

    assert [False, True] == [request.is_conditional for request in world.log[1:]]


@pytest.mark.rule("P8")
def test_a_refetch_is_about_one_source(world: World) -> None:
    """Others that are due go with their validators."""
    world.serve("b.example/f", route=answer)
    begin(world, b='b.example/f\nevery = "1h"')
    world.run("--refetch", "a")

    assert [PLACE] == [request.url for request in whole(world.log)]
    assert 4 == len(world.log)


@pytest.mark.rule("P8")
def test_the_day_is_the_urls(world: World) -> None:
    """Of two sources on one URL neither is refetched in a day in which the other was."""
    begin(world, b=f'{PLACE}\nevery = "1h"')
    world.run("--refetch", "a")
    world.later(hours=2)
    world.run("--refetch", "b", code=USAGE)
    world.later(hours=23)
    world.run("--refetch", "b")

    assert 2 == len(whole(world.log))
    assert [] == wasteful(world.log)


@pytest.mark.rule("P8")
def test_a_better_parser_asks_for_nothing_whole(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """An upgrade and three forced runs: the validators still go along."""
    begin(world)
    monkeypatch.setattr(digest, "PARSER_VERSION", digest.PARSER_VERSION + 1)
    log = world.poll("--force", every=HOUR, during=3 * HOUR)

    assert 3 == len(log)
    assert [] == whole(world.log)


@pytest.mark.control("P8")
def test_control_a_build_that_forgets_the_day_is_noticed(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Allowing each refetch fails the check."""
    monkeypatch.setattr(polling, "may_refetch", lambda *_, **__: True)
    begin(world)
    world.poll("--refetch", "a", every=HOUR, during=3 * HOUR)

    assert [HOUR, HOUR] == wasteful(world.log)


@pytest.mark.control("P8")
def test_control_a_build_that_asks_the_named_source_alone_is_noticed(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A second source on the URL then gets a whole document of its own."""

    def alone(source: Source, _sources: object, memories: dict[str, Memory]) -> list[Memory]:
        return [memories[source.id]] if source.id in memories else []

    monkeypatch.setattr(polling, "sharing", alone)
    begin(world, b=f'{PLACE}\nevery = "1h"')
    world.run("--refetch", "a")
    world.later(hours=2)
    world.run("--refetch", "b")

    assert [2 * HOUR] == wasteful(world.log)
