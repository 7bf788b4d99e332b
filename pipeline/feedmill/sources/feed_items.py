"""
feedparser's dictionaries → `Entry`: everything a reader could use, as it was written.

Knows feedparser's habits and puts right what it invents: a link made of a guid that is no URL, a
summary copied from the content, a media type that nobody gave. Resolves, cleans and reads nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from urllib.parse import urljoin

from feedmill.model import Enclosure, Entry, Origin
from feedmill.sources.mend import AT_SIGN

__all__ = ["dicts", "distinct", "entry_of", "first_link", "join", "string"]

Item = Mapping[str, Any]


def entry_of(item: Item, channel: Item, address: str) -> Entry:
    """Give the entry that feedparser read as *item* of *channel*, a document from *address*."""
    atom = string(channel, "version").startswith("atom")
    base = _base(item, address)
    content, content_is_html = _content(item)
    summary, summary_is_html = _summary(item)
    published, updated = _dates(item, atom=atom)
    return Entry(
        guid=string(item, "id"),
        link=_link(item, base, atom=atom),
        title=string(item, "title"),
        title_is_html=_is_html(_detail(item, "title"), default=False),
        summary=summary,
        summary_is_html=summary_is_html,
        content=content,
        content_is_html=content_is_html,
        authors=_authors(item, channel, atom=atom),
        published=published,
        updated=updated,
        categories=_categories(item),
        enclosures=_enclosures(item, base),
        image=_image(item, base),
        language=string(item, "language") or _language(item),
        comments=join(base, string(item, "comments")),
        origin=_origin(item, base),
        base=base,
    )


def string(item: Item, key: str) -> str:
    """Give the string at *key*, or "". Goes past feedparser's aliases, which invent and warn."""
    value = dict.get(item, key) if isinstance(item, dict) else None
    return value if isinstance(value, str) else ""


def dicts(item: Item, key: str) -> tuple[Item, ...]:
    """Give the dictionaries in the list at *key*; an element of that very name may stand there."""
    value = dict.get(item, key) if isinstance(item, dict) else None
    return tuple(one for one in value if isinstance(one, dict)) if isinstance(value, list) else ()


def first_link(item: Item, rel: str, *, page: bool = False) -> str:
    """Give the first link of this relation; with *page* the first HTML one, if there is any."""
    names = {rel, f"http://www.iana.org/assignments/relation/{rel}"}  # RFC 4287, section 4.2.7.2
    links = [link for link in dicts(item, "links") if string(link, "rel") in names and string(link, "href")]
    pages = [link for link in links if string(link, "type") in _PAGE_TYPES] if page else []
    return string((pages or links)[0], "href") if links else ""


def join(base: str, url: str) -> str:
    """Resolve *url*; what cannot be resolved stays as it is, for normalising to judge."""
    try:
        return urljoin(base, url.strip()) if url.strip() else ""
    except ValueError:
        return url


def distinct(written: Iterable[str]) -> tuple[str, ...]:
    """Give what is written, each once and without white space around it."""
    return tuple(dict.fromkeys(one.strip() for one in written if one.strip()))


_PAGE_TYPES = frozenset({"text/html", "application/xhtml+xml"})
_HTML_TYPES = _PAGE_TYPES | {"html", "xhtml"}


# --- texts -----------------------------------------------------------------------------------------


def _detail(item: Item, key: str) -> Item:
    value = dict.get(item, f"{key}_detail") if isinstance(item, dict) else None
    return value if isinstance(value, dict) else {}


def _is_html(detail: Item, *, default: bool) -> bool:
    kind = string(detail, "type").lower()
    return kind in _HTML_TYPES if kind else default


def _content(item: Item) -> tuple[str, bool]:
    """Give the first content that is HTML, else the first that is plain text; other types are media."""
    contents = [one for one in dicts(item, "content") if string(one, "value").strip()]
    for html in (True, False):
        for one in contents:
            if _is_html(one, default=False) is html and string(one, "type") in _HTML_TYPES | {
                "text/plain",
                "",
            }:
                return string(one, "value"), html
    return "", True


def _summary(item: Item) -> tuple[str, bool]:
    """Give the summary; without its own detail, it is the content, which feedparser copied there."""
    detail = _detail(item, "summary")
    if detail and string(item, "summary"):
        return string(item, "summary"), _is_html(detail, default=True)
    for key in _BLURBS:
        blurb = string(item, key)
        if blurb:
            return blurb, bool(_TAG.search(blurb))
    return "", True


#: Second descriptions that `mend` gave names of their own, the most telling first.
_BLURBS = ("dc_blurb", "itunes_blurb", "media_blurb")
_TAG = re.compile(r"</?[A-Za-z][A-Za-z0-9]{0,15}(?:\s[^<>]{0,2000})?/?>")


# --- where it is ------------------------------------------------------------------------------------


def _details(item: Item) -> Iterator[Item]:
    yield from dicts(item, "content")
    yield from (_detail(item, key) for key in ("summary", "title"))


