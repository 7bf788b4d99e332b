"""What can be said of weights that can be read but probably do not do what was meant."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING

from .query import AtLeast, Query, Words, children
from .scores import plain

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from .query import At

__all__ = ["given", "odd_weights"]


def odd_weights(query: Query, *, weighed: bool = False) -> Iterator[tuple[At, str]]:
    """Yield what is odd about the weights in *query*, with its spot; *weighed* says that its own counts."""
    if query.at.boost is not None and not weighed:
        yield (
            query.at,
            f"the weight of {query.at.text} changes nothing; weights count directly inside ( … OR … )@3 only",
        )
    if isinstance(query, AtLeast):
        yield from _about_group(query)
    elif isinstance(query, Words) and re.fullmatch(r"@[0-9.]+", query.at.text):
        yield query.at, f'{query.at.text} is looked for as a word; a minimum score follows the ")" directly'
    for part in children(query):
        yield from odd_weights(part, weighed=isinstance(query, AtLeast))


def given(query: AtLeast, held: Callable[[Query], bool]) -> Decimal:
    """Sum the weights of the parts that are *held* to match."""
    pairs = zip(query.parts, query.weights, strict=True)
    return sum((weight for part, weight in pairs if held(part)), Decimal())


def _about_group(query: AtLeast) -> Iterator[tuple[At, str]]:
    most = sum((weight for weight in query.weights if weight > 0), Decimal())
    asked = plain(query.minimum)
    if most < query.minimum:
        alone = "; its parts are joined by OR" if len(query.parts) == 1 else ""
        yield query.at, f"the weights sum to {plain(most)} at most, so @{asked} never matches{alone}"
    elif all(weight >= query.minimum for weight in query.weights):
        yield query.at, f"each part reaches @{asked} alone, so that it changes nothing"
    for part, weight in zip(query.parts, query.weights, strict=True):
        if not weight:
            yield part.at, f"the weight of {part.at.text} is 0, so that it changes nothing"
