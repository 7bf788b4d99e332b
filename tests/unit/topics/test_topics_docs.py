"""The reference of the filter language: every example in it is true."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from feedmill.model import Article, Fingerprint, Topic
from feedmill.topics import compile_query, evaluate, subject, warnings
from feedmill.topics.grammar import FIELDS

PAGE = (Path(__file__).parents[3] / "docs" / "filters.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```filter\n(.*?)```", PAGE, re.DOTALL)
VOCABULARY = {
    "g7": ("G7", "Group of Seven"),
    "aid": ("humanitarian aid", "financial assist*"),
    "camera": ("G7", "-G7 leaders", "-the G7"),
    "givers": (".en:donor", ".de:Geber", "-.en:blood donor"),
}
TOPICS = (Topic(slug="sport", filter="football OR tennis"),)
_DAY = datetime(2023, 5, 21, tzinfo=UTC)


def _article(told: str) -> Article:
    """Read a line of an example: a text, or `key=value; key=value`."""
    bare = Article(
        id="a", source="s", published=_DAY, updated=_DAY, first_seen=_DAY, fingerprint=Fingerprint()
    )
    if not re.match(r"[a-z]+=", told):
        return replace(bare, text=told)
    facts: dict[str, Any] = dict(part.split("=", 1) for part in told.split("; "))
    if "published" in facts:
        day = datetime.fromisoformat(facts.pop("published")).replace(tzinfo=UTC)
        facts |= {"published": day, "first_seen": day}
    if "age" in facts:
        facts["first_seen"] = _DAY + timedelta(days=int(facts.pop("age")[:-1]))
    lists: dict[str, Any] = {key: (facts[key],) for key in ("categories", "tags", "authors") if key in facts}
    facts |= lists
    return replace(bare, **facts)


@pytest.mark.parametrize("block", BLOCKS, ids=lambda block: block.partition("\n")[0])
def test_examples(block: str) -> None:
    """What the page says matches does, what it says does not does not, and no filter of it is odd."""
    text, *lines = block.strip().split("\n")
    query = compile_query(text, TOPICS, VOCABULARY)
    expected = [(line[5:], line.startswith("yes")) for line in lines]

    assert expected == [(told, evaluate(query, subject(_article(told)))) for told, _ in expected]
    assert {True, False} == {answer for _, answer in expected}
    assert not warnings(query)


@pytest.mark.parametrize(
    "sign", [*(f"{field}:" for field in FIELDS), "AND", "OR", "NOT", "+", "-", "~", "#", "=", "/", "*", "("]
)
def test_everything_is_shown(sign: str) -> None:
    """Every field and operator stands in an example or the table of fields."""
    assert sign in PAGE


def test_deviations_begin_with_the_ones_that_matter() -> None:
    """The table of deviations starts with adjacency, precedence and exact case."""
    rows = PAGE.partition("| here | Lucene |")[2].splitlines()[2:5]

    assert ["adjacent terms mean AND", "NOT binds before AND before OR", "`=US` asks for exact case"] == [
        row.split("|")[1].strip() for row in rows
    ]


@pytest.mark.parametrize("block", re.findall(r"```odd\n(.*?)```", PAGE, re.DOTALL))
def test_warnings_of_the_page(block: str) -> None:
    """What the page says is warned of is, in these words and in this order, and nothing else."""
    text, *told = block.strip().split("\n")

    assert told == [f"warns  {one.message}" for one in warnings(compile_query(text, TOPICS, VOCABULARY))]
