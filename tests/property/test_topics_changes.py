"""What an explanation proposes makes the filter match, and nothing smaller does."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import combinations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from feedmill.model import Article, Edit, EditKind, Fingerprint, Topic
from feedmill.topics import changes as changes_room
from feedmill.topics import compile_query, evaluate, subject
from feedmill.topics.changes import smallest_change
from feedmill.topics.query import Query

_DAY = datetime(2023, 5, 21, tzinfo=UTC)
_BARE = Article(id="a", source="s0", published=_DAY, updated=_DAY, first_seen=_DAY, fingerprint=Fingerprint())
_WORDS = ("aid", "aids", "g7", "war", "warm", "us", "мир", "平和")
_VOCABULARY = {
    "set": ("aid", "war peace", "g*"),
    "exact": ("=US", "=G7 war*"),
    "barred": ("aid", "war", "-aid war"),
}
_TOPICS = (Topic(slug="t", filter="aid OR title:war"), Topic(slug="u", filter="topic:t AND NOT us"))

_words = st.sampled_from(_WORDS)
_phrases = st.lists(_words, min_size=1, max_size=2).map(" ".join)
_texts = st.lists(st.sampled_from([*_WORDS, "peace", "US", "G-7’s", "—"]), max_size=8).map(" ".join)
_wordy: st.SearchStrategy[str] = st.one_of(
    _words,
    _words.map(lambda word: f"{word[:2]}*"),
    _words.map(lambda word: f"={word}"),
    _phrases.map('"{}"'.format),
    st.builds('"{} {}"~{}'.format, _words, _words, st.integers(1, 3)),
    st.sampled_from(
        [
            "#set",
            "#exact",
            "#barred",
            "/a.?[id]/",
            "/(?i)war|peace/",
            r"/\d+ \w/",
        ]
    ),
)
_leaves: st.SearchStrategy[str] = st.one_of(
    st.builds("{}{}".format, st.sampled_from(["", "title:", "body:", "lead:"]), _wordy),
    st.builds("{}:{}".format, st.sampled_from(["tag", "category", "author"]), _words),
    st.sampled_from(["topic:t", "topic:u", "source:s0", "source:s1", "lang:en", "lang:uk", "url:aid", "*"]),
    st.sampled_from(["text.en:aided", 'title.en:"war aids"', "body.en:(us OR aiding)"]),
    st.sampled_from(["site:example.org", "published:[2023-05-01 TO *]", "age:<1d", "age:>=2d"]),
)
_filters: st.SearchStrategy[str] = st.recursive(
    _leaves,
    lambda inner: st.one_of(
        inner.map("NOT ({})".format),
        st.lists(inner, min_size=2, max_size=3).map(lambda parts: f"({' OR '.join(parts)})"),
        st.lists(inner, min_size=2, max_size=3).map(lambda parts: f"({' AND '.join(parts)})"),
        st.builds("({}^2 OR {} OR {}^-1)@{}".format, inner, inner, inner, st.integers(1, 3)),
    ),
    max_leaves=6,
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
    label=st.lists(_words, max_size=2).map(tuple),
    days=st.sampled_from([0, 1, 30]),
    source=st.sampled_from(["s0", "s1"]),
    language=st.sampled_from(["", "en", "uk"]),
    url=st.sampled_from(["", "https://www.example.org/aid/", "https://example.com/"]),
)


# --- edits made by hand, sharing nothing with the product -----------------------------------------


def _cut(whole: str, places: Iterable[tuple[int, int]]) -> str:
    gone = {at for start, end in places for at in range(start, end)}
    return "".join(letter for at, letter in enumerate(whole) if at not in gone)


def _added(article: Article, edit: Edit, field: str) -> Iterator[Article]:
    """Give the article with a term added to a text, after it or before it; or to its labels or URL."""
    if field == "title":
        yield replace(article, title=f"{article.title} {edit.sample}".strip())
        yield replace(article, title=f"{edit.sample} {article.title}".strip())
    elif field == "text":
        yield replace(article, text=f"{article.text}\n\n{edit.sample}".strip())
        yield replace(article, text=f"{edit.sample}\n\n{article.text}".strip())
    elif field == "url":
        yield replace(article, url=article.url + edit.sample)
    else:
        yield replace(article, **{field: (*getattr(article, field), edit.sample)})  # type: ignore[arg-type]


def _unlabelled(article: Article, edit: Edit) -> Article:
    if edit.field == "url":
        return replace(
            article, url=re.sub(re.escape(edit.term), "", article.url, count=1, flags=re.IGNORECASE)
        )
    kept = tuple(label for label in getattr(article, edit.field) if label != edit.term)
    return replace(article, **{edit.field: kept})  # type: ignore[arg-type]


def _set(article: Article, edit: Edit) -> Article:
    if edit.field == "site":
        rest = re.sub(r"^https?://[^/]*", "", article.url) or "/"
        return replace(article, url=f"https://{edit.sample}{rest}")
    if edit.field == "published":
        moment = datetime.fromisoformat(edit.sample)
        return replace(
            article, published=moment, first_seen=moment + (article.first_seen - article.published)
        )
    if edit.field == "age":
        number, unit = int(edit.term[:-1]), edit.term[-1]
        span = timedelta(seconds=number * {"s": 1, "m": 60, "h": 3_600, "d": 86_400}[unit])
        return replace(article, first_seen=article.published + span)
    return replace(article, **{edit.field: edit.sample})  # type: ignore[arg-type]


def changed(article: Article, edits: Iterable[Edit], either: int) -> list[Article]:
    """Give the article after *edits*, in every way to read them; *either* picks of "title or text"."""
    edits = list(edits)
    places = [place for edit in edits for place in edit.places]
    spots = {
        name: [(one.start, one.end) for one in places if one.field == name] for name in ("title", "text")
    }
    made = [
        replace(article, title=_cut(article.title, spots["title"]), text=_cut(article.text, spots["text"]))
    ]
    for edit in sorted(edits, key=lambda one: one.kind is EditKind.ADD):
        if edit.kind is EditKind.ADD:
            field = ("title", "text")[either] if edit.field == "title or text" else edit.field
            made = [after for before in made for after in _added(before, edit, field)]
        elif edit.kind is EditKind.SET:
            made = [_set(before, edit) for before in made]
        elif not edit.places:
            made = [_unlabelled(before, edit) for before in made]
    return made


def _matches(query: Query, article: Article) -> bool:
    return evaluate(query, subject(article))


@given(_filters, _articles)
def test_the_change_makes_the_filter_match(text: str, article: Article) -> None:
    """Whoever makes the edits that are named, where they are named, sees the filter match."""
    query = compile_query(text, _TOPICS, _VOCABULARY)
    assume(not _matches(query, article))

    edits = smallest_change(query, subject(article))

    for either in (0, 1) if edits else ():
        assert any(_matches(query, one) for one in changed(article, edits, either))
    for edit in edits:
        assert edit.said
        for place in edit.places:
            whole = article.title if place.field == "title" else article.text
            assert place.text == whole[place.start : place.end] != ""


def _plain_edits(article: Article, terms: Iterable[str]) -> list[Callable[[Article], Article]]:
    """Give every single edit of words: a term added to title or text, or taken from both."""

    def add(field: str, term: str) -> Callable[[Article], Article]:
        return lambda one: replace(one, **{field: f"{getattr(one, field)}\n\n{term}"})  # type: ignore[arg-type]

    def take(term: str) -> Callable[[Article], Article]:
        pattern = rf"(?<!\w){re.escape(term)}(?!\w)"
        return lambda one: replace(
            one, title=re.sub(pattern, "", one.title), text=re.sub(pattern, "", one.text)
        )

    adding = [add(field, term) for term in terms for field in ("title", "text")]
    return adding + [take(term) for term in terms if term in f"{article.title} {article.text}"]


_plain_leaves = st.one_of(
    st.builds("{}{}".format, st.sampled_from(["", "title:", "body:"]), st.sampled_from(["aid", "war", "us"])),
    st.sampled_from(['"aid war"', '"war us"', 'body:"us aid"']),
)
_plain_filters: st.SearchStrategy[str] = st.recursive(
    _plain_leaves,
    lambda inner: st.one_of(
        inner.map("NOT ({})".format),
        st.lists(inner, min_size=2, max_size=3).map(lambda parts: f"({' OR '.join(parts)})"),
        st.lists(inner, min_size=2, max_size=4).map(lambda parts: f"({' AND '.join(parts)})"),
        st.builds("({}^2 OR {} OR {}^-1)@{}".format, inner, inner, inner, st.integers(1, 3)),
    ),
    max_leaves=7,
)
_plain_texts = st.lists(st.sampled_from(["aid", "war", "us", "other"]), max_size=4).map(" ".join)


def _smaller_works(text: str, article: Article, fewer_than: int) -> bool:
    """Try every choice of fewer edits of the filter's own words and phrases."""
    query = compile_query(text, _TOPICS, _VOCABULARY)
    terms = dict.fromkeys(re.findall(r'(?<=")[a-z ]+(?=")|aid|war|us', text))
    edits = _plain_edits(article, terms)
    for size in range(fewer_than):
        for some in combinations(edits, size):
            one = article
            for edit in some:
                one = edit(one)
            if _matches(query, one):
                return True
    return False


@given(_plain_filters, _plain_texts, _plain_texts)
def test_no_smaller_change_does(text: str, title: str, body: str) -> None:
    """No choice of fewer edits of the same kind makes the filter match; where none was found, no two do."""
    article = replace(_BARE, title=title, text=body)
    query = compile_query(text, _TOPICS, _VOCABULARY)
    assume(not _matches(query, article))

    edits = smallest_change(query, subject(article))

    assert not _smaller_works(text, article, min(len(edits), 3) if edits else 3)


def test_a_change_that_was_not_tried_would_be_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """Negative control: where changes are told without being tried, some are false or not the smallest."""
    filters = ["aid AND NOT body:aid", 'war AND "aid war"']

    def is_true(text: str) -> bool:
        query, article = compile_query(text, _TOPICS, _VOCABULARY), replace(_BARE, text="us")
        edits = smallest_change(query, subject(article))
        works = not edits or any(_matches(query, one) for one in changed(article, edits, 1))
        return works and not _smaller_works(text, article, len(edits))

    assert all(is_true(text) for text in filters)

    monkeypatch.setattr(changes_room._Search, "works", lambda _self, _steps: True)
    assert not any(is_true(text) for text in filters)
