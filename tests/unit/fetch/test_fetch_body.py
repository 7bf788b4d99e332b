"""Bodies are decoded within bounds."""

from __future__ import annotations

import asyncio
import gzip
import tracemalloc
import zlib
from collections.abc import AsyncIterator, Sequence

import pytest

from feedmill.fetch.body import Body, Cut, codings, read_body
from feedmill.fetch.failure import FetchFailed

TEXT = b"<rss>" + bytes(range(256)) * 3000 + b"</rss>"


def raw_deflate(data: bytes) -> bytes:
    """Compress without any header, as many servers do for "deflate"."""
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(data) + packer.flush()


def read(chunks: Sequence[bytes], coding: str = "", *, limit: int = 10**6, cut: bool = False) -> Body:
    """Read chunks as a body, which may end in a broken connection."""

    async def come() -> AsyncIterator[bytes]:
        for chunk in chunks:
            yield chunk
        if cut:
            raise Cut("protocol", "broken")

    return asyncio.run(read_body(come(), coding=codings(coding), limit=limit))


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("", ()),
        ("identity", ()),
        ("gzip", ("gzip",)),
        ("UTF-8", ()),
        ("none", ()),
        ("GZIP, identity", ("gzip",)),
        ("deflate, gzip", ("gzip", "deflate")),
    ],
)
def test_codings(header: str, expected: tuple[str, ...]) -> None:
    """Codings are undone in the reverse order of their application."""
    assert expected == codings(header)


@pytest.mark.parametrize("header", ["br", "zstd", "compress", "gzip, br", "gzip, gzip, gzip", "*"])
def test_unasked_codings(header: str) -> None:
    """What was not asked for is refused before a byte is read."""
    with pytest.raises(FetchFailed) as caught:
        codings(header)

    assert "encoding" == caught.value.code


@pytest.mark.parametrize("size", [1, 7, 1000, 10**6])
@pytest.mark.parametrize(
    ("coding", "sent"),
    [
        ("", TEXT),
        ("gzip", gzip.compress(TEXT)),
        ("x-gzip", gzip.compress(TEXT[:1000]) + gzip.compress(TEXT[1000:])),
        ("gzip", gzip.compress(TEXT) + b"\0" * 512),
        ("deflate", zlib.compress(TEXT)),
        ("deflate", raw_deflate(TEXT)),
        ("gzip, gzip", gzip.compress(gzip.compress(TEXT))),
        ("deflate, gzip", gzip.compress(zlib.compress(TEXT))),
    ],
)
def test_decoding(coding: str, sent: bytes, size: int) -> None:
    """Every coding gives the text back, in whatever pieces it comes."""
    chunks = [sent[start : start + size] for start in range(0, len(sent), size)]

    assert Body(content=TEXT, truncated=False) == read(chunks, coding)


def test_output_that_waits_inside_zlib_is_not_lost() -> None:
    """Text whose size is a multiple of the step comes out whole."""
    text = b"a" * (1 << 19)

    assert Body(content=text, truncated=False) == read([gzip.compress(text)], "gzip")


@pytest.mark.parametrize("coding", ["", "gzip", "deflate"])
def test_a_packed_file_is_unpacked(coding: str) -> None:
    """One that lies packed at the server, as `feed.xml.gz`, comes so, with or without a coding around it."""
    packed = gzip.compress(TEXT)
    sent = {"gzip": gzip.compress(packed), "deflate": zlib.compress(packed)}.get(coding, packed)

    assert Body(content=TEXT, truncated=False) == read([sent[:700], sent[700:]], coding)
    assert read([packed[:-9]]).truncated


def test_a_packed_file_is_unpacked_once() -> None:
    """Two codings are the most, wherever they are told."""
    thrice = gzip.compress(gzip.compress(gzip.compress(b"<rss/>")))

    assert gzip.compress(b"<rss/>", mtime=0)[:2] == read([thrice], "gzip").content[:2]


def test_a_packed_file_is_bounded() -> None:
    """A bomb without a name of its coding is one all the same."""
    with pytest.raises(FetchFailed) as caught:
        read([gzip.compress(bytes(10**7))])

    assert "too-large" == caught.value.code


@pytest.mark.parametrize("coding", ["gzip", "deflate", "gzip, gzip"])
def test_truncated_streams_give_what_came(coding: str) -> None:
    """A compressed body that ends early is kept and called truncated."""
    sent = {"gzip": gzip.compress(TEXT), "deflate": zlib.compress(TEXT)}.get(
        coding, gzip.compress(gzip.compress(TEXT))
    )
    body = read([sent[: len(sent) - 20]], coding)

    assert body.truncated
    assert TEXT.startswith(body.content)


def test_broken_connection_gives_what_came() -> None:
    """A body whose connection broke is kept and called truncated."""
    assert Body(content=b"<rss>", truncated=True) == read([b"<r", b"ss>"], cut=True)


@pytest.mark.parametrize(
    ("coding", "sent"),
    [("gzip", b"<rss/>"), ("gzip", gzip.compress(TEXT)[:50] + b"garbage" * 99), ("deflate", b"<rss/>" * 9)],
)
def test_damaged_streams(coding: str, sent: bytes) -> None:
    """What is not compressed as announced is a failure of its own."""
    with pytest.raises(FetchFailed) as caught:
        read([sent], coding)

    assert "encoding" == caught.value.code


@pytest.mark.parametrize("coding", ["", "gzip", "gzip, gzip"])
def test_limit_is_exact(coding: str) -> None:
    """A decoded body of just the limit passes, one byte more does not."""
    sent = b"a" * 5000
    for _ in filter(None, coding.split(",")):
        sent = gzip.compress(sent)

    assert 5000 == len(read([sent], coding, limit=5000).content)
    with pytest.raises(FetchFailed) as caught:
        read([sent], coding, limit=4999)
    assert "too-large" == caught.value.code


@pytest.mark.parametrize("layers", [1, 2])
def test_bomb_is_stopped_in_bounded_memory(layers: int) -> None:
    """A quarter of a gigabyte in a megabyte costs no more than the limit."""
    packer = zlib.compressobj(1, wbits=31)
    bomb = b"".join(packer.compress(bytes(1 << 20)) for _ in range(256)) + packer.flush()
    for _ in range(layers - 1):
        bomb = gzip.compress(bomb)
    tracemalloc.start()
    try:
        with pytest.raises(FetchFailed) as caught:
            read([bomb], ", ".join(["gzip"] * layers), limit=2_000_000)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert "too-large" == caught.value.code
    assert peak < 8_000_000
