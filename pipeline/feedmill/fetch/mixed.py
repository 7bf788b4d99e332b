"""Several fetchers as one: each request goes to the fetcher of its kind. Fetches nothing itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from feedmill.fetch.base import Fetcher
from feedmill.model import Answer, Request

__all__ = ["combine"]

#: Kinds that need no network; they are answered before anything leaves this machine.
_LOCAL = frozenset({"seed"})


def combine(fetchers: Mapping[str, Fetcher]) -> Fetcher:
    """Make one fetcher of a table by kind; local kinds answer first, kinds with one fetcher share a call."""

    def fetch(requests: Sequence[Request]) -> Iterator[Answer]:
        parts: dict[int, tuple[Fetcher, list[Request]]] = {}
        for request in sorted(requests, key=lambda request: request.kind not in _LOCAL):
            fetcher = fetchers[request.kind]
            parts.setdefault(id(fetcher), (fetcher, []))[1].append(request)
        for fetcher, part in parts.values():
            yield from fetcher(part)

    return fetch
