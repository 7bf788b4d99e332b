"""
The store in a database, through SQLAlchemy Core: each method is one transaction, no more.

What is asked stands in `queries`, what changes in `changes`, `identity` and `publishing`, how a
value lies in a table in `rows`; this file only says where each transaction begins and ends.
"""

from __future__ import annotations

from collections.abc import Collection, Container, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from types import MappingProxyType

from feedmill.model import (
    Article,
    Batch,
    Lookalike,
    Match,
    Memory,
    Publication,
    PublishedFile,
    Relation,
    ShelfItem,
    Sighting,
    Traffic,
)

from . import archive, changes, identity, latecomers, nearness, publishing, queries, stories, traffic
from .archive import FilePiece
from .base import Page, Piece, TopicState
from .dialect import connect
from .heads import head_counts, save_heads, stirred
from .revisions import settle
from .transactions import DryTransactions, Transactions

__all__ = ["SqlStore", "open_store"]


def open_store(url: str, *, dry_run: bool = False, patience: float = 10.0) -> SqlStore:
    """
    Open the store at *url*, making its folder and its tables if they are missing.

    Args:
        url: `sqlite:///path`, or `sqlite://` for one in memory that is gone when closed.
        dry_run: Roll back everything but noted attempts (and missing tables) when the store is closed.
        patience: Seconds to wait for another program that writes.

    Raises:
        StorageError: It cannot be opened, is damaged, or was written by a newer Feedmill.
    """
    engine, name = connect(url, patience)
    transactions = (DryTransactions if dry_run else Transactions)(engine, name)
    try:
        settle(engine, name)
    except BaseException:
        transactions.close()
        raise
    return SqlStore(transactions)


