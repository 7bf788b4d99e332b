"""The field `lead:`: the beginning of the text, cut after a word, with places in the whole text."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from feedmill.model import Article, Fingerprint, Topic
from feedmill.topics import compile_filters, compile_query, evaluate, explain, percolate, subject
from feedmill.topics.misses import miss
from feedmill.topics.subject import LEAD, lead

_DAY = datetime(2023, 5, 21, tzinfo=UTC)
_BARE = Article(id="a", source="s", published=_DAY, updated=_DAY, first_seen=_DAY, fingerprint=Fingerprint())


def _asked(filter_: str, text: str, title: str = "") -> bool:
    return evaluate(compile_query(filter_, (), {}), subject(replace(_BARE, title=title, text=text)))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("aid " + "x" * 300, True),
        ("x" * (LEAD - 4) + " aid", True),
        ("x" * (LEAD - 4) + " aid, and more", True),
        ("x" * (LEAD - 4) + " aids", False),
        ("x" * (LEAD - 3) + " aid", False),
        ("x" * (LEAD - 3) + "aids aid", False),
    ],
)
def test_a_word_counts_if_it_ends_within(text: str, *, expected: bool) -> None:
    """The last word that ends within the length is in; one that is cut by it is not."""
    assert expected is _asked("lead:aid", text)


def test_the_title_is_no_lead() -> None:
    """Only the text has a beginning."""
    assert not _asked("lead:aid", "", title="aid")


def test_scripts_without_blanks_are_cut_after_a_letter() -> None:
    """A text without any blank has a lead too, of whole words."""
    assert _asked("lead:核兵器", "平" * (LEAD - 3) + "核兵器" + "和" * 20)
    assert not _asked("lead:核兵器", "平" * (LEAD - 2) + "核兵器" + "和" * 20)
    assert lead("x" * (LEAD + 1)) == ""


def test_all_kinds_of_words_are_looked_for_in_the_lead() -> None:
    """Phrases, prefixes, sets, nearness and patterns end where it ends."""
    kinds = ('"more aid"', "ai*", "=aid", '"aid more"~2', "/a.d/", "(aid OR war)", "(aid OR war^2)@1")
    early, late = f"more aid {'x ' * LEAD}", f"{'x ' * LEAD} more aid"

    assert [True] * len(kinds) == [_asked(f"lead:{kind}", early) for kind in kinds]
    assert [False] * len(kinds) == [_asked(f"lead:{kind}", late) for kind in kinds]


def test_reasons_name_places_in_the_text() -> None:
    """A place in the lead is a place in the text, also where all filters are asked together."""
    filters = compile_filters((Topic(slug="t", filter="lead:aid OR war"),), {})
    article = replace(_BARE, title="More", text=f"food aid {'x ' * LEAD} aid")

    (match,) = percolate(filters, article)

    assert [("text", "aid", 5, 8)] == [(one.field, one.text, one.start, one.end) for one in match.reasons]
    assert match == explain(filters, "t", article)


def test_a_miss_says_how_long_it_is() -> None:
    """Operators are told where the word should stand."""
    said = miss(compile_query("lead:aid", (), {}), subject(_BARE))

    assert said.needs == f'The first {LEAD} characters of the text must contain "aid".'
