"""What a person decided about articles in a topic; pins and bans outlive every filter."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from feedmill.model import Decision, DecisionKind

__all__ = ["Decided", "allowed_in"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """Article ids pinned into and banned from one topic; a ban beats a pin."""

    pinned: frozenset[str]
    banned: frozenset[str]


def allowed_in(topic: str, decisions: Iterable[Decision]) -> Decided:
    """Give the decisions that hold in *topic*: its own, and those made for every topic."""
    here = [one for one in decisions if one.topic in ("", topic)]
    return Decided(
        pinned=frozenset(one.article for one in here if one.kind is DecisionKind.PIN),
        banned=frozenset(one.article for one in here if one.kind is DecisionKind.BAN),
    )
