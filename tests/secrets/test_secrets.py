"""T21: what is secret in an address or a header is in nothing that anybody reads."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from feedmill.settings import sources_file
from installation import TOPICS, Mill, item, rss, unpacked
from loopback import Loopback, Reply

CANARIES = ("canary-password", "canary-token", "canary-header", "canary-environ")
COMMANDS = (
    ("check",),
    ("run", "--json"),
    ("run", "--force"),
    ("run", "--dry-run"),
    ("sources",),
    ("sources", "--json"),
    ("topics",),
    ("search", "g7"),
    ("retag",),
    ("politeness", "--json"),
    ("schedule", "--help"),
    ("explain", "https://nobody.example/1"),
)
ANSWERS = {
    "good": Reply(body=rss(item("1", "The G7 meets", "Aid.", "/1"))),
    "not found": Reply(status=404),
    "no feed": Reply(body=b"<html>no"),
    "redirect": Reply(status=302, headers=(("Location", "/elsewhere?token=canary-token"),)),
    "broken": Reply(raw=(b"rubbish",)),
}


@pytest.fixture
def server() -> Iterator[Loopback]:
    """Serve on loopback."""
    with Loopback("127.0.0.1") as loopback:
        yield loopback


@pytest.fixture
def mill(tmp_path: Path, capsys: pytest.CaptureFixture[str], server: Loopback) -> Mill:
    """Give a mill whose only source has a secret in every place that may hold one."""
    made = Mill(folder=tmp_path / "mill", capture=capsys, environ={"CANARY": "canary-environ"})
    made.write("config/feedmill.toml", '[fetch]\nallow_private = ["127.0.0.0/8"]\ntimeout = "5s"\n')
    made.write("config/topics.toml", TOPICS)
    made.write(
        "config/sources.toml",
        '[sources.secret]\nkind = "feed"\n'
        f'url = "http://me:canary-password@127.0.0.1:{server.port}/f?token=canary-token&key=${{CANARY}}"\n'
        'headers = { Authorization = "Bearer canary-header", X-Key = "${CANARY}" }\n',
    )
    return made


def leaks(mill: Mill, caplog: pytest.LogCaptureFixture, commands: tuple[tuple[str, ...], ...]) -> list[str]:
    """Run commands at the most talkative level; give each place with a secret in it."""
    found = []
    with caplog.at_level(logging.DEBUG):
        for command in commands:
            answer = mill.do(*command)
            found += _in(" ".join(command), answer.out + answer.err)
    found += _in("log", caplog.text)
    for path in (mill.folder / "feeds").rglob("*"):
        if path.is_file():
            found += _in(str(path), unpacked(path).decode("utf-8", "replace"))
    databases = list((mill.folder / "var").glob("*.db"))
    assert databases, "the store was not looked at"
    for database in databases:
        with sqlite3.connect(database) as db:
            found += _in("database", "\n".join(db.iterdump()))
    return found


def _in(place: str, text: str) -> list[str]:
    return [f"{place}: {canary}" for canary in CANARIES if canary in text]


@pytest.mark.parametrize("name", ANSWERS)
def test_nothing_tells_a_secret(
    mill: Mill, server: Loopback, caplog: pytest.LogCaptureFixture, name: str
) -> None:
    """Whatever the server answers: no command, log, published file or table holds one."""
    for target in ("/f?token=canary-token&key=canary-environ", "/elsewhere?token=canary-token"):
        server.routes[target] = ANSWERS[name]

    assert [] == leaks(mill, caplog, COMMANDS)
    assert any("canary-token" in seen.target for seen in server.requests), "the secrets must go out"


def test_control_a_build_that_hides_nothing_is_noticed(
    mill: Mill, server: Loopback, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same check fails when addresses are told as they are."""
    monkeypatch.setattr(sources_file, "redact", lambda address: address)
    server.routes["/f?token=canary-token&key=canary-environ"] = ANSWERS["not found"]

    assert leaks(mill, caplog, (("sources", "--json"),))
