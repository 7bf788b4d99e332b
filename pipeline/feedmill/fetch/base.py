"""
The door to the world: requests go out, answers come back as values.

A fetcher raises nothing for what a source does; a failure is a `FetchError`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from feedmill.model import Answer, Request

__all__ = ["Fetcher", "Ping", "Pinger", "no_pinger"]


@dataclass(frozen=True, slots=True, order=True)
class Ping:
    """One hub to be told of one feed that changed: both by their URLs."""

    hub: str
    feed: str


class Fetcher(Protocol):
    """Get the answers of many requests, in whatever order they come."""

    def __call__(self, requests: Sequence[Request]) -> Iterator[Answer]:
        """Yield exactly one answer for each request."""
        ...


class Pinger(Protocol):
    """Tell hubs of feeds that changed, in a time that is bounded whatever they do."""

    def __call__(self, pings: Sequence[Ping]) -> Sequence[str]:
        """Give, for each ping in order, why the hub did not take it, or "" if it did."""
        ...


def no_pinger(pings: Sequence[Ping]) -> Sequence[str]:
    """Tell nobody."""
    return ["no hub is asked" for _ in pings]
