"""Forms of words: which are one, in which languages, and that positions stay."""

# ruff: noqa: RUF001 - look-alike characters are the point

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedmill.text.forms import _chunk_forms, forms
from feedmill.text.phrases import find, occurs, passage, read_phrase
from feedmill.text.stems import STEMMED, algorithms_for, check_language, stems

_PIECES = (
    "é",
    "É",
    "réfugiées",
    "l’été",
    "d'",
    "aides",
    "-16",
    "F-16",
    "1,000",
    "1.5",
    "U.S.",
    "½",
    "日本",
    "'s",
    "мир",
    "ﬁ",
)


@pytest.mark.parametrize(
    ("language", "word", "alike", "others"),
    [
        ("en", "donor", "donors DONOR’S Donors", "donate donation"),
        ("en", "policy", "policies policy", "police"),
        ("de", "Haus", "Häuser Hauses HAUS", "Hausbau"),
        ("de", "Straße", "Straßen Strasse", "Straßenbahn"),
        ("fr", "réfugié", "réfugiés Réfugiées RÉFUGIÉ", "refuge"),
        ("ru", "помощь", "помощи помощью", "помощник"),
        ("ar", "مساعدة", "المساعدات المساعدة مساعدتها", "سعيد"),
        ("pl", "wojna", "wojny wojną", "wojewoda"),
        ("es", "ayuda", "ayudas AYUDA", "ayuno"),
    ],
)
def test_forms_of_a_word(language: str, word: str, alike: str, others: str) -> None:
    """A word is found in its forms, however these are typed, and not in other words."""
    phrase = read_phrase(word, stem=language)

    assert dict.fromkeys(alike.split(), True) == {one: occurs(phrase, passage(one)) for one in alike.split()}
    assert not [one for one in others.split() if occurs(phrase, passage(one))]


def test_positions_are_those_of_the_words() -> None:
    """A phrase of forms is where its words are, in a text with accents, signs and letters without spaces."""
    text = "½ l’été: 日本 G-7 — les Réfugiées’ aides"
    ready = passage(text)

    (found,) = find(read_phrase("réfugié aide", stem="fr"), ready)

    assert "Réfugiées" == text[ready.word(found.first).start : ready.word(found.first).end]
    assert "aides" == text[ready.word(found.last).start : ready.word(found.last).end]


@pytest.mark.parametrize("text", ["", "plain words, U.S. G-7", "½ Ａid été ﬁn 日本語 מילה́ ไทย क्षत्रिय ẞ"])
@pytest.mark.parametrize("language", STEMMED)
def test_every_word_has_one_form(text: str, language: str) -> None:
    """In every language there is one stem for each word, and it is something without spaces."""
    norms = passage(text).norms

    found = forms(text, norms, language)

    assert len(norms) == len(found)
    assert all(stem and " " not in stem for stem in found)


@given(
    st.lists(st.sampled_from([*_PIECES, " ", "\u00a0", "\n", "\x1c"]), max_size=30).map("".join)
    | st.text(max_size=40)
)
def test_forms_chunk_by_chunk_are_those_of_the_text(text: str) -> None:
    """What is told of each chunk and remembered is what would be told of the text as a whole."""
    norms = passage(text).norms

    found = forms(text, norms, "fr")

    assert len(norms) == len(found)
    if not text.isascii() and any(letter in text for letter in "éÉ"):
        assert list(_chunk_forms.__wrapped__(text, "fr")) == found


def test_what_has_a_star_or_an_equals_sign_is_found_as_it_is() -> None:
    """Prefixes and exact spellings have no other forms; a * among forms is refused."""
    assert read_phrase("assist*", stem="en") == read_phrase("assist*")
    assert read_phrase("US", exact=True, stem="en") == read_phrase("US", exact=True)
    with pytest.raises(ValueError, match='in "food assist\\*" every word stands for all its forms'):
        read_phrase("food assist*", stem="en")


@pytest.mark.parametrize("code", ["uk", "ja", "", "english", "EN", "x" * 1000])
def test_languages_without_an_algorithm(code: str) -> None:
    """What has no stems is refused with the list, and with what to write instead."""
    with pytest.raises(ValueError, match=r"only of ar ca .* yi; write beginnings of words") as caught:
        check_language(code)

    assert len(str(caught.value)) < 350


def test_every_language_has_its_algorithm() -> None:
    """The table names algorithms that there are."""
    assert [1] * len(STEMMED) == [len(stems(["aid"], code)) for code in STEMMED]


def test_the_version_is_asked_only_for_stems() -> None:
    """Filters without a language do not depend on the algorithms."""
    assert not algorithms_for("title:aid OR body:g7", "donor", "12.30: x")
    assert algorithms_for("aid", "title.de:Hilfe").count(".") == 2
