"""What a person pinned and banned outlives everything."""

from __future__ import annotations

import shutil
from collections.abc import Callable

import pytest

from installation import Mill, item, rss
from loopback import Loopback, Reply

LONG = "All day long they talked in the old town about what the winter would bring to people there. " * 3
PINNED = "tag:example.org,2026-01-01:news/3"
BANNED = "tag:example.org,2026-01-01:news/1"
ITEMS = (
    item("1", "Aid agreed", "aid", date="Fri, 30 Jan 2026 08:00:00 GMT"),
    item("2", "Aid sent", "aid", date="Fri, 30 Jan 2026 09:00:00 GMT"),
    item("3", "Goal", f"A goal. {LONG}", date="Fri, 30 Jan 2026 07:00:00 GMT"),
)
COPY = item("9", "A goal it was", f"A goal. {LONG}", date="Fri, 30 Jan 2026 06:00:00 GMT")
TOPIC = "[topics.aid]\nfilter = 'aid'\n"


@pytest.fixture
def decided(mill: Mill, server: Loopback) -> Mill:
    """Give a mill with one article pinned to a topic that it does not match, and one banned from it."""
    server.routes |= {"/news": Reply(body=rss(*ITEMS)), "/copy": Reply(body=rss())}
    mill.sources(news=server.url("/news"), copies=server.url("/copy"))
    shutil.rmtree(mill.folder / "seeds")
    mill.write("seeds/README.md", "none")
    mill.write("config/topics.toml", TOPIC)
    mill.run()
    assert 0 == mill.do("pin", PINNED, "aid").code
    assert 0 == mill.do("ban", BANNED, "aid").code
    assert {"Aid sent", "Goal"} == set(mill.titles("aid"))
    return mill


def retag(mill: Mill, server: Loopback) -> str:
    """Evaluate everything anew."""
    del server
    mill.do("retag")
    return "aid"


def edit(mill: Mill, server: Loopback) -> str:
    """Change the filter, and back."""
    del server
    for words in ("football", "aid OR agreed"):
        mill.write("config/topics.toml", TOPIC.replace("'aid'", f"'{words}'"))
        mill.run()
        assert "Goal" in mill.titles("aid")
        assert "Aid agreed" not in mill.titles("aid")
    return "aid"


def rename_topic(mill: Mill, server: Loopback) -> str:
    """Give the topic another slug."""
    del server
    mill.write("config/topics.toml", "[topics.help]\nformerly = ['aid']\nfilter = 'aid'\n")
    mill.run()
    return "help"


def rename_source(mill: Mill, server: Loopback) -> str:
    """Give the source another key."""
    mill.sources(other=server.url("/news") + "\nformerly = ['news']", copies=server.url("/copy"))
    mill.run()
    return "aid"


def lose_database(mill: Mill, server: Loopback) -> str:
    """Lose the database, and the shelf with it."""
    del server
    mill.forget_database()
    shutil.rmtree(mill.folder / "feeds")
    mill.run("--force")
    return "aid"


def forget_source(mill: Mill, server: Loopback) -> str:
    """Take the source out, forget it, and put it back."""
    mill.sources(copies=server.url("/copy"))
    assert 0 == mill.do("sources", "forget", "news").code
    assert [] == mill.titles("aid")
    mill.sources(news=server.url("/news"), copies=server.url("/copy"))
    mill.now = "2026-02-02T12:00:00Z"
    mill.run("--force")
    return "aid"


def edit_article(mill: Mill, server: Loopback) -> str:
    """Let the publisher edit both articles."""
    edited = rss(*ITEMS).replace(b">aid<", b">more aid<").replace(b"A goal.", b"A fine goal.")
    server.routes["/news"] = Reply(body=edited)
    mill.now = "2026-01-31T14:00:00Z"
    mill.run("--force")
    return "aid"


def join_group(mill: Mill, server: Loopback) -> str:
    """Let a copy of the pinned article join it, and stand at the head of the group."""
    server.routes["/copy"] = Reply(body=rss(COPY))
    mill.now = "2026-01-31T14:00:00Z"
    mill.run("--force")
    return "aid"


@pytest.mark.parametrize(
    "change",
    [retag, edit, rename_topic, rename_source, lose_database, forget_source, edit_article, join_group],
    ids=lambda change: change.__name__,
)
def test_decisions_outlive(decided: Mill, server: Loopback, change: Callable[[Mill, Loopback], str]) -> None:
    """Whatever happens, the pinned article is in the feed and the banned one is not."""
    topic = change(decided, server)

    assert {"Aid sent", "Goal"} == set(decided.titles(topic))
    told = decided.do("plan", "--exit-code")
    assert 0 == told.code, told.out


def test_decisions_follow_their_topic(decided: Mill, server: Loopback) -> None:
    """Under another slug they can be taken back and turned round."""
    rename_topic(decided, server)

    assert "holds" in decided.do("check").err
    assert 0 == decided.do("release", PINNED, "help").code
    assert 0 == decided.do("pin", BANNED, "help").code

    assert {"Aid sent", "Aid agreed"} == set(decided.titles("help"))
    assert 'topic = "aid"' not in (decided.folder / "config" / "decisions.toml").read_text()


def test_an_id_means_one_article(decided: Mill, server: Loopback) -> None:
    """
    Banning an article that a group is published under bans no other: the copy shown now is named.

    The item keeps its id, which is the banned article's; the copy goes when it is banned itself.
    """
    decided.write("config/topics.toml", TOPIC.replace("'aid'", "'goal'"))
    decided.run()
    sources = (decided.folder / "config" / "sources.toml").read_text()
    decided.write("config/sources.toml", sources.replace("[sources.copies]", "[sources.copies]\nweight = 90"))
    join_group(decided, server)
    (shown,) = decided.feed("aid")["items"]
    assert (PINNED, "A goal it was") == (shown["id"], shown["title"])

    told = decided.do("ban", PINNED, "aid", "--json").json

    copy = "tag:example.org,2026-01-01:copies/9"
    assert ([PINNED], {"aid": copy}) == (told["articles"], told["shown_instead"])
    assert ["A goal it was"] == decided.titles("aid")
    decided.do("ban", copy, "aid")
    assert [] == decided.titles("aid")
