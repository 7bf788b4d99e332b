"""
Which of many things that wait for a word may be in a text, told from the text's words alone.

Most texts hold nothing that anything waits for, which one look of one pattern tells. In the others
whole words are found by what two sets share, and all beginnings by one more look. This file knows
no phrase.
"""

from __future__ import annotations

from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING, Any

from feedmill.text.linear import linear

if TYPE_CHECKING:
    from collections.abc import Iterable

    from feedmill.text.passages import Passage

__all__ = ["WordIndex"]

#: Words remembered at most that begin as awaited, in each index.
_MOST = 4_096

#: Beginnings in one pattern: RE2 refuses patterns that are too large for its memory.
_AT_ONCE = 4_096


class WordIndex:
    """
    Numbers by the word, or the beginning of a word, that each waits for.

    What it remembers of words changes no answer. Picklable, without that memory.
    """

    def __init__(self, awaited: Iterable[tuple[str, bool]]) -> None:
        """Give each of *awaited* its number, from 0: a norm, and whether a word need only begin like it."""
        self._awaited = tuple(awaited)
        self._whole: dict[str, list[int]] = {}
        self._begun: dict[str, list[int]] = {}
        for number, (norm, prefix) in enumerate(self._awaited):
            (self._begun if prefix else self._whole).setdefault(norm, []).append(number)
        self._words = frozenset(self._whole)
        self._lengths = sorted(set(map(len, self._begun)))
        self._known: dict[bytes, tuple[int, ...]] = {}

    def __reduce__(self) -> tuple[type[WordIndex], tuple[tuple[tuple[str, bool], ...]]]:
        """Travel as what it was made of."""
        return WordIndex, (self._awaited,)

    def is_awaited(self, *passages: Passage) -> bool:
        """Say whether anything waits for a word of *passages*, asked in one look."""
        raw = b"".join([passage.raw for passage in passages])
        return any(pattern.search(raw) for pattern in self._any)

    def numbers(self, passage: Passage) -> set[int]:
        """Give the numbers of all that waits for any word of *passage*."""
        found: set[int] = set()
        for norm in passage.vocabulary & self._words:
            found.update(self._whole[norm])
        for pattern in self._beginnings:
            for word in set(pattern.findall(passage.raw)):
                found.update(self._known.get(word) or self._look(word))
        return found

    @cached_property
    def _any(self) -> tuple[Any, ...]:
        """Give patterns of which one is found where anything is."""
        shortest = _shortest(self._begun)
        return _patterns([*shortest, *(f"{norm} " for norm in self._whole)], end="")

    @cached_property
    def _beginnings(self) -> tuple[Any, ...]:
        """Give patterns of a space and the words that begin as awaited."""
        return _patterns(_shortest(self._begun), end="[^ ]*")

    def _look(self, word: bytes) -> tuple[int, ...]:
        """Look at a word, with the space before it, that begins as awaited for the first time."""
        norm = word[1:].decode()
        found: list[int] = []
        for length in self._lengths:
            if length > len(norm):
                break
            found += self._begun.get(norm[:length], ())
        if len(self._known) >= _MOST:
            self._known.clear()
        self._known[word] = tuple(found)
        return self._known[word]


def _shortest(beginnings: Iterable[str]) -> list[str]:
    """Leave out what begins like another."""
    kept: list[str] = []
    for norm in sorted(beginnings):
        if not (kept and norm.startswith(kept[-1])):
            kept.append(norm)
    return kept


def _patterns(beginnings: Iterable[str], end: str) -> tuple[Any, ...]:
    """Write patterns of a space, any of *beginnings*, and an end."""
    # Norms are letters, digits and dots, nothing else that a pattern would take for a sign.
    parts = iter([norm.replace(".", "[.]") for norm in beginnings])
    batches = iter(lambda: tuple(islice(parts, _AT_ONCE)), ())
    # Not just a space: a first byte that is so frequent makes RE2 slow.
    return tuple(linear(f"[ \\n](?:{'|'.join(batch)}){end}") for batch in batches)
