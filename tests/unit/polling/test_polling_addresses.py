"""What is remembered of a source's addresses: its floor belongs to a URL (P10)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from feedmill.model import Memory, Source
from feedmill.polling import current
from feedmill.polling.memories import address_key

NOW = datetime(2026, 1, 6, 12, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
A = Source(id="s", kind="feed", address="https://example.org/a")
B, C = replace(A, address="https://example.org/b"), replace(A, address="https://example.org/c")


def asked(source: Source, ago: timedelta, **rest: object) -> Memory:
    """Give the memory of a source that was asked *ago*, and is due an hour later."""
    then = NOW - ago
    told = Memory(source="s", address=address_key(source), etag='"1"', last_attempt=then, last_answer=then)
    return replace(told, next_due=then + 60 * MINUTE, **rest)  # type: ignore[arg-type]


def at(source: Source, memory: Memory) -> Memory:
    """Give the memory once the source is configured there."""
    return current({"s": memory}, [source], now=NOW)["s"]


def test_another_address_begins_anew() -> None:
    """Its validators are none, and it was never asked."""
    anew = at(B, asked(A, 5 * MINUTE))

    assert (None, None, None) == (anew.etag, anew.last_attempt, anew.next_due)
    assert 1 == len(anew.left)


def test_whoever_comes_back_was_asked_when_it_was_asked() -> None:
    """Also over a third address, and with the publisher's Retry-After; the validators are gone."""
    first = asked(A, 20 * MINUTE, retry_at=NOW + 9 * MINUTE)
    second = replace(asked(B, 10 * MINUTE), left=at(B, first).left)
    third = replace(asked(C, 5 * MINUTE), left=at(C, second).left)
    back = at(A, third)

    assert (first.last_attempt, first.next_due, first.retry_at) == (
        back.last_attempt,
        back.next_due,
        back.retry_at,
    )
    assert back.etag is None
    assert second.last_attempt == at(B, third).last_attempt


def test_an_attempt_without_an_end_holds_wherever_it_went() -> None:
    """The first run at the new address may have been killed."""
    killed = replace(asked(A, 60 * MINUTE), last_attempt=NOW - MINUTE)

    assert NOW - MINUTE == at(B, killed).last_attempt
    assert at(B, killed).last_answer is None


def test_only_so_many_addresses_are_remembered() -> None:
    """Somebody who tries a new one every day fills no table."""
    memory = asked(A, 60 * MINUTE)
    for number in range(20):
        source = replace(A, address=f"https://example.org/{number}")
        memory = replace(asked(source, MINUTE), left=at(source, memory).left)

    assert 4 == len(memory.left)


def test_times_of_a_clock_that_was_ahead_tell_nothing() -> None:
    """They would keep the source waiting for years."""
    ahead = asked(A, timedelta(days=-4000))
    back = at(A, replace(asked(B, MINUTE), left=at(B, ahead).left))

    assert back.last_attempt is None
