"""`feedmill plan`: what a change would do, said before and found after."""

from __future__ import annotations

import fcntl
import os
import re
import shutil
import signal
import sqlite3
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from feedmill.cli import terminal
from installation import Mill, item, rss
from loopback import Loopback, Reply

LONG = "All day long they talked in the old town about what the winter would bring to people there. " * 3
NEWS = rss(
    item("1", "Ukraine asks for aid", "humanitarian aid for Odesa", date="Fri, 30 Jan 2026 08:00:00 GMT"),
    item("2", "G7 meets", "The G7 met.", date="Fri, 30 Jan 2026 09:00:00 GMT"),
    item("3", "Football", "A goal.", date="Fri, 30 Jan 2026 10:00:00 GMT"),
    item("4", "Winter", f"The G7 spoke of winter. {LONG}", date="Fri, 30 Jan 2026 11:00:00 GMT"),
)
COPY = rss(item("9", "Winter again", f"The G7 spoke of winter. {LONG}", date="Fri, 30 Jan 2026 12:00:00 GMT"))
TOPICS = "[topics.g7]\nfilter = 'G7'\n[topics.aid]\nfilter = 'aid'\n"


@pytest.fixture
def news(mill: Mill, server: Loopback) -> Mill:
    """Give a mill with four articles and a copy of one, run once."""
    server.routes |= {"/news": Reply(body=NEWS), "/copy": Reply(body=COPY)}
    mill.sources(news=server.url("/news"), copies=server.url("/copy"))
    shutil.rmtree(mill.folder / "seeds")
    mill.write("seeds/README.md", "none")
    mill.write("config/topics.toml", TOPICS)
    assert mill.do("run").code in {0, 3}
    return mill


def edit(mill: Mill, text: str, folder: str = "config") -> None:
    """Write topics.toml."""
    mill.write(f"{folder}/topics.toml", text)


def state(folder: Path) -> dict[str, tuple[int, bytes]]:
    """Give the time and the bytes of everything in a folder, folders by their names alone."""
    return {
        str(path): (path.stat().st_mtime_ns, path.read_bytes() if path.is_file() else b"")
        for path in [folder, *sorted(folder.rglob("*"))]
    }


def ids(mill: Mill, topic: str) -> set[str]:
    """Give what is in a topic's feed."""
    return {one["id"] for one in mill.feed(topic)["items"]}


def test_plan_as_the_contract_has_it(news: Mill) -> None:
    """The object has the contract's keys, counts items after folding, and names samples."""
    edit(news, TOPICS.replace("'G7'", "'G7 OR football'").replace("'aid'", "'nothing'"))

    told = news.do("plan", "--json").json

    g7, aid = told["topics"]["g7"], told["topics"]["aid"]
    assert (1, True) == (told["version"], told["changes"])
    assert (1, 0, 2) == (g7["added"], g7["removed"], g7["unchanged"])
    assert {"added": 1, "removed": 0, "unchanged": 3} == g7["articles"]
    assert ["Football"] == [one["title"] for one in g7["samples"]["added"]]
    assert [] == g7["samples"]["removed"]
    assert (0, 1, 0) == (aid["added"], aid["removed"], aid["unchanged"])
    assert ["Ukraine asks for aid"] == [one["title"] for one in aid["samples"]["removed"]]
    assert {"id", "source", "url", "title", "published"} == set(aid["samples"]["removed"][0])


def test_what_is_planned_comes(news: Mill) -> None:
    """What the plan says of each feed is what a run then does to it, and what its report says."""
    edit(news, TOPICS.replace("'G7'", "'G7 AND NOT winter OR football'"))
    before = ids(news, "g7")
    told = news.do("plan", "--json").json["topics"]["g7"]

    report = news.do("retag", "--json").json["topics"]["g7"]

    after = ids(news, "g7")
    assert (len(after - before), len(before - after), len(after & before)) == (
        told["added"],
        told["removed"],
        told["unchanged"],
    )
    assert report == told["live"]
    again = news.do("plan", "--json", "--exit-code")
    assert (0, False) == (again.code, again.json["changes"])


