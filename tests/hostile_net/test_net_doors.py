"""T1, T3: addresses that come in by the back door: next pages, and where a source is said to have moved."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from typing import Any
from xml.sax.saxutils import quoteattr

import pytest

from feedmill import paging
from feedmill.fetch.guard import Guard
from feedmill.polling import moves
from hostile_net.attackers import LONG, Canary
from hostile_net.schemes import schemes
from hostile_net.spellings import resolve, urls
from installation import item, rss
from loopback import Reply
from polite_world import World

Record = Callable[[str, object], None]

#: Ways to name an older page, with "{}" for it.
STYLES = ("next", "prev-archive", "json")


def hostile(canary: Canary) -> list[str]:
    """Give addresses of every sort that a document can hold."""
    place = f"127.0.0.1:{canary.port}"
    ports = [f"http://own.test:{port}/" for port in (0, 22, 6379, canary.port, 65536)]
    return [url for url in (*urls(canary.port), *schemes(place), *ports) if url.isprintable()]


def page(style: str, numbers: range, following: str, name: str = "s") -> Reply:
    """Give a document with some items of its own, and a link to the page before."""
    if style == "json":
        items: list[dict[str, Any]] = [
            {"id": str(n), "title": f"{name} {n}", "url": f"/{n}"} for n in numbers
        ]
        feed = {"version": "https://jsonfeed.org/version/1.1", "title": "T", "items": items}
        return Reply(body=json.dumps(feed | ({"next_url": following} if following else {})).encode())
    link = f'<a:link xmlns:a="http://www.w3.org/2005/Atom" rel="{style}" href={quoteattr(following)}/>'
    body = rss(*(item(str(n), f"{name} {n}", "", f"https://{name}.example/{n}") for n in numbers))
    return Reply(body=body.replace(b"<title>", (link if following else "").encode() + b"<title>", 1))


def rolled_over(world: World, style: str, links: list[str]) -> None:
    """Let one source for each link be read, roll over, and be read again with that link."""
    for number, link in enumerate(links):
        name = f"s{number}"
        first, second = page(style, range(1), "", name), page(style, range(1, 2), link, name)
        world.serve(f"{name}.example/f", first, second)
    world.sources(**{f"s{number}": f"s{number}.example/f" for number in range(len(links))})
    world.run()
    world.later(hours=26)
    world.run()


@pytest.fixture(autouse=True)
def _names(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Look names that are not a publisher's up as an attacker would have it."""

    def look_up(host: str, port: int) -> tuple[str, ...]:
        return world._lookup(host, port) if host.endswith(".example") else resolve(host, port)

    monkeypatch.setattr("feedmill.fetch.resolver.system_lookup", look_up)


@pytest.mark.parametrize("style", STYLES)
def test_no_address_as_a_next_page(
    world: World, canary: Canary, opened: list[str], style: str, record_property: Record
) -> None:
    """Older pages are asked for at the publisher's own host, whatever the document names."""
    links = hostile(canary)[:: 1 if LONG or style == "next" else 10]
    rolled_over(world, style, links)
    record_property("inputs", len(links))

    assert len(links) > 30
    assert 2 * len(links) == world.server.targets.count("/f")
    assert (0, b"") == (canary.visits, canary.heard)
    assert [] == [door for door in opened if not door.startswith("('127.1.")]
    assert {seen.host[:6] for seen in world.server.requests} == {"127.1."}


def test_no_address_as_a_place_moved_to(
    world: World, canary: Canary, opened: list[str], record_property: Record
) -> None:
    """What a store says of where a source lives is checked like anything else."""
    addresses = hostile(canary)
    world.sources(**{f"s{number}": f"s{number}.example/f" for number in range(len(addresses))})
    for number in range(len(addresses)):
        world.serve(f"s{number}.example/f", page("next", range(1), "", f"s{number}"))
    world.run()
    poison(world, addresses)
    world.later(hours=26)
    report = world.run(code=3)
    record_property("inputs", len(addresses))

    assert len(addresses) == report["sources"]["failed"]
    assert {failure["code"] for failure in report["failures"]} <= {
        "refused-address",
        "refused-scheme",
        "bad-url",
    }
    assert (0, b"") == (canary.visits, canary.heard)
    assert [] == [door for door in opened if not door.startswith("('127.1.")]


def poison(world: World, addresses: list[str]) -> None:
    """Write into the store that every source has moved."""
    with closing(sqlite3.connect(world.mill.folder / "var" / "feedmill.db")) as database, database:
        for number, address in enumerate(addresses):
            (text,) = database.execute("SELECT memory FROM source WHERE id = ?", (f"s{number}",)).fetchone()
            memory = json.dumps(json.loads(text) | {"moved_to": address})
            database.execute("UPDATE source SET memory = ? WHERE id = ?", (memory, f"s{number}"))


def test_a_place_that_was_good_when_it_was_adopted(world: World, canary: Canary) -> None:
    """A name that led to a publisher leads to nobody once its owner points it at us."""
    feed = page("next", range(3), "")
    moved = Reply(status=301, headers=(("Location", world.url("new.example/f")),))
    world.serve("old.example/f", moved)
    world.serve("new.example/f", feed)
    world.sources(a="old.example/f")
    for _ in range(3):
        world.run()
        world.later(hours=26)
    assert world.url("new.example/f") == world.memory("a")["moved_to"]
    before = len(world.server.requests)
    world._addresses["new.example"] = "127.0.0.1"
    report = world.run()

    assert ["refused-address"] == [failure["code"] for failure in report["failures"]]
    assert before == len(world.server.requests)
    assert 0 == canary.visits


def test_control_without_guards_next_pages_lead_anywhere(
    world: World, canary: Canary, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The canary does hear a walk that is not kept to its host."""
    monkeypatch.setattr(Guard, "check", lambda *_: None)
    monkeypatch.setattr(paging, "_is_same_host", lambda *_: True)
    rolled_over(world, "next", [f"http://127.0.0.1:{canary.port}/"])

    assert canary.heard.startswith(b"GET / ")


def test_control_without_a_guard_a_poisoned_store_leads_anywhere(
    world: World, canary: Canary, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The canary does hear a source that is asked where it is said to live."""
    monkeypatch.setattr(Guard, "check", lambda *_: None)
    monkeypatch.setattr(moves, "_may_move", lambda *_: True)
    world.serve("s0.example/f", page("next", range(3), ""))
    world.sources(s0="s0.example/f")
    world.run()
    poison(world, [f"http://127.0.0.1:{canary.port}/moved"])
    world.later(hours=26)
    world.run()

    assert canary.heard.startswith(b"GET /moved ")
