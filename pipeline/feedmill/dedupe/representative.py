"""Which member of a group is shown: an order of preference, settled to the last tie."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from feedmill.dedupe.relations import Homes, owns
from feedmill.model import Article, Source
from feedmill.text.urls import belongs

__all__ = ["Standing", "preferred_by", "representative"]

#: `weight` of a source that is no longer configured: the least, it cannot outrank one that is.
_FORGOTTEN_WEIGHT = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What the operator said of the sources, as far as a choice between copies needs it."""

    sources: Mapping[str, Source]
    homes: Homes
    seeds_first: bool = True


def representative(
    members: Iterable[Article], standing: Standing, updates: Collection[tuple[str, str]] = frozenset()
) -> Article:
    """
    Choose the member to show.

    Seed (unless seeds_first is off) > its link lies on its own source's host > weight > not
    marked as taken over by its own `<source>` > full text > seen first > smaller id. A claimed
    date decides nothing: it costs an attacker nothing. Only where its own source has published the
    article anew (*updates*: ids of older and newer, from relations `update-of`) is the newest of these
    shown in its place.

    Raises:
        ValueError: There are no members.
    """
    members = tuple(members)
    shown = min(members, key=lambda article: _rank(article, standing))
    # An update is newer than what it updates, so that this comes to an end.
    while following := [one for one in members if _follows(one, shown, updates)]:
        shown = max(following, key=lambda article: (article.published, article.id))
    return shown


def preferred_by(shown: Article, other: Article, standing: Standing) -> str:
    """
    Name what made *shown* the representative, and not *other*, which is allowed as well.

    One of `_CRITERIA`, the first in which they differ, or "update" where that would speak for the other.
    """
    ranks = zip(_CRITERIA, _rank(shown, standing), _rank(other, standing), strict=True)
    criterion = next((name for name, one, another in ranks if one != another), "id")
    return criterion if _rank(shown, standing) <= _rank(other, standing) else "update"


def _follows(one: Article, shown: Article, updates: Collection[tuple[str, str]]) -> bool:
    """Say whether *one* is what the source of *shown* published in its place."""
    return (shown.id, one.id) in updates and one.source == shown.source and one.published > shown.published


#: What `_rank` compares, in its order.
_CRITERIA = ("seed", "own-host", "weight", "original", "full-text", "first-seen", "id")


def _rank(article: Article, standing: Standing) -> tuple[object, ...]:
    source = standing.sources.get(article.source)
    is_seed = source is not None and source.local
    return (
        not (is_seed and standing.seeds_first),
        not owns(article, standing.homes),
        -(source.weight if source is not None else _FORGOTTEN_WEIGHT),
        _is_syndicated(article, standing.homes),
        not article.full,
        article.first_seen,
        article.id,
    )


def _is_syndicated(article: Article, homes: Homes) -> bool:
    """Say whether the item names another publisher in its own `<source>`."""
    if article.origin is None or not article.origin.url:
        return False
    return not belongs(article.origin.url, homes.get(article.source, ""))
