"""
Attackers: canaries that count bytes, servers that break off, drip or flood, and a child that is measured.

Nothing here knows Feedmill, but for `measured`, which runs one fetch in a process of its own.
"""

from __future__ import annotations

import contextlib
import json
import os
import socket
import struct
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Self

__all__ = ["LONG", "Canary", "Flood", "Measured", "measured", "pieces", "reset"]

#: The long form of the suites (`make hostile`) multiplies cases.
LONG = os.environ.get("HOSTILE") == "long"


class Canary:
    """Sockets on one port of many loopback addresses that count connections and bytes, and answer nothing."""

    def __init__(self, *hosts: str, port: int = 0) -> None:
        self.visits = 0
        self.heard = b""
        self._sockets: list[socket.socket] = []
        self.port = port
        for host in hosts or ("0.0.0.0", "::1"):
            family = socket.AF_INET6 if ":" in host else socket.AF_INET
            listener = socket.create_server((host, self.port), family=family)
            self.port = listener.getsockname()[1]
            self._sockets.append(listener)
            threading.Thread(target=self._listen, args=(listener,), daemon=True).start()

    def _listen(self, listener: socket.socket) -> None:
        while True:
            try:
                visitor, _ = listener.accept()
            except OSError:
                return
            self.visits += 1
            with contextlib.suppress(OSError), visitor:
                visitor.settimeout(1)
                said = visitor.recv(65536)  # apart: others listen meanwhile
                self.heard += said

    def __enter__(self) -> Self:
        """Give itself; it listens already."""
        return self

    def __exit__(self, *exc_info: object) -> None:
        """Stop to listen."""
        for listener in self._sockets:
            listener.shutdown(socket.SHUT_RDWR)
            listener.close()


def reset(client: socket.socket) -> None:
    """Close with a RST (RFC 9293 section 3.10.4) instead of a FIN."""
    client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    client.close()


class Flood:
    """
    A server of plain sockets for what asyncio would not send.

    Args:
        play: Called with each connection after its request was read; whatever it raises ends it.
        read: Read a request first (not before a TLS handshake).
    """

    def __init__(
        self, play: Callable[[socket.socket], None], *, host: str = "127.0.0.1", read: bool = True
    ) -> None:
        self.connections = 0
        self.requests = 0
        self._play = play
        self._read = read
        self._host = host
        self._socket = socket.create_server((host, 0), backlog=256)
        self.port: int = self._socket.getsockname()[1]
        self._clients: list[socket.socket] = []
        threading.Thread(target=self._accept, daemon=True).start()

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://{self._host}:{self.port}/"

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._socket.accept()
            except OSError:
                return
            self.connections += 1
            self._clients.append(client)
            threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        with contextlib.suppress(OSError), client:
            if self._read:
                self.requests += bool(client.recv(65536))
            self._play(client)

    def __enter__(self) -> Self:
        """Give itself; it listens already."""
        return self

    def __exit__(self, *exc_info: object) -> None:
        """Drop every connection and stop."""
        for one in (self._socket, *self._clients):
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """What a fetch cost the process that made it."""

    codes: tuple[str, ...]
    seconds: float
    cpu: float
    #: Rise of the peak resident size, in MB.
    rise: float


_CHILD = """
import json, re, sys, time
from datetime import timedelta
sys.path.insert(0, "tests")
from fetching import fetch, request, code_of
urls, changes, control = json.loads(sys.argv[1])
exec(control)
# Not ru_maxrss: that begins with what the process that started this one held.
peak = lambda: int(re.search(r"VmHWM:\\s*(\\d+)", open("/proc/self/status").read())[1]) / 1024
if "timeout" in changes:
    changes["timeout"] = timedelta(seconds=changes["timeout"])
fetch([request("http://127.0.0.1:1/")])  # everything is imported and warm
before, began, spent = peak(), time.monotonic(), time.process_time()
codes = [code_of(answer) for answer in fetch([request(url) for url in urls], **changes)]
print(json.dumps({"codes": codes, "seconds": time.monotonic() - began,
                  "cpu": time.process_time() - spent, "rise": peak() - before}))
"""


def measured(urls: Sequence[str], *, control: str = "", **changes: Any) -> Measured:
    """Fetch in a child process, after the Python of *control* (a guard switched off) if given."""
    child = subprocess.run(
        [sys.executable, "-c", _CHILD, json.dumps([list(urls), changes, control])],
        check=True,
        capture_output=True,
        text=True,
    )
    said = json.loads(child.stdout)
    return Measured(**(said | {"codes": tuple(said["codes"])}))


def pieces(*parts: bytes, endless: bytes = b"") -> Callable[[socket.socket], None]:
    """Play parts, then one piece again and again until the client goes, or wait for that."""

    def play(client: socket.socket) -> None:
        for part in parts:
            client.sendall(part)
        while endless:
            client.sendall(endless)
        client.recv(1)

    return play
