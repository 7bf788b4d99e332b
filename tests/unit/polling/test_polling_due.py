"""When a source may be asked."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from feedmill.model import FetchSettings, Memory, Source
from feedmill.polling import current, is_due, is_private, may_refetch, pauses, set_back
from feedmill.polling.due import plain_host
from feedmill.polling.memories import address_key
from feedmill.text.urls import host

NOW = datetime(2026, 1, 6, 12, 0, tzinfo=UTC)
SETTINGS = FetchSettings()
HOUR = timedelta(hours=1)
SOURCE = Source(id="s", kind="feed", address="https://example.org/feed")


def minutes(number: float) -> timedelta:
    """Give a number of minutes."""
    return timedelta(minutes=number)


def asked(ago: timedelta, *, wait: timedelta = HOUR, **rest: Any) -> Memory:
    """Give the memory of a source that was asked a while ago and waits since."""
    then = NOW - ago
    return replace(
        Memory(source="s", last_attempt=then, last_answer=then, last_success=then, next_due=then + wait),
        **rest,
    )


def due(memory: Memory | None, source: Source = SOURCE, **rest: Any) -> bool:
    """Ask the room."""
    return is_due(memory, source, **{"now": NOW, "settings": SETTINGS, **rest})


def test_first_time() -> None:
    """A source without a memory is due, and one whose memory holds no attempt."""
    assert due(None)
    assert due(Memory(source="s"))


def test_disabled_source_is_never_due() -> None:
    """Not even by force."""
    assert not due(None, replace(SOURCE, enabled=False), force=True)


@pytest.mark.parametrize(("ago", "expected"), [(59, False), (60, True), (6000, True)])
def test_rhythm(ago: int, expected: bool) -> None:  # noqa: FBT001 -- a case
    """A source is due when its time has come, not a minute before."""
    assert expected == due(asked(minutes(ago)))


@pytest.mark.parametrize("word", ["force", "refetch"])
@pytest.mark.parametrize(("ago", "expected"), [(14, False), (15, True)])
def test_force_waits_a_quarter_of_an_hour(word: str, ago: int, expected: bool) -> None:  # noqa: FBT001 -- a case
    """Force overrules the rhythm but not the hard floor of public hosts."""
    options: dict[str, Any] = {word: True}

    assert expected == due(asked(minutes(ago)), **options)


def test_force_on_private_hosts_is_at_once() -> None:
    """On the operator's own network there is no floor, whatever was set while the host counted as public."""
    assert due(asked(minutes(0)), force=True, private=True)
    assert due(asked(minutes(0)), private=True)
    assert not due(asked(minutes(0)))


@pytest.mark.parametrize("rest", [{}, {"force": True}, {"refetch": True}, {"private": True, "force": True}])
def test_retry_after_holds_against_everything(rest: dict[str, Any]) -> None:
    """What a publisher asked for stands above what the operator wants."""
    memory = asked(minutes(600), retry_at=NOW + minutes(1))

    assert not due(memory, **rest)
    assert due(memory, now=NOW + minutes(1), **rest)


def test_another_address_begins_anew() -> None:
    """What is remembered of one address says nothing of another; an old memory without one is kept."""
    told = replace(asked(minutes(0)), address=address_key(SOURCE))
    moved = replace(SOURCE, address="https://elsewhere.example/feed")

    assert {"s": told} == current({"s": told}, [SOURCE], now=NOW)
    anew = current({"s": told}, [moved], now=NOW)["s"]
    assert (None, None) == (anew.last_attempt, anew.next_due)
    assert {"s": asked(minutes(0))} == current({"s": asked(minutes(0))}, [moved], now=NOW)


def test_seeds_are_always_due() -> None:
    """The disk is read in every run, whatever is remembered."""
    seeds = Source(id="s", kind="seed", address="/seeds", local=True)

    assert due(asked(minutes(0), retry_at=NOW + minutes(9)), seeds)
    assert not due(None, replace(seeds, enabled=False))


