"""Headlines and leads of plain text."""

from __future__ import annotations

import pytest

from feedmill.text.prose import headline, lead

LONG = "word " * 200


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("One sentence. Another.", "One sentence."),
        ("No full stop\nAnother line.", "No full stop"),
        ("“Never again!” he said. Then he left.", "“Never again!” he said."),
        ("He said “never again.” Then he left.", "He said “never again.”"),
        (
            "Mr. Kishida met Dr. J. Smith of the U.S. in Hiroshima. Then he left.",
            "Mr. Kishida met Dr. J. Smith of the U.S. in Hiroshima.",
        ),
        ("It costs $7.6 billion. More.", "It costs $7.6 billion."),
        ("Really? Yes.", "Really?"),
        ("広島で会談した。その後。", "広島で会談した。"),
        (LONG, "word " * 23 + "word…"),
        ("a" * 500, "a" * 119 + "…"),
        ("." * 1_000_000, "." * 119 + "…"),
        ("", ""),
    ],
)
def test_headline(text: str, line: str) -> None:
    """The first sentence of the first line, cut at a word to at most 120 characters."""
    found = headline(text)

    assert line == found
    assert len(found) <= 120


@pytest.mark.parametrize(
    ("text", "start"),
    [
        ("One.\nTwo.", "One. Two."),
        ("One two three. Four five six.", "One two three."),
        ("One. Two three four five six seven", "One. Two three four…"),
        ("One two...”)) Three four five six", "One two...”))"),
        ("一二三四五六七。。。」八九十一二三四五六七八九十", "一二三四五六七。。。」"),
        ("", ""),
    ],
)
def test_lead(text: str, start: str) -> None:
    """One line, cut after a sentence in its second half, else at a word."""
    assert start == lead(text, 20)


def test_lead_is_at_most_500_characters() -> None:
    """The default limit holds, with the ellipsis."""
    assert len(lead(LONG)) <= 500
    assert lead(LONG).endswith("word…")
