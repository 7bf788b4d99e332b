"""Stories: different texts on one event, from `dedupe eval --stories` to the feeds."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from installation import Mill

EVENTS = Path(__file__).parents[1] / "data/copies/events.jsonl"


def test_eval_measures_stories_beside_titles_alone(mill: Mill) -> None:
    """Precision, recall and F1 of pairs and groups with intervals, and a baseline of titles."""
    told = json.loads(mill.do("dedupe", "eval", "--stories", str(EVENTS), "--json").out)

    assert (40, 22) == (told["articles"], told["stories"])
    assert 1.0 == told["pairs"]["precision"]
    assert told["pairs"]["recall"] >= 0.7
    low, high = told["pairs"]["interval"]
    assert low <= told["pairs"]["f1"] <= high
    assert told["baseline"]["f1"] < low
    assert all(one["reason"] for one in told["wrong"])
    table = mill.do("dedupe", "eval", "--stories", str(EVENTS)).out
    assert "by titles alone" in table
    assert "not tied" in table


@pytest.mark.parametrize("line", ['{"title": "x", "body": "y"}', '{"story": "s"}', "[]"])
def test_eval_names_the_line_that_tells_no_story(mill: Mill, line: str) -> None:
    """A line that is no article of a story is exit 2 with its place."""
    file = mill.write("events.jsonl", f"\n{line}\n")

    answer = mill.do("dedupe", "eval", "--stories", str(file))

    assert 2 == answer.code
    assert f"{file}:2" in answer.err
