"""T21: what is wrong in config or in an imported list is told without what is secret in it."""

from __future__ import annotations

from pathlib import Path

import pytest

from installation import TOPICS, Answer, Mill

ENVIRON = {"CANARY_TOKEN": "canary-environ-token", "CANARY_HEADER": "canary-environ-header"}


@pytest.fixture
def mill(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Mill:
    """Give a mill with secrets in its environment."""
    made = Mill(folder=tmp_path / "mill", capture=capsys, environ=dict(ENVIRON))
    made.write("config/topics.toml", TOPICS)
    return made


def leaks(answer: Answer) -> bool:
    """Say whether a secret was told; all of them hold this word."""
    return "canary-" in answer.out + answer.err


@pytest.mark.parametrize(
    "lines",
    [
        'url = "ftp://me:canary-password@h/?token=canary-token"',
        'url = "http://me:canary-password@h:99999/?token=canary-token"',
        'url = "me:canary-password@h/?token=canary-token"',
        'url = "http://me:canary-password@h/\\nX"',
        'url = "http://h/?token=canary-token"\nheaders = "Bearer canary-header"',
        'url = "http://h/"\nheaders = { Authorization = ["canary-header"] }',
        'url = "http://h/"\nheaders = { "bad name" = "canary-header" }',
        'url = "http://h/"\nheaders = { X-Key = "${CANARY_HEADER}\\n" }',
        'url = "http://h/"\nweight = "${CANARY_TOKEN}"',
        'url = "http://h/"\nevery = "${CANARY_TOKEN}"',
        'url = "http://h/"\ncron = "${CANARY_TOKEN}"',
        'url = "http://h/"\nlanguage = "${CANARY_TOKEN}_"',
        'url = "http://me:canary-password@h/?token=canary-token',
        "url = http://me:canary-password@h/?token=canary-token",
        'url = "http://me:canary-password@h/?token=canary-token" headers = { A = "canary-header" }',
        'url = "//me:canary-password@h/?token=canary-token"',
        'url = "${CANARY_TOKEN}"',
        'url = "${CANARY_UNKNOWN_NAME_ONLY"',
    ],
)
def test_mistakes_in_the_config_are_told_without_secrets(mill: Mill, lines: str) -> None:
    """The error says where and what, and repeats no value that may be one."""
    mill.write("config/sources.toml", f'[sources.secret]\nkind = "feed"\n{lines}\n')
    answers = [mill.do(*words) for words in (("check",), ("check", "--json"), ("run",), ("sources",))]

    assert {2} == {answer.code for answer in answers}
    assert [False] * 4 == list(map(leaks, answers))


@pytest.mark.parametrize(
    "url",
    [
        "ftp://me:canary-password@h/?token=canary-token",
        "http://h/?token=${CANARY}&amp;key=canary-token",
        "http://",
    ],
)
def test_lists_are_refused_without_secrets(mill: Mill, url: str) -> None:
    """What is wrong in somebody's OPML is named, and not what opens it."""
    mill.sources()
    path = mill.write(
        "list.opml", f'<opml version="2.0"><body><outline type="rss" xmlUrl="{url}"/></body></opml>'
    )
    answer = mill.do("sources", "import", str(path))

    assert 2 == answer.code
    assert not leaks(answer)


def test_control_a_value_that_is_quoted_is_noticed(mill: Mill, monkeypatch: pytest.MonkeyPatch) -> None:
    """An error that repeats values as they stand does tell."""
    monkeypatch.setattr("feedmill.settings.checking.redact", lambda value: value)
    mill.write(
        "config/sources.toml", '[sources.secret]\nkind = "feed"\nurl = "ftp://me:canary-password@h/"\n'
    )

    assert leaks(mill.do("check"))
