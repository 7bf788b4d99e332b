"""
What each host was asked, counted as requests leave and answers come.

Counts and nothing else: decides no pause (see `lanes`, `polling`), keeps no URL, knows no store.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from feedmill.model import Traffic

__all__ = ["Ledger"]

#: The clock of a ledger that nobody reads.
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)
_NOT_MODIFIED = 304
_TOO_MANY = 429


@dataclass(slots=True)
class _Account:
    first: float
    last: float
    requests: int = 0
    not_modified: int = 0
    body_bytes: int = 0
    too_many: int = 0
    shortest: float | None = None


class Ledger:
    """
    The counts of one run, by host name without port.

    Args:
        now: The run's clock; it stands for the moment at which the ledger is made.
        clock: Monotonic seconds.
    """

    def __init__(self, now: datetime = _NEVER, clock: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._clock = clock
        self._opened = clock()
        self._accounts: dict[str, _Account] = {}

    def moment(self) -> float:
        """Give the seconds since the ledger was made."""
        return self._clock() - self._opened

    def started(self, host: str, moment: float) -> None:
        """Count a request that left for *host*; it began at *moment*."""
        account = self._accounts.get(host)
        if account is None:
            account = self._accounts[host] = _Account(first=moment, last=moment)
        else:
            gap = abs(moment - account.last)
            account.shortest = gap if account.shortest is None else min(gap, account.shortest)
            account.last = max(account.last, moment)
        account.requests += 1

    def answered(self, host: str, status: int) -> None:
        """Count an answer by its status."""
        account = self._accounts.get(host)
        if account is not None:
            account.not_modified += status == _NOT_MODIFIED
            account.too_many += status == _TOO_MANY

    def received(self, host: str, number: int) -> None:
        """Count bytes of a body as they came over the wire, before they are decompressed."""
        account = self._accounts.get(host)
        if account is not None:
            account.body_bytes += number

    def close(self) -> tuple[Traffic, ...]:
        """Give what was counted since the ledger was made or last closed, and begin anew."""
        accounts, self._accounts = self._accounts, {}
        return tuple(self._traffic(host, account) for host, account in sorted(accounts.items()))

    def _traffic(self, host: str, account: _Account) -> Traffic:
        return Traffic(
            host=host,
            requests=account.requests,
            not_modified=account.not_modified,
            bytes=account.body_bytes,
            too_many=account.too_many,
            shortest_gap=None if account.shortest is None else timedelta(seconds=account.shortest),
            first_start=self._now + timedelta(seconds=account.first),
            last_start=self._now + timedelta(seconds=account.last),
        )
