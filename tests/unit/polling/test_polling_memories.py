"""What an answer leaves behind."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from feedmill.model import (
    Document,
    Fetched,
    FetchError,
    FetchSettings,
    Hints,
    Memory,
    NotModified,
    Parsed,
    ParseError,
    Problem,
    Source,
)
from feedmill.polling import remember

NOW = datetime(2026, 1, 6, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
SOURCE = Source(id="s", kind="feed", address="https://example.org/feed")
SETTINGS = FetchSettings()
OLD = Memory(
    source="s",
    etag='"old"',
    last_modified="old",
    body_hash="old",
    last_attempt=NOW - 5 * HOUR,
    last_answer=NOW - 5 * HOUR,
    last_success=NOW - 5 * HOUR,
    note="old note",
    title="Old",
)
CONTENT = Fetched(
    source="s",
    url="https://example.org/feed",
    documents=(Document(name="x", body=b"x"),),
    etag='"new"',
    last_modified="new",
)
PARSED = Parsed(entries=(), hints=Hints(title="New", link="https://example.org/", language="en"))
UNCHANGED = NotModified(source="s", url="https://example.org/feed")


def failure(code: str = "timeout", retry_after: timedelta | None = None) -> FetchError:
    """Give a failed fetch."""
    return FetchError(source="s", url="", code=code, message="why", retry_after=retry_after)


def after(answer: Any, memory: Memory | None = OLD, **rest: Any) -> Memory:
    """Remember an answer."""
    return remember(memory, answer, **{"source": SOURCE, "settings": SETTINGS, "now": NOW, **rest})


def validators(memory: Memory) -> tuple[str | None, str | None, str]:
    """Give what vouches for stored content."""
    return memory.etag, memory.last_modified, memory.body_hash


def test_whole_document() -> None:
    """Its validators and hash replace the old ones, the source is well."""
    unwell = replace(OLD, failures=3, code="timeout", message="why", retry_at=NOW)
    memory = after(CONTENT, unwell, parsed=PARSED, body_hash="new")

    assert ('"new"', "new", "new") == validators(memory)
    assert (NOW, NOW, NOW) == (memory.last_attempt, memory.last_answer, memory.last_success)
    assert (0, "", "", None, "") == (
        memory.failures,
        memory.code,
        memory.message,
        memory.retry_at,
        memory.note,
    )
    assert ("New", "https://example.org/", "en") == (memory.title, memory.link, memory.language)
    assert NOW + HOUR == memory.next_due


def test_first_document() -> None:
    """Validators are kept from the very first answer on."""
    memory = after(CONTENT, None, parsed=PARSED, body_hash="new")

    assert "s" == memory.source
    assert ('"new"', "new", "new") == validators(memory)


def test_newest_validators_win_even_if_there_are_none() -> None:
    """A server that stops to send an ETag is not asked with an old one for ever."""
    memory = after(replace(CONTENT, etag=None, last_modified=None), parsed=PARSED, body_hash="new")

    assert (None, None, "new") == validators(memory)


def test_same_body_brings_new_validators() -> None:
    """A 200 whose body was known keeps what was read of it, and the new validators."""
    memory = after(CONTENT, replace(OLD, body_hash="same"), body_hash="same")

    assert ('"new"', "new", "same") == validators(memory)
    assert ("Old", "old note") == (memory.title, memory.note)


@pytest.mark.parametrize(
    ("answer", "rest", "note"),
    [
        (replace(CONTENT, truncated=True), {"parsed": PARSED}, "cut short"),
        (replace(CONTENT, truncated=True), {}, "cut short"),
        (CONTENT, {"parsed": replace(PARSED, partial=True)}, "malformed"),
        (CONTENT, {"parsed": PARSED, "held_back": 7}, "7 new items"),
        (
            CONTENT,
            {
                "parsed": replace(
                    PARSED, partial=True, problems=(Problem(code="malformed", message="line 3"),)
                )
            },
            "line 3",
        ),
    ],
    ids=["cut", "cut and unread", "malformed", "held back", "with a problem"],
)
def test_documents_that_are_not_whole_leave_no_validators(
    answer: Fetched, rest: dict[str, Any], note: str
) -> None:
    """Nothing vouches for what is not stored; that the document was used all the same is noted."""
    memory = after(answer, body_hash="new", **rest)

    assert (None, None, "" if "held_back" in rest else "new") == validators(memory)
    assert note in memory.note
    assert (0, NOW) == (memory.failures, memory.last_success)


def test_same_malformed_body_still_leaves_no_validators() -> None:
    """A malformed body that comes again is not parsed again, and is no more whole than before."""
    known = after(CONTENT, parsed=replace(PARSED, partial=True), body_hash="same")

    assert (None, None, "same") == validators(after(CONTENT, known, body_hash="same"))


def test_304_keeps_validators_and_takes_new_ones() -> None:
    """What a 304 does not name stays."""
    assert ('"old"', "old", "old") == validators(after(UNCHANGED))
    assert ('"new"', "old", "old") == validators(after(replace(UNCHANGED, etag='"new"')))
    assert ('"old"', "new", "old") == validators(after(replace(UNCHANGED, last_modified="new")))
    assert ("Old", "old note", NOW) == (
        after(UNCHANGED).title,
        after(UNCHANGED).note,
        after(UNCHANGED).last_success,
    )


@pytest.mark.parametrize(
    ("answer", "rest", "code"),
    [
        (failure("http-500"), {}, "http-500"),
        (CONTENT, {"parsed": ParseError(code="not-a-feed", message="a page")}, "not-a-feed"),
    ],
)
def test_failures_keep_what_is_known(answer: Any, rest: dict[str, Any], code: str) -> None:
    """Old validators speak for what is stored, whatever a captive portal says in between."""
    memory = after(answer, **rest)

    assert ('"old"', "old", "old") == validators(memory)
    assert (code, 1) == (memory.code, memory.failures)
    assert memory.message
    assert (NOW, NOW, OLD.last_success) == (memory.last_attempt, memory.last_answer, memory.last_success)


def test_backoff_doubles_up_to_a_day_and_never_ends() -> None:
    """From the floor on, each failure in a row doubles the wait; success resets it."""
    memory: Memory = OLD
    waits = []
    for _ in range(40):
        memory = after(failure(), memory)
        assert memory.next_due is not None
        waits.append((memory.next_due - NOW) / HOUR)

    assert [1, 2, 4, 8, 16, 24, 24] == [int(wait) for wait in waits[:7]]
    assert 24.0 <= min(waits[7:]) <= max(waits[7:]) <= 24.5
    assert NOW + HOUR == after(UNCHANGED, memory).next_due


@pytest.mark.parametrize("code", ["http-429", "http-503"])
def test_retry_after_is_kept(code: str) -> None:
    """A pause that a publisher asks for is kept apart, for it holds against force."""
    short, long = after(failure(code, timedelta(minutes=5))), after(failure(code, timedelta(days=30)))

    assert NOW + timedelta(minutes=5) == short.retry_at
    assert short.next_due is not None
    assert short.next_due >= NOW + HOUR
    assert NOW + timedelta(days=7) == long.retry_at == long.next_due


def test_429_without_a_time_waits_twice_as_long() -> None:
    """The publisher said "too often", so the floor is not enough."""
    memory = after(failure("http-429"))

    assert memory.next_due is not None
    assert 2 * HOUR <= memory.next_due - NOW <= 2.04 * HOUR
    assert memory.retry_at is None


@pytest.mark.parametrize(
    ("changes", "settings", "private", "wait"),
    [
        ({}, {}, False, HOUR),
        ({}, {"min_interval": timedelta(minutes=1)}, False, timedelta(minutes=15)),
        ({}, {"min_interval": timedelta(hours=3)}, False, 3 * HOUR),
        ({}, {}, True, timedelta(0)),
        ({}, {"explicit": frozenset({"min_interval"})}, True, HOUR),
        ({"every": timedelta(hours=6)}, {}, False, 6 * HOUR),
        ({"every": timedelta(minutes=20)}, {}, False, HOUR),
        ({"every": timedelta(minutes=1)}, {}, True, timedelta(minutes=1)),
        ({"cron": "0 18 * * *"}, {}, False, 6 * HOUR),
        ({"cron": "* * * * *"}, {}, False, HOUR),
        ({"cron": "* * * * *"}, {}, True, timedelta(minutes=1)),
        ({"kind": "seed", "local": True}, {}, False, timedelta(0)),
    ],
)
def test_next_time(changes: dict[str, Any], settings: dict[str, Any], private: bool, wait: timedelta) -> None:  # noqa: FBT001 -- a case
    """The source's own rhythm, but never below the floor of its host."""
    memory = after(
        UNCHANGED, source=replace(SOURCE, **changes), settings=replace(SETTINGS, **settings), private=private
    )

    assert NOW + wait == memory.next_due


def test_private_hosts_are_tried_again_at_once() -> None:
    """Where there is no floor there is no backoff, but for a pause that was asked for."""
    assert NOW == after(failure(), private=True).next_due
    assert NOW + HOUR == after(failure("http-503", HOUR), private=True).next_due


def test_refetch_is_remembered() -> None:
    """So that it is not repeated within a day."""
    assert NOW == after(CONTENT, parsed=PARSED, refetched=True).last_refetch
    assert NOW == after(failure(), refetched=True).last_refetch
    assert after(UNCHANGED).last_refetch is None
