"""Commands by which a person overrules the mill, each applied at once."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from feedmill import settings as config
from feedmill.app.choosing import Options, lock_of, opened, opened_store
from feedmill.app.looking import check_topic, explain_article
from feedmill.app.place import Place
from feedmill.app.running import apply
from feedmill.errors import FeedmillError, UsageError
from feedmill.explain import Explained, explain, meant
from feedmill.model import Decision, DecisionKind
from feedmill.naming import names

__all__ = ["Decided", "decide", "forget_source"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """What `ban`, `pin` or `release` decided."""

    articles: tuple[str, ...]
    #: "" = every topic.
    topics: tuple[str, ...]
    #: Topics in which a copy of a banned article is shown now, and which it is.
    still_in: tuple[tuple[str, str], ...]


def decide(place: Place, kind: DecisionKind | None, name: str, topic: str) -> Decided:
    """
    Write a decision to config/decisions.toml and apply it; *kind* None takes decisions back.

    A ban of a URL or a published id bans every article that it means. An id that is a stored article's own
    means that article alone, even where a group of copies is published under it. A pin without a topic holds
    the article in the topics that it is in now. Where the cycle refuses, nothing was decided.
    """
    settings = place.settings()
    check_topic(settings, topic)
    formerly = {one.slug: one.formerly for one in settings.topics}
    file = place.folder / "config" / "decisions.toml"
    with lock_of(place.folder):
        explained, articles = _meant(place, name, topic)
        before = file.read_bytes() if file.exists() else None
        try:
            topics = _write_decisions(place.folder, kind, articles, explained, topic, formerly)
            apply(place)
        except FeedmillError:
            _put_back(file, before)
            raise
    after = explain_article(place, articles[0], topic)
    left = tuple(
        (one.topic, one.representative)
        for one in after.topics
        if one.published_id and one.representative and one.decided != "pin"
    )
    return Decided(articles=articles, topics=topics, still_in=left if kind is DecisionKind.BAN else ())


def _meant(place: Place, name: str, topic: str) -> tuple[Explained, tuple[str, ...]]:
    with opened(place, Options(), time.monotonic()) as parts:
        known = names(parts, name)
        return explain(parts, known, topic), tuple(one.id for one in meant(parts, known))


def _write_decisions(
    folder: Path,
    kind: DecisionKind | None,
    articles: tuple[str, ...],
    explained: Explained,
    topic: str,
    formerly: Mapping[str, tuple[str, ...]],
) -> tuple[str, ...]:
    """Change decisions.toml; give the topics that are decided about ("" = all)."""
    if kind is None:
        slugs = (topic, *formerly.get(topic, ()))
        if not sum(config.remove_decisions(folder, article, slug) for article in articles for slug in slugs):
            raise UsageError(
                f"nothing was decided about {articles[0]!r}" + (f" in {topic!r}" if topic else "")
            )
        return (topic,)
    topics: tuple[str, ...] = (topic,)
    if kind is DecisionKind.PIN:
        # A pin is for one article: a URL that means several would show copies that were folded.
        articles = articles[:1]
        topics = (topic,) if topic else tuple(one.topic for one in explained.topics if one.matches)
        if not topics:
            raise UsageError(f"{articles[0]!r} is in no topic now; say which one it should be pinned to")
    for article in articles:
        for slug in topics:
            for old in formerly.get(slug, ()):
                # Decided anew: what was said under an earlier slug must not contradict it.
                config.remove_decisions(folder, article, old)
            config.add_decision(folder, Decision(kind=kind, article=article, topic=slug))
    return topics


def _put_back(file: Path, before: bytes | None) -> None:
    if before is None:
        file.unlink(missing_ok=True)
    else:
        file.write_bytes(before)


def forget_source(place: Place, source: str) -> int:
    """Take a source's articles out of every feed at once; give their number."""
    settings = place.settings()
    if source in {one.id for one in settings.sources if one.enabled}:
        raise UsageError(
            f"source {source!r} is still in config/sources.toml, so its articles would come back: "
            'remove its table first, or write "enabled = false" into it'
        )
    with lock_of(place.folder), opened_store(settings) as store:
        if source not in store.memories() and source not in store.article_counts():
            raise UsageError(
                f"there is no source {source!r}, neither in config/sources.toml nor in the store"
            )
        number = store.forget_source(source)
        apply(place)
    return number
