"""Commands that look into the store and change nothing."""

from __future__ import annotations

import difflib
import time
from dataclasses import dataclass

from feedmill.app.choosing import Options, opened, opened_store
from feedmill.app.place import Place
from feedmill.errors import UsageError
from feedmill.explain import Explained, explain
from feedmill.model import Memory, Topic, Traffic
from feedmill.naming import names
from feedmill.search import Found
from feedmill.search import search as search_articles
from feedmill.settings import Settings
from feedmill.stores.base import TopicState

__all__ = [
    "SourceHealth",
    "TopicLine",
    "check_topic",
    "explain_article",
    "politeness",
    "search",
    "sources",
    "topics",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicLine:
    """A topic with the state of its feed."""

    topic: Topic
    state: TopicState | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceHealth:
    """A source with its memory and its number of articles."""

    id: str
    kind: str
    address: str
    enabled: bool
    #: Still in sources.toml.
    configured: bool
    memory: Memory | None
    articles: int


def topics(place: Place) -> tuple[TopicLine, ...]:
    """Give every topic with what its feed holds."""
    settings = place.settings()
    with opened_store(settings) as store:
        states = store.topic_states()
    return tuple(TopicLine(topic=topic, state=states.get(topic.slug)) for topic in settings.topics)


def explain_article(place: Place, name: str, topic: str = "") -> Explained:
    """Explain one article, in one topic or in all."""
    check_topic(place.settings(), topic, enabled=False)
    with opened(place, Options(), time.monotonic()) as parts:
        return explain(parts, names(parts, name), topic)


def search(place: Place, text: str, limit: int) -> Found:
    """Find the stored articles that a filter matches, newest first."""
    with opened(place, Options(), time.monotonic()) as parts:
        return search_articles(parts, text, limit)


def sources(place: Place) -> tuple[SourceHealth, ...]:
    """Give every source with its health, those that are only remembered last."""
    settings = place.settings()
    with opened_store(settings) as store:
        memories, counts = store.memories(), store.article_counts()
    configured = {source.id: source for source in settings.sources}
    # What is gone from sources.toml and left nothing behind is no news.
    known = [*configured, *sorted(counts.keys() - configured.keys())]
    return tuple(
        SourceHealth(
            id=name,
            kind=configured[name].kind if name in configured else "",
            address=configured[name].printable if name in configured else "",
            enabled=name in configured and configured[name].enabled,
            configured=name in configured,
            memory=memories.get(name),
            articles=counts.get(name, 0),
        )
        for name in known
    )


def politeness(place: Place) -> tuple[Traffic, ...]:
    """Give what every host was asked since the database was made."""
    with opened_store(place.settings()) as store:
        return store.traffic()


def check_topic(settings: Settings, topic: str, *, enabled: bool = True) -> None:
    """
    Refuse a topic that there is not; *enabled*: one that is not enabled as well.

    Raises:
        UsageError: With the nearest slug, if one is near.
    """
    slugs = [one.slug for one in settings.topics if one.enabled or not enabled]
    if topic and topic not in slugs:
        near = difflib.get_close_matches(topic, slugs, n=1)
        which = " that is enabled" if enabled else ""
        hint = f" (did you mean {near[0]!r}?)" if near else ""
        raise UsageError(f"there is no topic {topic!r} in config/topics.toml{which}{hint}")
