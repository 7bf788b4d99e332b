"""
The door to the world: requests go out, answers come back as values.

A fetcher raises nothing for what a source does; a failure is a `FetchError`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol

from feedmill.model import Answer, Request

__all__ = ["Fetcher"]


class Fetcher(Protocol):
    """Get the answers of many requests, in whatever order they come."""

    def __call__(self, requests: Sequence[Request]) -> Iterator[Answer]:
        """Yield exactly one answer for each request."""
        ...
