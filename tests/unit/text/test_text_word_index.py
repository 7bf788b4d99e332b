"""Which of many things that wait for a word may be in a text."""

from __future__ import annotations

import pickle

import pytest

from feedmill.text import word_index
from feedmill.text.passages import passage
from feedmill.text.word_index import WordIndex

AWAITED = (("aid", False), ("aid", True), ("ai", True), ("war", False), ("aid", False))


def _numbers(index: WordIndex, vocabulary: set[str]) -> set[int]:
    ready = passage(" ".join(sorted(vocabulary)))
    found = index.numbers(ready)
    assert bool(found) == index.is_awaited(ready) == index.is_awaited(passage("peace"), ready)
    return found


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

    assert [expected, expected] == [_numbers(index, vocabulary), _numbers(index, vocabulary)]


def test_it_travels() -> None:
    """What arrives in another process gives the same answers."""
    index = WordIndex(AWAITED)
    _numbers(index, {"aid", "peace"})

    assert {0, 1, 2, 4} == _numbers(pickle.loads(pickle.dumps(index)), {"aid", "peace"})


def test_what_it_remembers_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """However many words it meets, it remembers few, and answers the same."""
    monkeypatch.setattr(word_index, "_MOST", 10)
    index = WordIndex(AWAITED)

    for number in range(100):
        assert {0, 1, 2, 4} == _numbers(index, {f"word{number}", "aid"})
        assert {1, 2} == _numbers(index, {f"aids{number}"})
        assert len(index._known) <= 10


@pytest.mark.parametrize("at_once", [1, 2, 100])
def test_beginnings_are_looked_for_together(monkeypatch: pytest.MonkeyPatch, at_once: int) -> None:
    """Beginnings of any letters are found, however many go into one pattern."""
    monkeypatch.setattr(word_index, "_AT_ONCE", at_once)
    index = WordIndex([("мир", True), ("ειρ", True), ("u.s", True), ("3.5", True), ("ми", True)])

    assert {0, 4} == _numbers(index, {"мирний", "평화"})
    assert {1, 4} == _numbers(index, {"ειρηνη", "мить"})
    assert {3} == _numbers(index, {"3.57", "uxs", "3x5"})
