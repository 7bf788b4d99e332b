"""
Hosts that are asked no more in this run, for what they said or did not say.

A 429 or a challenge page speaks for its host, and so do three 503s; three failures to answer in a
row, or four among few answers, speak for the port. Knows nothing of the next run (`polling` does).
"""

from __future__ import annotations

from collections import Counter

from feedmill.fetch.address import Address
from feedmill.fetch.failure import FetchFailed
from feedmill.fetch.guard import is_ip
from feedmill.model import Answer, FetchError

__all__ = ["Silence"]

#: So many of a host's URLs must say this before the rest of it is not asked: once "too often" is enough; one
#: that is overloaded or under repair may be one of many programs there.
ENDS_A_HOST = {"http-429": 1, "challenge": 1, "http-503": 3}
#: So many times in a row a place gives no answer before the rest of its URLs is not asked: one may be slow,
#: two may be chance, and each costs up to `[fetch] timeout`.
ENDS_A_PLACE = 3
#: Nor where so many in all, and at least one in so many of those asked, got none: a host that answers every
#: third request never fails three times in a row, and each failure costs as much.
MANY, ONE_IN = 4, 4
_NO_ANSWER = frozenset({"timeout", "connect", "dns"})
_TOLD = "another source of this host was told to wait, so it was not asked in this run"
_HANGS = "this host gave three others or more no answer, so it was not asked in this run"


class Silence:
    """What the exchanges of one run know of hosts, by the address that was asked, redirects included."""

    def __init__(self) -> None:
        #: Host → what it said.
        self._told: dict[str, FetchError] = {}
        self._words: Counter[tuple[str, str]] = Counter()
        #: Host and port → the last of those failures.
        self._hanging: dict[tuple[str, int], FetchError] = {}
        self._failures: Counter[tuple[str, int]] = Counter()
        #: Host and port → how often it was asked, and how often in vain.
        self._asked: Counter[tuple[str, int]] = Counter()
        self._in_vain: Counter[tuple[str, int]] = Counter()

    def heard(self, address: Address, answer: Answer | None) -> None:
        """Note what came of asking *address*; None = it led elsewhere."""
        place = address.host, address.port
        code = answer.code if isinstance(answer, FetchError) else ""
        self._asked[place] += 1
        if code not in _NO_ANSWER:
            if self._failures:
                self._failures.pop(place, None)
        elif isinstance(answer, FetchError):
            self._failures[place] += 1
            self._in_vain[place] += 1
            if self._is_hopeless(place):
                self._hanging[place] = answer
        if code in ENDS_A_HOST and isinstance(answer, FetchError) and _is_one_host(address.host):
            self._words[address.host, code] += 1
            if self._words[address.host, code] == ENDS_A_HOST[code]:
                self._told.setdefault(address.host, answer)

    def _is_hopeless(self, place: tuple[str, int]) -> bool:
        if self._failures[place] >= ENDS_A_PLACE:
            return True
        return self._in_vain[place] >= MANY and self._in_vain[place] * ONE_IN >= self._asked[place]

    def failure(self, address: Address) -> FetchFailed | None:
        """Give what stands for an answer where *address* is not to be asked; None = ask."""
        said = self._told.get(address.host)
        if said is not None:
            return FetchFailed(said.code, _TOLD, retry_after=said.retry_after)
        hangs = self._hanging.get((address.host, address.port)) if self._hanging else None
        return FetchFailed(hangs.code, _HANGS, unreachable=hangs.unreachable) if hangs is not None else None


def _is_one_host(host: str) -> bool:
    # A host named by an address or by a name without a dot is often many servers: it is paused per URL.
    return "." in host and not is_ip(host)
