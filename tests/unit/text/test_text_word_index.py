"""Which of many things that wait for a word may be in a text."""

from __future__ import annotations

import pickle

import pytest

from feedmill.text import word_index
from feedmill.text.word_index import WordIndex

AWAITED = (("aid", False), ("aid", True), ("ai", True), ("war", False), ("aid", False))


@pytest.mark.parametrize(
    ("vocabulary", "expected"),
    [
        (set(), set()),
        ({"peace"}, set()),
        ({"aid"}, {0, 1, 2, 4}),
        ({"aids", "wars"}, {1, 2}),
        ({"a", "ai", "war"}, {2, 3}),
    ],
)
def test_numbers(vocabulary: set[str], expected: set[int]) -> None:
    """Whole words and beginnings are found, asked once or again."""
    index = WordIndex(AWAITED)

    assert [expected, expected] == [index.numbers(vocabulary), index.numbers(vocabulary)]


def test_it_travels() -> None:
    """What arrives in another process gives the same answers."""
    index = WordIndex(AWAITED)
    index.numbers({"aid", "peace"})

    assert {0, 1, 2, 4} == pickle.loads(pickle.dumps(index)).numbers({"aid", "peace"})


def test_what_it_remembers_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """However many words it meets, it remembers few, and answers the same."""
    monkeypatch.setattr(word_index, "_MOST", 10)
    index = WordIndex(AWAITED)

    for number in range(100):
        assert {0, 1, 2, 4} == index.numbers({f"word{number}", "aid"})
        assert {1, 2} == index.numbers({f"aids{number}"})
        assert max(len(index._idle), len(index._busy)) <= 10
