"""
Entries and enclosures of plain items, made quickly.

A frozen dataclass fills its fields by way of `object.__setattr__`, and that alone would cost as much
as reading a plain item; here the descriptors of the fields are used. What comes out is the same.
"""

from __future__ import annotations

import re
from dataclasses import fields

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


def attached(  # noqa: C901, PLR0912 - one pass, for speed
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
            return None
        given = dict(element.items())
        url, kind = given.get("url"), given.get("type", "")
        if not url or (kind not in _USUAL and not _KIND(kind)):
            return None
        length = given.get("length") or given.get("fileSize", "")
        urls.append(url)
        if name == "thumbnail":
            thumbnail = thumbnail or url
        elif name == "enclosure":
            links.append(enclosure(url, kind, length))
            if kind.startswith("image/"):
                linked = linked or url
        elif kind.startswith("image/") or given.get("medium") == "image":
            pictures.append(given)
        else:
            others.append(enclosure(url, kind, length))
        for inner in element[:] if len(element) else ():
            tag = inner.tag
            if name != "content" or len(inner):
                return None
            if tag in _THUMBNAIL and not inner.text and _MEDIUM.issuperset(inner.keys()):
                url = dict(inner.items()).get("url")
                if not url:
                    return None
                urls.append(url)
                thumbnail = thumbnail or url
            elif tag not in _BESIDE and not (titled and tag in _TITLE):
                return None
    enclosures = (*links, *others)
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

(
    _guid, _link, _title, _title_is_html, _summary, _summary_is_html, _content, _content_is_html, _authors,
    _published, _updated, _categories, _enclosures, _image, _language, _comments, _origin, _base, _related,
) = (getattr(Entry, field.name).__set__ for field in fields(Entry))  # fmt: skip


_url, _type, _length = (getattr(Enclosure, field.name).__set__ for field in fields(Enclosure))


def enclosure(url: str, kind: str, length: str) -> Enclosure:
    """Give `Enclosure(url=url, type=kind, length=...)`, the length read."""
    medium = object.__new__(Enclosure)
    _url(medium, url)
    _type(medium, kind)
    _length(medium, _number(length))
    return medium


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
    entry = object.__new__(Entry)
    _guid(entry, guid)
    _link(entry, link)
    _title(entry, title)
    _title_is_html(entry, title_is_html)
    _summary(entry, summary)
    _summary_is_html(entry, summary_is_html)
    _content(entry, content)
    _content_is_html(entry, content_is_html)
    _authors(entry, authors)
    _published(entry, published)
    _updated(entry, updated)
    _categories(entry, categories)
    _enclosures(entry, enclosures)
    _image(entry, image)
    _language(entry, language)
    _comments(entry, comments)
    _origin(entry, origin)
    _base(entry, base)
    _related(entry, ())
    return entry
