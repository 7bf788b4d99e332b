"""
The time between two requests: a floor that nothing shortens (P10), errors that never stop a source for good
(P16), and clocks that jump (P33).
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from feedmill import polling
from feedmill.polling import addresses
from loopback import Reply
from polite_world import FEED, HOUR, PLACE, Request, World, by_url, gaps, hasty, one_feed, patiently, too_soon

DAY = timedelta(hours=24)
QUARTER = timedelta(minutes=15)


@pytest.mark.rule("P10")
def test_cron_each_minute_keeps_the_floor(world: World) -> None:
    """Of 120 runs in two hours, two or three ask."""
    one_feed(world)
    log = world.poll(every=timedelta(minutes=1), during=timedelta(hours=2))

    assert [] == too_soon(log, HOUR)
    assert len(log) in {2, 3}


@pytest.mark.rule("P10")
@pytest.mark.parametrize("keys", ['every = "15m"', 'cron = "* * * * *"'])
def test_the_operator_cannot_go_below_the_floor(world: World, keys: str) -> None:
    """A rhythm of one's own is no shorter than the floor."""
    one_feed(world, keys=keys)
    log = world.poll(every=timedelta(minutes=20), during=timedelta(hours=3))

    assert [] == too_soon(log, HOUR)
    assert len(log) > 1


@pytest.mark.rule("P10")
@pytest.mark.parametrize("words", [("--force",), ("--dry-run",)])
def test_force_keeps_a_quarter_of_an_hour(world: World, words: tuple[str, ...]) -> None:
    """Nothing asks a public host more often."""
    one_feed(world)
    log = world.poll(*words, every=timedelta(minutes=7), during=timedelta(minutes=50))

    assert [] == too_soon(log, QUARTER)
    assert log


@pytest.mark.rule("P10")
@pytest.mark.parametrize("status", [404, 500, 200])
def test_a_changed_config_keeps_the_floor(world: World, status: int) -> None:
    """Whatever the answer was, and whatever else is configured meanwhile."""
    one_feed(world, Reply(status=status, body=b"<html>"))
    for number in range(10):
        world.sources(a=f"{PLACE}\nweight = {number}", **{f"b{number}": f"b{number}.example/f"})
        world.run()
        world.later(minutes=5)

    assert [] == too_soon(world.log, HOUR)


def there_and_back(world: World) -> list[str]:
    """P10: try another address for ten minutes, twice, running each time; give what was asked too soon."""
    world.serve(PLACE, FEED)
    world.serve("other.example/f", FEED)
    for place in (PLACE, "other.example/f") * 3:
        world.sources(a=place)
        world.run()
        world.later(minutes=10)
    return too_soon(world.log, HOUR)


@pytest.mark.rule("P10")
def test_an_address_that_comes_back_keeps_its_floor(world: World) -> None:
    """The floor belongs to a URL, whatever was configured in between; a new one is asked at once."""
    assert [] == there_and_back(world)
    assert {PLACE, "other.example/f"} == by_url(world.log).keys()
    world.later(hours=1)
    world.sources(a=PLACE)
    world.run()

    assert 2 == len(by_url(world.log)[PLACE])


