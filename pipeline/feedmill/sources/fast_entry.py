"""
An item that was read → `Entry`: the choices of `feed_items`, for items of the fast path.

Which text is the content, which link the article's, which picture is shown. Both files must choose
alike, and the tests of parity hold them to it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from feedmill.model import Enclosure, Entry
from feedmill.sources.fast_content import HTML, MARKUP, PLAIN, Content
from feedmill.sources.fast_item import Item
from feedmill.sources.fast_made import enclosure, made
from feedmill.sources.fast_text import settle
from feedmill.sources.feed_items import _TAG, _number, distinct

__all__ = ["enclosures_of", "entry_of", "picture_of"]

Attributes = Mapping[str, str]


def entry_of(item: Item) -> Entry:
    """Give the entry that *item* is."""
    place = item.place
    base, language = _marks(item)
    content, content_is_html = _content(item.contents) if item.contents else ("", True)
    summary, summary_is_html = _summary(item)
    published, updated = item.published or item.created or "", item.updated or ""
    if not (published or place.atom):
        published, updated = updated, ""
    title = item.title
    links, media = item.enclosures or (), item.media or ()
    return made(
        item.guid,
        _link(item, base),
        title[0] if title else "",
        title is not None and title[1] != PLAIN,
        summary,
        summary_is_html,
        content,
        content_is_html,
        _authors(item),
        published,
        updated,
        _categories(item),
        enclosures_of(links, media, base),
        picture_of(item.thumbnails or (), media, item.image, links, base),
        item.own_language or language,
        settle(base, item.comments) if item.comments else "",
        base,
        item.source.origin(base) if item.source else None,
    )


# --- texts ------------------------------------------------------------------------------------------


def _content(contents: list[Content]) -> tuple[str, bool]:
    """Give the first content that is HTML, else the first that is plain text."""
    for html in (True, False):
        for text, kind, *_ in contents:
            if text and (kind in MARKUP) is html:
                return text, html
    return "", True


def _summary(item: Item) -> tuple[str, bool]:
    """Give the summary, else the most telling of the other descriptions."""
    if item.summary and item.summary[0]:
        return item.summary[0], item.summary[1] in MARKUP
    if item.blurbs:
        for name in ("dc", "itunes", "media"):
            blurb = item.blurbs.get(name, (0, ""))[1]
            if blurb:
                return blurb, bool(_TAG.search(blurb))
    return "", True


def _marks(item: Item) -> tuple[str, str]:
    """Give base and language of the first text that has them: content, summary, title."""
    texts = [*(item.contents or ()), *(one for one in (item.summary, item.title) if one)]
    base = next((text[3] for text in texts if text[3]), "") or item.place.address
    return base, next((text[2] for text in texts if text[2]), "")


# --- where, who, what ---------------------------------------------------------------------------------


def _link(item: Item, base: str) -> str:
    written = item.origlink
    if not written and item.alternates:
        written = next((href for href, page in item.alternates if page), item.alternates[0][0])
    if (
        not written
        and item.link
        and not item.place.atom
        and item.link.lower().startswith(("http://", "https://"))
    ):
        written = item.link
    if not written and item.contents:
        written = next((content[4] for content in item.contents if content[4]), "")
    return settle(base, written) if written else ""


def _authors(item: Item) -> tuple[str, ...]:
    """Give the names; an Atom entry without any has those of its source or its feed (RFC 4287, 4.2.1)."""
    people = item.people
    names = distinct(people) if people else ()
    if names or not item.place.atom:
        return names
    return (distinct(item.source.people) if item.source else ()) or item.place.authors


def _categories(item: Item) -> tuple[str, ...]:
    return distinct(label or term or "" for term, _, label in item.labels) if item.labels else ()


# --- media ------------------------------------------------------------------------------------------


def enclosures_of(
    links: Sequence[Attributes], media: Sequence[Attributes], base: str
) -> tuple[Enclosure, ...]:
    """Give attached media, each URL once: linked ones, then *media* that are no pictures."""
    found: dict[str, Enclosure] = {}
    for link in links:
        kind = link.get("type", "")
        _attach(found, base, link, "" if kind == HTML else kind)
    for one in media:
        if not _is_picture(one):
            _attach(found, base, one, one.get("type", ""))
    return tuple(found.values())


def _attach(found: dict[str, Enclosure], base: str, media: Attributes, kind: str) -> None:
    url = settle(base, media.get("href") or media.get("url", ""))
    if url and url not in found:
        length = media.get("length") or media.get("filesize", "")
        found[url] = enclosure(url, kind.strip(), length)


def picture_of(
    thumbnails: Sequence[Attributes],
    media: Sequence[Attributes],
    own: str,
    links: Sequence[Attributes],
    base: str,
) -> str:
    """Give the picture to show: a thumbnail, else the widest picture, else its own, else an attached one."""
    pictures = [one for one in media if _is_picture(one)]
    if len(pictures) > 1:
        pictures.sort(key=lambda one: -_number(one.get("width", "")))
    attached = [one.get("href", "") for one in links if one.get("type", "").startswith("image/")]
    urls = [*(one.get("url", "") for one in (*thumbnails, *pictures)), own, *attached]
    return settle(base, next((url for url in urls if url.strip()), ""))


def _is_picture(media: Attributes) -> bool:
    return media.get("medium") == "image" or media.get("type", "").startswith("image/")