@pytest.mark.parametrize(
    "topics",
    [
        TOPICS.replace("'G7'", "'football'"),
        "[terms]\nx = ['goal']\n" + TOPICS.replace("'G7'", "'tag:x'"),
        TOPICS.replace("[topics.aid]", "[topics.help]\nformerly = ['aid']"),
        TOPICS.replace("[topics.aid]", "duplicates = { text = 'keep' }\n[topics.aid]"),
        TOPICS.replace("'aid'", "'winter'") + "duplicates = { story = 'fold' }\n",
    ],
    ids=["filter", "terms", "renamed", "policy", "stories"],
)
def test_plan_writes_nothing(news: Mill, topics: str) -> None:
    """No byte and no time of any file or folder of the installation moves, the database's folder included."""
    edit(news, topics)
    before = state(news.folder)

    assert 5 == news.do("plan", "--exit-code").code

    assert before == state(news.folder)


def test_plan_before_the_first_run(mill: Mill) -> None:
    """Where nothing ran yet, every topic is new, and no database is made."""
    before = state(mill.folder)

    told = mill.do("plan", "--json").json

    assert {"new"} == {one["change"] for one in told["topics"].values()}
    assert before == state(mill.folder)


def test_a_run_at_work_is_not_disturbed(news: Mill) -> None:
    """The plan takes no lock: it answers while another process holds the run's lock and writes the store."""
    edit(news, TOPICS.replace("'G7'", "'football'"))
    lock = os.open(news.folder / "var" / "feedmill.lock", os.O_RDWR)
    fcntl.flock(lock, fcntl.LOCK_EX)
    try:
        with closing(sqlite3.connect(news.folder / "var" / "feedmill.db", isolation_level=None)) as writer:
            writer.execute("BEGIN IMMEDIATE")
            writer.execute("INSERT INTO fact VALUES ('x', 'y')")
            told = news.do("plan", "--json")
            writer.execute("COMMIT")
    finally:
        os.close(lock)

    assert 0 == told.code
    assert 1 == told.json["topics"]["g7"]["added"]


def test_plan_after_a_kill(news: Mill) -> None:
    """What a killed process left in the write-ahead log is read; neither it nor the database is touched."""
    file = news.folder / "var" / "feedmill.db"
    child = os.fork()
    if not child:
        writer = sqlite3.connect(file, isolation_level=None)
        writer.execute("INSERT INTO fact VALUES ('x', 'y')")
        os.kill(os.getpid(), signal.SIGKILL)
    os.waitpid(child, 0)
    log = file.with_name("feedmill.db-wal")
    before = [path.read_bytes() for path in (file, log)]
    edit(news, TOPICS.replace("'G7'", "'football'"))

    told = news.do("plan", "--json").json

    assert 1 == told["topics"]["g7"]["added"]
    assert log.stat().st_size
    assert before == [path.read_bytes() for path in (file, log)]


def test_a_store_that_changes_meanwhile_is_read_again(news: Mill, monkeypatch: pytest.MonkeyPatch) -> None:
    """A run that ends while the plan reads is noticed: the plan is made of one state, not of two."""
    from feedmill.app import planning

    made: list[object] = []

    def meddling(parts: Any, **words: Any) -> Any:
        told = original(parts, **words)
        made.append(told)
        if len(made) == 1:
            with closing(sqlite3.connect(news.folder / "var" / "feedmill.db")) as writer, writer:
                writer.execute("INSERT INTO fact VALUES ('x', 'y')")
        return told

    original = vars(planning)["plan"]
    monkeypatch.setattr(planning, "plan", meddling)

    assert 0 == news.do("plan", "--json").code
    assert 2 == len(made)


def test_plan_with_another_folder(news: Mill) -> None:
    """`--with DIR` takes that folder's files; what it lacks is config/'s, bans and pins too."""
    assert 0 == news.do("ban", "tag:example.org,2026-01-01:news/2").code
    edit(news, TOPICS.replace("'G7'", "'G7 OR football'"), folder="draft")

    told = news.do("plan", "--json", "--exit-code", "--with", str(news.folder / "draft"))

    assert 5 == told.code
    assert (1, 0, 1) == tuple(told.json["topics"]["g7"][name] for name in ("added", "removed", "unchanged"))
    assert 0 == news.do("plan", "--exit-code").code


