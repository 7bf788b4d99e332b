"""A host that hangs, or says that it is asked too often, costs a run little."""

from __future__ import annotations

import time
from collections import Counter
from datetime import timedelta

import pytest

from feedmill.fetch import silence
from feedmill.model import Answer, FetchError
from fetching import LOCAL, code_of, error_of, fetch, request
from loopback import Loopback, Reply, Seen

FEED = Reply(body=b"<rss/>")
HANG = Reply(raw=(99.0,))
SHORT = timedelta(seconds=0.4)


def to_loopback(host: str, port: int) -> tuple[str, ...]:
    """Lead every name to the server of the test."""
    return ("127.0.0.1",)


def asked(answers: list[Answer]) -> int:
    """Count the answers for which something was asked."""
    return sum(not isinstance(answer, FetchError) or answer.asked for answer in answers)


@pytest.mark.parametrize("host", ["feeds.example", "127.0.0.1"])
def test_a_host_that_hangs_costs_three_timeouts(host: str) -> None:
    """The rest of its sources is told so, and not asked."""
    began = time.monotonic()
    with Loopback() as server:
        server.routes.update({f"/{n}": HANG for n in range(20)})
        answers = fetch(
            [request(server.url(f"/{n}", host=host)) for n in range(20)],
            resolver=to_loopback,
            timeout=SHORT,
            host_gap=timedelta(0),
        )

    assert 3 == len(server.requests) == asked(answers)
    assert ["timeout"] * 20 == list(map(code_of, answers))
    assert 17 == sum("not asked in this run" in error_of(answer).message for answer in answers)
    assert time.monotonic() - began < 20 * SHORT.total_seconds() / 2


def test_control_without_the_count_each_source_costs_a_timeout(monkeypatch: pytest.MonkeyPatch) -> None:
    """The measure does see a build that asks on."""
    monkeypatch.setattr(silence, "ENDS_A_PLACE", 99)
    monkeypatch.setattr(silence, "MANY", 99)
    with Loopback() as server:
        answers = fetch(
            [request(server.url(f"/{n}")) for n in range(6)],
            timeout=timedelta(seconds=0.2),
        )
        server.routes.update({f"/{n}": HANG for n in range(6)})
        answers = fetch([request(server.url(f"/{n}")) for n in range(6)], timeout=timedelta(seconds=0.2))

    assert 6 == asked(answers)


def test_a_port_that_takes_no_connection_is_tried_three_times() -> None:
    """And what is not tried counts as unreachable like what is."""
    with Loopback() as server:
        url = server.url(host="feeds.example")
    answers = fetch([request(f"{url}{n}") for n in range(8)], resolver=to_loopback, host_gap=timedelta(0))

    assert 3 == asked(answers)
    assert {("connect", True)} == {(code_of(one), error_of(one).unreachable) for one in answers}


def test_a_name_that_is_unknown_is_looked_up_three_times() -> None:
    """A name server that hangs takes eight seconds each time."""
    looked_up: Counter[str] = Counter()

    def unknown(host: str, port: int) -> tuple[str, ...]:
        looked_up[host] += 1
        raise OSError("no such name")

    answers = fetch(
        [request(f"http://feeds.example/{n}") for n in range(8)], resolver=unknown, host_gap=timedelta(0)
    )

    assert {"feeds.example": 3} == looked_up
    assert ["dns"] * 8 == list(map(code_of, answers))


def test_an_answer_in_between_keeps_a_host_going() -> None:
    """Slow URLs of a large host do not silence the others; an error page is an answer too."""
    with Loopback() as server:
        for n in range(40):
            server.routes[f"/{n}"] = HANG if n % 8 == 7 else (FEED if n % 2 else Reply(status=500))
        answers = fetch([request(server.url(f"/{n}")) for n in range(40)], timeout=timedelta(seconds=0.2))

    assert 40 == asked(answers) == len(server.requests)


def test_another_port_and_another_host_are_asked() -> None:
    """A silence is about its port."""
    with Loopback("0.0.0.0") as server, Loopback() as second:
        server.routes.update({f"feeds.example/{n}": HANG for n in range(5)})
        server.routes["other.example/"] = second.routes["/"] = FEED
        urls = [server.url(f"/{n}", host="feeds.example") for n in range(5)]
        urls += [server.url(host="other.example"), second.url(host="feeds.example")]
        answers = fetch(
            [request(url) for url in urls], resolver=to_loopback, timeout=SHORT, host_gap=timedelta(0)
        )

    assert 5 == asked(answers)
    assert 2 == sum(code_of(answer) == "" for answer in answers)


