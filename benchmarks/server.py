"""
Serve the corpus on loopback: feed i at http://127.a.b.c:PORT/feed.xml, one address for each feed.

Documents are made before the server says that it is ready, so that making them costs no measured
time. Answers 304 to a right If-None-Match, and to `*`. `server.py FEEDS ENTRIES PORT [ROUND] [--bare]`;
prints "ready". With `--bare` no answer has a validator. SIGUSR1 goes on to the next round of the corpus
(a tenth of the feeds gain entries) and prints "ready" again. With `--pool N` the copies in it are of N
stories; by default of as many as 2,000 feeds of 30 entries have, whatever the number of feeds.
"""

from __future__ import annotations

import argparse
import asyncio
import signal
import zlib
from functools import partial
from multiprocessing import Pool

import corpus

__all__ = ["address"]


def address(index: int) -> str:
    """Give feed *index* a loopback address of its own (127.1.0.1 and up)."""
    number = index + 1
    return f"127.{1 + number // 65_025}.{number // 255 % 255}.{number % 255 + 1}"


class _Shop:
    """What is served: a body and its tag for each address."""

    def __init__(self, options: argparse.Namespace) -> None:
        self._options = options
        self._round = options.round
        self.is_bare: bool = options.bare
        self.pages: dict[str, tuple[bytes, bytes]] = {}

    def fill(self) -> None:
        """Make the documents of this round."""
        asked = self._options
        jobs = [(index, asked.entries, self._round, asked.pool) for index in range(asked.feeds)]
        with Pool() as pool:
            for index, body in enumerate(pool.imap(_document, jobs, chunksize=20)):
                self.pages[address(index)] = body, f'"{index}-{zlib.crc32(body):x}"'.encode()
        print("ready", flush=True)

    def turn(self) -> None:
        """Go on to the next round."""
        self._round += 1
        self.fill()


class _Feed(asyncio.Protocol):
    """One connection: one request, one answer, closed."""

    def __init__(self, shop: _Shop) -> None:
        self._shop = shop
        self._seen = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        if not transport.get_extra_info("peername")[0].startswith("127."):
            transport.abort()

    def data_received(self, data: bytes) -> None:
        self._seen += data
        if b"\r\n\r\n" not in self._seen:
            return
        body, tag = self._shop.pages[self._transport.get_extra_info("sockname")[0]]
        named = b"" if self._shop.is_bare else b"ETag: " + tag + b"\r\n"
        if named and (tag in self._seen or b"-None-Match: *" in self._seen):
            self._transport.write(b"HTTP/1.1 304 Not Modified\r\n" + named + b"Connection: close\r\n\r\n")
        else:
            head = (
                b"HTTP/1.1 200 OK\r\nContent-Type: application/xml\r\nConnection: close\r\n"
                + named
                + b"Content-Length: "
                + str(len(body)).encode()
                + b"\r\n\r\n"
            )
            self._transport.write(head + body)
        self._transport.close()


def _document(job: tuple[int, int, int, int]) -> bytes:
    index, entries, round_, pool = job
    body: bytes = corpus.make_doc(index, entries=entries, rnd=round_, pool=pool)[0]
    return body


async def _serve(shop: _Shop, port: int) -> None:
    loop = asyncio.get_running_loop()
    # One listener, however many addresses: connections from other machines are dropped at once.
    await loop.create_server(partial(_Feed, shop), "0.0.0.0", port, backlog=1024)
    loop.add_signal_handler(signal.SIGUSR1, shop.turn)
    shop.fill()
    await asyncio.Event().wait()


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("feeds", "entries", "port"):
        parser.add_argument(name, type=int)
    parser.add_argument("round", type=int, nargs="?", default=0)
    parser.add_argument("--bare", action="store_true")
    parser.add_argument("--pool", type=int, default=2600)
    return parser.parse_args()


if __name__ == "__main__":
    _chosen = _options()
    asyncio.run(_serve(_Shop(_chosen), _chosen.port))
