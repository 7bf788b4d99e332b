"""Nothing that is not public is connected to, however it is spelled."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from feedmill.fetch.guard import Guard, RefusedAddress
from feedmill.model import FetchSettings
from fetching import LOCAL, ask, code_of, fetch, request
from loopback import Loopback, Reply

OPEN = FetchSettings()

DATA = Path(__file__).parents[2] / "data" / "http"


def lines(name: str) -> list[str]:
    """Read a list of cases."""
    text = (DATA / name).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if not line.startswith("#")]


CLOSED = lines("closed-addresses.txt")
PUBLIC = [
    "1.1.1.1",
    "8.8.8.8",
    "93.184.216.34",
    "172.32.0.1",
    "100.128.0.1",
    "2001:4860:4860::8888",
    "2606:4700::1111",
    "2a00::1",
]
SPELLINGS = lines("refused-urls.txt")
NAMES = {
    "metadata.test": ("169.254.169.254", "127.0.0.1"),
    "mixed.test": ("127.0.0.1", "::1", "10.0.0.1"),
    "mapped.test": ("::ffff:127.0.0.1",),
    "nat64.test": ("64:ff9b::7f00:1",),
    "localhost": ("127.0.0.1", "::1"),
}


def resolve(host: str, port: int) -> tuple[str, ...]:
    """Know a few names, and read old spellings as the system's resolver does."""
    if host.rstrip(".") in NAMES:
        return NAMES[host.rstrip(".")]
    return (socket.inet_ntoa(socket.inet_aton(host)),)


class Canary:
    """A socket on loopback that counts who comes."""

    def __init__(self) -> None:
        self.visits = 0
        self._socket = socket.create_server(("0.0.0.0", 0))
        self.port: int = self._socket.getsockname()[1]
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        while True:
            try:
                visitor, _ = self._socket.accept()
            except OSError:
                return
            self.visits += 1
            visitor.close()

    def close(self) -> None:
        """Stop to listen."""
        self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()


@pytest.fixture
def canary() -> Iterator[Canary]:
    """Give a canary for one test."""
    bird = Canary()
    yield bird
    bird.close()


@pytest.mark.parametrize("address", CLOSED)
def test_closed_addresses(address: str) -> None:
    """No address outside the public internet passes."""
    with pytest.raises(RefusedAddress):
        Guard().check(address, 80)


@pytest.mark.parametrize("address", PUBLIC)
def test_public_addresses(address: str) -> None:
    """Public addresses pass on web ports, and on no port of another service."""
    Guard().check(address, 443)
    Guard().check(address, 8080)

    with pytest.raises(RefusedAddress, match="port 22"):
        Guard().check(address, 22)


def test_allowed_networks_lift_both_checks() -> None:
    """`allow_private` opens its own networks, on every port, and nothing beside them."""
    guard = Guard(["10.0.0.0/8", "fd00::/8"])

    guard.check("10.1.2.3", 22)
    guard.check("fd00::1", 6379)
    for address in ("127.0.0.1", "192.168.0.1", "::ffff:10.0.0.1", "fe80::1"):
        with pytest.raises(RefusedAddress):
            guard.check(address, 80)


def test_socket_is_refused_at_the_last_door() -> None:
    """Whatever came before, no socket is opened for a closed address."""
    with pytest.raises(RefusedAddress):
        Guard().open_socket((socket.AF_INET, socket.SOCK_STREAM, 0, "", ("127.0.0.1", 80)))


def test_localhost_is_lifted_with_loopback() -> None:
    """The name localhost is as private as its address."""
    assert Guard(["127.0.0.0/8"]).lifts("localhost")
    assert Guard(["127.0.0.0/8"]).lifts("127.3.4.5")
    assert not Guard(["10.0.0.0/8"]).lifts("localhost")
    assert not Guard(["0.0.0.0/0"]).lifts("example.org")


def test_spellings_are_many() -> None:
    """The list is worth its name."""
    assert len(set(SPELLINGS)) >= 60


def test_no_spelling_reaches_the_canary(canary: Canary) -> None:
    """No spelling of an address, no name, no scheme brings a byte to loopback."""
    urls = [url.format(port=canary.port) for url in SPELLINGS]
    answers = fetch([request(url) for url in urls], settings=OPEN, resolver=resolve)
    codes = {code_of(answer) for answer in answers}

    assert 0 == canary.visits
    assert len(urls) == len(answers)
    assert codes <= {"refused-address", "refused-scheme", "bad-url", "dns"}


def test_control_an_open_guard_reaches_the_canary(canary: Canary) -> None:
    """The canary does hear what is let through."""
    urls = [f"http://{host}:{canary.port}/" for host in ("127.0.0.1", "mixed.test", "localhost")]
    fetch([request(url) for url in urls], settings=LOCAL, resolver=resolve)

    assert 3 == canary.visits


@pytest.mark.parametrize(
    "location",
    [
        "http://127.0.0.2:{port}/",
        "http://2130706434:{port}/",
        "http://[::1]:{port}/",
        "http://[::ffff:127.0.0.2]:{port}/",
        "http://nat64.test:{port}/",
        "http://169.254.169.254/",
        "//10.0.0.1/",
    ],
)
def test_redirects_are_checked_like_first_addresses(location: str) -> None:
    """A server that may be asked cannot send us where we may not go."""
    with Loopback("0.0.0.0") as server:
        server.routes["/"] = Reply(status=302, headers=(("Location", location.format(port=server.port)),))
        answer = ask(server.url(host="127.0.0.1"), allow_private=("127.0.0.1/32",), resolver=resolve)

    assert "refused-address" == code_of(answer)
    assert 1 == server.connections


@pytest.mark.parametrize("location", ["file:///etc/passwd", "ftp://127.0.0.1/", "gopher://127.0.0.1:70/_"])
def test_redirects_keep_to_http(location: str) -> None:
    """Other schemes are refused after a redirect, too."""
    with Loopback() as server:
        server.routes["/"] = Reply(status=302, headers=(("Location", location),))
        answer = ask(server.url())

    assert "refused-scheme" == code_of(answer)


def test_rebinding_name_is_checked_at_each_connection(canary: Canary) -> None:
    """A name that led to an allowed address cannot lead to another one later."""
    answers = iter([("127.0.0.1",), ("127.0.0.2",)])
    with Loopback() as server:
        target = f"http://rebind.test:{canary.port}/"
        server.routes["/"] = Reply(status=302, headers=(("Location", target),))
        answer = ask(
            server.url(host="rebind.test"),
            allow_private=("127.0.0.1/32",),
            resolver=lambda host, port: next(answers),
        )

    assert ["/"] == server.targets
    assert "refused-address" == code_of(answer)
    assert 0 == canary.visits


def test_environment_is_not_read(canary: Canary, monkeypatch: pytest.MonkeyPatch) -> None:
    """Proxies of the environment get nothing."""
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, f"http://127.0.0.1:{canary.port}")
    with Loopback() as server:
        server.routes["/"] = Reply(body=b"<rss/>")
        answer = ask(server.url())

    assert "" == code_of(answer)
    assert 0 == canary.visits