def test_a_target_that_hangs_counts_where_it_hangs() -> None:
    """Those led to a host that hangs do not silence the hosts that led there."""
    with Loopback() as server:
        for n in range(6):
            location = server.url(f"/{n}", host="hangs.example")
            server.routes[f"old.example/{n}"] = Reply(status=302, headers=(("Location", location),))
            server.routes[f"hangs.example/{n}"] = HANG
        server.routes["old.example/well"] = FEED
        urls = [server.url(f"/{n}", host="old.example") for n in (*range(6), "well")]
        answers = fetch(
            [request(url) for url in urls], resolver=to_loopback, timeout=SHORT, host_gap=timedelta(0)
        )
    names = Counter(seen.name for seen in server.requests)

    assert {"old.example": 7, "hangs.example": 3} == names
    assert 7 == asked(answers)
    assert 1 == sum(code_of(answer) == "" for answer in answers)


def redirect_to_too_many(server: Loopback) -> list[Answer]:
    """Ask two sources of a host that leads one of them to a host that says 429, and two of that host."""
    away = Reply(status=302, headers=(("Location", server.url("/1", host="busy.example")),))
    server.routes["home.example/a"] = away
    server.routes["home.example/b"] = FEED
    # The first answer comes when the redirect has been followed already.
    server.routes["busy.example/0"] = Reply(raw=(0.3, b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx"))
    server.routes["busy.example/1"] = Reply(status=429, headers=(("Retry-After", "90"),))
    server.routes["busy.example/2"] = FEED
    places = [("a", "home.example"), ("0", "busy.example"), ("2", "busy.example"), ("b", "home.example")]
    return fetch(
        [request(server.url(f"/{path}", host=host), source=path) for path, host in places],
        resolver=to_loopback,
        host_gap=timedelta(seconds=0.1),
    )


def test_a_429_behind_a_redirect_speaks_for_the_host_that_said_it() -> None:
    """The host that led there is asked on, the one that said it is not."""
    with Loopback() as server:
        server.routes["busy.example/3"] = server.routes["busy.example/4"] = FEED
        answers = redirect_to_too_many(server)
        codes = {answer.source: code_of(answer) for answer in answers}

    assert {"a": "http-429", "b": "", "0": "", "2": ""} == codes


def test_who_comes_after_a_429_behind_a_redirect_is_not_asked() -> None:
    """Sources of that host that wait behind it, its own or led there, are passed over."""

    def late(seen: Seen) -> Reply:
        location = server.url("/3", host="busy.example")
        head = f"HTTP/1.1 302 Found\r\nContent-Length: 0\r\nLocation: {location}\r\n\r\n"
        return Reply(raw=(0.5, head.encode()))

    with Loopback() as server:
        server.routes["late.example/"] = late
        server.routes["busy.example/3"] = FEED
        url = server.url(host="late.example")
        server.routes["home.example/"] = Reply(
            status=302, headers=(("Location", server.url("/1", host="busy.example")),)
        )
        server.routes["busy.example/1"] = Reply(status=429, headers=(("Retry-After", "90"),))
        answers = fetch(
            [request(server.url(host="home.example"), source="a"), request(url, source="late")],
            resolver=to_loopback,
            host_gap=timedelta(0),
        )

    assert {"a": "http-429", "late": "http-429"} == {one.source: code_of(one) for one in answers}
    assert 0 == sum(seen.target == "/3" for seen in server.requests)
    assert {timedelta(seconds=90)} == {error_of(answer).retry_after for answer in answers}
    # Their own URLs were asked.
    assert 2 == asked(answers)


def test_local_settings_are_those_of_the_tests() -> None:
    """Nothing here depends on a longer deadline than the default."""
    assert timedelta(seconds=30) == LOCAL.timeout


@pytest.mark.parametrize("share", [2, 3])
def test_a_host_that_answers_now_and_then_is_passed_over(share: int) -> None:
    """Four without an answer, where a quarter of those asked got none."""
    with Loopback() as server:
        server.routes.update({f"/{n}": FEED if n % share == share - 1 else HANG for n in range(20)})
        answers = fetch([request(server.url(f"/{n}")) for n in range(20)], timeout=SHORT)

    assert 4 == sum(code_of(answer) == "timeout" and error_of(answer).asked for answer in answers)
    assert len(server.requests) < 10


def test_control_without_the_share_such_a_host_costs_every_timeout(monkeypatch: pytest.MonkeyPatch) -> None:
    """The count does see a build that looks at rows of failures alone."""
    monkeypatch.setattr(silence, "MANY", 99)
    with Loopback() as server:
        server.routes.update({f"/{n}": FEED if n % 2 else HANG for n in range(12)})
        answers = fetch([request(server.url(f"/{n}")) for n in range(12)], timeout=timedelta(seconds=0.2))

    assert 12 == asked(answers)
