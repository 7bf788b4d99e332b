"""P17 and P18: a source that is gone, and a network that is down, judged by the raw log."""

from __future__ import annotations

from datetime import timedelta

import pytest

from feedmill import polling
from feedmill.polling import memories
from installation import item, rss
from loopback import Reply
from polite_world import World

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
FEED = Reply(body=rss(item("1", "One", "About it.", "https://a.example/1")))
GONE = Reply(status=410)


def days(world: World) -> list[float]:
    """Give when requests were made, in days since the first."""
    return [(request.at - world.log[0].at) / DAY for request in world.log]


def too_many(world: World) -> list[float]:
    """P18: give the requests beyond the two that a feed which is gone gets, a day apart."""
    asked = days(world)
    return [day for day in asked[1:2] if day < 1] + asked[2:]


# --- P18


@pytest.mark.rule("P18")
@pytest.mark.parametrize("keys", ["", 'every = "1h"', 'cron = "0 * * * *"'])
def test_two_410s_end_it(world: World, keys: str) -> None:
    """Asked once more after a day, then never in 30 days, whatever its own rhythm."""
    world.serve("a.example/f", GONE)
    world.sources(a=f"a.example/f\n{keys}")
    world.poll(every=12 * HOUR, during=30 * DAY)

    assert [] == too_many(world)
    assert 2 == len(world.log)
    assert world.memory("a")["gone"]
    assert "410 twice" in world.mill.do("sources").out


@pytest.mark.rule("P18")
def test_one_410_ends_nothing(world: World) -> None:
    """A feed that is there again a day later is read as before."""
    world.serve("a.example/f", GONE, FEED)
    world.sources(a="a.example/f")
    world.poll(every=6 * HOUR, during=3 * DAY)

    assert days(world)[1] == 1
    assert len(world.log) > 3
    assert not world.memory("a")["gone"]


@pytest.mark.rule("P18")
def test_force_asks_what_is_gone(world: World) -> None:
    """And what answers is no longer gone."""
    world.serve("a.example/f", GONE, GONE, FEED)
    world.sources(a="a.example/f")
    world.poll(every=6 * HOUR, during=5 * DAY)
    world.run("--force")

    assert 3 == len(world.log)
    assert not world.memory("a")["gone"]


@pytest.mark.rule("P18")
def test_410s_of_two_addresses_are_one_each(world: World) -> None:
    """What the adopted address said does not count against the configured one."""
    move = Reply(status=301, headers=(("Location", world.url("new.example/f")),))
    world.serve("a.example/f", move, move, GONE, FEED)
    world.serve("new.example/f", FEED, FEED, GONE)
    world.sources(a='a.example/f\nevery = "1h"')
    world.poll(every=25 * HOUR, during=8 * DAY)

    assert not world.memory("a")["gone"]
    assert "a.example" == world.log[-1].seen.name


@pytest.mark.control("P18")
def test_control_a_build_that_asks_on_is_noticed(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same check fails where no 410 is believed."""
    monkeypatch.setattr(memories, "_told_gone", lambda known, _: known)
    world.serve("a.example/f", GONE)
    world.sources(a="a.example/f")
    world.poll(every=6 * HOUR, during=6 * DAY)

    assert too_many(world)


# --- P17


def five(world: World) -> None:
    """Configure five feeds on five hosts, and read them once."""
    for number in range(5):
        world.serve(f"h{number}.example/f", FEED)
    world.sources(**{f"s{number}": f'h{number}.example/f\nevery = "1h"' for number in range(5)})
    world.run()
    world.later(hours=2)


def blamed(world: World) -> list[str]:
    """P17: give the sources that a failure was counted against."""
    return [f"s{number}" for number in range(5) if world.memory(f"s{number}")["failures"]]


@pytest.mark.rule("P17")
@pytest.mark.parametrize("way", ["unknown", "refusing"])
def test_own_network_down_is_nobodys_fault(world: World, way: str) -> None:
    """Nothing is counted, the run says so and ends with 3, and all are read when it is back."""
    five(world)
    (world.unknown if way == "unknown" else world.refusing).update(
        f"h{number}.example" for number in range(5)
    )
    world.mill.now = world.now.isoformat()
    said = world.mill.do("run")
    world.unknown.clear()
    world.refusing.clear()
    world.later(minutes=20)
    before = len(world.log)
    world.run(code=0)

    assert 3 == said.code
    assert "own network down: 5 of 5 sources could not be reached" in said.err
    assert [] == blamed(world)
    assert 5 == len(world.log) - before


@pytest.mark.rule("P17")
def test_four_of_five_are_enough(world: World) -> None:
    """One host that a cache still knows does not make the other four guilty."""
    five(world)
    world.unknown.update(f"h{number}.example" for number in range(4))
    world.run(code=3)

    assert [] == blamed(world)


@pytest.mark.rule("P17")
def test_three_of_five_are_their_own_fault(world: World) -> None:
    """That is no network that is down."""
    five(world)
    world.unknown.update(f"h{number}.example" for number in range(3))
    world.run()

    assert ["s0", "s1", "s2"] == blamed(world)


@pytest.mark.rule("P17")
def test_redirects_to_nowhere_are_no_network_that_is_down(world: World) -> None:
    """The hosts that were asked did answer."""
    for number in range(5):
        lost = Reply(status=302, headers=(("Location", "http://lost.example/"),))
        world.serve(f"h{number}.example/f", FEED, lost)
    world.sources(**{f"s{number}": f'h{number}.example/f\nevery = "1h"' for number in range(5)})
    world.run()
    world.later(hours=2)
    world.unknown.add("lost.example")
    world.run(code=3)

    assert 5 == len(blamed(world))


def stubborn(world: World) -> int:
    """P17: let two hosts die for good; count how often the second and third day look for one of them."""
    for name in "ab":
        world.serve(f"{name}.example/f", FEED)
    world.sources(**{name: f'{name}.example/f\nevery = "1h"' for name in "ab"})
    world.run()
    world.unknown.update({"a.example", "b.example"})
    world.later(hours=2)
    world.poll(every=2 * HOUR, during=26 * HOUR)
    before = len(world.lookups)
    world.poll(every=3 * HOUR, during=2 * DAY)
    return sum(name == "a.example" for name in world.lookups[before:])


@pytest.mark.rule("P17")
def test_two_hosts_that_died_are_no_network_that_is_down(world: World) -> None:
    """After a day they are asked less and less, as any that fails."""
    assert stubborn(world) <= 5
    assert world.memory("a")["failures"] > 1


@pytest.mark.rule("P17")
def test_hosts_that_never_answered_are_blamed(world: World) -> None:
    """A slip in two addresses is not taken for a network that is down."""
    world.unknown.update(f"h{number}.example" for number in range(5))
    world.sources(**{f"s{number}": f"h{number}.example/f" for number in range(5)})
    world.run(code=3)

    assert 5 == len(blamed(world))


@pytest.mark.control("P17")
def test_control_a_build_that_believes_the_dead_is_noticed(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same count fails where all vote for ever."""
    monkeypatch.setattr(polling, "is_offline", lambda *_, **__: True)

    assert stubborn(world) > 5


@pytest.mark.control("P17")
def test_control_a_build_that_blames_is_noticed(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same check fails where each source is judged alone."""
    monkeypatch.setattr(polling, "is_offline", lambda *_, **__: False)
    five(world)
    world.unknown.update(f"h{number}.example" for number in range(5))
    world.run(code=3)

    assert blamed(world)
