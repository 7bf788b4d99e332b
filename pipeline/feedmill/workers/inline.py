"""Workers that are none: each job is done where it is asked for, as the built-in `map` does."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

__all__ = ["inline_map"]

In = TypeVar("In")
Out = TypeVar("Out")


def inline_map(function: Callable[[In], Out], jobs: Iterable[In], /) -> Iterator[Out]:
    """Apply *function* to each job, one by one, when its result is asked for."""
    return map(function, jobs)
