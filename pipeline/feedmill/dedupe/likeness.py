"""
Likeness: how much of one text stands in another, sentence by sentence, and what contradicts it.

A template ("Treasury balances on March 30") repeats its sentences with other numbers and names; a
copy may drop, add and reword sentences but keeps the numbers and names of those it keeps. So a
sentence counts as found when enough of its runs of three words stand in the other text, and then its
numbers and names must stand there too.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from feedmill.dedupe.sketch import Sketch
from feedmill.dedupe.slips import slipped
from feedmill.text.shingles import Hashes, among

__all__ = ["Likeness", "likeness", "runs_shared"]

_RUN = 3
#: Sentences that a text begins with.
_LEAD = 2
#: A sentence is found when this share of its runs of three words stands in the other text: two of three
#: words may differ by then.
_FOUND = 0.25


@dataclass(frozen=True, slots=True, kw_only=True)
class Likeness:
    """What of the shorter text stands in the longer; shares lie between 0 and 1."""

    #: The first of the two is the shorter.
    first_is_shorter: bool
    #: Words of the shorter and of the longer text.
    shorter: int
    longer: int
    #: Share of the shorter text's words in sentences that are found in the longer.
    found: float
    #: The same the other way round.
    covered: float
    #: Share of the shorter text's runs of five words that stand in the longer.
    runs: float
    #: Numbers in found sentences, those of them that the longer text does not have, and those of these in
    #: whose place it has another number.
    numbers: int
    numbers_missing: int
    numbers_replaced: int
    #: A single number is missing, and it looks mistyped.
    slipped: bool
    #: The same for names.
    names: int
    names_missing: int
    names_replaced: int
    #: Share of the other words in found sentences that the other text does not have, of the text where it is
    #: greater: how much was edited.
    edited: float
    #: The longer text begins with what the shorter one has.
    begins: bool
    #: Share of the names in the rest of the longer text (what is not found) that the shorter one has too: the
    #: rest of one story speaks of the same people, the rest of a round-up of others. 1 without such names.
    kin: float
    #: Share of the shorter title's words that the other title has.
    titles: float
    #: Share of a title's words that the other article has, in title or text: the lesser and the greater one.
    subject: float
    subject_other: float
    #: Words of the shorter one's title that its own text repeats, and the other article does not have at all.
    lost: int
    #: The same of the longer article.
    added: int
    #: A number of one title is in neither title nor text of the other article.
    titles_disagree: bool
    #: The first sentence of one denies what the other says in the same words, under another title.
    denied: bool
    #: Words of the longer text before its first found sentence, or after the last, whichever are more.
    margin: int


def likeness(one: Sketch, other: Sketch) -> Likeness:
    """Compare two articles; which is given first matters to `first_is_shorter` alone."""
    first = _is_shorter(one, other)
    short, long = (one, other) if first else (other, one)
    found = _found(short, long)
    back = _found(long, short)
    numbers = _Specifics.of(short, long, short.numbers & found, long.numbers)
    names = _Specifics.of(short, long, short.names & ~short.numbers & found, long.names & ~long.numbers)
    subjects = (_subject(one, other), _subject(other, one))
    return Likeness(
        first_is_shorter=first,
        shorter=len(short.words),
        longer=len(long.words),
        found=_share(found),
        covered=_share(back),
        runs=runs_shared(one, other),
        numbers=numbers.count,
        numbers_missing=numbers.missing,
        numbers_replaced=numbers.replaced,
        slipped=numbers.missing == 1 and slipped(one, other),
        names=names.count,
        names_missing=names.missing,
        names_replaced=names.replaced,
        edited=max(_edited(short, long, found), _edited(long, short, back)),
        begins=_begins(long, back),
        kin=_kin(long, back, short),
        titles=_titles(one.title, other.title),
        subject=min(subjects),
        subject_other=max(subjects),
        lost=_own(short, long),
        added=_own(long, short),
        titles_disagree=bool(
            len(_missing(one.title_numbers, other)) or len(_missing(other.title_numbers, one))
        ),
        denied=subjects != (1.0, 1.0) and (_denies(short, long, found) or _denies(long, short, back)),
        margin=_margin(back),
    )


@dataclass(frozen=True, slots=True)
class _Specifics:
    """Distinct numbers, or names, of a text, as another text has them."""

    count: int
    missing: int
    replaced: int

    @classmethod
    def of(
        cls, text: Sketch, other: Sketch, which: NDArray[np.bool_], others: NDArray[np.bool_]
    ) -> _Specifics:
        """Look for the words *which* of *text* in *other*, whose words of that sort are *others*."""
        places = np.flatnonzero(which)
        words = text.words[places]
        absent = ~among(words, other.known)
        places = places[absent]
        if not len(places):
            return cls(len(np.unique(words)), 0, 0)
        theirs = np.flatnonzero(others)
        before = _met(text.pairs, places - 2, other.pairs, theirs - 2)
        after = _met(text.pairs, places + 1, other.pairs, theirs + 1)
        return cls(
            len(np.unique(words)),
            len(np.unique(words[absent])),
            len(np.unique(text.words[places[before | after]])),
        )


def _met(
    pairs: Hashes, places: NDArray[np.int64], theirs: Hashes, others: NDArray[np.int64]
) -> NDArray[np.bool_]:
    """Say of each place whether the pair of words there stands at one of the places of the other text."""
    known = theirs[others[(others >= 0) & (others < len(theirs))]]
    inside = (places >= 0) & (places < len(pairs))
    met = np.zeros(len(places), np.bool_)
    met[inside] = among(pairs[places[inside]], np.sort(known))
    return met


def _edited(short: Sketch, long: Sketch, found: NDArray[np.bool_]) -> float:
    words = _distinct(short, found & ~(short.names | short.numbers))
    return len(_missing(words, long)) / max(1, len(words))


def _found(text: Sketch, other: Sketch) -> NDArray[np.bool_]:
    """Say of each word of *text* whether its sentence is found in *other*."""
    runs = text.triples
    if not len(runs):
        return np.zeros(len(text.words), np.bool_)
    where = text.sentence[: len(runs)]
    whole = where == text.sentence[_RUN - 1 :]
    hits = whole & among(runs, other.known_triples)
    count = int(text.sentence[-1]) + 1
    possible = np.bincount(where[whole], minlength=count)
    met = np.bincount(where[hits], minlength=count)
    return ((possible > 0) & (met >= possible * _FOUND))[text.sentence]


def _distinct(text: Sketch, which: NDArray[np.bool_]) -> Hashes:
    return np.unique(text.words[which])


def _missing(hashes: Hashes, text: Sketch) -> Hashes:
    return hashes[~among(hashes, text.known)]


def runs_shared(one: Sketch, other: Sketch) -> float:
    """Give the share of the shorter text's runs of five words that stand in the longer: cheap to tell."""
    short, long = (one, other) if _is_shorter(one, other) else (other, one)
    if not len(short.known_fives):
        return 0.0
    first = np.append(True, short.known_fives[1:] != short.known_fives[:-1])
    return _share(among(short.known_fives[first], long.known_fives))