def _base(item: Item, address: str) -> str:
    """Give xml:base where the text stands, resolved; only http(s) can be a base for links."""
    written = next((string(one, "base") for one in _details(item) if string(one, "base")), "")
    base = join(address, written)
    return base if base.lower().startswith(("http://", "https://")) else address


def _link(item: Item, base: str, *, atom: bool) -> str:
    """
    Choose the article's URL.

    FeedBurner's note of the original, else the first alternate link, an HTML one if there is
    any, else in RSS a guid that is a permalink and a whole URL, else where an Atom content lies.
    An Atom id is no link (RFC 4287, section 4.2.6), and feedparser's word that it is one is void.
    """
    guid = "" if atom else string(item, "link")
    written = (
        string(item, "feedburner_origlink")
        or first_link(item, "alternate", page=True)
        or (guid if guid.lower().startswith(("http://", "https://")) else "")
        or next((string(one, "src") for one in dicts(item, "content") if string(one, "src")), "")
    )
    return join(base, written)


def _language(item: Item) -> str:
    return next((string(one, "language") for one in _details(item) if string(one, "language")), "")


def _origin(item: Item, base: str) -> Origin | None:
    """Give `<source>` of RSS or Atom; its id stands in for a link where it is a URL."""
    source = dict.get(item, "source") if isinstance(item, dict) else None
    if not isinstance(source, dict) or not source:
        return None
    named = string(source, "href") or first_link(source, "alternate", page=True) or string(source, "link")
    guid = string(source, "id")
    origin = Origin(
        title=string(source, "title"), url=join(base, named or (guid if guid.startswith("http") else ""))
    )
    return origin if origin.title or origin.url else None


# --- who and when -----------------------------------------------------------------------------------


def _dates(item: Item, *, atom: bool) -> tuple[str, str]:
    """
    Give publication and update, as written.

    Atom 0.3 has `created` beside `issued`. A lone `dc:date` comes as an update; in RSS it is the
    date of publication (RSS 1.0, module Dublin Core).
    """
    published = string(item, "published") or string(item, "created")
    updated = string(item, "updated")
    if not published and not atom:
        return updated, ""
    return published, updated


def _authors(item: Item, channel: Item, *, atom: bool) -> tuple[str, ...]:
    """Give the names; an Atom entry without any has those of its source or its feed (RFC 4287, 4.2.1)."""
    own = _names(item)
    if own or not atom:
        return own
    source, feed = (dict.get(item, "source") if isinstance(item, dict) else None), channel.get("feed")
    return _names(source) or _names(feed)


def _names(item: object) -> tuple[str, ...]:
    if not isinstance(item, dict):
        return ()
    written = [string(one, "name") or string(one, "email") for one in dicts(item, "authors")] or [
        string(item, "author")
    ]
    return distinct(name.replace(AT_SIGN, "@") for name in written)


def _categories(item: Item) -> tuple[str, ...]:
    return distinct(string(tag, "label") or string(tag, "term") for tag in dicts(item, "tags"))


# --- media ------------------------------------------------------------------------------------------


def _enclosures(item: Item, base: str) -> tuple[Enclosure, ...]:
    """Give attached media, each URL once: enclosures, then media:content that is no picture."""
    found: dict[str, Enclosure] = {}
    for link in dicts(item, "links"):
        # "text/html" is feedparser's word for a link whose type nobody gave.
        if string(link, "rel") == "enclosure":
            kind = string(link, "type")
            _attach(found, base, link, "" if kind == "text/html" else kind)
    for media in dicts(item, "media_content"):
        if not _is_picture(media):
            _attach(found, base, media, string(media, "type"))
    return tuple(found.values())


def _attach(found: dict[str, Enclosure], base: str, media: Item, kind: str) -> None:
    url = join(base, string(media, "href") or string(media, "url"))
    length = string(media, "length") or string(media, "filesize")
    if url:
        found.setdefault(url, Enclosure(url=url, type=kind.strip(), length=_number(length)))


def _image(item: Item, base: str) -> str:
    """Give the picture of the entry: a thumbnail, else the widest picture, else an attached one."""
    thumbnails = [string(one, "url") for one in dicts(item, "media_thumbnail")]
    pictures = [one for one in dicts(item, "media_content") if _is_picture(one)]
    widest = sorted(pictures, key=lambda one: -_number(string(one, "width")))
    own = dict.get(item, "image") if isinstance(item, dict) else None
    attached = [
        string(link, "href")
        for link in dicts(item, "links")
        if string(link, "rel") == "enclosure" and string(link, "type").startswith("image/")
    ]
    urls = [*thumbnails, *(string(one, "url") for one in widest), string(own or {}, "href"), *attached]
    return join(base, next((url for url in urls if url.strip()), ""))


def _is_picture(media: Item) -> bool:
    return string(media, "medium") == "image" or string(media, "type").startswith("image/")


def _number(written: str) -> int:
    """Read a size in bytes or pixels; what is no such number is 0, unknown."""
    digits = written.strip()
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < _LONG else 0


#: Digits of a size beyond which it is no size (a petabyte has 16).
_LONG = 17
