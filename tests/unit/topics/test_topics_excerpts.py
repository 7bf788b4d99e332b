"""Excerpts: matched terms among their words, cut where words end."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedmill.model import Article, Fingerprint, Reason
from feedmill.topics import compile_query, evaluate, subject
from feedmill.topics.excerpts import excerpts
from feedmill.topics.reasons import reasons

_DAY = datetime(2023, 5, 21, tzinfo=UTC)
_ACUTE = "e\u0301"


def _article(title: str, text: str) -> Article:
    return Article(
        id="a",
        source="s",
        title=title,
        text=text,
        published=_DAY,
        updated=_DAY,
        first_seen=_DAY,
        fingerprint=Fingerprint(),
    )


def _shown(text: str, title: str, body: str, around: int = 20) -> list[str]:
    article = _article(title, body)
    query, ready = compile_query(text, (), {}), subject(article)
    assert evaluate(query, ready)
    return [
        f"{one.clause} {one.field} {'|'.join(one.pieces)} +{one.more}"
        for one in excerpts(reasons(query, ready), article, around)
    ]


@pytest.mark.parametrize(
    ("text", "title", "body", "shown"),
    [
        ("aid", "", "aid", ["aid text |aid| +0"]),
        ("aid", "More aid\n for all", "aid, aid", ["aid title More |aid| for all +2"]),
        ("a OR b", "", "a b", ["a text |a| b +0", "b text a |b| +0"]),
        ('"aid kyiv"~3', "", "aid for kyiv", ['"aid kyiv"~3 text |aid| for |kyiv| +0']),
        ("aid", "", f"{'word ' * 9}aid{' word' * 9}", ["aid text …word word word |aid| word word word… +0"]),
        ("x", "", f"{'y' * 30} x {'z' * 30}", [f"x text …{'y' * 19} |x| {'z' * 19}… +0"]),
        # A mark stays with its letter.
        ("x", "", f"{_ACUTE * 30} x", [f"x text …{_ACUTE * 9} |x| +0"]),
        ("x", "", f"x {_ACUTE * 30}", [f"x text |x| {_ACUTE * 10}… +0"]),
    ],
)
def test_an_excerpt(text: str, title: str, body: str, shown: list[str]) -> None:
    """Terms that stand together share an excerpt; a cut is shown, and falls between words where it can."""
    assert shown == _shown(text, title, body)


def test_other_topics_come_last() -> None:
    """What the filter itself asks comes before what it takes from another topic."""
    made = [
        Reason(clause=clause, field="text", term=term, text=term, start=start, end=start + 1)
        for clause, term, start in [("topic:t", "a", 0), ("b", "b", 2)]
    ]

    assert ["b", "topic:t"] == [one.clause for one in excerpts(made, _article("", "a b"), 5)]


def test_places_that_overlap_are_one() -> None:
    """Where terms overlap, they are marked as one; far ones have excerpts of their own."""
    made = [
        Reason(clause="c", field="text", term=term, text="", start=start, end=end)
        for term, start, end in [("a", 0, 5), ("b", 2, 8), ("c", 8, 9), ("d", 50, 51)]
    ]
    found = list(excerpts(made, _article("", "abcdefghijkl" + " " * 38 + "d"), 5))

    assert [("", "abcdefgh", "", "i", "jkl …"), ("… ", "d", "")] == [one.pieces for one in found]


@given(
    st.text(max_size=60),
    st.lists(st.tuples(st.integers(0, 50), st.integers(1, 9)), min_size=1, max_size=4),
    st.integers(1, 30),
)
def test_an_excerpt_is_of_the_text(text: str, places: list[tuple[int, int]], around: int) -> None:
    """Whatever the text and the places, an excerpt's pieces stand there in a row, white space aside."""
    article = _article("", text + "x" * 60)
    made = [
        Reason(clause="c", field="text", term=str(at), text="", start=at, end=at + length)
        for at, length in places
    ]

    for one in excerpts(made, article, around):
        assert len(one.pieces) % 2
        assert "".join("".join(one.pieces).strip("…").split()) in "".join(article.text.split())
