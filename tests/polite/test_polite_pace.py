"""
The time between two requests: a floor that nothing shortens (P10), Retry-After (P13), a pause after "too
often" (P14), errors that never stop a source for good (P16), and clocks that jump (P33).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest

from feedmill import polling
from installation import item, rss
from loopback import Reply
from polite_world import Request, World, by_url, gaps

PLACE = "feeds.example/f"
FEED = Reply(body=rss(item("1", "One", "About one.", "https://p.example/1")), headers=(("ETag", '"1"'),))
HOUR = timedelta(hours=1)
DAY = timedelta(hours=24)
QUARTER = timedelta(minutes=15)
DATE = "Sat, 31 Jan 2026 12:00:00 GMT"


def too_soon(log: Iterable[Request], least: timedelta) -> list[str]:
    """P10: give the URLs that were asked again before *least* had passed, by the mill's clock."""
    return [url for url, asked in by_url(log).items() for gap in gaps(asked) if gap < least]


def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make a build that finds every source due."""
    monkeypatch.setattr(polling, "is_due", lambda *rest, **more: True)


def one_feed(world: World, *replies: Reply, keys: str = "") -> None:
    """Configure one source."""
    world.serve(PLACE, *(replies or (FEED,)))
    world.sources(a=f"{PLACE}\n{keys}")


def patiently(world: World, times: int) -> None:
    """Run now, and *times* more just before and just after the moment for which the mill waits."""
    world.run()
    for _ in range(times):
        due = datetime.fromisoformat(world.memory("a")["next_due"])
        for world.now in (due - timedelta(minutes=1), due + timedelta(minutes=1)):
            world.run()


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


@pytest.mark.control("P10")
def test_control_a_hasty_build_is_noticed(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """One that asks in every run fails the check."""
    hasty(monkeypatch)
    one_feed(world)

    assert [] != too_soon(world.poll(every=timedelta(minutes=5), during=HOUR), HOUR)


PAUSES = {
    "7200": 2 * HOUR,
    "86400": DAY,
    "99999999999": timedelta(days=7),
    "Sat, 31 Jan 2026 20:00:00 GMT": 8 * HOUR,
    "Saturday, 31-Jan-26 20:00:00 GMT": 8 * HOUR,
    "Sat, 31 Jan 2026 11:00:00 GMT": timedelta(0),
    "0": timedelta(0),
    "-5": timedelta(0),
    "soon": timedelta(0),
    "1.5": timedelta(0),
}


@pytest.mark.rule("P13")
@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize("text", PAUSES)
def test_retry_after_holds(world: World, status: int, text: str) -> None:
    """Seconds or a date, relative to the answer's own Date; at most a week; garbage is not given."""
    headers = (("Retry-After", text), ("Date", DATE))
    one_feed(world, Reply(status=status, headers=headers), FEED)
    start, pause = world.now, max(PAUSES[text], HOUR)
    for passed in (timedelta(0), pause - timedelta(minutes=1), pause + DAY):
        world.now = start + passed
        world.run()

    assert [] == too_soon(world.log, pause)
    assert 2 == len(world.log)


@pytest.mark.rule("P13")
def test_force_does_not_overrule_retry_after(world: World) -> None:
    """What a publisher asks for stands above what the operator wants."""
    one_feed(world, Reply(status=503, headers=(("Retry-After", "14400"),)), FEED)
    log = world.poll("--force", every=timedelta(minutes=30), during=timedelta(hours=5))

    assert [] == too_soon(log[:2], 4 * HOUR)


@pytest.mark.control("P13")
def test_control_a_build_that_reads_no_retry_after_is_noticed(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One that asks on fails the check."""
    hasty(monkeypatch)
    one_feed(world, Reply(status=503, headers=(("Retry-After", "7200"),)), FEED)
    log = world.poll(every=HOUR, during=3 * HOUR)

    assert [] != too_soon(log[:2], 2 * HOUR)


def shrinking(log: list[Request], first: timedelta) -> list[str]:
    """P14: give the pauses that are below *first*, or shorter than the one before and than a day."""
    pauses = gaps(log)
    wrong = [f"{pause}" for pause in pauses[:1] if pause < first]
    return wrong + [f"{b}" for a, b in pairwise(pauses) if b < min(a, DAY)]


@pytest.mark.rule("P14")
@pytest.mark.parametrize("headers", [(), (("Retry-After", "soon"),), (("Retry-After", "0"),)])
def test_pauses_grow_after_too_often(world: World, headers: tuple[tuple[str, str], ...]) -> None:
    """Twice the floor at first, then doubled, up to a day; a good answer ends it."""
    one_feed(world, *[Reply(status=429, headers=headers)] * 6, FEED)
    patiently(world, 6)

    assert [] == shrinking(world.log[:7], 2 * HOUR)
    assert 7 == len(world.log)


@pytest.mark.control("P14")
def test_control_a_build_that_asks_on_is_noticed(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """One request an hour fails the check."""
    hasty(monkeypatch)
    one_feed(world, Reply(status=429))

    assert [] != shrinking(world.poll(every=HOUR, during=5 * HOUR), 2 * HOUR)


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


@pytest.mark.control("P33")
def test_control_a_build_that_bursts_is_noticed(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """One that asks until its clock is right again fails the check."""
    one_feed(world)
    world.run()
    world.later(days=-1)
    hasty(monkeypatch)

    assert [] != burst(world.poll(every=timedelta(minutes=5), during=timedelta(minutes=30)))
