"""
Whether weights reach a minimum, asked no longer than it is open; and without which phrases they cannot.

Serves the presearch of `( … )@n`; knows no query and no article.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from collections.abc import Set as AbstractSet

__all__ = ["indispensable", "reaching"]

_Asked = TypeVar("_Asked")
_Anchor = TypeVar("_Anchor")


def reaching(
    weighed: Sequence[tuple[Callable[[_Asked], bool], Decimal]], minimum: Decimal
) -> Callable[[_Asked], bool]:
    """Give a test of whether the weights of the tests that hold sum to *minimum*; it asks in their order."""
    rest = [weight for _, weight in weighed]
    steps: list[tuple[Callable[[_Asked], bool], Decimal, Decimal, Decimal]] = []
    for test, weight in weighed:
        rest = rest[1:]
        # A sum below the first cannot reach the minimum any more; from the second on, it cannot miss it.
        steps.append((test, weight, minimum - _adding(rest), minimum - _taking(rest)))

    def reaches(asked: _Asked) -> bool:
        total = Decimal()
        for test, weight, lost, won in steps:
            if test(asked):
                total += weight
            if total < lost or total >= won:
                return total >= won
        return False

    return reaches


def indispensable(
    weighed: Sequence[tuple[AbstractSet[_Anchor] | None, Decimal]], minimum: Decimal
) -> frozenset[_Anchor] | None:
    """
    Give anchors of which one is found wherever *minimum* is reached; None if there are no such anchors.

    Parts that can be missed lend none: of `(a OR b OR c)@2`, any two cannot be missed.
    """
    adding = [(anchors, weight) for anchors, weight in weighed if weight > 0]
    missed = _adding([weight for anchors, weight in adding if anchors is None])
    if missed >= minimum:
        return None
    kept: frozenset[_Anchor] = frozenset()
    known = [(anchors, weight) for anchors, weight in adding if anchors is not None]
    # The more anchors a part has, the more is saved without it.
    for anchors, weight in sorted(known, key=lambda one: -len(one[0])):
        if missed + weight < minimum:
            missed += weight
        else:
            kept |= anchors
    return kept


def _adding(weights: Sequence[Decimal]) -> Decimal:
    return sum((weight for weight in weights if weight > 0), Decimal())


def _taking(weights: Sequence[Decimal]) -> Decimal:
    return sum((weight for weight in weights if weight < 0), Decimal())
