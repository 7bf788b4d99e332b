"""Who is asked first of those that are due."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from feedmill.model import FetchError, FetchSettings, Memory, Source
from feedmill.polling import in_turn, remember

NOW = datetime(2026, 1, 31, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


def sources(**hosts: str) -> list[Source]:
    """Make sources: id → host."""
    return [Source(id=name, kind="feed", address=f"https://{host}/{name}") for name, host in hosts.items()]


def well(hours: int) -> Memory:
    """Remember an answer so many hours ago."""
    return Memory(source="", last_attempt=NOW - hours * HOUR, last_success=NOW - hours * HOUR)


def failed(hours: int) -> Memory:
    """Remember a failure so many hours ago."""
    return Memory(source="", last_attempt=NOW - hours * HOUR, code="timeout", failures=1)


def order(due: list[Source], memories: dict[str, Memory]) -> str:
    """Give the ids in turn."""
    return "".join(source.id for source in in_turn(due, memories))


def test_what_went_well_comes_before_the_unknown_and_that_before_what_failed() -> None:
    """Those who hang keep nobody waiting."""
    due = sources(a="a.example", b="b.example", c="c.example")

    assert "cba" == order(due, {"a": failed(9), "c": well(1)})


def test_at_one_host_the_longest_wait_comes_first() -> None:
    """Never asked, then long ago, then lately; a failure behind them all."""
    due = sources(a="h.example", b="h.example", c="h.example", d="h.example")

    assert "dcba" == order(due, {"a": failed(9), "b": well(1), "c": well(2)})


def test_a_host_is_as_good_as_its_best_source() -> None:
    """One bad URL does not put its siblings behind those of whom nothing is known."""
    due = sources(x="new.example", a="h.example", b="h.example")

    assert "bax" == order(due, {"a": failed(1), "b": well(1)})


def test_equals_keep_their_order() -> None:
    """As the operator wrote them."""
    due = sources(c="h.example", a="h.example", b="i.example")

    assert "cab" == order(due, {})
    assert "cab" == order(due, {name: well(1) for name in "abc"})


def test_who_was_passed_over_has_not_been_asked() -> None:
    """It waits like one that failed, and its turn comes before that of those who were asked."""
    due = sources(a="h.example", b="h.example")
    told = FetchError(source="b", url="", code="http-429", message="", asked=False)
    passed_over = remember(well(3), told, source=due[1], settings=FetchSettings(), now=NOW)
    never = remember(None, replace(told, source="a"), source=due[0], settings=FetchSettings(), now=NOW)

    assert (NOW - 3 * HOUR, NOW, 1) == (
        passed_over.last_attempt,
        passed_over.last_answer,
        passed_over.failures,
    )
    assert passed_over.next_due is not None
    assert passed_over.next_due >= NOW + 2 * HOUR
    assert never.last_attempt is None
    assert "ba" == order(due, {"a": well(1), "b": passed_over})
