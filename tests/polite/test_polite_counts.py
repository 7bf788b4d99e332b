"""`feedmill politeness` says what the servers' own log says (P34)."""

from __future__ import annotations

import gzip
from collections import Counter
from collections.abc import Callable, Iterable
from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest

from feedmill import cycle
from feedmill.errors import PublishError
from feedmill.fetch.ledger import Ledger
from installation import item, rss
from loopback import Reply, Seen
from polite_world import Request, World

BODY = rss(item("1", "One"))
ETAG = (("ETag", '"1"'),)


def conditional(seen: Seen) -> Reply:
    """Answer 304 to a validator."""
    return Reply(status=304) if seen.header("if-none-match") else Reply(body=BODY, headers=ETAG)


def moments(log: Iterable[Request]) -> dict[str, list[float]]:
    """Give the starts by host, in seconds of the mill's clock, real time within a run added."""
    runs: dict[object, float] = {}
    found: dict[str, list[float]] = {}
    for request in log:
        first = runs.setdefault(request.at, request.seen.began)
        at = request.at.timestamp() + request.seen.began - first
        found.setdefault(request.seen.name, []).append(at)
    return found


def differences(world: World, bodies: dict[str, int]) -> list[str]:
    """P34: compare the command's counts with the raw log; *bodies*: bytes that each host sent."""
    told: Any = world.mill.do("politeness", "--json").json["hosts"]
    wrong = [f"{host}: only told" for host in told.keys() - moments(world.log).keys()]
    for host, starts in moments(world.log).items():
        one = told.get(host)
        if one is None:
            wrong.append(f"{host}: not told")
            continue
        if len(starts) != one["requests"]:
            wrong.append(f"{host}: {one['requests']} requests, the log has {len(starts)}")
        if host in bodies and bodies[host] != one["bytes"]:
            wrong.append(f"{host}: {one['bytes']} bytes, the log has {bodies[host]}")
        gaps = [later - earlier for earlier, later in pairwise(sorted(starts))]
        if (one["shortest_gap"] is None) != (not gaps):
            wrong.append(f"{host}: gap {one['shortest_gap']} of {len(starts)} requests")
        # The log sees a start when it has arrived.
        elif gaps and abs(min(gaps) - one["shortest_gap"]) > 0.5:
            wrong.append(f"{host}: gap {one['shortest_gap']}, the log has {min(gaps)}")
    return wrong


def hosts(world: World) -> Any:
    """Give what the command tells."""
    return world.mill.do("politeness", "--json").json["hosts"]


@pytest.mark.rule("P34")
def test_requests_304s_and_bytes(world: World) -> None:
    """A day of polls at two hosts."""
    world.serve("a.example/f", route=conditional)
    world.serve("b.example/f", Reply(body=BODY))
    world.sources(a="a.example/f", b="b.example/f")
    log = world.poll(every=timedelta(hours=6), during=timedelta(hours=24))
    asked_b = sum(request.seen.name == "b.example" for request in log)

    assert [] == differences(world, {"a.example": len(BODY), "b.example": asked_b * len(BODY)})
    assert sum(request.is_conditional for request in log) == hosts(world)["a.example"]["not_modified"] > 0
    assert 0 == hosts(world)["b.example"]["not_modified"]
    assert hosts(world)["a.example"]["shortest_gap"] >= 3600


@pytest.mark.rule("P34")
def test_bytes_are_those_on_the_wire(world: World) -> None:
    """Compressed bodies count as they came."""
    packed = gzip.compress(BODY)
    world.serve("a.example/f", Reply(body=packed, headers=(("Content-Encoding", "gzip"),)))
    world.sources(a="a.example/f")
    world.run()

    assert [] == differences(world, {"a.example": len(packed)})


@pytest.mark.rule("P34")
def test_redirects_count_at_each_host(world: World) -> None:
    """Every hop is a request of its own host."""
    world.serve("a.example/f", Reply(status=302, headers=(("Location", world.url("b.example/1")),)))
    world.serve("b.example/1", Reply(status=301, headers=(("Location", "/2"),)))
    world.serve("b.example/2", Reply(body=BODY))
    world.sources(a="a.example/f")
    world.run()

    assert [] == differences(world, {"a.example": 0, "b.example": len(BODY)})
    assert {"a.example": 1, "b.example": 2} == {name: one["requests"] for name, one in hosts(world).items()}


