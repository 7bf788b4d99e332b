"""
Which articles of a batch report the same event as others of the batch, or as stored ones.

Pure. Who is put before the judge (`story`) is told by shared keys alone, so that the answer does not depend
on what else is there.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping

from feedmill.dedupe.story import story
from feedmill.model import DedupeSettings, Lookalike, Relation
from feedmill.text.story_terms import story_keys

__all__ = ["relate_stories"]


def relate_stories(
    articles: Collection[Lookalike],
    stored: Iterable[Lookalike],
    tied: Iterable[Relation],
    limits: DedupeSettings,
) -> dict[str, tuple[Relation, ...]]:
    """
    Give, for each of *articles*, its relations `same-story` to others of them and to *stored* ones.

    Of *stored*, those that *articles* replace are passed over; so are pairs that are *tied* by another
    relation: copies, and a round-up with what it holds.
    """
    every = {one.id: one for one in stored} | {one.id: one for one in articles}
    holders: dict[int, list[str]] = defaultdict(list)
    for one in every.values():
        for key in _keys(one):
            holders[key].append(one.id)
    apart = {frozenset((relation.a, relation.b)) for relation in tied}
    return {one.id: _of(one, every, holders, apart, limits) for one in articles}


def _of(
    one: Lookalike,
    every: Mapping[str, Lookalike],
    holders: Mapping[int, list[str]],
    apart: Collection[frozenset[str]],
    limits: DedupeSettings,
) -> tuple[Relation, ...]:
    others = {name for key in _keys(one) for name in holders[key]} - {one.id}
    found = (
        story(one, every[name], limits) for name in sorted(others) if frozenset((one.id, name)) not in apart
    )
    return tuple(each for each in found if isinstance(each, Relation))


def _keys(one: Lookalike) -> frozenset[int]:
    # Without a text of its own there is nothing to report; the store has no keys of such either.
    return story_keys(one.title, one.text) if one.fingerprint.text else frozenset()
