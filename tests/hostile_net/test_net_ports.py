"""T3: ports of other services are closed on public hosts; ports that are none are no address at all."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest

from feedmill.fetch import guard
from feedmill.model import Answer, FetchSettings
from fetching import code_of, fetch, request
from hostile_net.attackers import Canary
from loopback import Loopback, Reply

Record = Callable[[str, object], None]

#: The Fetch standard's "bad port" list (https://fetch.spec.whatwg.org/#port-blocking).
BAD_PORTS = (
    *(1, 7, 9, 11, 13, 15, 17, 19, 20, 21, 22, 23, 25, 37, 42, 43, 53, 69, 77, 79, 87, 95),
    *(101, 102, 103, 104, 109, 110, 111, 113, 115, 117, 119, 123, 135, 137, 139, 143, 161, 179),
    *(389, 427, 465, 512, 513, 514, 515, 526, 530, 531, 532, 540, 548, 554, 556, 563, 587, 601, 636),
    *(989, 990, 993, 995, 1719, 1720, 1723, 2049, 3659, 4045, 4190, 5060, 5061, 6000, 6566),
    *(6665, 6666, 6667, 6668, 6669, 6679, 6697, 10080),
)
#: Stores, queues and consoles that browsers do not know of.
SERVICES = (445, 1433, 2375, 3306, 3389, 5432, 5900, 6379, 9200, 11211, 27017)
#: After the host: what is no port, and what is one in disguise.
NO_PORTS = (
    *(":0", ":00", ":65536", ":65616", ":99999", ":-1", ":-80", ":+80", ":80:80", ":0x50", ":8e1", ":8_0"),
    *(":80 ", ": 80", ":\t80", ":\uff18\uff10", ":\u0668\u0660", ":4294967376", ":18446744073709551696"),
    *(":" + "9" * 5_000, ":a"),
    *(":80\\", ":80%30", ":%38%30", ":http", "::80", ":80@", ":80;", ":80,443", ":!"),
)  # fmt: skip
#: Where everything listens here.
HOST = "127.0.0.79"
NAMES = (HOST, "service.example")
SETTINGS = FetchSettings(host_gap=timedelta(0))


@pytest.fixture
def public(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let loopback be a public network: on the operator's own ones, every port is open."""
    monkeypatch.setattr(guard, "_CLOSED_V4", ())


@pytest.fixture
def services() -> Iterator[list[Canary]]:
    """Put a canary on every port of another service that this process may have."""
    with contextlib.ExitStack() as stack:
        birds = []
        for port in (*BAD_PORTS, *SERVICES):
            with contextlib.suppress(PermissionError):  # below 1024
                birds.append(stack.enter_context(Canary(HOST, port=port)))
        yield birds


def through_redirects(targets: list[str]) -> list[Answer]:
    """Ask a server on a port that is open, and that sends us on to each of them."""
    with Loopback(HOST) as server:
        for number, target in enumerate(targets):
            server.routes[f"/{number}"] = Reply(status=302, headers=(("Location", target),))
        return fetch([request(server.url(f"/{number}")) for number in range(len(targets))], settings=SETTINGS)


def by_name(_host: str, _port: int) -> tuple[str, ...]:
    """Look every name up."""
    return (HOST,)


@pytest.mark.usefixtures("public")
def test_no_port_of_another_service_as_a_source(services: list[Canary], record_property: Record) -> None:
    """By address and by name, with and without TLS, nobody there hears a byte."""
    ports = (*BAD_PORTS, *SERVICES)
    places = [
        f"{scheme}://{host}:{port}/" for port in ports for scheme in ("http", "https") for host in NAMES
    ]
    answers = fetch([request(url) for url in places], settings=SETTINGS, resolver=by_name)
    record_property("inputs", len(places))

    assert {"refused-address"} == set(map(code_of, answers))
    assert len(places) == len(answers)
    assert 0 == sum(bird.visits for bird in services)


@pytest.mark.usefixtures("public")
def test_no_port_of_another_service_behind_a_redirect(
    services: list[Canary], record_property: Record
) -> None:
    """Nor does a server that may be asked lead there."""
    targets = [f"http://{HOST}:{port}/" for port in (*BAD_PORTS, *SERVICES)]
    answers = through_redirects(targets)
    record_property("inputs", len(targets))

    assert {"refused-address"} == set(map(code_of, answers))
    assert 0 == sum(bird.visits for bird in services)


@pytest.mark.usefixtures("public")
def test_what_is_no_port_is_no_address(opened: list[str], record_property: Record) -> None:
    """Zero, too much, signs, other digits: refused as they stand, never taken modulo anything."""
    places = [f"http://{host}{port}/" for port in NO_PORTS for host in (HOST, "[::1]", "service.example")]
    answers = fetch([request(url) for url in places], settings=SETTINGS, resolver=by_name)
    record_property("inputs", len(places))

    assert {"bad-url"} == set(map(code_of, answers))
    assert [] == opened


@pytest.mark.usefixtures("public")
def test_what_is_no_port_leads_nowhere(record_property: Record) -> None:
    """The same behind a redirect: no second request is made."""
    targets = [f"//{HOST}{port}/" for port in NO_PORTS if port.isascii()]
    answers = through_redirects(targets)
    record_property("inputs", len(targets))

    assert {code_of(answer) for answer in answers} <= {"bad-url", "protocol"}


def test_the_list_is_the_standards() -> None:
    """Every port of the Fetch standard's list is closed."""
    assert set() == set(BAD_PORTS) - guard._CLOSED_PORTS


@pytest.mark.usefixtures("public")
def test_control_without_the_list_services_hear_us(
    services: list[Canary], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The canaries do hear what is let through, as a source and by redirect."""
    monkeypatch.setattr(guard, "_CLOSED_PORTS", frozenset())
    targets = [f"http://{HOST}:{bird.port}/" for bird in services if bird.port in {2049, 6379, 11211}]
    fetch([request(url) for url in targets], settings=SETTINGS, timeout=timedelta(seconds=2))
    as_sources = sum(bird.visits for bird in services)
    through_redirects(targets)

    assert (3, 6) == (as_sources, sum(bird.visits for bird in services))
