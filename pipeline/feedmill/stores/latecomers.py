"""
Articles that a change of the config brought into a topic, and a topic's articles with or without them.

It is noted by whoever retags (`archive.retag`), and forgotten once subscribers were told of an article, or
it is in the topic no more.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, Text, bindparam, delete, exists, select, tuple_

from feedmill.model import Publication

from .base import Page
from .packing import read_moment, write_moment
from .queries import among
from .schema import BELATED, MATCH

__all__ = ["belated", "forget_belated", "members", "welcome"]

_PAGES = select(MATCH.c.article, MATCH.c.published)
_NEWEST_FIRST = (MATCH.c.published.desc(), MATCH.c.article.desc())


def forget_belated(db: Connection, keys: Iterable[tuple[str, str]]) -> None:
    """Take (topic, article) out of what was belated."""
    if each := [{"slug": topic, "name": article} for topic, article in keys]:
        name = BELATED.c.article == bindparam("name", type_=Text)
        db.execute(delete(BELATED).where(BELATED.c.topic == bindparam("slug", type_=Text), name), each)


def welcome(db: Connection, publications: Iterable[Publication], settled: str) -> None:
    """Forget that articles were belated of which readers were told, and all that were in *settled*."""
    if settled:
        db.execute(delete(BELATED).where(BELATED.c.topic == settled))
    if db.execute(select(BELATED.c.topic).limit(1)).first() is not None:
        forget_belated(db, ((one.topic, name) for one in publications for name in one.members))


def members(db: Connection, topic: str, after: Page | None, limit: int, *, belated: bool) -> tuple[Page, ...]:
    """Give articles of a topic, newest first, after a page."""
    order = tuple_(MATCH.c.published, MATCH.c.article)
    asked = _PAGES.where(MATCH.c.topic == topic)
    if not belated:
        asked = asked.where(~exists().where(BELATED.c.topic == topic, BELATED.c.article == MATCH.c.article))
    if after is not None:
        asked = asked.where(order < (write_moment(after.published), after.article))
    return tuple(map(_page, db.execute(asked.order_by(*_NEWEST_FIRST).limit(limit))))


def belated(db: Connection, topic: str, ids: Iterable[str] | None, limit: int) -> tuple[Page, ...]:
    """Give the articles (of these, or the newest so many) that came late into a topic, and are in it."""
    joined = BELATED.join(MATCH, (MATCH.c.article == BELATED.c.article) & (MATCH.c.topic == BELATED.c.topic))
    asked = _PAGES.select_from(joined).where(BELATED.c.topic == topic)
    if ids is not None:
        return tuple(map(_page, among(db, asked, MATCH.c.article, ids)))
    return tuple(map(_page, db.execute(asked.order_by(*_NEWEST_FIRST).limit(limit))))


def _page(row: Any) -> Page:
    return Page(article=row.article, published=read_moment(row.published))
