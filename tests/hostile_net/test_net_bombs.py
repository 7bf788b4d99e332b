"""T4: compressed bombs, stacked and unasked codings and lying lengths cost no memory and no time."""

from __future__ import annotations

import gzip
import socket
import zlib
from collections.abc import Callable, Iterator

import pytest

from hostile_net.attackers import LONG, Flood, Measured, measured, pieces

GIB = 1 << 30
HEAD = b"HTTP/1.1 200 OK\r\n"


def gzip_bomb(size: int = GIB) -> bytes:
    """Give a gzip stream of *size* zeros, made of one flushed block again and again (its end is missing)."""
    packer = zlib.compressobj(9, wbits=31)
    first = packer.compress(bytes(1 << 20)) + packer.flush(zlib.Z_FULL_FLUSH)
    block = packer.compress(bytes(1 << 20)) + packer.flush(zlib.Z_FULL_FLUSH)
    return first + block * ((size >> 20) - 1)


def deflate_bomb(wbits: int) -> bytes:
    """Give a gigabyte of zeros as zlib (15) or raw deflate (-15)."""
    packer = zlib.compressobj(9, wbits=wbits)
    first = packer.compress(bytes(1 << 20)) + packer.flush(zlib.Z_FULL_FLUSH)
    block = packer.compress(bytes(1 << 20)) + packer.flush(zlib.Z_FULL_FLUSH)
    return first + block * 1023


def zstd_bomb() -> bytes:
    """Give a gigabyte of zeros in 32 KB: a frame (RFC 8878 section 3.1.1) of run-length blocks of 128 KB."""
    run = (1 << 17 << 3 | 1 << 1).to_bytes(3, "little") + b"\0"
    return b"\x28\xb5\x2f\xfd\x00\x38" + run * 8192


def many_times(payload: bytes, times: int) -> bytes:
    """Compress again and again."""
    for _ in range(times):
        payload = gzip.compress(payload)
    return payload


def answer(payload: bytes, coding: str, *, length: int | None = None, chunked: bool = False) -> bytes:
    """Write an answer with a coding, and a length that may be a lie."""
    head = HEAD + (f"Content-Encoding: {coding}\r\n".encode() if coding else b"")
    if chunked:
        return head + b"Transfer-Encoding: chunked\r\n\r\n%x\r\n" % len(payload) + payload + b"\r\n0\r\n\r\n"
    return head + f"Content-Length: {len(payload) if length is None else length}\r\n\r\n".encode() + payload


EMPTY_MEMBER = gzip.compress(b"", mtime=0)

BOMBS: dict[str, tuple[Callable[[], bytes], set[str]]] = {
    "gzip": (lambda: answer(gzip_bomb(), "gzip"), {"too-large"}),
    "x-gzip in chunks": (lambda: answer(gzip_bomb(), "x-gzip", chunked=True), {"too-large"}),
    "zlib": (lambda: answer(deflate_bomb(15), "deflate"), {"too-large"}),
    "raw deflate": (lambda: answer(deflate_bomb(-15), "deflate"), {"too-large"}),
    "gzip x 2": (lambda: answer(many_times(gzip_bomb(), 1), "gzip, gzip"), {"too-large"}),
    "gzip in deflate": (lambda: answer(zlib.compress(gzip_bomb()), "gzip, deflate"), {"too-large"}),
    "two header lines": (
        lambda: (
            HEAD
            + b"Content-Encoding: gzip\r\n" * 2
            + b"Connection: close\r\n\r\n"
            + many_times(gzip_bomb(), 1)
        ),
        {"too-large"},
    ),
    "gzip x 3": (lambda: answer(many_times(gzip_bomb(), 2), "gzip, gzip, gzip"), {"encoding"}),
    "gzip x 50": (lambda: answer(many_times(gzip_bomb(), 49), ", ".join(["gzip"] * 50)), {"encoding"}),
    "br": (lambda: answer(b"\xdb\xff\x9f\x01\x40\x0a" * 300, "br"), {"encoding"}),
    "zstd": (lambda: answer(zstd_bomb(), "zstd"), {"encoding"}),
    "compress": (lambda: answer(b"\x1f\x9d\x90" + bytes(9999), "compress"), {"encoding"}),
    "gzip by another name": (lambda: answer(gzip_bomb(), "gzip;q=1"), {"encoding"}),
    "coding of the transfer": (
        lambda: HEAD + b"Transfer-Encoding: gzip, chunked\r\n\r\n100000\r\n" + gzip_bomb()[: 1 << 20],
        {"encoding"},
    ),
    "empty members": (lambda: answer(EMPTY_MEMBER * 490_000, "gzip"), {"encoding"}),
    "compressed empty members": (
        lambda: answer(gzip.compress(EMPTY_MEMBER * 490_000), "gzip, gzip"),
        {"encoding"},
    ),
    "empty stored blocks": (
        lambda: answer(b"\x78\x9c" + b"\0\0\0\xff\xff" * 1_900_000, "deflate"),
        {"empty"},
    ),
    "length too short": (lambda: answer(gzip_bomb(), "gzip", length=20), {"empty"}),
    "without a word of it": (lambda: answer(gzip_bomb(), ""), {"too-large"}),
    "length beyond all": (lambda: answer(gzip_bomb(), "gzip", length=10**15), {"too-large"}),
    "length of 5,000 digits": (
        lambda: HEAD + b"Content-Length: " + b"9" * 5000 + b"\r\n\r\n" + gzip_bomb(),
        {"protocol"},
    ),
    "two lengths": (
        lambda: HEAD + b"Content-Length: 9\r\nContent-Length: 99999999\r\n\r\n" + gzip_bomb(),
        {"protocol"},
    ),
    "length and chunks": (
        lambda: (
            HEAD
            + b"Content-Encoding: gzip\r\nContent-Length: 9\r\nTransfer-Encoding: chunked\r\n\r\n100000\r\n"
            + gzip_bomb()[: 1 << 20]
        ),
        {"protocol"},
    ),
    "not modified, with a bomb": (
        lambda: b"HTTP/1.1 304 Not Modified\r\nContent-Encoding: gzip\r\n\r\n" + gzip_bomb(),
        {"protocol", "http-304"},
    ),
    "error with a bomb": (
        lambda: b"HTTP/1.1 404 Not Found\r\nContent-Encoding: gzip\r\n\r\n" + gzip_bomb(),
        {"http-404"},
    ),
    "redirect with a bomb": (
        lambda: b"HTTP/1.1 302 Found\r\nLocation: /\r\nContent-Encoding: gzip\r\n\r\n" + gzip_bomb(),
        {"redirect"},
    ),
}
ENDLESS = {
    "identity": (HEAD + b"\r\n", b"x" * 65536, "too-large"),
    "chunk of 2^64": (
        HEAD + b"Transfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\n",
        b"x" * 65536,
        "too-large",
    ),
    "chunks of one byte": (
        HEAD + b"Transfer-Encoding: chunked\r\n\r\n",
        b"1\r\nx\r\n" * 10_000,
        "too-large",
    ),
    "chunk extension": (
        HEAD + b"Transfer-Encoding: chunked\r\n\r\n1;x=",
        b"y" * 65536,
        "too-large",
    ),
    "chunk size": (HEAD + b"Transfer-Encoding: chunked\r\n\r\n", b"0" * 65536, "too-large"),
    "trailers": (
        HEAD + b"Transfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n",
        b"a: b\r\n" * 9999,
        # Whether the first byte was handed over before the flood came: a cut document, or none.
        "protocol or ",
    ),
    "interim answers": (b"", b"HTTP/1.1 103 Early\r\nLink: <x>\r\n\r\n" * 999, "protocol"),
    "empty lines": (b"", b"\r\n" * 32768, "protocol"),
    "one header": (HEAD + b"X: ", b"y" * 65536, "protocol"),
    "tiny headers": (HEAD, b"a:b\r\n" * 9999, "protocol"),
    "status line": (b"HTTP/1.1 200 ", b"y" * 65536, "protocol"),
}


