"""One item by its address: pairs from a file, told by the item key and what confirms it."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from fakes import article
from feedmill.dedupe import lookalike, relate, relations
from feedmill.model import Article, DedupeSettings, RelationKind
from feedmill.normalise import fingerprint
from feedmill.text.urls import absolute, item_key

FOLDER = Path(__file__).parents[2] / "data" / "urls" / "items"
#: The first were written beside the keys; the second before their author had read a line of them.
FILES = {
    name: [json.loads(line) for line in (FOLDER / f"{name}.jsonl").read_text("utf-8").splitlines()]
    for name in ("written", "held-back")
}
CASES = [case for cases in FILES.values() for case in cases]
TITLE = "Ministers agree on a budget for 2027"


def side(case: dict[str, Any], name: str) -> Article:
    """Make the article of one side; by default both have one title, and texts of their own."""
    url = absolute(case[name], "")
    title, text = case.get(f"title_{name}", TITLE), case.get(f"text_{name}", f"Text of {name} alone.")
    prints = fingerprint(item_key(url, case.get(f"guid_{name}", "")), title, text, short_text_words=0)
    return article(name, source=name, url=url, title=title, text=text, fingerprint=prints)


def homes(case: dict[str, Any]) -> dict[str, str]:
    """Give the addresses of both sources: aggregators, unless the case says otherwise."""
    return {name: case.get(f"home_{name}", f"https://{name}.aggregator.example/feed") for name in "ab"}


def is_one(case: dict[str, Any]) -> bool:
    """Say whether both sides are judged one item."""
    one, other = (lookalike(side(case, name)) for name in "ab")
    ties = relate(one, [other], homes(case), DedupeSettings())
    return RelationKind.SAME_ITEM in {each.kind for each in ties}


def wrong(cases: list[dict[str, Any]], *, same: bool) -> list[str]:
    """Give the cases of one label that are judged otherwise."""
    return [f"{one['a']} | {one['b']}" for one in cases if one["same"] is same and is_one(one) is not same]


def test_there_are_cases_of_many_kinds() -> None:
    """Two hundred and more, each with its source, none twice, both answers often."""
    pairs = Counter(json.dumps({**one, "source": ""}, sort_keys=True) for one in CASES)

    assert len(CASES) >= 200
    assert len({one["kind"] for one in CASES}) >= 12
    assert all(one["source"] for one in CASES)
    assert [pair for pair, times in pairs.items() if times > 1] == []
    assert min(Counter(one["same"] for one in CASES).values()) >= 60


@pytest.mark.parametrize("kind", sorted({one["kind"] for one in CASES}))
def test_no_kind_has_a_false_merge(kind: str) -> None:
    """Pages that go on, other languages, other numbers and mere claims are never one item."""
    assert wrong([one for one in CASES if one["kind"] == kind], same=False) == []


@pytest.mark.parametrize("kind", sorted({one["kind"] for one in CASES if one["same"]}))
def test_nine_of_ten_of_each_kind_are_merged(kind: str) -> None:
    """What is one item is judged so, in each kind of address."""
    cases = [one for one in CASES if one["kind"] == kind and one["same"]]

    assert len(wrong(cases, same=True)) <= len(cases) // 10, wrong(cases, same=True)


def test_control_of_confirmation(monkeypatch: pytest.MonkeyPatch) -> None:
    """Were a shared key enough, link blogs and false claims would be merged."""
    monkeypatch.setattr(relations, "owns", lambda one, _: one is not None)

    assert len(wrong([one for one in CASES if one["kind"] == "unconfirmed"], same=False)) >= 3


def test_control_of_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    """Were the whole address asked for, hardly any of these pairs would be one item."""
    monkeypatch.setattr(f"{__name__}.item_key", lambda url, _: url.partition("://")[2])

    assert len(wrong(CASES, same=True)) > sum(one["same"] for one in CASES) * 0.9
