"""Stories: different texts on one event, from `dedupe eval --stories` to the feeds."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from installation import Mill, item, rss
from loopback import Loopback, Reply

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


TOPICS = '[topics.{0}]\nfilter = "NOT source:seeds"\nduplicates = {{ story = "{0}" }}\n'
#: The owner's own report, and another's two hours later.
FIRST, SECOND = (
    (
        "Ferry with 300 aboard runs aground off Naxos",
        "A ferry ran aground off Naxos. The captain of the Aegean Star was arrested.",
    ),
    (
        "Fishermen rescue 300 passengers",
        "Boats from Naxos brought passengers of the Aegean Star ashore. The captain was questioned.",
    ),
)


@pytest.fixture
def told(mill: Mill, server: Loopback) -> Mill:
    """Run a mill in which two sources tell one story, and each topic has another policy for stories."""
    urls = {}
    for host, (name, (title, text)) in enumerate((("wire", FIRST), ("daily", SECOND)), start=2):
        one = item("1", title, text, date=f"Fri, 30 Jan 2026 1{host}:00:00 GMT")
        server.routes[f"/{name}"] = Reply(body=rss(one, title=name.title()))
        urls[name] = server.url(f"/{name}", host=f"127.0.0.{host}") + f"\nweight = {40 - 10 * host}"
    mill.sources(**urls)
    mill.write("config/topics.toml", "".join(TOPICS.format(policy) for policy in ("fold", "drop", "keep")))
    assert {"text": 0, "story": 1} == mill.run()["groups"]
    return mill


def test_each_topic_treats_a_story_as_it_says(told: Mill) -> None:
    """Folded: one item that names the other, in its content too; dropped: one that does not; kept: two."""
    (fold,) = told.feed("fold")["items"]
    (drop,) = told.feed("drop")["items"]

    assert ["Daily"] == [one["source"] for one in fold["_feedmill"]["also"]]
    assert SECOND[0] in fold["content_html"]
    assert FIRST[0] == fold["title"]
    assert [] == drop["_feedmill"]["also"]
    assert sorted([FIRST[0], SECOND[0]]) == sorted(told.titles("keep"))


def test_explain_says_by_what_a_story_is_told(told: Mill) -> None:
    """The member has its relation and score, in words with the reason; where it is kept, it stands alone."""
    topics = json.loads(told.do("explain", "1", "--json").out)["topics"]

    members = {topic: topics[topic]["group"]["members"] for topic in topics}
    assert [None, "same-story"] == sorted(
        (one["relation"] for one in members["fold"]), key=lambda each: each or ""
    )
    assert all(0.4 <= one["score"] <= 1 for one in members["fold"] if one["score"] is not None)
    assert 1 == len(members["keep"])
    assert "both speak of" in told.do("explain", "1", "fold").out
