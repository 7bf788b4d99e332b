"""
Feeds with any text in any field, from a random generator: many strings for little time.

`tests/property` draws such feeds with Hypothesis, which finds the smallest text that breaks something,
and takes longer for one than a writer does. These are for numbers: the same seed gives the same feed.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from random import Random

from lxml import etree
from selectolax.lexbor import LexborHTMLParser

from feedmill.errors import PublishError
from feedmill.formats import KINDS, kind
from feedmill.formats.check import check
from feedmill.formats.content import ready
from feedmill.formats.json_feed import read_shelf
from feedmill.model import Enclosure, Feed, Item, Origin
from golden.cases import also, feed, item
from golden.lint import lint

__all__ = ["BITS", "any_text", "drawn_feed", "faults", "titles"]

#: What has broken writers before.
BITS = (
    "]]>",
    "<b>",
    "&amp;",
    "&",
    "\x00",
    "\ud800",
    "\ufffe",
    "\x85",
    "\r\n",
    "</script>",
    "{{ x }}",
    "日本",
    "مرحبا",
    "🙂",
)
#: First and last code points, each pair as likely as the others: all there are, controls (C0, C1), ASCII,
#: marks, signs of direction, halves of pairs, what is no character.
_RANGES = (
    (0x0, 0x10FFFF),
    (0x0, 0x1F),
    (0x7F, 0x9F),
    (0x20, 0x7E),
    (0x300, 0x36F),
    (0x200B, 0x206F),
    (0xD800, 0xDFFF),
    (0xFDD0, 0xFFFF),
)
_ATOM = "{http://www.w3.org/2005/Atom}"
_EPOCH = datetime(1990, 1, 1, tzinfo=UTC)
_SPAN_SECONDS = 40_000 * 86_400


def any_text(chance: Random) -> str:
    """Draw a text: any code points, or what has broken writers; rarely a long one."""
    length = chance.choice((0, 1, 2, 5, 12, 40))
    if chance.random() < 1 / 200:
        length *= 100
    if chance.random() < 1 / 3:
        return "".join(chance.choice(BITS) for _ in range(length // 4))
    first, last = chance.choice(_RANGES)
    return "".join(chr(chance.randint(first, last)) for _ in range(length))


def drawn_item(number: int, text: Callable[[], str], moment: Callable[[], datetime]) -> Item:
    """Make an item with what *text* gives in every field, but for HTML, which was sanitised, and ids."""
    return item(
        f"a/{number}",
        title=text(),
        summary=text(),
        url=text(),
        authors=(text(), text()),
        categories=(text(), text()),
        related=(text(),),
        comments=text(),
        image=text(),
        language=text(),
        origin=Origin(title=text(), url=text()),
        source=text(),
        raw_hash=text(),
        enclosures=(Enclosure(url=text(), type=text(), length=number - 5),),
        also=(also(source=text(), title=text(), url=text(), raw_hash=text()),),
        published=moment(),
        updated=moment(),
        first_seen=moment(),
        first_published=moment(),
    )


def drawn_feed(seed: int, items: int) -> Feed:
    """Make the feed of *seed*, of so many items: 24 texts in each, and 5 of its own."""
    chance = Random(seed)

    def text() -> str:
        return any_text(chance)

    def moment() -> datetime:
        return _EPOCH + timedelta(
            seconds=chance.randrange(_SPAN_SECONDS), microseconds=chance.randrange(10**6)
        )

    return feed(
        *(drawn_item(number, text, moment) for number in range(items)),
        title=text(),
        description=text(),
        site_title=text(),
        hubs=(text(), text()),
        language=chance.choice(("en", "pt-BR")),
        public=chance.random() < 1 / 2,
    )


def faults(given: Feed) -> list[str]:
    """Say what is wrong with a feed's files: not sound, not valid, other titles, or not read back."""
    once = ready(given)
    rendered = {name: kind(name).render(given) for name in KINDS}
    return [
        *(["Projection: ready twice is not ready once"] if ready(once) != once else []),
        *(f"Projection: {name}" for name in KINDS if kind(name).render(once) != rendered[name]),
        *(fault for name, content in rendered.items() for fault in _broken(name, content)),
        *(f"Title: {name}" for name, found in titles(rendered).items() if found != _told(rendered)),
        *_forgotten(given, rendered["json"]),
    ]


def titles(rendered: dict[str, bytes]) -> dict[str, list[str]]:
    """Read the items' titles out of the files of a feed, by format."""
    atom, rss = etree.fromstring(rendered["atom"]), etree.fromstring(rendered["rss"])
    page = LexborHTMLParser(rendered["html"].decode())
    return {
        "atom": [str(one.xpath("string()")) for one in atom.findall(f"{_ATOM}entry/{_ATOM}title")],
        "rss": [str(one.xpath("string()")) for one in rss.findall("channel/item/title")],
        "html": [" ".join(node.text().split()) for node in page.css("article .p-name")],
    }


def _told(rendered: dict[str, bytes]) -> list[str]:
    return [entry["title"] for entry in json.loads(rendered["json"])["items"]]


def _broken(name: str, content: bytes) -> Iterator[str]:
    try:
        check(name, content)
    except PublishError as error:
        yield f"Check: {error}"
        return
    if name != "json":
        # An item may have no page here, and so begin with another link than that.
        yield from (finding for finding in lint(name, content) if not finding.startswith("FirstLink"))


def _forgotten(given: Feed, content: bytes) -> Iterator[str]:
    """Say what a run on an empty store would not take over from the shelf."""
    told = {one.published_id: one for one in read_shelf(given.topic, content)}
    for entry in ready(given).items:
        one = told.get(entry.id)
        kept = (entry.first_seen, entry.first_published, entry.published)
        expected = tuple(moment.replace(microsecond=0) for moment in kept)
        if one is None or (one.first_seen, one.first_published, one.published) != expected:
            yield f"Shelf: {entry.id}"
