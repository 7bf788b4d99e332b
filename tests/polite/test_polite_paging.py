"""A window that rolled over: older pages are walked, few, once, on one host (P27); hosts keep turns (P32)."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from itertools import count, pairwise
from typing import Any

import pytest

from feedmill import ingest, paging
from installation import item, rss
from loopback import Reply, Route, Seen
from polite_world import Request, World, overlaps

Style = Callable[[str, int, bool], tuple[str, str]]
WINDOW = 10
#: Items without a link of their own would cost a page each.
LINK = "https://publisher.example/"


def atom_link(rel: str) -> Style:
    """Name the older page by an Atom link."""

    def style(base: str, page: int, more: bool) -> tuple[str, str]:  # noqa: FBT001 -- a fact
        link = f'<a:link xmlns:a="http://www.w3.org/2005/Atom" rel="{rel}" href="{base}?page={page + 1}"/>'
        return "page", link if more else ""

    return style


def wordpress(base: str, page: int, more: bool) -> tuple[str, str]:  # noqa: FBT001 -- a fact
    """Name nothing but the program that wrote it."""
    return "paged", "<generator>https://wordpress.org/?v=6.7</generator>"


def json_feed(base: str, page: int, more: bool) -> tuple[str, str]:  # noqa: FBT001 -- a fact
    """Name it in a JSON Feed."""
    return "page", f"{base}?page={page + 1}" if more else ""


STYLES: dict[str, Style] = {
    "prev-archive": atom_link("prev-archive"),
    "next": atom_link("next"),
    "wordpress": wordpress,
    "json": json_feed,
}


class Publisher:
    """A feed with a window and older pages; items are numbered from 1, the newest comes first."""

    def __init__(self, base: str, style: str) -> None:
        self.base, self.style = base, style
        self.published = 0
        #: Page numbers that answer otherwise.
        self.odd: dict[int, Reply] = {}

    def __call__(self, seen: Seen) -> Reply:
        """Answer for a page."""
        name, _ = STYLES[self.style](self.base, 1, True)  # noqa: FBT003 -- a fact
        _, _, number = seen.target.partition(f"{name}=")
        page = int(number or 1)
        if page in self.odd:
            return self.odd[page]
        newest = self.published - WINDOW * (page - 1)
        numbers = range(newest, max(newest - WINDOW, 0), -1)
        if not numbers:
            return Reply(status=404)
        _, said = STYLES[self.style](self.base, page, numbers[-1] > 1)
        etag = (("ETag", f'"{page}-{self.published}"'),)
        if self.style == "json":
            items = [
                {"id": f"{n}", "title": f"Item {n}", "content_text": f"About {n}.", "url": f"{LINK}{n}"}
                for n in numbers
            ]
            feed = {"version": "https://jsonfeed.org/version/1.1", "title": "T", "items": items}
            return Reply(body=json.dumps(feed | ({"next_url": said} if said else {})).encode(), headers=etag)
        body = rss(*(item(f"{n}", f"Item {n}", f"About {n}.", f"{LINK}{n}") for n in numbers))
        return Reply(body=body.replace(b"<title>", said.encode() + b"<title>", 1), headers=etag)


def publish(world: World, style: str = "next", name: str = "a", **more: str) -> Publisher:
    """Set up a publisher that the mill has read once, and let two hours pass."""
    place = f"{name}.example/f"
    publisher = Publisher(world.url(place), style)
    publisher.published = 30
    world.serve(place, route=publisher)
    world.sources(**{name: place, **more})
    world.run()
    world.later(hours=2)
    return publisher


def bad_walk(log: list[Request]) -> list[str]:
    """P27: give what is wrong with the requests of one run at one feed: repeated, too many, another host."""
    again = [url for url, times in Counter(request.url for request in log).items() if times > 1]
    strangers = [request.url for request in log if request.seen.name != log[0].seen.name]
    return again + strangers + [request.url for request in log[11:]]


def run_once(world: World) -> tuple[Any, list[Request]]:
    """Run one cycle; give its report and what was asked."""
    before = len(world.log)
    return world.run(), world.log[before:]


def link_to(url: str, *numbers: int) -> Reply:
    """Answer with items and a link to an older page."""
    link = f'<a:link xmlns:a="http://www.w3.org/2005/Atom" rel="next" href="{url}"/>'
    body = rss(*(item(f"{n}", f"Item {n}") for n in numbers))
    return Reply(body=body.replace(b"<title>", link.encode() + b"<title>", 1))


@pytest.mark.rule("P27")
@pytest.mark.parametrize("style", STYLES)
def test_gap_is_closed(world: World, style: str) -> None:
    """Of 95 new items behind a window of ten all are stored, with no page beyond the one that overlaps."""
    publisher = publish(world, style)
    publisher.published += 95
    report, log = run_once(world)

    assert 95 == report["entries"]["new"]
    assert 10 + 95 == report["articles"]["total"]
    assert [] == bad_walk(log)
    assert 10 == len(log)
    assert "missed" not in world.memory("a")["note"]


@pytest.mark.rule("P27")
def test_an_overlapping_window_is_not_walked(world: World) -> None:
    """One old item in the window is proof enough."""
    publisher = publish(world)
    publisher.published += WINDOW - 1
    report, log = run_once(world)

    assert 1 == len(log)
    assert WINDOW - 1 == report["entries"]["new"]


@pytest.mark.rule("P27")
def test_first_fetch_does_not_walk(world: World) -> None:
    """What was published before the operator subscribed is not fetched."""
    publish(world)

    assert 1 == len(world.log)


@pytest.mark.rule("P27")
def test_endless_pages_end_at_ten(world: World) -> None:
    """Ten pages beside the document, and the gap is reported."""
    publisher = publish(world)
    publisher.published += 1000
    report, log = run_once(world)

    assert [] == bad_walk(log)
    assert 11 == len(log)
    assert 110 == report["entries"]["new"]
    assert "missed" in world.memory("a")["note"]


ENDLESS = count(1000)
PAGES: dict[str, tuple[Callable[[World], Route], int]] = {
    "itself": (lambda world: link_to(world.url("a.example/f"), 900), 0),
    "itself with a fragment": (lambda world: link_to(world.url("a.example/f#x"), 900), 0),
    "a circle": (lambda world: link_to(world.url("a.example/f?page=2"), 900), 1),
    "the same items again": (lambda world: lambda seen: link_to(f"{seen.target}0", 900), 1),
    "new addresses for ever": (lambda world: lambda seen: link_to(f"{seen.target}0", next(ENDLESS)), 10),
    "another host": (lambda world: link_to(world.url("b.example/f"), 900), 0),
    "another port": (lambda world: link_to("http://a.example:1/f", 900), 0),
    "no URL": (lambda world: link_to("http://[", 900), 0),
    "another scheme": (lambda world: link_to("file:///etc/passwd", 900), 0),
}


@pytest.mark.rule("P27")
@pytest.mark.parametrize("name", PAGES)
def test_bad_links_lead_nowhere(world: World, name: str) -> None:
    """No circle, no other host, no endless walk; what the document holds is stored."""
    publish(world)
    make, pages = PAGES[name]
    route = make(world)
    world.serve("a.example/f", route=route)
    world.serve("a.example/f?page=2", route=route)
    report, log = run_once(world)

    assert [] == bad_walk(log)
    assert 1 + pages >= len(log)
    assert report["entries"]["new"] >= 1
    assert 0 == report["sources"]["failed"]
    assert "missed" in world.memory("a")["note"]


@pytest.mark.rule("P27")
@pytest.mark.parametrize("location", ["b.example/f", "a.example.evil.example/f"])
def test_a_page_that_leads_to_another_host_is_not_followed(world: World, location: str) -> None:
    """Neither by a link nor by a redirect."""
    publisher = publish(world)
    publisher.published += 50
    publisher.odd[2] = Reply(status=302, headers=(("Location", world.url(location)),))
    _, log = run_once(world)

    assert [] == bad_walk(log)
    assert 2 == len(log)


@pytest.mark.rule("P27")
@pytest.mark.parametrize("odd", [Reply(status=500), Reply(body=b"<html>"), Reply(raw=())])
def test_a_broken_walk_is_walked_again(world: World, odd: Reply) -> None:
    """A page that fails costs nothing: the next poll finds what it held."""
    publisher = publish(world)
    publisher.published += 50
    publisher.odd[3] = odd
    first, log = run_once(world)
    note = world.memory("a")["note"]
    publisher.odd.clear()
    world.later(hours=2)
    second, again = run_once(world)

    assert 50 == first["entries"]["new"] + second["entries"]["new"]
    assert 80 - 20 == second["articles"]["total"]
    assert "missed" in note
    assert "missed" not in world.memory("a")["note"]
    assert [] == bad_walk(log) + bad_walk(again)


@pytest.mark.rule("P27")
def test_a_walk_that_breaks_twice_is_given_up(world: World) -> None:
    """One more whole document is all that a page which cannot be had may cost."""
    publisher = publish(world)
    publisher.published += 50
    publisher.odd[3] = Reply(status=500)
    asked = []
    for _ in range(4):
        asked.append(len(run_once(world)[1]))
        world.later(hours=2)
    whole = [one for one in world.log if one.seen.target == "/f" and not one.is_conditional]

    assert [3, 3, 1, 1] == asked
    assert 2 == len(whole)


@pytest.mark.rule("P27")
def test_a_gap_that_cannot_be_closed_is_not_walked_each_time(world: World) -> None:
    """A publisher that renews all guids all the time costs one walk a day."""
    publisher = publish(world)
    asked = []
    for _ in range(5):
        publisher.published += 1000
        asked.append(len(run_once(world)[1]))
        world.later(hours=2)

    assert [11, 1, 1, 1, 1] == asked


@pytest.mark.rule("P27")
def test_quota_holds_and_the_rest_waits(world: World) -> None:
    """No more than max_new in one run; the next runs bring the rest, and none is lost."""
    world.configure('host_gap = "0s"\nmax_new = 30')
    publisher = publish(world)
    publisher.published += 75
    news = []
    for _ in range(4):
        news.append(run_once(world)[0]["entries"]["new"])
        world.later(hours=2)

    assert [30, 30, 15, 0] == news


@pytest.mark.rule("P27")
def test_validators_are_those_of_the_document(world: World) -> None:
    """A page's ETag is never sent for the feed."""
    publisher = publish(world)
    publisher.published += 30
    run_once(world)
    world.later(hours=2)
    _, log = run_once(world)

    assert ['"1-60"'] == [request.seen.header("if-none-match") for request in log]


