"""JSON Feed 1.1, and the way back from one."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from feedmill.formats.json_feed import read_shelf, render
from feedmill.model import Enclosure, Feed, ShelfItem
from golden.cases import BASE, EMPTY, NOON, RICH, also, feed, item


def document_of(given: Feed) -> dict[str, Any]:
    """Render a feed and parse it."""
    document: dict[str, Any] = json.loads(render(given))
    return document


def test_shelf_round_trip() -> None:
    """What a file says of its items can be read back: ids, dates, hashes, other members."""
    expected = tuple(
        ShelfItem(
            topic="g7",
            published_id=entry.id,
            article=entry.article,
            first_published=entry.first_published,
            published=entry.published,
            article_published=entry.article_published,
            article_updated=entry.article_updated,
            first_seen=entry.first_seen,
            raw_hash=entry.raw_hash,
            also=entry.also,
        )
        for entry in RICH.items
    )

    assert expected == read_shelf("g7", render(RICH))


def test_shelf_of_an_empty_feed() -> None:
    """An empty feed told subscribers nothing."""
    assert read_shelf("aid", render(EMPTY)) == ()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xfe",
        b"{",
        b"[]",
        b"null",
        b'"text"',
        b'{"_feedmill": 1}',
        b'{"_feedmill": {"version": 2}, "items": []}',
        b'{"_feedmill": {"version": 1}, "items": 7}',
        b'{"_feedmill": {"version": 1}}',
        b"[" * 100_000,
        b'{"version": "https://jsonfeed.org/version/1.1", "title": "foreign", "items": []}',
    ],
    ids=range(12),
)
def test_foreign_and_damaged_files(content: bytes) -> None:
    """A file that is damaged or not ours gives nothing and raises nothing."""
    assert read_shelf("g7", content) == ()


@pytest.mark.parametrize(
    "damage",
    [
        lambda entry: entry.pop("_feedmill"),
        lambda entry: entry.pop("date_published"),
        lambda entry: entry["_feedmill"].update(updated="yesterday"),
        lambda entry: entry["_feedmill"].update(updated="2026-01-03T10:00:00"),
        lambda entry: entry["_feedmill"].update(published="0001-01-01T00:00:00+14:00"),
        lambda entry: entry["_feedmill"].update(article=""),
        lambda entry: entry["_feedmill"].update(published_id=7),
        lambda entry: entry["_feedmill"].update(also=[{}]),
        lambda entry: entry["_feedmill"].update(also=3),
    ],
)
def test_a_damaged_item_is_left_out(damage: Callable[[dict[str, Any]], object]) -> None:
    """An item that lacks what is needed is left out; the others are read."""
    document = document_of(feed(item("a/1"), item("a/2")))
    damage(document["items"][0])
    ids = [entry.published_id for entry in read_shelf("g7", json.dumps(document).encode())]

    assert ids == ["tag:example.org,2026-01-01:a/2"]


def test_what_the_contract_promises() -> None:
    """Every item carries ids and first dates, and names its other members with source, title, url, date."""
    given = item(also=(also(),), article="tag:example.org,2026-01-01:other/1")
    ours = document_of(feed(given))["items"][0]["_feedmill"]

    assert ours["version"] == 1
    assert ours["published_id"] == "tag:example.org,2026-01-01:wire/1"
    assert ours["article"] == "tag:example.org,2026-01-01:other/1"
    assert ours["first_seen"] == "2026-01-03T11:00:00Z"
    assert ours["first_published"] == "2026-01-03T12:00:00Z"
    assert {name: ours["also"][0][name] for name in ("source", "title", "url", "published")} == {
        "source": "Mirror",
        "title": "The same elsewhere",
        "url": "https://mirror.example/mirror/1",
        "published": "2026-01-03T11:00:00Z",
    }


def test_fields_that_say_nothing_are_left_out() -> None:
    """An empty field is no field."""
    document = document_of(feed(item(summary=""), language="?"))

    assert {"language", "hubs"}.isdisjoint(document)
    assert {"summary", "image", "authors", "tags", "attachments"}.isdisjoint(document["items"][0])


def test_attachments() -> None:
    """All enclosures are attachments; an unknown size is left out."""
    media = (Enclosure(url="https://a.example/1.mp3", length=9), Enclosure(url="https://a.example/2.png"))

    assert document_of(feed(item(enclosures=media)))["items"][0]["attachments"] == [
        {"url": "https://a.example/1.mp3", "mime_type": "audio/mpeg", "size_in_bytes": 9},
        {"url": "https://a.example/2.png", "mime_type": "image/png"},
    ]


def test_text_stays_readable() -> None:
    """Texts are written as they are, not as escapes, and the file ends with one line break."""
    content = render(feed(item(title="日本語 <b> & c", updated=NOON)))

    assert '"日本語 <b> & c"' in content.decode()
    assert content.endswith(b"}\n")


def test_home_page() -> None:
    """The home page is the topic's page; the site, where no pages are published."""
    assert document_of(feed())["home_page_url"] == f"{BASE}g7.html"
    assert document_of(feed(formats=("json",)))["home_page_url"] == BASE
