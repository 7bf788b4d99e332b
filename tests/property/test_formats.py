"""Laws of the formats: whatever a string holds, the file is sound."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from any_feeds import BITS, titles
from feedmill.formats import KINDS, kind, opml
from feedmill.formats.check import check
from feedmill.formats.content import ready
from feedmill.formats.html import render_article, render_index
from feedmill.formats.json_feed import read_shelf
from feedmill.model import Also, Enclosure, Feed, Item, Origin
from golden.cases import ARTICLE, INDEX, also, feed, item
from golden.lint import lint
from hostile_documents import LONG

#: Any code points at all, halves of pairs and controls too, with what has broken writers before.
ANY_TEXT = st.one_of(
    st.text(st.characters(codec=None, exclude_categories=()), max_size=40),
    st.lists(st.sampled_from(BITS), max_size=6).map("".join),
)
ANY_TEXTS = st.lists(ANY_TEXT, max_size=3).map(tuple)
#: Between 1990 and 2099, with microseconds.
MOMENTS = st.timedeltas(timedelta(0), timedelta(days=40_000)).map(
    lambda since: datetime(1990, 1, 1, tzinfo=UTC) + since
)


def _documents(leaves: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Nest values in what looks like one of our files."""
    names = st.sampled_from(
        ["_feedmill", "items", "version", "also", "article", "published_id", "date_published"]
    )
    return st.lists(leaves, max_size=3) | st.dictionaries(names, leaves | st.just(1), max_size=5)


def _dumped(value: Any) -> bytes:
    """Write a value as JSON."""
    return json.dumps(value).encode()


#: Few, for Hypothesis takes longer than a writer; `hostile_data/test_data_writers.py` is there for numbers.
SLOW = settings(
    max_examples=1_000 if LONG else 100, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)


@st.composite
def any_item(draw: st.DrawFn) -> Item:
    """Draw an item with any text in any field, but for HTML, which was sanitised, and ids."""
    return item(
        f"a/{draw(st.integers(0, 10**9))}",
        title=draw(ANY_TEXT),
        summary=draw(ANY_TEXT),
        url=draw(ANY_TEXT),
        authors=draw(ANY_TEXTS),
        categories=draw(ANY_TEXTS),
        related=draw(ANY_TEXTS),
        comments=draw(ANY_TEXT),
        image=draw(ANY_TEXT),
        language=draw(ANY_TEXT),
        origin=Origin(title=draw(ANY_TEXT), url=draw(ANY_TEXT)),
        source=draw(ANY_TEXT),
        raw_hash=draw(ANY_TEXT),
        enclosures=(Enclosure(url=draw(ANY_TEXT), type=draw(ANY_TEXT), length=draw(st.integers())),),
        also=(
            also(source=draw(ANY_TEXT), title=draw(ANY_TEXT), url=draw(ANY_TEXT), raw_hash=draw(ANY_TEXT)),
        ),
        published=draw(MOMENTS),
        updated=draw(MOMENTS),
    )


@st.composite
def any_feed(draw: st.DrawFn) -> Feed:
    """Draw a feed with any text in any field."""
    items = draw(st.lists(any_item(), max_size=3, unique_by=lambda entry: entry.id))
    return feed(
        *items,
        title=draw(ANY_TEXT),
        description=draw(ANY_TEXT),
        site_title=draw(ANY_TEXT),
        hubs=draw(ANY_TEXTS),
        language=draw(st.sampled_from(["en", "pt-BR"])),
        public=draw(st.booleans()),
    )


@SLOW
@given(any_feed())
def test_every_file_is_valid(given_feed: Feed) -> None:
    """Any text in any field gives files that parse again and have nothing that a validator would name."""
    for name in KINDS:
        content = kind(name).render(given_feed)
        check(name, content)
        if name != "json":
            assert not _without_first_link(lint(name, content))


@SLOW
@given(any_feed())
def test_ready_is_a_projection(given_feed: Feed) -> None:
    """A feed made ready twice is the feed made ready once, and renders the same bytes."""
    once = ready(given_feed)

    assert once == ready(once)
    for name in KINDS:
        assert kind(name).render(given_feed) == kind(name).render(once)


@SLOW
@given(any_feed())
def test_all_formats_say_the_same_titles(given_feed: Feed) -> None:
    """A title is read from every format as it stands in the JSON Feed."""
    rendered = {name: kind(name).render(given_feed) for name in KINDS}
    expected = [entry["title"] for entry in json.loads(rendered["json"])["items"]]

    assert {"atom": expected, "rss": expected, "html": expected} == titles(rendered)


@SLOW
@given(st.lists(any_item(), max_size=3), MOMENTS, MOMENTS)
def test_the_shelf_remembers(items: list[Item], seen: datetime, out: datetime) -> None:
    """Ids, dates to the second and hashes of a rendered file are read back."""
    items = [replace(entry, first_seen=seen, first_published=out) for entry in items]
    told = read_shelf("g7", kind("json").render(feed(*items)))
    expected = [(entry.id, _second(seen), _second(out), _second(entry.published)) for entry in items]

    assert expected == [
        (one.published_id, one.first_seen, one.first_published, one.published) for one in told
    ]
    assert [[_key(member) for member in entry.also] for entry in ready(feed(*items)).items] == [
        [_key(member) for member in one.also] for one in told
    ]


@SLOW
@given(st.binary(max_size=200) | st.recursive(st.none() | ANY_TEXT | st.integers(), _documents).map(_dumped))
def test_no_file_on_the_shelf_can_stop_a_run(content: bytes) -> None:
    """Whatever lies on the shelf under our name, reading it raises nothing."""
    assert read_shelf("g7", content) == ()


@SLOW
@given(ANY_TEXT, ANY_TEXT, ANY_TEXTS)
def test_pages_and_lists_are_valid(title: str, text: str, texts: tuple[str, ...]) -> None:
    """Any text in any field of index, list and article page gives valid files."""
    site = replace(INDEX.site, title=title)
    topics = tuple(replace(topic, title=title, description=text) for topic in INDEX.topics)
    article = replace(
        ARTICLE.article,
        title=title,
        html="",
        text=text,
        summary=text,
        authors=texts,
        tags=texts,
        related=texts,
    )
    page = replace(ARTICLE, site=site, article=article, source=text)

    assert not lint("html", render_index(replace(INDEX, site=site, topics=topics)))
    assert not lint("html", render_article(page))
    assert not lint("opml", opml.render(replace(INDEX, site=site, topics=topics)))


def _without_first_link(findings: list[str]) -> list[str]:
    """Leave out that an entry begins with another link than its page: it may have no page here."""
    return [finding for finding in findings if not finding.startswith("FirstLink")]


def _second(when: datetime) -> datetime:
    """Drop what a file does not keep."""
    return when.replace(microsecond=0)


def _key(member: Also) -> tuple[str, str, str, datetime]:
    """Give what must be read back of a member."""
    return (member.id, member.source, member.raw_hash, member.updated)
