"""Passages: texts made ready for finding."""

# ruff: noqa: RUF001 - look-alike characters are the point

from __future__ import annotations

import pytest

from feedmill.text.passages import passage
from feedmill.text.words import fold, words

# White space of all sorts, words that fold to several, and to none.
TEXTS = (
    "",
    " — \n",
    "aid",
    "The U.S.\u00a0likes re-built F-16s;\u2003l’Ukraine’s  plan\x1c½ — mid-2023\n",
    "G7サミット 核兵器、ｶﾞｽ 한국",
    "аб\u200bв кни́га كـــتاب",
)


@pytest.mark.parametrize("text", TEXTS)
def test_words_of_a_passage(text: str) -> None:
    """A passage has the words of its text, each with its offsets, and its folding."""
    ready, expected = passage(text), words(text)

    assert expected == tuple(ready.word(position) for position in range(len(ready.norms)))
    assert fold(text) == ready.folded
    assert {word.norm for word in expected} == ready.vocabulary
