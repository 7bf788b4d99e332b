"""Asking filters together: each kind of clause waits for what it cannot do without, and for nothing else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from feedmill.model import Article, Fingerprint, Topic
from feedmill.text.linear import Patterns
from feedmill.topics import compile_filters, evaluate, subject
from feedmill.topics.lexicon import Lexicon
from feedmill.topics.nodes import Node
from feedmill.topics.plans import Planner
from feedmill.topics.presearch import Presearch
from feedmill.topics.query import Words
from feedmill.topics.sight import Sight

_DAY = datetime(2023, 5, 21, tzinfo=UTC)
_ARTICLE = Article(
    id="a",
    source="bbc",
    title="Aid for the G-7",
    text="Ukraine’s ministers met in the U.S. to speak of المساعداتُ and 平和",
    url="https://news.example.org/aid/1",
    language="en-GB",
    tags=("war and peace", "Aid"),
    categories=("Politics",),
    authors=("Jane Doe",),
    published=_DAY,
    updated=_DAY,
    first_seen=_DAY + timedelta(days=3),
    fingerprint=Fingerprint(),
)
_VOCABULARY = {
    "few": ("nothing", "ministers met", "=Nobody"),
    "many": (*(f"term{number}" for number in range(80)), "ministers met"),
    "barred": ("ukraine", "-ukraine war"),
    "labels": ("war and peace",),
}
_LENT = Topic(slug="lent", filter='"ministers met"', enabled=False)
#: One filter for each kind of clause; all match the article, and wait for something.
_ANCHORED = (
    "ukraine",
    "minist*",
    "title:aid",
    "title:ai*",
    "body:ukraine",
    "lead:ukraine",
    "text.en:minister",
    "title.en:aids",
    "=US",
    '"ministers met"',
    '"ministers ukraine"~3',
    "المساعدات",
    "平和",
    "#few",
    "#many",
    "#barred",
    'tag:"war and peace"',
    "tag:aid",
    "tag:#labels",
    "category:politics",
    "author:doe",
    "source:bbc",
    "lang:en",
    "site:example.org",
    "topic:lent",
    "(ukraine^2 OR nothing)@2",
    "ukraine AND NOT nothing",
    "nothing OR title:g7",
)
_PATTERNED = (r"/U\.S\./", "/(?i)UKRAINE|nothing/")
#: These can wait for nothing.
_ALWAYS = (
    "*",
    "NOT nothing",
    "NOT ukraine OR aid",
    "url:aid",
    "published:[2023-05-21 TO *]",
    "age:>2d",
    "/x*/",
)


def _arranged(text: str) -> Presearch:
    return compile_filters((_LENT, Topic(slug="asked", filter=text)), _VOCABULARY).presearch


def _found(arranged: Presearch, article: Article = _ARTICLE) -> list[str]:
    return [each.slug for each in arranged.matching(arranged.seen(subject(article)))]


@pytest.mark.parametrize("text", [*_ANCHORED, *_PATTERNED, *_ALWAYS])
def test_what_matches_is_found(text: str) -> None:
    """A filter that matches is found, whatever it waits for, if anything."""
    assert ["asked"] == _found(_arranged(text))


@pytest.mark.parametrize("text", [*_ANCHORED, *_PATTERNED])
def test_what_cannot_match_is_not_asked(text: str) -> None:
    """A filter is not asked of an article that shows nothing of what it waits for."""
    other = replace(
        _ARTICLE, source="cnn", title="", text="", url="", language="", tags=(), categories=(), authors=()
    )
    arranged = _arranged(text)

    assert 0 == arranged.candidates(arranged.seen(subject(other)))
    assert 0 < arranged.candidates(arranged.seen(subject(_ARTICLE)))


@pytest.mark.parametrize("text", _ANCHORED)
def test_a_lost_anchor_is_noticed(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: where nobody is said to wait for any token, these filters are missed."""
    monkeypatch.setattr("feedmill.topics.presearch.Lexicon", lambda tokens, _: Lexicon(tokens, {}))

    assert [] == _found(_arranged(text))


@pytest.mark.parametrize("text", _PATTERNED)
def test_a_lost_pattern_is_noticed(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: where no pattern is said to be possible, filters of patterns are missed."""
    monkeypatch.setattr("feedmill.topics.presearch.Patterns", lambda _: Patterns(()))

    assert [] == _found(_arranged(text))


def test_what_filters_share_is_asked_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """A phrase that ten filters ask for is looked for once in each article."""
    asked: list[bool] = []
    shared = Planner._words

    def counted(planner: Planner, query: Words) -> Node:
        node = shared(planner, query)

        def test(sight: Sight) -> bool:
            asked.append(True)
            return node.test(sight)

        return replace(node, test=test)

    monkeypatch.setattr(Planner, "_words", counted)
    topics = [
        Topic(slug=f"t{number}", filter=f'"ministers met" AND aid AND NOT no{number}') for number in range(10)
    ]

    found = _found(compile_filters(topics, {}).presearch)

    assert 10 == len(found)
    assert [True] == asked


@pytest.mark.parametrize("wanted", [20, 5_000])
def test_many_patterns_are_looked_for_at_once(wanted: int) -> None:
    """Of thousands of patterns, those that match are found, first and last ones as well."""
    topics = [Topic(slug=f"t{number:04}", filter=f"/word{number}x/") for number in range(wanted)]
    filters = compile_filters(topics, {})
    text = " ".join(f"word{number}x" for number in (0, 7, wanted - 1))

    found = _found(filters.presearch, replace(_ARTICLE, text=text))

    assert ["t0000", "t0007", f"t{wanted - 1:04}"] == found


def test_words_that_are_forgotten_are_looked_up_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """More new words than are remembered change no answer."""
    monkeypatch.setattr("feedmill.topics.lexicon._MOST", 3)
    filters = compile_filters([Topic(slug="a", filter="ukrain* OR met"), Topic(slug="b", filter="new")], {})

    assert ["a"] == _found(filters.presearch)
    assert ["b"] == _found(filters.presearch, replace(_ARTICLE, text="one more new word and another"))
    assert ["a"] == _found(filters.presearch)


def _asked_alone(text: str) -> Callable[[Article], bool]:
    query = compile_filters((_LENT, Topic(slug="asked", filter=text)), _VOCABULARY).by_slug["asked"].query
    return lambda article: evaluate(query, subject(article))


@pytest.mark.parametrize("text", [*_ANCHORED, *_PATTERNED, *_ALWAYS])
@pytest.mark.parametrize("spelled", ["ukraine war", "U.S", "US", "us", "O'desa", "Ministers, met", ""])
def test_other_texts_are_told_the_same_way(text: str, spelled: str) -> None:
    """Asked together or alone, a filter says the same of texts that come close."""
    article = replace(_ARTICLE, title="", text=spelled)

    assert _asked_alone(text)(article) == (_found(_arranged(text), article) == ["asked"])
