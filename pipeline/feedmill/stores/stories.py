"""
Keys of what articles report: which stored articles share one with new ones.

Rows lie as those of `nearness` do: led by the week that an article was published in, one for a key of a text
in a week. The table is empty while no topic asks for stories. This file knows tables, not what a story is.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Connection, Select, bindparam, delete, exists, select

from feedmill.model import Article

from .dialect import add
from .packing import write_moment
from .schema import ARTICLE, STORY

__all__ = ["add_keys", "drop_keys", "forget_keys", "telling"]

#: Shared keys that are worth less make nobody a candidate.
_SHARED: Final = 2
_WEEK: Final = timedelta(days=7) // timedelta(microseconds=1)

#: Asks a statement about many values: `queries.among`.
Among = Callable[[Connection, Select[Any], Any, Iterable[Any]], Iterator[Any]]


def telling(db: Connection, among: Among, articles: Iterable[Article], window: timedelta) -> frozenset[str]:
    """Give the keys of texts that share keys enough with one of these, in a week that its window touches."""
    # Imported late: where no topic asks for stories, nobody is asked.
    from feedmill.text.story_terms import worth

    asked: dict[int, set[int]] = defaultdict(set)
    wanted: list[tuple[range, frozenset[int]]] = []
    for article in articles:
        if keys := _keys(article):
            weeks = range(_week(article.published - window), _week(article.published + window) + 1)
            wanted.append((weeks, keys))
            for week in weeks:
                asked[week].update(keys)
    holders: dict[tuple[int, int], list[bytes]] = defaultdict(list)
    for week, every in asked.items():
        told = select(STORY.c.key, STORY.c.text).where(STORY.c.week == week)
        for row in among(db, told, STORY.c.key, every):
            holders[week, row.key].append(row.text)
    found: set[bytes] = set()
    for weeks, keys in wanted:
        for week in weeks:
            met: dict[bytes, list[int]] = defaultdict(list)
            for key in keys:
                for text in holders.get((week, key), ()):
                    met[text].append(key)
            found.update(text for text, shared in met.items() if worth(shared) >= _SHARED)
    return frozenset(text.hex() for text in found)


def add_keys(db: Connection, articles: Iterable[Article]) -> None:
    """Let later articles find these; what stands already stays."""
    rows = {
        (_week(article.published), key, bytes.fromhex(article.fingerprint.text))
        for article in articles
        for key in _keys(article)
    }
    add(db, STORY, [{"week": week, "key": key, "text": text} for week, key, text in sorted(rows)])


def drop_keys(db: Connection, among: Among, articles: Iterable[Article]) -> None:
    """Forget what these articles reported, as far as no stored article has their text now."""
    had = {article.fingerprint.text: article for article in articles if article.fingerprint.text}
    if not had or not db.execute(select(exists(select(STORY.c.week)))).scalar():
        return
    standing = select(ARTICLE.c.text_key).where(ARTICLE.c.withdrawn_at.is_(None))
    kept = {row.text_key for row in among(db, standing, ARTICLE.c.text_key, had)}
    gone = [
        {"a_week": _week(article.published), "a_key": key, "a_text": bytes.fromhex(text)}
        for text, article in had.items()
        if text not in kept
        for key in _keys(article)
    ]
    if gone:
        one = (STORY.c.week == bindparam("a_week")) & (STORY.c.key == bindparam("a_key"))
        db.execute(delete(STORY).where(one & (STORY.c.text == bindparam("a_text"))), gone)


def forget_keys(db: Connection) -> None:
    """Forget what all articles report: no topic asks any more."""
    db.execute(delete(STORY))


def _keys(article: Article) -> frozenset[int]:
    # Imported late: where no topic asks for stories, nobody is asked.
    from feedmill.text.story_terms import story_keys

    return story_keys(article.title, article.text) if article.fingerprint.text else frozenset()


def _week(moment: datetime) -> int:
    """Count whole weeks since 1970."""
    return write_moment(moment) // _WEEK
