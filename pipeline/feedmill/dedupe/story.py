"""
Stories: two different texts that report one event.

A verdict is a pure function of the two articles and of `[dedupe]`; which of the two came first to the mill,
and what else is stored, does not matter. It is weaker than every other relation: only topics that ask for it
fold by it, and of texts that are tied otherwise it is not asked.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from math import sqrt
from typing import Final

from feedmill.model import DedupeSettings, Lookalike, Relation, RelationKind
from feedmill.text.story_terms import Terms, story_keys, terms, worth

__all__ = ["alike", "meet", "story"]

#: Of a likeness, so much is left between articles that lie the whole window apart: what is told days later is
#: the next event more often than the same. Chosen, not measured.
_LEFT: Final = 0.75
#: Shared keys tell a candidate from this worth on: two marks, or a mark and two words.
_MET: Final = 2
#: Titles repeat each other from this share of the shorter one's terms on.
_REPEATED: Final = 0.5
#: Each name or number that both have and few other events do is worth so much likeness;
_WORTH: Final = 0.1
#: where nouns pass for names, every two of them are. One alone counts if a title tells it, and it is longer
#: than an acronym.
_NOUNS: Final = 2
_SHORT: Final = 3
#: Of the names of an article, weighed, a report on the same event has this share at least; of those of a
#: round-up, no item has the second one, while the round-up has so many times that share of the item's.
_HARDLY: Final = 0.15
_PARTLY: Final = 0.27
_ONE_SIDED: Final = 2.2
#: One of the two tells this share of what the title of the other says.
_HEADED: Final = 0.3
#: Words that a reason names.
_NAMED: Final = 4


def story(one: Lookalike, other: Lookalike, limits: DedupeSettings) -> Relation | str:
    """
    Give the relation `same-story` between two articles, or in a sentence why there is none.

    Does not ask whether they are copies of each other: that is told first, and says more.
    """
    apart = abs(one.published - other.published)
    if apart > limits.story_window:
        return f"published further apart than [dedupe] story_window ({limits.story_window})"
    mine, theirs = terms(one.title, one.text), terms(other.title, other.text)
    shared = _marks_shared(mine, theirs)
    if objection := _contradiction(mine, theirs, marked=shared > 0):
        return objection
    if one.source == other.source and _title_overlap(mine, theirs) >= _REPEATED:
        return "the same source repeats a title, as in a series"
    if not meet(one, other):
        return "no two of the words that weigh most in one do so in the other"
    score = round(alike(mine, theirs) * _decay(apart, limits.story_window), 3)
    needed = limits.story if _other_days(mine, theirs) else _needed(shared, limits)
    if score < needed:
        return f"they say the same by {score:.2f}, {needed:.2f} is needed"
    a, b = sorted((one.id, other.id))
    return Relation(
        a=a, b=b, kind=RelationKind.SAME_STORY, score=score, method="story", reason=_reason(mine, theirs)
    )


def meet(one: Lookalike, other: Lookalike) -> bool:
    """Say whether two articles share enough of the keys that the store finds candidates by."""
    return worth(story_keys(one.title, one.text) & story_keys(other.title, other.text)) >= _MET


def alike(one: Terms, other: Terms) -> float:
    """Give the cosine of what two articles say, 0 to 1: each word by its weight in its own article."""
    lengths = _square(one.weights) * _square(other.weights)
    return _product(one.weights, other.weights) / sqrt(lengths) if lengths else 0.0


def _needed(shared: int, limits: DedupeSettings) -> float:
    """Give how alike two articles must be that share so many marks."""
    return max(min(limits.story_named, limits.story), limits.story - shared * _WORTH)


def _marks_shared(one: Terms, other: Terms) -> int:
    """Count the names and numbers that both have and few other events do; numbers count as one."""
    shared = {*one.possible} & {*other.possible} & (one.marks | other.marks)
    names = {mark for mark in shared if not mark[0].isdigit()}
    if one.nouns or other.nouns:
        return len(names) // _NOUNS
    if len(shared) == 1 and not any(len(name) > _SHORT for name in names & (one.title | other.title)):
        return 0
    return len(names) + (names != shared)


def _contradiction(one: Terms, other: Terms, *, marked: bool) -> str:
    """Say in a sentence why they are two events, or nothing; *marked*: they share marks."""
    if one.round_up or other.round_up:
        return "one of them reports on several stories"
    if one.places and other.places and one.places.isdisjoint(other.places):
        return f"one title is of {_listed(one.places)}, the other of {_listed(other.places)}"
    if found := _other_subject(one, other, marked=marked):
        return found
    return _template(one, other) if _title_overlap(one, other) >= _REPEATED else ""


def _other_subject(one: Terms, other: Terms, *, marked: bool) -> str:
    """Say in a sentence why they are about different things, or nothing."""
    strange, strangers = one.subjects - other.weights.keys(), other.subjects - one.weights.keys()
    if strange and strangers:
        return f"one is about {_listed(strange)}, the other about {_listed(strangers)}"
    if _speaks_of_others(one, other):
        return "one of them speaks of others, by most of its names"
    if not marked and max(_told(one, other), _told(other, one)) < _HEADED:
        return "neither tells what the title of the other does"
    return ""


def _template(one: Terms, other: Terms) -> str:
    """Say in a sentence what tells titles apart that repeat each other, or nothing."""
    if (one.denies and not other.refuses) or (other.denies and not one.refuses):
        return "one title denies what the other says"
    if _other_days(one, other):
        return f"under such titles, one is of {_listed(one.days)}, the other of {_listed(other.days)}"
    return ""


def _speaks_of_others(one: Terms, other: Terms) -> bool:
    """Say whether one names others than the other does, or many more: a round-up and one of its items."""
    least, most = sorted((_covered(one, other), _covered(other, one)))
    return least < _HARDLY or (least < _PARTLY and most > _ONE_SIDED * least)


def _other_days(one: Terms, other: Terms) -> bool:
    """Say whether both say when it was, and not the same."""
    return bool(one.days and other.days) and one.days.isdisjoint(other.days)


def _covered(one: Terms, other: Terms) -> float:
    """Give the share of one article's names, weighed, that the other has; 1 without names."""
    names = sorted(one.names)
    whole = sum(one.weights[name] for name in names)
    return sum(one.weights[name] for name in names if name in other.weights) / whole if whole else 1.0


def _told(one: Terms, other: Terms) -> float:
    """Give the share of one title's terms that the other article has; 1 without a title."""
    return len(one.title & other.weights.keys()) / len(one.title) if one.title else 1.0


def _title_overlap(one: Terms, other: Terms) -> float:
    return len(one.title & other.title) / max(1, min(len(one.title), len(other.title)))


def _decay(apart: timedelta, window: timedelta) -> float:
    return 1 - (1 - _LEFT) * (apart / window) if window else 1.0


def _square(weights: Mapping[str, float]) -> float:
    return sum(weight * weight for weight in weights.values())


def _product(one: Mapping[str, float], other: Mapping[str, float]) -> float:
    # In one order, whichever is given first: sums of floats depend on it.
    return sum(one[stem] * other[stem] for stem in sorted(one.keys() & other.keys()))


def _reason(one: Terms, other: Terms) -> str:
    shared = sorted(
        one.weights.keys() & other.weights.keys(),
        key=lambda stem: (-one.weights[stem] * other.weights[stem], stem),
    )
    return f"different texts on one event: both speak of {', '.join(shared[:_NAMED])}"


def _listed(words: frozenset[str]) -> str:
    return ", ".join(sorted(words)[:_NAMED])