@pytest.mark.parametrize(
    ("ago", "private", "expected"), [(14, False, False), (15, False, True), (0, True, True)]
)
def test_attempt_without_an_end(ago: int, private: bool, expected: bool) -> None:  # noqa: FBT001 -- a case
    """A run that was killed in mid-fetch is made up for after 15 minutes, on private hosts at once."""
    then = NOW - minutes(ago)
    lost = asked(minutes(6000), wait=minutes(60 * 24 * 9), last_attempt=then)

    assert expected == due(lost, private=private)
    assert expected == due(replace(lost, last_answer=None), private=private)


@pytest.mark.parametrize("hours", [0.1, 1, 23, 48, 24 * 365, 24 * 3650])
def test_clock_that_was_ahead_counts_as_now(hours: float) -> None:
    """After a jump back the last request counts as made now: no burst, not even by force, and no silence."""
    memory = asked(-timedelta(hours=hours), times=(int(NOW.timestamp()) + 9,), watched_since=NOW - minutes(9))
    kept = set_back({"s": memory, "b": asked(minutes(0))}, NOW)

    assert not due(memory)
    assert not due(memory, force=True)
    assert ["s"] == list(kept)
    assert (NOW, NOW) == (kept["s"].last_attempt, kept["s"].last_answer)
    assert (int(NOW.timestamp()),) == kept["s"].times
    assert NOW - minutes(9) == kept["s"].watched_since
    assert not due(kept["s"], now=NOW + minutes(59))
    assert due(kept["s"], now=NOW + minutes(60))


def test_private_hosts_do_not_mind_the_clock() -> None:
    """Where there is no floor there is nothing to keep."""
    assert due(asked(-minutes(60), wait=minutes(0)), private=True)


@pytest.mark.parametrize(
    ("source", "longest"),
    [
        (SOURCE, timedelta(hours=24)),
        (replace(SOURCE, every=timedelta(days=7)), timedelta(days=7)),
        (replace(SOURCE, cron="0 0 1 2 *"), datetime(2026, 2, 1, tzinfo=UTC) - NOW),
    ],
)
def test_no_memory_keeps_a_source_waiting_for_longer_than_its_rhythm(
    source: Source, longest: timedelta
) -> None:
    """A due date far ahead, as a wrong clock or other settings leave it, is cut."""
    memory = replace(asked(minutes(0)), next_due=NOW + timedelta(days=3650))

    assert not due(memory, source, now=NOW + longest - minutes(1))
    assert due(memory, source, now=NOW + longest)


def test_refetch_is_allowed_once_a_day() -> None:
    """Validators are left out at most once in 24 hours, unless there are none."""
    known = asked(minutes(60), etag='"1"', last_refetch=NOW - timedelta(hours=23))

    assert not may_refetch(known, now=NOW)
    assert may_refetch(known, now=NOW + timedelta(hours=1))
    assert may_refetch(replace(known, etag=None), now=NOW)
    assert not may_refetch(replace(known, etag=None, last_modified="x"), now=NOW)
    assert may_refetch(replace(known, last_refetch=None), now=NOW)
    assert not may_refetch(replace(known, last_refetch=NOW + timedelta(days=400)), now=NOW)
    assert may_refetch(None, now=NOW)


HOSTS = {
    "a": "https://feeds.example/a",
    "b": "https://feeds.example/b",
    "c": "https://other.example/",
    "ip": "http://192.0.2.1/",
    "bare": "http://intranet/",
}
SOURCES = [Source(id=name, kind="feed", address=url) for name, url in HOSTS.items()]


def told_to_wait(name: str, **rest: Any) -> dict[str, Memory]:
    """Give the memory of a source that got a 429."""
    memory = asked(minutes(60), wait=minutes(120), code="http-429", **rest)
    return {name: replace(memory, source=name)}


def test_429_pauses_its_host() -> None:
    """A sibling on the same host waits, others do not."""
    memories = told_to_wait("a", retry_at=NOW + minutes(30))
    paused = pauses(memories, SOURCES, now=NOW, settings=SETTINGS)

    assert {"feeds.example": NOW + minutes(30)} == paused
    assert not due(None, SOURCES[1], paused=paused, force=True)
    assert not due(asked(minutes(600)), SOURCES[1], paused=paused)
    assert due(None, SOURCES[1], paused=paused, now=NOW + minutes(30))
    assert due(None, SOURCES[2], paused=paused)


