"""The kinds of fetchers, by kind of source: what lies on the web, what lies on this disk."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import cast

from feedmill.fetch.base import Fetcher

__all__ = ["KINDS", "fetcher"]

#: Where the fetcher of a kind of source stands; imported on use.
KINDS = {
    "feed": "feedmill.fetch.http:HttpFetcher",
    "seed": "feedmill.fetch.disk:DiskFetcher",
}


def fetcher(kind: str) -> Callable[..., Fetcher]:
    """
    Give the class that fetches sources of *kind*.

    Raises:
        KeyError: No such kind.
    """
    module, _, name = KINDS[kind].partition(":")
    return cast("Callable[..., Fetcher]", getattr(import_module(module), name))
