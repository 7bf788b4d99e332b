"""
What the corridors work with: one run's settings, clock and real parts, chosen by `app`.

Nothing here makes a part; a test hands in fakes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING

from feedmill.fetch.base import Fetcher, Pinger, no_pinger
from feedmill.model import DecisionKind, Policy, Source
from feedmill.settings import Settings
from feedmill.shelf.base import Mirror, Shelf
from feedmill.stores.base import Store
from feedmill.workers.base import Map

if TYPE_CHECKING:
    from feedmill.dedupe import Homes, Standing
    from feedmill.tagging.base import Tagger
    from feedmill.topics import Filters

__all__ = ["Parts", "Progress", "no_progress", "source_titles"]

#: Told (stage, done, total) as a run goes on.
Progress = Callable[[str, int, int], None]


def no_progress(stage: str, done: int, total: int) -> None:
    """Tell nobody."""


def never() -> bool:
    """Never ask to stop."""
    return False


@dataclass(frozen=True, kw_only=True)
class Parts:
    """One run's parts. A run has one `now`. Without slots, so that what is asked often is made once."""

    settings: Settings
    store: Store
    shelf: Shelf
    fetch: Fetcher
    map: Map
    now: datetime
    #: Where all that lies on the shelf is to lie as well.
    mirrors: tuple[Mirror, ...] = ()
    #: What tells hubs that a feed changed.
    ping: Pinger = no_pinger
    progress: Progress = no_progress
    #: Asked between steps; True ends the run early and cleanly.
    should_stop: Callable[[], bool] = never

    @cached_property
    def sources(self) -> dict[str, Source]:
        """Give the configured sources by id."""
        return {source.id: source for source in self.settings.sources}

    @cached_property
    def filters(self) -> Filters:
        """
        Give the topics' filters, made ready when the first article comes to be asked of them.

        Raises:
            ConfigError: A filter has a mistake, and nobody looked at it before.
        """
        from feedmill.topics import compile_filters

        return compile_filters(self.settings.topics, self.settings.vocabulary)

    @cached_property
    def taggers(self) -> tuple[Tagger, ...]:
        """Give one tagger of each kind, made as late."""
        from feedmill.tagging import taggers

        return taggers(self.settings.vocabulary, self.settings.sources)

    @cached_property
    def homes(self) -> Homes:
        """Give each source's configured address; a seed folder is no host."""
        return {source.id: source.address for source in self.settings.sources if not source.local}

    @cached_property
    def stories(self) -> bool:
        """Say whether any topic folds different texts on one event: if none does, nobody looks for them."""
        return any(topic.enabled and topic.story is not Policy.KEEP for topic in self.settings.topics)

    @cached_property
    def pins(self) -> tuple[tuple[str, str], ...]:
        """Give enabled topic and article of every pin; one that names no topic holds in all."""
        enabled = [topic.slug for topic in self.settings.topics if topic.enabled]
        pinned = [one for one in self.settings.decisions if one.kind is DecisionKind.PIN]
        return tuple((slug, one.article) for one in pinned for slug in enabled if one.topic in ("", slug))

    @cached_property
    def standing(self) -> Standing:
        """Give what a choice between copies needs."""
        from feedmill.dedupe import Standing  # late: most runs choose nothing

        return Standing(sources=self.sources, homes=self.homes, seeds_first=self.settings.dedupe.seeds_first)


def source_titles(parts: Parts) -> Mapping[str, str]:
    """Give the name by which people know each source: the operator's, else its own, else its id."""
    # One mapping, changed in place: there may be many sources.
    named = parts.store.titles()
    for source, title in named.items():
        named[source] = title or source
    for one in parts.settings.sources:
        named[one.id] = one.title or named.get(one.id, one.id)
    return named