def test_429_without_a_time_pauses_until_its_source_is_due_but_not_against_force() -> None:
    """Only what the publisher said himself holds against force."""
    memories = told_to_wait("a")

    assert {"feeds.example": NOW + minutes(60)} == pauses(memories, SOURCES, now=NOW, settings=SETTINGS)
    assert {} == pauses(memories, SOURCES, now=NOW, settings=SETTINGS, force=True)


def test_429_of_one_url_alone_is_doubled_for_that_url_alone() -> None:
    """Where another URL fared well in the same run, the host waits as after the first 429."""
    last = NOW - minutes(10)
    told = Memory(
        source="a", code="http-429", failures=5, last_attempt=last, next_due=last + timedelta(hours=24)
    )
    well = Memory(source="b", last_attempt=last, last_success=last)

    assert {"feeds.example": last + timedelta(hours=24)} == pauses(
        {"a": told}, SOURCES, now=NOW, settings=SETTINGS
    )
    assert {"feeds.example": last + timedelta(hours=2)} == pauses(
        {"a": told, "b": well}, SOURCES, now=NOW, settings=SETTINGS
    )
    assert {"feeds.example": NOW + minutes(5)} == pauses(
        {"a": told, "b": well}, SOURCES, now=NOW, settings=SETTINGS, force=True
    )


@pytest.mark.parametrize("name", ["ip", "bare"])
def test_429_of_an_address_or_a_bare_name_pauses_its_url_alone(name: str) -> None:
    """Such a host may be many servers."""
    assert {} == pauses(told_to_wait(name, retry_at=NOW + minutes(30)), SOURCES, now=NOW, settings=SETTINGS)


def test_pauses_end_and_other_failures_make_none() -> None:
    """A pause that is over, absurd, or no 429's keeps nobody."""
    over = told_to_wait("a", retry_at=NOW)
    absurd = told_to_wait("a", retry_at=NOW + timedelta(days=8))
    unwell = {"a": replace(told_to_wait("a", retry_at=NOW + minutes(9))["a"], code="http-503")}

    assert (
        {}
        == pauses(over, SOURCES, now=NOW, settings=SETTINGS)
        == pauses(absurd, SOURCES, now=NOW, settings=SETTINGS)
    )
    assert (
        {}
        == pauses(unwell, SOURCES, now=NOW, settings=SETTINGS)
        == pauses({}, SOURCES, now=NOW, settings=SETTINGS)
    )


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("http://127.0.0.1:8000/feed", True),
        ("http://127.3.2.1/", True),
        ("http://user:pw@127.0.0.1/", True),
        ("http://localhost:8000/", True),
        ("http://[fd00::1]/", True),
        ("http://[fd00::1]:81/", True),
        ("http://10.0.0.1/", False),
        ("http://[::1]/", False),
        ("http://127.0.0.1.example.org/", False),
        ("http://example.org/127.0.0.1", False),
        ("no url", False),
    ],
)
def test_private_is_an_address_in_the_allowed_networks(url: str, expected: bool) -> None:  # noqa: FBT001 -- a case
    """Names count as public, for only a lookup could tell."""
    assert expected == is_private(url, ("127.0.0.0/8", "fd00::/8"))
    assert not is_private(url, ())


@pytest.mark.parametrize("path", ["", "/", "/a?b#c", "?b", "#c"])
@pytest.mark.parametrize("port", ["", ":80", ":8080"])
@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("example.org", True),
        ("a.b-c.example", True),
        ("127.0.0.1", True),
        ("10.20.30.255", True),
        ("localhost", False),
        ("127.0.0.01", False),
        ("0x7f.0x1", False),
        ("127.0x1", False),
        ("127.1", False),
        ("example.org.", False),
        ("Example.org", False),
        ("a_b.example.org", False),
        ("user@127.0.0.1", False),
        ("[::1]", False),
        ("xn--bcher-kva.xn--p1ai", False),
        ("bücher.example", False),
    ],
)
def test_a_host_that_is_read_quickly_is_the_same(name: str, plain: bool, port: str, path: str) -> None:  # noqa: FBT001 -- a case
    """What may be written in another way, or be no name at all, is left to the reader of URLs."""
    url = f"http://{name}{port}{path}"

    assert plain == bool(plain_host(url))
    assert plain_host(url) in ("", host(url))
