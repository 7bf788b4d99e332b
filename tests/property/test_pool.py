"""Whom a pool gives are exactly those that a comparison of every two would."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from fakes import article
from feedmill.dedupe import Pool
from feedmill.dedupe.relations import lookalike
from feedmill.model import Article, Fingerprint, Lookalike

RUNS = st.frozensets(st.integers(0, 9), max_size=5)


@st.composite
def articles(draw: st.DrawFn) -> list[Article]:
    """Draw articles of two sources that share keys and runs; equal texts may have lost other runs."""
    return [
        article(
            str(place),
            source=draw(st.sampled_from(["alpha", "beta"])),
            fingerprint=Fingerprint(
                item=draw(st.sampled_from(["", "i", "j"])),
                text=draw(st.sampled_from(["", "s", "t", "u", "v"])),
                shingles=np.array(sorted(draw(RUNS)), np.int64).tobytes(),
            ),
        )
        for place in range(draw(st.integers(1, 7)))
    ]


def runs(one: Article | Lookalike, marks: dict[str, frozenset[int]]) -> set[int]:
    """Give the runs that count."""
    return set(memoryview(one.fingerprint.shingles).cast("q")) - marks.get(one.source, frozenset())


@given(articles(), st.integers(0, 7), st.dictionaries(st.sampled_from(["alpha", "beta"]), RUNS))
def test_a_pool_gives_whom_a_comparison_of_all_gives(
    drawn: list[Article], split: int, marks: dict[str, frozenset[int]]
) -> None:
    """By item, by text, or by two runs that are boilerplate of neither one's source."""
    batch = drawn[:split]
    stored = [lookalike(one) for one in drawn[split:]]
    pool = Pool(batch, stored, marks, {})

    for one in batch:
        wanted = [
            other.id
            for other in sorted(drawn, key=lambda each: each.id)
            if other.id != one.id
            and (
                other.fingerprint.item == one.fingerprint.item != ""
                or other.fingerprint.text == one.fingerprint.text != ""
                or len(runs(one, marks) & runs(other, marks)) > 1
            )
        ]
        assert wanted == [other.id for other in pool.like(one)]
