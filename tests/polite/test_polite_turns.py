"""Who has a turn at a host that says 429 to one of its URLs, or hangs (P15, P16)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from feedmill import polling
from feedmill.fetch import exchange, silence
from feedmill.fetch.watch import Watch
from feedmill.model import Memory, Source
from installation import item, rss
from loopback import Reply
from polite_world import Request, World, by_url

HOUR = timedelta(hours=1)
FEED = Reply(body=rss(item("1", "One")))
HANG = Reply(raw=(99.0,))


def one_of_five(world: World, reply: Reply) -> None:
    """Configure five feeds of a host, of which the first always answers *reply*."""
    world.serve("feeds.example/0", reply)
    for n in range(1, 5):
        world.serve(f"feeds.example/{n}", FEED)
    world.sources(**{f"s{n}": f'feeds.example/{n}\nevery = "1h"' for n in range(5)})


def starved(log: Iterable[Request], least: int) -> list[str]:
    """P15: give the siblings that were asked less than so often."""
    asked = Counter(one.url for one in log)
    return [url for url in (f"feeds.example/{n}" for n in range(1, 5)) if asked[url] < least]


def too_soon(log: Sequence[Request], pause: timedelta) -> list[str]:
    """P15: give the requests that came before *pause* had passed since the URL that gets a 429 was asked."""
    told = [one.at for one in log if one.url == "feeds.example/0"]
    return [one.url for one in log for at in told if at < one.at < at + pause]


@pytest.mark.rule("P15")
@pytest.mark.parametrize("headers", [(), (("Retry-After", "7200"),)])
def test_a_url_that_always_gets_a_429_starves_no_sibling(
    world: World, headers: tuple[tuple[str, str], ...]
) -> None:
    """In a day each of the others is asked at least every four hours, and each 429 is heeded by all."""
    one_of_five(world, Reply(status=429, headers=headers))
    log = world.poll(every=HOUR, during=24 * HOUR)

    assert [] == starved(log, 6)
    assert [] == too_soon(log, 2 * HOUR)


@pytest.mark.control("P15")
def test_control_a_build_with_a_fixed_order_is_noticed(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """In the order of the configuration the first is always first, and nobody else has a turn."""

    def fixed(due: Iterable[Source], memories: Mapping[str, Memory]) -> list[Source]:
        return list(due)

    monkeypatch.setattr(polling, "in_turn", fixed)
    one_of_five(world, Reply(status=429, headers=(("Retry-After", "7200"),)))
    log = world.poll(every=HOUR, during=24 * HOUR)

    assert 4 == len(starved(log, 6))


def led_to_a_429(world: World) -> list[Request]:
    """Lead one of two feeds of a host to another, which says 429; poll them and a feed of that other host."""
    there = Reply(status=302, headers=(("Location", world.url("busy.example/1")),))
    world.serve("home.example/a", there)
    world.serve("home.example/b", FEED)
    world.serve("busy.example/1", Reply(status=429, headers=(("Retry-After", "10800"),)))
    world.serve("busy.example/2", FEED)
    places = {"a": "home.example/a", "b": "home.example/b", "c": "busy.example/2"}
    world.sources(**{name: f'{place}\nevery = "1h"' for name, place in places.items()})
    return world.poll(every=HOUR, during=4 * HOUR)


@pytest.mark.rule("P15")
def test_a_429_behind_a_redirect_pauses_the_host_that_said_it(world: World) -> None:
    """Its own feeds wait, those of the host that led there do not."""
    log = led_to_a_429(world)
    hours = {url: [(one.at - log[0].at) // HOUR for one in log if one.url == url] for url in by_url(log)}

    assert [0, 1, 2, 3] == hours["home.example/b"]
    assert [0, 3] == hours["busy.example/1"]
    assert {1, 2}.isdisjoint(hours["busy.example/2"])


@pytest.mark.control("P15")
def test_control_a_build_that_blames_the_configured_host_is_noticed(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without the name of who said it, the host that led there waits instead."""
    honest = polling.remember

    def forgetful(memory: Memory | None, answer: Any, **rest: Any) -> Memory:
        return replace(honest(memory, answer, **rest), told_by="")

    monkeypatch.setattr(polling, "remember", forgetful)
    asked = [one.url for one in led_to_a_429(world)]

    assert 2 == asked.count("home.example/b")
    assert asked.count("busy.example/2") > 2


@pytest.fixture
def brief(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the least timeout that can be configured, a second, be four tenths of one."""
    monkeypatch.setattr(exchange, "Watch", lambda seconds, slower: Watch(seconds * 0.4, slower))


def hanging(world: World, count: int, *, runs: int) -> Counter[str]:
    """Run with feeds of a host that hangs, and one of another; give how often each was asked."""
    world.configure('host_gap = "0s"\ntimeout = "1s"')
    world.serve("well.example/f", FEED)
    places = {f"s{n}": f"hangs.example/{n}" for n in range(count)}
    for place in places.values():
        world.serve(place, HANG)
    world.sources(**places, well="well.example/f")
    for _ in range(runs):
        report = world.run(code=3)
        assert report["sources"]["due"] - report["sources"]["failed"] == 1
        world.later(hours=6)
    return Counter(one.url for one in world.log)


@pytest.mark.usefixtures("brief")
@pytest.mark.rule("P16")
def test_a_host_that_hangs_is_asked_three_times_a_run_by_others_each_time(world: World) -> None:
    """Those who were passed over come first in the next run; `politeness` counts what left."""
    asked = hanging(world, 6, runs=2)
    counted = world.mill.do("politeness", "--json").json["hosts"]

    assert 8 == sum(asked.values())
    assert {1} == {asked[f"hangs.example/{n}"] for n in range(6)}
    assert 6 == counted["hangs.example"]["requests"]


@pytest.mark.usefixtures("brief")
@pytest.mark.rule("P16")
def test_who_was_passed_over_has_failed_but_was_not_asked(world: World) -> None:
    """The report says so, and the source waits as after any failure."""
    world.configure('host_gap = "0s"\ntimeout = "1s"')
    world.serve("well.example/f", FEED)
    for n in range(4):
        world.serve(f"hangs.example/{n}", HANG)
    world.sources(**{f"s{n}": f"hangs.example/{n}" for n in range(4)}, well="well.example/f")
    report = world.run(code=3)
    failure = next(one for one in report["failures"] if one["source"] == "s3")

    assert "timeout" == failure["code"]
    assert "not asked in this run" in failure["message"]
    assert world.memory("s3")["last_attempt"] is None
    assert world.memory("s3")["next_due"] >= "2026-01-31T13:00"
    assert world.memory("s0")["last_attempt"] is not None


@pytest.mark.usefixtures("brief")
@pytest.mark.control("P16")
def test_control_a_build_that_asks_on_is_noticed(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the count each source costs its timeout."""
    monkeypatch.setattr(silence, "ENDS_A_PLACE", 99)
    monkeypatch.setattr(silence, "MANY", 99)

    assert 6 == sum(hanging(world, 5, runs=1).values())