@pytest.fixture
def served() -> Iterator[Callable[[Callable[[socket.socket], None]], str]]:
    """Give a way to put up servers that live as long as the test."""
    floods: list[Flood] = []

    def serve(play: Callable[[socket.socket], None]) -> str:
        floods.append(Flood(play))
        return floods[-1].url

    yield serve
    for flood in floods:
        flood.__exit__()


@pytest.mark.parametrize("name", BOMBS)
def test_bombs_cost_neither_memory_nor_time(
    name: str, served: Callable[[Callable[[socket.socket], None]], str]
) -> None:
    """A gigabyte in any wrapping: at most 32 MB more, under two seconds of CPU."""
    make, codes = BOMBS[name]
    cost = measured([served(pieces(make()))], timeout=20)

    assert set(cost.codes) <= codes
    assert_cheap(cost)


@pytest.mark.parametrize("name", ENDLESS)
def test_floods_are_broken_off(name: str, served: Callable[[Callable[[socket.socket], None]], str]) -> None:
    """What comes without end, at full speed, is broken off long before the deadline."""
    head, endless, code = ENDLESS[name]
    cost = measured([served(pieces(head, endless=endless))], timeout=30)

    assert cost.codes[0] in code.split(" or ")
    assert cost.seconds < 20
    assert_cheap(cost)


def test_many_bombs_at_once_cost_no_more_than_a_few(
    served: Callable[[Callable[[socket.socket], None]], str],
) -> None:
    """Bombs that go off side by side do not add up."""
    bomb = answer(gzip_bomb(), "gzip")
    urls = [served(pieces(bomb)) for _ in range(100 if LONG else 25)]
    cost = measured(urls, timeout=60)

    assert {"too-large"} == set(cost.codes)
    assert cost.rise < 64


def test_control_without_the_limit_memory_grows(
    served: Callable[[Callable[[socket.socket], None]], str],
) -> None:
    """The measure does see a bomb that goes off."""
    bomb = answer(gzip_bomb(256 << 20), "gzip")
    off = "import feedmill.fetch.body as body; body._refuse_above = lambda *_: None"
    cost = measured([served(pieces(bomb))], control=off, timeout=20)

    assert cost.rise > 200


def test_control_without_the_meter_a_flood_lasts(
    served: Callable[[Callable[[socket.socket], None]], str],
) -> None:
    """The measure does see a flood that only the deadline ends."""
    head, endless, _ = ENDLESS["interim answers"]
    off = "import feedmill.fetch.transport as wire; wire.metered = lambda transport: None"
    cost = measured([served(pieces(head, endless=endless))], control=off, timeout=3)

    assert ("timeout",) == cost.codes
    assert cost.seconds > 2.5


def assert_cheap(cost: Measured) -> None:
    """Hold what a fetch cost against what it may cost."""
    assert cost.rise <= 32, cost
    assert cost.cpu < 2, cost
