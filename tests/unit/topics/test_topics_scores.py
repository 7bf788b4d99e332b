"""Scores of weighed groups: what their parts are worth to an article, and what would turn the answer."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from feedmill.model import Article, Fingerprint, Topic
from feedmill.topics import compile_query, subject
from feedmill.topics.misses import miss
from feedmill.topics.reasons import reasons
from feedmill.topics.scores import Score, Weighed, scores

_DAY = datetime(2023, 5, 21, tzinfo=UTC)
_BARE = Article(id="a", source="s", published=_DAY, updated=_DAY, first_seen=_DAY, fingerprint=Fingerprint())
_TOPICS = (Topic(slug="oil", filter="(oil^3 OR title:crude^2 OR olive^-1.5)@2"),)


def test_a_score_lists_its_parts() -> None:
    """Every part is named with its weight, and the sum is that of those that match."""
    article = replace(_BARE, title="Crude", text="olive oil")
    query = compile_query("opec OR topic:oil", _TOPICS, {})

    assert scores(query, subject(article)) == (
        Score(
            clause="(oil^3 OR title:crude^2 OR olive^-1.5)@2",
            minimum=Decimal(2),
            sum=Decimal("3.5"),
            parts=(
                Weighed(clause="oil^3", weight=Decimal(3), matches=True),
                Weighed(clause="title:crude^2", weight=Decimal(2), matches=True),
                Weighed(clause="olive^-1.5", weight=Decimal("-1.5"), matches=True),
            ),
        ),
    )


def test_reasons_are_those_of_parts_that_add() -> None:
    """What takes away from a score is no reason for the match."""
    query = compile_query("(oil^3 OR opec OR olive^-1)@2", (), {})

    found = reasons(query, subject(replace(_BARE, text="olive oil")))

    assert ["oil^3"] == [one.clause for one in found]


@pytest.mark.parametrize(
    ("text", "filter_", "needs"),
    [
        (
            "opec",
            "(opec OR oil^2 OR crude^2 OR barrel)@3",
            'must rise from 1 to 3: the title or the text must contain "oil"',
        ),
        (
            "opec",
            "(opec OR oil OR title:(crude well)^2)@3",
            'must rise from 1 to 3: the title must contain "crude", and the title must contain "well"',
        ),
        (
            "oil olive",
            "(oil^2 OR barrel OR olive^-2)@2",
            (
                'must rise from 0 to 2: the title or the text must not contain "olive", '
                'but "olive" stands at character 4 of the text'
            ),
        ),
        (
            "",
            "title:(opec^2 OR " + " OR ".join(f"oil{n}" for n in range(12)) + ")@2",
            'must rise from 0 to 2: the title must contain "opec"',
        ),
        ("", "(opec OR oil)@3", "must rise from 0 to 3, which nothing can bring about"),
        (
            "oil opec",
            "NOT (oil^2 OR opec)@2",
            (
                'must fall from 3 below 2: the title or the text must not contain "oil", '
                'but "oil" stands at character 0 of the text'
            ),
        ),
    ],
)
def test_a_miss_names_the_fewest_parts(text: str, filter_: str, needs: str) -> None:
    """What is said is the smallest set of parts that would turn the answer."""
    group = filter_.removeprefix("NOT ")
    if len(group) > 60:
        group = "title:( … )@2"

    said = miss(compile_query(filter_, (), {}), subject(replace(_BARE, text=text)))

    assert said.needs == f"Its score in {group} {needs}."
