"""A memory is changed as `dataclasses.replace` changes it."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest

from feedmill.model import Memory
from feedmill.model.evolving import evolve

NOW = datetime(2026, 1, 31, 12, tzinfo=UTC)
FULL = Memory(
    source="alpha", etag='"1"', last_attempt=NOW, failures=2, skip_hours=(1, 2), times=(3, 4), gone=True
)


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"etag": None},
        {"last_answer": NOW, "next_due": NOW + timedelta(hours=1), "failures": 0},
        {"times": (), "gone": False, "gone_since": NOW},
    ],
)
def test_a_changed_memory_is_what_replace_gives(changes: dict[str, Any]) -> None:
    """Every field agrees, the hash too, and the value that it was made of is as it was."""
    before = [getattr(FULL, each.name) for each in fields(FULL)]
    made = evolve(FULL, **changes)

    assert replace(FULL, **changes) == made
    assert hash(replace(FULL, **changes)) == hash(made)
    assert before == [getattr(FULL, each.name) for each in fields(FULL)]


def test_a_moment_elsewhere_than_in_utc_is_refused() -> None:
    """As `Memory` itself refuses it."""
    with pytest.raises(ValueError, match="not an aware UTC datetime"):
        evolve(FULL, next_due=NOW.astimezone(timezone(timedelta(hours=2))))


def test_what_is_no_field_is_refused() -> None:
    """A name that is mistyped changes nothing in silence."""
    with pytest.raises(TypeError, match="failure"):
        evolve(FULL, failure=1)
