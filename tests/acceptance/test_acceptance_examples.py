"""Filters are tried without a store: their own examples, and the articles of a file."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from installation import Mill

_TOPICS = """\
[terms]
g7 = ["G7", "Group of Seven"]

[topics.g7]
filter = '#g7 AND NOT chord'
[[topics.g7.examples]]
text = "The G-7 met."
[[topics.g7.examples]]
title = "A chord"
text = "Cmaj7 and G7"
matches = false

[topics.desk]
filter = '''
  source:seeds AND lang:uk AND title:aid AND url:/news/ AND tag:war AND published:[2023-05-20 TO 2023-05-20]
'''
[[topics.desk.examples]]
title = "Aid"
source = "seeds"
language = "uk"
url = "https://example.org/news/1"
tags = ["War"]
date = "2023-05-20"
[[topics.desk.examples]]
title = "Aid"
matches = false
"""


@pytest.fixture
def mill(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Mill:
    """Give a mill whose filters have examples."""
    made = Mill(folder=tmp_path, capture=capsys)
    made.write("config/feedmill.toml", "[site]\nid_domain = 'example.org'\n")
    made.write("config/topics.toml", _TOPICS)
    made.sources()
    return made


def test_examples_are_told_one_a_line(mill: Mill) -> None:
    """Each example has a line, whatever it names of an article; a sum ends the list."""
    answer = mill.do("topics", "test")

    assert (0, "") == (answer.code, answer.err)
    assert [
        "ok    g7    match     The G-7 met.",
        "ok    g7    no match  A chord – Cmaj7 and G7",
        "ok    desk  match     Aid",
        "ok    desk  no match  Aid",
        "4 passed, 0 failed, in 2 topics",
    ] == answer.out.splitlines()


def test_a_failure_has_its_place_and_its_reason(mill: Mill) -> None:
    """What fails is told with file and line, what decided and what would do; the exit code is 1."""
    mill.write(
        "config/topics.toml",
        _TOPICS.replace('"The G-7 met."', '"A chord and a G7"').replace("Cmaj7 and ", ""),
    )
    mill.write(
        "config/topics.toml", (mill.folder / "config/topics.toml").read_text().replace('A chord"\n', 'The"\n')
    )
    answer = mill.do("topics", "test")

    assert 1 == answer.code
    first, why_not, second, why, *_ = answer.out.splitlines()
    assert ["FAIL  g7    match     A chord and a G7", "FAIL  g7    no match  The – G7"] == [first, second]
    assert why_not.startswith(
        "      config/topics.toml:6:1: topics.g7: the example should match and does not: NOT ch"
    )
    assert why_not.endswith(' The smallest change: remove "chord" (text 2–7).')
    assert why.startswith(
        "      config/topics.toml:8:1: topics.g7: the example should not match and does: #g7 fou"
    )
    assert "2 passed, 2 failed, in 2 topics" == answer.out.splitlines()[-1]
    told = mill.do("topics", "test", "--json")
    assert (1, 2) == (told.code, told.json["failed"])
    assert ["config/topics.toml:6:1", "config/topics.toml:8:1"] == [
        one["place"] for one in told.json["examples"] if not one["passed"]
    ]
    assert 1 == mill.do("check").code


def test_an_example_holds_something(mill: Mill) -> None:
    """An example without text and title is a mistake; a source that is not there is told."""
    mill.write("config/topics.toml", _TOPICS.replace('text = "The G-7 met."', 'url = "https://example.org/"'))
    refused = mill.do("topics", "test")
    assert (2, True) == (
        refused.code,
        "topics.g7.examples[0]: give it a text, a title or both" in refused.err,
    )

    mill.write("config/topics.toml", _TOPICS.replace('source = "seeds"', 'source = "sedes"'))
    assert "topics.toml:" in mill.do("check").err
    assert 'there is no source "sedes" in sources.toml' in mill.do("check").err


def test_a_file_is_matched_line_by_line(mill: Mill) -> None:
    """Each line is answered in its order, with all that it may say of its article."""
    lines = [
        {"id": 1, "title": "Group of Seven", "body": ""},
        {"id": "b", "title": None, "body": "<p>A G7 <b>chord</b></p>"},
        {
            "id": "c",
            "title": "Aid",
            "body": "…",
            "source": "seeds",
            "language": "uk",
            "url": "https://example.org/news/1",
            "tags": ["War"],
            "date": "2023-05-20T10:00:00Z",
            "more": 1,
        },
    ]
    path = mill.write("articles.jsonl", "\n".join(map(json.dumps, lines)))
    answer = mill.do("topics", "match", str(path))

    assert 0 == answer.code
    assert [
        {"id": 1, "topics": ["g7"]},
        {"id": "b", "topics": []},
        {"id": "c", "topics": ["desk"]},
    ] == [json.loads(line) for line in answer.out.splitlines()]


@pytest.mark.parametrize(
    ("line", "wrong"),
    [
        ("{", "no JSON object"),
        ("[]", "no object"),
        ('{"id": "x"}', "neither a title nor a body"),
        ('{"id": "x", "title": 7}', '"title" must be text, not 7'),
        ('{"id": "x", "title": "a", "tags": "b"}', "\"tags\" must be a list of texts, not 'b'"),
        ('{"id": "x", "title": "a", "date": "soon"}', '"date" is no date that can be read'),
    ],
)
def test_a_bad_line_is_an_error_at_its_place(mill: Mill, line: str, wrong: str) -> None:
    """What cannot be taken as it is ends the command, after the answers to the lines before."""
    path = mill.write("articles.jsonl", f'{{"id": "a", "title": "G7"}}\n\n{line}\n')
    answer = mill.do("topics", "match", str(path))

    assert (2, '{"id": "a", "topics": ["g7"]}\n') == (answer.code, answer.out)
    assert f"{path}:3: " in answer.err
    assert wrong in answer.err
