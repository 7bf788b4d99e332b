"""Laws of words, for any text."""

# ruff: noqa: RUF001 - look-alike characters are the point

from __future__ import annotations

from itertools import pairwise

from hypothesis import example, given
from hypothesis import strategies as st

from feedmill.text.blanks import blanked
from feedmill.text.passages import passage
from feedmill.text.word_norms import norms
from feedmill.text.word_shapes import unicode_pattern
from feedmill.text.words import fold, spell, words

# Any text, and texts of the characters that make trouble.
_TRICKY = st.text(
    alphabet="aGé7 .,'’-ßŁйкｶﾞ核한\u1100\u1161\u0301\u00ad\u200b\u0640\u064eำดี½ﬁ٧sSlU\n", max_size=30
)
# Latin texts with what is blanked in them at once, and what joins words.
_LATIN = st.text(alphabet="aSsl7ñnÉéßñªµ½²_ .,'-’‘“—«\u00a0\u00ad·\n", max_size=30)
_TEXTS = st.text() | _TRICKY | _LATIN


@given(_TEXTS)
@example("G\u20117’s ½")
def test_offsets_are_ordered_and_inside(text: str) -> None:
    """Spans are not empty, lie inside the text, and do not overlap unless they are the same."""
    found = words(text)

    assert all(0 <= word.start < word.end <= len(text) for word in found)
    assert all(one[1:] == two[1:] or one.end <= two.start for one, two in pairwise(found))


@given(_TEXTS)
def test_folding_twice_is_folding_once(text: str) -> None:
    """A folded text is its own folding."""
    folded = fold(text)

    assert folded == fold(folded)


@given(_TEXTS)
def test_fold_is_the_norms(text: str) -> None:
    """Folding gives the norms, none of them empty or with white space in it."""
    norms = [word.norm for word in words(text)]

    assert fold(text).split() == norms


@given(_TRICKY, _TRICKY)
def test_lines_do_not_touch(one: str, other: str) -> None:
    """What stands on two lines never makes one word."""
    assert f"{fold(one)} {fold(other)}".strip() == fold(f"{one}\n{other}")


_LETTERS = st.characters(max_codepoint=0x1F00, categories=["Lu", "Ll", "Lo", "Lm"]) | st.sampled_from(".,’“'")


@example("核\u200b兵ｶﾞ。ガ\u3099スG-7サミット’sａｉｄ")
@given(
    _TEXTS
    | st.text(_LETTERS, max_size=8)
    | st.text(alphabet="aG7.’-é½核ｶﾞ\u200b\u0301 \x1c\u00a0\n", max_size=40)
)
def test_cutting_at_spaces_first_changes_nothing(text: str) -> None:
    """A passage, which looks at each run between white space by itself, has the words of the whole."""
    ready = passage(text)

    assert words(text) == tuple(ready.word(position) for position in range(len(ready.norms)))
    assert {word.norm for word in words(text)} == ready.vocabulary


@given(_TEXTS)
@example("L’École de l'État: «l'ß», G-7, U.S. the co-op's 1,000.5,")
def test_blanks_keep_places_and_words(text: str) -> None:
    """A blanked text is as long as the text and has its words."""
    bare = blanked(text)

    assert len(text) == len(bare)
    assert [word.norm for word in words(text)] == [word.norm for word in words(bare)]


@given(_TEXTS)
def test_spelling_is_the_norms_with_their_case(text: str) -> None:
    """Spelling gives the norms of the words that stand in the text, with case."""
    found = unicode_pattern().findall(text)

    assert spell(text) == tuple(norm for one in found for norm in norms(one, keep_case=True))
