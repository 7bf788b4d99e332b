"""
Story terms: the words by which a text says what happened, and the keys by which others on it are found.

No list of rare words and no count over an archive stands behind them: a word weighs by where it stands in
its own article, and by whether it names something. Words are cut to their first letters, which folds most
endings of most languages. This file knows no article and compares nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations
from math import log2
from typing import Final

from feedmill.text.hashes import xxh64
from feedmill.text.homoglyphs import plain_letters
from feedmill.text.sentences import sentences
from feedmill.text.story_words import (
    CALENDAR,
    COMMON,
    NEGATIONS,
    ORDINALS,
    REFUSALS,
    ROUND_UPS,
    SERIALS,
)
from feedmill.text.words import spell

__all__ = ["KEYED", "VERSION", "Terms", "story_keys", "terms"]

#: Goes up with every change of a key; keys of two versions share nothing.
VERSION: Final = 1
#: Reports say what happened first: what stands behind so many characters is background.
_REPORT: Final = 2_400
#: Sentences of a text that, with its title, say what it is about.
_LEAD: Final = 2
#: Words are compared by so many first letters.
_STEM: Final = 5
#: Shorter words say little, unless they are names or numbers.
_SHORT: Final = 4
#: So many of an article's weightiest terms find others: every three of them make a key.
KEYED: Final = 9
_SHARED: Final = 3
#: A name, or a number of three signs, is worth so many words, a word of the title so many of the text.
#: Chosen on stories of ours.
_NAMED: Final = 2.5
_TITLED: Final = 2.0
#: Words of a title that stand in capitals beyond this share are written so, whatever they name.
_CAPITALS: Final = 0.6
#: A day of a month has so many digits at most.
_DAY: Final = 2
#: The title of one report names one thing; so many parts are a list.
_PARTS: Final = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What one article says, as far as two reports on one event can be told by it."""

    #: Terms of the title.
    title: frozenset[str]
    #: Terms of title and first sentences.
    lead: frozenset[str]
    #: Every term with its weight.
    weights: Mapping[str, float]
    #: Terms that name somebody, somewhere or something.
    names: frozenset[str]
    #: What the article is about by name: names of the title that the text repeats, or its most frequent one.
    subjects: frozenset[str]
    #: Places in a series that the title tells: "week 2", "March 30".
    places: frozenset[str]
    #: Days and months that title or first sentences tell.
    days: frozenset[str]
    #: The title denies something; title or first sentences deny or refuse something.
    denies: bool
    refuses: bool
    #: The title promises several stories.
    round_up: bool


@lru_cache(maxsize=512)  # a batch compares one article with several others, and asks for its keys
def terms(title: str, text: str) -> Terms:
    """Give what *title* and visible *text* say, of any script and length."""
    parts = sentences(text[:_REPORT])
    told = [_spelled(part) for part in parts]
    head = _spelled(title)
    names = {_stem(word) for words in told for word in words[1:] if _is_name(word)}
    names |= _title_names(head)
    counts = Counter(stem for words in told for word in words if (stem := _term(word, names)))
    titled = frozenset(stem for word in head if (stem := _term(word, names)))
    lead = titled.union(stem for words in told[:_LEAD] for word in words if (stem := _term(word, names)))
    weights = {
        stem: (1 + log2(1 + counts[stem]))
        * (_NAMED if stem in names or (stem[0].isdigit() and len(stem) > _DAY) else 1.0)
        * (_TITLED if stem in titled else 1.0)
        for stem in sorted(counts.keys() | titled)
    }
    low = [word.lower() for word in head]
    opening = low + [word.lower() for words in told[:_LEAD] for word in words]
    return Terms(
        title=titled,
        lead=lead,
        weights=weights,
        names=frozenset(names & weights.keys()),
        subjects=_subjects(titled & names, counts, names),
        places=_places(low),
        days=frozenset(word for word in opening if word in CALENDAR),
        denies=any(word in NEGATIONS for word in low),
        refuses=any(word in NEGATIONS or word.startswith(REFUSALS) for word in opening),
        round_up=_is_round_up(title, low),
    )


def story_keys(title: str, text: str) -> tuple[int, ...]:
    """
    Give the keys that articles on one event are found by, ascending: three weighty terms make one.

    At most 84, signed numbers of 64 bits; nothing for an article of fewer than three terms, or a round-up.
    """
    said = terms(title, text)
    if said.round_up:
        return ()
    chosen = sorted(said.weights, key=lambda stem: (-said.weights[stem], stem))[:KEYED]
    return tuple(sorted({_key(three) for three in combinations(sorted(chosen), _SHARED)}))


def _key(three: Iterable[str]) -> int:
    return int.from_bytes(bytes.fromhex(xxh64(str(VERSION), *three)), "big", signed=True)


def _spelled(text: str) -> list[str]:
    """Give the words, letters of scripts without spaces in pairs."""
    words: list[str] = []
    before = ""
    for word in spell(text):
        letter = word if len(word) == 1 and word > "\u2e7f" else ""
        if letter:
            if before:
                words.append(before + letter)
        else:
            words.append(word)
        before = letter
    return words


def _term(word: str, names: set[str]) -> str:
    """Give the term that a word counts as, empty for one that says nothing."""
    low = word.lower()
    if low in COMMON:
        return ""
    stem = _stem(word)
    return stem if len(low) >= _SHORT or stem in names or low[0].isdigit() or low[0] > "\u2e7f" else ""


def _stem(word: str) -> str:
    low = plain_letters(word.lower())
    return low if any(map(str.isdigit, low)) else low[:_STEM]


def _is_name(word: str) -> bool:
    return word[:1].isupper() and word.lower() not in COMMON


def _title_names(head: list[str]) -> set[str]:
    """Give the names of a title, if it is not one that writes every word with a capital."""
    capital = [word for word in head[1:] if _is_name(word)]
    acronyms = {_stem(word) for word in head if word.isupper() and len(word) > 1}
    if len(capital) > _CAPITALS * max(1, len(head) - 1):
        return set() if all(map(str.isupper, head)) else acronyms
    return acronyms | {_stem(word) for word in capital}


def _subjects(titled: Iterable[str], counts: Mapping[str, int], names: set[str]) -> frozenset[str]:
    named = frozenset(stem for stem in titled if counts.get(stem, 0))
    if named:
        return named
    most = max((counts[stem] for stem in names if stem in counts), default=0)
    return frozenset(stem for stem in names if most > 1 and counts.get(stem) == most)


def _places(low: list[str]) -> frozenset[str]:
    """Give what in a title counts the parts of a series: a serial word, or a month, with its number."""
    found = set()
    for place, word in enumerate(low):
        beside = low[place + 1 : place + 2] + low[max(0, place - 1) : place]
        number = next((each for each in beside if each.isdigit() or each in ORDINALS), "")
        if word in SERIALS and number:
            found.add(f"{SERIALS[word]} {ORDINALS.get(number, number)}")
        elif word in CALENDAR:
            found |= {f"{word} {day}" for day in beside if day.isdigit() and len(day) <= _DAY}
    return frozenset(found)


def _is_round_up(title: str, low: list[str]) -> bool:
    told = f" {' '.join(low)} "
    lists = sum(title.count(mark) for mark in ";；|•·") + 1  # noqa: RUF001 - marks of other scripts
    return lists >= _PARTS or any(f" {phrase} " in told for phrase in ROUND_UPS)
