"""
A store as it would be: what is stored, under other matches and tags that are kept nowhere.

As much of `stores.base.Store` as `gathered` asks, so that a feed can be composed of a change before it is
made. Writes nothing.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from feedmill.model import Article, Match, Publication
from feedmill.stores.base import Page, Store

__all__ = ["Difference", "Overlay"]


@dataclass(slots=True)
class Difference:
    """What a topic's articles would gain and lose."""

    #: Article id → where it stands in the topic's order.
    added: dict[str, Page] = field(default_factory=dict)
    removed: set[str] = field(default_factory=set)

    def __bool__(self) -> bool:
        """Say whether anything would change."""
        return bool(self.added or self.removed)


class Overlay:
    """One topic in *store* as it would be."""

    def __init__(
        self,
        store: Store,
        slug: str,
        old: str,
        difference: Difference,
        late: frozenset[str],
        change: Callable[[Article], Article] | None,
    ) -> None:
        """
        Lay a difference over a store.

        Args:
            store: What is stored.
            slug: The topic.
            old: Its slug in the store.
            difference: What its articles gain and lose.
            late: Those of them that would be noted as belated.
            change: Makes of a stored article what it would be; None: it stays.
        """
        self._store = store
        self._slug = slug
        self._old = old
        self._difference = difference
        self._late = late
        self._change = change
        self._added = sorted(difference.added.values(), key=_newest_first)

    def __getattr__(self, name: str) -> Any:
        """Leave all else to the store."""
        return getattr(self._store, name)

    def members(
        self, topic: str, *, after: Page | None = None, limit: int = 200, belated: bool = True
    ) -> tuple[Page, ...]:
        """Give the topic's articles as they would be, newest first, after a page."""
        del topic
        while True:
            stored = self._store.members(self._old, after=after, limit=limit, belated=belated)
            start = 0
            if after is not None:
                start = bisect_left(self._added, _newest_first(after), key=_newest_first)
                start += self._added[start : start + 1] == [after]
            both = sorted((*stored, *self._added[start : start + limit]), key=_newest_first)[:limit]
            out = self._difference.removed if belated else self._difference.removed | self._late
            left = tuple(page for page in both if page.article not in out)
            if left or not both:
                return left
            after = both[-1]

    def belated(self, topic: str, ids: Sequence[str] | None = None, *, limit: int = 1000) -> tuple[Page, ...]:
        """Give the articles (of these, or the newest so many) that would be noted as belated."""
        del topic
        stored = self._store.belated(self._old, ids, limit=limit) if self._old else ()
        late = self._late if ids is None else self._late & set(ids)
        both = {page.article: page for page in stored if page.article not in self._difference.removed}
        both |= {name: self._difference.added[name] for name in late}
        return tuple(sorted(both.values(), key=_newest_first)[: None if ids is not None else limit])

    def articles(self, ids: Sequence[str]) -> dict[str, Article]:
        """Give these articles as they would be."""
        found = self._store.articles(ids)
        if self._change is None:
            return found
        return {name: self._change(article) for name, article in found.items()}

    def matches(self, ids: Sequence[str]) -> dict[str, tuple[Match, ...]]:
        """Give the matches that would be in this topic, without reasons."""
        held = (self._store.holding(self._old, ids) - self._difference.removed) | (
            self._difference.added.keys() & set(ids)
        )
        return {name: (Match(topic=self._slug, article=name, reasons=()),) for name in held}

    def publications(self, topic: str) -> tuple[Publication, ...]:
        """Give what is remembered of the topic's items, under the slug that it would have."""
        found = self._store.publications(topic)
        if not found and self._old not in {"", topic}:
            found = self._store.publications(self._old)
        return tuple(replace(one, topic=topic) for one in found)


def _newest_first(page: Page) -> tuple[float, tuple[int, ...]]:
    """Order pages as the store does: by date, then id, both descending."""
    return -page.published.timestamp(), tuple(-ord(character) for character in page.article)
