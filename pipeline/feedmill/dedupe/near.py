"""
Near copies: two articles whose texts are much the same, or the same but for a correction.

Who is asked about was told apart by sampled runs of words (`relations`); the verdict comes from the texts
themselves. It is a pure function of the two articles and of `[dedupe]`.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from feedmill.dedupe.copies import Copy, compare
from feedmill.dedupe.likeness import Likeness, likeness, runs_shared
from feedmill.dedupe.sketch import Sketch, sketch
from feedmill.model import DedupeSettings, Lookalike, Relation, RelationKind

__all__ = ["near"]

#: How editors mark that a text replaces an earlier one, in some languages: a list of ours, not measured.
_MARKED = re.compile(
    r"\b(?:correct(?:ion|ed|s)|clarif(?:ication|ied)|refil(?:e|es|ed)|amend(?:s|ed)|retract(?:ion|ed)|updat(?:e|es|ed)"
    r"|korrektur|korrigiert|berichtigt|berichtigung|aktualisiert|correction|corrigé|rectificatif|mise à jour"
    r"|виправлен\w*|уточнен\w*|оновлен\w*|corrección|corregido|actualizado)\b|訂正|修正|更新|تصحيح|تحديث",
    re.IGNORECASE,
)
#: A correction repeats so much of its original word for word: chosen, as is the next one, not measured.
_REPEATED: Final = 0.6
#: A marker stands in the title or in so many characters of the text.
_LEAD: Final = 200


def near(one: Lookalike, other: Lookalike, limits: DedupeSettings) -> Relation | str:
    """
    Give what ties two texts (`near`, `cut-of`, `contained-in`, `update-of`), or in a sentence why nothing.

    In a relation that has a direction, `a` is the cut version, the item of the round-up, or the newer text.
    Does not ask whether the two share a key or sampled runs: `relations` does.
    """
    if abs(one.published - other.published) > limits.window:
        return f"published further apart than [dedupe] window ({limits.window})"
    mine, theirs = _sketched(one.title, one.text), _sketched(other.title, other.text)
    if (runs := runs_shared(mine, theirs)) < limits.runs:
        return f"{runs:.0%} of its runs of words stand in the other, {limits.runs:.0%} are needed"
    alike = likeness(mine, theirs)
    found = compare(alike, abs(one.published - other.published), limits)
    if _updates(one, other, alike, found):
        return _update(one, other, alike)
    if isinstance(found, str):
        return found
    a, b = _ordered(one, other, found)
    return Relation(a=a, b=b, kind=found.kind, score=found.score, method="shingles", reason=found.reason)


@lru_cache(maxsize=256)  # a batch compares one article with several others, which may be compared again
def _sketched(title: str, text: str) -> Sketch:
    return sketch(title, text)


def _is_marked(one: Lookalike) -> bool:
    """Say whether an article calls itself a correction or an update."""
    return bool(_MARKED.search(one.title) or _MARKED.search(one.text[:_LEAD]))


def _updates(one: Lookalike, other: Lookalike, alike: Likeness, found: Copy | str) -> bool:
    """
    Say whether the newer of the two takes the place of the older: only its own source can do that.

    Either they are near copies, or what differs is the correction itself, and the newer says that it is one.
    """
    if one.source != other.source or one.published == other.published:
        return False
    if isinstance(found, Copy):
        return found.kind is RelationKind.NEAR
    newer = max(one, other, key=lambda each: each.published)
    return _is_marked(newer) and alike.runs >= _REPEATED


def _update(one: Lookalike, other: Lookalike, alike: Likeness) -> Relation:
    newer, older = sorted((one, other), key=lambda each: each.published, reverse=True)
    return Relation(
        a=newer.id,
        b=older.id,
        kind=RelationKind.UPDATE_OF,
        score=round((alike.found + alike.runs) / 2, 3),
        method="shingles",
        reason=f"the same source published it again: {alike.runs:.0%} of its runs of words are the same",
    )


def _ordered(one: Lookalike, other: Lookalike, found: Copy) -> tuple[str, str]:
    if found.kind is RelationKind.NEAR:
        return min(one.id, other.id), max(one.id, other.id)
    return (one.id, other.id) if found.first_is_part else (other.id, one.id)
