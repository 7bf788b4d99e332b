"""The shape of the workers: a `map`, whose order is that of its input."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Protocol, TypeVar

__all__ = ["Map"]

In = TypeVar("In")
Out = TypeVar("Out")


class Map(Protocol):
    """Apply a picklable, pure, top-level function to each job."""

    def __call__(self, function: Callable[[In], Out], jobs: Iterable[In], /) -> Iterator[Out]:
        """Yield one result for each job, in order."""
        ...
