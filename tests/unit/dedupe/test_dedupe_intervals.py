"""How sure the shares of a score are."""

from __future__ import annotations

from dataclasses import astuple
from random import Random

import pytest

from feedmill.pairs import Score, intervals

MEASURED = Score(tp=45, fp=3, fn=9, tn=60)


def test_an_interval_holds_its_share() -> None:
    """Precision, recall and F1 lie within theirs, and none is a point."""
    found = intervals(MEASURED)

    for share, within in zip((MEASURED.precision, MEASURED.recall, MEASURED.f1), astuple(found), strict=True):
        assert within[0] < share < within[1]


def test_ten_times_the_pairs_make_it_a_third_as_wide() -> None:
    """Its width falls with the root of the number of pairs."""
    few = intervals(MEASURED).f1
    many = intervals(Score(tp=450, fp=30, fn=90, tn=600)).f1

    assert few
    assert many
    assert (few[1] - few[0]) / (many[1] - many[0]) == pytest.approx(10**0.5, rel=0.15)


def test_it_is_what_drawing_pairs_one_by_one_gives() -> None:
    """Drawing counts at once is drawing pairs: the limits agree within two hundredths."""
    random = Random(7)
    pairs = ["tp"] * MEASURED.tp + ["fp"] * MEASURED.fp + ["fn"] * MEASURED.fn + ["tn"] * MEASURED.tn
    draws = [random.choices(pairs, k=len(pairs)) for _ in range(1000)]
    shares = sorted(
        2 * one.count("tp") / (2 * one.count("tp") + one.count("fp") + one.count("fn")) for one in draws
    )

    assert intervals(MEASURED).f1 == pytest.approx((shares[25], shares[974]), abs=0.02)


def test_the_same_score_has_the_same_interval() -> None:
    """Draws are seeded."""
    assert intervals(MEASURED) == intervals(MEASURED)


@pytest.mark.parametrize("empty", [Score(), Score(tn=5)])
def test_a_share_without_meaning_has_none(empty: Score) -> None:
    """Nothing found and nothing to find: no share, and no interval."""
    assert astuple(intervals(empty)) == (None, None, None)


def test_draws_without_a_share_are_not_counted() -> None:
    """Where a single pair was found, wrongly, precision is 0 in every draw that has it."""
    assert intervals(Score(fp=1, tn=9)).precision == (0.0, 0.0)
