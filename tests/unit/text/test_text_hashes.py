"""Hashes that stand in published ids."""

from __future__ import annotations

from feedmill.text.hashes import xxh64, xxh128


def test_digests_never_change() -> None:
    """These digests are in feeds that people read; another algorithm would be seen at once."""
    assert xxh128("") == "99aa06d3014798d86001c324468d497f"
    assert xxh64("") == "2d06800538d394c2"
    assert xxh128("example.org/a", "title") == xxh128("example.org/a\ntitle")


def test_every_string_has_a_digest() -> None:
    """A lone surrogate can be hashed, and is not the replacement character."""
    assert len(xxh128("\ud800")) == 32
    assert xxh64("\ud800") != xxh64("\ufffd")
