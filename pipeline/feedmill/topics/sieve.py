"""
A first look at an article, at a tenth of what it costs to make its words ready.

Of most filters one of a few words of ASCII letters must stand in every article that they match. Where none
of these stands in a text as letters in a row, however they are dressed, no filter need be asked. Where in
doubt it says yes: `evaluate` decides.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from unicodedata import normalize

from .query import And, AnyTerm, AtLeast, InTopic, Near, Or, Query, Words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from feedmill.text.phrases import Phrase

    from .compile import Filter

__all__ = ["Sieve", "sieve"]

#: Looking for more words takes longer than making the article ready.
_MOST = 40
#: A shorter one stands in nearly every text.
_SHORTEST = 3
#: What may stand inside a word of ASCII and is no part of its norm (`text.word_shapes`).
_DROPPED = b"'.-"
#: What `text.word_norms` writes for letters that Unicode does not decompose.
_WRITTEN = {
    "ß": "ss", "ẞ": "ss", "æ": "ae", "Æ": "ae", "œ": "oe", "Œ": "oe", "ø": "o", "Ø": "o", "ł": "l", "Ł": "l",
    "đ": "d", "Đ": "d", "ð": "d", "Ð": "d", "þ": "th", "Þ": "th", "ħ": "h", "Ħ": "h", "ŧ": "t", "Ŧ": "t",
    "ŋ": "n", "Ŋ": "n", "\N{LATIN SMALL LETTER DOTLESS I}": "i",
}  # fmt: skip
_UNDECOMPOSED = re.compile(f"[{''.join(_WRITTEN)}]")


@dataclass(frozen=True, slots=True)
class Sieve:
    """Words of which one stands in every article that matches."""

    needles: tuple[bytes, ...]

    def lets_through(self, title: str, text: str) -> bool:
        """Say whether an article may match."""
        whole = f"{title}\n{text}"
        if not whole.isascii():
            for letter in set(_UNDECOMPOSED.findall(whole)):
                whole = whole.replace(letter, _WRITTEN[letter])
            # Width, ligatures and marks are gone with this, and all that is no ASCII: what that joins may be
            # taken for a word that is none, but no word is missed.
            whole = normalize("NFKD", whole)
        raw = whole.encode("ascii", "ignore")
        bare = raw.translate(None, _DROPPED).lower()
        return any(needle in bare for needle in self.needles)


def sieve(filters: Iterable[Filter]) -> Sieve | None:
    """Give the sieve for all *filters* together; None if one of them can do without any word."""
    needles: set[str] = set()
    for each in filters:
        found = _needles(each.query)
        if found is None:
            return None
        needles |= found
    return Sieve(tuple(sorted(needle.encode() for needle in needles))) if len(needles) <= _MOST else None


def _needles(query: Query) -> frozenset[str] | None:  # noqa: PLR0911 - one return for each kind of clause
    """Give words of which one stands in every article that *query* matches; None if there are none."""
    match query:
        case Words(phrase=phrase) | Near(phrase=phrase):
            return _of_phrase(phrase)
        case AnyTerm(phrases=phrases):
            return _any(map(_of_phrase, phrases.phrases))
        case And(parts=parts):
            known = [found for part in parts if (found := _needles(part)) is not None]
            return min(known, key=_cost, default=None)
        case Or(parts=parts):
            return _any(map(_needles, parts))
        case AtLeast(parts=parts, weights=weights):
            return _any(_needles(part) for part, weight in zip(parts, weights, strict=True) if weight > 0)
        case InTopic(query=inner):
            return _needles(inner)
        case _:
            return None


def _of_phrase(phrase: Phrase) -> frozenset[str] | None:
    words = [part.norm for part in phrase.parts if not part.stem and _is_plain(part.norm)]
    return frozenset({max(words, key=len)}) if words else None


def _is_plain(norm: str) -> bool:
    return norm.isascii() and norm.isalpha() and norm.islower() and len(norm) >= _SHORTEST


def _any(each: Iterable[frozenset[str] | None]) -> frozenset[str] | None:
    known = list(each)
    if any(found is None for found in known):
        return None
    return frozenset().union(*(found for found in known if found is not None))


def _cost(needles: frozenset[str]) -> tuple[int, int]:
    """Prefer few words, and long ones."""
    return len(needles), -min(map(len, needles), default=0)
