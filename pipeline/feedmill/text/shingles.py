"""
Shingles: the hashes of a text's words, of every run of words, and the sample that finds copies.

The words are taken from one string of norms parted by single spaces, as `words.fold` gives it, and
hashed all at once: not one Python object is made per word. What hashes are worth is settled for good
by `VERSION`; they stand in databases. This file knows no article and compares nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

__all__ = [
    "FEWEST",
    "MOST",
    "RUN",
    "SHARE",
    "VERSION",
    "Hashes",
    "Sampled",
    "among",
    "sample",
    "sampled",
    "sampled_all",
    "shingles",
    "word_hashes",
]

Hashes = NDArray[np.uint64]

#: Goes up with every change of a hash; samples of two versions share nothing.
VERSION: Final = 1
#: Words of a run that is sampled.
RUN: Final = 5
#: One of so many shingles is sampled (FracMinHash: Irber et al., https://doi.org/10.1101/2022.01.11.475838,
#: there called the scale). At 1 of 8, copies cut to a third and heavy edits are still found.
SHARE: Final = 8
#: A text of fewer sampled shingles gives its smallest so many: else a text of 60 words, a tenth of them
#: edited, would share fewer than two with its copy in one case of twelve.
FEWEST: Final = 16
#: A text gives no more than its smallest so many, whatever its length: what is asked of the store is bounded.
MOST: Final = 64

_LIMIT = np.uint64((1 << 64) // SHARE)
_SPACE, _LINE_FEED = 0x20, 0x0A
#: Odd, so that it has an inverse modulo 2**64: the multiplier of Knuth's MMIX generator.
_BASE = 6364136223846793005
#: Odd constants, one for each place in a shingle: the fractional parts of √2, √3, √5, √7, √11, √13, √17, √19.
_PLACES = tuple(
    np.uint64(value)
    for value in (
        0x6A09E667F3BCC909,
        0xBB67AE8584CAA73B,
        0x3C6EF372FE94F82B,
        0xA54FF53A5F1D36F1,
        0x510E527FADE682D1,
        0x9B05688C2B3E6C1F,
        0x1F83D9ABFB41BD6B,
        0x5BE0CD19137E2179,
    )
)
#: One round of the finaliser of SplitMix64 (Steele, Lea, Flood: Fast splittable pseudorandom number
#: generators, 2014): the high bits, by which a run is sampled, hang on all of the others.
_SHIFT = np.uint64(30)
_FACTOR = np.uint64(0xBF58476D1CE4E5B9)
_ONE = np.uint64(1)
_FIRST = np.zeros(1, np.int64)
_TRUE = np.ones(1, np.bool_)
#: Of the runs of a row of texts, those that reach what stands between two of them: so many before it.
_BACK = np.arange(RUN)


class Sampled(NamedTuple):
    """What is known of a text once it was sampled."""

    #: How many words it has.
    words: int
    #: See `sampled`.
    shingles: bytes


def word_hashes(folded: str) -> Hashes:
    """Give one hash for each word of *folded*: norms parted by one space each, nothing for an empty text."""
    if not folded:
        return np.empty(0, np.uint64)
    raw = np.frombuffer(f"{folded} ".encode("utf-8", "surrogatepass"), dtype=np.uint8)
    return _words(raw)[0]


def _words(raw: NDArray[np.uint8]) -> tuple[Hashes, NDArray[np.int64]]:
    """Give the hashes of words that each end in a space, and where they start."""
    ends = np.flatnonzero(raw == _SPACE)
    up, down = _powers(raw.size)
    # A word, with the space behind it, is the polynomial of its bytes: the difference of two sums, moved
    # down to where it starts. Each byte counts one more than it is worth, so that nothing is worth nothing.
    sums = np.add(raw, _ONE)
    sums *= up
    words: Hashes = sums.cumsum(out=sums)[ends]
    words[1:] -= words[:-1].copy()
    starts = np.concatenate((_FIRST, ends[:-1] + 1))
    words *= down[starts]
    return words, starts


def shingles(hashes: Hashes, size: int) -> Hashes:
    """
    Give one hash for each run of *size* words (1 to 8), in order; repeated runs give equal hashes.

    Nothing for fewer words than that.
    """
    count = len(hashes) - size + 1
    if count <= 0:
        return np.empty(0, np.uint64)
    total = hashes[:count] * _PLACES[0]
    for place in range(1, size):
        total += hashes[place : place + count] * _PLACES[place]
    return _mixed(total)


def sample(runs: Hashes) -> Hashes:
    """Give the distinct shingles that stand for a text, ascending: see `SHARE`, `FEWEST` and `MOST`."""
    low = _distinct(runs[runs < _LIMIT])
    if len(low) < FEWEST:
        return _distinct(runs)[:FEWEST]
    return low[:MOST]


def _distinct(hashes: Hashes) -> Hashes:
    ordered = np.sort(hashes)
    differs = ordered[1:] != ordered[:-1]
    if differs.all():
        return ordered
    once: Hashes = ordered[np.concatenate((_TRUE, differs))]
    return once


def sampled(folded: str) -> bytes:
    """
    Give what stands for a text, from its norms parted by single spaces.

    Numbers of 64 bits in the byte order of this machine, read as signed ones by `memoryview.cast("q")`:
    such as every database holds.
    """
    return sample(shingles(word_hashes(folded), RUN)).tobytes()


def sampled_all(folded: Sequence[str]) -> list[Sampled]:
    """Do for each of many texts what `sampled` does for one."""
    if len(folded) == 1:
        hashes = word_hashes(folded[0])
        return [Sampled(len(hashes), sample(shingles(hashes, RUN)).tobytes())]
    return list(_sampled_row(folded)) if folded else []


def _sampled_row(folded: Sequence[str]) -> Iterator[Sampled]:
    # A line feed, which no norm holds, stands as a word behind each text.
    row = " \n ".join([*folded, ""])
    raw = np.frombuffer(row.encode("utf-8", "surrogatepass"), dtype=np.uint8)
    hashes, starts = _words(raw)
    runs = shingles(hashes, RUN)
    ends = np.flatnonzero(raw[starts] == _LINE_FEED)
    low = runs < _LIMIT
    across = (ends[:, np.newaxis] - _BACK).ravel()
    low[across[(across >= 0) & (across < len(low))]] = False
    places = np.flatnonzero(low)
    sampled = runs[places]
    first = begin = 0
    ranges = zip(folded, ends.tolist(), np.searchsorted(places, ends).tolist(), strict=True)
    for text, last, end in ranges:
        found = _distinct(sampled[begin:end])[:MOST]
        if len(found) < FEWEST:
            found = _distinct(runs[first : max(first, last - RUN + 1)])[:FEWEST]
        # Nothing, between two spaces, is no word.
        yield Sampled(last - first if text else 0, found.tobytes())
        first, begin = last + 1, end


def among(hashes: Hashes, known: Hashes) -> NDArray[np.bool_]:
    """Say of each of *hashes* whether it is one of *known*, which is sorted."""
    if not len(known):
        return np.zeros(len(hashes), np.bool_)
    places = np.searchsorted(known, hashes)
    places[places == len(known)] = 0
    found: NDArray[np.bool_] = known[places] == hashes
    return found


def _mixed(values: Hashes) -> Hashes:
    mixed: Hashes = (values ^ (values >> _SHIFT)) * _FACTOR
    return mixed


class _Powers:
    """Powers of the base and of its inverse, as many as the longest text so far had bytes."""

    def __init__(self) -> None:
        self.up = self.down = np.ones(1, np.uint64)

    def grow(self, count: int) -> None:
        """Have at least *count* of them."""
        self.up = _doubled(self.up, _BASE, count)
        self.down = _doubled(self.down, pow(_BASE, -1, 1 << 64), count)


def _doubled(powers: Hashes, base: int, count: int) -> Hashes:
    while len(powers) < count:
        powers = np.concatenate((powers, powers * np.uint64(pow(base, len(powers), 1 << 64))))
    return powers


_KNOWN = _Powers()


def _powers(count: int) -> tuple[Hashes, Hashes]:
    if len(_KNOWN.down) < count:
        _KNOWN.grow(count)
    return _KNOWN.up[:count], _KNOWN.down
