"""What holds for every entry that a publisher could send."""

from __future__ import annotations

import json
import re
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedmill.model import Article, Enclosure, Entry, Hints, Origin, Site, Source
from feedmill.normalise import normalise, raw_hash, renormalise
from unsafe_html import dangers

VECTORS = (
    Path(__file__).parents[1].joinpath("unit", "text", "xss_vectors.txt").read_text("utf-8").splitlines()
)
ILLEGAL = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
URL = re.compile(r"(?:https?://[\x21-\x7e]+)?")
NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
SOURCES = [
    Source(id="feed", kind="feed", address="https://example.org/feed.xml"),
    Source(id="seeds", kind="seed", address="/srv/seeds", local=True),
]
TEXTS = ["title", "summary", "content", "language", "published", "updated", "guid"]
ADDRESSES = ["link", "image", "comments", "base"]

strings = st.one_of(st.text(st.characters(), max_size=60), st.sampled_from(VECTORS))
many = st.lists(strings, max_size=4).map(tuple)
lengths = st.one_of(st.integers(), st.just(0))
entries = st.builds(
    Entry,
    **dict.fromkeys([*TEXTS, *ADDRESSES], strings),
    title_is_html=st.booleans(),
    summary_is_html=st.booleans(),
    content_is_html=st.booleans(),
    authors=many,
    categories=many,
    enclosures=st.lists(st.builds(Enclosure, url=strings, type=strings, length=lengths), max_size=3).map(
        tuple
    ),
    origin=st.one_of(st.none(), st.builds(Origin, title=strings, url=strings)),
    related=many,
)


def made(entry: Entry, source: Source, **options: Any) -> Article:
    """Normalise with what these tests do not care about."""
    address = "https://example.org/feed.xml"
    return normalise(entry, source=source, site=Site(), address=address, hints=Hints(), now=NOW, **options)


def strings_of(value: object) -> list[str]:
    """Give every string inside a value."""
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        return [text for item in value.values() for text in strings_of(item)]
    if isinstance(value, list | tuple):
        return [text for item in value for text in strings_of(item)]
    return []


@given(entries, st.sampled_from(SOURCES), st.integers(0, 100), st.booleans())
def test_every_entry_gives_a_sound_article(entry: Entry, source: Source, undated: int, shared: bool) -> None:  # noqa: FBT001 - drawn
    """Any strings at all: legal characters, safe HTML, absolute addresses, dates in order, a title, an id."""
    article = made(entry, source, undated=undated, shared_link=shared)

    assert [text for text in strings_of(asdict(article)) if ILLEGAL.search(text)] == []
    assert json.loads(json.dumps(asdict(article), default=str))["title"] == article.title != ""
    assert dangers(article.html) == []
    addresses = [article.url, article.image, article.comments, *(medium.url for medium in article.enclosures)]
    assert [url for url in addresses if URL.fullmatch(url) is None] == []
    assert article.published <= article.updated <= NOW
    assert article.published <= article.first_seen <= NOW
    assert len(article.summary) <= 500
    assert re.fullmatch(r"tag:feedmill\.localhost,2026-01-01:(?:feed|seeds)/[A-Za-z0-9._~%-]+", article.id)


@given(entries, st.sampled_from(SOURCES))
def test_twice_is_once(entry: Entry, source: Source) -> None:
    """Cleaning a stored article with the cleaner that made it changes nothing."""
    article = made(entry, source)

    assert renormalise(article) == article


@given(entries, st.sampled_from(SOURCES))
def test_what_was_cleaned_is_clean(entry: Entry, source: Source) -> None:
    """An article sent as an entry comes out with the same title, text and HTML."""
    article = made(entry, source)
    again = Entry(
        title=article.title,
        title_is_html=False,
        content=article.html,
        content_is_html=True,
        link=article.url,
        related=article.related,
    )

    found = made(again, source)

    assert (found.title, found.url, found.match_key) == (article.title, article.url, article.match_key)
    if re.search("<[a-z]", article.html):
        assert (found.html, found.text) == (article.html, article.text)


@given(entries, entries)
def test_hashes_tell_entries_apart(one: Entry, other: Entry) -> None:
    """Raw hashes agree for equal entries only, their base aside."""
    assert (raw_hash(one) == raw_hash(other)) is (_without_base(one) == _without_base(other))


@pytest.mark.parametrize("vector", VECTORS)
@pytest.mark.parametrize(
    "name", [*TEXTS, *ADDRESSES, "authors", "categories", "related", "origin", "enclosures"]
)
def test_no_field_carries_an_attack(vector: str, name: str) -> None:
    """Wherever a publisher puts a vector, no field that is published as HTML or as an address is live."""
    shaped: dict[str, Any] = {
        "authors": (vector,),
        "categories": (vector,),
        "related": (vector,),
        "origin": Origin(title=vector, url=vector),
        "enclosures": (Enclosure(url=vector, type=vector),),
    }

    article = made(Entry(**{name: shaped.get(name, vector)}), SOURCES[0])

    origin = article.origin.url if article.origin else ""
    addresses = [
        article.url,
        article.image,
        article.comments,
        origin,
        *(medium.url for medium in article.enclosures),
    ]
    assert dangers(article.html) == []
    assert [url for url in addresses if URL.fullmatch(url) is None] == []


def _without_base(entry: Entry) -> dict[str, Any]:
    return {name: value for name, value in asdict(entry).items() if name != "base"}
