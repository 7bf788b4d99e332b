"""T11: any text in any field gives sound files (`tests/property/test_formats.py` seeks the least text)."""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from functools import partial

import pytest

from any_feeds import drawn_feed, faults
from feedmill.formats import content
from hostile_documents import LONG

#: Items of one feed: what a file costs in itself is shared by 1,205 texts.
ITEMS = 50
#: A text for each field of each item: 1.2 million in the long form.
FEEDS = 1_000 if LONG else 6


def judged(seed: int, items: int = ITEMS) -> list[str]:
    """Name what is wrong with the feed of *seed*; where it cannot be rendered, that."""
    try:
        return [f"{seed}: {fault}" for fault in faults(drawn_feed(seed, items))]
    except Exception as error:  # noqa: BLE001 -- a writer that raises loses a whole feed
        return [f"{seed}: {type(error).__name__}: {error}"]


def all_judged(first: int, count: int) -> list[str]:
    """Judge so many feeds one after the other."""
    return [fault for seed in range(first, first + count) for fault in judged(seed)]


def test_any_text_in_any_field(record_property: Callable[[str, object], None]) -> None:
    """Files parse, are valid, say the same titles, and are read back, whatever their texts hold."""
    record_property("inputs", FEEDS * ITEMS)
    each = 20
    with ProcessPoolExecutor(os.cpu_count() if LONG else 1) as pool:
        found = pool.map(partial(all_judged, count=min(each, FEEDS)), range(0, FEEDS, each))

        assert [] == [fault for some in found for fault in some]


@pytest.mark.parametrize(
    ("guard", "broken"),
    [
        ("line", lambda text: text.strip() or "?"),
        ("clean_line", lambda text: text),
        ("_DAMAGED", "\x00"),
    ],
)
def test_control_a_writer_that_trusts_texts_is_noticed(
    monkeypatch: pytest.MonkeyPatch, guard: str, broken: object
) -> None:
    """Without the cleaner of lines, or with half of it, the same check finds broken files."""
    monkeypatch.setattr(content, guard, broken)

    assert judged(0, 20)
