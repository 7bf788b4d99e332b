"""Atom 1.0: what feedgen gets wrong in it is right."""

from __future__ import annotations

from datetime import timedelta

from lxml import etree

from feedmill.formats.atom import render
from feedmill.model import Enclosure, Feed, Origin
from golden.cases import BASE, NOON, RICH, also, feed, item

ATOM = {"a": "http://www.w3.org/2005/Atom"}


def root_of(given: Feed) -> etree._Element:
    """Render a feed and give its root."""
    return etree.fromstring(render(given))


def attributes(root: etree._Element, path: str) -> list[dict[str, str]]:
    """Give the attributes of the elements at a path."""
    return [
        {str(name): str(value) for name, value in element.attrib.items()}
        for element in root.findall(path, ATOM)
    ]


def test_entry_links_keep_their_attributes() -> None:
    """Page first, then media, each with rel, type and length (feedgen: href alone, the MP3 is the page)."""
    media = (
        Enclosure(url="https://a.example/1.mp3", length=5),
        Enclosure(url="https://a.example/2.png", type="image/png"),
    )

    assert attributes(root_of(feed(item(enclosures=media))), "a:entry/a:link") == [
        {"href": "https://wire.example/wire/1", "rel": "alternate", "type": "text/html"},
        {"href": "https://a.example/1.mp3", "rel": "enclosure", "type": "audio/mpeg", "length": "5"},
        {"href": "https://a.example/2.png", "rel": "enclosure", "type": "image/png", "length": "0"},
    ]


def test_other_members_are_related() -> None:
    """`related` links are the other members, and on other items there are none."""
    root = root_of(feed(item("a/1", also=(also(), also("b/2", url=""))), item("a/2")))

    assert [link for link in attributes(root, "a:entry/a:link") if link["rel"] == "related"] == [
        {"href": "https://mirror.example/mirror/1", "rel": "related"}
    ]


def test_feed_links() -> None:
    """The page comes first and says that it is the alternate; the feed names itself and its hubs."""
    assert attributes(root_of(feed(hubs=("https://hub.example/",))), "a:link") == [
        {"href": f"{BASE}g7.html", "rel": "alternate", "type": "text/html"},
        {"href": f"{BASE}g7.atom", "rel": "self", "type": "application/atom+xml"},
        {"href": "https://hub.example/", "rel": "hub"},
    ]


def test_source_has_all_that_the_standard_asks() -> None:
    """A source has id, title, updated and a link to itself (feedgen: a title and a bare link)."""
    source = root_of(feed(item(origin=Origin(title="R&D", url="https://wire.example/f")))).find(
        "a:entry/a:source", ATOM
    )

    assert source is not None
    assert source.findtext("a:id", namespaces=ATOM) == "tag:example.org,2026-01-01:wire"
    assert str(source.xpath("string(a:title)", namespaces=ATOM)) == "R&D"
    assert source.findtext("a:updated", namespaces=ATOM) == "2026-01-03T10:00:00Z"
    assert attributes(source, "a:link") == [{"rel": "self", "href": "https://wire.example/f"}]


def test_types_of_texts() -> None:
    """Titles are plain without a type; the summary says text, the content html (feedgen: nothing)."""
    root = root_of(feed(item()))

    assert attributes(root, "a:entry/a:title") == [{}]
    assert attributes(root, "a:entry/a:summary") == [{"type": "text"}]
    assert attributes(root, "a:entry/a:content") == [{"type": "html"}]


def test_markup_characters_in_plain_texts() -> None:
    """Plain texts are spelled so that nobody takes them for HTML, and mean what they meant."""
    content = render(feed(item(title="AT&T <b>", summary="a & b", authors=("O & S",))))
    root = etree.fromstring(content)

    assert b"<title>AT&#x26;T &#x3C;b&gt;</title>" in content
    assert b"a &#x26; b</summary>" in content
    assert b"<name>O &#x26; S</name>" in content
    assert str(root.xpath("string(a:entry/a:title)", namespaces=ATOM)) == "AT&T <b>"


def test_dates_are_utc_without_fractions() -> None:
    """Dates end with Z, whatever the microseconds (feedgen: isoformat)."""
    late = NOON + timedelta(microseconds=5)
    root = root_of(feed(item(published=NOON, updated=late)))
    dates = [
        element.text for name in ("updated", "published") for element in root.iter(f"{{{ATOM['a']}}}{name}")
    ]

    assert set(dates) == {"2026-01-03T12:00:00Z"}


def test_the_feed_has_an_author() -> None:
    """The site is the feed's author, so that entries without one are valid."""
    assert root_of(feed(item())).findtext("a:author/a:name", namespaces=ATOM) == "Example feeds"


def test_categories_have_a_scheme() -> None:
    """A label is the term, in a scheme of ours; a label attribute would be looked at for HTML."""
    assert attributes(root_of(feed(item(categories=("1&1",)))), "a:entry/a:category") == [
        {"term": "1&1", "scheme": f"{BASE}tags"}
    ]


def test_a_summary_about_markup() -> None:
    """A summary that names end tags is HTML that shows them: plain, it would be taken for HTML."""
    summary = root_of(feed(item(summary="Write <b> & </b>."))).find("a:entry/a:summary", ATOM)

    assert summary is not None
    assert (summary.get("type"), summary.xpath("string()")) == (
        "html",
        "Write &lt;b&gt; &amp; &lt;/b&gt;.",
    )


def test_languages_of_entries() -> None:
    """An entry in another language than the feed's says so."""
    root = root_of(feed(item("a/1", language="ar"), item("a/2", language="en"), item("a/3")))
    lang = "{http://www.w3.org/XML/1998/namespace}lang"

    assert root.get(lang) == "en"
    assert [entry.get(lang) for entry in root.findall("a:entry", ATOM)] == ["ar", None, None]


def test_entries_keep_their_order() -> None:
    """Entries stand as the feed has them (feedgen: each before the last)."""
    root = root_of(feed(item("a/1"), item("a/2")))
    ids = [entry.findtext("a:id", namespaces=ATOM) for entry in root.findall("a:entry", ATOM)]

    assert ids == ["tag:example.org,2026-01-01:a/1", "tag:example.org,2026-01-01:a/2"]


def test_an_entry_without_link_or_summary() -> None:
    """An item with neither URL nor summary is still a valid entry: it has its content."""
    root = root_of(feed(item(url="", summary="")))

    assert attributes(root, "a:entry/a:link") == []
    assert root.find("a:entry/a:summary", ATOM) is None


def test_no_version_of_ours() -> None:
    """The generator has no version, so that an upgrade changes no file."""
    content = render(RICH).decode()

    assert "<generator>Feedmill</generator>" in content


def test_a_feed_without_pages_or_language() -> None:
    """Without pages the alternate is the site; a language that is none is not written."""
    root = root_of(feed(formats=("atom", "json"), language="?"))

    assert attributes(root, "a:link")[0]["href"] == BASE
    assert root.get("{http://www.w3.org/XML/1998/namespace}lang") is None
