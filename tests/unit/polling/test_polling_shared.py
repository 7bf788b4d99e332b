"""One URL in many sources is one place (P10, P23)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from feedmill.model import Memory, Source
from feedmill.polling import together
from feedmill.polling.memories import address_key

NOW = datetime(2026, 1, 6, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
A = Source(id="a", kind="feed", address="https://example.org/feed")
B = replace(A, id="b", address="https://example.org/feed#part")
C = replace(A, id="c", address="https://example.org/other")
SEEDS = Source(id="seeds", kind="seed", address="/seeds", local=True)
ALL = (SEEDS, A, B, C)


def asked(name: str, ago: timedelta, **rest: datetime | None) -> dict[str, Memory]:
    """Give the memory of a source that was asked *ago*."""
    then = NOW - ago
    memory = Memory(source=name, last_attempt=then, last_answer=then)
    return {name: replace(memory, **rest)}  # type: ignore[arg-type]


def chosen(due: str, memories: dict[str, Memory], *, force: bool = False) -> str:
    """Give the names of those that are asked, if those called *due* are due."""
    sources = [source for source in ALL if source.id in due.split()]
    found = together(sources, ALL, memories, now=NOW, least=lambda _: HOUR, force=force)
    return " ".join(source.id for source in found)


def test_those_that_share_a_url_are_asked_together() -> None:
    """Also if only one of them is due; others go their way."""
    assert "a b" == chosen("b", asked("a", HOUR))
    assert "a b c" == chosen("a c", {})
    assert "seeds c" == chosen("c seeds", {})


def test_none_is_asked_below_the_floor_of_another() -> None:
    """A quarter of an hour by force, or after an attempt that was killed."""
    soon, later = asked("a", timedelta(minutes=14)), asked("a", timedelta(minutes=59))
    killed = asked("a", timedelta(minutes=15), last_answer=None)

    assert "" == chosen("b", soon, force=True) == chosen("b", later)
    assert "a b" == chosen("b", later, force=True) == chosen("b", killed)


def test_what_a_publisher_asked_for_holds_for_the_url() -> None:
    """Even by force."""
    told = asked("a", 9 * HOUR, retry_at=NOW + HOUR)

    assert "" == chosen("b", told) == chosen("a b", told, force=True)


def test_what_is_gone_is_not_asked_along() -> None:
    """A source that comes later asks for itself."""
    gone = {"a": replace(asked("a", 9 * HOUR)["a"], gone=True)}

    assert "b" == chosen("b", gone)


def test_another_name_does_not_make_another_url() -> None:
    """What a source that is no longer configured was told counts for its address."""
    before = {"old": replace(asked("old", HOUR / 2)["old"], address=address_key(C))}

    assert "a b" == chosen("a c", before)


def test_other_headers_are_another_document() -> None:
    """Two logins at one address have each its own."""
    private = replace(A, id="p", headers=(("Authorization", "x"),))
    found = together([private], [A, private], asked("a", HOUR / 2), now=NOW, least=lambda _: HOUR)

    assert [private] == found
