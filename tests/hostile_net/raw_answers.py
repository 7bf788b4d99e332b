"""
Answers that no server should give, from a seed: heads, framings, codings and ends, broken at random.

    for answer in raw_answers(seed=1, count=400):
        answer.pieces      # what goes over the wire, piece by piece
        answer.end         # how the connection ends then

Half of the parts of an answer are sound, so that what is wrong gets deep. Knows nothing of Feedmill.
"""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum
from functools import cache
from random import Random

from hostile_net.odd_bytes import FIELDS, ODD_FIELDS, ODD_STATUS, SIZES, STATUS, VALIDATORS

__all__ = ["End", "RawAnswer", "raw_answers"]

Make = Callable[[Random], bytes]


class End(Enum):
    """What the server does after its last byte."""

    CLOSE = "close"
    RESET = "reset"
    #: Say that nothing more comes, and wait.
    HALF_CLOSE = "half close"
    #: Say nothing, and wait.
    SILENCE = "silence"


@dataclass(frozen=True, slots=True, kw_only=True)
class RawAnswer:
    """What goes over the wire."""

    pieces: tuple[bytes, ...]
    end: End


def raw_answers(*, seed: int, count: int) -> Iterator[RawAnswer]:
    """Give *count* answers, no two of them the same bytes."""
    rng = Random(seed)
    known: set[bytes] = set()
    while len(known) < count:
        sent = _answer(rng)
        if sent not in known:
            known.add(sent)
            weights = (70, 12, 12, 6)  # silence costs a deadline each time
            (end,) = rng.choices(list(End), weights)
            yield RawAnswer(pieces=tuple(_split(rng, sent)), end=end)


def _answer(rng: Random) -> bytes:
    if rng.random() < 0.06:
        return _foreign(rng)
    # Where one thing alone is wrong, it gets deepest.
    return _calm(rng) if rng.random() < 0.4 else _wild(rng)


def _calm(rng: Random) -> bytes:
    body, framing = _body(rng)
    odd = [_field(rng)] if rng.random() < 0.5 else [b"ETag: " + rng.choice(VALIDATORS)]
    return b"\r\n".join([b"HTTP/1.1 200 OK", *odd, *framing, b"", body])


def _wild(rng: Random) -> bytes:
    line_end = rng.choices((b"\r\n", b"\n", b"\r", b"\r\r\n", b"\n\r", b""), (82, 10, 2, 2, 2, 2))[0]
    body, framing = _body(rng)
    lines = [*framing, *(_field(rng) for _ in range(rng.choice((0, 0, 1, 1, 2, 4))))]
    rng.shuffle(lines)
    lines.insert(0, _status_line(rng))
    if rng.random() < 0.05:
        lines += [b"X-%d: y" % number for number in range(rng.choice((100, 200, 5_000)))]
    ends = (rng.choice((line_end, b"\r\n", b"\n")) if rng.random() < 0.1 else line_end for _ in lines)
    head = b"".join(line + end for line, end in zip(lines, ends, strict=True)) + line_end
    if rng.random() < 0.1:
        head = _interim(rng) + head
    if rng.random() < 0.12:
        head = _bitten(rng, head)
    if rng.random() < 0.05:
        body = _bitten(rng, body)
    whole = head + body
    return whole[: rng.randrange(len(whole) + 1)] if rng.random() < 0.08 else whole


# --- heads


def _status_line(rng: Random) -> bytes:
    kind = rng.random()
    if kind < 0.7:
        return rng.choice(STATUS)
    if kind < 0.8:
        return b"HTTP/1.1 %d Odd" % rng.choice((301, 302, 303, 307, 308))
    if kind < 0.87:
        return b"HTTP/1.1 %d Odd" % rng.randrange(1000)
    return rng.choice(ODD_STATUS) if kind < 0.97 else rng.randbytes(rng.randrange(60))


