"""
What a well-formed document says of itself, and the items that it holds.

Reads `<channel>` of RSS and what stands round the entries of an Atom feed; passes over all that no
hint is made of. What it makes of them is what `feed_hints` makes of feedparser's dictionaries.
"""

from __future__ import annotations

import re

from feedmill.model import Hints
from feedmill.sources.fast_content import HTML, MARKUP, PLAIN, Place, content_of, text_of
from feedmill.sources.fast_element import Element
from feedmill.sources.fast_names import ITEMS, Unsure, attributes, name_of, tags
from feedmill.sources.fast_people import read_person
from feedmill.sources.fast_text import resolve, resolve_text, settle
from feedmill.sources.feed_hints import _days, _hours, _minutes, _period
from feedmill.sources.guard import MAX_ITEMS
from feedmill.text.dates import read_date
from feedmill.text.html import label

__all__ = ["Channel", "read_beside", "read_channel"]


class Channel:
    """A channel or feed as far as it was read."""

    def __init__(self, place: Place) -> None:
        self.place = place
        self.items: list[Element] = []
        #: Texts by feedparser's name: title, language, icon, logo, image, ttl and so on.
        self.texts: dict[str, str] = {}
        #: First link of each relation; "page" is the first alternate one that is HTML.
        self.links: dict[str, str] = {}
        #: Authors of an Atom feed.
        self.people: list[str] = []
        #: There was a title that keeps another from counting.
        self.titled = False
        #: It says when not to ask.
        self.skips = False

    def hints(self, body: bytes) -> Hints:
        """Give the hints; *body* is looked at only where it holds what is not kept apart."""
        get, address = self.texts.get, self.place.address
        icon = get("icon") or get("logo") or get("image", "")
        older = self.links.get("prev-archive") or self.links.get("next")
        links, text = self.links, body.decode("utf-8", "replace") if self.skips else ""
        return Hints(
            title=label(get("title", "")),
            link=settle(address, links.get("page") or links.get("alternate", "")),
            language=get("language", ""),
            icon=settle(address, icon) if icon else "",
            ttl=_minutes(get("ttl", "")),
            skip_hours=_hours(text) if text else frozenset(),
            skip_days=_days(text) if text else frozenset(),
            update_period=_period(get("sy_updateperiod", ""), get("sy_updatefrequency", "")),
            update_base=read_date(get("sy_updatebase", "")),
            self_url=settle(address, links["self"]) if "self" in links else "",
            next_url=settle(address, older) if older else "",
        )


def read_channel(element: Element, place: Place) -> Channel:
    """
    Read the children of *element*, which are a channel's, and gather its items.

    Raises:
        Unsure: There is something that has no exact rule here.
    """
    channel = Channel(place)
    items = channel.items
    for child in element[:]:
        tag = child.tag
        if tag in ITEMS:
            items.append(child)
        else:
            channel.titled = channel.titled and not items
            _read_part(channel, child, _KNOWN[tag] if tag in _KNOWN else name_of(child))
    if len(items) > MAX_ITEMS:
        raise Unsure
    return channel


def read_beside(channel: Channel, element: Element) -> None:
    """
    Take an item that lies beside its channel, or pass over what says nothing there.

    Raises:
        Unsure: It may say something.
    """
    if element.tag in ITEMS:
        channel.items.append(element)
        return
    name = name_of(element)
    if name not in _BOXED:  # which has its own words, out of its channel
        if "_" not in name:
            raise Unsure
        _pass_over(element, name)


def _read_part(channel: Channel, part: Element, name: str) -> None:
    if name in {"title", "dc_title"}:
        _read_title(channel, part)
    elif name == "link":
        _read_link(channel, part)
    elif name in _TEXTS:
        _read_text(channel, part, name)
    elif name in {"image", "textinput"}:
        _read_box(channel, part, name)
    elif name in {"itunes_image", "itunes_link"}:
        _read_cover(channel, part)
    elif name in _PEOPLE:
        _read_person(channel, part, name)
    elif name in _UNREAD:
        raise Unsure
    else:
        channel.skips = channel.skips or name in {"skiphours", "skipdays"}
        if len(part):
            _pass_over(part, name)


