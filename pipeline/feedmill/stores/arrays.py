"""
Sampled runs of words as arrays of numbers of 64 bits, beside the numbers of their texts.

Kept apart from `nearness`, which is loaded by every run: numpy takes a tenth of a second.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

__all__ = ["distinct", "met_by", "paired"]

_RUN = np.dtype(np.int64)


def distinct(runs: Iterable[bytes]) -> NDArray[np.int64]:
    """Give the distinct runs of samples, ascending."""
    ordered = np.sort(np.frombuffer(b"".join(runs), _RUN))
    once: NDArray[np.int64] = ordered[np.append(True, ordered[1:] != ordered[:-1])[: len(ordered)]]
    return once


def met_by(samples: Sequence[bytes], known: Collection[int]) -> Iterable[list[int]]:
    """Give, for each sample that has any run among *known*, those that it has."""
    runs = np.frombuffer(b"".join(samples), _RUN)
    hits = np.flatnonzero(np.isin(runs, np.fromiter(known, _RUN, len(known))))
    after = np.cumsum([len(sample) // _RUN.itemsize for sample in samples])
    found: dict[int, list[int]] = defaultdict(list)
    owners = np.searchsorted(after, hits, "right")
    for owner, run in zip(owners.tolist(), runs[hits].tolist(), strict=True):
        found[owner].append(run)
    return found.values()


def paired(samples: Sequence[tuple[bytes, int]]) -> NDArray[np.int64]:
    """Give a pair of each run of each sample and the number beside that."""
    runs = np.frombuffer(b"".join(sample for sample, _ in samples), _RUN)
    sizes = [len(sample) // _RUN.itemsize for sample, _ in samples]
    texts = np.repeat(np.array([text for _, text in samples], _RUN), sizes)
    return np.stack((runs, texts), axis=1)
