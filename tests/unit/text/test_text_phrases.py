"""Phrases: how they are written, and where they stand."""

# ruff: noqa: RUF001 - look-alike characters are the point

from __future__ import annotations

import pickle

import pytest

from feedmill.text.entries import read_entry
from feedmill.text.phrases import (
    Part,
    Phrase,
    Span,
    find,
    occurs,
    occurs_any,
    passage,
    phrase_set,
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


def _words(*positions: int) -> list[Span]:
    return [Span(one, one) for one in positions]


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
        ("=UN", "un plan, UN’s plan, U.N. plan, ÛN plan, U.N.'s, ＵＮ plan", _words(2, 4, 6, 8, 9)),
        ("=UN", "un l’un U-N UNO unit", []),
        ("=F-16s", "f16s F16s F-16s F 16s", _words(1, 2)),
        ("=US", "us " * 20 + "US", _words(20)),
        ("=US", "us " * 20 + "us", []),
        ("=2.5", "2.5 or 2,5 or 25", _words(0, 2)),
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


ENTRIES = (
    *("zoo", "a*", "aid", "bee", "=Aid", "aid to*", "aid from", "food aid", "fo* aid", "no* a* aid"),
    *("aid aid", "=Food Aid", "food aid to kyiv", "aid* kyiv", "aid* ky*", "g7 sum*"),
)


@pytest.mark.parametrize(
    "text",
    [
        *("", "aid", "zoo aid bee", "aid together", "an aid from food", "Food Aid", "food aid", "fond aid"),
        *("no more aid", "aid, aid", "food aid to Kyiv", "aids kyiv", "kyiv aid", "AID", "aid; food aid"),
    ],
)
def test_numbers_of_phrases(text: str) -> None:
    """Asked together, the phrases that stand in a text are those that do when asked one by one."""
    phrases = phrase_set(map(read_entry, ENTRIES))
    expected = {n for n, entry in enumerate(ENTRIES) if occurs(read_entry(entry), passage(text))}

    assert (expected,) == phrases.numbers(passage(text))
    assert (expected,) == pickle.loads(pickle.dumps(phrases)).numbers(passage(text))


def test_each_of_several_texts_has_its_own_numbers() -> None:
    """One look tells whether there is anything in any of them; which is in which is told apart."""
    phrases = phrase_set(map(read_entry, ("food aid", "kyiv")))
    texts = (
        passage("Kyiv"),
        passage("nothing"),
        passage("food aid to Kyiv"),
        passage("food"),
        passage("aid"),
    )

    assert ({1}, set(), {0, 1}, set(), set()) == phrases.numbers(*texts)
    assert (set(), set()) == phrases.numbers(passage("food"), passage("nothing"))
    assert (set(), set()) == phrase_set(()).numbers(*texts[:2])
