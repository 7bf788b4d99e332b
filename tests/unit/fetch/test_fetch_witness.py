"""Who took a connection is no sign of a network that is down, whatever became of TLS (P17)."""

from __future__ import annotations

import socket
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest

from feedmill.fetch import meter, watch
from feedmill.model import FetchError
from fetching import ask, error_of


@contextmanager
def taking(then: Callable[[socket.socket], object]) -> Iterator[str]:
    """Take one connection, do *then* with it, and give the https URL of the port."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        over = threading.Event()

        def serve() -> None:
            connection, _ = server.accept()
            with connection:
                then(connection)
                over.wait(5)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield f"https://127.0.0.1:{server.getsockname()[1]}/"
        over.set()
        thread.join()


def reset(connection: socket.socket) -> None:
    """Read the first bytes, and break off with a RST."""
    connection.recv(1)
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()


def end(connection: socket.socket) -> None:
    """Say nothing and end."""
    connection.recv(4096)
    connection.close()


def nonsense(connection: socket.socket) -> None:
    """Answer in another protocol."""
    connection.recv(4096)
    connection.sendall(b"220 mail.example ready\r\n")


def fetched(then: Callable[[socket.socket], object]) -> FetchError:
    """Ask such a port for a feed."""
    with taking(then) as url:
        return error_of(ask(url, timeout=timedelta(seconds=5)))


@pytest.mark.parametrize("then", [reset, end, nonsense])
def test_a_broken_handshake_is_no_unreachable_host(then: Callable[[socket.socket], object]) -> None:
    """The host was there: its TLS is broken, not this machine's network."""
    failure = fetched(then)

    assert ("tls", False) == (failure.code, failure.unreachable)


def test_a_handshake_that_stalls_is_no_unreachable_host(monkeypatch: pytest.MonkeyPatch) -> None:
    """The time for connections runs out, but somebody took this one."""
    monkeypatch.setattr(watch, "CONNECT_SECONDS", 0.3)
    failure = fetched(lambda _: None)

    assert ("connect", False) == (failure.code, failure.unreachable)


def test_a_port_that_takes_none_is_unreachable() -> None:
    """The witness does not see what is not there."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        url = f"https://127.0.0.1:{server.getsockname()[1]}/"
    failure = error_of(ask(url))

    assert ("connect", True) == (failure.code, failure.unreachable)


def test_control_a_build_without_the_witness_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Blind to sockets and their errors, a reset looks like a network that is down."""
    monkeypatch.setattr(meter, "_is_connected", lambda _: False)
    monkeypatch.setattr(meter, "_BROKEN", ())

    assert fetched(reset).unreachable
