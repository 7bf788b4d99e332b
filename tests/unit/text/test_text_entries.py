"""Entries of term sets: terms, where they do not count, and their languages."""

from __future__ import annotations

import pytest

from feedmill.text.entries import all_forms, in_language, is_barred, read_entry, read_terms
from feedmill.text.phrases import find, occurs_any, passage


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("the G7", ["G7"]),
        ("a G7 chord", []),
        ("a g-7 CHORD, then G7", ["G7"]),
        ("G7 chord chart", []),
        ("Canon PowerShot G7", []),
        ("Canon G7", ["G7"]),
        ("G7 chords", ["G7"]),
        ("Group of Seven", ["Group of Seven"]),
        ("the Group of Seven dwarfs", []),
        ("Group of Seven dwarfs: the Group of Seven", ["Group of Seven"]),
    ],
)
def test_a_term_within_a_barred_phrase_does_not_count(text: str, expected: list[str]) -> None:
    """Each place counts by itself; a barred phrase must hold all of the term."""
    terms = read_terms(
        ["G7", "Group of Seven", "-G7 chord", "-PowerShot G7", "-Seven dwarfs", "-Group of Seven dwarfs"]
    )
    ready = passage(text)

    assert expected == [phrase.written for phrase in terms.phrases for _ in terms.find(phrase, ready)]
    assert bool(expected) == occurs_any(terms, ready)


def test_without_its_bars_a_set_finds_them() -> None:
    """It is the barred entries, and nothing else, that pass a term over."""
    assert occurs_any(read_terms(["G7"]), passage("a G7 chord"))
    assert not occurs_any(read_terms(["G7", "-G7 chord"]), passage("a G7 chord"))


@pytest.mark.parametrize(
    ("entry", "written", "stem", "barred"),
    [
        ("aid", "aid", "", False),
        ("-first aid", "first aid", "", True),
        ("- first aid", "first aid", "", True),
        (".de:Hilfe", "Hilfe", "de", False),
        ("-.en:hearing aid", "hearing aid", "en", True),
        ("-=US Open", "US Open", "", True),
        ("re-building", "re-building", "", False),
        (".NET: a platform", ".NET: a platform", "", False),
    ],
)
def test_entries(entry: str, written: str, stem: str, barred: bool) -> None:  # noqa: FBT001 - a case
    """A sign, a language and the words are told apart."""
    phrase = read_entry(entry)

    assert (written, stem, barred) == (phrase.written, phrase.stem, is_barred(entry))


@pytest.mark.parametrize(
    ("entry", "sentence"),
    [
        ("-", "a - must stand before words"),
        ("-—", "holds no letter and no digit"),
        (".uk:x", 'there are no stems of "uk"'),
        (".en:", "holds no letter"),
        ("-.en:food assist*", "every word stands for all its forms"),
    ],
)
def test_bad_entries(entry: str, sentence: str) -> None:
    """What cannot be found is refused in a sentence."""
    with pytest.raises(ValueError, match=sentence):
        read_entry(entry)


def test_a_language_for_a_whole_set() -> None:
    """Entries get it, but for those that have one; sets are made anew, what is exact or begun as it was."""
    assert [".en:aid", "-.en:first aid", ".de:Hilfe"] == [
        in_language(entry, "en") for entry in ("aid", "-first aid", ".de:Hilfe")
    ]
    terms = all_forms(read_terms(["aid", "ukrain*", "=US", ".de:Hilfe", "-first aid"]), "en")

    assert ["en", "", "", "de"] == [phrase.stem for phrase in terms.phrases]
    assert not occurs_any(terms, passage("first aids"))
    assert list(find(terms.phrases[0], passage("first aids")))
