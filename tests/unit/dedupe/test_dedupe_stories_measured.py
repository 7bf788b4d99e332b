"""How well stories are told, on labelled files: no worse than was measured, and better than titles alone."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from fakes import NOW
from feedmill.dedupe import story as judged
from feedmill.model import DedupeSettings
from feedmill.storied import Tried, try_stories

LIMITS = DedupeSettings()
COPIES = Path(__file__).parents[2] / "data" / "copies"


def tried(name: str, limits: DedupeSettings = LIMITS) -> Tried:
    """Put a file before the judge."""
    lines: Iterator[tuple[str, dict[str, object]]] = (
        (f"{name}:{number}", json.loads(line))
        for number, line in enumerate((COPIES / name).read_text(encoding="utf-8").splitlines(), start=1)
    )
    return try_stories(lines, limits, NOW)


def test_stories_are_told_as_well_as_was_measured() -> None:
    """
    Of 42 stories in 128 articles, many of them features: nearly no pair is wrongly tied.

    Measured: pairs 1.00 precise, F1 0.52; groups 1.00 precise, F1 0.56; titles alone 0.02.
    """
    found = tried("stories.jsonl")

    assert (found.pairs.score.precision or 0) >= 0.95
    assert (found.groups.score.precision or 0) >= 0.95
    assert (found.pairs.score.f1 or 0) >= 0.48
    assert (found.groups.score.f1 or 0) >= 0.5
    assert found.pairs.low > found.baseline.high


def test_without_contradictions_events_that_are_alike_are_tied(monkeypatch: pytest.MonkeyPatch) -> None:
    """What keeps precision up are the contradictions: without, the judge is less often right."""
    before = tried("events.jsonl").pairs.score
    monkeypatch.setattr(judged, "_contradiction", lambda *_, **__: "")
    after = tried("events.jsonl").pairs.score

    assert 0 == before.fp
    assert after.fp >= 5


def test_titles_alone_tie_what_only_sounds_alike() -> None:
    """The baseline asks for three shared words and 60 % of a title: two summits pass, two tellings do not."""
    found = tried("events.jsonl")

    assert found.baseline.score.fp >= 3
    assert (found.baseline.score.f1 or 0) < 0.2


def test_no_window_no_story() -> None:
    """The window is heeded by the judge of every pair."""
    assert 0 == tried("events.jsonl", DedupeSettings(story_window=timedelta(0))).pairs.score.tp
