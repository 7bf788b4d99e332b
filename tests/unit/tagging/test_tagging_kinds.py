"""Tags: what each tagger gives, and how they are put together."""

from __future__ import annotations

import pickle
from dataclasses import replace
from datetime import UTC, datetime
from importlib import import_module

import pytest

from feedmill.model import Article, Fingerprint, Source
from feedmill.tagging import KINDS, MOST, tag, taggers, tagging_hash

_DAY = datetime(2023, 5, 21, tzinfo=UTC)
_BARE = Article(id="a", source="s", published=_DAY, updated=_DAY, first_seen=_DAY, fingerprint=Fingerprint())
_VOCABULARY = {
    "g7": ("G7", "Group of Seven"),
    "aid": ("humanitarian aid", "=AID"),
    "rebuilding": ("rebuil*",),
}
_SOURCES = (
    Source(id="s", kind="seed", address="seeds", tags=("own", "local")),
    Source(id="t", kind="feed", address="https://x.org/"),
)


def _tags(article: Article) -> tuple[str, ...]:
    return tag(article, taggers(_VOCABULARY, _SOURCES))


def test_every_kind_gives_its_labels() -> None:
    """Tags come from source, term sets, language and categories, sorted."""
    article = replace(
        _BARE, title="Rebuilt", text="the G-7 and aid", language="en", categories=("World News",)
    )

    assert ("World News", "en", "g7", "local", "own", "rebuilding") == _tags(article)


def test_tagged_articles_are_as_they_were_but_for_their_tags() -> None:
    """The quick copy is what `dataclasses.replace` makes, and leaves the first one alone."""
    article = replace(_BARE, title="a", categories=("b",), tags=("old",))

    assert replace(article, tags=("new",)) == article.with_tags(("new",))
    assert ("old",) == article.tags


def test_a_source_without_labels_gives_none() -> None:
    """An article of a source that has no labels, or is not configured, gets none from it."""
    assert () == _tags(replace(_BARE, source="t"))
    assert () == _tags(replace(_BARE, source="gone"))


def test_the_first_spelling_wins() -> None:
    """Labels that differ only in how they are typed are one tag, spelled as the preferred tagger has it."""
    article = replace(_BARE, source="t", text="G7", categories=("G-7", "Économie", "economie", "§", "§"))

    assert ("g7", "§", "Économie") == _tags(article)


def test_long_and_empty_categories_are_left_out() -> None:
    """A category of more than 60 characters is no label."""
    article = replace(_BARE, source="t", categories=("x" * 60, "x" * 61, " ", " y "))

    assert ("x" * 60, "y") == _tags(article)


def test_there_are_not_too_many() -> None:
    """Of too many labels the publisher's are left out first."""
    article = replace(_BARE, language="uk", categories=tuple(f"c{n}" for n in range(100)))

    tags = _tags(article)

    assert len(tags) == MOST
    assert {"own", "local", "uk", "c0"} <= set(tags)


def test_taggers_can_be_pickled() -> None:
    """Taggers travel to worker processes and give the same there."""
    article = replace(_BARE, text="Group of Seven", categories=("a",), language="en")

    assert _tags(article) == tag(article, pickle.loads(pickle.dumps(taggers(_VOCABULARY, _SOURCES))))


@pytest.mark.parametrize("module", KINDS.values(), ids=KINDS)
def test_the_table_names_modules(module: str) -> None:
    """Each kind is a module that makes a tagger."""
    assert () == tuple(import_module(module).make({}, ())(_BARE))


def test_the_hash_covers_what_tags_depend_on() -> None:
    """The hash changes with the vocabulary and the sources' labels, and with nothing else of a source."""
    first = tagging_hash(_VOCABULARY, _SOURCES)
    renamed = [replace(source, title="X", weight=90) for source in _SOURCES[::-1]]

    assert first == tagging_hash(_VOCABULARY, renamed)
    assert first != tagging_hash({**_VOCABULARY, "aid": ("aid",)}, _SOURCES)
    assert first != tagging_hash(_VOCABULARY, [replace(source, tags=("z",)) for source in _SOURCES])


def test_an_article_with_its_tags() -> None:
    """Tags are all that differs, and the untagged article stays as it was."""
    article = replace(_BARE, title="Aid", tags=("old",))

    assert replace(article, tags=("new",)) == article.with_tags(("new",))
    assert ("old",) == article.tags
