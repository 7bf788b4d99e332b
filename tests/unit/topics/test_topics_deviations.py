"""Where the language differs from Lucene's: each row of the page's table is true of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from feedmill.errors import FilterError
from feedmill.model import Article, Fingerprint, Topic
from feedmill.topics import compile_query, evaluate, subject

_PAGE = (Path(__file__).parents[3] / "docs" / "filters.md").read_text(encoding="utf-8")
_ROWS = [
    line.replace("\\|", "¦").split("|")[1].strip()
    for line in _PAGE.partition("| here | Lucene |")[2].splitlines()[2:]
    if line.startswith("|")
]
_DAY = datetime(2023, 5, 21, tzinfo=UTC)
_ARTICLE = Article(
    id="a",
    source="s",
    title="Aid",
    published=_DAY,
    updated=_DAY,
    first_seen=_DAY + timedelta(days=1),
    url="https://news.example.org/",
    fingerprint=Fingerprint(),
)
_TOPICS = (Topic(slug="sport", filter="football"),)

#: By how a row begins: filters with a text that matches, one that does not, or "" where they are refused.
_PROOFS: dict[str, list[tuple[str, str, str]]] = {
    "adjacent terms": [("us war", "us war", "us")],
    "NOT binds before AND": [("us OR war AND NOT us", "us", "peace"), ("us OR war peace", "us", "war")],
    "`=US` asks": [("=US", "the US", "tell us")],
    "`+a OR b`": [("+us OR war", "war", "peace"), ("-us OR war", "us war", "us")],
    '`"a b"~3`': [('"us war"~3', "war x y us", "us x y z war")],
    "`assist*` works in phrases": [('"financial assist*"', "financial assistance", "financial help")],
    "`*aid`": [("*aid", "", ""), ("a*d", "", ""), ("a?d", "", "")],
    "`aid~2`": [("aid~2", "", "")],
    "`(a^3 OR b OR c)@3`": [("(us^3 OR war OR peace)@3", "us", "war peace")],
    "`aid^3` changes nothing": [("us^3", "us", "war"), ("(us^2 OR war^-1)@2", "us", "us war")],
    "`lead:`": [("lead:us", "us", "x " * 300 + "us")],
    "`[… TO …]` only": [("title:[a TO b]", "", ""), ("age:[1d TO 2d]", "", "")],
    "`title.de:Haus`": [("body.de:Haus", "die Häuser", "Hausbau")],
    "`- a`, `+ a`": [("us - war", "", ""), ("+ us", "", "")],
    "`#name`": [("#g7 topic:sport site:example.org age:>1h", "G7 football", "G7")],
    "regular expressions": [("body:/ea.e/", "one peace", "one place"), (r"body:/(a)\1/", "", "")],
    "a word that falls": [("a-b", "a b", "b a"), ("核兵器", "核兵器", "兵器の核")],
    "`title:*`": [("title:*", "", "")],
    "unknown fields": [("colour:red", "", ""), ("#none", "", ""), ("topic:none", "", "")],
}


@pytest.mark.parametrize("row", _ROWS)
def test_every_row_is_true(row: str) -> None:
    """What a row says is so: its filters match and do not match as it says, or are refused."""
    (proofs,) = [proofs for start, proofs in _PROOFS.items() if row.startswith(start)]

    for text, yes, no in proofs:
        if not yes:
            with pytest.raises(FilterError):
                compile_query(text, _TOPICS, {"g7": ("G7",)})
            continue
        query = compile_query(text, _TOPICS, {"g7": ("G7",)})
        assert (text, True, False) == (
            text,
            evaluate(query, subject(replace(_ARTICLE, text=yes))),
            evaluate(query, subject(replace(_ARTICLE, text=no))),
        )


def test_no_proof_is_left_over() -> None:
    """Each proof belongs to a row, so that a row cannot go unnoticed."""
    assert [] == [start for start in _PROOFS if not any(row.startswith(start) for row in _ROWS)]
