"""Counts of what each host was asked, under a clock of the test's own."""

from __future__ import annotations

from datetime import timedelta

from fakes import NOW
from feedmill.fetch.ledger import Ledger


class Clock:
    """Seconds that pass when told to."""

    def __init__(self) -> None:
        self.seconds = 100.0

    def __call__(self) -> float:
        """Give them."""
        return self.seconds


def test_counts_by_host() -> None:
    """Starts, answers and bytes; moments are the run's clock with what has passed since."""
    clock = Clock()
    ledger = Ledger(NOW, clock)
    for seconds in (0, 5, 7):
        clock.seconds = 100.0 + seconds
        ledger.started("a.example", ledger.moment())
    ledger.answered("a.example", 304)
    ledger.answered("a.example", 429)
    ledger.answered("a.example", 200)
    ledger.received("a.example", 7)
    ledger.received("a.example", 8)
    (one,) = ledger.close()

    assert (3, 1, 1, 15) == (one.requests, one.not_modified, one.too_many, one.bytes)
    assert timedelta(seconds=2) == one.shortest_gap
    assert (NOW, NOW + timedelta(seconds=7)) == (one.first_start, one.last_start)


def test_hosts_are_apart() -> None:
    """In order of their names; one request has no gap."""
    ledger = Ledger(NOW, Clock())
    ledger.started("b.example", 0.0)
    ledger.started("a.example", 1.0)

    assert [("a.example", None), ("b.example", None)] == [
        (one.host, one.shortest_gap) for one in ledger.close()
    ]


def test_closing_begins_anew() -> None:
    """Nothing is told twice."""
    ledger = Ledger(NOW, Clock())
    ledger.started("a.example", 0.0)

    assert 1 == len(ledger.close())
    assert () == ledger.close()


def test_what_no_request_led_to_is_not_counted() -> None:
    """An answer of a host that was not asked is nobody's."""
    ledger = Ledger(NOW, Clock())
    ledger.answered("a.example", 304)
    ledger.received("a.example", 9)

    assert () == ledger.close()
