"""Which entries of a document become articles, and which wait."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from fakes import NOW
from feedmill.model import Article, Entry, Hints, Match, Site, Source
from feedmill.normalise import fingerprint, raw_hash
from feedmill.reading import Read, Reading, read
from feedmill.text.urls import item_key

SITE = Site(id_domain="example.org")
READING = Reading(
    source=Source(id="wire", kind="feed", address="https://wire.example/feed"),
    site=SITE,
    address="https://wire.example/feed",
    hints=Hints(),
    now=NOW,
    known={},
    stored=frozenset(),
    ids={},
    most_new=2,
)


def entries(*names: str, guid: bool = True) -> list[Entry]:
    """Give an entry for each name, in document order."""
    return [
        Entry(guid=name if guid else "", link=f"https://wire.example/{name}", title=f"News {name}")
        for name in names
    ]


def of(name: str, source: str = "wire") -> str:
    """Give the id of the entry with this guid."""
    return f"tag:example.org,{SITE.id_date}:{source}/{name}"


def done(given: Sequence[Entry], reading: Reading = READING) -> Read:
    """Read entries that stand in document order."""

    def finish(article: Article) -> tuple[Article, tuple[Match, ...]]:
        return article, ()

    return read(list(reversed(given)), reading, finish)


def titles(found: Read) -> list[str]:
    """Give the titles of the articles."""
    return [article.title for article, _ in found.articles]


@pytest.mark.parametrize("guid", [True, False])
def test_the_first_new_ones_are_made(guid: bool) -> None:  # noqa: FBT001 - a case
    """Beyond so many, only the hash of an entry is kept, with a guid or without one."""
    given = entries("a", "b", "c", "d", guid=guid)
    found = done(given)

    assert ["News a", "News b"] == titles(found)
    assert [raw_hash(each) for each in given[2:]] == found.waiting
    assert 4 == len(titles(done(given, replace(READING, most_new=0))))


def test_many_are_finished_in_order() -> None:
    """Fingerprints are taken of some dozens at once; articles come as they stand, each with its own."""
    names = [f"{number:03}" for number in range(70)]
    long = Entry(guid="last", title="Last", summary="word " * 20_000)
    articles = [one for one, _ in done([*entries(*names), long], replace(READING, most_new=0)).articles]

    assert [*(f"News {name}" for name in names), "Last"] == [one.title for one in articles]
    assert [one.fingerprint for one in articles] == [
        fingerprint(item_key(one.url, one.guid), one.title, one.text) for one in articles
    ]


def test_what_is_stored_takes_no_place() -> None:
    """A changed entry is made wherever it stands; one that is stored as it is, is known."""
    given = entries("a", "b", "c", "d", "e")
    known = {raw_hash(given[1]): of("b"), "1:of an earlier d": of("d")}
    found = done(given, replace(READING, known=known, stored=frozenset(known.values())))

    assert ["News a", "News c", "News d"] == titles(found)
    assert [of("b")] == found.known
    assert [raw_hash(given[4])] == found.waiting


def test_what_is_stored_under_an_earlier_key_takes_no_place() -> None:
    """The source was called otherwise when it brought the article."""
    source = replace(READING.source, formerly=("agency",))
    reading = replace(READING, source=source, stored=frozenset({of("d", "agency")}))

    assert ["News a", "News b", "News d"] == titles(done(entries("a", "b", "c", "d"), reading))


def test_a_second_one_is_rejected_wherever_it_stands() -> None:
    """An entry that waits counts once, too."""
    found = done(entries("a", "a", "b", "c", "c", "b"))

    assert ["News a", "News b"] == titles(found)
    assert 1 == len(found.waiting)
    assert 3 == found.rejected


def test_undated_ones_that_wait_are_counted() -> None:
    """The k-th undated item of a document is k seconds older, whether or not those before it are made."""
    given = entries("a", "b", "c", "d")
    found = done(given, replace(READING, stored=frozenset({of("d")})))

    assert [0, 1, 3] == [int((NOW - article.published).total_seconds()) for article, _ in found.articles]