def test_mistakes_are_named_where_they_are(news: Mill) -> None:
    """A mistake in that folder is exit 2, and named by its own file."""
    draft = news.folder / "draft"
    edit(news, "[topics.g7]\nfilter = '(G7'\n", folder="draft")

    told = news.do("plan", "--with", str(draft))

    assert 2 == told.code
    assert told.err.removeprefix("feedmill: ").startswith(f"{draft}/topics.toml:2:")
    assert 2 == news.do("plan", "--with", str(news.folder / "nowhere")).code


def test_topics_that_come_and_go(news: Mill) -> None:
    """New, removed and renamed topics are told as such, with all that is in them."""
    edit(
        news,
        "[topics.seven]\nfilter = 'G7'\nformerly = ['g7']\n[topics.sport]\nfilter = 'football'\n",
    )
    told = news.do("plan", "--json").json["topics"]
    before = ids(news, "g7")

    news.run()

    assert {"seven": "renamed", "sport": "new", "aid": "removed"} == {
        slug: one["change"] for slug, one in told.items()
    }
    assert ("g7", 0, 0, 2) == tuple(
        told["seven"][name] for name in ("formerly", "added", "removed", "unchanged")
    )
    assert (1, 0) == (told["sport"]["added"], told["sport"]["removed"])
    assert (0, 1) == (told["aid"]["added"], told["aid"]["removed"])
    assert before == ids(news, "seven")


def test_another_copy_shown_is_a_change(news: Mill) -> None:
    """A source's weight that puts another copy in front changes the feed, though no item comes or goes."""
    sources = (news.folder / "config" / "sources.toml").read_text()
    news.write("config/sources.toml", sources.replace("[sources.news]\n", "[sources.news]\nweight = 90\n"))

    told = news.do("plan", "--json").json["topics"]

    assert (0, 0, 2, True) == tuple(
        told["g7"][name] for name in ("added", "removed", "unchanged", "rewritten")
    )
    assert not told["aid"]["rewritten"]


def test_a_source_under_another_key(news: Mill) -> None:
    """A source's new key is foretold too: filters that ask for the old one lose it."""
    edit(news, TOPICS.replace("'G7'", "'source:news'"))
    news.run()
    sources = (news.folder / "config" / "sources.toml").read_text()
    news.write(
        "config/sources.toml", sources.replace("[sources.news]\n", "[sources.other]\nformerly = ['news']\n")
    )

    told = news.do("plan", "--json").json["topics"]["g7"]
    report = news.do("retag", "--json").json["topics"]["g7"]

    assert (0, 4) == (told["added"], told["removed"])
    assert told["live"] == report


def test_plan_reads_like_a_difference(news: Mill, monkeypatch: pytest.MonkeyPatch) -> None:
    """For people: what comes and goes by its sign; coloured on a terminal, but not where NO_COLOR is set."""
    edit(news, TOPICS.replace("'G7'", "'football'"))

    plain = news.do("plan").out
    monkeypatch.setattr("feedmill.cli.terminal.is_coloured", lambda: True)
    coloured = news.do("plan").out

    assert "g7  +1 -2, 0 unchanged" in plain
    assert re.search(r"^  \+ 2026-01-30  news  Football$", plain, re.MULTILINE)
    assert re.search(r"^  - 2026-01-30  news  G7 meets$", plain, re.MULTILINE)
    assert "\x1b[32m  + 2026-01-30  news  Football\x1b[0m" in coloured


@pytest.mark.parametrize(("watched", "no_color"), [(True, ""), (True, "1"), (False, "")])
def test_colour_is_for_terminals(monkeypatch: pytest.MonkeyPatch, *, watched: bool, no_color: str) -> None:
    """Colour needs a terminal, and gives way to NO_COLOR."""
    monkeypatch.setattr("sys.stdout", SimpleNamespace(isatty=lambda: watched))
    monkeypatch.setenv("NO_COLOR", no_color)

    assert (watched and not no_color) is terminal.is_coloured()
