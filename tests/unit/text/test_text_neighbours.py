"""Which of many phrases that share a word may stand in a text."""

from __future__ import annotations

import pytest

from feedmill.text.neighbours import Neighbours


@pytest.mark.parametrize(
    ("padded", "expected"),
    [
        ("  ", set()),
        (" g7 ", set()),
        (" the g7 ", {0}),
        (" g7 summits ", {1, 2}),
        (" the g7 sum and a g7 ", {0, 2}),
        (" g7s summit the ", set()),
        (" g7 g7 summit ", {1, 2, 3}),
    ],
)
def test_numbers(padded: str, expected: set[int]) -> None:
    """The words beside every place count, and nothing further away."""
    beside = Neighbours("g7", prefix=False)
    beside.add(0, "the", prefix=False, after=False)
    beside.add(1, "summit", prefix=True, after=True)
    beside.add(2, "sum", prefix=True, after=True)
    beside.add(3, "g7", prefix=False, after=True)

    assert expected == beside.numbers(padded)


def test_a_word_may_be_begun() -> None:
    """The shared word need only begin as it was said to."""
    beside = Neighbours("min", prefix=True)
    beside.add(7, "prime", prefix=False, after=False)

    assert {7} == beside.numbers(" the prime minister ")
    assert set() == beside.numbers(" prime admin ")
