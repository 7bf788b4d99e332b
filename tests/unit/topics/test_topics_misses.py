"""Misses: the first clause that fails, and what would make it match."""

from __future__ import annotations

import tomllib
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from feedmill.model import Article, Fingerprint, Miss, Topic
from feedmill.topics import compile_query, evaluate, subject
from feedmill.topics.misses import miss

_CASES = tomllib.loads((Path(__file__).parents[2] / "data/filters/misses.toml").read_text(encoding="utf-8"))[
    "case"
]
_DAY = datetime(2023, 5, 21, tzinfo=UTC)
_VOCABULARY = {
    "g7": ("G7", "Group of Seven"),
    "aid": ("aid",),
    "aids": ("aid", "hearing"),
    "barred": ("hearing", "-hearing aid"),
    "many": tuple("bcdefghi"),
}
_TOPICS = (
    Topic(slug="war", filter="war OR troops"),
    Topic(slug="hearing", filter="hearing"),
    Topic(slug="long", filter=" OR ".join(f"source:number{n}" for n in range(20))),
)
_ARTICLE = Article(
    id="a",
    source="bbc",
    url="https://bbc.co.uk/1",
    title="Aid for all",
    text="hearing aid and US aid from afar",
    tags=("x", "y"),
    language="en",
    published=_DAY,
    updated=_DAY,
    first_seen=_DAY + timedelta(days=1),
    fingerprint=Fingerprint(),
)


@pytest.mark.parametrize("case", _CASES, ids=lambda case: case["filter"])
def test_misses(case: dict[str, str]) -> None:
    """The first failing clause is named as it was written, with a sentence about what it needs."""
    query, ready = compile_query(case["filter"], _TOPICS, _VOCABULARY), subject(_ARTICLE)

    assert not evaluate(query, ready)
    assert Miss(clause=case["clause"], needs=case["needs"]) == miss(query, ready)
