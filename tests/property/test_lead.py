"""The lead of a text, of any script."""

from __future__ import annotations

from itertools import takewhile

from hypothesis import given
from hypothesis import strategies as st

from feedmill.text.words import words
from feedmill.topics.subject import LEAD, lead

_PIECES = (
    "a",
    "U.S.",
    "Odesa’s",
    "F-16",
    "核",
    "ไทย",
    "мир",
    "½",
    "l'",
    "é",
    "e\u0301",
    "-",
    "2023",
    ".",
    ",",
)
_BLANKS = (" ", "\n", "\t", "\u3000", "\u00a0", "")
_texts = st.lists(
    st.tuples(st.sampled_from(_PIECES), st.sampled_from([1, 1, 1, 40]), st.sampled_from(_BLANKS)),
    min_size=1,
    max_size=300,
).map(lambda pieces: "".join(piece * times + blank for piece, times, blank in pieces))


@given(_texts)
def test_the_lead_is_the_words_that_end_within_it(text: str) -> None:
    """Its words are the text's own as long as they end early enough, at the same places; none is cut."""
    within = takewhile(lambda word: word.end <= LEAD, words(text))

    assert list(within) == list(words(lead(text)))
    assert text.startswith(lead(text))
    assert len(lead(text)) <= LEAD
