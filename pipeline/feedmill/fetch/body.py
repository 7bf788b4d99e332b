"""
Bytes off the wire to the bytes meant, never more than a limit in memory.

httpx inflates whole network chunks before one can look (1.6 KB of brotli become 1 GiB), so bodies are
read raw and inflated here, at most `limit` bytes at a time and in all. Does not know what the bytes mean.
"""

from __future__ import annotations

import zlib
from collections.abc import AsyncIterable
from dataclasses import dataclass
from typing import Protocol

from feedmill.fetch.failure import FetchFailed

__all__ = ["Body", "Cut", "Decoder", "codings", "read_body", "too_large", "unasked"]

#: Two codings are a proxy's mishap, more are an attack (urllib3's CVE-2025-66418 was an unbounded chain).
_MOST_CODINGS = 2
#: "identity" is the one that the RFC knows; the others are charsets and words of servers that mean the same.
_NO_CODINGS = frozenset({"", "identity", "none", "binary", "utf-8", "utf8", "iso-8859-1"})
#: What zlib reads: gzip or zlib by its header (32), with the largest window (15).
_AUTO_WBITS = 47
_RAW_WBITS = -15
_GZIP = b"\x1f\x8b"
#: Empty members cost time and give nothing: 10 MB of them are 490,000. Blocked gzip has one for each 64 KB.
_MOST_MEMBERS = 1_000
_STEP = 1 << 17


class Cut(FetchFailed):
    """The connection broke in the middle of the body."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """A decoded body; `truncated` says that its end is missing."""

    content: bytes
    truncated: bool


def codings(header: str) -> tuple[str, ...]:
    """
    Read Content-Encoding (RFC 9110 section 8.4), in the order of decoding.

    Raises:
        FetchFailed: `encoding`: a coding that was not asked for, or too many of them.
    """
    names = [name.strip().lower() for name in header.split(",")]
    wanted = [name for name in names if name not in _NO_CODINGS]
    unknown = [name for name in wanted if name not in {"gzip", "x-gzip", "deflate"}]
    if unknown or len(wanted) > _MOST_CODINGS:
        raise unasked()
    return tuple(reversed(wanted))


async def read_body(chunks: AsyncIterable[bytes], *, coding: tuple[str, ...], limit: int) -> Body:
    """
    Read to the end, or to where the connection broke.

    A file that is packed itself (`feed.xml.gz`, served as it lies there) counts as one more gzip coding: no
    document begins with its two bytes (RFC 1952 section 2.3.1).

    Raises:
        FetchFailed: `too-large` when the raw or any decoded form exceeds *limit*, `encoding` for garbage.
    """
    decoder = Decoder(coding, limit=limit)
    cut = False
    try:
        async for chunk in chunks:
            decoder.feed(chunk)
    except Cut:
        cut = True
    truncated = cut or decoder.unfinished
    if len(coding) < _MOST_CODINGS and decoder.starts_with(_GZIP):
        decoder = decoder.unpacked()
    return Body(content=decoder.content(), truncated=truncated or decoder.unfinished)


def unasked() -> FetchFailed:
    """Make the failure of a coding that was not asked for."""
    return FetchFailed("encoding", "the server compresses its answer in a way that was not asked for")


def too_large(limit: int) -> FetchFailed:
    """Make the failure of a body above *limit*."""
    return FetchFailed(
        "too-large", f"the answer is larger than {limit:,} bytes; raise [fetch] max_bytes to take it"
    )


class Decoder:
    """A chain of bounded decoders; each stage's output counts against the limit."""

    def __init__(self, coding: tuple[str, ...], *, limit: int) -> None:
        self._sink = _Sink(limit)
        self._first: _Stage = self._sink
        self._stages: list[_Inflate] = []
        for name in reversed(coding):
            self._stages.append(_Inflate(name, self._first, limit))
            self._first = self._stages[-1]
        self._raw = 0
        self._limit = limit

    def feed(self, chunk: bytes) -> None:
        """Take the next raw bytes."""
        self._raw += len(chunk)
        _refuse_above(self._limit, self._raw)
        self._first.feed(chunk)

    def content(self) -> bytes:
        """Give what was decoded."""
        return bytes(self._sink.content)

    def starts_with(self, head: bytes) -> bool:
        """Say whether what was decoded begins with *head*."""
        return self._sink.content.startswith(head)

    def unpacked(self) -> Decoder:
        """Give a decoder that was fed what this one has decoded, as gzip."""
        further = Decoder(("gzip",), limit=self._limit)
        packed = self._sink.content
        for start in range(0, len(packed), _STEP):  # in steps: a copy of it all would cost as much again
            further.feed(bytes(packed[start : start + _STEP]))
        return further

    @property
    def unfinished(self) -> bool:
        """Whether a compressed stream has not come to its end."""
        return any(stage.unfinished for stage in self._stages)


class _Stage(Protocol):
    def feed(self, chunk: bytes) -> None: ...


class _Sink:
    def __init__(self, limit: int) -> None:
        # One growing buffer: ten million chunks of one byte must not cost more than ten megabytes.
        self.content = bytearray()
        self._limit = limit

    def feed(self, chunk: bytes) -> None:
        _refuse_above(self._limit, len(self.content) + len(chunk))
        self.content += chunk


class _Inflate:
    """One gzip or deflate stream, or several gzip members in a row (RFC 1952 section 2.2)."""

    def __init__(self, name: str, target: _Stage, limit: int) -> None:
        self._name = name
        self._target = target
        self._limit = limit
        self._size = 0
        #: A first byte that waits for the second.
        self._head = b""
        self._zlib: zlib._Decompress | None = None
        self._members = 0

    @property
    def unfinished(self) -> bool:
        return self._zlib is not None or (self._members == 0 and bool(self._head))

    def feed(self, chunk: bytes) -> None:
        rest, self._head = self._head + chunk, b""
        while rest:
            stream = self._zlib or self._start(rest)
            if stream is None:
                return
            rest = self._inflate(stream, rest)

    def _start(self, head: bytes) -> zlib._Decompress | None:
        if len(head) == 1:
            self._head = head
            return None
        if self._members and head[:2] != _GZIP:
            return None  # padding after the last member
        self._zlib = zlib.decompressobj(_wbits(self._name, head))
        return self._zlib

    def _inflate(self, stream: zlib._Decompress, data: bytes) -> bytes:
        while True:
            try:
                out = stream.decompress(data, _STEP)
            except zlib.error as error:
                raise _damaged() from error
            self._size += len(out)
            _refuse_above(self._limit, self._size)
            if out:
                self._target.feed(out)
            if stream.eof:
                self._zlib = None
                self._members += 1
                if self._members > _MOST_MEMBERS:
                    raise _damaged()
                return stream.unused_data
            data = stream.unconsumed_tail
            # A full step may leave output inside zlib even when all its input was taken.
            if not data and len(out) < _STEP:
                return b""


def _wbits(name: str, head: bytes) -> int:
    """Tell raw deflate, which many servers send for "deflate", from zlib (RFC 1950 section 2.2)."""
    has_zlib_header = head[0] & 0x0F == zlib.DEFLATED and int.from_bytes(head[:2], "big") % 31 == 0
    return _RAW_WBITS if name == "deflate" and head[:2] != _GZIP and not has_zlib_header else _AUTO_WBITS


def _damaged() -> FetchFailed:
    return FetchFailed("encoding", "the compressed answer is damaged; try again later")


def _refuse_above(limit: int, size: int) -> None:
    if size > limit:
        raise too_large(limit)
