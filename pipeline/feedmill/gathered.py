"""
The part of corridor 2 that reads a topic's articles, as many as its live feed needs.

Page by page, the newest first, each with every member of its component. Puts and saves nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from feedmill.compose import Composed, Ground, compose
from feedmill.decide import allowed_in
from feedmill.model import Article, Belated, Feed, Match, Publication, Relation, Topic
from feedmill.parts import Parts
from feedmill.stores.base import Page

__all__ = ["gather"]


def gather(parts: Parts, topic: Topic, ground: Ground) -> Composed:
    """
    Compose a topic of its newest groups, read until its live feed is sure to be full.

    Raises:
        StorageError: The store cannot be read.
    """
    gathered = _Gathered(parts, topic)
    enough = topic.items or ground.publish.items
    while True:
        composed = compose(
            topic,
            articles=gathered.articles,
            allowed=gathered.allowed,
            relations=gathered.relations,
            publications=gathered.publications,
            matches=gathered.matches,
            ground=ground,
            belated=gathered.belated,
        )
        horizon = _horizon(composed.feed, topic, enough)
        if gathered.told_since(horizon):
            continue
        if gathered.is_past(horizon) or not gathered.more():
            return composed


class _Gathered:
    """A topic's newest articles with their components, read page by page."""

    _PAGE = 200

    def __init__(self, parts: Parts, topic: Topic) -> None:
        self._parts = parts
        self._topic = topic
        self._last: Page | None = None
        self.articles: dict[str, Article] = {}
        self.allowed: set[str] = set()
        self.matches: dict[str, Match] = {}
        self.relations: tuple[Relation, ...] = ()
        self.publications: tuple[Publication, ...] = parts.store.publications(topic.slug)
        self._asked: set[str] = set()
        self._keys: set[tuple[str, str, str]] = set()
        self._decided = allowed_in(topic.slug, parts.settings.decisions)
        #: Came by a change of the config, if the topic makes anything of that; a person's pin is none.
        self.belated: set[str] = set()
        self._add(self._decided.pinned)
        if topic.retag is Belated.AS_NEW:
            self._add([one.article for one in parts.store.belated(topic.slug)])
        self.more()

    def more(self) -> bool:
        """Read the next page; say whether there was one."""
        page = self._parts.store.members(
            self._topic.slug,
            after=self._last,
            limit=self._PAGE,
            belated=self._topic.retag is not Belated.SILENT,
        )
        if not page:
            return False
        self._last = page[-1]
        self._add([one.article for one in page])
        return True

    def told_since(self, moment: datetime | None) -> bool:
        """
        Read the members of items that bear a date since *moment*; say whether any were unread.

        An item keeps the date of its first member, and may be younger than all that are left of it.
        """
        if moment is None:
            return False
        told = [one for one in self.publications if one.published >= moment]
        new = {name for one in told for name in (one.article, *one.members)} - self._asked
        if new:
            self._add(new)
        return bool(new)

    def is_past(self, moment: datetime | None) -> bool:
        """Say whether every article still unread is older than *moment*; None: there is no such."""
        return moment is not None and self._last is not None and self._last.published < moment

    def _add(self, ids: Iterable[str]) -> None:
        """Take in articles with every member of their components, if they are not there yet."""
        store = self._parts.store
        new = set(ids) - self._asked
        relations = store.components(sorted(new))
        self.relations += tuple(each for each in relations if _key(each) not in self._keys)
        self._keys |= {_key(each) for each in relations}
        new |= {name for relation in relations for name in (relation.a, relation.b)}
        # A group goes on under the id of its first member, even if that is no member now.
        new |= {one.published_id for one in self.publications if new & {one.article, *one.members}}
        new -= self._asked
        self._asked |= new
        articles = store.articles(sorted(new))
        self.articles |= articles
        for matches in store.matches(sorted(articles)).values():
            self.matches |= {match.article: match for match in matches if match.topic == self._topic.slug}
        if self._topic.retag is not Belated.APPEND:
            late = store.belated(self._topic.slug, sorted(articles))
            self.belated |= {one.article for one in late} - self._decided.pinned
        matching = {name for name in articles if name in self.matches or name in self._decided.pinned}
        self.allowed |= matching - self._decided.banned


def _key(relation: Relation) -> tuple[str, str, str]:
    return (relation.a, relation.b, relation.kind)


def _horizon(feed: Feed, topic: Topic, enough: int) -> datetime | None:
    """Give the moment before which nothing can enter the live feed; None while anything can."""
    if not feed.items:
        return None
    oldest = feed.items[enough - 1].published if len(feed.items) >= enough else None
    if topic.max_age is None:
        return oldest
    aged = feed.items[0].published - topic.max_age
    return aged if oldest is None else max(oldest, aged)
