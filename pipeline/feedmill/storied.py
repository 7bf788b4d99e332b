"""
Articles of a file before the judge of stories: which it ties, and how often it is right.

Fetches, stores and publishes nothing. The label of an article is looked at only when pairs are counted.
Beside the judge stands a baseline that looks at titles alone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import combinations
from random import Random
from typing import Final

from feedmill.dedupe import group, lookalike, relate
from feedmill.dedupe.groups import GROUPING
from feedmill.dedupe.story import story
from feedmill.errors import UsageError
from feedmill.model import Article, DedupeSettings, Relation, RelationKind
from feedmill.pairs import Line, Score, as_article
from feedmill.text.story_words import COMMON
from feedmill.text.words import fold

__all__ = ["Measured", "Tried", "Wrong", "try_stories"]

#: The baseline: titles that are equal, or that share three words and 60 % of the shorter one's, within 120
#: hours. These are the figures of NewsBlur's first tier (`apps/clustering/models.py`), done anew here.
_BASE_WORDS: Final = 3
_BASE_SHARE: Final = 0.6
_BASE_WINDOW: Final = timedelta(hours=120)

#: Times that stories are drawn anew, with a seed so that a file always gives the same interval.
_DRAWS: Final = 1000
_SEED: Final = 20261124
#: The interval holds 95 % of the draws.
_TAILS: Final = (0.025, 0.975)

#: Two places in the file, the earlier first.
_Pair = tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """How often one way to tie pairs is right, and the 95 % interval of its F1 over stories drawn anew."""

    score: Score
    low: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Wrong:
    """A pair that was decided otherwise than its labels say."""

    tied: bool
    titles: tuple[str, str]
    reason: str
    score: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """What came of a file."""

    articles: int
    stories: int
    #: Pairs that are themselves related.
    pairs: Measured
    #: Pairs that stand in one group: what readers see.
    groups: Measured
    baseline: Measured
    #: Of `pairs`, those tied first, the surest first.
    wrong: tuple[Wrong, ...]


def try_stories(lines: Iterable[Line], limits: DedupeSettings, now: datetime) -> Tried:
    """
    Tie the articles of *lines*, in any order, and count how often pairs are tied as their `story` says.

    Raises:
        UsageError: A line lacks `story`, or both title and body.
    """
    labels: list[str] = []
    articles: list[Article] = []
    for place, line in lines:
        label = line.get("story")
        if not isinstance(label, str) or not label:
            raise UsageError(f'{place}: "story" must be the name of a story')
        labels.append(label)
        articles.append(as_article(place, {f"line-{len(labels)}": line}, f"line-{len(labels)}", now))
    decided = {pair: _tie(articles, pair, limits) for pair in combinations(range(len(articles)), 2)}
    tied = {pair for pair, tie in decided.items() if isinstance(tie, Relation)}
    relations = [tie for tie in decided.values() if isinstance(tie, Relation)]
    return Tried(
        articles=len(articles),
        stories=len(set(labels)),
        pairs=_measured(tied, labels),
        groups=_measured(_grouped(articles, relations), labels),
        baseline=_measured(_by_titles(articles), labels),
        wrong=_wrong(articles, labels, decided),
    )


def _tie(articles: Sequence[Article], pair: _Pair, limits: DedupeSettings) -> Relation | str:
    """Give the relation that puts two articles into one group, or why there is none."""
    one, other = (lookalike(articles[place]) for place in pair)
    if found := relate(one, [other], {}, limits):
        grouping = [each for each in found if each.kind in GROUPING]
        return grouping[0] if grouping else f"one holds the other among other things: {found[0].reason}"
    return story(one, other, limits)


def _grouped(articles: Sequence[Article], relations: Iterable[Relation]) -> set[_Pair]:
    places = {article.id: place for place, article in enumerate(articles)}
    dates = {article.id: article.published for article in articles}
    groups = group(dates, relations, frozenset(RelationKind))
    return {
        (min(pair), max(pair))
        for one in groups
        for pair in combinations([places[member] for member in one.members], 2)
    }


def _by_titles(articles: Sequence[Article]) -> set[_Pair]:
    """Tie pairs by the baseline."""
    said = [_said(article) for article in articles]
    found = set()
    for pair in combinations(range(len(articles)), 2):
        one, other = (articles[place] for place in pair)
        if abs(one.published - other.published) > _BASE_WINDOW:
            continue
        mine, theirs = (said[place] for place in pair)
        shared = len(mine & theirs)
        close = shared >= _BASE_WORDS and shared >= _BASE_SHARE * min(len(mine), len(theirs))
        if close or (fold(one.title) and fold(one.title) == fold(other.title)):
            found.add(pair)
    return found


def _said(article: Article) -> frozenset[str]:
    """Give the words of a title that say something: no numbers, nothing of the source's name, no plural."""
    ours = {*fold(article.source).split(), *COMMON}
    words = (word for word in fold(article.title).split() if word not in ours and word.isalpha())
    return frozenset(word.removesuffix("s") for word in words)


def _measured(tied: set[_Pair], labels: Sequence[str]) -> Measured:
    every = combinations(range(len(labels)), 2)
    same = {(i, j) for i, j in every if labels[i] == labels[j]}
    right = Counter(labels[i] for i, j in tied & same)
    missed = Counter(labels[i] for i, j in same - tied)
    false = Counter((labels[i], labels[j]) for i, j in tied - same)
    tp, fp, fn = right.total(), false.total(), missed.total()
    whole = len(labels) * (len(labels) - 1) // 2
    low, high = _interval(sorted(set(labels)), right, missed, false)
    return Measured(score=Score(tp=tp, fp=fp, fn=fn, tn=whole - tp - fp - fn), low=low, high=high)


def _interval(
    stories: Sequence[str], right: Counter[str], missed: Counter[str], false: Counter[tuple[str, str]]
) -> tuple[float, float]:
    """Give the interval of F1: stories are drawn with replacement, a pair of two of them counts for both."""
    if not stories:
        return 0.0, 0.0
    random = Random(_SEED)  # noqa: S311 - draws of a statistic
    found = []
    for _ in range(_DRAWS):
        drawn = Counter(random.choices(stories, k=len(stories)))
        tp = sum(number * drawn[name] for name, number in right.items())
        fn = sum(number * drawn[name] for name, number in missed.items())
        fp = sum(number * drawn[one] * drawn[other] for (one, other), number in false.items())
        found.append(Score(tp=tp, fp=fp, fn=fn).f1 or 0.0)
    found.sort()
    low, high = (found[int(tail * (_DRAWS - 1))] for tail in _TAILS)
    return low, high


def _wrong(
    articles: Sequence[Article], labels: Sequence[str], decided: dict[_Pair, Relation | str]
) -> tuple[Wrong, ...]:
    found = [
        Wrong(
            tied=isinstance(tie, Relation),
            titles=(articles[i].title, articles[j].title),
            reason=tie if isinstance(tie, str) else f"{tie.kind}: {tie.reason}",
            score=0.0 if isinstance(tie, str) else tie.score,
        )
        for (i, j), tie in decided.items()
        if isinstance(tie, Relation) is not (labels[i] == labels[j])
    ]
    return tuple(sorted(found, key=lambda one: (not one.tied, -one.score, one.titles)))
