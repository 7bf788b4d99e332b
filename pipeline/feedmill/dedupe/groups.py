"""
Groups: a pure function of articles and their relations.

Members are taken by (date, id); each joins the first earlier *head* to which it is itself
related, else it becomes a head. Nobody is a member by hearsay, so chains do not grow, and the
order of arrival cannot matter.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from feedmill.model import Relation, RelationKind

__all__ = ["GROUPING", "Group", "group"]

#: `contained-in` (a round-up) is a link, never a membership.
GROUPING = frozenset(RelationKind) - {RelationKind.CONTAINED_IN}


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Articles that are shown as one; `members` begin with the head."""

    head: str
    members: tuple[str, ...]


def group(
    dates: Mapping[str, datetime],
    relations: Iterable[Relation],
    kinds: Collection[RelationKind] = GROUPING,
) -> tuple[Group, ...]:
    """
    Group articles (id to sort date) by relations of these *kinds*, in order of their heads.

    Takes time in proportion to articles and relations. Relations to articles that were not
    given are passed over.
    """
    related: dict[str, set[str]] = defaultdict(set)
    for relation in relations:
        if relation.kind in kinds and relation.kind in GROUPING:
            related[relation.a].add(relation.b)
            related[relation.b].add(relation.a)
    places: dict[str, int] = {}
    heads: list[list[str]] = []
    for _, article in sorted((date, name) for name, date in dates.items()):
        # The first earlier head, by its place in the order of heads.
        place = min((places[other] for other in related[article] if other in places), default=None)
        if place is None:
            places[article] = len(heads)
            heads.append([article])
        else:
            heads[place].append(article)
    return tuple(Group(head=members[0], members=tuple(members)) for members in heads)
