"""The first look at an article holds back none that a filter matches."""
# ruff: noqa: RUF001 - letters that look like others are the point

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from feedmill.model import Article, Fingerprint, Topic
from feedmill.text.word_norms import _LATIN
from feedmill.text.words import fold
from feedmill.topics import Sieve, compile_filters, evaluate, sieve, subject

_DAY = datetime(2023, 5, 21, tzinfo=UTC)
_BARE = Article(id="a", source="s", published=_DAY, updated=_DAY, first_seen=_DAY, fingerprint=Fingerprint())
_TERMS = {"donors": ("aid agency", "-first aid", "unicef"), "odd": ("мир", "g7")}
_PHRASES = (
    "aid",
    "unicef",
    '"aid agency"',
    "agen*",
    "=AID",
    '"aid unicef"~4',
    "title:aid",
    "#donors",
    "straße",
)
_OTHERS = ("мир", "g7", "#odd", "*", "text.en:aid", "source:s", "NOT aid", "ab", "=AID")
#: The same letters, dressed in every way that the normaliser undresses.
_DRESSES = (
    "aid", "AID", "A.I.D.", "aíd", "ａｉｄ", "a\u00adid", "a\u200did", "ai\u0301d", "AİD", "aıd", "l’aid",
    "unicef", "U.N.I.C.E.F.", "uni’cef", "ＵＮＩＣＥＦ", "𝐮𝐧𝐢𝐜𝐞𝐟", "ⓤnicef", "agencies", "ag\u0307ency",
    "aid’s",
    "strasse", "straße", "STRAẞE", "first aid", "мир", "мир aid", "平和", "aid平和", "g7", "é", "ø", "—aid—",
)  # fmt: skip
_texts = st.lists(st.sampled_from((*_DRESSES, " ", "-", ".", "\n")), max_size=6).map(" ".join)
_filters = st.recursive(
    st.sampled_from((*_PHRASES, *_PHRASES, *_OTHERS)),
    lambda inner: st.one_of(
        st.builds("({} {})".format, inner, inner),
        st.builds("({} OR {})".format, inner, inner),
        st.builds("(NOT {})".format, inner),
        st.builds("({}^2 OR {} OR {}^-1)@2".format, inner, inner, inner),
    ),
    max_leaves=4,
)


def held_back(text: str, title: str, filter_text: str) -> bool:
    """Say whether the sieve keeps an article from the filter."""
    filters = compile_filters([Topic(slug="t", filter=filter_text)], _TERMS)
    found = sieve(filters.enabled())
    return found is not None and not found.lets_through(title, text)


def check(text: str, title: str, filter_text: str) -> None:
    """Ask the filter of what the sieve holds back."""
    article = replace(_BARE, text=text, title=title)
    query = compile_filters([Topic(slug="t", filter=filter_text)], _TERMS).by_slug["t"].query
    assert not (held_back(text, title, filter_text) and evaluate(query, subject(article)))


@given(_texts, _texts, _filters)
@example("—aid—", "", "aid")
@example("STRAẞE", "", "straße")
def test_nothing_is_held_back_that_matches(text: str, title: str, filter_text: str) -> None:
    """What the sieve does not let through matches no filter."""
    check(text, title, filter_text)


@given(st.sampled_from(_DRESSES), st.sampled_from(("aid", "unicef", "agen*", "strasse")))
def test_every_dress_is_seen_through(dress: str, word: str) -> None:
    """A word alone, however it is written, is let through wherever the filter finds it."""
    check(f"Of {dress}: all.", "", word)


@pytest.mark.parametrize("letter", [*map(chr, _LATIN), "İ", "ſ", "ﬀ", "Ⅳ", "℃", "ǆ", "ŉ"])
def test_every_letter_is_seen_through(letter: str) -> None:
    """A word with a letter that is written as ASCII is let through to a filter that asks for it so."""
    word = fold(f"ab{letter}cd")
    assert word.isascii()
    check(f"Of ab{letter}cd: all.", "", word)
    assert not held_back(f"Of AB{letter}CD: all.", "", word)


def test_most_articles_are_held_back() -> None:
    """The sieve is of use: an article without any of the words is not asked, in whatever script."""
    assert held_back("The G7 met in Bari — of course.", "News", "unicef OR (aid AND g7)")
    assert held_back("Réunion à Bari", "Мир", "unicef")
    assert not held_back("A word of aid", "", "unicef OR (aid AND g7)")
    assert not held_back("anything", "", "g7 OR unicef")


def test_control(monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: a sieve that looks for the letters alone, as they stand, holds matches back."""

    def naive(self: Sieve, title: str, text: str) -> bool:
        return any(needle.decode() in f"{title} {text}".lower() for needle in self.needles)

    check("A.I.D. for all", "", "aid")
    monkeypatch.setattr(Sieve, "lets_through", naive)

    with pytest.raises(AssertionError):
        check("A.I.D. for all", "", "aid")
