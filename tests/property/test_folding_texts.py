"""Laws of what is done with many texts at once: it is what is done with each."""

# ruff: noqa: RUF001 - look-alike characters are the point

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st

from feedmill.text.folding import folded_all
from feedmill.text.hashes import xxh64, xxh128
from feedmill.text.headlines import without_site
from feedmill.text.homoglyphs import plain_letters
from feedmill.text.samples import Prints, prints
from feedmill.text.shingles import sampled, sampled_all
from feedmill.text.words import fold

_SIGNS = " .,'’-–“«\n\t\x1c\x85\u00a0\u00ad\u200b"
# Any text; Latin ones with all that joins, parts and folds; those of other scripts, with marks and units.
_TEXT = (
    st.text()
    | st.text(alphabet=f"aSs7lUñÉßæÆøþŁœªµ½²{_SIGNS}", max_size=40)
    | st.text(alphabet=f"aG7éйЁїлїαςԱאع\u0640\u064eٱ٧核サｶﾞ한\u1112\u1161\u0301\u3099ดี𝔄{_SIGNS}", max_size=40)
    | st.lists(
        st.sampled_from(
            ["G-7", "the", "U.S.", "aid", "1,000.5", "don't", "l'Été", "й", "ё", "é", "核", "Straße"]
        )
    ).map(" ".join)
)
_TEXTS = st.lists(_TEXT, max_size=6)
#: Words enough to be sampled by value, and words that repeat.
_LONG = st.integers(0, 400).map(lambda count: " ".join(f"w{number % 211}" for number in range(count)))


@given(_TEXTS)
@example(["", "a", "", ""])
@example(["G7.", "'aid", "-5", ".", "«l'ß»"])
@example(
    ["Пам’ять м'яч «ґанок» — ООН-3", "核の傘。G7サミット、1,000人", "한국어", "𝔄б 𠀀х", "\ue000\x85а\uffff"]
)
@example(["я" * 40 + "é’ў", "", "ñ'б", "ال\u0640عربية ٢٠٢٦"])
def test_folding_many_is_folding_each(texts: list[str]) -> None:
    """No text changes what another one becomes, whatever stands at its ends."""
    assert [fold(text) for text in texts] == folded_all(texts)


def test_long_texts_are_folded_alike() -> None:
    """What is too long for arrays is folded all the same."""
    texts = ["don't aid " * 12_000, "м'яч " * 24_000, "aid"]

    assert [fold(text) for text in texts] == folded_all(texts)


@given(st.lists(_TEXT.map(fold) | _LONG, max_size=6))
def test_sampling_many_is_sampling_each(folded: list[str]) -> None:
    """No run goes from one text into the next; words are counted."""
    expected = [(len(text.split(" ")) if text else 0, sampled(text)) for text in folded]

    assert expected == sampled_all(folded)


@given(st.lists(st.tuples(_TEXT, _TEXT | _LONG), max_size=4), st.integers(0, 60))
def test_prints_are_those_of_each_article(pairs: list[tuple[str, str]], short: int) -> None:
    """Each text's hash, its title's and its sample, by the definition of each."""
    assert [_by_definition(*pair, short) for pair in pairs] == prints(pairs, short=short)


def _by_definition(title: str, text: str, short: int) -> Prints:
    folded, named, whole = (plain_letters(fold(one)) for one in (text, without_site(title), title))
    parts = (folded,) if len(folded.split()) >= short else (folded, whole)
    return Prints(
        text=xxh128(*parts) if folded else "", title=xxh64(named) if whole else "", shingles=sampled(folded)
    )
