"""The subscription list."""

from __future__ import annotations

from dataclasses import replace

from lxml import etree

from feedmill.formats.opml import render
from feedmill.model import Index
from golden.cases import BASE, EMPTY_INDEX, INDEX


def outlines(index: Index) -> list[dict[str, str]]:
    """Render an index and give its outlines."""
    root = etree.fromstring(render(index))
    return [
        {str(name): str(value) for name, value in element.attrib.items()} for element in root.iter("outline")
    ]


def test_outlines() -> None:
    """Each public topic is a subscription with its page, description and language."""
    assert outlines(INDEX)[1] == {
        "type": "rss",
        "text": "G7",
        "title": "G7",
        "xmlUrl": f"{BASE}g7.rss",
        "htmlUrl": f"{BASE}g7.html",
        "description": "The Group of Seven and its summits",
        "language": "en",
    }


def test_descriptions_that_look_like_html() -> None:
    """The validator reads a description as HTML, so one that is none there is left out."""
    topics = (replace(INDEX.topics[1], title="R&D", description="R&D and <more>"),)
    outline = outlines(replace(INDEX, topics=topics))[0]

    assert outline["text"] == "R&D"
    assert "description" not in outline


def test_formats_that_are_published() -> None:
    """Without RSS the next best feed is named; without pages, the site."""
    topics = tuple(
        replace(topic, formats=formats, title="", language="")
        for topic, formats in zip(INDEX.topics, [("atom", "json"), ("json",)], strict=True)
    )

    assert outlines(replace(INDEX, topics=topics)) == [
        {"type": "rss", "text": "aid", "title": "aid", "xmlUrl": f"{BASE}aid.atom", "htmlUrl": BASE},
        {
            "type": "rss",
            "text": "g7",
            "title": "g7",
            "xmlUrl": f"{BASE}g7.json",
            "htmlUrl": BASE,
            "description": "The Group of Seven and its summits",
        },
    ]


def test_no_topics() -> None:
    """OPML wants an outline: that of an empty list is only a name."""
    assert outlines(EMPTY_INDEX) == [{"text": "Example feeds"}]


def test_no_date() -> None:
    """A list that says the same is the same file: it bears no date."""
    assert b"date" not in render(INDEX).lower()
