"""The kind `feed`: what no single document can show."""

from __future__ import annotations

import json
import time
from dataclasses import fields
from pathlib import Path

import feedparser
import pytest

from feedmill.model import Document, Fetched, Parsed, ParseError
from feedmill.sources import KINDS, fast_path, kind
from feedmill.sources.feed import ADDRESS, Settings, parse

SERVED = Path(__file__).parents[2] / "data" / "served"
ITEM = "<item><title>a</title><link>https://x.example/1</link></item>"


def read(body: bytes | str, *, truncated: bool = False) -> Parsed | ParseError:
    """Parse *body* as if it had been fetched."""
    raw = body.encode() if isinstance(body, str) else body
    document = Document(name="https://x.example/feed", body=raw)
    return parse(
        Fetched(source="x", url="https://x.example/feed", documents=(document,), truncated=truncated)
    )


def rss(items: str, before: str = "") -> str:
    """Give an RSS document of these items."""
    return f'{before}<rss version="2.0"><channel><title>t</title>{items}</channel></rss>'


def atom(entries: str) -> str:
    """Give an Atom document of these entries."""
    return f'<feed xmlns="http://www.w3.org/2005/Atom"><title>t</title>{entries}</feed>'


@pytest.mark.parametrize("name", KINDS)
def test_every_kind_offers_its_three_names(name: str) -> None:
    """A kind has settings, an address that is one of them, and a parser."""
    module = kind(name)

    assert module.ADDRESS in {field.name for field in fields(module.Settings)}
    assert callable(module.parse)


def test_settings_name_the_address() -> None:
    """A feed is fetched from its URL."""
    assert getattr(Settings(url="https://x.example/"), ADDRESS) == "https://x.example/"


def test_no_document_is_an_empty_answer() -> None:
    """An answer without a body is empty."""
    nothing = parse(Fetched(source="x", url="https://x.example/", documents=()))

    assert isinstance(nothing, ParseError)
    assert nothing.code == "empty"


def test_an_html_page_is_called_one() -> None:
    """The message says that this is a web page, and what to do."""
    for page in (
        "<!doctype html><p>x",
        "<html>" + "<div>" * 5000,
        "<!DOCTYPE html [<!ENTITY a '&b;'>]><html>",
    ):
        refused = read(page)

        assert isinstance(refused, ParseError)
        assert refused.code == "not-a-feed"
        assert "looks like an HTML page" in refused.message


def test_bytes_that_are_no_text_are_not_called_xml() -> None:
    """A "<" somewhere in a compressed file or a picture is no element."""
    refused = read(b"\x1f\x8b\x08\x00\x03<v\xe9>\x92\x00<rs>\xff")

    assert isinstance(refused, ParseError)
    assert "neither XML nor JSON" in refused.message


HOSTILE = {
    "chained entities": rss(
        ITEM, "<!DOCTYPE r [" + "".join(f'<!ENTITY a{i} "&a{i + 1};">' for i in range(25_000)) + "]>"
    ),
    "attributes": rss("<item " + " ".join(f'a{i}="1"' for i in range(40_000)) + "/>"),
    "depth": rss("<a>" * 1_000_000),
    "one long attribute": rss(f'<item a="{"x" * 9_000_000}"/>'),
    "items": rss(ITEM * 100_000),
    "author": rss(f"<item><author>{'a' * 300_000}</author></item>"),
    "labels": atom("<entry>" + "".join(f'<category term="{i}"/>' for i in range(100_000)) + "</entry>"),
    "keywords": rss(f"<item><keywords>{','.join(map(str, range(100_000)))}</keywords></item>"),
    "white space": atom(f'<entry><content type="xhtml">{chr(10) * 1_000_000}x</content></entry>'),
    "open brackets": rss("<" * 300_000),
    "open comments": rss("<!--" * 300_000),
    "open CDATA": rss("<![CDATA[" * 100_000),
    "open tags": rss("<item><title " * 100_000),
    "open quotes": rss('<a b="' * 100_000),
    "doctypes": "<!DOCTYPE rss [" * 100_000,
    "ampersands": rss(f"<item><title>{'&' * 300_000}</title></item>"),
    "end tags": rss("</a>" * 100_000),
    "JSON items": json.dumps({"version": "https://jsonfeed.org/version/1", "items": [{"id": 1}] * 400_000}),
    "JSON depth": '{"version":"https://jsonfeed.org/version/1","items":' + "[" * 500_000,
    "JSON number": '{"version":"https://jsonfeed.org/version/1","items":[{"id":' + "9" * 500_000 + "}]}",
    "HTML depth": "<html>" + "<div>" * 300_000,
}


