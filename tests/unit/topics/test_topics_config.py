"""The shipped config/topics.toml: its examples hold, and the seed is where it belongs."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from feedmill.model import Article, Example, Fingerprint, Topic
from feedmill.topics import compile_filters, percolate, run_examples, warnings

_ROOT = Path(__file__).parents[3]
_DAY = datetime(2023, 5, 21, tzinfo=UTC)
_TABLE: dict[str, Any] = tomllib.loads((_ROOT / "config" / "topics.toml").read_text(encoding="utf-8"))
_VOCABULARY = {name: tuple(entries) for name, entries in _TABLE["terms"].items()}
_TOPICS = tuple(
    Topic(
        slug=slug,
        filter=table["filter"],
        enabled=table.get("enabled", True),
        examples=tuple(Example(**example) for example in table["examples"]),
    )
    for slug, table in _TABLE["topics"].items()
)
_FILTERS = compile_filters(_TOPICS, _VOCABULARY)
_SEED = (_ROOT / "seeds" / "000_0ad42a7b434738a1.txt").read_text(encoding="utf-8").partition("Related:")[0]


def _topics_of(text: str, title: str = "") -> list[str]:
    bare = Article(
        id="a", source="s", published=_DAY, updated=_DAY, first_seen=_DAY, fingerprint=Fingerprint()
    )
    return [match.topic for match in percolate(_FILTERS, replace(bare, title=title, text=text))]


@pytest.mark.parametrize(
    "result",
    run_examples(_TOPICS, _VOCABULARY),
    ids=lambda result: f"{result.topic}: {result.example.title or result.example.text[:40]}",
)
def test_examples_hold(result: Any) -> None:
    """Every shipped example does what it says."""
    assert result.passed, (result.reasons, result.miss)


@pytest.mark.parametrize("topic", _TOPICS, ids=lambda topic: topic.slug)
def test_examples_show_both_sides(topic: Topic) -> None:
    """A published topic has two examples that match and two that do not; a helper has one each."""
    least = 2 if topic.enabled else 1

    assert all(sum(one.matches is wanted for one in topic.examples) >= least for wanted in (True, False))


@pytest.mark.parametrize("each", _FILTERS.by_slug.values(), ids=lambda each: each.slug)
def test_filters_are_not_odd(each: Any) -> None:
    """No shipped filter gives a warning."""
    assert not warnings(each.query)


def test_the_seed() -> None:
    """The seed is in g7 and aid and what else it speaks of, and not where only its related titles lead."""
    expected = ["aid", "diplomacy", "energy", "g7", "japan", "nuclear", "rebuilding", "russia", "ukraine"]

    assert expected == _topics_of(_SEED)


@pytest.mark.parametrize(
    ("title", "text", "expected"),
    [
        ("", "hearing aid", []),
        ("", "first aid", []),
        ("", "financial aid for students", []),
        ("", "a G7 chord", []),
        ("", "the G7 camera, Canon’s PowerShot G7", []),
        ("G7 vows to curb oil revenue", "Leaders spoke on Friday.", ["g7"]),
        ("G7 statement on Iran", "", ["g7"]),
        ("World Bank approves financial assistance for Ukraine", "", ["aid", "ukraine"]),
        ("US House passes foreign aid bill", "", ["aid"]),
        ("Legal aid cuts hit courts", "The government answers.", []),
        ("Le G7 promet une aide à l’Ukraine", "Le sommet s’achève.", ["aid", "g7", "ukraine"]),
        ("G7-Gipfel: Hilfspaket für Kyiv", "", ["aid", "g7", "ukraine"]),
        ("Ｇ７首脳、ウクライナ支援で一致", "", ["aid", "g7", "ukraine"]),
        ("Саміт G7: фінансова допомога Україні", "", ["aid", "diplomacy", "g7", "ukraine"]),
        ("IAEA chief visits Zaporizhzhia", "", ["nuclear", "ukraine"]),
    ],
)
def test_news(title: str, text: str, expected: list[str]) -> None:
    """Headlines as newsrooms write them land where a reader expects them."""
    assert expected == _topics_of(text, title)


_NEWS: list[dict[str, Any]] = tomllib.loads(
    (_ROOT / "tests" / "data" / "filters" / "news.toml").read_text(encoding="utf-8")
)["news"]


@pytest.mark.parametrize(
    ("topic", "least"),
    [
        ("g7", 0.97),
        ("aid", 0.88),
        ("ukraine", 0.95),
        ("russia", 0.9),
        ("nuclear", 0.85),
        ("energy", 0.85),
        ("rebuilding", 0.95),
        ("sanctions", 0.8),
        ("japan", 0.7),
        ("diplomacy", 0.7),
    ],
)
def test_a_sample_of_news(topic: str, least: float) -> None:
    """Of a sample, hardly anything is in a topic that does not belong there, and most that belongs is in."""
    found = [topic in _topics_of(one["text"], one.get("title", "")) for one in _NEWS]
    due = [topic in one["topics"] for one in _NEWS]
    wrong = [
        one
        for one, is_in, belongs in zip(_NEWS, found, due, strict=True)
        if is_in and not belongs and topic not in one.get("maybe", ())
    ]
    right = sum(is_in and belongs for is_in, belongs in zip(found, due, strict=True))

    assert len(wrong) <= right / 20, wrong
    assert right / sum(due) >= least