def _field(rng: Random) -> bytes:
    if rng.random() < 0.12:
        return rng.choice(ODD_FIELDS)
    name = rng.choice(tuple(FIELDS))
    value = rng.choice(FIELDS[name])
    if rng.random() < 0.1:
        name = rng.choice((name.lower(), name.upper(), name + b" ", b" " + name, name[:-1], name + b"\0"))
    return name + rng.choice((b": ", b":", b":  \t", b":")) + value


def _interim(rng: Random) -> bytes:
    one = b"HTTP/1.1 %d Wait\r\n%s\r\n" % (
        rng.choice((100, 102, 103, 110, 199)),
        rng.choice(
            (b"", b"Link: </x>\r\n", b"Content-Length: 5\r\n", b"Transfer-Encoding: chunked\r\n", b"bad\r\n")
        ),
    )
    return one * rng.choice((1, 1, 2, 50, 2_000))


# --- bodies

_DOCUMENT = b'<?xml version="1.0"?><rss version="2.0"><channel><title>t</title></channel></rss>'


def _body(rng: Random) -> tuple[bytes, list[bytes]]:
    """Give a body as it goes over the wire, with the header lines that tell how to read it."""
    body = rng.choice(
        (_DOCUMENT, _DOCUMENT * rng.randrange(1, 900), b"", b" \r\n", rng.randbytes(rng.randrange(3_000)))
    )
    lines: list[bytes] = []
    if rng.random() < 0.35:
        body, coding = _coded(rng, body)
        lines.append(b"Content-Encoding: " + coding)
    framing = rng.random()
    if framing < 0.4:
        return body, [*lines, b"Content-Length: %d" % (len(body) + rng.choice((0, 0, 0, 0, -1, 1, -20, 99)))]
    if framing < 0.8:
        return _chunked(rng, body), [*lines, b"Transfer-Encoding: chunked"]
    return body, lines


def _coded(rng: Random, body: bytes) -> tuple[bytes, bytes]:
    packed = gzip.compress(body, mtime=0)
    raw = zlib.compressobj(wbits=-15)
    choices: tuple[Callable[[], tuple[bytes, bytes]], ...] = (
        lambda: (packed, b"gzip"),
        lambda: (packed[: rng.randrange(len(packed))], b"gzip"),
        lambda: (_bitten(rng, packed), b"gzip"),
        lambda: (packed + rng.randbytes(40), b"gzip"),
        lambda: (packed * rng.choice((2, 1_100)), b"gzip"),
        lambda: (packed[:4] + b"\xff" * 6 + packed[10:], b"gzip"),
        lambda: (packed[:3] + b"\x1f" + packed[4:], b"gzip"),
        lambda: (_bomb(), b"gzip"),
        lambda: (gzip.compress(packed), rng.choice((b"gzip, gzip", b"gzip", b"deflate, gzip"))),
        lambda: (zlib.compress(body), b"deflate"),
        lambda: (zlib.compress(body)[: rng.randrange(9)], b"deflate"),
        lambda: (zlib.compressobj(zdict=b"a dictionary").compress(body) + b"x" * 9, b"deflate"),
        lambda: (raw.compress(body) + raw.flush(), b"deflate"),
        lambda: (b"\x8b\x03\x80" + body + b"\x03", b"br"),
        lambda: (b"\xdb\xff\x9f\x01\x40\x0a" * 9, rng.choice((b"br", b"gzip"))),
        lambda: (b"\x28\xb5\x2f\xfd\x00\x38" + rng.randbytes(30), rng.choice((b"zstd", b"gzip", b"deflate"))),
        lambda: (body, rng.choice((b"gzip", b"deflate", b"x-gzip", b"identity"))),
    )
    return rng.choice(choices)()


@cache
def _bomb() -> bytes:
    return gzip.compress(bytes(20 << 20), 9, mtime=0)


