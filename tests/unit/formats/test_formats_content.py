"""What all formats say alike."""

from __future__ import annotations

from dataclasses import replace

import pytest

from feedmill.formats.content import body, language, line, markup, moment, ready, ready_article
from feedmill.model import Enclosure, Origin
from golden.cases import ARTICLE, BASE, NOON, RICH, also, feed, item


def test_ready_feeds_stay_as_they_are() -> None:
    """Making a feed ready twice is making it ready once."""
    once = ready(RICH)

    assert once == ready(once)


def test_texts_are_clean() -> None:
    """Control characters, halves of characters, line breaks and doubled spaces do not reach a format."""
    dirty = "a\x00b \ud800 c\n\n  d\x85\ufffd\ufffe"
    entry = ready(feed(item(title=dirty, authors=(dirty,), categories=(dirty,), related=(dirty,)))).items[0]

    assert entry.title == "ab ? c d ?"
    assert entry.authors == entry.categories == entry.related == (entry.title,)


def test_damage_is_shown_by_a_question_mark() -> None:
    """U+FFFD would make a validator doubt the encoding of the whole file."""
    assert line("caf\ufffd") == "caf?"
    assert markup("<p>caf\ufffd\x01</p>\n") == "<p>caf?</p>"


def test_markup_keeps_white_space() -> None:
    """HTML is not made one line: preformatted text stays."""
    assert markup("<pre>a\n  b</pre>") == "<pre>a\n  b</pre>"


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"title": " ", "summary": "The lead."}, "The lead."),
        ({"title": "", "summary": ""}, "https://wire.example/wire/1"),
        ({"title": "", "summary": "", "url": ""}, "Untitled"),
        ({"title": "", "summary": "word " * 60}, "word " * 23 + "word…"),
    ],
)
def test_title_is_never_empty(changes: dict[str, str], expected: str) -> None:
    """Atom demands a title: the summary's beginning, the URL, or "Untitled" stands in."""
    assert ready(feed(item(**changes))).items[0].title == expected


def test_an_item_without_a_url_has_its_page() -> None:
    """An item that lives on a page of ours links there."""
    entry = ready(feed(item(url="", page="articles/seeds-1.html"))).items[0]

    assert entry.url == f"{BASE}articles/seeds-1.html"


@pytest.mark.parametrize("url", ["javascript:alert(1)", "/relative", "file:///etc/passwd", "http://", ""])
def test_urls_that_are_none_are_dropped(url: str) -> None:
    """Only whole http and https URLs are published, in every field."""
    given = item(url=url, image=url, comments=url, enclosures=(Enclosure(url=url),), also=(also(url=url),))
    entry = ready(feed(given, hubs=(url,)))

    assert entry.hubs == ()
    assert (entry.items[0].url, entry.items[0].image, entry.items[0].comments) == ("", "", "")
    assert entry.items[0].enclosures == ()
    assert entry.items[0].also[0].url == ""


def test_urls_are_ascii() -> None:
    """RSS knows no IRIs, so all formats show the same URI."""
    entry = ready(feed(item(url="https://bücher.example/ä b?ö=1#ü"))).items[0]

    assert entry.url == "https://xn--bcher-kva.example/%C3%A4%20b?%C3%B6=1#%C3%BC"


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (Enclosure(url="https://a.example/b.MP3?x=1"), ("audio/mpeg", 0)),
        (Enclosure(url="https://a.example/b", type="video/mp4", length=7), ("video/mp4", 7)),
        (Enclosure(url="https://a.example/b.mp3", type="mp3", length=-1), ("audio/mpeg", 0)),
        (Enclosure(url="https://a.example/b.xyz", type=""), ("application/octet-stream", 0)),
    ],
)
def test_enclosures_have_a_type_and_a_length(given: Enclosure, expected: tuple[str, int]) -> None:
    """RSS demands both; a type is told from the URL's ending, an unknown length is 0."""
    medium = ready(feed(item(enclosures=(given,)))).items[0].enclosures[0]

    assert expected == (medium.type, medium.length)


def test_labels_and_names_come_once() -> None:
    """Empty and repeated labels are left out; the order stays."""
    entry = ready(feed(item(categories=("b", " ", "a", "b "), authors=("Z", "", "Z")))).items[0]

    assert entry.categories == ("b", "a")
    assert entry.authors == ("Z",)


def test_the_source_always_has_name_and_address() -> None:
    """Without a name its id is shown; without an address, ours."""
    entry = ready(feed(item(origin=Origin()))).items[0]

    assert entry.origin == Origin(title="wire", url=BASE)


def test_a_feed_has_title_and_description() -> None:
    """RSS demands a description; the title, or the slug, stands in."""
    bare = ready(feed(title="", description="", site_title=""))

    assert (bare.title, bare.description, bare.site_title) == ("g7", "g7", "Feedmill")


@pytest.mark.parametrize(
    ("tag", "expected"),
    [
        ("en", "en"),
        ("pt-BR", "pt-BR"),
        ("ZH-Hant-TW", "zh-Hant-TW"),
        ("xx", ""),
        ("eng", ""),
        ("en-", ""),
        ("en_GB", ""),
        ("", ""),
    ],
)
def test_language(tag: str, expected: str) -> None:
    """What is no tag of a known language is no language."""
    assert language(tag) == expected


def test_moment_knows_no_locale() -> None:
    """Moments for people are English and UTC."""
    assert moment(NOON) == "3 January 2026, 12:00 UTC"


def test_body_names_what_is_related() -> None:
    """Related titles stand under the content, as text."""
    html = body(item(html="<p>x</p>", related=("A <b> & c", "D")))

    assert html == "<p>x</p>\n<p>Related:</p>\n<ul><li>A &lt;b&gt; &amp; c</li><li>D</li></ul>"


def test_body_names_the_other_members_last() -> None:
    """A folded item ends with the other members: source, link, headline, time."""
    html = body(item(html="<p>x</p>", also=(also(title='"Q" & A'), also("b/2", url="", title=""))))

    assert html == (
        "<p>x</p>\n<p>Also in: "
        '<a href="https://mirror.example/mirror/1" title="&quot;Q&quot; &amp; A">Mirror</a> '
        '(<time datetime="2026-01-03T11:00:00Z">3 January 2026, 11:00 UTC</time>), '
        'B (<time datetime="2026-01-03T11:00:00Z">3 January 2026, 11:00 UTC</time>)</p>'
    )


def test_body_of_an_item_without_html() -> None:
    """The summary is the content of an item that has no other; the title, if there is not even one."""
    assert body(item(html="", summary="A & b")) == "<p>A &amp; b</p>"
    assert body(item(html="", summary="", title="T")) == "<p>T</p>"


def test_members_without_a_name() -> None:
    """A member whose source has no name is named by its host."""
    members = ready(feed(item(also=(also(source=""), also(source="", url=""))))).items[0].also

    assert [member.source for member in members] == ["mirror.example", "another source"]


def test_article_without_html() -> None:
    """An article's page shows its text when there is no HTML, and labels of both kinds once."""
    bare = replace(ARTICLE.article, html="", title="", categories=("G7", "x"))
    article = ready_article(bare)

    assert article.html == "<p>Two leaders laid flowers.</p>"
    assert article.title == "Two leaders laid flowers at the Peace Memorial Park."
    assert article.categories == ("G7", "x", "Ukraine")
