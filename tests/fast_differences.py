"""What the fast reader and feedparser read in two ways, and why the former is right."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from feedmill.model import Parsed

__all__ = ["DIFFERENCES", "Difference"]

MEDIA = ' xmlns:media="http://search.yahoo.com/mrss/"'


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """A document that is read in two ways."""

    #: Why the fast path is right.
    why: str
    items: str
    #: What is looked at, from a document's value.
    look: Callable[[Parsed], Any]
    #: What feedparser makes of it; a str that begins with "!" is in its refusal.
    slow: Any
    fast: Any
    atom: bool = False
    names: str = ""


DIFFERENCES = {
    "base of another entry": Difference(
        why="xml:base holds within its element (XML Base, section 4.2); feedparser keeps it for what follows",
        items="<entry><title>a</title><content xml:base='https://a.example/x/'>b</content></entry>"
        "<entry><title>c</title><link href='d'/></entry>",
        atom=True,
        look=lambda parsed: parsed.entries[1].link,
        slow="https://a.example/x/d",
        fast="https://harbour.example/d",
    ),
    "language behind a box": Difference(
        why="xml:lang holds within its element (XML 1.0, section 2.12); feedparser keeps it behind a `<div>`",
        items="<info xml:lang='fr'><div>i</div></info><entry><title>a</title></entry>",
        names=" xml:lang='de'",
        atom=True,
        look=lambda parsed: parsed.entries[0].language,
        slow="fr",
        fast="de",
    ),
    "a guid that is no URL": Difference(
        why="a guid is what its publisher wrote, though nobody can go there; feedparser drops it",
        items="<item><title>a</title><guid>http://x.ex[ample/</guid></item>",
        names=" xml:base='https://x.example/'",
        look=lambda parsed: parsed.entries[0].guid,
        slow="",
        fast="http://x.ex[ample/",
    ),
    "author behind a plain one": Difference(
        why="both wrote it; feedparser writes the second name over the first",
        items="<entry><title>a</title><author>Jo</author><author><name>Ann</name></author></entry>",
        atom=True,
        look=lambda parsed: parsed.entries[0].authors,
        slow=("Ann",),
        fast=("Jo", "Ann"),
    ),
    "address written as a reference": Difference(
        why="feedparser parts addresses from names, and knows no domain of more than four letters",
        items="<item><title>a</title><author>jo&#64;news.agency (Jo)</author></item>",
        look=lambda parsed: parsed.entries[0].authors,
        slow=("cy (Jo",),
        fast=("jo@news.agency (Jo)",),
    ),
    "a place without its frame": Difference(
        why="nothing in it stops an article from being read; feedparser raises a KeyError",
        items="<item><title>a</title><gml:pos>1 2</gml:pos></item>",
        names=' xmlns:gml="http://www.opengis.net/gml"',
        look=lambda parsed: parsed.entries[0].title,
        slow="!KeyError",
        fast="a",
    ),
    "a chapter without a start": Difference(
        why="nothing in it stops an article from being read; feedparser raises a TypeError",
        items="<item><title>a</title><psc:chapters><psc:chapter title='x'/></psc:chapters></item>",
        names=' xmlns:psc="http://podlove.org/simple-chapters"',
        look=lambda parsed: parsed.entries[0].title,
        slow="!TypeError",
        fast="a",
    ),
    "white space": Difference(
        why="it is as written; `mend` shortens it, for feedparser's time grows by the square of it",
        items=f"<item><title>a</title><description>b{' ' * 300}c</description></item>",
        look=lambda parsed: parsed.entries[0].summary,
        slow="b\nc",
        fast=f"b{' ' * 300}c",
    ),
    "hours in a text": Difference(
        why="a text about feeds is not the feed's own word",
        items="<item><title>a</title><description><![CDATA[<skipHours><hour>1</hour></skipHours>]]>"
        "</description></item>",
        look=lambda parsed: parsed.hints.skip_hours,
        slow=frozenset({1}),
        fast=frozenset(),
    ),
    "markup of media in a text": Difference(
        why="it is as written; `mend` renames it wherever it stands",
        items="<item><title>a</title><description><![CDATA[<media:description>b</media:description>]]>"
        "</description></item>",
        look=lambda parsed: parsed.entries[0].summary,
        slow="<media:blurb>b</media:blurb>",
        fast="<media:description>b</media:description>",
    ),
    "a long word": Difference(
        why="it costs nothing here; feedparser's time grows by the square of it, so it is refused",
        items=f"<item><title>a</title><author>{'b' * 200}</author></item>",
        look=lambda parsed: parsed.entries[0].authors,
        slow="!in one word",
        fast=("b" * 200,),
    ),
    "many labels": Difference(
        why="they cost little here; feedparser compares each with all before it, so they are refused",
        items=f"<item><title>a</title>{''.join(f'<category>{n}</category>' for n in range(1200))}</item>",
        look=lambda parsed: len(parsed.entries[0].categories),
        slow="!categories",
        fast=1200,
    ),
    "a misspelt end tag": Difference(
        why="both items are there; feedparser takes one for the title of the other",
        items="<item><title>a</titel><link>https://x.example/1</link></item><item><title>b</title></item>",
        look=lambda parsed: [entry.title for entry in parsed.entries],
        slow=[""],
        fast=["a", "b"],
    ),
    "references in malformed documents": Difference(
        why='`&amp;` is "&" in all texts; feedparser\'s other parser leaves it in some',
        items="<item><title>a</title><comments>https://x.example/?a=1&amp;b=2</comments>"
        "<media:thumbnail url=b.jpg /></item>",
        names=MEDIA,
        look=lambda parsed: parsed.entries[0].comments,
        slow="https://x.example/?a=1&amp;b=2",
        fast="https://x.example/?a=1&b=2",
    ),
}