@pytest.mark.parametrize("body", HOSTILE.values(), ids=HOSTILE)
def test_hostile_documents_cost_little(body: str) -> None:
    """What kills or stalls feedparser is answered within a few seconds."""
    before = time.process_time()
    answer = read(body)

    assert isinstance(answer, Parsed | ParseError)
    assert time.process_time() - before < 10


def test_what_feedparser_raises_ends_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """An error out of feedparser is a malformed document, not an exception."""

    def broken(*_: object, **__: object) -> None:
        raise UnicodeError("as declared punycode does")

    monkeypatch.setattr(feedparser, "parse", broken)
    monkeypatch.setattr(fast_path, "parse", lambda *_, **__: None)
    refused = read(rss(ITEM))

    assert isinstance(refused, ParseError)
    assert refused.code == "malformed"
    assert "UnicodeError" in refused.message


def test_elements_named_like_feedparsers_own_keys_do_no_harm() -> None:
    """An element called `links` or `authors` with attributes is not taken for a list."""
    names = (
        "links",
        "authors",
        "tags",
        "content",
        "source",
        "image",
        "summary_detail",
        "title_detail",
        "media_content",
    )
    parsed = read(rss("<item>" + "".join(f'<{name} a="b"/>' for name in names) + "<title>x</title></item>"))

    assert isinstance(parsed, Parsed)
    assert [entry.title for entry in parsed.entries] == ["x"]


def test_links_that_cannot_be_resolved_stay() -> None:
    """A link that no URL parser takes stays as it is, for normalising to judge."""
    parsed = read(rss("<item><title>x</title><enclosure url='http://[x'/></item>"))

    assert isinstance(parsed, Parsed)
    assert [medium.url for medium in parsed.entries[0].enclosures] == ["http://[x"]


def test_json_links_that_cannot_be_resolved_stay() -> None:
    """The same in JSON Feed."""
    body = {"version": "https://jsonfeed.org/version/1.1", "items": [{"id": "1", "url": "http://[x"}]}
    parsed = read(json.dumps(body))

    assert isinstance(parsed, Parsed)
    assert parsed.entries[0].link == "http://[x"


@pytest.mark.parametrize("value", ["{}", "[]", '"x"', "1"])
def test_json_of_too_many_values_is_refused(value: str) -> None:
    """JSON of hundreds of thousands of values of any sort is refused before it is loaded."""
    tags = ",".join([value] * 410_000)
    body = f'{{"version":"https://jsonfeed.org/version/1.1","items":[{{"id":"1","tags":[{tags}]}}]}}'
    refused = read(body)

    assert isinstance(refused, ParseError)
    assert ("malformed", True) == (refused.code, "too many values" in refused.message)


def test_a_cut_json_feed_is_partial() -> None:
    """A body shorter than its length is partial even when it reads well."""
    parsed = read('{"version":"https://jsonfeed.org/version/1.1","items":[]}', truncated=True)

    assert isinstance(parsed, Parsed)
    assert parsed.partial


def test_the_served_feeds_are_whole() -> None:
    """Three feeds for the tests of the whole mill: ten items each, nothing malformed."""
    parsed = {path.stem: read(path.read_bytes()) for path in sorted(SERVED.iterdir())}
    counts = {
        name: len(one.entries) for name, one in parsed.items() if isinstance(one, Parsed) and not one.partial
    }

    assert counts == {"blog": 10, "daily": 10, "wire": 10}


def test_wire_and_daily_carry_one_story_word_for_word() -> None:
    """The served feeds hold one text twice, under two URLs, and one URL twice."""
    wire, daily = (read((SERVED / name).read_bytes()) for name in ("wire.xml", "daily.atom"))
    assert isinstance(wire, Parsed)
    assert isinstance(daily, Parsed)

    texts = {entry.content for entry in wire.entries} & {entry.content for entry in daily.entries}
    links = {entry.link for entry in wire.entries} & {entry.link for entry in daily.entries}

    assert len(texts) == 1
    assert len(links) == 1