@pytest.mark.rule("P34")
def test_429s_are_counted(world: World) -> None:
    """And so is each request that met one."""
    world.serve("a.example/f", Reply(status=429, headers=(("Retry-After", "60"),)))
    world.sources(a="a.example/f")
    world.poll(every=timedelta(hours=12), during=timedelta(hours=48))
    told = hosts(world)["a.example"]

    assert [] == differences(world, {})
    assert len(world.log) == told["too_many"] == told["requests"] > 1


@pytest.mark.rule("P34")
def test_what_never_left_is_not_counted(world: World) -> None:
    """Names that cannot be looked up, hosts that take no connection, addresses that are refused."""
    world.unknown.add("a.example")
    world.refusing.add("b.example")
    world.serve("c.example/f", Reply(body=BODY))
    world.sources(a="a.example/f", b="b.example/f", c="c.example/f", d="http://10.0.0.1/f")
    world.run()

    assert [] == differences(world, {"c.example": len(BODY)})
    assert ["c.example"] == list(hosts(world))


@pytest.mark.rule("P34")
@pytest.mark.parametrize(
    "raw", [(), (b"HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n<rss",), (b"\0\0\r\n\r\n",)]
)
def test_requests_that_fail_count(world: World, raw: tuple[bytes, ...]) -> None:
    """They did leave."""
    world.serve("a.example/f", Reply(raw=raw))
    world.sources(a="a.example/f")
    world.run()

    assert [] == differences(world, {})
    assert 1 == hosts(world)["a.example"]["requests"]


