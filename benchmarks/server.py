"""
Serve the corpus on loopback: feed i at http://127.a.b.c:PORT/feed.xml, one address for each feed.

Documents are made before the server says that it is ready, so that making them costs no measured
time. Answers 304 to a right If-None-Match. `server.py FEEDS ENTRIES PORT [ROUND]`; prints "ready".
"""

from __future__ import annotations

import asyncio
import sys
from functools import partial
from multiprocessing import Pool

import corpus

__all__ = ["address"]


def address(index: int) -> str:
    """Give feed *index* a loopback address of its own (127.1.0.1 and up)."""
    number = index + 1
    return f"127.{1 + number // 65_025}.{number // 255 % 255}.{number % 255 + 1}"


class _Feed(asyncio.Protocol):
    """One connection: one request, one answer, closed."""

    def __init__(self, body: bytes, tag: bytes) -> None:
        self._body = body
        self._tag = tag
        self._seen = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._seen += data
        if b"\r\n\r\n" not in self._seen:
            return
        if self._tag in self._seen:
            self._transport.write(
                b"HTTP/1.1 304 Not Modified\r\nETag: " + self._tag + b"\r\nConnection: close\r\n\r\n"
            )
        else:
            head = (
                b"HTTP/1.1 200 OK\r\nContent-Type: application/xml\r\nConnection: close\r\nETag: "
                + self._tag
                + b"\r\nContent-Length: "
                + str(len(self._body)).encode()
                + b"\r\n\r\n"
            )
            self._transport.write(head + self._body)
        self._transport.close()


def _document(job: tuple[int, int, int]) -> bytes:
    index, entries, round_ = job
    body: bytes = corpus.make_doc(index, entries=entries, rnd=round_)[0]
    return body


async def _serve(feeds: int, entries: int, port: int, round_: int) -> None:
    with Pool() as pool:
        bodies = pool.map(_document, [(index, entries, round_) for index in range(feeds)], chunksize=20)
    loop = asyncio.get_running_loop()
    for index, body in enumerate(bodies):
        tag = f'"{index}-{hash(body) & 0xFFFFFFFF:x}"'.encode()
        await loop.create_server(partial(_Feed, body, tag), address(index), port)
    print("ready", flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    _feeds, _entries, _port, _round = (int(word) for word in (*sys.argv[1:4], (sys.argv[4:] or ["0"])[0]))
    asyncio.run(_serve(_feeds, _entries, _port, _round))
