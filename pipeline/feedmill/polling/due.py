"""
Whether a source may be asked now.

Pure. The order of the questions is the order of their weight: what a publisher asked for stands above
what the operator wants.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, timedelta
from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from feedmill.model import FetchSettings, Memory, Source
from feedmill.polling.clocks import by_this_clock
from feedmill.polling.moves import asked_at
from feedmill.polling.rhythm import CAP, HARD_FLOOR, LONGEST_PAUSE, floor, next_regular, pause_of_a_429
from feedmill.text.urls import host

__all__ = ["is_due", "is_offline", "is_private", "may_refetch", "pauses", "plain_host"]

#: Between two requests without validators to a source that has some.
_REFETCH_EVERY = timedelta(hours=24)
#: From how many URLs of a host these words count for all of it: too often, and overloaded or under repair.
_WORDS = {"http-429": 1, "challenge": 1, "http-503": 3}
_TOO_OFTEN = frozenset({"http-429", "challenge"})
#: One host alone may well be down by itself.
_FEWEST_HOSTS, _SHARE_LOST = 2, 0.8
#: A host that cannot be reached for so long has gone, whatever else cannot be reached.
_DEAD_AFTER = timedelta(hours=24)
#: Of its host, the last label begins with a letter and is no hexadecimal number, or all four are decimal and
#: without leading zeros: what else may be an address has many spellings (https://url.spec.whatwg.org/#host-parsing).
_PLAIN_URL = re.compile(
    r"https?://((?:[a-z0-9-]{1,63}\.)+(?!xn--)[a-z][a-z0-9-]{0,62}|(?:(?:0|[1-9][0-9]{0,2})\.){3}(?:0|[1-9][0-9]{0,2}))"
    r"(?::[0-9]{1,5})?(?:[/?#]|\Z)"
)
_NO_PAUSES: Mapping[str, datetime] = {}


def is_due(
    memory: Memory | None,
    source: Source,
    *,
    now: datetime,
    settings: FetchSettings,
    force: bool = False,
    refetch: bool = False,
    private: bool = False,
    paused: Mapping[str, datetime] = _NO_PAUSES,
) -> bool:
    """
    Say whether *source* is asked in the run of *now*.

    Seeds always are. *force* and *refetch* overrule the rhythm, but neither a publisher's Retry-After nor, on
    public hosts, the quarter of an hour since the last attempt. *paused*: see `pauses`.
    """
    if source.local or not source.enabled:
        return source.enabled
    if memory is None:
        return not _is_paused(source.address, paused, now)
    memory = by_this_clock(memory, now)
    soonest = [memory.retry_at]
    if not private and memory.last_attempt is not None:
        soonest.append(memory.last_attempt + HARD_FLOOR)
    if _is_paused(asked_at(source, memory), paused, now) or any(one and now < one for one in soonest):
        return False
    if force or refetch or memory.gone:
        return force or refetch
    return _has_no_end(memory) or now >= _next_due(memory, source, settings, now=now, private=private)


def may_refetch(memory: Memory | None, *, now: datetime) -> bool:
    """Say whether validators may be left out now: once in 24 h for a source that has some."""
    if memory is None or memory.last_refetch is None or not (memory.etag or memory.last_modified):
        return True
    return now - memory.last_refetch >= _REFETCH_EVERY


def pauses(
    memories: Mapping[str, Memory],
    sources: Iterable[Source],
    *,
    now: datetime,
    settings: FetchSettings,
    force: bool = False,
) -> dict[str, datetime]:
    """
    Give, by host, until when what it said to some of its sources keeps all of them waiting.

    A 429 is such a word, and a 503 once three URLs of the host have met it. Without a Retry-After, a 429 that
    came in a run in which another source of the host fared well is doubled for its own URL only. With *force*
    only what the publisher said itself (Retry-After) counts, and a quarter of an hour since a 429. A host
    named by an address or by a name without a dot is often many servers: it is paused per URL, so not here.
    """
    waits: dict[tuple[str, str], dict[str, datetime]] = {}
    told = [(source, memories[source.id]) for source in sources if _has_a_word(memories.get(source.id))]
    well = _fared_well(memories, sources) if told and not force else {}
    for source, memory in told:
        url = asked_at(source, memory)
        name = memory.told_by or host(url)
        if _is_ip(name) or "." not in name:
            continue
        least = floor(source, settings, private=False)
        until = _wait_of_host(memory, least, force=force, well=memory.last_attempt in well.get(name, ()))
        if until is not None and now < until <= now + LONGEST_PAUSE:
            waits.setdefault((name, memory.code), {})[url] = until
    paused: dict[str, datetime] = {}
    for (name, code), untils in waits.items():
        if len(untils) >= _WORDS[code]:
            until = max(untils.values())
            paused[name] = max(until, paused.get(name, until))
    return paused


def _has_a_word(memory: Memory | None) -> bool:
    return memory is not None and memory.code in _WORDS


def _fared_well(memories: Mapping[str, Memory], sources: Iterable[Source]) -> dict[str, set[datetime]]:
    """Give, by host, the runs in which one of its sources was answered well."""
    runs: dict[str, set[datetime]] = {}
    for source in sources:
        memory = memories.get(source.id)
        if memory is not None and memory.last_success is not None:
            runs.setdefault(host(asked_at(source, memory)), set()).add(memory.last_success)
    return runs


def _wait_of_host(memory: Memory, least: timedelta, *, force: bool, well: bool) -> datetime | None:
    """Give until when a host waits for what it said of one URL; *well*: it said better of others."""
    last = memory.last_attempt
    if memory.retry_at is not None or memory.code not in _TOO_OFTEN or last is None:
        return memory.retry_at if force else memory.retry_at or memory.next_due
    if force:
        return last + HARD_FLOOR
    first = last + pause_of_a_429(1, least)
    return min(first, memory.next_due or first) if well else memory.next_due


def is_offline(
    asked: Mapping[str, str], lost: Collection[str], memories: Mapping[str, Memory], *, now: datetime
) -> bool:
    """
    Say that it is rather this machine's network that is down than all those hosts.

    Of two distinct hosts or more, four fifths could not be reached. A host that never answered, or could
    not be reached for a day already, is no witness. *asked*: source → URL; *lost*: those not reached.
    """
    if not lost:
        return False
    there = {host(url) for name, url in asked.items() if name not in lost}
    missed = {host(asked[name]) for name in lost if _was_there(memories.get(name), now)} - there
    return len(there | missed) >= _FEWEST_HOSTS and len(missed) >= _SHARE_LOST * len(there | missed)


def _was_there(memory: Memory | None, now: datetime) -> bool:
    """Say whether a source answered once, and was not out of reach for a day since."""
    if memory is None or memory.last_success is None:
        return False
    return memory.lost_since is None or now - memory.lost_since < _DEAD_AFTER


def is_private(url: str, allow_private: Iterable[str]) -> bool:
    """
    Say that *url* names its host by an address inside *allow_private* (or as "localhost").

    Names are not looked up: a name that leads to such an address counts as public.
    """
    allowed = tuple(allow_private)
    return bool(allowed) and _is_private(url, allowed)


# A run asks of each source when it looks for those that are due and when their answers come.
@lru_cache(maxsize=4096)
def _is_private(url: str, allow_private: tuple[str, ...]) -> bool:
    name = plain_host(url) or host(url)
    addresses = ("127.0.0.1", "::1") if name == "localhost" else (name.strip("[]"),)
    networks = _networks(allow_private)
    ips = [ip for ip in map(_ip, addresses) if ip is not None] if networks else []
    return any(ip in network for ip in ips for network in networks)


def plain_host(url: str) -> str:
    """Give the host of a URL in which nothing is to be folded, as most are; else "", for `host` to read."""
    match = _PLAIN_URL.match(url)
    return match[1] if match else ""


def _is_paused(url: str, paused: Mapping[str, datetime], now: datetime) -> bool:
    until = paused.get(host(url)) if paused else None
    return until is not None and now < until


def _has_no_end(memory: Memory) -> bool:
    """Whether the last attempt was noted and then lost, as by a kill."""
    if memory.last_attempt is None:
        return False
    return memory.last_answer is None or memory.last_answer < memory.last_attempt


def _next_due(
    memory: Memory, source: Source, settings: FetchSettings, *, now: datetime, private: bool
) -> datetime:
    """Give `next_due`, but never later than the longest wait that today's settings could have set."""
    if memory.next_due is None or memory.last_attempt is None:
        return memory.next_due or now
    if private and not floor(source, settings, private=True) and source.every is None and not source.cron:
        # Such hosts have no floor: what was set while the host still counted as public is void, but
        # not what the publisher asks for.
        return min(memory.fresh_until or now, memory.last_attempt + CAP * 2)
    # Who was passed over waits from then on, though it was not asked.
    last = max(memory.last_attempt, memory.last_answer or memory.last_attempt)
    regular = next_regular(source, last, floor(source, settings, private=private))
    # Hours and days to skip begin where the longest wait may have ended.
    longest = CAP * 2 if memory.skip_days or memory.skip_hours else CAP
    return min(memory.next_due, max(regular, last + longest))


@lru_cache(maxsize=4)
def _networks(allowed: tuple[str, ...]) -> tuple[IPv4Network | IPv6Network, ...]:
    return tuple(ip_network(network, strict=False) for network in allowed)


def _is_ip(name: str) -> bool:
    return _ip(name) is not None


def _ip(name: str) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address(name.strip("[]"))
    except ValueError:
        return None
