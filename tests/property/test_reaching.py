"""Whether weights reach a minimum, against adding all of them up."""

from __future__ import annotations

from decimal import Decimal
from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from feedmill.topics.reaching import indispensable, reaching

_weights = st.sampled_from(["1", "2", "0.5", "0.1", "0", "-1", "-0.5"]).map(Decimal)
_minimums = st.sampled_from(["0.1", "1", "1.5", "2", "4"]).map(Decimal)
#: Parts: the weight, the phrases of which one stands wherever it matches (None = none such), whether it does.
_parts = st.lists(
    st.tuples(_weights, st.none() | st.frozensets(st.integers(0, 5), min_size=1, max_size=3), st.booleans()),
    min_size=1,
    max_size=5,
)
Part = tuple[Decimal, frozenset[int] | None, bool]


def _reached(parts: list[Part], minimum: Decimal) -> bool:
    return sum(weight for weight, _, matches in parts if matches) >= minimum


@given(_parts, _minimums)
def test_stopping_early_changes_no_answer(parts: list[Part], minimum: Decimal) -> None:
    """However few parts are asked, the answer is that of the sum of all."""
    weighed = [((lambda _, held=matches: held), weight) for weight, _, matches in parts]

    assert _reached(parts, minimum) == reaching(weighed, minimum)(None)


@given(_parts, _minimums)
def test_an_anchor_is_found_wherever_the_minimum_is_reached(parts: list[Part], minimum: Decimal) -> None:
    """If every part that matches shows one of its phrases, the group shows one of its own."""
    kept = indispensable([(anchors, weight) for weight, anchors, _ in parts], minimum)

    if kept is not None and _reached(parts, minimum):
        # The least that can have been found: one phrase of each, the one that helps least.
        found = {min(anchors, key=kept.__contains__) for _, anchors, matches in parts if anchors and matches}
        assert found & kept


def test_what_can_be_missed_is_no_anchor() -> None:
    """Of parts of which two are needed, the one with the most phrases is left out; a NOT leaves none."""
    one, two, many = frozenset({1}), frozenset({2}), frozenset({3, 4, 5})
    single = Decimal(1)

    assert one | two == indispensable([(one, single), (two, single), (many, single)], Decimal(2))
    assert one == indispensable([(one, single), (None, single)], Decimal(2))
    assert indispensable([(one, single), (None, Decimal(2))], Decimal(2)) is None
    assert frozenset() == indispensable([(one, single)], Decimal(2))


@given(_parts, _minimums)
def test_every_anchor_is_needed(parts: list[Part], minimum: Decimal) -> None:
    """Were any one of the anchors dropped, some article would match unseen."""
    anchored = [(frozenset({place}), weight) for place, (weight, _, _) in enumerate(parts)]
    kept = indispensable(anchored, minimum) or frozenset()
    sums = [
        {place for place, taken in enumerate(choice) if taken}
        for choice in product([False, True], repeat=len(parts))
        if _reached(
            [(weight, None, taken) for (weight, _, _), taken in zip(parts, choice, strict=True)], minimum
        )
    ]

    for place in kept if sums else ():
        assert any(not (found & kept) - {place} for found in sums)
