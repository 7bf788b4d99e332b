"""Laws of fetching, for any bytes and any pieces."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable
from ipaddress import IPv4Address
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedmill.fetch.address import read_address
from feedmill.fetch.body import Decoder
from feedmill.fetch.failure import FetchFailed
from feedmill.fetch.guard import Guard, RefusedAddress

PACKERS: dict[tuple[str, ...], Callable[[bytes], bytes]] = {
    (): lambda data: data,
    ("gzip",): gzip.compress,
    ("deflate",): zlib.compress,
    ("deflate", "gzip"): lambda data: zlib.compress(gzip.compress(data)),
}


@given(st.sampled_from(list(PACKERS)), st.binary(max_size=3000), st.lists(st.integers(0, 4000), max_size=6))
def test_pieces_do_not_matter(coding: tuple[str, ...], data: bytes, cuts: list[int]) -> None:
    """Whatever pieces it comes in, a body is decoded to what was sent."""
    sent = PACKERS[coding](data)
    decoder = Decoder(coding, limit=10_000)
    edges = [0, *sorted(cuts), len(sent)]
    for start, end in pairwise(edges):
        decoder.feed(sent[start:end])

    assert data == decoder.content()
    assert not decoder.unfinished


@given(st.sampled_from(list(PACKERS)[1:]), st.binary(min_size=1, max_size=3000), st.data())
def test_a_missing_end_is_seen(coding: tuple[str, ...], data: bytes, draw: st.DataObject) -> None:
    """A compressed body that stops anywhere gives a beginning and says so, or nothing."""
    sent = PACKERS[coding](data)
    sent = sent[: draw.draw(st.integers(1, len(sent) - 1))]
    decoder = Decoder(coding, limit=10_000)
    decoder.feed(sent)

    assert decoder.unfinished
    assert data.startswith(decoder.content())


@given(st.sampled_from(list(PACKERS)[1:]), st.binary(max_size=300))
def test_any_bytes_are_bounded(coding: tuple[str, ...], data: bytes) -> None:
    """No bytes crash a decoder or exceed its limit."""
    decoder = Decoder(coding, limit=500)
    try:
        decoder.feed(data)
    except FetchFailed as failure:
        assert failure.code in {"encoding", "too-large"}  # noqa: PT017 -- both outcomes are right
    assert len(decoder.content()) <= 500


@given(st.text(max_size=40))
def test_any_text_is_an_address_or_is_refused(text: str) -> None:
    """No text crashes the reader of URLs, and what it reads it reads again."""
    try:
        address = read_address(f"http://{text}")
    except FetchFailed as failure:
        assert failure.code == "bad-url"  # noqa: PT017 -- both outcomes are right
        return

    assert address.url == read_address(address.url).url
    assert address.target.isascii()


@given(st.ip_addresses(v=4))
def test_no_ipv4_gets_through_inside_ipv6(address: IPv4Address) -> None:
    """Mapped, compatible, translated and tunnelled forms of any IPv4 address are closed."""
    number = int(address)
    high, low = f"{number >> 16:x}", f"{number & 0xFFFF:x}"
    for form in (
        f"::ffff:{high}:{low}",
        f"::{high}:{low}",
        f"64:ff9b::{high}:{low}",
        f"2002:{high}:{low}::1",
    ):
        with pytest.raises(RefusedAddress):
            Guard().check(form, 80)