def _is_shorter(one: Sketch, other: Sketch) -> bool:
    return (len(one.words), one.words.sum()) <= (len(other.words), other.words.sum())


def _begins(long: Sketch, back: NDArray[np.bool_]) -> bool:
    """Say whether one of the longer text's first two sentences is found in the shorter."""
    return bool(back[long.sentence < _LEAD].any())


def _margin(back: NDArray[np.bool_]) -> int:
    places = np.flatnonzero(back)
    return max(int(places[0]), len(back) - 1 - int(places[-1])) if len(places) else len(back)


def _denies(text: Sketch, other: Sketch, found: NDArray[np.bool_]) -> bool:
    """Say whether the first sentence holds a "not" that *other* has beside neither of its neighbours."""
    denials = text.denials[found[text.denials]]
    if not len(denials):
        return False
    known = np.sort(other.pairs)
    inner = denials[(denials > 0) & (denials < len(text.pairs))]
    return bool((~among(text.pairs[inner - 1], known) & ~among(text.pairs[inner], known)).any())


def _kin(long: Sketch, back: NDArray[np.bool_], short: Sketch) -> float:
    rest = _distinct(long, long.names & ~long.numbers & ~back)
    return _share(among(rest, short.known)) if len(rest) else 1.0


def _titles(one: Hashes, other: Hashes) -> float:
    short, long = sorted((one, other), key=len)
    return _share(among(short, long))


def _subject(one: Sketch, other: Sketch) -> float:
    return _share(among(one.title, other.known)) if len(one.title) else 1.0


def _own(one: Sketch, other: Sketch) -> int:
    return len(_missing(one.title[among(one.title, np.sort(one.words))], other))


def _share(which: NDArray[np.bool_]) -> float:
    return float(which.mean()) if len(which) else 0.0
