"""What becomes of old articles that a change of a filter brings into a feed, or takes out of it."""

from __future__ import annotations

import shutil
from email.utils import parsedate_to_datetime
from typing import Any

import pytest
from lxml import etree

from installation import Mill, item, rss
from loopback import Loopback, Reply

OLD = "Fri, 30 Jan 2026 07:00:00 GMT"
ITEMS = (
    item("1", "Aid agreed", "aid", date="Fri, 30 Jan 2026 08:00:00 GMT"),
    item("2", "Aid sent", "aid", date="Fri, 30 Jan 2026 09:00:00 GMT"),
    item("3", "Goal", "football", date=OLD),
    item("4", "Second goal", "football", date="Fri, 30 Jan 2026 08:30:00 GMT"),
)
COPY = item("9", "Goal", "football", date="Sat, 31 Jan 2026 13:30:00 GMT")


@pytest.fixture
def news(mill: Mill, server: Loopback) -> Mill:
    """Give a mill with two articles on aid in its feed, and two on football that no feed shows."""
    server.routes |= {"/news": Reply(body=rss(*ITEMS)), "/copy": Reply(body=rss())}
    mill.sources(news=server.url("/news"), copies=server.url("/copy"))
    shutil.rmtree(mill.folder / "seeds")
    mill.write("seeds/README.md", "none")
    write(mill, "aid")
    mill.do("run")
    return mill


def write(mill: Mill, words: str, retag: str = "append") -> None:
    """Write the topic's filter and its policy."""
    mill.write("config/topics.toml", f"[topics.aid]\nfilter = '{words}'\nretag = '{retag}'\n")


def change(mill: Mill, words: str, retag: str = "append", now: str = "2026-01-31T13:00:00Z") -> Any:
    """Change the filter, plan, apply; see that the plan came true; give the feed's titles."""
    write(mill, words, retag)
    mill.now = now
    told = mill.do("plan", "--json").json["topics"]["aid"]["live"]
    report = mill.do("retag", "--json").json["topics"]["aid"]
    assert told == report
    return mill.titles("aid")


def test_append(news: Mill) -> None:
    """By default old articles stand where their own dates put them."""
    titles = change(news, "aid OR football")

    assert ["Aid sent", "Second goal", "Aid agreed", "Goal"] == titles
    goal = news.feed("aid")["items"][3]
    assert "2026-01-30T07:00:00Z" == goal["date_published"]
    assert "2026-01-31T13:00:00Z" == goal["_feedmill"]["first_published"]


def test_as_new(news: Mill) -> None:
    """`as-new`: they come on top, in their order, dated by the run; the next run leaves them as they are."""
    titles = change(news, "aid OR football", "as-new")
    tree = news.tree()

    assert ["Second goal", "Goal", "Aid sent", "Aid agreed"] == titles
    dates = [one["date_published"] for one in news.feed("aid")["items"][:2]]
    assert ["2026-01-31T13:00:00Z", "2026-01-31T12:59:59Z"] == dates
    tree_of_items = etree.parse(news.folder / "feeds" / "aid.rss")
    pubs = [str(one.text) for one in tree_of_items.iter("pubDate")]
    pubs = pubs[-4:]
    assert sorted(pubs, key=parsedate_to_datetime, reverse=True) == pubs
    news.now = "2026-01-31T14:00:00Z"
    news.run()
    assert tree == news.tree()


def test_as_new_outlives_the_database(news: Mill) -> None:
    """The dates that subscribers were told lie on the shelf."""
    change(news, "aid OR football", "as-new")
    tree = news.tree()
    news.forget_database()
    news.now = "2026-01-31T15:00:00Z"

    news.run("--force")

    assert tree == news.tree()


def test_silent(news: Mill) -> None:
    """`silent`: they are in the topic, but no subscriber is told; news are, and so is what comes back."""
    titles = change(news, "aid OR football", "silent")

    assert ["Aid sent", "Aid agreed"] == titles
    explained = news.do("explain", "tag:example.org,2026-01-01:news/3", "aid", "--json").json
    assert explained["topics"]["aid"]["matches"]
    assert ["Aid agreed"] == change(news, "agreed OR football", "silent", "2026-01-31T13:30:00Z")
    assert ["Aid sent", "Aid agreed"] == change(news, "aid OR football", "silent", "2026-01-31T13:40:00Z")


def test_silence_ends_with_news(news: Mill, server: Loopback) -> None:
    """A silent article is shown once a copy of it comes: that is news, under the item's own date."""
    change(news, "aid OR football", "silent")
    server.routes["/copy"] = Reply(body=rss(COPY))
    news.now = "2026-01-31T14:00:00Z"

    news.run("--force")

    assert ["Aid sent", "Aid agreed", "Goal"] == news.titles("aid")


def test_silence_can_be_taken_back(news: Mill) -> None:
    """Under `append` all that was silent enters by its own date."""
    change(news, "aid OR football", "silent")

    titles = change(news, "aid OR football", "append", "2026-01-31T13:30:00Z")

    assert ["Aid sent", "Second goal", "Aid agreed", "Goal"] == titles


@pytest.mark.parametrize("retag", ["silent", "as-new"])
def test_a_new_topic_begins_full(news: Mill, retag: str) -> None:
    """A topic that nobody can have subscribed to begins with what there is, by its dates."""
    text = f"[topics.aid]\nfilter = 'aid'\n[topics.sport]\nfilter = 'football'\nretag = '{retag}'\n"
    news.write("config/topics.toml", text)

    news.do("retag")

    assert ["Second goal", "Goal"] == news.titles("sport")
    assert "2026-01-30T08:30:00Z" == news.feed("sport")["items"][0]["date_published"]


@pytest.mark.parametrize("retag", ["silent", "as-new"])
def test_a_new_slug_is_no_change(news: Mill, retag: str) -> None:
    """A topic under another slug brings nothing in: its items keep their ids and dates."""
    write(news, "aid OR football", retag)
    news.do("retag")
    before = news.feed("aid")["items"]
    text = f"[topics.help]\nformerly = ['aid']\nfilter = 'aid OR football'\nretag = '{retag}'\n"
    news.write("config/topics.toml", text)
    news.now = "2026-01-31T14:00:00Z"

    report = news.run()

    assert before == news.feed("help")["items"]
    assert [] == report["retagged"]["topics"]


def test_what_leaves_comes_back_as_it_was(news: Mill) -> None:
    """What a filter lets go leaves the feed at once, and comes back under its id and date, as no news."""
    before = news.feed("aid")["items"]

    assert ["Aid sent"] == change(news, "sent", "as-new")
    change(news, "aid", "as-new", "2026-01-31T14:00:00Z")

    assert before == news.feed("aid")["items"]
