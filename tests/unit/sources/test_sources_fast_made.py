"""Entries that are made quickly are entries like all others."""

from __future__ import annotations

from dataclasses import fields

import pytest

from feedmill.model import Enclosure, Entry, Origin
from feedmill.sources.fast_made import enclosure, made


def test_an_entry_is_what_its_constructor_makes() -> None:
    """Every field has its value, and nothing else was to be done."""
    origin = Origin(title="o")
    no, yes = False, True
    quick = made(
        "g", "l", "t", no, "s", yes, "c", no, ("a",), "p", "u", ("k",), (), "i", "en", "m", "b", origin
    )  # fmt: skip
    usual = Entry(
        guid="g", link="l", title="t", title_is_html=False, summary="s", summary_is_html=True, content="c",
        content_is_html=False, authors=("a",), published="p", updated="u", categories=("k",), enclosures=(),
        image="i", language="en", comments="m", base="b", origin=origin,
    )  # fmt: skip

    assert usual == quick
    assert hash(usual) == hash(quick)
    assert repr(usual) == repr(quick)
    assert not hasattr(Entry, "__post_init__")
    assert all(hasattr(quick, field.name) for field in fields(Entry))


@pytest.mark.parametrize(("length", "number"), [("12", 12), (" 7 ", 7), ("", 0), ("-1", 0), ("9" * 30, 0)])
def test_an_enclosure_is_what_its_constructor_makes(length: str, number: int) -> None:
    """The length is read, what is no length is unknown."""
    assert Enclosure(url="u", type="audio/mpeg", length=number) == enclosure("u", "audio/mpeg", length)
    assert not hasattr(Enclosure, "__post_init__")
