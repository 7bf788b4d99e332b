"""Blanks: texts with their words alone, each in its place."""

from __future__ import annotations

import pytest

from feedmill.text.blanks import blanked, joins


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ""),
        ("Aid, for Kyiv: now!", "aid  for kyiv  now "),
        ("The end.", "the end "),
        ("well-known F-16s - here", "well known f-16s   here"),
        ("the U.S.’s 1,000 (or 2.5) men", "the u.s.'s 1,000  or 2.5  men"),
        ("boys' 'toys' don't", "boys   toys  don't"),
        ("École à Ñandú — «déjà vu»", "ecole a nandu    deja vu "),
        ("straße ½ x² ªº", "straße ½ x² ao"),
        ("n'est ñ'est é", "n'est ñ'est é"),
        ("Łódź “Ä” naïve\u2003x_y", "Łódź  Ä  naïve\u2003x y"),
        ("soft\u00adly", "soft\u00adly"),
        ("a\ud800b", "a\ud800b"),
    ],
)
def test_blanked(text: str, expected: str) -> None:
    """What is no part of a word is a space; letters of Latin-1 texts are folded where one stands for one."""
    assert expected == blanked(text)


def test_case_is_kept_where_it_counts() -> None:
    """With case kept, only marks go."""
    assert "Ecole et US " == blanked("École et US.", keep_case=True)


@pytest.mark.parametrize(
    ("blank", "expected"),
    [("aid to kyiv", False), ("u.s", True), ("it's", True), ("g-7", True), ("1,5", True)],
)
def test_joins(blank: str, expected: bool) -> None:  # noqa: FBT001 - the expected answer
    """A blanked text without any join holds its norms."""
    assert expected == joins(blank)