@pytest.mark.rule("P27")
def test_pages_are_told_the_login_of_their_own_origin(world: World) -> None:
    """A feed behind a password has its pages there, too."""
    publisher = Publisher(world.url("a.example/f"), "next")
    publisher.published = 10
    world.serve("a.example/f", route=publisher)
    world.sources(a='user:pw@a.example/f\nheaders = {"X-Key" = "k"}')
    world.run()
    world.later(hours=2)
    publisher.published = 40
    _, log = run_once(world)

    assert 4 == len(log)
    assert 1 == len({(one.seen.header("authorization"), one.seen.header("x-key")) for one in log})


@pytest.mark.rule("P32")
def test_pages_wait_for_their_turn(world: World) -> None:
    """Between the starts of a document, its pages and other feeds of the host lies the gap."""
    world.configure('host_gap = "0.2s"')
    for n in range(2):
        world.serve(f"a.example/other{n}", Reply(body=rss(item(f"{n}", "Other"))))
    publisher = publish(world, "next", **{f"s{n}": f"a.example/other{n}" for n in range(2)})
    publisher.published += 25
    _, log = run_once(world)
    starts = sorted(request.seen.began for request in log)

    assert 3 + 2 == len(log)
    assert 0 == overlaps(log)
    assert min(later - earlier for earlier, later in pairwise(starts)) >= 0.1


@pytest.mark.control("P27")
def test_control_an_endless_walk_is_noticed(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """A build with no limit fails the check."""
    monkeypatch.setattr(paging, "MOST_PAGES", 12)
    publisher = publish(world)
    publisher.published += 1000

    assert [] != bad_walk(run_once(world)[1])


@pytest.mark.control("P27")
def test_control_a_walk_to_other_hosts_is_noticed(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """A build that follows every link fails the check."""
    monkeypatch.setattr(paging, "_is_same_host", lambda url, following: True)
    publish(world)
    world.serve("a.example/f", link_to(world.url("b.example/f"), 900))

    assert ["b.example/f"] == bad_walk(run_once(world)[1])


@pytest.mark.control("P27")
def test_control_a_build_that_does_not_walk_loses_items(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without the walk 85 of 95 items are never seen."""
    monkeypatch.setattr(ingest, "has_rolled_over", lambda *rest, now: False)
    publisher = publish(world)
    publisher.published += 95
    world.poll(every=timedelta(hours=2), during=timedelta(hours=10))

    assert 10 + 10 == world.run()["articles"]["total"]
