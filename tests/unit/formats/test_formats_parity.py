"""All formats say the same: read back by other people's parsers, the items are equal."""

from __future__ import annotations

import json
from calendar import timegm
from datetime import UTC, datetime
from html import unescape
from typing import Any

import feedparser
import pytest
from selectolax.lexbor import LexborHTMLParser, LexborNode

from feedmill.formats import kind
from feedmill.text.dates import rfc3339
from golden.cases import RICH

#: Id, title, link, date and labels of one item.
Said = tuple[str, str, str, str, tuple[str, ...]]


def said_by_xml(content: bytes) -> list[Said]:
    """Read RSS or Atom with feedparser."""
    parsed = feedparser.parse(content, sanitize_html=False)
    assert not parsed.bozo
    return [
        (
            entry.id,
            _title(entry),
            entry.link,
            _date(entry),
            tuple(tag.label or tag.term for tag in entry.get("tags", ())),
        )
        for entry in parsed.entries
    ]


def said_by_json(content: bytes) -> list[Said]:
    """Read JSON Feed."""
    return [
        (entry["id"], entry["title"], entry["url"], entry["date_published"], tuple(entry["tags"]))
        for entry in json.loads(content)["items"]
    ]


def said_by_page(content: bytes) -> list[Said]:
    """Read the h-entries of a page."""
    return [
        (
            _first(node, ".u-uid").attributes["value"] or "",
            _first(node, ".p-name").text(),
            _first(node, ".u-url").attributes["href"] or "",
            _first(node, ".dt-published").attributes["datetime"] or "",
            tuple(label.text() for label in node.css(".p-category")),
        )
        for node in LexborHTMLParser(content.decode()).css("article.h-entry")
    ]


@pytest.mark.parametrize(
    ("name", "read"), [("rss", said_by_xml), ("atom", said_by_xml), ("html", said_by_page)]
)
def test_parity(name: str, read: Any) -> None:
    """Ids, titles, links, dates and labels are those of the JSON Feed."""
    expected = said_by_json(kind("json").render(RICH))

    assert len(expected) == len(RICH.items)
    assert expected == read(kind(name).render(RICH))


@pytest.mark.parametrize("name", ["rss", "atom"])
def test_contents_are_equal(name: str) -> None:
    """A reader of RSS or Atom gets the content of the JSON Feed, "Also in" included."""
    documents = json.loads(kind("json").render(RICH))["items"]
    entries = feedparser.parse(
        kind(name).render(RICH), sanitize_html=False, resolve_relative_uris=False
    ).entries

    assert [document["content_html"] for document in documents] == [
        entry.content[0].value for entry in entries
    ]
    assert "Also in: <a href=" in documents[1]["content_html"]


def _title(entry: Any) -> str:
    """Give the title: feedparser writes what looks like HTML to it, in RSS, as HTML."""
    html = entry.title_detail.type == "text/html" and "&amp;" in entry.title
    return unescape(entry.title) if html else str(entry.title)


def _date(entry: Any) -> str:
    """Give the published date as JSON Feed has it."""
    return rfc3339(datetime.fromtimestamp(timegm(entry.published_parsed), UTC))


def _first(node: LexborNode, selector: str) -> LexborNode:
    """Give the first element of a kind in a node; a StopIteration says that there is none."""
    return next(iter(node.css(selector)))
