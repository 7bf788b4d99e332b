"""What an article says, and the keys by which others on the same event are found."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from feedmill.text.story_terms import MARKED, WORDED, story_keys, terms, worth

QUAKE = "A strong earthquake struck near Arequipa in Peru. Jorge Salas said that roads to Puno were blocked."


def test_names_and_words_of_the_title_weigh_more() -> None:
    """A name of the title is worth more than a name, and that more than a word."""
    weights = terms("Earthquake shakes Arequipa", QUAKE).weights

    assert weights["arequ"] > weights["puno"] > weights["roads"]
    assert "said" not in weights


def test_endings_do_not_matter() -> None:
    """Words are compared by how they begin: inflected ones are the same."""
    one = terms("Streik der Lokführer", "Die Gewerkschaften verhandeln in Nürnberg.")
    other = terms("Lokführern droht Streit", "Nürnberger Gewerkschafter verhandelten.")

    assert {"lokfu", "gewer", "verha", "nurnb"} <= one.weights.keys() & other.weights.keys()


def test_marks_are_what_few_other_events_have() -> None:
    """Of a person the last name; no country, office, month or year; no round or short number."""
    said = terms(
        "",
        "In Peru, President Jorge Salas of Arequipa spoke in May 2026 of 24 roads, 300 tents and 1,417 beds.",
    )

    assert {"salas", "arequ", "1417"} == said.marks
    assert not said.nouns
    assert terms("", "Im Hafen sprach der Minister vom Streik der Bahn, vom Angebot und von Lohn.").nouns


def test_a_title_in_capitals_names_nobody() -> None:
    """Where every word has a capital, names are those of the text."""
    assert terms("Strong Earthquake Shakes Arequipa", QUAKE).names == terms("", QUAKE).names


def test_letters_without_spaces_count_in_pairs() -> None:
    """Two signs of Japanese say more than one."""
    assert {"地震", "発生"} <= terms("", "地震発生。").weights.keys()


def test_weighty_terms_make_keys() -> None:
    """Two texts on one event share some; the same text shares all; a round-up has none."""
    one = story_keys("Earthquake shakes Arequipa", QUAKE)
    other = story_keys("Arequipa churches damaged", "In Arequipa, Peru, an earthquake cut the road to Puno.")

    assert worth(one & other) >= 2
    assert len(one) <= MARKED * (MARKED - 1) // 2 + WORDED * WORDED
    assert not story_keys("Morning briefing", QUAKE)
    assert not story_keys("", "Read more")


@given(st.text(max_size=60), st.text(max_size=300))
def test_any_text_has_terms(title: str, text: str) -> None:
    """Whatever is written: keys fit a column of 64 bits, and lead and names are among the terms."""
    said = terms(title, text)

    assert said.title | said.names <= said.weights.keys()
    assert all(-(2**63) <= key < 2**63 for key in story_keys(title, text))
