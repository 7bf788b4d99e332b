"""Nobody holds a slot while waiting: for a host's turn, for a new host, or for a slow answer."""

from __future__ import annotations

import asyncio
from collections.abc import Hashable
from datetime import timedelta

import pytest

from feedmill.fetch import exchange, watch
from feedmill.fetch.exchange import Exchange
from fetching import code_of, fetch, request
from loopback import Loopback, Reply

FEED = Reply(body=b"<rss/>")
GAP = 0.3


def to_loopback(host: str, port: int) -> tuple[str, ...]:
    """Lead every name to the server of the test."""
    return ("127.0.0.1",)


def wait_of_the_honest(server: Loopback) -> float:
    """Ask 16 hosts that all lead to one, then an honest one, on 8 slots; give when that was asked."""
    for n in range(16):
        location = server.url(f"/{n}", host="crowded.example")
        server.routes[f"old{n}.example/"] = Reply(status=302, headers=(("Location", location),))
        server.routes[f"crowded.example/{n}"] = FEED
    server.routes["honest.example/"] = FEED
    hosts = [*(f"old{n}.example" for n in range(16)), "honest.example"]
    answers = fetch(
        [request(server.url(host=host)) for host in hosts],
        resolver=to_loopback,
        host_gap=timedelta(seconds=GAP),
        concurrency=8,
    )
    began = {seen.name: seen.began for seen in reversed(server.requests)}

    assert [""] * 17 == list(map(code_of, answers))
    return began["honest.example"] - began["old0.example"]


def test_those_who_are_led_to_one_host_hold_no_slot_there() -> None:
    """They queue up there, and whoever comes behind them is asked at once."""
    with Loopback() as server:
        waited = wait_of_the_honest(server)

    assert waited < 5 * GAP


def test_control_waiting_in_a_slot_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    """A build that waits for the new host inside the slot keeps the honest one waiting."""
    turn = asyncio.Lock()

    async def hold(self: Exchange, lane: Hashable, task: asyncio.Task[None]) -> None:
        job = self._lanes.take(lane)
        while (answer := await self._hop(job, task)) is None:
            async with turn:
                await asyncio.sleep(GAP)
        job.answer = answer
        await self._hand_over(job)
        self._lanes.leave(lane)
        self._open -= 1
        if not self._open:
            self._end()

    monkeypatch.setattr(Exchange, "_serve", hold)
    with Loopback() as server:
        waited = wait_of_the_honest(server)

    assert waited > 5 * GAP


def test_own_requests_of_a_host_come_before_those_that_others_lead_to_it() -> None:
    """Twenty strangers cannot push a host's own second source back, nor its own redirect."""
    with Loopback() as server:
        for n in range(20):
            location = server.url(f"/{n}", host="home.example")
            server.routes[f"old{n}.example/"] = Reply(status=302, headers=(("Location", location),))
            server.routes[f"home.example/{n}"] = FEED
        server.routes["home.example/own"] = Reply(status=302, headers=(("Location", "/new"),))
        server.routes["home.example/new"] = server.routes["home.example/other"] = FEED
        requests = [request(server.url(host=f"old{n}.example")) for n in range(20)]
        requests += [request(server.url(path, host="home.example")) for path in ("/own", "/other")]
        fetch(requests, resolver=to_loopback, host_gap=timedelta(seconds=0.05))
    asked = [seen.target for seen in server.requests if seen.name == "home.example"]

    assert ["/own", "/new", "/other"] == asked[:3]
    assert 23 == len(asked)


def most_at_once(server: Loopback) -> int:
    """Count the requests that the server had at the same time, at most."""
    moments = [(seen.began, 1) for seen in server.requests]
    moments += [(seen.ended, -1) for seen in server.requests]
    now, most = 0, 0
    for _, change in sorted(moments):
        now += change
        most = max(most, now)
    return most


@pytest.mark.parametrize("slots", [1, 4])
def test_slow_answers_lend_their_slots_up_to_a_bound(monkeypatch: pytest.MonkeyPatch, slots: int) -> None:
    """Three for each slot; never more connections than that."""
    monkeypatch.setattr(watch, "SLOW_SECONDS", 0.1)
    with Loopback("0.0.0.0") as server:
        server.routes["/"] = Reply(raw=(1.5, b"HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\n<rss/>"))
        count = 6 * slots
        answers = fetch([request(server.url(host=f"127.0.6.{n}")) for n in range(count)], concurrency=slots)

    assert [""] * count == list(map(code_of, answers))
    assert slots * (1 + exchange.SLOW_TO_A_SLOT) == most_at_once(server)


def test_quick_answers_keep_to_the_slots() -> None:
    """What takes less than two seconds is bounded by `concurrency` alone."""
    with Loopback("0.0.0.0") as server:
        server.routes["/"] = Reply(raw=(0.2, b"HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\n<rss/>"))
        fetch([request(server.url(host=f"127.0.6.{n}")) for n in range(30)], concurrency=5)

    assert 5 == most_at_once(server)


@pytest.mark.parametrize("hosts", [1, 3])
def test_there_are_no_more_workers_than_places(monkeypatch: pytest.MonkeyPatch, hosts: int) -> None:
    """Slots that nobody can use cost nothing."""
    workers = []
    honest = Exchange._work

    async def counted(self: Exchange) -> None:
        workers.append(len(self._workers))
        await honest(self)

    monkeypatch.setattr(Exchange, "_work", counted)
    with Loopback("0.0.0.0") as server:
        server.routes["/"] = FEED
        fetch([request(server.url(f"/?{n}", host=f"127.0.7.{n % hosts}")) for n in range(12)])

    assert max(workers) <= hosts
