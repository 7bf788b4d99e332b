"""Networks that fail (F16): each fault is one failed source, its neighbours are read, the deadline holds."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest

from feedmill.fetch.asking import Asker
from feedmill.model import Answer, Fetched
from fetching import code_of, document_of, fetch, request
from hostile_net.attackers import Flood, reset
from loopback import Loopback, Reply

HEAD = b"HTTP/1.1 200 OK\r\n"
LONG_HEAD = HEAD + b"Content-Length: 99\r\n\r\n"
TIMEOUT = timedelta(seconds=1.5)
#: HTTP/2 (RFC 9113 sections 6.5 and 6.8): empty SETTINGS, then GOAWAY with last stream 0, ENHANCE_YOUR_CALM.
GOAWAY = bytes.fromhex("000000040000000000" + "000008070000000000" + "00000000" + "0000000b")

Play = Callable[[socket.socket], None]


def wait(client: socket.socket) -> None:
    """Hold the connection until the client goes."""
    client.recv(1)


def then(*steps: bytes | Callable[[socket.socket], None]) -> Play:
    """Send bytes and do things in turn."""

    def play(client: socket.socket) -> None:
        for step in steps:
            if isinstance(step, bytes):
                client.sendall(step)
                time.sleep(0.05)  # so that the head is read before what follows it
            else:
                step(client)

    return play


def half_close(client: socket.socket) -> None:
    """Send a FIN, and go on listening."""
    client.shutdown(socket.SHUT_WR)
    wait(client)


#: What the server does after it has read the request, and what the fetch comes to ("" = a cut document).
FAULTS: dict[str, tuple[Play, str]] = {
    "close before an answer": (then(), "protocol"),
    "reset before an answer": (then(reset), "protocol"),
    "half-close before an answer": (then(half_close), "protocol"),
    "reset in the head": (then(HEAD, reset), "protocol"),
    "close in the head": (then(HEAD + b"X: "), "protocol"),
    "half-close in the head": (then(HEAD, half_close), "protocol"),
    "reset in the body": (then(LONG_HEAD + b"<rss/>", reset), ""),
    "close in the body": (then(LONG_HEAD + b"<rss/>"), ""),
    "half-close in the body": (then(LONG_HEAD + b"<rss/>", half_close), ""),
    "close in a chunk": (then(HEAD + b"Transfer-Encoding: chunked\r\n\r\n9\r\n<rss/>"), ""),
    "reset between chunks": (
        then(HEAD + b"Transfer-Encoding: chunked\r\n\r\n6\r\n<rss/>\r\n", reset),
        "",
    ),
    "reset before the body": (then(LONG_HEAD, reset), "empty"),
    "silence in the body": (then(LONG_HEAD + b"<rss/>", wait), "timeout"),
    "silence before an answer": (then(wait), "timeout"),
    "dribble": (then(HEAD, *[b"X: y\r\n"] * 200), "timeout"),
    "http/2 that says go away": (then(GOAWAY), "protocol"),
    "http/2 that says go away, and stays": (then(GOAWAY, wait), "protocol"),
    "another protocol": (then(b"SSH-2.0-OpenSSH_9.2\r\n", wait), "protocol"),
    "a redirect, then a reset": (
        then(b"HTTP/1.1 302 Found\r\nContent-Length: 9\r\nLocation: /again\r\n\r\n", reset),
        "redirect",
    ),
}
#: The same for connections over TLS; nothing is read first.
TLS_FAULTS: dict[str, tuple[Play, str]] = {
    "close at once": (then(), "tls"),
    "reset at once": (then(reset), "tls"),
    "plain http": (then(b"HTTP/1.1 400 Bad Request\r\n\r\n"), "tls"),
    "alert": (then(bytes.fromhex("15030100020228")), "tls"),  # handshake_failure (RFC 8446 section 6.2)
    "garbage": (then(bytes(range(256))), "tls"),
    "http/2 that says go away": (then(GOAWAY), "tls"),
}


@pytest.fixture
def served() -> Iterator[Callable[..., str]]:
    """Give a way to put up servers that live as long as the test."""
    floods: list[Flood] = []

    def serve(play: Play, *, read: bool = True) -> str:
        floods.append(Flood(play, read=read))
        return floods[-1].url

    yield serve
    for flood in floods:
        flood.__exit__()


def beside_an_honest_feed(url: str, **changes: object) -> Answer:
    """Fetch *url* beside a feed that is as it should be; see that this is read, and give the other answer."""
    began = time.monotonic()
    with Loopback() as server:
        server.routes["/"] = Reply(body=b"<rss/>")
        requests = [request(url, source="faulty"), request(server.url(), source="honest")]
        answers = {one.source: one for one in fetch(requests, **{"timeout": TIMEOUT, **changes})}  # type: ignore[arg-type]

    assert b"<rss/>" == document_of(answers["honest"]).body
    # Ten times the deadline: a busy machine, not a second one.
    assert time.monotonic() - began < 10 * TIMEOUT.total_seconds()
    return answers["faulty"]


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_one_failed_source(name: str, served: Callable[..., str]) -> None:
    """It has a code of its own, or gives what came of the document, marked as cut."""
    play, code = FAULTS[name]
    answer = beside_an_honest_feed(served(play))

    assert code == code_of(answer)
    if isinstance(answer, Fetched):
        assert answer.truncated
        assert b"<rss/>" == document_of(answer).body


@pytest.mark.parametrize("name", TLS_FAULTS)
def test_a_fault_of_tls_is_one_failed_source(name: str, served: Callable[..., str]) -> None:
    """Whatever speaks no TLS on such a port."""
    play, code = TLS_FAULTS[name]
    answer = beside_an_honest_feed(served(play, read=False).replace("http:", "https:"))

    assert code == code_of(answer)


def test_a_refused_connection_is_one_failed_source() -> None:
    """Nobody listens."""
    with Loopback() as gone:
        url = gone.url()

    assert "connect" == code_of(beside_an_honest_feed(url))


def test_a_name_server_that_hangs_is_one_failed_source() -> None:
    """The deadline holds for names too; hosts named by an address do not wait."""
    over = threading.Event()

    def hang(host: str, port: int) -> tuple[str, ...]:
        over.wait(20)
        raise OSError("no answer")

    answer = beside_an_honest_feed("http://hangs.example/", resolver=hang)
    over.set()

    assert "timeout" == code_of(answer)


def test_a_fault_of_ours_is_one_failed_source(monkeypatch: pytest.MonkeyPatch) -> None:
    """Should the fetcher itself fail at one source, the others are read."""
    honest = Asker.ask

    async def faulty(self: Asker, job: object, *rest: object) -> object:
        if "boom" in job.request.url:  # type: ignore[attr-defined]
            raise ZeroDivisionError
        return await honest(self, job, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(Asker, "ask", faulty)

    assert "crashed" == code_of(beside_an_honest_feed("http://127.0.0.1:1/boom"))


def test_control_a_fault_that_escapes_is_noticed(
    monkeypatch: pytest.MonkeyPatch, served: Callable[..., str]
) -> None:
    """A build that knows no failure of the wire loses the answers of others, too."""

    async def unguarded(self: Asker, *rest: object) -> object:
        raise SystemExit

    monkeypatch.setattr(Asker, "ask", unguarded)
    with pytest.raises(SystemExit):
        beside_an_honest_feed(served(FAULTS["reset in the body"][0]))
