"""
The archive in pieces: for those who ask every article again, each piece where it suits them.

A piece is a range of rows as they lie in the file, so that reading all is reading the file from end to
end; a process that it is handed to opens the file by itself, and only reads.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from sqlalchemy import (
    Connection,
    Engine,
    Select,
    StaticPool,
    Text,
    create_engine,
    exists,
    func,
    literal_column,
    or_,
    select,
)

from feedmill.model import Article, Match

from . import rows
from .base import Page
from .border import border
from .changes import dirt
from .dialect import add, each_listed, listed, put, row_number
from .difference import Difference
from .latecomers import forget_belated
from .packing import read_moment
from .queries import among
from .schema import ARTICLE, BELATED, MATCH, RELATION

__all__ = [
    "FilePiece",
    "count_members",
    "holding",
    "matched",
    "pieces",
    "read_range",
    "retag",
    "tied_members",
]

#: Says from title and text whether an article is worth being read.
Wanted = Callable[[str, str], bool]

_STORED = ARTICLE.c.withdrawn_at.is_(None)
_NUMBER = row_number(ARTICLE)
_COLUMNS = [column for column in ARTICLE.c if column.name not in {"withdrawn_at", "page_state"}]
#: What no filter and no tagger looks at, and takes most of the room, is left where it lies.
_ASKED = [
    literal_column("''", Text).label(column.name) if column.name in {"html", "summary"} else column
    for column in _COLUMNS
]


@dataclass(frozen=True, slots=True)
class FilePiece:
    """A `base.Piece`: rows of an article table."""

    #: As SQLite opens it; empty: the articles go with the piece.
    uri: str
    first: int
    last: int
    held: tuple[Article, ...] = ()

    def articles(self, wanted: Wanted | None = None) -> Iterator[Article]:
        """Read the articles, by this process's own connection."""
        if not self.uri:
            yield from (each for each in self.held if wanted is None or wanted(each.title, each.text))
            return
        with border(self.uri), _engine(self.uri).connect() as db:
            yield from read_range(db, self.first, self.last, wanted)


def pieces(db: Connection, size: int) -> tuple[tuple[int, int], ...]:
    """Give ranges of rows, about so many in each, that hold all articles together."""
    last = db.execute(select(func.max(_NUMBER)).select_from(ARTICLE)).scalar() or 0
    return tuple((first, first + size - 1) for first in range(1, last + 1, size))


def read_range(db: Connection, first: int, last: int, wanted: Wanted | None = None) -> Iterator[Article]:
    """Yield the stored articles of a range, as far as filters look at them: without summary and HTML."""
    for row in db.execute(_in_range(select(*_ASKED), first, last).where(_STORED)):
        if wanted is None or wanted(row.title, row.text):
            yield rows.read_article(row)


def matched(db: Connection, first: int, last: int, topics: Iterable[str]) -> dict[str, set[str]]:
    """Give, by topic, the ids of a range's articles that are stored as matching."""
    found: dict[str, set[str]] = {topic: set() for topic in topics}
    asked = _in_range(select(MATCH.c.article, MATCH.c.topic), first, last)
    for row in db.execute(_matches_of(asked), listed(sorted(found))):
        found[row.topic].add(row.article)
    return found


def retag(
    db: Connection,
    span: tuple[int, int],
    matches: Sequence[Match],
    topics: Iterable[str],
    tags: Mapping[str, tuple[str, ...]],
    told: Mapping[str, Container[str]],
) -> None:
    """Replace a range's matches in some topics, and some of its articles' tags; see `base.Store.retag`."""
    old = [
        row._asdict()
        for row in db.execute(_matches_of(_in_range(select(MATCH), *span)), listed(sorted(topics)))
    ]
    dates = {row["article"]: row["published"] for row in old}
    strange = {match.article for match in matches} - dates.keys()
    dated = select(ARTICLE.c.id, ARTICLE.c.published).where(_STORED)
    dates |= {row.id: row.published for row in among(db, dated, ARTICLE.c.id, strange)}
    # What was withdrawn since it was read has no date here, and gets nothing.
    new = [rows.match_row(match, dates[match.article]) for match in matches if match.article in dates]
    difference = Difference.between(MATCH, old, new)
    read = among(db, select(*_COLUMNS).where(_STORED), ARTICLE.c.id, tags)
    other = [
        replace(article, tags=tags[article.id])
        for article in map(rows.read_article, read)
        if article.tags != tags[article.id]
    ]
    with dirt(db, {*difference.held("article"), *(article.id for article in other)}):
        put(db, ARTICLE, [{**rows.article_row(article), "page_state": ""} for article in other])
        difference.write(db)
    before = {(row["topic"], row["article"]) for row in old}
    came = ((row["topic"], row["article"]) for row in difference.differing if row["topic"] in told)
    late = [each for each in came if each not in before and each[1] not in told[each[0]]]
    add(db, BELATED, [{"topic": topic, "article": article} for topic, article in late])
    forget_belated(db, ((row["topic"], row["article"]) for row in difference.gone))


def holding(db: Connection, topic: str, ids: Iterable[str]) -> frozenset[str]:
    """Give those of these articles that are stored as matching a topic."""
    asked = select(MATCH.c.article).where(MATCH.c.topic == topic)
    return frozenset(row.article for row in among(db, asked, MATCH.c.article, ids))


def tied_members(db: Connection, topic: str, after: str, limit: int) -> tuple[Page, ...]:
    """Give articles of a topic that have any relation, by id."""
    asked = (
        select(MATCH.c.article, MATCH.c.published)
        .where(or_(*(exists().where(end == MATCH.c.article) for end in (RELATION.c.a, RELATION.c.b))))
        .where(MATCH.c.topic == topic, MATCH.c.article > after)
        .order_by(MATCH.c.article)
        .limit(limit)
    )
    return tuple(Page(article=row.article, published=read_moment(row.published)) for row in db.execute(asked))


def count_members(db: Connection, topic: str) -> int:
    """Count the articles of a topic."""
    return db.execute(select(func.count()).select_from(MATCH).where(MATCH.c.topic == topic)).scalar() or 0


def _in_range(asked: Select[tuple[object, ...]], first: int, last: int) -> Select[tuple[object, ...]]:
    return asked.where(_NUMBER.between(first, last))


def _matches_of(asked: Select[tuple[object, ...]]) -> Select[tuple[object, ...]]:
    """Join articles with their matches in the topics of `listed`."""
    joined = ARTICLE.join(MATCH, MATCH.c.article == ARTICLE.c.id)
    # By the article, of which there are few: the index of topics would lead through a whole topic each time.
    return asked.select_from(joined).where(func.coalesce(MATCH.c.topic, "").in_(select(each_listed())))


@lru_cache(maxsize=2)
def _engine(uri: str) -> Engine:
    """Give this process's way to a file: one connection, kept, for pieces come one after the other."""
    return create_engine(
        "sqlite://",
        creator=lambda: sqlite3.connect(uri, uri=True, isolation_level=None, timeout=30),
        poolclass=StaticPool,
    )
