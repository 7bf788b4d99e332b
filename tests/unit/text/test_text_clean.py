"""The cleaner of strings."""

from __future__ import annotations

import unicodedata

import pytest

from feedmill.text.clean import clean_block, clean_line, cut, encoded_once, is_composed, is_even, legal


@pytest.mark.parametrize(
    ("given", "clean"),
    [
        ("  a \t\n b  ", "a b"),
        ("a\x00b\x08c\x1bd\x7fe\x9ff", "abcdef"),
        ("a\x85b\u2028c\u2029d\x0be", "a b c d e"),
        ("a\ud800b\udfffc", "a\ufffdb\ufffdc"),
        ("\ud83d\ude00", "\ufffd\ufffd"),
        ("\ud83d\x00\ude00", "\ufffd\ufffd"),
        ("a\ufffeb\uffffc\U0001fffed\U0010ffffe\ufdd0f", "abcdef"),
        ("e\u0301 \u1112\u1161\u11ab", "é 한"),
        ("\ufeffa\u202eb\u202c", "ab"),
        ("می\u200cخواهم 👩\u200d👧 א\u200fb", "می\u200cخواهم 👩\u200d👧 א\u200fb"),  # noqa: RUF001 - Persian and Hebrew are meant
        ("a\u00a0b\u3000c", "a b c"),
        ("", ""),
    ],
)
def test_clean_line(given: str, clean: str) -> None:
    """What XML cannot hold goes, surrogates are replaced, NFC, one space between words; joiners stay."""
    assert clean == clean_line(given)


@pytest.mark.parametrize(
    ("given", "clean"),
    [
        ("a\r\nb\rc\n\n\n\nd", "a\nb\nc\n\nd"),
        ("\n\n a \n  \n b\t\n\n", "a\n\nb"),
        ("a\x0cb\u2028c", "a\nb\nc"),
        ("", ""),
    ],
)
def test_clean_block(given: str, clean: str) -> None:
    """Line breaks of every kind stay as line feeds, at most one blank line in a row."""
    assert clean == clean_block(given)


@pytest.mark.parametrize("filler", ["", "a" * 300, "é" * 300, "ж" * 300, "😀" * 300])
@pytest.mark.parametrize(
    "given", ["a b", "a  b", "a\tb", "a\u00a0b", "a\u2009b", "e\u0301", "ß\u0300", " a", "a\x00b"]
)
def test_what_else_a_text_holds_makes_no_difference(given: str, filler: str) -> None:
    """Whatever quick look is taken at ASCII, Latin-1 and the rest, the outcome is that of the long way."""
    text = f"{filler}\n{given}"
    clean = unicodedata.normalize("NFC", legal(text))

    assert clean_line(text) == " ".join(clean.split())
    assert clean_block(text) == "\n".join(" ".join(line.split()) for line in clean.split("\n")).strip("\n")
    assert is_composed(text) == unicodedata.is_normalized("NFC", text)
    if is_even(legal(text)):
        assert set(filter(str.isspace, legal(text))) <= {" ", "\n"}
        assert "  " not in text


@pytest.mark.parametrize(
    ("given", "once"),
    [
        ("CafÃ© Ã¼ber", "Café über"),
        ("\u00c3\u0083\u00c2\u00a9", "é"),
        ("Â© 2026", "© 2026"),
        ("CafÃ© — Ã¼ber", "CafÃ© — Ã¼ber"),
        ("CafÃ© é", "CafÃ© é"),
        ("NESCAFÉ®", "NESCAFÉ®"),
        ("São Paulo", "São Paulo"),
        ("plain", "plain"),
    ],
)
def test_encoded_once(given: str, once: str) -> None:
    """What was encoded twice is read as it was meant, if the whole of it was."""
    assert once == encoded_once(given)


def test_both_cleaners_undo_double_encoding() -> None:
    """Also where the signs of it show only when letters are composed, and what shows then is cleaned."""
    assert clean_line("CafÃ©  x") == "Café x"
    assert clean_block("A\u0303© \u00c2\u00a0b") == "é b"


def test_legal_changes_nothing_else() -> None:
    """Spaces, tabs, decomposed letters and lone carriage returns' meaning are kept."""
    assert legal(" a\tb  e\u0301\r") == " a\tb  e\u0301\n"


@pytest.mark.parametrize(
    ("text", "limit", "short"),
    [
        ("one two", 7, "one two"),
        ("one two three", 8, "one two…"),
        ("one two three", 10, "one two…"),
        ("one, two three", 6, "one…"),
        ("abcdefghij", 5, "abcd…"),
        ("日本語の長い見出し", 5, "日本語の…"),
    ],
)
def test_cut(text: str, limit: int, short: str) -> None:
    """A text is cut at a word, else at a character, and never exceeds the limit with its ellipsis."""
    found = cut(text, limit)

    assert short == found
    assert len(found) <= limit
