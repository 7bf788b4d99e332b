"""
Phrases: sequences of words as people write them in filters and term sets, found in texts.

A phrase is matched word by word on norms (see `words`). This file knows how a phrase is written
(`assist*`, `"financial assistance"`, `=US`) and where it stands; it knows no AND, OR or fields.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from functools import lru_cache
from itertools import repeat
from typing import TYPE_CHECKING, NamedTuple

from feedmill.text.words import Word, spell, words

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
    "read_entry",
    "read_phrase",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One word of a phrase."""

    norm: str
    #: The word of the text need only begin like this.
    prefix: bool = False
    #: Its spelling with case, where that must agree; empty = any.
    exact: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrase:
    """Words that must follow each other; never empty."""

    #: As the operator wrote it, without quotes or "=".
    written: str
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A text made ready for finding: built once, asked often."""

    text: str
    words: tuple[Word, ...]
    #: Norm → the positions where it stands, in order.
    index: dict[str, tuple[int, ...]]
    #: Its norms, sorted, for prefixes.
    vocabulary: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PhraseSet:
    """Many phrases of which any will do, arranged so that most need no look."""

    phrases: tuple[Phrase, ...]
    #: Norm of a first word → the numbers of the phrases that begin with it.
    first: dict[str, tuple[int, ...]]
    #: The numbers of the phrases whose first word is a prefix.
    prefixed: tuple[int, ...]

    def likely(self, passage: Passage) -> tuple[Phrase, ...]:
        """Give the phrases that may stand in *passage*, in their order."""
        numbers = [number for norm in self.first.keys() & passage.index.keys() for number in self.first[norm]]
        return tuple(self.phrases[number] for number in sorted((*numbers, *self.prefixed)))


class Span(NamedTuple):
    """Positions of a phrase's first and last word in a passage."""

    first: int
    last: int


@lru_cache(maxsize=4)  # an article's title and text are asked for by tags, then by filters
def passage(text: str) -> Passage:
    """Make *text* ready for finding."""
    found = words(text)
    index: dict[str, list[int]] = {}
    for position, word in enumerate(found):
        index.setdefault(word.norm, []).append(position)
    frozen = {norm: tuple(places) for norm, places in index.items()}
    return Passage(text=text, words=found, index=frozen, vocabulary=tuple(sorted(frozen)))


def phrase_set(phrases: Iterable[Phrase]) -> PhraseSet:
    """Arrange *phrases*; their order is kept."""
    arranged = tuple(phrases)
    first: dict[str, list[int]] = {}
    for number, phrase in enumerate(arranged):
        if not phrase.parts[0].prefix:
            first.setdefault(phrase.parts[0].norm, []).append(number)
    return PhraseSet(
        phrases=arranged,
        first={norm: tuple(numbers) for norm, numbers in first.items()},
        prefixed=tuple(number for number, phrase in enumerate(arranged) if phrase.parts[0].prefix),
    )


def read_phrase(written: str, *, exact: bool = False) -> Phrase:
    """
    Read words that follow each other; a word may end in `*`.

    Args:
        written: The words, without quotes.
        exact: Case must agree.

    Raises:
        ValueError: A sentence for people: there is no word in it, or a `*` stands elsewhere.
    """
    parts = tuple(part for chunk in written.split() for part in _parts(chunk, exact=exact))
    if not parts:
        raise ValueError(f'"{written}" holds no letter and no digit, so nothing can match it')
    return Phrase(written=written, parts=parts)


def read_entry(entry: str) -> Phrase:
    """
    Read an entry of a term set: a word, a phrase, `prefix*`, or `=Exact`.

    Raises:
        ValueError: As for `read_phrase`.
    """
    exact = entry.startswith("=")
    return read_phrase(entry[1:] if exact else entry, exact=exact)


def find(phrase: Phrase, passage: Passage) -> Iterator[Span]:
    """Yield every place of *phrase* in *passage*, in order; places may overlap."""
    length, rest = len(phrase.parts), phrase.parts[1:]
    for first in positions(phrase.parts[0], passage):
        following = passage.words[first + 1 : first + length]
        if len(following) == len(rest) and all(map(_agrees, rest, following, repeat(passage))):
            yield Span(first, first + length - 1)


def occurs(phrase: Phrase, passage: Passage) -> bool:
    """Say whether *phrase* stands anywhere in *passage*; nearly always one of its words does not."""
    for part in phrase.parts:
        if not (_begins(part.norm, passage) if part.prefix else part.norm in passage.index):
            return False
    if len(phrase.parts) == 1 and not phrase.parts[0].exact:
        return True
    return next(find(phrase, passage), None) is not None


def occurs_any(phrases: PhraseSet, passage: Passage) -> bool:
    """Say whether any phrase of a set stands in *passage*."""
    return any(occurs(phrase, passage) for phrase in phrases.likely(passage))


def positions(part: Part, passage: Passage) -> tuple[int, ...]:
    """Give the positions of the words that one word of a phrase matches, in order."""
    places = _starting(part.norm, passage) if part.prefix else passage.index.get(part.norm, ())
    if not part.exact:
        return places
    return tuple(place for place in places if _agrees(part, passage.words[place], passage))


def _parts(chunk: str, *, exact: bool) -> tuple[Part, ...]:
    """Read what stands between two spaces; only punctuation gives no part."""
    bare = chunk.rstrip("*")
    if "*" in bare:
        raise ValueError(f'in "{chunk}" the * must stand at the end of the word')
    spelled, norms = spell(bare), tuple(word.norm for word in words(bare))
    if bare != chunk and not norms:
        raise ValueError('a * must follow the beginning of a word, as in "assist*"')
    return tuple(
        Part(norm=norm, prefix=bare != chunk and place == len(norms), exact=spelling if exact else "")
        for place, (norm, spelling) in enumerate(zip(norms, spelled, strict=True), start=1)
    )


def _agrees(part: Part, word: Word, passage: Passage) -> bool:
    """Compare one word; the spelling is looked at last, for it costs most."""
    same = word.norm.startswith(part.norm) if part.prefix else word.norm == part.norm
    if not (same and part.exact):
        return same
    spelled = spell(passage.text[word.start : word.end])
    return any(one.startswith(part.exact) if part.prefix else one == part.exact for one in spelled)


def _begins(prefix: str, passage: Passage) -> bool:
    vocabulary = passage.vocabulary
    at = bisect_left(vocabulary, prefix)
    return at < len(vocabulary) and vocabulary[at].startswith(prefix)


def _starting(prefix: str, passage: Passage) -> tuple[int, ...]:
    vocabulary = passage.vocabulary
    places: list[int] = []
    at = bisect_left(vocabulary, prefix)
    while at < len(vocabulary) and vocabulary[at].startswith(prefix):
        places.extend(passage.index[vocabulary[at]])
        at += 1
    return tuple(sorted(places))
