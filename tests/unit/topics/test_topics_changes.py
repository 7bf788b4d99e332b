"""Changes: the fewest edits of an article that make a filter match, in words."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from feedmill.model import Article, EditKind, Fingerprint, Topic
from feedmill.topics import compile_query, subject
from feedmill.topics.changes import smallest_change
from feedmill.topics.samples import sample

_DAY = datetime(2023, 5, 21, tzinfo=UTC)
_VOCABULARY = {
    "g7": ("G7", "Group of Seven"),
    "aid": ("aid", "help"),
    "barred": ("aid", "-US aid", "-Aid for"),
}
_TOPICS = (Topic(slug="war", filter="war OR troops"),)
_ARTICLE = Article(
    id="a",
    source="bbc",
    url="https://bbc.co.uk/1",
    title="Aid for all",
    text="hearing aid and US aid from afar",
    tags=("x", "y"),
    language="en",
    published=_DAY,
    updated=_DAY,
    first_seen=_DAY + timedelta(days=1),
    fingerprint=Fingerprint(),
)


def _said(text: str, article: Article = _ARTICLE) -> list[str]:
    query = compile_query(text, _TOPICS, _VOCABULARY)
    return [edit.said for edit in smallest_change(query, subject(article))]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("kyiv", ['add "kyiv" to the title or the text']),
        ("title:assist*", ['add a word that begins with "assist" to the title']),
        ("body:=Us", ['add "Us" in exactly this spelling to the text']),
        ('"aid kyiv"~3', ['add "aid kyiv", its words within 3 of each other, to the title or the text']),
        ("#g7", ['add "G7", or another term of #g7, to the title or the text']),
        (r"/\d{4}-\d+/", [r'add what matches /\d{4}-\d+/, such as "0000-0", to the title or the text']),
        ("/^all/", ['add what matches /^all/, such as "all", to the beginning of the title or the text']),
        ("tag:z", ['give it the tag "z"']),
        ("NOT tag:x", ['take away its tag "x"']),
        ("url:sport", ['make its URL contain "sport"']),
        ("NOT url:CO.UK", ['take "CO.UK" out of its URL']),
        ("source:seeds", ['take it from the source "seeds"']),
        ("NOT source:bbc", ["take it from another source"]),
        ("lang:uk", ['make its language "uk"']),
        ("NOT lang:en", ["make its language another"]),
        ("site:un.org", ['put it on the host "un.org"']),
        ("NOT site:bbc.co.uk", ["put it on another host"]),
        ("published:[2023-05-22 TO *]", ["date its publication 2023-05-22"]),
        ("NOT published:[2023-05-20 TO 2023-05-21]", ["date its publication 2023-05-19"]),
        ("age:<12h", ["have it first seen 43199s after its publication"]),
        ("NOT age:<7d", ["have it first seen 7d after its publication"]),
        ("topic:war", ['add "war" to the title or the text']),
        ("lead:kyiv", ['add "kyiv" to the beginning of the text']),
    ],
)
def test_one_clause(text: str, said: list[str]) -> None:
    """Of a clause that fails alone, what it wants is named with its field."""
    assert said == _said(text)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("aid -hearing", ['remove "hearing" (text 0–7)']),
        ("NOT #aid", ['remove "aid" (title 0–3, text 8–11, text 19–22)']),
        ("NOT #barred", ['remove "aid" (text 8–11)']),
        ("title:#barred", ['add "aid" to the title']),
        ("NOT text.en:aided", ['remove "aided" (title 0–3, text 8–11, text 19–22)']),
        ("NOT (afar AND far OR afar)", ['remove "afar" (text 28–32)']),
        ('NOT "aid us"~3', ['remove "aid" (title 0–3, text 8–11, text 19–22)']),
        ("NOT /[aA]id/", ["remove /[aA]id/ (title 0–3, text 8–11, text 19–22)"]),
        ('(x OR y) AND (z OR "y z")', ['add "y z" to the title or the text']),
        ("#g7 AND NOT g7", ['add "Group of Seven", or another term of #g7, to the title or the text']),
        ("(kyiv^3 OR b OR c^2)@3", ['add "kyiv" to the title or the text']),
        ("NOT (aid^2 OR hearing)@2", ['remove "aid" (title 0–3, text 8–11, text 19–22)']),
        ("(b OR hearing^-2)@1", ['add "b" to the title or the text', 'remove "hearing" (text 0–7)']),
        ("peace AND NOT title:peace", ['add "peace" to the text']),
        ("(a b c) OR (kyiv AND NOT us)", ['add "kyiv" to the title or the text', 'remove "us" (text 16–18)']),
    ],
)
def test_several_clauses(text: str, said: list[str]) -> None:
    """What one edit does for two clauses, or against another, is minded."""
    assert said == _said(text)


@pytest.mark.parametrize("text", ["kyiv -kyiv", "NOT *", "NOT /x*/", "source:a source:b", "/a^b/"])
def test_what_nothing_helps(text: str) -> None:
    """Where no change does, none is proposed."""
    assert [] == _said(text)


def test_many_places_are_counted() -> None:
    """Of many places the sentence lists a few; the edit holds all."""
    query = compile_query("NOT aid", (), {})
    (edit,) = smallest_change(
        query,
        subject(
            Article(
                id="a",
                source="s",
                text="aid " * 9,
                published=_DAY,
                updated=_DAY,
                first_seen=_DAY,
                fingerprint=Fingerprint(),
            )
        ),
    )

    assert 'remove "aid" (text 0–3, text 4–7, text 8–11, text 12–15, 5 more)' == edit.said
    assert (EditKind.REMOVE, "text", "") == (edit.kind, edit.field, edit.sample)
    assert list(range(0, 36, 4)) == [place.start for place in edit.places]


@pytest.mark.parametrize(
    ("pattern", "made"),
    [
        ("a|b", "a"),
        ("(?i)^live:", "live:"),
        (r"[^a-z]\.x{2,3}?", "0.xx"),
        ("(?P<n>a+)b?", "a"),
        (r"\bwar\b", "war"),
        (r"[]x]", "]"),
        ("a^b", ""),
        ("x*", "x*"),
    ],
)
def test_samples(pattern: str, made: str) -> None:
    """A pattern gives a text that it matches, or none."""
    assert made == sample(pattern)
