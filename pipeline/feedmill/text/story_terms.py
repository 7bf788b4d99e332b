"""
Story terms: the words by which a text says what happened, and the keys by which others on it are found.

No list of rare words and no count over an archive stands behind them: a word weighs by where it stands in
its own article, and by whether it names something. Words are cut to their first letters, which folds most
endings of most languages. This file knows no article and compares nothing.
"""

from __future__ import annotations

import re
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
    WIDE,
)
from feedmill.text.words import spell

__all__ = ["FEW", "KEYED", "MARKED", "VERSION", "WORDED", "Terms", "story_keys", "terms", "worth"]

#: Goes up with every change of a key; keys of two versions share nothing.
VERSION: Final = 1
#: Reports say what happened first: what stands behind so many characters is background.
_REPORT: Final = 1_600
#: Sentences of a text that, with its title, say what it is about.
_LEAD: Final = 2
#: Words are compared by so many first letters.
_STEM: Final = 5
#: Shorter words say little, unless they are names or numbers.
_SHORT: Final = 4
#: An article is found by its weightiest marks, so many: by every two of them, and by each of the first with
#: each of its weightiest other terms, so many.
MARKED: Final = 10
WORDED: Final = 8
#: One with fewer marks (many scripts have no capitals) is found by every three of so many weightiest terms.
FEW: Final = 3
KEYED: Final = 9
_SHARED: Final = 3
#: What a strong key is worth.
_STRONG: Final = 2
#: Odd numbers, one for each place in a key: the fractional parts of √2, √3, √5.
_PLACES: Final = (0x6A09E667F3BCC909, 0xBB67AE8584CAA73B, 0x3C6EF372FE94F82B)
_ONES: Final = (1 << 64) - 1
#: A name, or a number of three signs, is worth so many words, a word of the title so many of the text.
#: Chosen on stories of ours.
_NAMED: Final = 2.5
_TITLED: Final = 2.0
#: German, which alone writes nouns with capitals, shows in these words: by this share of them, and by that of
#: capitals.
_GERMAN: Final = frozenset(("der", "und", "dem", "eine", "einen", "von", "vom", "im", "zum", "zur", "nicht"))
_GERMANS: Final = 0.02
_NOUNS: Final = 0.15
#: Words of a title that stand in capitals beyond this share are written so, whatever they name.
_CAPITALS: Final = 0.6
#: Numbers of two digits, years, and round ones: they stand in reports on anything.
_PLAIN: Final = re.compile(r"\d?\d|\d?\d\.\d?[05]|\d\.\d|(?:19|20)\d\d|\d+0")
_WIDE: Final = frozenset(word[:_STEM] for word in WIDE | CALENDAR)
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
    #: Names and numbers that few other events have: of a person the last name, no country, no office, no
    #: month, no year, nothing round.
    marks: frozenset[str]
    #: These, and what begins a sentence and may be such a name: the weightiest first.
    possible: tuple[str, ...]
    #: The text writes nouns with capitals, as German does: names are not told from them.
    nouns: bool
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
    #: What `story_keys` gives.
    keys: frozenset[int]


@lru_cache(maxsize=1024)  # a batch compares one article with several others, and asks for its keys
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
    marks = _marks(told, names, weights)
    maybe = marks | _first_words([head, *told], weights)
    possible = tuple(sorted(maybe, key=lambda stem: (-weights[stem], stem)))
    low = [word.lower() for word in head]
    round_up = _is_round_up(title, low)
    opening = low + [word.lower() for words in told[:_LEAD] for word in words]
    return Terms(
        title=titled,
        lead=lead,
        weights=weights,
        names=frozenset(names & weights.keys()),
        marks=frozenset(marks),
        possible=possible,
        nouns=_writes_nouns(told),
        subjects=_subjects(titled & names, counts, names),
        places=_places(low),
        days=frozenset(word for word in opening if word in CALENDAR),
        denies=any(word in NEGATIONS for word in low),
        refuses=any(word in NEGATIONS or word.startswith(REFUSALS) for word in opening),
        round_up=round_up,
        keys=frozenset() if round_up else _keys(weights, possible),
    )


