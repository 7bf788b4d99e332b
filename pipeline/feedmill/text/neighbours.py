"""
Neighbours: which of many phrases that share a word may stand in a text, told by the word beside it.

Sixty phrases about one name cost no more than one: each place of the name is looked at once. This
file knows no spelling and no third word; who asks looks at those itself.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["Neighbours"]


@dataclass(slots=True)
class _Side:
    """Numbers of phrases by the word that they want on one side of the one that they share."""

    whole: dict[str, list[int]] = field(default_factory=dict)
    begun: dict[str, list[int]] = field(default_factory=dict)
    lengths: tuple[int, ...] = ()

    def add(self, number: int, norm: str, *, prefix: bool) -> None:
        """Let a phrase want *norm*, or a word that begins with it."""
        (self.begun if prefix else self.whole).setdefault(norm, []).append(number)
        if prefix and len(norm) not in self.lengths:
            self.lengths = (*self.lengths, len(norm))

    def wanted(self, word: str) -> Iterator[int]:
        """Yield the numbers of those who want *word*."""
        yield from self.whole.get(word, ())
        for length in self.lengths:
            yield from self.begun.get(word[:length], ())


class Neighbours:
    """Phrases of several words that share one word, by another that stands beside it."""

    def __init__(self, norm: str, *, prefix: bool) -> None:
        """Begin with the word that they share; if *prefix*, it need only begin like *norm*."""
        self._trace = f" {norm}" if prefix else f" {norm} "
        self._before, self._after = _Side(), _Side()

    def add(self, number: int, norm: str, *, prefix: bool, after: bool) -> None:
        """Add a phrase that wants *norm* right after the word, else right before it."""
        (self._after if after else self._before).add(number, norm, prefix=prefix)

    def numbers(self, padded: str) -> set[int]:
        """Give the numbers of the phrases whose two words stand in a folded text between spaces."""
        found: set[int] = set()
        at = padded.find(self._trace)
        while at >= 0:
            end = padded.index(" ", at + 1)
            if self._after.whole or self._after.begun:
                found.update(self._after.wanted(padded[end + 1 : padded.find(" ", end + 1)]))
            if self._before.whole or self._before.begun:
                found.update(self._before.wanted(padded[padded.rfind(" ", 0, at) + 1 : at]))
            at = padded.find(self._trace, end)
        return found
