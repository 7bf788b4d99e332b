"""Each host: one request in flight, a gap between starts (P22); every hop counts (P32)."""

from __future__ import annotations

from itertools import accumulate, pairwise

import pytest

from feedmill.fetch import lanes
from installation import item, rss
from loopback import Loopback, Reply
from polite_world import Request, World, overlaps

BODY = rss(item("1", "One"))
HEAD = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(BODY)
FEED = Reply(body=BODY)
#: Long enough that two at a time would be seen.
SLOW = Reply(raw=(0.01, HEAD + BODY))
GAP = 0.2
#: The log sees starts when the server's thread gets round to it: half the gap is far from none.
SEEN_GAP = GAP / 2


def close_starts(log: list[Request], least: float = SEEN_GAP) -> list[str]:
    """P22: give the requests that began too soon after another one to the same host, by real time."""
    found = []
    for earlier, later in pairwise(sorted(log, key=lambda one: (one.seen.name, one.seen.began))):
        if earlier.seen.name == later.seen.name and later.seen.began - earlier.seen.began < least:
            found.append(later.url)
    return found


def to(location: str) -> Reply:
    """Send the client elsewhere."""
    return Reply(status=302, headers=(("Location", location),))


@pytest.mark.rule("P22")
def test_fifty_feeds_of_a_host_never_overlap(world: World) -> None:
    """One after the other, whatever their number."""
    for n in range(50):
        world.serve(f"feeds.example/{n}", SLOW)
    world.sources(**{f"s{n}": f"feeds.example/{n}" for n in range(50)})
    world.run()

    assert 50 == len(world.log)
    assert 0 == overlaps(world.log)


@pytest.mark.rule("P22")
def test_starts_keep_the_gap(world: World) -> None:
    """The gap counts from start to start, also after a failure."""
    world.configure(f'host_gap = "{GAP}s"')
    world.serve("feeds.example/0", Reply(status=500))
    for n in range(1, 5):
        world.serve(f"feeds.example/{n}", FEED)
    world.sources(**{f"s{n}": f"feeds.example/{n}" for n in range(5)})
    world.run()

    assert 5 == len(world.log)
    assert [] == close_starts(world.log)


@pytest.mark.rule("P22")
def test_hosts_do_not_wait_for_each_other(world: World) -> None:
    """The gap is a host's own: many hosts take the time of one."""
    world.configure(f'host_gap = "{GAP}s"')
    for n in range(20):
        world.serve(f"h{n}.example/f", SLOW)
    world.sources(**{f"s{n}": f"h{n}.example/f" for n in range(20)})
    world.run()
    starts = [request.seen.began for request in world.log]

    assert [] == close_starts(world.log)
    assert max(starts) - min(starts) < 20 * GAP / 2


@pytest.mark.rule("P22")
def test_two_ports_are_one_host(world: World) -> None:
    """A server that answers on two ports is one machine."""
    world.configure(f'host_gap = "{GAP}s"')
    with Loopback("0.0.0.0") as second:
        second.routes["/b"] = FEED
        world.serve("feeds.example/a", FEED)
        world.sources(a="feeds.example/a", b=f"http://feeds.example:{second.port}/b")
        world.run()
        log = [*world.log, *(Request(at=world.now, seen=seen) for seen in second.requests)]

    assert 2 == len(log)
    assert [] == close_starts(log)


def at_once(log: list[Request]) -> int:
    """P22: give how many requests were in flight at the same time, at most."""
    steps = sorted(
        (moment, step) for one in log for moment, step in ((one.seen.began, 1), (one.seen.ended, -1))
    )
    return max(accumulate(step for _, step in steps))


def many_hosts(world: World, most: int) -> int:
    """Ask a dozen hosts that take their time, *most* at once; count what the servers had in flight."""
    world.configure(f'host_gap = "0s"\nconcurrency = {most}')
    for n in range(12):
        world.serve(f"h{n}.example/f", Reply(raw=(0.05, HEAD + BODY)))
    world.sources(**{f"s{n}": f"h{n}.example/f" for n in range(12)})
    world.run()
    assert 12 == len(world.log)
    return at_once(world.log)


@pytest.mark.rule("P22")
def test_no_more_than_so_many_in_all(world: World) -> None:
    """`concurrency` bounds all hosts together."""
    assert 3 >= many_hosts(world, 3)


@pytest.mark.control("P22")
def test_control_a_higher_bound_is_noticed(world: World) -> None:
    """The count does see more, where more are let."""
    assert 3 < many_hosts(world, 12)


@pytest.mark.rule("P32")
def test_redirects_wait_for_their_turn(world: World) -> None:
    """A redirect inside a host is a start like any other."""
    world.configure(f'host_gap = "{GAP}s"')
    world.serve("feeds.example/old", to("/new"))
    world.serve("feeds.example/new", SLOW)
    world.serve("feeds.example/other", SLOW)
    world.sources(a="feeds.example/old", b="feeds.example/other")
    world.run()

    assert 3 == len(world.log)
    assert [] == close_starts(world.log)
    assert 0 == overlaps(world.log)


@pytest.mark.rule("P32")
def test_many_hosts_that_lead_to_one_queue_up_there(world: World) -> None:
    """Twenty old addresses with one new home: its turns are kept."""
    for n in range(20):
        world.serve(f"old{n}.example/f", to(world.url(f"home.example/{n}")))
        world.serve(f"home.example/{n}", SLOW)
    world.sources(**{f"s{n}": f"old{n}.example/f" for n in range(20)})
    world.run()

    assert 40 == len(world.log)
    assert 0 == overlaps(world.log)


@pytest.mark.rule("P32")
def test_a_redirect_to_another_port_keeps_the_gap(world: World) -> None:
    """From http to https, as most redirects go, the host is the same."""
    world.configure(f'host_gap = "{GAP}s"')
    with Loopback("0.0.0.0") as second:
        second.routes["/new"] = FEED
        world.serve("feeds.example/old", to(f"http://feeds.example:{second.port}/new"))
        world.sources(a="feeds.example/old")
        world.run()
        log = [*world.log, *(Request(at=world.now, seen=seen) for seen in second.requests)]

    assert 2 == len(log)
    assert [] == close_starts(log)


@pytest.mark.control("P22", "P32")
def test_control_a_build_without_turns_is_noticed(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without turns at a host both checks fail."""
    monkeypatch.setattr(lanes, "_lane", lambda address: object())
    for n in range(10):
        world.serve(f"old{n}.example/f", to(world.url(f"home.example/{n}")))
        world.serve(f"home.example/{n}", SLOW)
    world.sources(**{f"s{n}": f"old{n}.example/f" for n in range(10)})
    world.run()

    assert overlaps(world.log) > 0
    assert [] != close_starts(world.log)
