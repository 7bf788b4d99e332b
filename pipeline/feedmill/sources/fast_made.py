"""
Entries and enclosures of plain items, made quickly.

A frozen dataclass fills its fields by way of `object.__setattr__`, and that alone would cost as much
as reading a plain item; here a class with the same slots that is not frozen is filled, and then made
the frozen one. What comes out is the same.
"""

from __future__ import annotations

import re
from dataclasses import fields
from typing import Any, cast

from feedmill.model import Enclosure, Entry, Origin
from feedmill.sources.fast_element import Element
from feedmill.sources.fast_names import tags
from feedmill.sources.feed_items import _number

__all__ = ["MEDIA", "NOTHING", "attached", "enclosure", "made"]


# --- media ------------------------------------------------------------------------------------------

MEDIA = {"enclosure": "enclosure"} | {
    tag: name.removeprefix("media_") for tag, name in tags(("media_content", "media_thumbnail")).items()
}
_THUMBNAIL, _TITLE = frozenset(tags(("media_thumbnail",))), frozenset(tags(("media_title",)))
_BESIDE = frozenset(tags(("media_credit", "media_copyright", "media_rating", "media_text")))
_MEDIUM = frozenset(
    {"url", "type", "medium", "width", "height", "length", "fileSize", "duration", "isDefault", "expression"}
    | {"lang"}
)
NOTHING: tuple[tuple[Enclosure, ...], str] = ((), "")


def attached(  # noqa: C901, PLR0911, PLR0912 - one pass, for speed
    media: list[Element], urls: list[str], *, titled: bool
) -> tuple[tuple[Enclosure, ...], str] | None:
    """Give enclosures, and the picture to show; None = they need a closer look."""
    links: list[Enclosure] = []
    others: list[Enclosure] = []
    thumbnail = linked = ""
    pictures: list[dict[str, str]] = []
    for element in media:
        name = MEDIA[element.tag]
        text = element.text
        if (text and text.strip()) or not _MEDIUM.issuperset(element.keys()):
            return None  # before values are asked for: that takes the square of the time
        given = dict(element.items())
        url, kind = given.get("url"), given.get("type", "")
        if not url or (kind not in _USUAL and not _KIND(kind)):
            return None
        urls.append(url)
        if name == "thumbnail":
            thumbnail = thumbnail or url
        elif name == "enclosure":
            links.append(enclosure(url, kind, given.get("length") or given.get("fileSize", "")))
            if not linked and kind[:6] == "image/":
                linked = url
        elif kind[:6] == "image/" or given.get("medium") == "image":
            pictures.append(given)
        else:
            others.append(enclosure(url, kind, given.get("length") or given.get("fileSize", "")))
        if not len(element):
            continue
        if name != "content":
            return None
        for inner in element[:]:
            tag = inner.tag
            if len(inner):
                return None
            if tag in _THUMBNAIL:
                if inner.text or not _MEDIUM.issuperset(inner.keys()):
                    return None
                url = dict(inner.items()).get("url")
                if not url:
                    return None
                urls.append(url)
                thumbnail = thumbnail or url
            elif tag not in _BESIDE and not (titled and tag in _TITLE):
                return None
    enclosures = (*links, *others) if links or others else ()
    if len(enclosures) > 1:
        enclosures = tuple({one.url: one for one in reversed(enclosures)}.values())[::-1]
    return enclosures, thumbnail or (_widest(pictures) if pictures else linked)


def _widest(pictures: list[dict[str, str]]) -> str:
    if len(pictures) > 1:
        return max(pictures, key=lambda one: _number(one.get("width", "")))["url"]
    return pictures[0]["url"]


_USUAL = frozenset({"", "image/jpeg", "image/png", "image/webp", "image/gif", "audio/mpeg", "video/mp4"})
#: Types as they are used: "text/html" is feedparser's word for none.
_KIND = re.compile("(?!text/html)[a-z0-9/+.-]+").fullmatch


# --- entries ----------------------------------------------------------------------------------------


class _Thawed:
    """An entry that may still be filled."""

    __slots__ = tuple(field.name for field in fields(Entry))


class _ThawedMedium:
    """An enclosure that may still be filled."""

    __slots__ = tuple(field.name for field in fields(Enclosure))


_new = object.__new__


def enclosure(url: str, kind: str, length: str) -> Enclosure:
    """Give `Enclosure(url=url, type=kind, length=...)`, the length read."""
    medium: Any = _new(_ThawedMedium)
    medium.url = url
    medium.type = kind
    medium.length = _number(length) if length else 0
    medium.__class__ = Enclosure
    return cast("Enclosure", medium)


def made(  # noqa: PLR0917 - names would have to be looked up one by one
    guid: str,
    link: str,
    title: str,
    title_is_html: bool,  # noqa: FBT001 - as above
    summary: str,
    summary_is_html: bool,  # noqa: FBT001 - as above
    content: str,
    content_is_html: bool,  # noqa: FBT001 - as above
    authors: tuple[str, ...],
    published: str,
    updated: str,
    categories: tuple[str, ...],
    enclosures: tuple[Enclosure, ...],
    image: str,
    language: str,
    comments: str,
    base: str,
    origin: Origin | None = None,
) -> Entry:
    """Give `Entry(guid=guid, ...)`, the fields given in their order."""
    entry: Any = _new(_Thawed)
    entry.guid = guid
    entry.link = link
    entry.title = title
    entry.title_is_html = title_is_html
    entry.summary = summary
    entry.summary_is_html = summary_is_html
    entry.content = content
    entry.content_is_html = content_is_html
    entry.authors = authors
    entry.published = published
    entry.updated = updated
    entry.categories = categories
    entry.enclosures = enclosures
    entry.image = image
    entry.language = language
    entry.comments = comments
    entry.base = base
    entry.origin = origin
    entry.related = ()
    entry.__class__ = Entry
    return cast("Entry", entry)