@pytest.mark.rule("P34")
@pytest.mark.parametrize("step", ["retag", "publish"])
def test_counts_of_a_run_that_fails_are_kept(
    world: World, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    """What goes wrong after the requests takes no count away."""

    def fail(*rest: Any, **more: Any) -> None:
        raise PublishError("no space left")

    monkeypatch.setattr(cycle, step, fail)
    world.serve("a.example/f", Reply(body=BODY))
    world.sources(a="a.example/f")
    world.run(code=1)

    assert [] == differences(world, {"a.example": len(BODY)})


@pytest.mark.rule("P34")
def test_counts_of_a_dry_run_are_kept(world: World) -> None:
    """Its requests did leave."""
    world.serve("a.example/f", Reply(body=BODY))
    world.sources(a="a.example/f")
    world.run("--dry-run")

    assert [] == differences(world, {"a.example": len(BODY)})


@pytest.mark.rule("P34")
def test_gap_within_a_run(world: World) -> None:
    """Two feeds of one host are asked a gap apart."""
    world.configure('host_gap = "0.3s"')
    for name in "12":
        world.serve(f"a.example/{name}", Reply(body=BODY))
    world.sources(a="a.example/1", b="a.example/2")
    world.run()

    assert [] == differences(world, {"a.example": 2 * len(BODY)})
    assert 0.27 <= hosts(world)["a.example"]["shortest_gap"] <= 11


class Book:
    """What publishers answered, by their own account, by host."""

    def __init__(self, world: World) -> None:
        self._world = world
        self.bodies: Counter[str] = Counter()
        self.statuses: Counter[tuple[str, int]] = Counter()

    def serve(self, place: str, route: Callable[[Seen], Reply]) -> None:
        """Answer at a place, and note what is answered."""

        def noted(seen: Seen) -> Reply:
            reply = route(seen)
            if reply.raw is None:
                self.bodies[seen.name] += len(reply.body)
                self.statuses[seen.name, reply.status] += 1
            return reply

        self._world.serve(place, route=noted)

    def differences(self) -> list[str]:
        """P34: compare all five counts with the servers' own."""
        wrong = differences(self._world, self.bodies)
        told = hosts(self._world)
        for name, status in (("not_modified", 304), ("too_many", 429)):
            wrong += [
                f"{host}: {one[name]} {name}, the servers said {self.statuses[host, status]}"
                for host, one in told.items()
                if one[name] != self.statuses[host, status]
            ]
        return wrong


class Archive:
    """A feed of five items, newest first, with older pages; the second page breaks once."""

    def __init__(self, base: str) -> None:
        self._base = base
        self.published = 5
        self.breaks = 1

    def __call__(self, seen: Seen) -> Reply:
        """Give a page."""
        page = int(seen.target.partition("page=")[2] or 1)
        if page == 2 and self.breaks:
            self.breaks -= 1
            return Reply(status=500)
        newest = self.published - 5 * (page - 1)
        items = (
            item(f"{n}", f"Item {n}", "", f"https://p.example/{n}") for n in range(newest, newest - 5, -1)
        )
        older = (
            f'<a:link xmlns:a="http://www.w3.org/2005/Atom" rel="next" href="{self._base}?page={page + 1}"/>'
        )
        body = rss(*items)
        return Reply(body=body.replace(b"<title>", older.encode() + b"<title>", 1) if newest > 5 else body)


def two_days(world: World) -> Book:
    """Poll a feed that rolls over, and one behind redirects that is unwell in every way."""
    book = Book(world)
    archive = Archive(world.url("a.example/f"))
    unwell = iter([Reply(body=BODY, headers=ETAG), Reply(status=304), Reply(raw=()), Reply(status=503)])
    busy = iter([Reply(status=429, headers=(("Retry-After", "7200"),))])
    book.serve("a.example/f", archive)
    book.serve("b.example/f", lambda _: Reply(status=302, headers=(("Location", world.url("c.example/1")),)))
    book.serve("c.example/1", lambda _: Reply(status=301, headers=(("Location", "/2"),)))
    book.serve("c.example/2", lambda seen: next(unwell, None) or next(busy, None) or conditional(seen))
    world.sources(a='a.example/f\nevery = "2h"', b='b.example/f\nevery = "2h"')
    for day in range(2):
        world.poll(every=timedelta(hours=2), during=timedelta(hours=24))
        archive.published += 20 - 20 * day
    return book


@pytest.mark.rule("P34")
def test_redirects_pages_and_retries_together(world: World) -> None:
    """Two days of everything: all five counts of each host are the servers' own."""
    book = two_days(world)
    told = hosts(world)

    assert [] == book.differences()
    assert {"a.example", "b.example", "c.example"} == told.keys()
    assert 1 == told["c.example"]["too_many"] < told["c.example"]["not_modified"]
    assert 1 == book.statuses["a.example", 500]
    assert any("page=3" in one.url for one in world.log)


@pytest.mark.control("P34")
def test_control_a_build_that_looks_at_the_last_hop_alone_is_noticed(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Answers that are left out differ from the servers' account."""
    monkeypatch.setattr(Ledger, "answered", lambda *_: None)

    assert two_days(world).differences()


@pytest.mark.rule("P34")
def test_table_is_for_people(world: World) -> None:
    """One line a host, and a heading even where nothing was asked."""
    world.serve("a.example/f", route=conditional)
    world.sources(a="a.example/f")
    assert world.mill.do("politeness").out.startswith("HOST")
    world.run()

    assert world.mill.do("politeness").out.splitlines()[1].startswith("a.example  1")


@pytest.mark.control("P34")
@pytest.mark.parametrize("method", ["started", "received"])
def test_control_a_build_that_forgets_to_count_is_noticed(
    world: World, monkeypatch: pytest.MonkeyPatch, method: str
) -> None:
    """A count that is left out, or made twice, differs from the log."""
    honest = getattr(Ledger, method)

    def twice(self: Ledger, *rest: Any) -> None:
        honest(self, *rest)
        honest(self, *rest)

    monkeypatch.setattr(Ledger, method, twice)
    world.serve("a.example/f", Reply(body=BODY))
    world.sources(a="a.example/f")
    world.run()

    assert [] != differences(world, {"a.example": len(BODY)})
