"""
Asks: what is asked of an article's tokens, as values; and how asks are joined to longer ones.

An ask is data, not code: thousands of filters stay small, and most are settled by comparing sets. An ask
comes with its plan: what an article must show before it need be asked at all. This file knows no query.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .sight import Sight

__all__ = ["ALWAYS", "Ask", "Cost", "Never", "Plan", "all_of", "any_of", "holds"]


class Cost(IntEnum):
    """What is asked, from the cheapest: tokens, phrases, labels, patterns."""

    TOKENS = 0
    SHARED = 1
    LABELS = 2
    PATTERN = 3


class Either(tuple["Ask", ...]):
    """One of these must hold."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Never:
    """This must not hold."""

    ask: Ask


#: A token that must be shown, tokens of which one must be, the number of a shared clause, or asks that must
#: all hold, of which one must, or that must not.
Ask: TypeAlias = "str | frozenset[str] | int | tuple[Ask, ...] | Either | Never"

#: Nothing is left to ask.
ALWAYS: Ask = ()


def holds(ask: Ask, sight: Sight) -> bool:
    """
    Say whether *ask* holds of what *sight* shows.

    Most asks inside others are for tokens, for which a call of its own would cost twice as much as the
    answer.
    """
    kind = type(ask)
    if kind is str:
        return ask in sight.shown
    if kind is tuple:
        return _all_hold(ask, sight)  # type: ignore[arg-type]
    if kind is Either:
        return _one_holds(ask, sight)  # type: ignore[arg-type]
    if kind is frozenset:
        return not ask.isdisjoint(sight.shown)  # type: ignore[union-attr]
    if kind is int:
        return sight.answer(ask)  # type: ignore[arg-type]
    return not holds(ask.ask, sight)  # type: ignore[union-attr]


def _all_hold(asks: tuple[Ask, ...], sight: Sight) -> bool:
    shown = sight.shown
    for one in asks:
        kind = type(one)
        if kind is str:
            if one not in shown:
                return False
        elif kind is frozenset:
            if one.isdisjoint(shown):  # type: ignore[union-attr]
                return False
        elif not holds(one, sight):
            return False
    return True


def _one_holds(asks: Either, sight: Sight) -> bool:
    shown = sight.shown
    for one in asks:
        kind = type(one)
        if kind is frozenset:
            if not one.isdisjoint(shown):  # type: ignore[union-attr]
                return True
        elif kind is str:
            if one in shown:
                return True
        elif holds(one, sight):
            return True
    return False


@dataclass(frozen=True, slots=True)
class Plan:
    """How one clause is asked."""

    ask: Ask
    #: Of these tokens and shared clauses one is shown by every article that the clause matches; None = there
    #: are no such.
    anchors: frozenset[str | int] | None = None
    #: What is left to ask once one of the anchors is shown.
    rest: Ask = ALWAYS
    #: How often an anchor is shown, guessed.
    weight: float = 0.0
    cost: Cost = Cost.TOKENS


def all_of(plans: Sequence[Plan]) -> Plan:
    """Join plans of which all must hold; the anchors of the one that is rarest will do."""
    cost = max(plan.cost for plan in plans)
    anchored = [plan for plan in plans if plan.anchors is not None]
    if not anchored:
        return Plan(_every(plans), cost=cost)
    rarest = min(anchored, key=lambda plan: plan.weight)
    left = [Plan(rarest.rest, cost=rarest.cost), *(plan for plan in plans if plan is not rarest)]
    return Plan(_every(plans), rarest.anchors, rest=_every(left), weight=rarest.weight, cost=cost)


def _every(plans: Sequence[Plan]) -> Ask:
    """Ask for all, the cheaper first."""
    asks: list[Ask] = []
    for plan in sorted(plans, key=lambda plan: (plan.cost, isinstance(plan.ask, Never))):
        asks += plan.ask if type(plan.ask) is tuple else (plan.ask,)
    return asks[0] if len(asks) == 1 else tuple(asks)


def any_of(plans: Sequence[Plan]) -> Plan:
    """Join plans of which one must hold; all of them need anchors."""
    tokens: set[str] = set()
    others: list[Plan] = []
    for plan in plans:
        if isinstance(plan.ask, str | frozenset):
            tokens |= {plan.ask} if isinstance(plan.ask, str) else plan.ask
        else:
            others.append(plan)
    asks: list[Ask] = [frozenset(tokens)] if tokens else []
    asks += [plan.ask for plan in sorted(others, key=lambda plan: plan.cost)]
    ask = asks[0] if len(asks) == 1 else Either(asks)
    cost = max(plan.cost for plan in plans)
    anchors: set[str | int] = set()
    for plan in plans:
        if plan.anchors is None:
            return Plan(ask, cost=cost)
        anchors |= plan.anchors
    sure = all(plan.rest == ALWAYS for plan in plans)
    return Plan(
        ask, frozenset(anchors), rest=ALWAYS if sure else ask, weight=sum(p.weight for p in plans), cost=cost
    )