class SqlStore:
    """Implements `base.Store`; one thread at a time."""

    def __init__(self, transactions: Transactions) -> None:
        """Keep everything in the database of *transactions*, whose tables stand."""
        self._in = transactions

    # --- sources

    def titles(self) -> dict[str, str]:
        """Give what the document of every source that has a memory called itself, or ""."""
        with self._in.read() as db:
            return queries.titles(db)

    def memories(self) -> dict[str, Memory]:
        """Give the memory of every source that has one."""
        with self._in.read() as db:
            return queries.memories(db)

    def note_attempts(self, sources: Sequence[str], now: datetime, *, refetch: str = "") -> None:
        """Set `last_attempt`, and `last_refetch` of *refetch*, for good even in a dry run."""
        self._in.keep(lambda db: changes.note_attempts(db, sources, now, refetch=refetch))

    def rename_source(self, old: str, new: str) -> bool:
        """Hand articles, sightings and memory of *old* over to *new*; say if any were."""
        with self._in.write() as db:
            return identity.rename_source(db, old, new)

    def forget_source(self, source: str) -> int:
        """Withdraw all articles of *source* and drop its memory; give the number withdrawn."""
        with self._in.write() as db:
            return changes.forget_source(db, source)

    # --- ingest

    def raw_hashes(self, source: str) -> dict[str, str]:
        """Map raw hash to article id, for articles of *source* that are not withdrawn."""
        with self._in.read() as db:
            return queries.raw_hashes(db, source)

    def newest_hashes(self, limits: Mapping[str, int]) -> dict[str, dict[str, str]]:
        """Map raw hash to article id by source, for its newest articles, so many."""
        with self._in.read() as db:
            return queries.newest_hashes(db, limits)

    def sighted(self, keys: Mapping[str, Sequence[str]]) -> dict[str, dict[str, str]]:
        """Map raw hash to article id by source, for entries without a guid that were ever seen."""
        with self._in.read() as db:
            return queries.sighted(db, keys)

    def sightings(self, ids: Sequence[str]) -> dict[str, Sighting]:
        """Give what is remembered of these article ids."""
        with self._in.read() as db:
            return queries.sightings(db, ids)

    def articles(self, ids: Sequence[str]) -> dict[str, Article]:
        """Give these articles; withdrawn and unknown ones are left out."""
        with self._in.read() as db:
            return queries.articles(db, ids)

    def marks(self, sources: Sequence[str]) -> dict[str, frozenset[int]]:
        """Give the runs of words that count for nothing in what these sources publish."""
        with self._in.read() as db:
            return nearness.marks(db, sources)

    def mark_counts(self) -> dict[str, int]:
        """Count these runs by source."""
        with self._in.read() as db:
            return nearness.mark_counts(db)

    def lookalikes(self, articles: Sequence[Article], window: timedelta) -> tuple[Lookalike, ...]:
        """Give every article that shares a key or runs of words with any of these, by id."""
        with self._in.read() as db:
            return queries.lookalikes(db, articles, window)

    def told(self, articles: Sequence[Article], window: timedelta) -> tuple[Lookalike, ...]:
        """Give every article that may report the same event as any of these, by id."""
        with self._in.read() as db:
            return queries.told(db, articles, window)

    def save(self, batch: Batch) -> None:
        """Store a batch in one transaction, writing only what differs."""
        with self._in.write() as db:
            changes.save(db, batch)

    # --- retag

    def scan(self, size: int = 500) -> Iterator[tuple[Article, ...]]:
        """Yield every article in chunks, by id; between two chunks no transaction is open."""
        last = ""
        while chunk := self._chunk(last, size):
            yield chunk
            last = chunk[-1].id

    def _chunk(self, last: str, size: int) -> tuple[Article, ...]:
        with self._in.read() as db:
            return queries.articles_after(db, last, size)

    def add_story_keys(self, articles: Sequence[Article]) -> None:
        """Let `told` find these stored articles."""
        with self._in.write() as db:
            stories.add_keys(db, articles)

    def forget_story_keys(self) -> None:
        """Let `told` find nothing."""
        with self._in.write() as db:
            stories.forget_keys(db)

    def matches(self, ids: Sequence[str]) -> dict[str, tuple[Match, ...]]:
        """Give the matches of these articles, by topic; those without any are left out."""
        with self._in.read() as db:
            return queries.matches(db, ids)

    def pieces(self, size: int = 1000) -> Iterator[Piece]:
        """Give the archive in pieces of about *size* articles, as it lies in the file."""
        with self._in.read() as db:
            spans = archive.pieces(db, size)
        for first, last in spans:
            uri = self._in.uri
            if uri:
                yield FilePiece(uri, first, last)
                continue
            with self._in.read() as db:
                held = tuple(archive.read_range(db, first, last))
            yield FilePiece("", first, last, held)

    def matched(self, piece: Piece, topics: Sequence[str]) -> dict[str, set[str]]:
        """Give, by topic, the ids of a piece's articles that are stored as matching."""
        with self._in.read() as db:
            return archive.matched(db, *_span(piece), topics)

    def tied_members(self, topic: str, *, after: str = "", limit: int = 1000) -> tuple[Page, ...]:
        """Give articles that match *topic* and have any relation, by id, after an id."""
        with self._in.read() as db:
            return archive.tied_members(db, topic, after, limit)

    def count_members(self, topic: str) -> int:
        """Give the number of articles that match *topic*."""
        with self._in.read() as db:
            return archive.count_members(db, topic)

    def holding(self, topic: str, ids: Sequence[str]) -> frozenset[str]:
        """Give those of these articles that are stored as matching *topic*."""
        with self._in.read() as db:
            return archive.holding(db, topic, ids)

    def retag(
        self,
        piece: Piece,
        matches: Sequence[Match],
        topics: Sequence[str],
        tags: Mapping[str, tuple[str, ...]],
        told: Mapping[str, Container[str]] = MappingProxyType({}),
    ) -> None:
        """Replace the matches of a piece's articles in *topics*, and the tags of those named."""
        with self._in.write() as db:
            archive.retag(db, _span(piece), matches, topics, tags, told)

    def reidentify(self, old: str, new: str) -> int:
        """Put prefix *new* for prefix *old* in every id; give the number of articles."""
        with self._in.write() as db:
            return identity.reidentify(db, old, new)

    def drop_topic(self, topic: str) -> None:
        """Forget matches, state and dirt of a topic; its publications stay remembered."""
        with self._in.write() as db:
            publishing.drop_topic(db, topic)

    def rename_topic(self, old: str, new: str) -> bool:
        """Hand the publications of *old* over to *new*, unless that has some; say if any were."""
        with self._in.write() as db:
            return identity.rename_topic(db, old, new)

    # --- publish

    def dirty_topics(self) -> frozenset[str]:
        """Give the topics whose feed may look different from what was last published."""
        with self._in.read() as db:
            return queries.dirty_topics(db)

    def members(
        self, topic: str, *, after: Page | None = None, limit: int = 200, belated: bool = True
    ) -> tuple[Page, ...]:
        """Give articles that match *topic*, newest first, after a page."""
        with self._in.read() as db:
            return latecomers.members(db, topic, after, limit, belated=belated)

    def belated(self, topic: str, ids: Sequence[str] | None = None, *, limit: int = 1000) -> tuple[Page, ...]:
        """Give the articles (of these, or the newest so many) that were noted as belated in *topic*."""
        with self._in.read() as db:
            return latecomers.belated(db, topic, ids, limit)

    def components(self, ids: Sequence[str]) -> tuple[Relation, ...]:
        """Give every relation of the connected components that hold these articles."""
        with self._in.read() as db:
            return queries.components(db, ids)

    def publications(self, topic: str) -> tuple[Publication, ...]:
        """Give what is remembered of a topic's items, by first publication, then id."""
        with self._in.read() as db:
            return queries.publications(db, topic)

    def first_publication(self) -> Publication | None:
        """Give the publication that was made first, None if nothing was ever published."""
        with self._in.read() as db:
            return queries.first_publication(db)

    def save_publications(self, publications: Sequence[Publication], *, settled: str = "") -> None:
        """Insert or replace publications by (topic, published id); forget who was belated."""
        with self._in.write() as db:
            publishing.save_publications(db, publications)
            latecomers.welcome(db, publications, settled)

    def topic_states(self) -> dict[str, TopicState]:
        """Give the state of every topic that was published."""
        with self._in.read() as db:
            return queries.topic_states(db)

    def files(self) -> dict[str, PublishedFile]:
        """Give the publisher's record by path."""
        with self._in.read() as db:
            return queries.files(db)

    def save_shelf(
        self,
        *,
        files: Sequence[PublishedFile] = (),
        removed: Sequence[str] = (),
        states: Sequence[TopicState] = (),
        pages: Mapping[str, str] | None = None,
    ) -> None:
        """Record what was put and removed; the topics in *states* are clean."""
        with self._in.write() as db:
            publishing.save_shelf(db, files, removed, states, pages or {})

    def pages_due(self, page_state: str, *, after: str = "", limit: int = 500) -> tuple[Article, ...]:
        """Give articles without a URL whose page state differs from this one, by id, after an id."""
        with self._in.read() as db:
            return queries.pages_due(db, page_state, after, limit)

    def adopt(self, items: Sequence[ShelfItem]) -> int:
        """Remember what subscribers were told; give the number of publications that were new."""
        with self._in.write() as db:
            return publishing.adopt(db, items)

    # --- traffic

    def note_traffic(self, told: Sequence[Traffic]) -> None:
        """Add to what each host was asked, for good even in a dry run."""
        self._in.keep(lambda db: traffic.note_traffic(db, told))

    def traffic(self) -> tuple[Traffic, ...]:
        """Give what every host was asked, by host."""
        with self._in.read() as db:
            return traffic.traffic(db)

    # --- reports

    def is_empty(self) -> bool:
        """Say that no article was ever seen and nothing published."""
        with self._in.read() as db:
            return queries.is_empty(db)

    def count_articles(self) -> int:
        """Give the number of articles that are not withdrawn."""
        with self._in.read() as db:
            return queries.count_articles(db)

    def article_counts(self) -> dict[str, int]:
        """Give that number by source."""
        with self._in.read() as db:
            return queries.article_counts(db)

    def match_counts(self) -> dict[str, int]:
        """Give the number of articles that are not withdrawn and stored as matching, by topic."""
        with self._in.read() as db:
            return queries.match_counts(db)

    def dates(self, ids: Sequence[str]) -> dict[str, datetime]:
        """Give the publication dates of these articles; withdrawn and unknown ones are left out."""
        with self._in.read() as db:
            return queries.dates(db, ids)

    def stirred(self) -> frozenset[str]:
        """Give the articles whose groups may be others than when `save_heads` told of them."""
        with self._in.read() as db:
            return stirred(db)

    def save_heads(self, articles: Collection[str] | None, heads: Mapping[str, Sequence[str]]) -> None:
        """Let those of *articles* that are heads be these, by layer, and nothing be stirred."""
        with self._in.write() as db:
            save_heads(db, articles, heads)

    def head_counts(self) -> dict[str, int]:
        """Count these heads by layer."""
        with self._in.read() as db:
            return head_counts(db)

    def linked(self, kinds: Sequence[str]) -> tuple[Relation, ...]:
        """Give all relations of these kinds."""
        with self._in.read() as db:
            return queries.linked(db, kinds)

    def find(self, name: str) -> tuple[str, ...]:
        """Give ids of articles known by this id, published id, URL, guid or match key, best first."""
        with self._in.read() as db:
            return queries.find(db, name)

    def facts(self) -> dict[str, str]:
        """Give the small facts that runs leave for each other."""
        with self._in.read() as db:
            return queries.facts(db)

    def save_facts(self, facts: Mapping[str, str]) -> None:
        """Insert or replace facts by name; an empty one goes."""
        with self._in.write() as db:
            publishing.save_facts(db, facts)

    def record_run(self, now: datetime, report: str) -> None:
        """Append a run's report (JSON) to the log."""
        with self._in.write() as db:
            publishing.record_run(db, now, report)

    def close(self) -> None:
        """Let go; in a dry run, roll everything back but noted attempts."""
        self._in.close()


def _span(piece: Piece) -> tuple[int, int]:
    """Give the rows of a piece of this room's own."""
    if not isinstance(piece, FilePiece):
        raise TypeError("this piece is not one of this store's")
    return piece.first, piece.last
