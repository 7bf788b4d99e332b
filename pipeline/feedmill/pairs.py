"""
Pairs of a file before the judge: what it makes of each, and how often it is right.

Fetches, stores and publishes nothing. The label of a pair is looked at only when it is counted.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import numpy as np
from numpy.typing import NDArray

from feedmill.dedupe import lookalike, relate
from feedmill.dedupe.near import near
from feedmill.dedupe.relations import needed, shared
from feedmill.errors import UsageError
from feedmill.model import Article, DedupeSettings, Entry, Hints, Relation, Site, Source
from feedmill.normalise import normalise
from feedmill.text.dates import read_date

__all__ = ["Intervals", "Judged", "Line", "Score", "as_article", "decide_pairs", "intervals", "score"]

#: A line's place in its file (`file:number`), and the object that stands there.
Line = tuple[str, Mapping[str, object]]

#: Older dates than feeds show may stand in a file: what is compared is their distance.
_EARLIEST = 1000

#: Times that as many pairs are drawn anew, and which of these draws an interval holds: 95 %. The seed makes
#: a file give the same interval always.
_DRAWS: Final = 1000
_TAILS: Final = (0.025, 0.975)
_SEED: Final = 20261124


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """What the judge made of a pair, and what its line says."""

    duplicate: bool
    #: As in the contract; empty = none.
    relation: str
    #: 0 to 1.
    score: float
    reason: str
    #: The label.
    expected: bool
    edit: str
    titles: tuple[str, str]

    @property
    def right(self) -> bool:
        """Say whether decision and label agree."""
        return self.duplicate is self.expected


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """How often the judge was right; pairs that it found and that are duplicates are true positives."""

    tp: int = 0
    fp: int = 0
    fn: int = 0
    tn: int = 0

    @property
    def pairs(self) -> int:
        """Count the pairs."""
        return self.tp + self.fp + self.fn + self.tn

    @property
    def precision(self) -> float | None:
        """Give the share of found pairs that are duplicates; None where none was found."""
        return self.tp / (self.tp + self.fp) if self.tp + self.fp else None

    @property
    def recall(self) -> float | None:
        """Give the share of duplicates that were found; None where there are none."""
        return self.tp / (self.tp + self.fn) if self.tp + self.fn else None

    @property
    def f1(self) -> float | None:
        """Give the harmonic mean of both; None where it has no meaning."""
        counted = 2 * self.tp + self.fp + self.fn
        return 2 * self.tp / counted if counted else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Intervals:
    """Where the shares of a `Score` would lie for other pairs of the same sort, 95 times of 100."""

    precision: tuple[float, float] | None
    recall: tuple[float, float] | None
    f1: tuple[float, float] | None


def decide_pairs(lines: Iterable[Line], limits: DedupeSettings, now: datetime) -> Iterator[Judged]:
    """
    Decide about each line's pair, in order.

    Raises:
        UsageError: A line lacks `a`, `b` or the label, or one of them is no such thing.
    """
    for place, line in lines:
        label = line.get("duplicate")
        if not isinstance(label, bool):
            raise UsageError(f'{place}: "duplicate" must be true or false')
        one, other = (as_article(place, line, name, now) for name in "ab")
        found = _relation(one, other, limits)
        tie = found if isinstance(found, Relation) else None
        yield Judged(
            duplicate=tie is not None,
            relation=tie.kind.value if tie else "",
            score=tie.score if tie else 0.0,
            reason=found if isinstance(found, str) else found.reason,
            expected=label,
            edit=str(line.get("edit", "")),
            titles=(one.title, other.title),
        )


def score(decisions: Iterable[Judged]) -> Score:
    """Count how often the judge was right."""
    counts = {"tp": 0, "fp": 0, "fn": 0, "tn": 0}
    for one in decisions:
        counts[("t" if one.right else "f") + ("p" if one.duplicate else "n")] += 1
    return Score(**counts)


def intervals(measured: Score) -> Intervals:
    """
    Give 95 % intervals by the percentile bootstrap: pairs are drawn with replacement, as many as there are.

    A share has none where it has no meaning; draws in which it has none are not counted. Says nothing of
    pairs of another sort. Where every decision is right it is a point, though three errors in as many other
    pairs would not surprise (the rule of three).
    """
    if not measured.pairs:
        return Intervals(precision=None, recall=None, f1=None)
    counts = np.array([measured.tp, measured.fp, measured.fn, measured.tn])
    # To draw pairs and count them is to draw the counts.
    drawn = np.random.default_rng(_SEED).multinomial(measured.pairs, counts / measured.pairs, size=_DRAWS)
    tp, fp, fn, _ = drawn.T
    return Intervals(
        precision=_interval(tp, tp + fp),
        recall=_interval(tp, tp + fn),
        f1=_interval(2 * tp, 2 * tp + fp + fn),
    )


def _interval(part: NDArray[np.int64], whole: NDArray[np.int64]) -> tuple[float, float] | None:
    if not whole.any():
        return None
    low, high = np.quantile(part[whole > 0] / whole[whole > 0], _TAILS)
    return round(float(low), 4), round(float(high), 4)


def _relation(one: Article, other: Article, limits: DedupeSettings) -> Relation | str:
    """Give the strongest relation between two articles that are in no source, or why there is none."""
    mine, theirs = lookalike(one), lookalike(other)
    if found := relate(mine, [theirs], {}, limits):
        return found[0]
    if (number := shared(mine, theirs)) < (least := needed(mine, theirs)):
        return f"{number} sampled runs of words in common, {least} are needed"
    return near(mine, theirs, limits)


def as_article(place: str, line: Mapping[str, object], name: str, now: datetime) -> Article:
    """Make an article of one side of a pair, in a source of its own; without a date it is of *now*."""
    side = line.get(name)
    if not isinstance(side, dict) or not (_string(side, "title") or _string(side, "body")):
        raise UsageError(f'{place}: "{name}" must be an object with a title or a body')
    dated = read_date(_string(side, "date").partition("&")[0], earliest=_EARLIEST)
    entry = Entry(
        guid=_string(side, "id") or f"{place}/{name}",
        link=_string(side, "url"),
        title=_string(side, "title"),
        content=_string(side, "body"),
        language=_string(side, "language"),
    )
    source = Source(id=_string(side, "source") or name, kind="feed", address="")
    return normalise(
        entry,
        source=source,
        site=Site(),
        address="",
        hints=Hints(),
        now=dated or now,
        undated=0,
        shared_link=False,
    )


def _string(side: Mapping[str, object], name: str) -> str:
    value = side.get(name)
    return value if isinstance(value, str) else ""
