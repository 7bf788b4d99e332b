"""
Copies: what one text is to another, by how alike they are and what contradicts it.

A verdict is a pure function of the two articles and of the thresholds; which of the two came first to
the mill, and what else is stored, does not matter.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from math import sqrt
from typing import Final

from feedmill.dedupe.likeness import Likeness
from feedmill.model import DedupeSettings, RelationKind

__all__ = ["Copy", "compare"]

#: From these shares on the longer text is the shorter one again, with or without titles that agree. They only
#: choose between names of relations: what is a round-up, and what a copy cut short.
_WHOLE: Final = 0.8
_MOSTLY: Final = 0.55
#: A longer text that has so few words before what is found, and after it, has no other item there; nor has
#: one with a few more that speak of the same people: they are a lead and a footer.
_NO_ITEM: Final = 20
_MARGIN: Final = 40
#: The rest of a longer text speaks of the same people from this share of its names on.
_KIN: Final = 0.2
#: Titles agree when half of the shorter one stands in the other and one of them speaks of what the other
#: article does; or when both articles speak, title or not, of most of what the titles name.
_TITLES: Final = 0.5
_SUBJECT: Final = 0.6
_SUBJECTS: Final = (0.5, 0.8)
#: Even an untouched text may miss one word of a hundred: joined words, other spellings.
_LEAST_EDITED: Final = 0.01
#: A number may be a slip of the hand in a text of whose runs of words so many are the same.
_UNTOUCHED: Final = 0.8
#: So many numbers and names that all agree say as much as titles that do.
_FIGURES: Final = 6
#: Standard deviations of chance: of 1,000 edits no worse than the rest of the text, one or two are misjudged.
_CHANCE: Final = 3.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """What two texts are to each other."""

    kind: RelationKind
    #: The first article is the part: the cut version, or the item of the round-up.
    first_is_part: bool
    #: 0 to 1.
    score: float
    reason: str


def compare(alike: Likeness, apart: timedelta, limits: DedupeSettings) -> Copy | str:
    """
    Say what two articles published *apart* are to each other as texts, or in a sentence why nothing.

    Gives `near`, `cut-of` or `contained-in`. Does not ask whether one corrects the other, or whether they lie
    within the window.
    """
    if objection := _too_little(alike, apart, limits) or _contradiction(
        alike, is_apart=apart > limits.close, most=limits.edited
    ):
        return objection
    kind = _kind(alike)
    return Copy(
        kind=kind,
        first_is_part=alike.first_is_shorter,
        score=round((alike.found + alike.runs) / 2, 3),
        reason=_reason(alike, kind),
    )


def _too_little(alike: Likeness, apart: timedelta, limits: DedupeSettings) -> str:
    """Say in a sentence why so little is shared that nothing more need be looked at, or nothing."""
    if alike.shorter < limits.words:
        return f"one has only {alike.shorter} words; from {limits.words} on texts are compared"
    same = _same_subject(alike) or (alike.found >= limits.untitled and _same_figures(alike))
    found = limits.found if same else limits.untitled
    runs = limits.runs if same else limits.untitled
    if apart > limits.close:
        runs = max(runs, limits.apart)
    titles = "" if same else " under titles that differ"
    if alike.found < found:
        share = f"{alike.found:.0%} of the shorter text"
        return f"{share} stands in the other{titles}, {found:.0%} is needed"
    if alike.runs < runs:
        return f"{alike.runs:.0%} of its runs of words stand in the other{titles}, {runs:.0%} are needed"
    return ""


def _contradiction(alike: Likeness, *, is_apart: bool, most: float) -> str:
    """
    Say in a sentence what contradicts that one copies the other, or nothing.

    An editor drops and respells whatever comes; a template is filled in anew exactly where numbers and names
    stand. So these may be missing as often as other words are, give or take chance, and one more.
    """
    edited = _LEAST_EDITED if is_apart else min(most, max(_LEAST_EDITED, alike.edited))
    slip = alike.slipped and not is_apart and alike.runs >= _UNTOUCHED and not alike.names_missing
    if not slip and _exceeds(alike.numbers, alike.numbers_missing, alike.numbers_replaced, edited):
        return _refilled("numbers", alike.numbers, alike.numbers_missing)
    if _exceeds(alike.names, alike.names_missing, alike.names_replaced, edited):
        return _refilled("names", alike.names, alike.names_missing)
    if _other_subject(alike):
        return "what one title and its text are about is not in the other article"
    if alike.denied:
        return "one begins by denying what the other says, under another title"
    if alike.titles_disagree and (alike.numbers_replaced or alike.names_replaced > 1):
        return "a number in one title, and more, is not in the other article"
    return ""


def _refilled(what: str, count: int, missing: int) -> str:
    return f"{missing} of {count} {what} are not in the other text, as in a template filled in anew"


def _exceeds(count: int, missing: int, replaced: int, rate: float) -> bool:
    """Say whether more are missing than *rate* and chance account for; one not replaced is forgiven."""
    counted = missing - min(1, missing - replaced)
    return counted > count * rate + _CHANCE * sqrt(count * rate * (1 - rate))


def _other_subject(alike: Likeness) -> bool:
    """Say whether an article is about something, by title and text, that the other does not name at all."""
    both = alike.lost > 0 and alike.added > 0
    more = alike.added > 1 and alike.covered >= _MOSTLY
    return alike.lost > 1 or (alike.names_missing > 0 and (both or more))


def _same_subject(alike: Likeness) -> bool:
    """Say whether the titles agree, or each article speaks of what the other's title does."""
    if alike.titles >= _TITLES:
        return alike.subject_other >= _SUBJECT
    lesser, greater = _SUBJECTS
    return alike.subject >= lesser and alike.subject_other >= greater


def _same_figures(alike: Likeness) -> bool:
    """Say whether numbers and names are many, and all the same."""
    return alike.numbers + alike.names >= _FIGURES and not (alike.numbers_missing or alike.names_missing)


def _kind(alike: Likeness) -> RelationKind:
    titled = alike.titles >= _TITLES
    margin = _MARGIN if alike.kin >= _KIN else _NO_ITEM
    alone = titled or alike.margin <= margin
    if alike.covered >= _WHOLE or (alike.covered >= _MOSTLY and alone):
        return RelationKind.NEAR
    if titled or (not alike.added and alike.begins and alike.kin >= _KIN):
        return RelationKind.CUT_OF
    return RelationKind.CONTAINED_IN


def _reason(alike: Likeness, kind: RelationKind) -> str:
    sizes = f"({alike.shorter} of {alike.longer} words)"
    shared = f"{alike.found:.0%} of the shorter text {sizes} stands in the longer"
    if kind is RelationKind.NEAR:
        return f"{shared}, and {alike.covered:.0%} of the longer in the shorter"
    if kind is RelationKind.CUT_OF:
        return f"{shared}, which goes on about the same"
    return f"{shared}, among other things"
