"""Asking all filters together gives what asking each alone gives, whatever they ask."""

from __future__ import annotations

import pickle
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from feedmill.model import Article, Fingerprint, Topic
from feedmill.topics import Filters, compile_filters, evaluate, explain, percolate, subject

_DAY = datetime(2023, 5, 21, tzinfo=UTC)
_BARE = Article(id="a", source="s0", published=_DAY, updated=_DAY, first_seen=_DAY, fingerprint=Fingerprint())
_WORDS = ("aid", "aids", "g7", "war", "warm", "us", "US", "re-build", "мир", "Мир", "平和", "سلام")
_CHOOSY = ("aid", "war peace", "g*", ".en:building", "-aid war", "-=US g7", "-.en:war building")
#: So many that they are not asked for one by one.
_BIG = ("aid war", "=US", "warm*", "мир", *(f"term{number}" for number in range(70)))
_VOCABULARY = {
    "set": ("aid", "war peace", "g*", "re* aid"),
    "exact": ("=US", "=G7 war*"),
    "choosy": _CHOOSY,
    "big": _BIG,
}
_TOPICS = (
    Topic(slug="t", filter="aid OR title:war"),
    Topic(slug="u", filter="topic:t AND NOT us", enabled=False),
)

_words = st.sampled_from(_WORDS)
_phrases = st.lists(_words, min_size=1, max_size=3).map(" ".join)
_pieces = [*_WORDS, "peace", "building,", "G-7", "—", "سَلامٌ", "U.S.", "x" * 120, "平和" * 70]
_texts = st.lists(st.sampled_from(_pieces), max_size=12).map(" ".join)
_wordy: st.SearchStrategy[str] = st.one_of(
    _words,
    _words.map(lambda word: f"{word[:2]}*"),
    _words.map(lambda word: f"={word}"),
    _phrases.map('"{}"'.format),
    _phrases.map('="{}"'.format),
    _phrases.map('"re* {}*"'.format),
    st.builds('"{} {}"~{}'.format, _words, _words, st.integers(1, 5)),
    st.sampled_from(["#set", "#exact", "#choosy", "#big", "/a.?[id]/", "/x*/", "/^war/", "/(?i)МИР$/"]),
)
_leaves: st.SearchStrategy[str] = st.one_of(
    st.builds("{}{}".format, st.sampled_from(["", "title:", "body:", "lead:"]), _wordy),
    st.builds(
        "{}.{}:{}".format,
        st.sampled_from(["text", "title", "body", "lead"]),
        st.sampled_from(["en", "de"]),
        st.one_of(
            _words,
            _phrases.map('"{}"'.format),
            st.sampled_from(["#set", "#choosy", "us*", "=US", '"aids war"~2']),
        ),
    ),
    st.builds(
        "{}:{}".format,
        st.sampled_from(["tag", "category", "author"]),
        _words | _phrases.map('"{}"'.format) | st.sampled_from(["#set", "#choosy", "#big"]),
    ),
    st.sampled_from(["*", "topic:t", "topic:u", "source:s0", "source:s1", "lang:en", "lang:uk", "url:aid"]),
    st.sampled_from(["site:example.org", "published:[2023-05-01 TO *]", "age:<1d", "age:>=2d"]),
)
_weights = st.sampled_from(["", "^2", "^0.5", "^-1", "^0"])
_minimums = st.sampled_from(["@1", "@2", "@1.5", "@3", "@9"])
_filters: st.SearchStrategy[str] = st.recursive(
    _leaves,
    lambda inner: st.one_of(
        inner.map("NOT ({})".format),
        st.lists(inner, min_size=2, max_size=4).map(lambda parts: f"({' OR '.join(parts)})"),
        st.lists(inner, min_size=2, max_size=3).map(lambda parts: f"({' AND '.join(parts)})"),
        st.lists(st.tuples(inner, _weights), min_size=1, max_size=4).flatmap(
            lambda parts: _minimums.map(
                f"({' OR '.join(f'({part}){weight}' for part, weight in parts)}){{}}".format
            )
        ),
    ),
    max_leaves=10,
)
_articles = st.builds(
    lambda title, text, label, days, **rest: replace(
        _BARE,
        title=title,
        text=text,
        tags=label,
        categories=label,
        authors=label,
        published=_DAY - timedelta(days=days),
        **rest,
    ),
    title=_texts,
    text=_texts,
    label=st.lists(_phrases, max_size=2).map(tuple),
    days=st.integers(0, 30),
    source=st.sampled_from(["s0", "s1"]),
    language=st.sampled_from(["", "en", "uk"]),
    url=st.sampled_from(["", "https://www.example.org/aid/", "https://example.com/"]),
)


def _compiled(filters: list[str]) -> Filters:
    topics = (Topic(slug=f"x{number}", filter=text) for number, text in enumerate(filters))
    return compile_filters((*_TOPICS, *topics), _VOCABULARY)


def _one_by_one(filters: Filters, article: Article) -> list[str]:
    return [each.slug for each in filters.enabled() if evaluate(each.query, subject(article))]


@given(st.lists(_filters, min_size=1, max_size=6), st.lists(_articles, min_size=1, max_size=4))
def test_together_is_one_by_one(filters: list[str], articles: list[Article]) -> None:
    """An article is in exactly those topics whose filters match it when asked alone."""
    compiled = _compiled(filters)

    for article in articles:
        assert _one_by_one(compiled, article) == [match.topic for match in percolate(compiled, article)]


@given(st.lists(_filters, min_size=1, max_size=6), _articles)
def test_reasons_together_are_those_of_one_by_one(filters: list[str], article: Article) -> None:
    """Each match has the reasons that its filter gives when it is asked alone."""
    compiled = _compiled(filters)

    for match in percolate(compiled, article):
        assert explain(compiled, match.topic, article) == match


@given(st.lists(_filters, min_size=1, max_size=3), _articles)
def test_filters_travel(filters: list[str], article: Article) -> None:
    """Filters that went to another process, asked before or not, give the same matches."""
    compiled = _compiled(filters)
    before = percolate(compiled, article)

    assert before == percolate(pickle.loads(pickle.dumps(compiled)), article)
