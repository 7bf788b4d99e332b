"""RSS 2.0: what feedgen gets wrong in it is right."""

from __future__ import annotations

import locale
from datetime import timedelta

import pytest
from lxml import etree

from feedmill.formats.rss import render
from feedmill.model import Enclosure, Feed, Origin
from golden.cases import BASE, NOON, RICH, also, feed, item

ATOM = "{http://www.w3.org/2005/Atom}link"
CREATOR = "{http://purl.org/dc/elements/1.1/}creator"
CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"


def channel_of(given: Feed) -> etree._Element:
    """Render a feed and give its channel."""
    return etree.fromstring(render(given))[0]


def test_channel_link_is_the_page() -> None:
    """The channel's link is the topic's page, whatever others there are (feedgen: the last of any rel)."""
    channel = channel_of(feed(hubs=("https://hub.example/",)))

    assert channel.findtext("link") == f"{BASE}g7.html"


def test_channel_links() -> None:
    """The channel names itself, its page and every hub (feedgen: only itself)."""
    channel = channel_of(feed(hubs=("https://one.example/", "https://two.example/")))

    assert [(link.get("rel"), link.get("href"), link.get("type")) for link in channel.findall(ATOM)] == [
        ("self", f"{BASE}g7.rss", "application/rss+xml"),
        ("alternate", f"{BASE}g7.html", "text/html"),
        ("hub", "https://one.example/", None),
        ("hub", "https://two.example/", None),
    ]


def test_channel_link_without_pages() -> None:
    """Where no pages are published, the channel's link is the site."""
    assert channel_of(feed(formats=("rss", "json"))).findtext("link") == BASE


def test_nothing_says_now() -> None:
    """The build date is the newest item's, and an empty feed has none (feedgen: now)."""
    assert channel_of(feed(item())).findtext("lastBuildDate") == "Sat, 03 Jan 2026 10:00:00 +0000"
    assert channel_of(feed()).find("lastBuildDate") is None


def test_no_syndication_elements() -> None:
    """Nothing is written in the namespace whose names feedgen spells wrongly."""
    assert b"syndication" not in render(RICH)


def test_items_keep_their_order() -> None:
    """Items stand as the feed has them (feedgen: each before the last)."""
    channel = channel_of(feed(item("a/1"), item("a/2"), item("a/3")))

    assert [guid.text for guid in channel.iter("guid")] == [
        f"tag:example.org,2026-01-01:a/{n}" for n in (1, 2, 3)
    ]


def test_guids_are_no_permalinks() -> None:
    """Ids are tag: URIs, and said not to be URLs."""
    guids = list(channel_of(feed(item())).iter("guid"))

    assert [guid.get("isPermaLink") for guid in guids] == ["false"]


def test_authors_are_creators() -> None:
    """Authors without e-mail address are kept as dc:creator (feedgen: dropped)."""
    entry = channel_of(feed(item(authors=("Zoë", "R & D")))).find("item")

    assert entry is not None
    assert [str(author.xpath("string()")) for author in entry.findall(CREATOR)] == ["Zoë", "R & D"]
    assert entry.find("author") is None


def test_markup_characters_in_titles() -> None:
    """Titles are plain text, and spelled so that nobody takes them for HTML (rule CharacterData)."""
    text = render(feed(item(title="AT&T <b>"), title="R&D")).decode()

    assert "<title>AT&#x26;T &#x3C;b&gt;</title>" in text
    assert "<title>R&#x26;D</title>" in text


def test_description_is_html() -> None:
    """A summary is plain text, a description HTML: the text is escaped for it."""
    entry = channel_of(feed(item(summary="a < b & c"))).find("item")

    assert entry is not None
    assert entry.findtext("description") == "a &lt; b &amp; c"


def test_content_without_summary_is_the_description() -> None:
    """An item that has no summary says all in its description."""
    entry = channel_of(feed(item(summary=""))).find("item")

    assert entry is not None
    assert entry.findtext("description") == "<p>A plain text.</p>"
    assert entry.find(CONTENT) is None


def test_one_enclosure() -> None:
    """The first enclosure alone, with length and type."""
    media = (
        Enclosure(url="https://a.example/1.mp3"),
        Enclosure(url="https://a.example/2.png", type="image/png", length=5),
    )
    entry = channel_of(feed(item(enclosures=media))).find("item")

    assert entry is not None
    assert [dict(medium.attrib) for medium in entry.findall("enclosure")] == [
        {"url": "https://a.example/1.mp3", "length": "0", "type": "audio/mpeg"}
    ]


@pytest.mark.parametrize("host", ["my_host.a.example", "localhost", "[::1]"])
def test_enclosures_that_rss_cannot_hold(host: str) -> None:
    """The W3C validator refuses some hosts in an enclosure; the first of another is given then."""
    media = (Enclosure(url=f"https://{host}/1.mp3"), Enclosure(url="https://127.0.0.1:8080/2.mp3"))
    entry = channel_of(feed(item(enclosures=media))).find("item")

    assert entry is not None
    assert [medium.get("url") for medium in entry.findall("enclosure")] == ["https://127.0.0.1:8080/2.mp3"]


def test_addresses_that_rss_cannot_hold() -> None:
    """RSS has the URIs of RFC 2396, which know no IPv6 address: such links are left out."""
    there = "http://[2001:db8::1]/1"
    given = item(url=there, comments=there, origin=Origin(title="Six", url=there))
    entry = channel_of(feed(given)).find("item")

    assert entry is not None
    assert (entry.find("link"), entry.find("comments")) == (None, None)
    assert [source.get("url") for source in entry.findall("source")] == [BASE]


def test_other_members_are_related() -> None:
    """`related` links are the other members, and on other items there are none."""
    channel = channel_of(feed(item("a/1", also=(also(), also("b/2", url=""))), item("a/2")))
    related = [[link.get("href") for link in entry.findall(ATOM)] for entry in channel.findall("item")]

    assert related == [["https://mirror.example/mirror/1"], []]


def test_source_names_the_feed_it_came_from() -> None:
    """An item's source has name and address."""
    source = next(channel_of(feed(item())).iter("source"))

    assert (source.text, source.get("url")) == ("Wire", "https://wire.example/feed.xml")


def test_dates_do_not_depend_on_microseconds_or_locale() -> None:
    """Dates are RFC 822 with +0000, and the process's locale is as it was."""
    before = locale.setlocale(locale.LC_ALL)
    late = NOON + timedelta(microseconds=1)
    expected = render(feed(item(published=NOON, updated=NOON)))

    assert expected == render(feed(item(published=late, updated=late)))
    assert before == locale.setlocale(locale.LC_ALL)


def test_declaration_and_end() -> None:
    """The declaration has double quotes; one line break ends the file."""
    content = render(RICH)

    assert content.startswith(b'<?xml version="1.0" encoding="UTF-8"?>\n<rss ')
    assert content.endswith(b"</rss>\n")


def test_feed_without_language() -> None:
    """A language that is none is not written."""
    assert channel_of(feed(language="xx yy")).find("language") is None
