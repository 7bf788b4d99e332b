"""
The words by which copies are told, and the sample of a text: the one spelling of both.

Everything that stores samples or asks for them goes through here, or the two would not meet. This file
knows no article, and says nothing of what is alike.
"""

from __future__ import annotations

from functools import lru_cache

from feedmill.text.homoglyphs import plain_letters
from feedmill.text.passages import passage

__all__ = ["compared", "sample_of"]


@lru_cache(maxsize=4)  # a fingerprint asks for a text twice, and often for a title
def compared(text: str) -> str:
    """Give the norms of the words of *text*, parted by one space, words of two scripts read as Latin."""
    return plain_letters(passage(text).folded)


def sample_of(text: str) -> bytes:
    """Give the sampled runs of words of *text* (`shingles.sampled`)."""
    # Late: numpy takes a tenth of a second, and most runs bring nothing new.
    from feedmill.text.shingles import sampled

    return sampled(compared(text))
