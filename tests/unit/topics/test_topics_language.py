"""The filter language, case by case: what matches, what cannot be read, what is odd."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from feedmill.errors import FilterError
from feedmill.model import Article, Fingerprint, Topic
from feedmill.topics import compile_query, evaluate, subject, warnings

DATA = Path(__file__).parents[2] / "data" / "filters"
_DAY = datetime(2023, 5, 21, tzinfo=UTC)

Table = dict[str, Any]


def _read(name: str) -> Table:
    return tomllib.loads((DATA / name).read_text(encoding="utf-8"))


_LANGUAGE = _read("language.toml")
VOCABULARY = {name: tuple(entries) for name, entries in _LANGUAGE["terms"].items()}
TOPICS = tuple(Topic(slug=slug, filter=text) for slug, text in _LANGUAGE["topics"].items())


def article(told: str | Table) -> Article:
    """Make an article of what a case tells of it."""
    facts: Table = {"text": told} if isinstance(told, str) else dict(told)
    published = facts.pop("published", _DAY)
    first_seen = published + timedelta(hours=facts.pop("age", 0))
    lists = {key: tuple(value) for key, value in facts.items() if isinstance(value, list)}
    bare = Article(
        id="a",
        source="some",
        published=published.replace(tzinfo=UTC),
        updated=published.replace(tzinfo=UTC),
        first_seen=first_seen.replace(tzinfo=UTC),
        fingerprint=Fingerprint(),
    )
    known: Table = facts | lists
    return replace(bare, **known)


_ANSWERS = [
    (case["filter"], told, expected)
    for case in _LANGUAGE["case"]
    for key, expected in (("yes", True), ("no", False))
    for told in case[key]
]


@pytest.mark.parametrize(("text", "told", "expected"), _ANSWERS)
def test_matches(text: str, told: str | Table, expected: bool) -> None:  # noqa: FBT001 - a case
    """The filter matches what it should, and nothing else."""
    query = compile_query(text, TOPICS, VOCABULARY)

    assert expected == evaluate(query, subject(article(told)))


@pytest.mark.parametrize("case", _read("errors.toml")["case"], ids=lambda case: repr(case["filter"]))
def test_errors(case: Table) -> None:
    """What cannot be read is said in one sentence, with its spot."""
    with pytest.raises(FilterError) as caught:
        compile_query(case["filter"], TOPICS, VOCABULARY)

    assert case["error"] == f"{caught.value.line}:{caught.value.column}: {caught.value}"


@pytest.mark.parametrize("case", _read("warnings.toml")["case"], ids=lambda case: repr(case["filter"]))
def test_warnings(case: Table) -> None:
    """What is odd is said, with its spot; what is not is not."""
    said = warnings(compile_query(case["filter"], TOPICS, VOCABULARY))

    assert case["warnings"] == [f"{one.line}:{one.column}: {one.message}" for one in said]
