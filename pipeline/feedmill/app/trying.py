"""Commands that try filters and judge, without store, shelf or network."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from feedmill.app.place import Place
from feedmill.settings import Settings
from feedmill.tagging import tag, taggers
from feedmill.topics import ExampleResult, run_examples

if TYPE_CHECKING:
    from feedmill.pairs import Judged
    from feedmill.storied import Tried
    from feedmill.trial import Line

__all__ = ["Checked", "check", "decide_pairs", "match_lines", "test_topics", "try_stories"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What `check` found in a config that could be read."""

    warnings: tuple[str, ...]
    examples: tuple[ExampleResult, ...]

    @property
    def failed(self) -> tuple[ExampleResult, ...]:
        """Give the examples that did not do what they should."""
        return tuple(one for one in self.examples if not one.passed)


def check(place: Place) -> Checked:
    """Read the config, and run every topic's examples."""
    settings = place.settings(warn=True)
    return Checked(warnings=settings.warnings, examples=_run_examples(settings))


def test_topics(place: Place) -> tuple[ExampleResult, ...]:
    """Run every topic's examples."""
    return _run_examples(place.settings())


def match_lines(place: Place, lines: Iterator[Line]) -> Iterator[tuple[object, tuple[str, ...]]]:
    """Give each line's id and the topics that it is in; fetches, stores and publishes nothing."""
    from feedmill import trial

    return trial.match_lines(place.settings(), lines, place.now())


def decide_pairs(place: Place, lines: Iterator[Line]) -> Iterator[Judged]:
    """Give the judge's decision about each pair; fetches, stores and publishes nothing."""
    from feedmill import pairs

    return pairs.decide_pairs(lines, place.settings().dedupe, place.now())


def try_stories(place: Place, lines: Iterator[Line]) -> Tried:
    """Say which articles of a file are told to be of one story; fetches, stores and publishes nothing."""
    from feedmill import storied

    return storied.try_stories(lines, place.settings(warn=False).dedupe, place.now())


def _run_examples(settings: Settings) -> tuple[ExampleResult, ...]:
    labels = taggers(settings.vocabulary, settings.sources)
    return run_examples(settings.topics, settings.vocabulary, lambda article: tag(article, labels))
