"""T9: ways to run a script, in a dozen fields of a feed, through a whole run: none is live in any format."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from html import escape

import pytest
from lxml import etree
from selectolax.lexbor import LexborHTMLParser

from feedmill.text import sanitising
from hostile_documents import LONG, VECTORS
from installation import Mill
from loopback import Loopback, Reply
from unsafe_html import SAFE_SCHEMES, dangers

CHOSEN = VECTORS if LONG else VECTORS[::4]
#: Elements of an item; {} stands for the vector, as text or as an attribute's value.
FIELDS = (
    "<title>{}</title>",
    "<description>{}</description>",
    "<content:encoded>{}</content:encoded>",
    "<author>{}</author>",
    "<dc:creator>{}</dc:creator>",
    "<category>{}</category>",
    "<comments>{}</comments>",
    "<link>{}</link>",
    '<source url="{}">{}</source>',
    '<enclosure url="{}" length="1" type="{}"/>',
    '<media:thumbnail url="{}"/>',
    '<guid isPermaLink="true">{}</guid>',
)
#: The icon that our pages have, so that no browser asks for one.
OUR_ICON = "data:,"
SPACES = (
    'xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/" '
    'xmlns:media="http://search.yahoo.com/mrss/"'
)
#: Where XML formats hold HTML.
HTML_IN = frozenset({"content", "encoded", "description", "summary"})


def published(mill: Mill, server: Loopback) -> Mill:
    """Run with one feed that holds every vector in every field."""
    items = (f"<item>{''.join(FIELDS).replace('{}', escape(vector))}</item>" for vector in CHOSEN)
    body = f'<rss version="2.0" {SPACES}><channel><title>Bad</title>{"".join(items)}</channel></rss>'
    server.routes["/bad"] = Reply(body=body.encode("utf-8", "replace"))
    mill.write("config/topics.toml", "[topics.all-of-it]\nfilter = '*'\nitems = 1000\n")
    mill.sources(bad=server.url("/bad"))
    report = mill.do("run", "--json").json
    assert report["entries"]["new"] > len(CHOSEN) * 0.9, report["failures"]
    return mill


def live(mill: Mill) -> list[str]:
    """Give what would run, of all pages and feeds."""
    shelf = mill.folder / "feeds"
    found = [fault for path in shelf.rglob("*.html") for fault in _of_page(path.read_text("utf-8"))]
    for path in (shelf / "all-of-it.rss", shelf / "all-of-it.atom"):
        found += _of_xml(path.read_bytes())
    for one in json.loads((shelf / "all-of-it.json").read_bytes())["items"]:
        found += dangers(one["content_html"])
        found += _of_urls([one["url"], one.get("image", ""), *(a["url"] for a in one.get("attachments", ()))])
    return found


def _of_page(page: str) -> Iterator[str]:
    for node in LexborHTMLParser(page).css("*"):
        if node.tag in {"script", "iframe", "object", "embed", "svg", "math", "base", "form", "template"}:
            yield node.tag
        yield from (f"{node.tag}[{name}]" for name in node.attributes if name.startswith("on"))
        urls = [node.attributes.get(name) or "" for name in ("href", "src", "poster", "cite")]
        yield from (url for url in _of_urls(urls) if (node.tag, url) != ("link", OUR_ICON))


def _of_xml(content: bytes) -> Iterator[str]:
    for element in etree.fromstring(content).iter("{*}*"):
        name = etree.QName(element).localname
        if name in HTML_IN:
            yield from dangers(element.text or "")
        elif name in {"link", "comments", "uri", "url"}:
            yield from _of_urls([element.text or ""])
        yield from _of_urls([str(element.get(at, "")) for at in ("href", "url", "src")])


def _of_urls(urls: list[str]) -> Iterator[str]:
    for url in urls:
        # A relative one of our pages leads to another page of ours.
        if ":" in url.partition("/")[0] and not url.lower().startswith(SAFE_SCHEMES):
            yield url


def test_nothing_is_live_in_any_format(
    mill: Mill, server: Loopback, record_property: Callable[[str, object], None]
) -> None:
    """Pages, RSS, Atom and JSON, read again by parsers that read as browsers and readers do."""
    record_property("inputs", len(CHOSEN) * len(FIELDS))

    assert [] == live(published(mill, server))


def test_control_without_the_cleaner_much_is_live(
    mill: Mill, server: Loopback, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The judge sees what cleaning takes out, in feeds as in pages."""

    class Trusting:
        def clean(self, html: str) -> str:
            return html

    monkeypatch.setattr(sanitising, "_cleaner", lambda _: Trusting())
    found = live(published(mill, server))

    assert len(found) > len(CHOSEN)
    assert {"script"} & set(found)