@pytest.mark.control("P10")
def test_control_a_build_that_forgets_its_addresses_is_noticed(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It asks both again and again."""
    monkeypatch.setattr(addresses, "_read", lambda anew, *_: anew)

    assert {PLACE, "other.example/f"} == set(there_and_back(world))


@pytest.mark.control("P10")
def test_control_a_hasty_build_is_noticed(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """One that asks in every run fails the check."""
    hasty(monkeypatch)
    one_feed(world)

    assert [] != too_soon(world.poll(every=timedelta(minutes=5), during=HOUR), HOUR)


def neglected(log: list[Request], until: Any, longest: timedelta = DAY + HOUR) -> list[str]:
    """P16: give the waits that are longer than *longest*."""
    return [f"{gap}" for gap in gaps(log) if gap > longest] + (
        [f"last at {log[-1].at}"] if until - log[-1].at > longest else []
    )


FAILURES = {
    "404": Reply(status=404),
    "500": Reply(status=500),
    "closed": Reply(raw=()),
    "web page": Reply(body=b"<html>"),
}


@pytest.mark.rule("P16")
@pytest.mark.parametrize("name", FAILURES)
def test_failing_sources_are_asked_again_each_day(world: World, name: str) -> None:
    """Less and less often, but never given up; the first good answer ends it."""
    one_feed(world, FAILURES[name])
    patiently(world, 9)
    log = list(world.log)
    world.serve(PLACE, FEED)
    world.later(days=1)
    world.run()

    assert [] == neglected(log, log[-1].at)
    assert log[-1].at - log[0].at > timedelta(days=3)
    assert 0 == world.memory("a")["failures"]


@pytest.mark.rule("P16")
def test_names_that_cannot_be_looked_up_come_back(world: World) -> None:
    """Two weeks without a name, then a day at most."""
    world.unknown.add("feeds.example")
    one_feed(world)
    world.poll(every=timedelta(hours=30), during=timedelta(days=14))
    world.unknown.clear()
    log = world.poll(every=timedelta(hours=6), during=timedelta(days=1, hours=6))

    assert log


@pytest.mark.control("P16")
def test_control_a_build_that_gives_up_is_noticed(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """One that stops after three failures fails the check."""
    honest = polling.is_due
    monkeypatch.setattr(
        polling,
        "is_due",
        lambda memory, *rest, **more: (
            (memory is None or memory.failures < 3) and honest(memory, *rest, **more)
        ),
    )
    one_feed(world, Reply(status=500))
    log = world.poll(every=timedelta(hours=12), during=timedelta(days=6))

    assert [] != neglected(log, log[0].at + timedelta(days=6))


def burst(log: list[Request]) -> list[str]:
    """P33: give the URLs that were asked more than once after a clock had jumped."""
    return [url for url, asked in by_url(log).items() if len(asked) > 1]


@pytest.mark.rule("P33")
@pytest.mark.parametrize("days", [-3650, -1, 1, 3650])
def test_a_jump_of_the_clock_is_one_request(world: World, days: int) -> None:
    """Back or forward: one request at most within the floor, and not silence for years either."""
    one_feed(world)
    world.poll(every=timedelta(hours=2), during=timedelta(hours=3))
    world.later(days=days)
    before = len(world.log)
    log = world.poll(every=timedelta(minutes=10), during=timedelta(minutes=55))
    world.poll(every=timedelta(hours=25), during=timedelta(hours=50))

    assert [] == burst(log)
    assert len(world.log) > before


def silence(world: World) -> list[timedelta]:
    """P33: read a feed by a clock six hours ahead, put that right, and give when it is asked after that."""
    one_feed(world, keys='every = "1h"')
    world.later(hours=6)
    world.run()
    world.later(hours=-6)
    start = world.now
    return [one.at - start for one in world.poll(every=QUARTER, during=3 * HOUR)]


@pytest.mark.rule("P33")
def test_a_clock_that_was_hours_ahead_keeps_the_floor_and_no_more(world: World) -> None:
    """The request of the future counts as made now: the next comes an hour later, not after six."""
    assert [HOUR, 2 * HOUR] == silence(world)


@pytest.mark.control("P33")
def test_control_a_build_that_waits_for_the_old_clock_is_noticed(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same feed is not asked for hours."""
    monkeypatch.setattr(polling, "set_back", lambda *_: {})

    assert [] == silence(world)


@pytest.mark.control("P33")
def test_control_a_build_that_bursts_is_noticed(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """One that asks until its clock is right again fails the check."""
    one_feed(world)
    world.run()
    world.later(days=-1)
    hasty(monkeypatch)

    assert [] != burst(world.poll(every=timedelta(minutes=5), during=timedelta(minutes=30)))
