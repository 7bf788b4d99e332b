"""Percolating: which topics, with which reasons; and what is missing."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from feedmill.model import Article, Example, Fingerprint, Match, Miss, Topic
from feedmill.topics import (
    compile_filters,
    compile_query,
    evaluate,
    explain,
    percolate,
    run_examples,
    subject,
    unknown_sources,
)

_DAY = datetime(2023, 5, 21, tzinfo=UTC)
_ARTICLE = Article(
    id="a",
    source="s",
    text="aid for Ukraine",
    published=_DAY,
    updated=_DAY,
    first_seen=_DAY,
    fingerprint=Fingerprint(),
)
_FILTERS = compile_filters(
    (
        Topic(slug="ukraine", filter="ukraine"),
        Topic(slug="aid", filter="aid"),
        Topic(slug="off", filter="*", enabled=False),
        Topic(slug="g7", filter="g7"),
        Topic(slug="by-off", filter="topic:off"),
    ),
    {},
)


def test_matches_come_by_slug() -> None:
    """An article is in every enabled topic that matches, in the order of the slugs, with reasons."""
    found = percolate(_FILTERS, _ARTICLE)

    assert ["aid", "by-off", "ukraine"] == [match.topic for match in found]
    assert [(8, 15)] == [(reason.start, reason.end) for reason in found[2].reasons]
    assert {"a"} == {match.article for match in found}


def test_explain() -> None:
    """One topic is explained, enabled or not: a match with its reasons, or the first failing clause."""
    assert percolate(_FILTERS, _ARTICLE)[0] == explain(_FILTERS, "aid", _ARTICLE)
    assert Match(topic="off", article="a") == explain(_FILTERS, "off", _ARTICLE)
    assert Miss(clause="g7", needs='The title or the text must contain "g7".') == explain(
        _FILTERS, "g7", _ARTICLE, change=False
    )


def test_explain_knows_only_what_there_is() -> None:
    """A topic that does not exist is no topic."""
    with pytest.raises(KeyError, match="nope"):
        explain(_FILTERS, "nope", _ARTICLE)


def test_examples() -> None:
    """Examples pass when the filter says what they say; the result holds the reasons or the miss."""
    examples = (
        Example(text="the G7"),
        Example(text="a chord", matches=False),
        Example(title="G7 chord", text="", matches=False),
        Example(text="nothing"),
    )

    results = run_examples((Topic(slug="g7", filter="g7", examples=examples, enabled=False),), {})

    assert [True, True, False, False] == [result.passed for result in results]
    assert examples == tuple(result.example for result in results)
    assert "G7" == results[2].reasons[0].text
    missed = results[3].miss
    assert missed is not None
    assert Miss(clause="g7", needs='The title or the text must contain "g7".') == replace(missed, change=())
    assert ['add "g7" to the title or the text'] == [edit.said for edit in missed.change]


def test_examples_are_tagged_where_filters_ask_for_tags() -> None:
    """With a tagger, examples have tags."""
    topics = (Topic(slug="x", filter="tag:long", examples=(Example(text="long text"),)),)

    assert run_examples(topics, {}, lambda article: (article.text.split()[0],))[0].passed
    assert not run_examples(topics, {})[0].passed


def test_unknown_sources() -> None:
    """A source that is not configured is pointed out."""
    (warned,) = unknown_sources(compile_query("a source:x -source:y", (), {}), ["x"])

    assert (13, 1) == (warned.column, warned.line)
    assert 'there is no source "y" in sources.toml, so this never matches' == warned.message


@pytest.mark.parametrize("pattern", ["(a*)*b", "(x+x+)+y", "(.*д){12}я", ".{0,1000}Z", "(д|дд)+$"])
def test_regular_expressions_take_linear_time(pattern: str) -> None:
    """Whatever the pattern, and however often it is asked, 100,000 letters are searched at once."""
    ready = subject(replace(_ARTICLE, text="Україна отримала допомогу. " * 4_000))
    query = compile_query(f"/{pattern}/", (), {})

    began = time.process_time()
    for _ in range(3):
        evaluate(query, ready)

    assert time.process_time() - began < 2
