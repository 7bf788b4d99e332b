"""Groups counted where something moved are as many as groups counted anew."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import timedelta
from types import SimpleNamespace
from typing import cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fakes import NOW, article
from feedmill import cycle
from feedmill.dedupe import group
from feedmill.model import Article, Batch, Relation, RelationKind
from feedmill.parts import Parts
from feedmill.stores import changes
from feedmill.stores.sql import SqlStore, open_store

NAMES = "abcdef"
KINDS = (RelationKind.SAME_TEXT, RelationKind.NEAR, RelationKind.SAME_STORY, RelationKind.CONTAINED_IN)


@dataclass(frozen=True)
class Step:
    """What a batch saves: names with the day of each, ties among all that is stored, and who is gone."""

    saved: dict[str, int]
    ties: frozenset[tuple[str, str, RelationKind]]
    gone: frozenset[str]
    #: Count after this batch; else several are counted at once.
    counts: bool


ties = st.tuples(st.sampled_from(NAMES), st.sampled_from(NAMES), st.sampled_from(KINDS)).filter(
    lambda tie: tie[0] < tie[1]
)
steps = st.lists(
    st.builds(
        Step,
        saved=st.dictionaries(st.sampled_from(NAMES), st.integers(0, 9), max_size=3),
        ties=st.frozensets(ties, max_size=5),
        gone=st.frozensets(st.sampled_from(NAMES), max_size=2),
        counts=st.booleans(),
    ),
    max_size=6,
)


def made(name: str, day: int) -> Article:
    """Make an article of a day."""
    return replace(article(name), published=NOW - timedelta(days=day))


def save(store: SqlStore, step: Step, known: set[str]) -> set[str]:
    """Save a step, and give the names that are stored then."""
    there = known | step.saved.keys()
    relations = tuple(
        Relation(a=article(a).id, b=article(b).id, kind=kind, score=1.0, method="", reason="")
        for a, b, kind in sorted(step.ties)
        if {a, b} <= there and {a, b} & step.saved.keys()
    )
    articles = tuple(made(name, day) for name, day in sorted(step.saved.items()))
    gone = tuple(article(name).id for name in sorted(step.gone))
    store.save(Batch(articles=articles, relations=relations, withdrawn=gone, now=NOW))
    return there - (step.gone - step.saved.keys())


def counted(store: SqlStore, *, anew: bool = False) -> dict[str, int]:
    """Let a run count."""
    return cycle._groups(cast("Parts", SimpleNamespace(store=store)), anew=anew)


def by_hand(store: SqlStore) -> dict[str, int]:
    """Group everything."""
    relations = store.components([article(name).id for name in NAMES])
    dates = store.dates([article(name).id for name in NAMES])
    return {
        layer: sum(len(one.members) > 1 for one in group(dates, relations, kinds))
        for layer, kinds in cycle._LAYERS.items()
    }


def check(drawn: Iterable[Step]) -> None:
    """Play steps, and compare each count with one by hand, and in the end with one anew."""
    known: set[str] = set()
    with closing(open_store("sqlite://")) as store:
        counted(store)
        for step in drawn:
            known = save(store, step, known)
            if step.counts:
                assert by_hand(store) == counted(store)
        assert by_hand(store) == counted(store)
        assert frozenset() == store.stirred()
        assert by_hand(store) == counted(store, anew=True)


@settings(max_examples=100)
@given(steps)
def test_groups_are_counted_where_something_moved(drawn: list[Step]) -> None:
    """Whatever is saved, tied, dated anew and withdrawn, no group is missed and none is counted twice."""
    check(drawn)


def test_groups_that_nobody_noted_are_missed(monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: where nothing is noted, the same comparison fails."""
    monkeypatch.setattr(changes, "stir", lambda _db, _ids: None)
    tie = frozenset({("a", "b", RelationKind.NEAR)})
    step = Step(saved={"a": 1, "b": 2}, ties=tie, gone=frozenset(), counts=True)

    with pytest.raises(AssertionError):
        check([step])


def test_a_source_that_is_forgotten_takes_its_groups_along() -> None:
    """Groups go with the articles of a source, and stay when ids change."""
    with closing(open_store("sqlite://")) as store:
        counted(store)
        tie = frozenset({("a", "b", RelationKind.NEAR)})
        save(store, Step(saved={"a": 1, "b": 2}, ties=tie, gone=frozenset(), counts=True), set())
        assert {"text": 1, "story": 0} == counted(store)

        store.reidentify("tag:example.org,", "tag:example.com,")
        assert {"text": 1, "story": 0} == counted(store)

        store.forget_source("alpha")
        assert {"text": 0, "story": 0} == counted(store)
