"""
Sampled runs of words as arrays of numbers of 64 bits, beside the numbers of their texts.

Kept apart from `nearness`, which is loaded by every run: numpy takes a tenth of a second.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

__all__ = ["distinct", "paired"]

_RUN = np.dtype(np.int64)


def distinct(runs: Iterable[bytes]) -> NDArray[np.int64]:
    """Give the distinct runs of samples, ascending."""
    return np.unique(np.frombuffer(b"".join(runs), _RUN))


def paired(samples: Sequence[tuple[bytes, int]]) -> NDArray[np.int64]:
    """Give a pair of each run of each sample and the number beside that."""
    runs = np.frombuffer(b"".join(sample for sample, _ in samples), _RUN)
    sizes = [len(sample) // _RUN.itemsize for sample, _ in samples]
    texts = np.repeat(np.array([text for _, text in samples], _RUN), sizes)
    return np.stack((runs, texts), axis=1)
