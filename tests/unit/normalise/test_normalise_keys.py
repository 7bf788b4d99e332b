"""Raw hashes and fingerprints."""

from __future__ import annotations

from dataclasses import fields, replace

import pytest

from feedmill.model import Enclosure, Entry, Fingerprint, Origin
from feedmill.normalise import fingerprint, raw_hash
from feedmill.text.hashes import xxh64, xxh128

FULL = Entry(
    guid="g",
    link="l",
    title="t",
    title_is_html=False,
    summary="s",
    summary_is_html=False,
    content="c",
    content_is_html=False,
    authors=("a",),
    published="p",
    updated="u",
    categories=("k",),
    enclosures=(Enclosure(url="e", length=3),),
    image="i",
    language="en",
    comments="m",
    origin=Origin(title="o"),
    base="b",
    related=("r",),
)


def test_raw_hashes_never_change() -> None:
    """Stored hashes must be met again, or every article would count as changed after an upgrade."""
    said = ("categories", "[", "1", "k", "]", "guid", "1", "g", "title", "1", "é", "title_is_html", "False")

    assert raw_hash(Entry()) == f"2:{xxh128('')}"
    assert (
        raw_hash(Entry(guid="g", title="é", title_is_html=False, categories=("k",))) == f"2:{xxh128(*said)}"
    )


@pytest.mark.parametrize("name", [field.name for field in fields(Entry) if field.name != "base"])
def test_every_field_counts(name: str) -> None:
    """An edit anywhere in what the publisher sent gives another hash."""
    empty = replace(FULL, **{name: getattr(Entry(), name)})

    assert raw_hash(empty) != raw_hash(FULL)


def test_the_base_does_not_count() -> None:
    """A feed that moves sends the same entries."""
    assert raw_hash(FULL) == raw_hash(replace(FULL, base="elsewhere"))


def test_fields_do_not_run_together() -> None:
    """The same words in another field, or parted otherwise, are another entry."""
    entries = [
        Entry(title="a"),
        Entry(link="a"),
        Entry(authors=("a", "b")),
        Entry(authors=("ab",)),
        Entry(categories=("a", "b")),
    ]

    assert len({raw_hash(entry) for entry in entries}) == len(entries)


def test_any_string_can_be_hashed() -> None:
    """Raw strings may hold lone surrogates."""
    assert raw_hash(Entry(title="\ud800")) != raw_hash(Entry(title="\ufffd"))


def test_a_long_text_is_known_by_itself() -> None:
    """From 40 words on, the title is no part of the text's key."""
    text = "word " * 40

    assert fingerprint("example.org/a", "The Title!", text) == Fingerprint(
        item="example.org/a", text=xxh128("word " * 39 + "word"), title=xxh64("the title")
    )
    assert fingerprint("", "Another", text).text == fingerprint("", "The Title!", text).text


def test_a_short_text_needs_its_title() -> None:
    """Under 40 words two texts are one only with one title: two "Read more" never meet."""
    one, other = (fingerprint("", title, "Read more") for title in ("One", "Two"))

    assert one.text != other.text
    assert one == fingerprint("", "ONE!", "read  more.")
    assert (
        fingerprint("", "One", "a b c", short_text_words=3).text
        == fingerprint("", "Two", "a b c", short_text_words=3).text
    )


def test_nothing_recognises_nothing() -> None:
    """Front pages, empty texts and empty titles have no keys."""
    assert fingerprint("example.org", "", "…") == Fingerprint() == fingerprint("", " ", "")