def story_keys(title: str, text: str) -> frozenset[int]:
    """
    Give the keys that articles on one event are found by.

    Two marks make one, or a mark and a weighty term; with few marks, three weighty terms. At most 109, signed
    numbers of 64 bits; nothing for a round-up, or an article that says too little.
    """
    return terms(title, text).keys


def worth(keys: Iterable[int]) -> int:
    """Give what shared keys are worth: two for two marks or three words, one for a mark with a word."""
    return sum(_STRONG - (key & 1) for key in keys)


def _keys(weights: Mapping[str, float], possible: tuple[str, ...]) -> frozenset[int]:
    ranked = sorted(weights, key=lambda stem: (-weights[stem], stem))
    marks = possible[:MARKED]
    words = [stem for stem in ranked if stem not in marks][:WORDED]
    threes = combinations(sorted(ranked[:KEYED]), _SHARED) if len(marks) < FEW else ()
    numbers = {stem: int(xxh64(str(VERSION), stem), 16) for stem in {*marks, *words, *ranked[:KEYED]}}
    strong = (
        _key([numbers[stem] for stem in each], 0) for each in [*combinations(sorted(marks), 2), *threes]
    )
    weak = (_key([numbers[mark], numbers[word]], 1) for mark in marks[:WORDED] for word in words)
    return frozenset([*strong, *weak])


def _key(numbers: Iterable[int], weak: int) -> int:
    """Mix a key of 64 signed bits, of which the last says what it is worth."""
    total = sum(number * place for number, place in zip(numbers, _PLACES, strict=False)) & _ONES
    total = total >> 1 << 1 | weak
    return total - (_ONES + 1) if total > _ONES >> 1 else total


def _marks(told: list[list[str]], names: set[str], weights: Mapping[str, float]) -> set[str]:
    """Give names, of those written side by side the last one, and numbers that few other events have."""
    leading: dict[str, str] = {}
    for words in told:
        run: list[str] = []
        for word in [*words, ""]:
            if _is_name(word) and _stem(word) in names:
                run.append(_stem(word))
            else:
                leading |= {stem: run[-1] for stem in run if stem not in leading}
                run = []
    found = {leading.get(stem, stem) for stem in names & weights.keys()}
    numbers = {stem for stem in weights if stem[0].isdigit() and not _PLAIN.fullmatch(stem)}
    return (found & weights.keys()) - _WIDE | numbers


def _first_words(told: Iterable[list[str]], weights: Mapping[str, float]) -> set[str]:
    """Give what begins a sentence, and may be a name or not."""
    return {_stem(words[0]) for words in told if words and _is_name(words[0])} & weights.keys() - _WIDE


def _writes_nouns(told: list[list[str]]) -> bool:
    inner = [word for words in told for word in words[1:]]
    german = sum(word in _GERMAN for word in inner)
    return german > _GERMANS * len(inner) and sum(map(str.istitle, inner)) > _NOUNS * len(inner)


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
    stem, says = _read(word)
    return stem if says or (says is not None and stem in names) else ""


@lru_cache(maxsize=32_768)  # the words of a language repeat
def _read(word: str) -> tuple[str, bool | None]:
    """Give a word's stem, and whether it says something: None for common words, False if only as a name."""
    low = plain_letters(word.lower())
    stem = low if any(map(str.isdigit, low)) else low[:_STEM]
    if word.lower() in COMMON:
        return stem, None
    return stem, len(low) >= _SHORT or low[0].isdigit() or low[0] > "\u2e7f"


def _stem(word: str) -> str:
    return _read(word)[0]


def _is_name(word: str) -> bool:
    return word[:1].isupper() and _read(word)[1] is not None


def _title_names(head: list[str]) -> set[str]:
    """Give the names of a title, if it is not one that writes every word with a capital."""
    capital = [word for word in head[1:] if _is_name(word)]
    acronyms = {_stem(word) for word in head if word.isupper() and len(word) > 1}
    if len(capital) > _CAPITALS * max(1, len(head) - 1):
        return set() if sum(map(str.isupper, head)) > _CAPITALS * len(head) else acronyms
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
