"""The table of fetchers, and several of them as one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pytest

from feedmill.fetch import KINDS, fetcher
from feedmill.fetch.base import Fetcher
from feedmill.fetch.disk import DiskFetcher
from feedmill.fetch.http import HttpFetcher
from feedmill.fetch.mixed import combine
from feedmill.model import Answer, FetchError, Request


class FakeFetcher:
    """Answers every request with a failure that bears the fetcher's name."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.calls: list[list[str]] = []

    def __call__(self, requests: Sequence[Request]) -> Iterator[Answer]:
        """Answer one by one."""
        self.calls.append([request.source for request in requests])
        for request in requests:
            yield FetchError(source=request.source, url=request.url, code=self.name, message="")


def ask(fetch: Fetcher, *kinds: str) -> list[str]:
    """Fetch one request of each kind, give who answered."""
    requests = [Request(source=f"{kind}{n}", kind=kind, url="") for n, kind in enumerate(kinds)]
    answers = list(fetch(requests))
    assert {request.source for request in requests} == {answer.source for answer in answers}
    return [answer.code for answer in answers if isinstance(answer, FetchError)]


def test_kinds() -> None:
    """Feeds come over the web, seeds from the disk."""
    assert {"feed": HttpFetcher, "seed": DiskFetcher} == {kind: fetcher(kind) for kind in KINDS}
    with pytest.raises(KeyError):
        fetcher("page")


def test_each_kind_has_its_fetcher_and_seeds_come_first() -> None:
    """Seeds are there before any request leaves the machine."""
    web, disk = FakeFetcher("web"), FakeFetcher("disk")

    assert ["disk", "disk", "web", "web"] == ask(
        combine({"feed": web, "seed": disk}), "feed", "seed", "feed", "seed"
    )
    assert ([["feed0", "feed2"]], [["seed1", "seed3"]]) == (web.calls, disk.calls)


def test_kinds_with_one_fetcher_share_a_call() -> None:
    """So that its limits hold over all of them."""
    web = FakeFetcher("web")

    assert ["web", "web"] == ask(combine({"feed": web, "page": web}), "feed", "page")
    assert 1 == len(web.calls)


def test_a_fetcher_without_requests_is_not_called() -> None:
    """No thread is started for nothing."""
    web, disk = FakeFetcher("web"), FakeFetcher("disk")

    assert ["disk"] == ask(combine({"feed": web, "seed": disk}), "seed")
    assert [] == web.calls
