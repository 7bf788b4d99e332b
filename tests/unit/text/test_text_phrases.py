"""Phrases: how they are written, and where they stand."""

from __future__ import annotations

import pytest

from feedmill.text.phrases import (
    Part,
    Phrase,
    Span,
    find,
    occurs,
    occurs_any,
    passage,
    phrase_set,
    read_entry,
    read_phrase,
)


def test_a_phrase_is_its_words() -> None:
    """Words are read by their norms; only the last word of a chunk is the prefix."""
    expected = (Part(norm="re"), Part(norm="building", prefix=True), Part(norm="g7"))

    assert expected == read_phrase("re-building* — G-7").parts


def test_an_exact_entry() -> None:
    """An entry that begins with "=" keeps its spelling."""
    assert read_entry("=US") == Phrase(written="US", parts=(Part(norm="us", exact="US"),))


@pytest.mark.parametrize(
    ("written", "sentence"),
    [
        ("—", '"—" holds no letter and no digit, so nothing can match it'),
        ("as*ist", 'in "as*ist" the * must stand at the end of the word'),
        ("aid *", 'a * must follow the beginning of a word, as in "assist*"'),
    ],
)
def test_what_cannot_be_read(written: str, sentence: str) -> None:
    """A phrase without words or with a stray * is refused in a sentence."""
    with pytest.raises(ValueError, match=r".+") as caught:
        read_phrase(written)

    assert sentence == str(caught.value)


@pytest.mark.parametrize(
    ("entry", "text", "expected"),
    [
        ("aid", "Aid, more aid", [Span(0, 0), Span(2, 2)]),
        ("financial assist*", "a financial assistance", [Span(1, 2)]),
        ("financial assist*", "a financial, they assist", []),
        ("ukrain* aid", "Ukraine Ukrainian aid", [Span(1, 2)]),
        ("host* the G7 lead*", "hosted the G7; hosts the G7 leaders", [Span(3, 6)]),
        ("host* the G7", "the G7 hosts", []),
        ("=US aid", "us aid US aid", [Span(2, 3)]),
        ("a a", "a a a b a", [Span(0, 1), Span(1, 2)]),
        ("no* a* g7", "a g7 no a g7", [Span(2, 4)]),
        ("aid to", "aid", []),
        ("=US", "us US U.S.", [Span(1, 1), Span(2, 2)]),
        ("=Uk*", "UKRAINE Ukraine", [Span(1, 1)]),
        ("aid =", "aid", [Span(0, 0)]),
        ("サミット", "G7サミット", [Span(1, 4)]),
    ],
)
def test_find(entry: str, text: str, expected: list[Span]) -> None:
    """Every place is found, in order."""
    found = list(find(read_entry(entry), passage(text)))

    assert expected == found
    assert bool(expected) == occurs(read_entry(entry), passage(text))


@pytest.mark.parametrize(("text", "expected"), [("foreign aid", True), ("rebuilt", True), ("aid", False)])
def test_any_of_a_set(text: str, expected: bool) -> None:  # noqa: FBT001 - a case
    """A set occurs when any of its phrases does, whether its first word is whole or a prefix."""
    phrases = phrase_set(map(read_entry, ["foreign aid", "rebuil*"]))

    assert expected == occurs_any(phrases, passage(text))


def test_likely_phrases_keep_their_order() -> None:
    """The phrases that may stand in a text come in the order in which they were written."""
    phrases = phrase_set(map(read_entry, ["zoo", "a*", "aid", "bee"]))

    assert [one.written for one in phrases.likely(passage("bee aid zoo"))] == ["zoo", "a*", "aid", "bee"]
