"""Reasons hold in every script: what stands at their places is the term, whatever folding it took."""

from __future__ import annotations

from datetime import UTC, datetime
from unicodedata import normalize

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from feedmill.model import Article, Fingerprint, Miss, Reason, Topic
from feedmill.text.words import fold
from feedmill.topics import compile_query, evaluate, explain, subject
from feedmill.topics import places as places_room
from feedmill.topics.compile import compile_filters
from feedmill.topics.excerpts import excerpts
from feedmill.topics.query import And
from feedmill.topics.reasons import reasons

_DAY = datetime(2023, 5, 21, tzinfo=UTC)

#: A term as a filter asks for it, and how texts write it: widths, marks, ligatures, joiners, possessives.
_SPELLINGS = {
    "g7": ("G7", "g-7", "\uff27\uff17", "G\u20117", "G7’s", "G\u00ad7"),
    "us": ("U.S.", "US", "u.s.'s"),
    "zelensky": ("Zelenský", "Zelensky\u0301", "ZELENSKÝ’s"),
    "strasse": ("Straße", "STRASSE", "stra\u00adße"),
    "office": ("o\ufb03ce", "Office"),
    "україні": ("Україні", normalize("NFD", "Україні").upper()),
    "مساعدات": ("مساعدات", "مُسَاعَدَات", "مسـاعدات"),
    "人道支援": ("人道支援", "人道\u200b支援"),
    "ガザ": ("ガザ", "ｶﾞｻﾞ", "カ\u3099サ\u3099"),
    '"financial aid"': ("financial aid", "Financial\u00a0AID", "financial-aid"),
    "\U0001d532": ("\U0001d532", "u"),
}
_AROUND = (
    "\U0001f1fa\U0001f1e6",
    "e\u0301",
    "—",
    "(",
    "\n",
    "ﷺ",
    "İ",
    "ŉ",
    "word",
    "слово",
    "語",
    "\u202f",
    "ß",
)

_terms = st.sampled_from(sorted(_SPELLINGS))
_noise = st.lists(st.sampled_from(_AROUND), max_size=4).map(" ".join)


def _article(title: str, text: str) -> Article:
    return Article(
        id="a",
        source="s",
        title=title,
        text=text,
        published=_DAY,
        updated=_DAY,
        first_seen=_DAY,
        fingerprint=Fingerprint(),
    )


def _true(reason: Reason, article: Article, term: str) -> bool:
    """Say whether the characters at a reason's place are the term and nothing else."""
    whole = article.title if reason.field == "title" else article.text
    there = whole[reason.start : reason.end]
    return there == reason.text and fold(there) == fold(term.strip('"'))


@st.composite
def _texts(draw: st.DrawFn) -> tuple[str, list[tuple[int, str]]]:
    """Draw a text with the terms that were put into it, each with the place of its spelling."""
    text, put = draw(_noise), []
    for term in draw(st.lists(_terms, max_size=4)):
        text += " "
        spelling = draw(st.sampled_from(_SPELLINGS[term]))
        put.append((len(text), term))
        text += f"{spelling} {draw(_noise)}"
    return text, put


@given(_texts(), _texts())
def test_a_place_holds_its_term(
    title: tuple[str, list[tuple[int, str]]], text: tuple[str, list[tuple[int, str]]]
) -> None:
    """Every spelling that was put in is found where it was put, and what stands there folds to the term."""
    article = _article(title[0], text[0])
    for term in {term for _, term in (*title[1], *text[1])}:
        query, ready = compile_query(term, (), {}), subject(article)
        assert evaluate(query, ready)
        found = reasons(query, ready, 100)

        assert all(_true(reason, article, term) for reason in found)
        for field, put in (("title", title[1]), ("text", text[1])):
            starts = {reason.start for reason in found if reason.field == field}
            assert {start for start, one in put if one == term} <= starts
        for excerpt in excerpts(found, article, 20):
            assert all(fold(term.strip('"')) in fold(piece) for piece in excerpt.pieces[1::2])


def test_a_place_beside_its_term_would_be_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """Negative control: places counted in the folded text are false where something was folded."""
    article = _article("", "مُسَاعَدَات G7")

    def told() -> bool:
        query, ready = compile_query("g7", (), {}), subject(article)
        return all(_true(reason, article, "g7") for reason in reasons(query, ready))

    assert told()

    monkeypatch.setattr(
        places_room, "_offsets", lambda span, passage: (at := passage.folded.index("g7"), at + 2)
    )
    assert not told()


@given(st.lists(st.lists(_terms, min_size=1, max_size=3), min_size=2, max_size=4), _texts())
def test_the_first_clause_that_fails_is_named(
    alternatives: list[list[str]], text: tuple[str, list[tuple[int, str]]]
) -> None:
    """Of clauses that must all match, the first that does not is the one explained."""
    filter_text = " AND ".join(f"({' OR '.join(some)})" for some in alternatives)
    article = _article("", text[0])
    query, ready = compile_query(filter_text, (), {}), subject(article)
    assume(isinstance(query, And) and not evaluate(query, ready))

    said = explain(compile_filters((Topic(slug="t", filter=filter_text),), {}), "t", article)

    assert isinstance(said, Miss)
    failing = [
        " OR ".join(some)
        for some in alternatives
        if not any(evaluate(compile_query(term, (), {}), ready) for term in some)
    ]
    assert said.clause == failing[0]
