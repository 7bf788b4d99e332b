"""
OPML 2.0 (opml.org/spec2.opml): the public topic feeds as one subscription list.

There is no date in it: a list that says the same is the same file.
"""

from __future__ import annotations

import re

from lxml import etree

from feedmill.formats.content import language, line
from feedmill.formats.feedgen_mends import whole
from feedmill.model import Index, TopicSummary

__all__ = ["MEDIA_TYPE", "render"]

MEDIA_TYPE = "text/x-opml"
#: What a list offers first where a topic has several formats: every reader knows RSS.
_PREFERENCE = ("rss", "atom", "json")
#: The W3C validator reads descriptions as HTML (NotHtml); readers show them as they are.
_LIKE_HTML = re.compile("[&<]")


def render(index: Index) -> bytes:
    """Write the list of public topic feeds."""
    opml = etree.Element("opml", version="2.0")
    title = line(index.site.title) or "Feedmill"
    etree.SubElement(etree.SubElement(opml, "head"), "title").text = title
    body = etree.SubElement(opml, "body")
    for topic in index.topics:
        etree.SubElement(body, "outline", _outline(topic, index.site.url))
    if not index.topics:
        etree.SubElement(body, "outline", text=title)  # the specification wants at least one
    return whole(etree.tostring(opml, encoding="UTF-8", pretty_print=True))


def _outline(topic: TopicSummary, base_url: str) -> dict[str, str]:
    """Give the attributes of one subscription; `type` is "rss" for every kind of feed."""
    feed = next((kind for kind in _PREFERENCE if kind in topic.formats), "json")
    title = line(topic.title) or topic.topic
    page = f"{base_url}{topic.topic}.html" if "html" in topic.formats else base_url
    description = line(topic.description)
    optional = {
        "description": "" if _LIKE_HTML.search(description) else description,
        "language": language(topic.language),
    }
    return {
        "type": "rss",
        "text": title,
        "title": title,
        "xmlUrl": f"{base_url}{topic.topic}.{feed}",
        "htmlUrl": page,
    } | {name: value for name, value in optional.items() if value}
