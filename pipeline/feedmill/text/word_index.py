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
        #: How all that is awaited begins; what is shorter stands by itself.
        self._starts = {norm[:_START] for norm, _ in self._awaited}
        self._short = tuple(norm for norm in begun if len(norm) < _START)
        self._idle: set[str] = set()
        self._busy: dict[str, tuple[int, ...]] = {}

    def __reduce__(self) -> tuple[type[WordIndex], tuple[tuple[tuple[str, bool], ...]]]:
        """Travel as what it was made of."""
        return WordIndex, (self._awaited,)

    def numbers(self, vocabulary: AbstractSet[str]) -> set[int]:
        """Give the numbers of all that waits for any word of *vocabulary*."""
        found: set[int] = set()
        new = vocabulary - self._idle
        likely = [norm for norm in new if norm[:_START] in self._starts or norm.startswith(self._short)]
        for norm in likely:
            numbers = self._busy.get(norm)
            found.update(self._look(norm) if numbers is None else numbers)
        if len(likely) < len(new):
            self._idle.update(new)
            self._idle.difference_update(likely)
            if len(self._idle) > _MOST:
                self._idle.clear()
        return found

    def _look(self, norm: str) -> tuple[int, ...]:
        """Look at a word that may be awaited for the first time."""
        found = list(self._whole.get(norm, ()))
        for length in self._lengths:
            if length > len(norm):
                break
            found += self._begun.get(norm[:length], ())
        if len(self._busy) >= _MOST:
            self._busy.clear()
        self._busy[norm] = tuple(found)
        return self._busy[norm]
