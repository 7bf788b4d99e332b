"""Each host is asked one thing at a time, with pauses, and left alone when it says so."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise

import pytest

from fetching import LOCAL, code_of, error_of, fetch, request
from loopback import Loopback, Reply, Seen

BODY = b"<rss/>"
SLOW = Reply(raw=(0.03, b"HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\n<rss/>"))


def to_loopback(host: str, port: int) -> tuple[str, ...]:
    """Lead every name to the server of the test."""
    return ("127.0.0.1",)


def overlaps(requests: list[Seen]) -> int:
    """Count pairs of neighbours of which one began before the other had ended."""
    ordered = sorted(requests, key=lambda seen: seen.began)
    return sum(later.began < earlier.ended for earlier, later in pairwise(ordered))


def gaps(requests: list[Seen]) -> list[float]:
    """Give the seconds between starts."""
    starts = sorted(seen.began for seen in requests)
    return [later - earlier for earlier, later in pairwise(starts)]


def test_one_request_in_flight_per_host() -> None:
    """Twenty documents of one host come one after the other."""
    with Loopback() as server:
        server.routes.update({f"/{n}": SLOW for n in range(20)})
        answers = fetch([request(server.url(f"/{n}")) for n in range(20)])

    assert not any(map(code_of, answers))
    assert 20 == len(server.requests)
    assert 0 == overlaps(server.requests)


def test_control_distinct_hosts_overlap() -> None:
    """Hosts of their own are asked at the same time."""
    with Loopback("0.0.0.0") as server:
        server.routes["/"] = SLOW
        fetch([request(server.url(host=f"127.0.1.{n}")) for n in range(20)])

    assert 20 == len(server.requests)
    assert overlaps(server.requests) > 10


def test_concurrency_is_bounded() -> None:
    """No more hosts are asked at once than the settings say."""
    with Loopback("0.0.0.0") as server:
        server.routes["/"] = SLOW
        fetch([request(server.url(host=f"127.0.1.{n}")) for n in range(6)], concurrency=1)

    assert 6 == len(server.requests)
    assert 0 == overlaps(server.requests)


def test_starts_on_a_public_host_keep_their_distance() -> None:
    """Between two starts on a host with a name lies the gap, redirects counted."""
    with Loopback() as server:
        server.routes.update({f"/{n}": Reply(body=BODY) for n in range(3)})
        server.routes["/old"] = Reply(status=302, headers=(("Location", "/0"),))
        requests = [request(server.url(path, host="feeds.example")) for path in ("/1", "/old", "/2")]
        answers = fetch(requests, resolver=to_loopback, host_gap=timedelta(seconds=0.2))

    assert not any(map(code_of, answers))
    assert 4 == len(server.requests)
    assert min(gaps(server.requests)) >= 0.18


@pytest.mark.parametrize("explicit", [False, True])
def test_private_hosts_have_a_gap_only_if_set(explicit: bool) -> None:  # noqa: FBT001 -- a case
    """On the operator's own network the gap is his to set."""
    keys = frozenset({"host_gap"}) if explicit else frozenset()
    with Loopback() as server:
        server.routes["/1"] = server.routes["/2"] = Reply(body=BODY)
        requests = [request(server.url(path)) for path in ("/1", "/2")]
        fetch(requests, host_gap=timedelta(seconds=0.4), explicit=keys)

    assert explicit == (gaps(server.requests)[0] >= 0.35)


def test_waiting_for_a_turn_is_no_timeout() -> None:
    """A deadline counts the publisher's time, not the time that we make ourselves wait."""
    with Loopback() as server:
        server.routes.update({f"/{n}": Reply(body=BODY) for n in range(4)})
        answers = fetch(
            [request(server.url(f"/{n}", host="feeds.example")) for n in range(4)],
            resolver=to_loopback,
            host_gap=timedelta(seconds=0.2),
            timeout=timedelta(seconds=0.3),
        )

    assert ["", "", "", ""] == list(map(code_of, answers))


def test_429_ends_what_else_its_host_would_be_asked() -> None:
    """A host that says "too often" is not asked again in this run; others are."""
    with Loopback() as server:
        server.routes["/1"] = Reply(status=429, headers=(("Retry-After", "90"),))
        server.routes["/2"] = server.routes["/3"] = Reply(body=BODY)
        requests = [request(server.url(f"/{n}", host="feeds.example"), source=f"{n}") for n in (1, 2, 3)]
        requests.append(request(server.url("/2", host="other.example"), source="other"))
        answers = fetch(requests, resolver=to_loopback, host_gap=timedelta(0))
    codes = {answer.source: code_of(answer) for answer in answers}

    assert {"1": "http-429", "2": "http-429", "3": "http-429", "other": ""} == codes
    assert 2 == len(server.requests)
    assert {timedelta(seconds=90)} == {error_of(each).retry_after for each in answers if code_of(each)}


@pytest.mark.parametrize("host", ["127.0.0.1", "intranet"])
def test_429_of_an_address_or_a_bare_name_counts_for_its_url(host: str) -> None:
    """Behind such a host there may be many servers."""
    with Loopback() as server:
        server.routes["/1"] = Reply(status=429)
        server.routes["/2"] = Reply(body=BODY)
        requests = [request(server.url(path, host=host)) for path in ("/1", "/2")]
        answers = fetch(requests, resolver=to_loopback, host_gap=timedelta(0))

    assert ["", "http-429"] == sorted(map(code_of, answers))


def test_503_counts_for_its_url() -> None:
    """One broken page does not silence a host."""
    with Loopback() as server:
        server.routes["/1"] = Reply(status=503, headers=(("Retry-After", "90"),))
        server.routes["/2"] = Reply(body=BODY)
        requests = [request(server.url(path, host="feeds.example")) for path in ("/1", "/2")]
        answers = fetch(requests, resolver=to_loopback, host_gap=timedelta(0))

    assert ["", "http-503"] == sorted(map(code_of, answers))


def test_default_gap_is_a_second() -> None:
    """Politeness does not depend on the operator."""
    assert timedelta(seconds=1) == LOCAL.host_gap
