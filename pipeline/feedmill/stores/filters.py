"""
What is known of a sorted segment without reading it: how its blocks begin, and which runs it cannot hold.

Pure arithmetic on arrays, but for a bounded memory of what was read last. A filter errs on one side only
(Bloom, 1970, https://doi.org/10.1145/362686.362692): what it rules out is not there, whatever was removed
since.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

__all__ = ["Head", "Numbers", "remembered"]

Numbers = NDArray[np.int64]

#: Bits for each number, at least; the next power of two is taken. With four probes at most one of 150 numbers
#: that are not there is let through: (1 - exp(-4/n)) to the fourth, the usual estimate, at n of 12 to 24.
_BITS: Final = 12
#: Where in a number each probe begins: at most 23 bits, and the highest three of a sampled run are nothing.
_PROBES: Final = (0, 13, 26, 38)
#: Bytes that are remembered: enough for 400,000 articles in the weeks that news is compared with.
_MOST: Final = 32 << 20


@dataclass(frozen=True, slots=True, eq=False)
class Head:
    """The first number of each block, ascending, and the filter of all."""

    firsts: Numbers
    filter: NDArray[np.uint8]

    @classmethod
    def of(cls, numbers: Numbers, block: int) -> Head:
        """Describe sorted *numbers* that lie in blocks of *block*."""
        size = 1 << max(3, int(len(numbers) * _BITS - 1).bit_length())
        bits = np.zeros(size, np.bool_)
        for shift in _PROBES:
            bits[(numbers >> shift) & (size - 1)] = True
        return cls(numbers[::block], np.packbits(bits, bitorder="little"))

    @classmethod
    def read(cls, raw: bytes, blocks: int) -> Head:
        """Read what `written` wrote of so many blocks."""
        return cls(np.frombuffer(raw, "<i8", blocks), np.frombuffer(raw, np.uint8, offset=blocks * 8))

    @property
    def written(self) -> bytes:
        """Give the bytes to store."""
        return self.firsts.astype("<i8").tobytes() + self.filter.tobytes()

    def blocks(self, numbers: Numbers) -> Numbers:
        """Give the places, ascending, of all blocks that may hold any of *numbers*."""
        size = len(self.filter) * 8
        some = numbers
        for shift in _PROBES:
            probe = (some >> shift) & (size - 1)
            some = some[(self.filter[probe >> 3] >> (probe & 7) & 1) == 1]
        last = np.searchsorted(self.firsts, some, "right") - 1
        # Where a block begins with a number, those before it may end with it.
        first = np.maximum(np.searchsorted(self.firsts, some, "left") - 1, 0)
        wide = first < last
        met = [np.arange(one, other + 1) for one, other in zip(first[wide], last[wide], strict=True)]
        return np.unique(np.concatenate((last[last >= 0], *met)))


_known: OrderedDict[str, Head] = OrderedDict()


def remembered(stamp: str, read: Callable[[], Head]) -> Head:
    """
    Give the head whose content has this hash: as it was read before, or from *read*.

    What is remembered is told by its content alone, so no rollback and no other store can make it wrong.
    """
    if (known := _known.pop(stamp, None)) is None:
        known = read()
    _known[stamp] = known
    held = sum(each.filter.nbytes + each.firsts.nbytes for each in _known.values())
    while held > _MOST:
        _, gone = _known.popitem(last=False)
        held -= gone.filter.nbytes + gone.firsts.nbytes
    return known
