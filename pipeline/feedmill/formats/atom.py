"""
Atom 1.0 (RFC 4287), by feedgen and its mends.

Titles are plain text, so is the summary as a rule, the content is HTML. The first link of an entry
is its page; enclosures follow; `related` is kept for the other members of the item's group.
"""

from __future__ import annotations

import re
from html import escape
from typing import Any

from feedgen.feed import FeedGenerator

from feedmill.formats.content import body, ready
from feedmill.formats.feedgen_mends import AtomEntryMends, AtomFeedMends, whole
from feedmill.model import Feed, Item

__all__ = ["MEDIA_TYPE", "render"]

MEDIA_TYPE = "application/atom+xml"
#: What the W3C validator takes for HTML in a plain text, however it is spelled (ContainsUndeclaredHTML).
_LIKE_HTML = re.compile(r"</\w+>")


def render(feed: Feed) -> bytes:
    """Write a feed as Atom 1.0."""
    feed = ready(feed)
    generator = FeedGenerator()
    generator.register_extension("mends", AtomFeedMends, AtomEntryMends, rss=False)
    generator.mends.feed = feed
    generator.id(feed.id)
    generator.title(feed.title)
    generator.subtitle(feed.description)
    generator.updated(feed.updated)
    generator.author(name=feed.site_title)
    generator.generator("Feedmill")
    for rel, kind, href in _feed_links(feed):
        generator.link({"rel": rel, "href": href} | ({"type": kind} if kind else {}))
    if feed.language:
        generator.language(feed.language)
    for item in feed.items:
        _add(generator, item, feed)
    return whole(generator.atom_str(pretty=True, xml_declaration=False))


def _feed_links(feed: Feed) -> list[tuple[str, str, str]]:
    """List rel, type and href of the feed's links; readers want the explicit alternate first."""
    page = feed.url("html") if "html" in feed.formats else feed.base_url
    hubs = [("hub", "", hub) for hub in feed.hubs]
    return [("alternate", "text/html", page), ("self", MEDIA_TYPE, feed.url("atom")), *hubs]


def _add(generator: Any, item: Item, feed: Feed) -> None:
    """Add an entry after those that stand there; feedgen puts it before them unless told."""
    entry = generator.add_entry(order="append")
    entry.mends.feed = feed
    entry.mends.item = item
    entry.mends.links = _links(item)
    entry.id(item.id)
    entry.title(item.title)
    entry.published(item.published)
    entry.updated(item.updated)
    entry.content(body(item), type="html")
    for link in entry.mends.links:
        entry.link(dict(link))
    if _LIKE_HTML.search(item.summary):
        entry.summary(escape(item.summary, quote=False), type="html")
    elif item.summary:
        entry.summary(item.summary, type="text")
    for author in item.authors:
        entry.author(name=author)
    for label in item.categories:
        # Without a label of its own: it would say the same, and "1&1" there is taken for HTML.
        entry.category(term=label, scheme=f"{feed.base_url}tags")


def _links(item: Item) -> list[dict[str, str]]:
    """List the attributes of an entry's links: its page, its media, the other members."""
    pages = [{"rel": "alternate", "type": "text/html", "href": item.url}] if item.url else []
    media = [
        {"rel": "enclosure", "type": medium.type, "length": str(medium.length), "href": medium.url}
        for medium in item.enclosures
    ]
    related = [{"rel": "related", "href": member.url} for member in item.also if member.url]
    return [*pages, *media, *related]
