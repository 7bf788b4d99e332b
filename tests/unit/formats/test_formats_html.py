"""Pages for people."""

from __future__ import annotations

from dataclasses import replace

from selectolax.lexbor import LexborHTMLParser

from feedmill.formats.html import render, render_article, render_index
from feedmill.model import Site
from golden.cases import ARTICLE, BASE, EMPTY, EMPTY_INDEX, INDEX, RICH, also, feed, item


def page_of(content: bytes) -> LexborHTMLParser:
    """Parse a page as a browser does."""
    return LexborHTMLParser(content.decode())


def texts(page: LexborHTMLParser, selector: str) -> list[str]:
    """Give the texts of the elements that a selector finds."""
    return [node.text().strip() for node in page.css(selector)]


def test_autodiscovery() -> None:
    """A topic's page offers every feed that is published, by its whole address."""
    page = page_of(render(feed(formats=("rss", "json", "html"))))

    assert [
        (node.attributes["type"], node.attributes["href"]) for node in page.css('link[rel="alternate"]')
    ] == [
        ("application/rss+xml", f"{BASE}g7.rss"),
        ("application/feed+json", f"{BASE}g7.json"),
    ]


def test_addresses_to_copy() -> None:
    """The addresses stand on the page, to be copied whole."""
    assert texts(page_of(render(feed())), "code") == [f"{BASE}g7.rss", f"{BASE}g7.atom", f"{BASE}g7.json"]


def test_entries() -> None:
    """Each item is an h-entry with name, URL, date, labels, authors and source."""
    page = page_of(render(feed(item(title="A & <b>", categories=("x & y", "z"), authors=("Zoë", "Bo")))))

    assert texts(page, "main.h-feed > article.h-entry .p-name") == ["A & <b>"]
    assert [node.attributes["href"] for node in page.css(".u-url")] == ["https://wire.example/wire/1"]
    assert [node.attributes["datetime"] for node in page.css(".dt-published")] == ["2026-01-03T10:00:00Z"]
    assert texts(page, ".p-category") == ["x & y", "z"]
    assert texts(page, ".p-author") == ["Zoë", "Bo"]
    assert texts(page, ".source") == ["Wire"]


def test_ids_of_items_are_stable() -> None:
    """An item can be linked to: its anchor comes from its id alone."""
    one = page_of(render(feed(item("a/1"), item("a/2")))).css("article")
    other = page_of(render(feed(item("a/2", title="changed")))).css("article")

    assert one[1].attributes["id"] == other[0].attributes["id"] != one[0].attributes["id"]


def test_other_members_are_in_sight() -> None:
    """Where else an item stands is shown without opening anything."""
    page = page_of(render(feed(item(also=(also(),)))))

    assert [node.attributes["href"] for node in page.css(".also a")] == ["https://mirror.example/mirror/1"]
    assert page.css("details .also") == []


def test_empty_topic() -> None:
    """A topic without items is a friendly page that can be subscribed to."""
    page = page_of(render(EMPTY))

    assert texts(page, ".none") == ["Nothing here yet. Subscribe now and what comes will find you."]
    assert page.css("article") == []
    assert len(page.css("code")) == 3


def test_unlisted_topics_ask_not_to_be_indexed() -> None:
    """The page of an unlisted topic says noindex; that of a public one says nothing."""
    assert page_of(render(feed(public=False))).css('meta[name="robots"][content="noindex"]')
    assert not page_of(render(feed())).css('meta[name="robots"]')


def test_everything_is_escaped() -> None:
    """A title, name, label or description cannot become markup."""
    attack = '"><script>alert(1)</script><img src=x onerror=alert(1)>'
    entry = item(
        title=attack,
        summary=attack,
        authors=(attack,),
        categories=(attack,),
        related=(attack,),
        also=(also(title=attack, source=attack),),
    )
    page = page_of(render(feed(entry, title=attack, description=attack, site_title=attack)))

    assert page.css("script, img") == []
    assert texts(page, "h1") == [attack]


def test_right_to_left() -> None:
    """Texts find their own direction; an item in another language says which."""
    page = page_of(render(RICH))

    assert [node.attributes.get("lang") for node in page.css("article")] == [None, None, "ja", "ar"]
    assert {node.attributes["dir"] for node in page.css("h2.p-name")} == {"auto"}


def test_index() -> None:
    """The index lists public topics with their description, count, date and formats, and the OPML list."""
    page = page_of(render_index(INDEX))

    assert texts(page, ".topics h2") == ["Aid & relief", "G7"]
    assert (
        "4 items · updated 3 January 2026 · RSS · Atom · JSON Feed" in " ".join(page.body.text().split())
        if page.body
        else ""
    )
    assert [node.attributes["href"] for node in page.css('a[href$="opml"]')] == ["feeds.opml"]
    assert [node.attributes["href"] for node in page.css(".topics h2 a")] == ["aid.html", "g7.html"]


def test_index_without_topics() -> None:
    """An index without topics says so."""
    assert texts(page_of(render_index(EMPTY_INDEX)), ".none") == [
        "No topics yet: they are written in config/topics.toml."
    ]


def test_index_of_feeds_without_pages() -> None:
    """A topic that has no page is named without a link."""
    bare = replace(INDEX, topics=tuple(replace(topic, formats=("json",)) for topic in INDEX.topics))
    page = page_of(render_index(bare))

    assert page.css(".topics h2 a") == []
    assert [node.attributes["href"] for node in page.css(".topics a")] == ["aid.json", "g7.json"]


def test_article() -> None:
    """An article's page has its whole text, its related titles under it, and a way up."""
    page = page_of(render_article(ARTICLE))

    assert texts(page, "h1.p-name") == [ARTICLE.article.title]
    assert texts(page, ".e-content p") == [
        "Two leaders laid flowers at the Peace Memorial Park.",
        "“Nothing alive left,” one of them said.",
    ]
    assert texts(page, "section li") == list(ARTICLE.article.related)
    assert [node.attributes["href"] for node in page.css("nav a")] == ["../index.html"]
    assert [node.attributes["href"] for node in page.css(".u-url")] == [f"{BASE}{ARTICLE.path}"]


def test_plain_article() -> None:
    """An article with next to nothing has a page all the same."""
    article = replace(ARTICLE.article, summary="", related=(), tags=(), authors=(), language="")
    page = page_of(render_article(replace(ARTICLE, article=article, site=Site(title=""), source="")))

    assert texts(page, ".source") == ["seeds"]
    assert texts(page, "nav") == ["Feedmill"]
    assert page.css("section, ul") == []
