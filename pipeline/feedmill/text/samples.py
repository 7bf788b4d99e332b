"""
The words by which copies are told, and the sample of a text: the one spelling of both.

Everything that stores samples or asks for them goes through here, or the two would not meet. This file
knows no article, and says nothing of what is alike.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from feedmill.text.hashes import xxh64, xxh128
from feedmill.text.headlines import without_site
from feedmill.text.homoglyphs import plain_letters
from feedmill.text.passages import make_ready, passage

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["Prints", "compared", "prints", "sample_of"]


class Prints(NamedTuple):
    """What an article's words are recognised by; an empty key recognises nothing."""

    #: xxh3-128 of the words of the text; of a short text, those of the title as well.
    text: str
    #: xxh3-64 of the words of the title, without a site's name behind it.
    title: str
    #: See `shingles.sampled`.
    shingles: bytes


def prints(pairs: Sequence[tuple[str, str]], *, short: int) -> list[Prints]:
    """
    Give what each pair of title and text is recognised by, all told at once.

    Under *short* words, the title is part of what a text is recognised by. The words of all are at hand
    afterwards (`passages.make_ready`).
    """
    # Late: numpy takes a tenth of a second, and most runs bring nothing new.
    from feedmill.text.shingles import sampled_all

    named = [without_site(title) for title, _ in pairs]
    make_ready(
        [*dict.fromkeys(one for pair, name in zip(pairs, named, strict=True) for one in (*pair, name))]
    )
    folded = [_compared(text) for _, text in pairs]
    found: list[Prints] = []
    for (title, _), name, text, sampled in zip(pairs, named, folded, sampled_all(folded), strict=True):
        folded_title = _compared(title)
        parts = (text,) if sampled.words >= short else (text, folded_title)
        found.append(
            Prints(
                text=xxh128(*parts) if text else "",
                title=xxh64(_compared(name)) if folded_title else "",
                shingles=sampled.shingles,
            )
        )
    return found


def _compared(text: str) -> str:
    return plain_letters(passage(text).folded)


#: Gives the norms of the words of a text, parted by one space, words of two scripts read as Latin.
compared = lru_cache(maxsize=4)(_compared)


def sample_of(text: str) -> bytes:
    """Give the sampled runs of words of *text* (`shingles.sampled`)."""
    from feedmill.text.shingles import sampled  # late, see `prints`

    return sampled(compared(text))
