"""Reasons: which terms matched, and where."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from feedmill.model import Article, Fingerprint, Reason, Topic
from feedmill.topics import compile_query, evaluate, subject
from feedmill.topics.reasons import MOST, reasons

_DAY = datetime(2023, 5, 21, tzinfo=UTC)
_VOCABULARY = {"g7": ("G7", "Group of Seven")}
_TOPICS = (Topic(slug="war", filter="war OR troops"),)


def _reasons(text: str, title: str, body: str) -> tuple[Reason, ...]:
    article = Article(
        id="a",
        source="s",
        title=title,
        text=body,
        published=_DAY,
        updated=_DAY,
        first_seen=_DAY,
        fingerprint=Fingerprint(),
    )
    query, ready = compile_query(text, _TOPICS, _VOCABULARY), subject(article)
    assert evaluate(query, ready)
    return reasons(query, ready)


def test_a_reason_has_its_place() -> None:
    """A reason holds clause, field, term, the characters as they stand and their offsets."""
    expected = (
        Reason(clause="#g7", field="title", term="G7", text="G-7’s", start=4, end=9),
        Reason(
            clause='"financial assist*"',
            field="text",
            term="financial assist*",
            text="financial assistance",
            start=2,
            end=22,
        ),
        Reason(clause="#g7", field="text", term="Group of Seven", text="Group of Seven", start=26, end=40),
    )

    assert expected == _reasons(
        '#g7 AND "financial assist*"', "The G-7’s plan", "A financial assistance by Group of Seven"
    )


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("a OR b OR (a zebra)", ["a"]),
        ("a -c NOT d", ["a"]),
        ("NOT NOT a", []),
        ("*", []),
        ("source:s lang:en OR a", ["a"]),
        ("body:a OR title:a", ["a"]),
        ('"y a"~2', ["a", "y"]),
        ("/x[:]./", ["x[:]."]),
        ("/b*/", []),
        ("=A OR a", ["a"]),
    ],
)
def test_terms(text: str, terms: list[str]) -> None:
    """Only terms that stand in the article and are asked for are reasons."""
    found = _reasons(text, "", "a x:y")

    assert terms == [reason.term for reason in found]


def test_title_comes_first_then_the_place() -> None:
    """The order is stable: the title's reasons, then the text's, each by their place."""
    found = _reasons("b OR a", "b a", "a b a")

    assert [("title", 0), ("title", 2), ("text", 0), ("text", 2), ("text", 4)] == [
        (one.field, one.start) for one in found
    ]


def test_another_topics_terms_stand_under_its_clause() -> None:
    """What `topic:` matched is named under that clause."""
    found = _reasons("topic:war", "", "troops at war")

    assert [("topic:war", "troops"), ("topic:war", "war")] == [(one.clause, one.term) for one in found]


def test_there_are_not_too_many() -> None:
    """Of too many, every term is named once, and other topics' terms give way."""
    found = _reasons("(aid OR port) topic:war", "", "war " * 30 + "aid " * 30 + "port")

    assert len(found) == MOST
    assert {"aid", "port"} == {one.term for one in found}


def test_another_topic_lends_only_the_foremost() -> None:
    """Of what another filter asks, a few terms are named under the clause that refers to it."""
    found = _reasons("topic:war aid", "", "war " * 9 + "troops " * 9 + "aid")

    assert [("topic:war", "war")] * 3 + [("topic:war", "troops")] * 2 + [("aid", "aid")] == [
        (one.clause, one.term) for one in found
    ]


def test_a_place_is_named_once_for_a_clause() -> None:
    """Two terms of a set at one place give one reason."""
    article = Article(
        id="a",
        source="s",
        text="Ukraine",
        published=_DAY,
        updated=_DAY,
        first_seen=_DAY,
        fingerprint=Fingerprint(),
    )
    query = compile_query("#u", (), {"u": ("Ukraine", "Ukrain*")})

    assert ["Ukraine"] == [one.term for one in reasons(query, subject(article))]
