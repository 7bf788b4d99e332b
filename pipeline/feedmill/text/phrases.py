"""
Phrases: sequences of words as people write them in filters and term sets, found in texts.

A phrase is matched word by word on norms (see `words`). This file knows how a phrase is written
(`assist*`, `"financial assistance"`, `=US`) and where it stands; it knows no AND, OR or fields.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from feedmill.text.forms import forms
from feedmill.text.neighbours import Neighbours
from feedmill.text.passages import UNJOINED, Passage, passage
from feedmill.text.quoting import shortened
from feedmill.text.stems import check_language
from feedmill.text.word_index import WordIndex
from feedmill.text.words import spell, words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

__all__ = [
    "Part",
    "Passage",
    "Phrase",
    "PhraseSet",
    "Span",
    "find",
    "occurs",
    "occurs_any",
    "passage",
    "phrase_set",
    "positions",
    "read_phrase",
]


#: Looking for so many phrases costs more than looking at all places of the word that they share.
_MANY = 4
_PAIR = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One word of a phrase."""

    norm: str
    #: The word of the text need only begin like this.
    prefix: bool = False
    #: Its spelling with case, where that must agree; empty = any.
    exact: str = ""
    #: The language whose stem the norm is, to be found among stems; empty = it is none.
    stem: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrase:
    """Words that must follow each other; never empty."""

    #: As the operator wrote it, without quotes or "=".
    written: str
    parts: tuple[Part, ...]
    #: What stands in every folded text, padded with spaces, that holds the phrase: its words in a
    #: row, those after its last inner prefix.
    trace: str = field(init=False, compare=False, repr=False)
    #: The same with case, if that must agree; else empty, which stands in every text.
    spelling: str = field(init=False, compare=False, repr=False)
    #: The letters and digits of its last exact spelling: no text of ASCII without them holds it.
    letters: str = field(init=False, compare=False, repr=False)
    #: Where the spelling stands as it is, the phrase does.
    plain: bool = field(init=False, compare=False, repr=False)
    #: Where the trace stands, the phrase does: no inner prefix, no exact spelling.
    sure: bool = field(init=False, compare=False, repr=False)
    #: Its whole words: where one is missed in a vocabulary, the phrase is.
    whole: frozenset[str] = field(init=False, compare=False, repr=False)
    #: How many words of the phrase stand before its trace.
    lead: int = field(init=False, compare=False, repr=False)
    #: The language whose stems all its words are; empty = they are none.
    stem: str = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        """Work out the traces."""
        lead = max((number for number, part in enumerate(self.parts[:-1], start=1) if part.prefix), default=0)
        row = self.parts[lead:]
        end = "" if row[-1].prefix else " "
        exact = all(part.exact for part in row)
        spelling = f" {' '.join(part.exact for part in row)}{end}" if exact else ""
        object.__setattr__(self, "trace", f" {' '.join(part.norm for part in row)}{end}")
        object.__setattr__(self, "spelling", spelling)
        object.__setattr__(self, "letters", row[-1].exact.translate(UNJOINED))
        bare = spelling.replace(" ", "")
        object.__setattr__(self, "plain", not lead and end != "" and bare.isascii() and bare.isalnum())
        object.__setattr__(self, "sure", not lead and not any(part.exact for part in self.parts))
        object.__setattr__(self, "lead", lead)
        object.__setattr__(self, "stem", self.parts[0].stem)
        whole = frozenset(part.norm for part in self.parts if not part.prefix)
        object.__setattr__(self, "whole", whole)

    def rarest(self) -> Part:
        """Give the word that is probably the rarest in texts: a long one, a whole one, one with a digit."""
        return max(self.parts, key=_rarity)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Group:
    """Numbers of the phrases of a set that share their rarest word."""

    #: They are that word alone, and stand where it does.
    single: tuple[int, ...]
    #: They must be looked for.
    unsure: tuple[int, ...]
    #: Of the rest, which are many, those that have the right neighbour: the same, once that is known.
    paired: Neighbours | None
    #: Numbers of the paired that must be looked for all the same.
    long: frozenset[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class PhraseSet:
    """Many phrases of which any will do, arranged so that most need no look."""

    phrases: tuple[Phrase, ...]
    #: The rarest words of all phrases.
    index: WordIndex = field(compare=False, repr=False)
    #: For each of these words the phrases that have it.
    groups: tuple[_Group, ...] = field(compare=False, repr=False)
    #: Those that are stems, by language: their numbers, and the same words to be found among stems.
    stemmed: tuple[tuple[str, tuple[int, ...], PhraseSet], ...] = field(default=(), compare=False, repr=False)
    #: A phrase that stands within one of these does not count there.
    barred: PhraseSet | None = None

    def numbers(self, *passages: Passage) -> tuple[set[int], ...]:
        """Give, for each of *passages*, the numbers of the phrases that stand in it; nearly always none."""
        found = self._standing(*passages)
        if self.barred is None or not any(found):
            return found
        return tuple(
            {number for number in numbers if any(self.find(self.phrases[number], passage))}
            for numbers, passage in zip(found, passages, strict=True)
        )

    def find(self, phrase: Phrase, passage: Passage) -> Iterator[Span]:
        """Yield the places of one of the phrases that count, in order."""
        outer = self._barred_spans(passage)
        for span in find(phrase, passage):
            if not any(first <= span.first and span.last <= last for first, last in outer):
                yield span

    def _barred_spans(self, passage: Passage) -> list[Span]:
        if self.barred is None:
            return []
        (numbers,) = self.barred.numbers(passage)
        return [span for number in numbers for span in find(self.barred.phrases[number], passage)]

    def _standing(self, *passages: Passage) -> tuple[set[int], ...]:
        if not self.groups or not self.index.is_awaited(*passages):
            found = tuple(set[int]() for _ in passages)
        else:
            found = tuple(map(self._numbers, passages))
        for language, own, alike in self.stemmed:
            there = alike.numbers(*[passage.stemmed(language) for passage in passages])
            for numbers, more in zip(found, there, strict=True):
                numbers.update([own[number] for number in more])
        return found

    def _numbers(self, passage: Passage) -> set[int]:
        found: set[int] = set()
        for each in self.index.numbers(passage):
            group = self.groups[each]
            found.update(group.single)
            if group.unsure:
                found.update([number for number in group.unsure if occurs(self.phrases[number], passage)])
            if group.paired is not None:
                near = group.paired.numbers(passage.padded)
                found.update([n for n in near if n not in group.long or occurs(self.phrases[n], passage)])
        return found


class Span(NamedTuple):
    """Positions of a phrase's first and last word in a passage."""

    first: int
    last: int


def phrase_set(phrases: Iterable[Phrase], barred: Iterable[Phrase] = ()) -> PhraseSet:
    """Arrange *phrases*, whose order is kept; they do not count within those that are *barred*."""
    arranged = tuple(phrases)
    sharing: dict[tuple[str, bool], list[int]] = {}
    stemmed: dict[str, list[int]] = {}
    for number, phrase in enumerate(arranged):
        if phrase.stem:
            stemmed.setdefault(phrase.stem, []).append(number)
            continue
        rarest = phrase.rarest()
        sharing.setdefault((rarest.norm, rarest.prefix), []).append(number)
    groups = tuple(_group(word, [(number, arranged[number]) for number in sharing[word]]) for word in sharing)
    without = tuple(barred)
    return PhraseSet(
        phrases=arranged,
        index=WordIndex(sharing),
        groups=groups,
        stemmed=tuple(
            (language, tuple(own), phrase_set(_bare(arranged[number]) for number in own))
            for language, own in stemmed.items()
        ),
        barred=phrase_set(without) if without else None,
    )


def _bare(phrase: Phrase) -> Phrase:
    """Take a phrase of stems for one of words, as which it stands among stems."""
    return Phrase(written=phrase.written, parts=tuple(replace(part, stem="") for part in phrase.parts))


def _group(word: tuple[str, bool], phrases: list[tuple[int, Phrase]]) -> _Group:
    """Arrange phrases that have the same rarest word: a norm, and whether a word need only begin so."""
    single = [number for number, phrase in phrases if len(phrase.parts) == 1 and phrase.sure]
    pairs = [(number, phrase) for number, phrase in phrases if len(phrase.parts) > 1]
    paired = Neighbours(word[0], prefix=word[1]) if len(pairs) >= _MANY else None
    unsure = set(dict(phrases)).difference(single)
    if paired is not None:
        unsure.difference_update(dict(pairs))
        for number, phrase in pairs:
            at = phrase.parts.index(phrase.rarest())
            after = at + 1 < len(phrase.parts)
            beside = phrase.parts[at + 1 if after else at - 1]
            paired.add(number, beside.norm, prefix=beside.prefix, after=after)
    long = frozenset(n for n, one in pairs if len(one.parts) > _PAIR or any(part.exact for part in one.parts))
    return _Group(single=tuple(single), unsure=tuple(sorted(unsure)), paired=paired, long=long)


# Filters and the tagger of term sets read the same entries; ten thousand filters, the same words.
@lru_cache(maxsize=32_768)
def read_phrase(written: str, *, exact: bool = False, stem: str = "") -> Phrase:
    """
    Read words that follow each other; a word may end in `*`.

    Args:
        written: The words, without quotes.
        exact: Case must agree.
        stem: The language of whose words any form will do. What is exact, and a word that ends in `*`,
            is found as it is, as in Lucene, which does not analyse them.

    Raises:
        ValueError: A sentence for people: there is no word in it, a `*` stands elsewhere, there are no
            stems of the language, or stems and beginnings of words would have to follow each other.
    """
    parts = tuple(part for chunk in written.split() for part in _parts(chunk, exact=exact))
    if not parts:
        raise ValueError(f'"{shortened(written)}" holds no letter and no digit, so nothing can match it')
    if stem and check_language(stem) and not exact:
        parts = _stemmed(parts, stem, written)
    return Phrase(written=written, parts=parts)


def _stemmed(parts: tuple[Part, ...], language: str, written: str) -> tuple[Part, ...]:
    if not any(part.prefix for part in parts):
        roots = forms(written, [part.norm for part in parts], language)
        return tuple(Part(norm=root, stem=language) for root in roots)
    if len(parts) > 1:
        raise ValueError(
            f'in "{shortened(written)}" every word stands for all its forms, so leave out the *, '
            f"or the language ({language})"
        )
    return parts


def find(phrase: Phrase, passage: Passage) -> Iterator[Span]:
    """Yield every place of *phrase* in *passage*, in order; places may overlap."""
    more = len(phrase.parts) - 1
    passage = passage.stemmed(phrase.stem) if phrase.stem else passage
    for place in _standing(phrase.trace, passage):
        first = place - phrase.lead
        if phrase.sure or (first >= 0 and _all_agree(phrase, first, passage)):
            yield Span(first, first + more)


def occurs(phrase: Phrase, passage: Passage) -> bool:
    """Say whether *phrase* stands anywhere in *passage*; most often its trace does not."""
    passage = passage.stemmed(phrase.stem) if phrase.stem else passage
    if not phrase.whole <= passage.vocabulary or phrase.trace not in passage.padded:
        return False
    if phrase.spelling:
        if phrase.letters and passage.letters is not None and phrase.letters not in passage.letters:
            return False
        if phrase.plain and phrase.spelling in passage.text:
            return True
        # A word's spelling tells its norm, so that this is the trace as well.
        if phrase.spelling not in passage.spelled:
            return False
        if not phrase.lead:
            return True
    return phrase.sure or next(find(phrase, passage), None) is not None


def occurs_any(phrases: PhraseSet, passage: Passage) -> bool:
    """Say whether any phrase of a set stands in *passage*."""
    return any(phrases.numbers(passage))


def positions(part: Part, passage: Passage) -> tuple[int, ...]:
    """Give the positions of the words that one word of a phrase matches, in order."""
    passage = passage.stemmed(part.stem) if part.stem else passage
    places = _standing(f" {part.norm}{'' if part.prefix else ' '}", passage)
    return tuple(place for place in places if not part.exact or _agrees(part, place, passage))


def _standing(trace: str, passage: Passage) -> Iterator[int]:
    """Yield the positions of the words with which *trace* begins."""
    padded, position, counted = passage.padded, -1, 0
    at = padded.find(trace)
    while at >= 0:
        position += padded.count(" ", counted, at + 1)
        counted = at + 1
        yield position
        at = padded.find(trace, counted)


def _rarity(part: Part) -> int:
    """Guess from its looks how rare a word is: "G7" more than "year", "year" more than "ye*"."""
    return len(part.norm) - 2 * part.prefix + 4 * (not part.norm.isalpha())


def _parts(chunk: str, *, exact: bool) -> tuple[Part, ...]:
    """Read what stands between two spaces; only punctuation gives no part."""
    bare = chunk.rstrip("*")
    if "*" in bare:
        raise ValueError(f'in "{shortened(chunk)}" the * must stand at the end of the word')
    norms = tuple([word.norm for word in words(bare)])
    spelled = spell(bare) if exact else ("",) * len(norms)
    if bare != chunk and not norms:
        raise ValueError('a * must follow the beginning of a word, as in "assist*"')
    return tuple(
        Part(norm=norm, prefix=bare != chunk and place == len(norms), exact=spelling)
        for place, (norm, spelling) in enumerate(zip(norms, spelled, strict=True), start=1)
    )


def _all_agree(phrase: Phrase, first: int, passage: Passage) -> bool:
    return all(_agrees(part, place, passage) for place, part in enumerate(phrase.parts, start=first))


def _agrees(part: Part, place: int, passage: Passage) -> bool:
    """Compare one word; the spelling is looked at last, for it costs most."""
    norm = passage.norms[place]
    same = norm.startswith(part.norm) if part.prefix else norm == part.norm
    if not (same and part.exact):
        return same
    word = passage.word(place)
    spelled = spell(passage.text[word.start : word.end])
    return any(one.startswith(part.exact) if part.prefix else one == part.exact for one in spelled)
