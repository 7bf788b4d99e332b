"""A run that is killed while it asks keeps the quarter of an hour, and loses nothing (P7, P8, P10, P33)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from feedmill import ingest
from feedmill.stores.sql import SqlStore
from installation import item, rss
from loopback import Reply, Seen
from polite_world import Request, World, gaps

PLACE = "feeds.example/f"
QUARTER = timedelta(minutes=15)
FEED = Reply(body=rss(item("1", "One", "About one.", "https://p.example/1")), headers=(("ETag", '"1"'),))


class Killed(BaseException):
    """What no part of the mill catches."""


def kill(world: World, *words: str) -> None:
    """Run, and end it after the answers came, before anything of them is saved."""
    before = len(world.server.requests)

    def gone(*_: Any, **__: Any) -> None:
        raise Killed

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ingest, "_take", gone)
        with pytest.raises(Killed):
            world.run(*words)
    assert before + 1 == len(world.server.requests)


def after_a_kill(world: World, *words: str) -> list[timedelta]:
    """Kill the first run, run each minute for forty more; give when requests came after the killed one."""
    world.serve(PLACE, FEED)
    world.sources(a=f'{PLACE}\nevery = "1h"')
    kill(world)
    start = world.now
    world.later(minutes=1)
    log = world.poll(*words, every=timedelta(minutes=2), during=timedelta(minutes=40))
    return [request.at - start for request in log]


@pytest.mark.rule("P10")
def test_a_killed_attempt_counts(world: World) -> None:
    """The next comes when a quarter of an hour has passed, and is not put off for the whole hour."""
    assert [timedelta(minutes=15)] == after_a_kill(world)
    assert ["One"] == world.mill.titles("news")


@pytest.mark.rule("P10")
def test_force_after_a_kill_waits_too(world: World) -> None:
    """As after an attempt that ended."""
    asked = after_a_kill(world, "--force")

    assert QUARTER == asked[0]
    assert all(gap >= QUARTER for gap in gaps(world.log))


@pytest.mark.rule("P7")
def test_a_killed_run_keeps_no_validator(world: World) -> None:
    """They come with the articles or not at all: whoever sent them would say 304, and all would be lost."""
    world.serve(PLACE, route=known)
    world.sources(a=PLACE)
    kill(world)
    world.later(hours=1)
    world.run()

    assert [None] == [request.seen.header("if-none-match") for request in world.log]
    assert ["One"] == world.mill.titles("news")


def known(seen: Seen) -> Reply:
    """Say 304 to whoever knows the document."""
    return Reply(status=304) if seen.header("if-none-match") else FEED


def bare(world: World) -> int:
    """P8: count the requests without a validator after the first."""
    return sum(not request.is_conditional for request in world.log[1:])


def killed_refetch(world: World) -> None:
    """Read the feed, kill a refetch two hours later, and ask for another one an hour behind it."""
    world.serve(PLACE, FEED)
    world.sources(a=f'{PLACE}\nevery = "1h"')
    world.run()
    world.later(hours=2)
    kill(world, "--refetch", "a")
    world.log += [Request(at=world.now, seen=world.server.requests[-1])]
    world.later(hours=1)
    world.mill.now = world.now.isoformat()
    world.run("--refetch", "a", code=None)


@pytest.mark.rule("P8")
def test_a_killed_refetch_counts(world: World) -> None:
    """The whole document was asked for: not again within the day, and the next run sends the validators."""
    with pytest.raises(AssertionError, match="less than 24 hours ago"):
        killed_refetch(world)
    world.run()

    assert 1 == bare(world)
    assert [None, None, '"1"'] == [one.seen.header("if-none-match") for one in world.log]


@pytest.mark.control("P8")
def test_control_a_build_that_notes_no_refetch_is_noticed(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same count is two."""
    honest = SqlStore.note_attempts
    monkeypatch.setattr(SqlStore, "note_attempts", lambda self, names, now, **_: honest(self, names, now))
    killed_refetch(world)

    assert 2 == bare(world)


@pytest.mark.rule("P33")
@pytest.mark.parametrize("days", [-3650, -1, 1, 3650])
def test_a_jump_after_a_kill_is_one_request(world: World, days: int) -> None:
    """A noted attempt without an end causes no burst either, nor silence beyond the longest wait."""
    world.serve(PLACE, FEED)
    world.sources(a=f'{PLACE}\nevery = "1h"')
    kill(world)
    world.later(days=days)
    log = world.poll(every=timedelta(minutes=5), during=timedelta(minutes=55))

    assert len(log) <= 1
    world.later(hours=24)
    world.run()
    assert world.log
