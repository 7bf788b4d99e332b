"""The labelled stories in `tests/data/copies/stories.jsonl` are what they are said to be."""

from __future__ import annotations

import json
from collections import Counter
from datetime import datetime
from pathlib import Path

import pytest

STORIES = Path(__file__).parents[2] / "data" / "copies" / "stories.jsonl"
LEAST_WORDS = 60


@pytest.fixture(scope="module")
def articles() -> list[dict[str, str]]:
    """Read the file."""
    return [json.loads(line) for line in STORIES.read_text(encoding="utf-8").splitlines()]


def test_there_are_forty_stories_told_in_three_to_five_ways(articles: list[dict[str, str]]) -> None:
    """At least 40 stories, each in three to five articles of as many sources."""
    sizes = Counter(one["story"] for one in articles)

    assert len(sizes) >= 40
    assert set(sizes.values()) <= {3, 4, 5}
    assert len(articles) == len({(one["story"], one["source"]) for one in articles})


def test_every_article_is_a_text_of_its_own(articles: list[dict[str, str]]) -> None:
    """No id, title or text stands in the file twice; where spaces part words, a text has at least 60."""
    for key in ("id", "title", "body"):
        assert len(articles) == len({one[key] for one in articles}), key
    for one in articles:
        if not one["id"].startswith("ja-"):
            assert len(one["body"].split()) >= LEAST_WORDS, one["id"]


def test_the_articles_of_a_story_lie_within_three_days(articles: list[dict[str, str]]) -> None:
    """Dates are read with their zone, and those of one story lie close together."""
    for story in {one["story"] for one in articles}:
        dates = [datetime.fromisoformat(one["date"]) for one in articles if one["story"] == story]

        assert all(date.tzinfo for date in dates)
        assert (max(dates) - min(dates)).days < 3, story
