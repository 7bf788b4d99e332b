"""P19: permanent redirects are adopted, late and with suspicion."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise

import pytest

from feedmill.polling import moves
from installation import item, rss
from loopback import Reply
from polite_world import World

FEED = Reply(body=rss(item("1", "One", "About it.", "https://a.example/1")), headers=(("ETag", '"new"'),))
PAGE = Reply(body=b"<!DOCTYPE html><title>Log in</title>")


def to(world: World, place: str, status: int = 301) -> Reply:
    """Redirect to "host/path"."""
    return Reply(status=status, headers=(("Location", world.url(place)), ("ETag", '"old"')))


def poll(world: World, times: int, keys: str = "") -> list[str]:
    """Poll old.example so often; give what was asked, run by run, in one line each."""
    world.sources(a=f'old.example/f\nevery = "1h"\n{keys}')
    lines = []
    for _ in range(times):
        before = len(world.log)
        world.run()
        lines.append(" ".join(request.seen.name for request in world.log[before:]))
        world.later(hours=25)
    return lines


@pytest.mark.rule("P19")
@pytest.mark.parametrize("status", [301, 308])
def test_moved_for_good(world: World, status: int) -> None:
    """Two answers that could be read, then the new address alone, without the old validators."""
    world.serve("old.example/f", to(world, "new.example/f", status))
    world.serve("new.example/f", FEED)

    both = "old.example new.example"
    assert [both, both, "new.example", "new.example"] == poll(world, 4)
    first, second = world.log[-2:]
    assert first.seen.header("if-none-match") is None
    assert '"new"' == second.seen.header("if-none-match")
    assert world.url("new.example/f") == world.memory("a")["moved_to"]


@pytest.mark.rule("P19")
@pytest.mark.parametrize("status", [302, 303, 307])
def test_moved_for_now(world: World, status: int) -> None:
    """The configured address stays."""
    world.serve("old.example/f", to(world, "new.example/f", status))
    world.serve("new.example/f", FEED)

    assert {"old.example new.example"} == set(poll(world, 4))


@pytest.mark.rule("P19")
def test_mixed_chain(world: World) -> None:
    """Only the permanent part that comes first is adopted."""
    world.serve("old.example/f", to(world, "new.example/f"))
    world.serve("new.example/f", to(world, "cdn.example/f", 302))
    world.serve("cdn.example/f", to(world, "end.example/f"))
    world.serve("end.example/f", FEED)

    whole = "old.example new.example cdn.example end.example"
    assert [whole, whole, whole.removeprefix("old.example ")] == poll(world, 3)


@pytest.mark.rule("P19")
def test_captive_portal(world: World) -> None:
    """What leads to a page is no new address, however often."""
    world.serve("old.example/f", FEED, *[to(world, "portal.example/login")] * 4, FEED)
    world.serve("portal.example/login", PAGE)

    lines = poll(world, 7)
    assert "old.example" == lines[0] == lines[-1]
    assert all(line.startswith("old.example") for line in lines)


@pytest.mark.rule("P19")
def test_once_is_not_enough(world: World) -> None:
    """A redirect that is taken back was none."""
    world.serve("old.example/f", to(world, "new.example/f"), FEED, to(world, "new.example/f"), FEED)
    world.serve("new.example/f", FEED)

    assert all(line.startswith("old.example") for line in poll(world, 5))


@pytest.mark.rule("P19")
def test_sources_with_secrets_stay(world: World) -> None:
    """Their headers would not go along."""
    world.serve("old.example/f", to(world, "new.example/f"))
    world.serve("new.example/f", FEED)

    assert {"old.example new.example"} == set(poll(world, 4, 'headers = { X-Key = "secret" }'))


@pytest.mark.rule("P19")
@pytest.mark.parametrize("status", [404, 410])
def test_new_address_that_dies(world: World, status: int) -> None:
    """The configured one is asked again."""
    world.serve("old.example/f", *[to(world, "new.example/f")] * 2, FEED)
    world.serve("new.example/f", FEED, FEED, FEED, Reply(status=status))

    assert ["new.example", "new.example", "old.example"] == poll(world, 5)[2:]


@pytest.mark.rule("P19")
def test_the_operator_has_the_last_word(world: World) -> None:
    """A new address in the config voids what was adopted."""
    world.serve("old.example/f", to(world, "new.example/f"))
    world.serve("new.example/f", FEED)
    world.serve("other.example/f", FEED)
    poll(world, 3)
    world.sources(a="other.example/f")
    before = len(world.log)
    world.poll(every=timedelta(hours=25), during=timedelta(hours=26))

    assert {"other.example"} == {request.seen.name for request in world.log[before:]}


@pytest.mark.rule("P19")
def test_new_address_that_fails_on_and_on(world: World) -> None:
    """After five failures in a row the configured one is asked again."""
    world.serve("old.example/f", *[to(world, "new.example/f")] * 2, FEED)
    world.serve("new.example/f", FEED, FEED, FEED, Reply(status=500))

    assert ["new.example"] * 6 + ["old.example"] == poll(world, 9)[2:]


@pytest.mark.rule("P15", "P19")
def test_a_429_of_the_new_host_pauses_that(world: World) -> None:
    """Other feeds there wait, those of the old host do not."""
    world.serve("old.example/f", to(world, "new.example/f"))
    world.serve("new.example/f", FEED, FEED, Reply(status=429, headers=(("Retry-After", "400000"),)))
    poll(world, 3)
    for place in ("old.example/g", "new.example/g"):
        world.serve(place, FEED)
    world.sources(a="old.example/f", b="old.example/g", c="new.example/g")
    before = len(world.log)
    world.run()

    assert ["old.example/g"] == [request.url for request in world.log[before:]]


@pytest.mark.rule("P10", "P19")
def test_private_source_that_moves_has_a_floor(world: World) -> None:
    """Its own host had none; the public one that it moved to has."""
    world.serve("127.0.0.9/f", to(world, "new.example/f"))
    world.serve("new.example/f", FEED)
    world.sources(a="127.0.0.9/f")
    world.run()
    world.run()
    before = len(world.log)
    world.poll(every=timedelta(minutes=5), during=timedelta(minutes=120))
    moments = [request.at for request in world.log[before - 1 :]]

    assert 2 <= len(moments) <= 3
    assert all(later - earlier >= timedelta(hours=1) for earlier, later in pairwise(moments))


@pytest.mark.control("P19")
def test_control_a_build_that_moves_at_once_is_noticed(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The check of a redirect that is taken back fails."""
    monkeypatch.setattr(moves, "_BELIEVED", 1)
    world.serve("old.example/f", to(world, "new.example/f"), FEED, to(world, "new.example/f"), FEED)
    world.serve("new.example/f", FEED)

    assert not all(line.startswith("old.example") for line in poll(world, 5))
