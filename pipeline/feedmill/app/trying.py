"""Commands that try filters and judge, without shelf or network; only `check` looks at the store."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from feedmill.app.place import Place
from feedmill.errors import StorageError
from feedmill.settings import Settings
from feedmill.stale import TOPIC
from feedmill.tagging import tag, taggers
from feedmill.topics import ExampleResult, compile_filters, run_examples

if TYPE_CHECKING:
    from feedmill.pairs import Judged
    from feedmill.stores.base import Store
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


#: Of fewer stored articles, neither that none matches nor that most do says anything of a filter.
_TELLING = 100


def check(place: Place) -> Checked:
    """
    Read the config, run every topic's examples, and compare filters with what they matched so far.

    The store is only looked at; where there is none, nothing is said of it.

    Raises:
        ConfigError: The config has mistakes.
    """
    settings = place.settings(warn=True)
    return Checked(warnings=(*settings.warnings, *_about_archive(settings)), examples=_run_examples(settings))


def _about_archive(settings: Settings) -> tuple[str, ...]:
    """Warn of topics that match nothing in the archive, or more of it than they may."""
    from feedmill.stores.looking import look

    def work(store: Store) -> tuple[int, dict[str, int], dict[str, str]]:
        total = store.count_articles()
        return total, store.match_counts() if total >= _TELLING else {}, store.facts()

    try:
        total, counts, facts = look(settings.store_url, work)
    except StorageError as error:  # the config is what is checked: a run will say the same, and fail
        return (f"what is stored could not be compared: {error}",)
    if total < _TELLING:
        return ()
    filters = compile_filters(settings.topics, settings.vocabulary).by_slug
    return tuple(
        f"{topic.place}: topics.{topic.slug}: {said}"
        for topic in settings.topics
        # What is stored of a filter that has changed since tells nothing of it: that is for `plan`.
        if topic.enabled and facts.get(TOPIC + topic.slug) == filters[topic.slug].hash
        if (said := _about_matches(counts.get(topic.slug, 0), total, settings.max_matched))
    )


def _about_matches(found: int, total: int, most: float) -> str:
    if not found:
        return f"none of the {total:,} stored articles matches"
    if found > most * total:
        return (
            f"{found:,} of the {total:,} stored articles match, more than [check] max_matched = {most:g} "
            "allows; make the filter narrower, or raise it"
        )
    return ""


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