_LANGUAGES = frozenset({"language", "dc_language"})
#: Elements that have no reader of their own in feedparser: with attributes they are no text to it.
_BARE = frozenset({"icon", "logo", "ttl", "sy_updateperiod", "sy_updatefrequency", "sy_updatebase"})
_TEXTS = _LANGUAGES | _BARE
_AUTHORS = frozenset({"author", "dc_author", "dc_creator", "itunes_author"})
_PEOPLE = _AUTHORS | {"managingeditor", "webmaster", "dc_publisher", "itunes_owner"}
#: What belongs elsewhere, or has names that feedparser uses itself.
_UNREAD = frozenset(
    {
        "item",
        "entry",
        "source",
        "content",
        "channel",
        "feed",
        "rss",
        "links",
        "authors",
        "name",
        "email",
        "uri",
    }
    | {"url", "media_title"}
)
#: Names by tag, for the tags that nearly all documents use.
_KNOWN = tags(
    _TEXTS
    | {"title", "link", "description", "subtitle", "id", "updated", "generator", "image", "author", "rights"}
    | {"lastbuilddate", "pubdate", "url", "width", "height"}
)


def _read_title(channel: Channel, part: Element) -> None:
    text = content_of(channel.place, part, PLAIN)[0]
    if not channel.titled:
        channel.texts["title"] = text
    channel.titled = channel.titled or bool(text)


def _read_text(channel: Channel, part: Element, name: str) -> None:
    if name in _LANGUAGES:
        channel.texts["language"] = text_of(channel.place, part)
        return
    text = "" if part.keys() else text_of(channel.place, part)
    channel.texts[name] = resolve_text(channel.place.base, text) if name in {"icon", "logo"} else text


def _read_link(channel: Channel, part: Element) -> None:
    given = attributes(part) if part.keys() else {}
    if "base" in given:
        raise Unsure
    rel = given.get("rel", "alternate").removeprefix(_REGISTERED)
    href = given.get("url", given.get("uri", given.get("href"))) or given.get("href")
    if href is not None:
        href = resolve(channel.place.base, href)
    else:
        href = _MISTAKEN.sub(r"&\1", resolve_text(channel.place.base, text_of(channel.place, part)))
    if href:
        channel.links.setdefault(rel, href)
        if rel == "alternate" and given.get("type", HTML) in MARKUP:
            channel.links.setdefault("page", href)


#: RFC 4287, section 4.2.7.2.
_REGISTERED = "http://www.iana.org/assignments/relation/"
_MISTAKEN = re.compile("&([A-Za-z0-9_]+);")


def _read_box(channel: Channel, part: Element, name: str) -> None:
    """Read the picture, or pass over the search box; titles in them are their own."""
    channel.titled = False
    for one in part:
        kind = _KNOWN[one.tag] if one.tag in _KNOWN else name_of(one)
        if kind not in _BOXED[name] or len(one):
            raise Unsure
        if kind == "url":
            channel.texts["image"] = resolve_text(channel.place.base, text_of(channel.place, one))


_BOXED = {
    "image": frozenset({"title", "url", "link", "width", "height", "description"}),
    "textinput": frozenset({"title", "description", "name", "link"}),
}


def _read_cover(channel: Channel, part: Element) -> None:
    given = attributes(part)
    channel.texts["image"] = given.get("href") or given.get("url") or channel.texts.get("image", "")
    if len(part):
        raise Unsure


def _read_person(channel: Channel, part: Element, name: str) -> None:
    """Entries of Atom without an author have the feed's; those of RSS have none."""
    if not channel.place.atom:
        _pass_over(part, name)
    elif name in _AUTHORS:
        channel.people.append(read_person(part, channel.place, first=not channel.people))
    elif name not in {"webmaster", "dc_publisher"} or len(part):
        raise Unsure


def _pass_over(part: Element, name: str) -> None:
    """Pass over what is in *part*, as long as no hint could be made of it."""
    if name in _MARKED_UP and not part.get("type", HTML).endswith("xml"):
        return
    text = name in _MARKED_UP
    for one in part.iterdescendants():
        inner = name_of(one)
        if inner in _TELLING or (text and not inner.startswith("xhtml_")):
            raise Unsure


#: Texts, in which feedparser takes elements for markup.
_MARKED_UP = frozenset(
    {"description", "subtitle", "tagline", "summary", "rights", "copyright", "dc_rights", "info", "abstract"}
    | {"itunes_subtitle"}
)
_TELLING = (_TEXTS | _UNREAD) - {"name", "email", "uri", "url"} | {
    *("title", "dc_title", "link", "image", "textinput", "itunes_image", "itunes_link", "xhtml_body")
}
