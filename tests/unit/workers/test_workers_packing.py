"""Values travel unchanged, the mill's own by a shorter way."""

from __future__ import annotations

import gc
import pickle
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pytest

from feedmill.model import Match, Reason
from feedmill.workers.packing import pack, unpack

REASONS = tuple(
    Reason(clause="g7", field="text", term="G7", text="G-7", start=each, end=each + 3) for each in range(200)
)


@dataclass(frozen=True, slots=True)
class Rounded:
    """A value that says itself how it travels."""

    number: float

    def __getstate__(self) -> tuple[object, dict[str, float]]:
        """Travel lighter."""
        return None, {"number": round(self.number)}

    def __setstate__(self, state: tuple[object, dict[str, float]]) -> None:
        """Arrive."""
        object.__setattr__(self, "number", state[1]["number"])


@dataclass
class Open:
    """A dataclass without slots, to which anything may be added."""

    name: str
    more: list[int] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Nothing:
    """A value without fields."""


@dataclass(frozen=True, slots=True)
class One:
    """A value of one field."""

    first: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Longer(Reason):
    """A value with a field more than its base."""

    weight: int = 0


@pytest.mark.parametrize(
    "value",
    [
        Match(topic="g7", article="tag:example.org,2026:a/1", reasons=REASONS),
        Longer(clause="a", field="title", term="b", text="c", start=1, end=2, weight=3),
        {"when": datetime(2026, 1, 3, tzinfo=UTC), "who": frozenset({"a"}), "what": (None, 1.5, b"\x00")},
        Open("a", [1]),
        [],
        One("a"),
        Nothing(),
    ],
    ids=["value", "derived", "plain", "open", "empty", "one field", "no field"],
)
def test_values_arrive_as_they_were(value: object) -> None:
    """What is unpacked equals what was packed, and is of the same kind."""
    arrived = unpack(pack(value))

    assert value == arrived
    assert type(value) is type(arrived)


def test_what_is_not_a_field_travels_too() -> None:
    """Only values whose fields are all that there is go the short way."""
    value: Any = Open("a")
    value.extra = 7

    assert 7 == unpack(pack(value)).extra


def test_a_value_may_say_how_it_travels() -> None:
    """What a class says of its pickling holds."""
    assert Rounded(2) == unpack(pack(Rounded(1.9)))


def test_the_same_object_stays_the_same() -> None:
    """What was one object is one object afterwards."""
    one, other = unpack(pack((REASONS[0], REASONS[0])))

    assert one is other


def test_packed_values_are_smaller() -> None:
    """The short way is no longer in bytes either: a reason costs fewer than pickle's."""
    assert len(pack(REASONS)) < len(pickle.dumps(REASONS, pickle.HIGHEST_PROTOCOL))


@pytest.mark.parametrize("is_on", [True, False])
def test_the_collector_is_left_as_it_was(*, is_on: bool) -> None:
    """Unpacking switches the collector off for its own time alone, even when it fails."""
    was_on = gc.isenabled()
    (gc.enable if is_on else gc.disable)()
    try:
        unpack(pack([1]))
        after = gc.isenabled()
        with pytest.raises(pickle.UnpicklingError):
            unpack(b"no pickle")
        after_failure = gc.isenabled()
    finally:
        (gc.enable if was_on else gc.disable)()

    assert [is_on, is_on] == [after, after_failure]


def test_large_values_travel_unchanged_too() -> None:
    """Of ten thousand values, what is noted is forgotten now and then; each arrives as it was."""
    many = tuple(Match(topic="g7", article=f"a{each}", reasons=REASONS[:2]) for each in range(10_000))
    large = Match(topic="all", article="x", reasons=tuple(REASONS[each % 200] for each in range(5_000)))

    assert many == unpack(pack(many))
    assert large == unpack(pack(large))
