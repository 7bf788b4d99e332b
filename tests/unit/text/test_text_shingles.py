"""Hashes of words and of runs of words, and the sample that stands for a text."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from feedmill.text.shingles import FEWEST, MOST, SHARE, sample, shingles, word_hashes

WORDS = st.lists(st.text(st.characters(exclude_categories=["Z", "C"]), min_size=1), min_size=1, max_size=40)


def numbered(count: int, first: int = 0) -> str:
    """Give a text of so many words, all different."""
    return " ".join(f"w{number}" for number in range(first, first + count))


def test_what_hashes_are_worth_is_settled() -> None:
    """They stand in databases: a change of any of them needs a new version."""
    assert [14285443078955810121, 9929117010043807194] == word_hashes("g7 summit").tolist()
    assert [3011802738107187327] == shingles(word_hashes("the g7 met in hiroshima"), 5).tolist()


@given(WORDS, WORDS)
def test_a_word_hashes_alike_wherever_it_stands(before: list[str], after: list[str]) -> None:
    """What stands before or behind a word does not matter."""
    hashes = word_hashes(" ".join([*before, *after])).tolist()

    assert [word_hashes(word).item() for word in (*before, *after)] == hashes


@given(WORDS)
def test_different_words_differ(words: list[str]) -> None:
    """No two words of a text collide (64 bits: one pair of 10^19 would)."""
    assert len(set(words)) == len(set(word_hashes(" ".join(words)).tolist()))


def test_the_order_of_words_matters() -> None:
    """A run read backwards is another run."""
    assert shingles(word_hashes("a b c d e"), 5).tolist() != shingles(word_hashes("e d c b a"), 5).tolist()


def test_a_run_needs_its_words() -> None:
    """Texts of fewer words have no runs, and nothing stands for them."""
    assert [0, 0, 1, 2] == [len(shingles(word_hashes(numbered(count)), 5)) for count in (1, 4, 5, 6)]
    assert [] == shingles(word_hashes(""), 5).tolist()
    assert [] == sample(shingles(word_hashes("too few words"), 5)).tolist()


def test_a_sample_is_bounded_at_both_ends() -> None:
    """Short texts give what they have, up to the fewest; long ones never more than the most."""
    sizes = [len(sample(shingles(word_hashes(numbered(count)), 5))) for count in (10, 60, 300, 5000)]

    assert [6, FEWEST] == sizes[:2]
    assert FEWEST <= sizes[2] <= 296 // SHARE * 2
    assert sizes[3] == MOST


def test_a_text_shares_its_sample_with_one_that_holds_it() -> None:
    """A part of a longer text is found by it: the same runs are sampled in both."""
    part, whole = numbered(200, 100), numbered(400)
    both = set(sample(shingles(word_hashes(part), 5)).tolist()) & set(
        sample(shingles(word_hashes(whole), 5)).tolist()
    )

    assert len(both) >= FEWEST


def test_repetition_adds_nothing() -> None:
    """A text that repeats one sentence is sampled like that sentence."""
    line = numbered(40)
    assert (
        len(set(sample(shingles(word_hashes(" ".join([line] * 100)), 5)).tolist()))
        <= len(set(shingles(word_hashes(f"{line} {line}"), 5).tolist()))
        <= MOST
    )
