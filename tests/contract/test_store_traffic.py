"""What every store promises of the counts of what hosts were asked."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from fakes import NOW, article
from feedmill.model import Batch, Traffic
from feedmill.stores.base import Store
from feedmill.stores.sql import SqlStore, open_store


def traffic(start: datetime, requests: int = 1, **changes: Any) -> Traffic:
    """Make what a host was asked in one run, a second between two starts."""
    one = Traffic(
        host="a.example",
        requests=requests,
        not_modified=0,
        bytes=10 * requests,
        too_many=0,
        shortest_gap=timedelta(seconds=1) if requests > 1 else None,
        first_start=start,
        last_start=start + timedelta(seconds=requests - 1),
    )
    return replace(one, **changes)


def test_counts_add_up(store: Store) -> None:
    """They grow host by host; the time between two runs is a gap."""
    store.note_traffic([traffic(NOW), traffic(NOW, host="b.example")])
    store.note_traffic([traffic(NOW + timedelta(hours=1), not_modified=1)])
    one, other = store.traffic()

    assert (2, 1, 20, timedelta(hours=1)) == (one.requests, one.not_modified, one.bytes, one.shortest_gap)
    assert (1, None) == (other.requests, other.shortest_gap)


def test_thousands_of_hosts_add_up(store: Store) -> None:
    """Each host has its own count, however many were asked."""
    told = [traffic(NOW, host=f"{number:04}.example", requests=1 + number % 3) for number in range(1200)]
    store.note_traffic(told)
    store.note_traffic(told[700:])

    assert [(each.host, each.requests * (1 + (number >= 700))) for number, each in enumerate(told)] == [
        (each.host, each.requests) for each in store.traffic()
    ]


def test_shortest_gap_stays(store: Store) -> None:
    """Whatever comes later."""
    for hours, requests in ((0, 1), (2, 3), (9, 1)):
        store.note_traffic([traffic(NOW + timedelta(hours=hours), requests, too_many=1)])
    (one,) = store.traffic()

    assert (5, 3, timedelta(seconds=1)) == (one.requests, one.too_many, one.shortest_gap)


def test_a_clock_set_back_makes_no_gap(store: Store) -> None:
    """A run that seems earlier than the last tells nothing of the time between them."""
    store.note_traffic([traffic(NOW)])
    store.note_traffic([traffic(NOW - timedelta(hours=1))])

    assert [None] == [one.shortest_gap for one in store.traffic()]


def test_nothing_asked_is_nothing_stored(store: Store) -> None:
    """A run without requests leaves no row."""
    store.note_traffic([])

    assert () == store.traffic()


def test_a_dry_run_keeps_counts_alone(dry_store: SqlStore, store_url: str) -> None:
    """Its requests did leave; its articles are rolled back."""
    dry_store.save(Batch(articles=(article("a"),)))
    dry_store.note_traffic([traffic(NOW)])
    seen = [one.requests for one in dry_store.traffic()]
    dry_store.close()

    assert [1] == seen
    if store_url == "sqlite://":
        return  # it went with its store
    with closing(open_store(store_url)) as store:
        assert [1] == [one.requests for one in store.traffic()]
        assert 0 == store.count_articles()


def test_moments_without_a_zone_are_refused() -> None:
    """As everywhere."""
    with pytest.raises(ValueError, match="UTC"):
        traffic(NOW.replace(tzinfo=None))
