"""
RSS 2.0, by feedgen and its mends.

The summary is the description, the content stands in `content:encoded`; authors are `dc:creator`;
other members of an item's group are `atom:link rel="related"`. RSS knows one enclosure an item:
the first that it can hold.
"""

from __future__ import annotations

import re
from html import escape
from typing import Any

from feedgen.feed import FeedGenerator

from feedmill.formats.content import body, ready
from feedmill.formats.feedgen_mends import RssFeedMends, RssItemMends, whole
from feedmill.model import Feed, Item

__all__ = ["MEDIA_TYPE", "render"]

MEDIA_TYPE = "application/rss+xml"
#: Hosts that the W3C validator knows in an enclosure (InvalidURLAttribute): no name without a dot,
#: no "_", no IPv6 address.
_HOST = re.compile(r"https?://(?:[a-z0-9-]+\.)+[a-z0-9][a-z0-9-]*(?::[0-9]+)?/")


def render(feed: Feed) -> bytes:
    """Write a feed as RSS 2.0 (rssboard.org/rss-specification)."""
    feed = ready(feed)
    generator = FeedGenerator()
    generator.register_extension("mends", RssFeedMends, RssItemMends, atom=False)
    generator.mends.feed = feed
    generator.mends.page = feed.url("html") if "html" in feed.formats else feed.base_url
    generator.title(feed.title)
    generator.description(feed.description)
    generator.link(href=generator.mends.page, rel="alternate")
    generator.generator("Feedmill")
    generator.lastBuildDate(feed.updated)
    if feed.language:
        generator.language(feed.language)
    for item in feed.items:
        _add(generator, item, feed)
    return whole(generator.rss_str(pretty=True, xml_declaration=False))


def _add(generator: Any, item: Item, feed: Feed) -> None:
    """Add an item after those that stand there; feedgen puts it before them unless told."""
    entry = generator.add_entry(order="append")
    entry.mends.item = item
    entry.title(item.title)
    entry.guid(item.id, permalink=False)
    entry.published(item.published)
    entry.content(body(item))
    entry.source(url=_link(item.origin.url) or feed.base_url, title=item.origin.title)
    if _link(item.url):
        entry.link(href=item.url, rel="alternate")
    if item.summary:
        entry.description(escape(item.summary, quote=False))  # a description is HTML
    if _link(item.comments):
        entry.comments(item.comments)
    for medium in [one for one in item.enclosures if _HOST.match(one.url)][:1]:
        entry.enclosure(medium.url, str(medium.length), medium.type)
    for label in item.categories:
        entry.category(term=label, scheme=f"{feed.base_url}tags")


def _link(url: str) -> str:
    """Give a URL as RSS can hold it: its URIs are those of RFC 2396, which has no IPv6 addresses."""
    return "" if "[" in url else url
