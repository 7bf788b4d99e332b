"""Retry-After (P13), and the pause after "too often", said by a 429 or by a challenge page (P14)."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise

import pytest

from feedmill.fetch import answers
from loopback import Reply
from polite_world import FEED, HOUR, PLACE, Request, World, gaps, hasty, one_feed, patiently, too_soon

PAGE = b"<!doctype html><html><head><title>Just a moment</title></head><body>Are you human?</body></html>"
DAY = timedelta(hours=24)
DATE = "Sat, 31 Jan 2026 12:00:00 GMT"


PAUSES = {
    "7200": 2 * HOUR,
    "86400": DAY,
    " 5400 ": 1.5 * HOUR,
    "604801": timedelta(days=7),
    "99999999999": timedelta(days=7),
    "Sat, 31 Jan 2026 20:00:00 GMT": 8 * HOUR,
    "Saturday, 31-Jan-26 20:00:00 GMT": 8 * HOUR,
    "Sat Jan 31 20:00:00 2026": 8 * HOUR,
    "Fri, 31 Dec 9999 23:59:59 GMT": timedelta(days=7),
    "Sat, 99 Jan 2026 20:00:00 GMT": timedelta(0),
    "Sat, 31 Jan 2026 11:00:00 GMT": timedelta(0),
    "0": timedelta(0),
    "-5": timedelta(0),
    "soon": timedelta(0),
    "1.5": timedelta(0),
    "": timedelta(0),
}


@pytest.mark.rule("P13")
@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize("text", PAUSES)
def test_retry_after_holds(world: World, status: int, text: str) -> None:
    """Seconds or a date, relative to the answer's own Date; at most a week; garbage is not given."""
    headers = (("Retry-After", text), ("Date", DATE))
    one_feed(world, Reply(status=status, headers=headers), FEED)
    start, pause = world.now, max(PAUSES[text], HOUR if status == 503 else 2 * HOUR)
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


TELLING = {
    "cloudflare": Reply(status=403, headers=(("cf-mitigated", "challenge"),), body=PAGE),
    "cloudflare, busy": Reply(status=503, headers=(("CF-Mitigated", "challenge"),), body=PAGE),
    "amazon": Reply(status=202, headers=(("x-amzn-waf-action", "challenge"),), body=PAGE),
    "amazon, captcha": Reply(status=405, headers=(("x-amzn-waf-action", "captcha"),), body=PAGE),
    "as if all were well": Reply(headers=(("cf-mitigated", "challenge"), ("ETag", '"page"')), body=PAGE),
    "a 403 that says when": Reply(status=403, headers=(("Retry-After", "60"),)),
}


@pytest.mark.rule("P14")
@pytest.mark.parametrize("name", TELLING)
def test_challenge_pages_say_too_often(world: World, name: str) -> None:
    """As after a 429: twice the floor, doubled; and its validators are not kept."""
    one_feed(world, *[TELLING[name]] * 3, FEED)
    patiently(world, 3)

    assert [] == shrinking(world.log[:4], 2 * HOUR)
    assert 4 == len(world.log)
    assert not any(one.is_conditional for one in world.log)


@pytest.mark.rule("P14", "P15")
def test_a_challenge_page_pauses_its_host(world: World) -> None:
    """The guard stands before all of it."""
    world.serve("feeds.example/second", FEED)
    world.serve(PLACE, TELLING["cloudflare"], FEED)
    world.sources(a=PLACE, b="feeds.example/second")
    report = world.run()

    assert {"challenge"} == {one["code"] for one in report["failures"]}
    assert 1 == len(world.log)
    assert [] == world.poll(every=HOUR / 2, during=2 * HOUR)


@pytest.mark.rule("P14")
def test_a_plain_refusal_is_no_challenge(world: World) -> None:
    """A 403 without a mark is about its URL; others of the host are asked."""
    world.serve(PLACE, Reply(status=403))
    world.serve("feeds.example/second", FEED)
    world.sources(a=PLACE, b="feeds.example/second")
    report = world.run()

    assert 2 == len(world.log)
    assert ["http-403"] == [one["code"] for one in report["failures"]]


@pytest.mark.control("P14")
def test_control_a_build_blind_to_challenges_is_noticed(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Taking the page for any other refusal fails the check."""
    monkeypatch.setattr(answers, "is_challenge", lambda *_: False)
    one_feed(world, *[TELLING["cloudflare"]] * 2, FEED)
    patiently(world, 1)

    assert [] != shrinking(world.log[:2], 2 * HOUR)


@pytest.mark.control("P14")
def test_control_a_build_that_asks_on_is_noticed(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """One request an hour fails the check."""
    hasty(monkeypatch)
    one_feed(world, Reply(status=429))

    assert [] != shrinking(world.poll(every=HOUR, during=5 * HOUR), 2 * HOUR)
