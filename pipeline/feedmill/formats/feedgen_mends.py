"""
What feedgen 1.0 writes wrongly, put right through its own extension hooks.

feedgen calls `extend_rss` and `extend_atom` with each finished element; these classes know what
was meant (the feed, the item) and mend the element. Nothing here builds a feed: that is `rss` and
`atom`. Each mend says what feedgen does and what readers or the W3C feed validator make of it.
"""

from __future__ import annotations

import re

from feedgen.ext.base import BaseEntryExtension, BaseExtension
from lxml import etree

from feedmill.formats.content import line
from feedmill.model import Feed, Item
from feedmill.text.dates import rfc822, rfc3339

__all__ = ["AtomEntryMends", "AtomFeedMends", "RssFeedMends", "RssItemMends", "whole"]

_ATOM = "http://www.w3.org/2005/Atom"
_DC = "http://purl.org/dc/elements/1.1/"
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
#: Markup characters of plain text, as the RSS Profile wants them ("Character Data"): readers that
#: decode a title twice get `&` and `<` right, and the validator knows that no HTML is meant.
_MARKUP = re.compile("([&<])")


class AtomFeedMends(BaseExtension):  # type: ignore[misc]  # feedgen ships no types
    """Mend the head of an Atom feed."""

    feed: Feed

    def extend_atom(self, feed: etree._Element) -> etree._Element:
        """Write the date as RFC 3339 with Z, and plain texts so that nobody takes them for HTML."""
        _date(feed, "updated", rfc3339(self.feed.updated))
        _plain(feed, "title", "subtitle", "author/name")
        return feed


class AtomEntryMends(BaseEntryExtension):  # type: ignore[misc]  # feedgen ships no types
    """Mend an Atom entry."""

    feed: Feed
    item: Item
    #: Attributes of the entry's links, as they were given to feedgen.
    links: list[dict[str, str]]

    def extend_atom(self, entry: etree._Element) -> etree._Element:
        """Put right links, dates, source, language and plain texts."""
        self._links(entry)
        _date(entry, "updated", rfc3339(self.item.updated))
        _date(entry, "published", rfc3339(self.item.published))
        self._source(entry)
        if self.item.language not in {"", self.feed.language}:
            entry.set(_XML_LANG, self.item.language)
        _plain(entry, "title", "summary", "author/name", "source/title")
        return entry

    def _links(self, entry: etree._Element) -> None:
        """Give links their attributes back: feedgen loses all but href (its issues 135 and 143)."""
        for element, given in zip(entry.findall("link"), self.links, strict=True):
            for name, value in given.items():
                element.set(name, value)

    def _source(self, entry: etree._Element) -> None:
        """
        Say what RFC 4287 section 4.2.11 asks of a source: id, title, updated, a link to itself.

        feedgen knows a title and a link without rel. The id is the article id without its key:
        a tag: URI of ours that names the source and outlives its URL.
        """
        source = etree.SubElement(entry, "source")
        etree.SubElement(source, "id").text = self.item.article.partition("/")[0] or self.item.origin.url
        etree.SubElement(source, "title").text = self.item.origin.title
        etree.SubElement(source, "updated").text = rfc3339(self.item.updated)
        etree.SubElement(source, "link", rel="self", href=self.item.origin.url)


class RssFeedMends(BaseExtension):  # type: ignore[misc]  # feedgen ships no types
    """Mend the head of an RSS channel."""

    feed: Feed
    #: Where the channel's `<link>` and its alternate point: the page for people.
    page: str

    def extend_ns(self) -> dict[str, str]:
        """Name the namespace of `dc:creator`."""
        return {"dc": _DC}

    def extend_rss(self, rss: etree._Element) -> etree._Element:
        """Put right links, date and plain texts."""
        channel = rss[0]
        self._links(channel)
        self._last_build_date(channel)
        _plain(channel, "title", "description")
        return rss

    def _links(self, channel: etree._Element) -> None:
        """Point `<link>` at the page (feedgen: at the last link of any rel), name itself and the hubs."""
        _first(channel, "link").text = self.page
        place = channel.index(_first(channel, "description")) + 1
        links = [
            ("self", self.feed.url("rss")),
            ("alternate", self.page),
            *(("hub", hub) for hub in self.feed.hubs),
        ]
        for rel, href in reversed(links):
            channel.insert(place, _atom_link(rel, href))

    def _last_build_date(self, channel: etree._Element) -> None:
        """Say when the newest item was updated, and nothing without items: feedgen says "now"."""
        element = _first(channel, "lastBuildDate")
        if self.feed.items:
            element.text = rfc822(self.feed.updated)
        else:
            channel.remove(element)


class RssItemMends(BaseEntryExtension):  # type: ignore[misc]  # feedgen ships no types
    """Mend an RSS item."""

    item: Item

    def extend_rss(self, item: etree._Element) -> etree._Element:
        """Add what RSS has only by extensions, and put right date and plain texts."""
        _date(item, "pubDate", rfc822(self.item.published))
        for author in self.item.authors:
            # feedgen drops an author without e-mail address, and RSS's own element demands one.
            etree.SubElement(item, f"{{{_DC}}}creator").text = author
        for member in self.item.also:
            if member.url:
                item.append(_atom_link("related", member.url))
        _plain(item, "title", "category", "source", f"{{{_DC}}}creator")
        return item


def whole(xml: bytes) -> bytes:
    """Give a file: declaration in double quotes (feedgen writes single ones), one final newline."""
    return b'<?xml version="1.0" encoding="UTF-8"?>\n' + xml.strip() + b"\n"


def _date(parent: etree._Element, name: str, text: str) -> None:
    """Write a date as *text*: feedgen's form depends on microseconds and, for a moment, on the locale."""
    _first(parent, name).text = text


def _plain(parent: etree._Element, *paths: str) -> None:
    """Spell `&` and `<` in plain texts as character references (rule CharacterData of the validator)."""
    for path in paths:
        for element in parent.findall(path):
            _spell(element, element.text or "")


def _spell(element: etree._Element, text: str) -> None:
    """Set the text of *element*, each markup character a reference node."""
    element.text, *rest = _MARKUP.split(text)
    for character, following in zip(rest[::2], rest[1::2], strict=True):
        reference = etree.Entity(f"#x{ord(character):X}")
        reference.tail = following
        element.append(reference)


def _atom_link(rel: str, href: str) -> etree._Element:
    """Make a link as Atom has it, with the type of what is known."""
    types = {"self": "application/rss+xml", "alternate": "text/html"}
    element = etree.Element(f"{{{_ATOM}}}link", rel=rel, href=line(href))
    if rel in types:
        element.set("type", types[rel])
    return element


def _first(parent: etree._Element, name: str) -> etree._Element:
    """Give the child of this name; feedgen always writes it."""
    return next(parent.iterchildren(name))