def _chunked(rng: Random, body: bytes) -> bytes:
    sent = bytearray()
    wrong = rng.random() < 0.4
    step = max(1, len(body) // rng.choice((1, 2, 7, 60)))
    line_end = b"\n" if wrong and rng.random() < 0.3 else b"\r\n"
    for start in range(0, len(body), step):
        piece = body[start : start + step]
        size = rng.choice((b"%x", b"%X", b"0%x", b"%x;a=b")) % len(piece)
        if wrong and rng.random() < 0.3:
            size = rng.choice(SIZES)
        sent += size + line_end + piece + (b"" if wrong and rng.random() < 0.2 else line_end)
    last = rng.choice(
        (b"", b"0\r\n", b"0\r\n\r", b"0\r\nX: y\r\n\r\n", b"0\r\n\r\nHTTP/1.1 200 OK\r\n\r\n", b"0\n\n")
    )
    return bytes(sent) + (last if wrong else b"0\r\n\r\n")


# --- what is no HTTP at all, and what breaks at random

_FOREIGN: tuple[Make, ...] = (
    lambda rng: b"",
    lambda rng: rng.randbytes(rng.randrange(1, 4_000)),
    lambda rng: _DOCUMENT + b"%d" % rng.randrange(99),  # HTTP/0.9
    lambda rng: b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + rng.randbytes(9),
    lambda rng: (
        b"\0\0\x12\x04\0\0\0\0\0" + rng.randbytes(18)
    ),  # an HTTP/2 SETTINGS frame (RFC 9113 section 6.5)
    lambda rng: b"\x15\x03\x03\0\x02\x02" + rng.randbytes(1),  # a TLS alert (RFC 8446 section 6)
    lambda rng: b"\x16\x03\x01" + rng.randbytes(200),
    lambda rng: b"SSH-2.0-OpenSSH_%d\r\n" % rng.randrange(10),
    lambda rng: b"220 mail.example ESMTP %d\r\n" % rng.randrange(99),
    lambda rng: b"-ERR unknown command %d\r\n" % rng.randrange(99),
    lambda rng: b"\x05" + rng.randbytes(2),  # SOCKS (RFC 1928)
    lambda rng: b"HTTP/1.1 200 OK\r\n\r\n" * rng.randrange(2, 99),
    lambda rng: b"\n" * rng.randrange(99_999),
    lambda rng: b"\xef\xbb\xbfHTTP/1.1 200 OK\r\n\r\n" + rng.randbytes(3),
    lambda rng: (
        "HTTP/1.1 200 OK\r\n\r\n".encode(rng.choice(("utf-16", "utf-32", "utf-7"))) + rng.randbytes(3)
    ),
)


def _foreign(rng: Random) -> bytes:
    return rng.choice(_FOREIGN)(rng)


def _bitten(rng: Random, text: bytes) -> bytes:
    """Change, drop, repeat or put in a few bytes."""
    bitten = bytearray(text)
    for _ in range(rng.choice((1, 1, 2, 5))):
        place = rng.randrange(len(bitten) + 1)
        match rng.randrange(4):
            case 0:
                bitten[place:place] = rng.choice(
                    (b"\0", b"\r", b"\n", b"\r\n", b" ", b":", b"\xff", rng.randbytes(1))
                )
            case 1:
                del bitten[place : place + rng.choice((1, 2, 9))]
            case 2:
                bitten[place:place] = bitten[place : place + 20]
            case _ if place < len(bitten):
                bitten[place] ^= 1 << rng.randrange(8)
            case _:
                pass
    return bytes(bitten)


def _split(rng: Random, sent: bytes) -> Iterator[bytes]:
    """Cut into pieces: none, a few, or each of the first bytes."""
    cuts: list[int] = []
    match rng.randrange(4):
        case 0:
            cuts = sorted(rng.randrange(len(sent) + 1) for _ in range(rng.randrange(1, 6)))
        case 1:
            cuts = list(range(1, min(len(sent), 40)))
        case _:
            pass
    for start, stop in zip([0, *cuts], [*cuts, len(sent)], strict=True):
        yield sent[start:stop]
