"""
Which of many things that wait for a word may be in a text, told from the text's words alone.

Nearly no word of a text is one that anything waits for, and texts share their words: each word is
looked at once, and what nothing waits for is passed over from then on. This file knows no phrase.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Set as AbstractSet

__all__ = ["WordIndex"]

#: Words remembered at most: those of some three languages, in less than 2 MB.
_MOST = 16_384

#: Letters at the beginning that tell most new words from all awaited ones at once.
_START = 4


class WordIndex:
    """
    Numbers by the word, or the beginning of a word, that each waits for.

    What it remembers of words changes no answer. Picklable, without that memory.
    """

    def __init__(self, awaited: Iterable[tuple[str, bool]]) -> None:
        """Give each of *awaited* its number, from 0: a norm, and whether a word need only begin like it."""
        self._awaited = tuple(awaited)
        whole: dict[str, list[int]] = {}
        begun: dict[str, list[int]] = {}
        for number, (norm, prefix) in enumerate(self._awaited):
            (begun if prefix else whole).setdefault(norm, []).append(number)
        self._whole, self._begun = whole, begun
        self._lengths = sorted(set(map(len, begun)))
        self._short = sum(length < _START for length in self._lengths)
        #: How all that is awaited begins, but for what is shorter.
        self._starts = {norm[:_START] for norm, _ in self._awaited}
        self._idle: set[str] = set()
        self._busy: dict[str, tuple[int, ...]] = {}

    def __reduce__(self) -> tuple[type[WordIndex], tuple[tuple[tuple[str, bool], ...]]]:
        """Travel as what it was made of."""
        return WordIndex, (self._awaited,)

    def numbers(self, vocabulary: AbstractSet[str]) -> set[int]:
        """Give the numbers of all that waits for any word of *vocabulary*."""
        found: set[int] = set()
        for norm in vocabulary - self._idle:
            numbers = self._busy.get(norm)
            if numbers is None:
                numbers = self._look(norm)
            found.update(numbers)
        return found

    def _look(self, norm: str) -> tuple[int, ...]:
        """Look at a word for the first time."""
        starts = norm[:_START] in self._starts
        found = list(self._whole.get(norm, ())) if starts else []
        for length in self._lengths if starts else self._lengths[: self._short]:
            if length > len(norm):
                break
            found += self._begun.get(norm[:length], ())
        if len(self._idle) + len(self._busy) >= _MOST:
            self._idle.clear()
            self._busy.clear()
        if found:
            self._busy[norm] = tuple(found)
        else:
            self._idle.add(norm)
        return tuple(found)
