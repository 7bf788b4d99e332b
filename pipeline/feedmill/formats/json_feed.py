"""
JSON Feed 1.1 (jsonfeed.org/version/1.1), and the way back from one of ours.

What subscribers were told lies in the file itself, under `_feedmill`: published and article ids,
first dates, hashes. `read_shelf` reads them back when a run finds its memory empty. Foreign files
are not read: that is a kind of source.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from feedmill.formats.content import body, ready
from feedmill.model import Also, Enclosure, Feed, Item, ShelfItem
from feedmill.text.dates import rfc3339

__all__ = ["MEDIA_TYPE", "read_shelf", "render"]

MEDIA_TYPE = "application/feed+json"
#: Of everything under `_feedmill`. Fields may be added, never change meaning.
_VERSION = 1


def render(feed: Feed) -> bytes:
    """Write a feed as JSON Feed 1.1, indented, keys in a fixed order."""
    feed = ready(feed)
    document = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "home_page_url": feed.url("html") if "html" in feed.formats else feed.base_url,
        "feed_url": feed.url("json"),
        "description": feed.description,
        "language": feed.language,
        "authors": [{"name": feed.site_title, "url": feed.base_url}],
        "hubs": [{"type": "WebSub", "url": hub} for hub in feed.hubs],
    }
    document = _said(document) | {
        "_feedmill": {"version": _VERSION, "about": feed.base_url, "topic": feed.topic, "id": feed.id},
        "items": [_item(item) for item in feed.items],
    }
    return (json.dumps(document, ensure_ascii=False, allow_nan=False, indent=1) + "\n").encode()


def read_shelf(topic: str, content: bytes) -> tuple[ShelfItem, ...]:
    """
    Read back what subscribers of *topic* were told by a file of ours.

    A file that is damaged, or not ours, gives nothing; an item that lacks anything is left out.
    """
    try:
        document = json.loads(content)
        if document["_feedmill"]["version"] != _VERSION:
            return ()
        return tuple(_shelf_items(topic, document["items"]))
    except (ValueError, LookupError, TypeError, RecursionError):
        return ()


def _item(item: Item) -> dict[str, Any]:
    """Write one item."""
    said = _said(
        {
            "id": item.id,
            "url": item.url,
            "title": item.title,
            "content_html": body(item),
            "summary": item.summary,
            "image": item.image,
            "date_published": rfc3339(item.published),
            "date_modified": rfc3339(item.updated),
            "authors": [{"name": author} for author in item.authors],
            "tags": list(item.categories),
            "language": item.language,
            "attachments": [_attachment(medium) for medium in item.enclosures],
        }
    )
    return said | {"_feedmill": _remembered(item)}


def _attachment(medium: Enclosure) -> dict[str, str | int]:
    """Write an enclosure; an unknown size is left out."""
    size = {"size_in_bytes": medium.length} if medium.length else {}
    return {"url": medium.url, "mime_type": medium.type} | size


def _remembered(item: Item) -> dict[str, Any]:
    """Write what a later run needs to know of an item, with nothing but the file."""
    return {
        "version": _VERSION,
        "published_id": item.id,
        "article": item.article,
        "source": item.source,
        "first_seen": rfc3339(item.first_seen),
        "first_published": rfc3339(item.first_published),
        "published": rfc3339(item.article_published),
        "updated": rfc3339(item.article_updated),
        "hash": item.raw_hash,
        "also": [_also(member) for member in item.also],
    }


def _also(member: Also) -> dict[str, str]:
    """Write another member of the group."""
    return {
        "source": member.source,
        "title": member.title,
        "url": member.url,
        "published": rfc3339(member.published),
        "id": member.id,
        "first_seen": rfc3339(member.first_seen),
        "updated": rfc3339(member.updated),
        "hash": member.raw_hash,
    }


def _said(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Leave out fields that say nothing."""
    return {name: value for name, value in fields.items() if value not in ("", [])}


def _shelf_items(topic: str, items: list[Any]) -> Iterator[ShelfItem]:
    """Yield the items that can be read."""
    for item in items:
        try:
            yield _shelf_item(topic, item)
        except (ValueError, LookupError, TypeError, OverflowError):
            continue


def _shelf_item(topic: str, item: Mapping[str, Any]) -> ShelfItem:
    """Read one item back."""
    ours = item["_feedmill"]
    return ShelfItem(
        topic=topic,
        published_id=_text(ours, "published_id"),
        article=_text(ours, "article"),
        first_published=_moment(ours, "first_published"),
        published=_moment(item, "date_published"),
        article_published=_moment(ours, "published"),
        article_updated=_moment(ours, "updated"),
        first_seen=_moment(ours, "first_seen"),
        raw_hash=str(ours.get("hash", "")),
        also=tuple(_shelf_also(member) for member in ours.get("also", ())),
    )


def _shelf_also(member: Mapping[str, Any]) -> Also:
    """Read another member back."""
    return Also(
        id=_text(member, "id"),
        source=_text(member, "source"),
        title=str(member.get("title", "")),
        url=str(member.get("url", "")),
        published=_moment(member, "published"),
        first_seen=_moment(member, "first_seen"),
        updated=_moment(member, "updated"),
        raw_hash=str(member.get("hash", "")),
    )


def _text(fields: Mapping[str, Any], name: str) -> str:
    """Read a string that must be there."""
    value = fields[name]
    if not isinstance(value, str) or not value:
        raise ValueError(f"{name} is no text")
    return value


def _moment(fields: Mapping[str, Any], name: str) -> datetime:
    """Read a moment that must be there, with its zone."""
    moment = datetime.fromisoformat(_text(fields, name))
    if moment.tzinfo is None:
        raise ValueError(f"{name} has no zone")
    return moment.astimezone(UTC)
