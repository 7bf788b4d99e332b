"""
The mill's memory, as the corridors see it.

Every method is one transaction of its own. What is *remembered* (sightings, publications, the
memory of sources) outlives what is *derived* (relations, matches, states of topics).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType, TracebackType
from typing import Protocol

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

__all__ = ["Lock", "Page", "Piece", "Store", "TopicState"]


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicState:
    """What a topic's files on the shelf were made of."""

    topic: str
    #: Hash of everything in the config that shapes the files.
    settings_hash: str
    #: Published ids in the live feed, in its order.
    shown: tuple[str, ...]
    #: The newest item's `updated`; None when the feed is empty.
    updated: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """An article of a topic, as publishing orders them."""

    article: str
    published: datetime


class Piece(Protocol):
    """A part of the archive, small enough to be held at once; it can be sent to another process."""

    def articles(self, wanted: Callable[[str, str], bool] | None = None) -> Iterator[Article]:
        """
        Read its articles (not withdrawn), wherever this is; without summary and HTML.

        *wanted*: of these alone whose title and text it says yes to.
        """
        ...


class Lock(Protocol):
    """One run at a time; freed by the system when its process dies."""

    def __enter__(self) -> object:
        """Take the lock or raise `LockHeld` at once."""
        ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None, /
    ) -> None:
        """Give it back."""
        ...


class Store(Protocol):
    """All that is remembered and derived. Raises `StorageError` and nothing else."""

    # --- sources

    def titles(self) -> dict[str, str]:
        """Give what the document of every source that has a memory called itself, or ""."""
        ...

    def memories(self) -> dict[str, Memory]:
        """Give the memory of every source that has one."""
        ...

    def note_attempts(self, sources: Sequence[str], now: datetime, *, refetch: str = "") -> None:
        """
        Set `last_attempt`, and `last_refetch` of *refetch*, for good even in a dry run.

        Called before requests leave.
        """
        ...

    def rename_source(self, old: str, new: str) -> bool:
        """Hand articles, sightings and memory of *old* over to *new*; ids stay. Say if any were."""
        ...

    def forget_source(self, source: str) -> int:
        """Withdraw all articles of *source* and drop its memory; give the number withdrawn."""
        ...

    # --- ingest
    def raw_hashes(self, source: str) -> dict[str, str]:
        """Map raw hash to article id, for articles of *source* that are not withdrawn."""
        ...

    def newest_hashes(self, limits: Mapping[str, int]) -> dict[str, dict[str, str]]:
        """
        Map raw hash to article id by source, for so many of its newest articles (not withdrawn).

        A source that has none is left out.
        """
        ...

    def sighted(self, keys: Mapping[str, Sequence[str]]) -> dict[str, dict[str, str]]:
        """
        Map raw hash to article id by source, for all that was ever seen of it; what is stored goes first.

        Of articles only those without a guid, whose ids nothing else fixes, and whatever was adopted from
        the shelf. *keys*: for each source the keys that it has or had.
        """
        ...

    def sightings(self, ids: Sequence[str]) -> dict[str, Sighting]:
        """Give what is remembered of these article ids, whether or not an article is stored."""
        ...

    def articles(self, ids: Sequence[str]) -> dict[str, Article]:
        """Give these articles; withdrawn and unknown ones are left out."""
        ...

    def marks(self, sources: Sequence[str]) -> dict[str, frozenset[int]]:
        """Give the sampled runs of words that count for nothing in what each of these sources publishes."""
        ...

    def mark_counts(self) -> dict[str, int]:
        """Give the number of these runs by source, for sources that have any; no number ever falls."""
        ...

    def lookalikes(self, articles: Sequence[Article], window: timedelta) -> tuple[Lookalike, ...]:
        """
        Give every article (not withdrawn) that may be a copy of any of these.

        It shares an `item` or `text` key; or two sampled runs of words, and was published within about
        *window*: these come with their title and text, and with the runs that they share.
        """
        ...

    def told(self, articles: Sequence[Article], window: timedelta) -> tuple[Lookalike, ...]:
        """
        Give every article (not withdrawn) that may report the same event as any of these, with its text.

        It shares keys of what is reported, and was published within about *window*. Only articles whose
        keys were added are found: those of batches with `stories`, and by `add_story_keys`.
        """
        ...

    def save(self, batch: Batch) -> None:
        """
        Store a batch in ONE transaction.

        An article replaces the row of its id and un-withdraws it; its relations and matches
        are replaced by the batch's. Its sighting keeps `first_seen` and `published`. Topics
        whose feed may look different (matches before or after, of the article and of every
        member of the components it belonged or now belongs to) become dirty.
        """
        ...

    # --- retag
    def scan(self, size: int = 500) -> Iterator[tuple[Article, ...]]:
        """Yield every article that is not withdrawn, in chunks, by id."""
        ...

    def add_story_keys(self, articles: Sequence[Article]) -> None:
        """Let `told` find these stored articles."""
        ...

    def forget_story_keys(self) -> None:
        """Let `told` find nothing."""
        ...

    def matches(self, ids: Sequence[str]) -> dict[str, tuple[Match, ...]]:
        """Give the matches of these articles; those without any are left out."""
        ...

    def pieces(self, size: int = 1000) -> Iterator[Piece]:
        """Give the archive in pieces of about *size* articles; what is saved meanwhile may be missing."""
        ...

    def matched(self, piece: Piece, topics: Sequence[str]) -> dict[str, set[str]]:
        """Give, by topic, the ids of a piece's articles that are stored as matching."""
        ...

    def tied_members(self, topic: str, *, after: str = "", limit: int = 1000) -> tuple[Page, ...]:
        """Give articles that match *topic* and have any relation, by id, after an id."""
        ...

    def count_members(self, topic: str) -> int:
        """Give the number of articles that match *topic*."""
        ...

    def holding(self, topic: str, ids: Sequence[str]) -> frozenset[str]:
        """Give those of these articles that are stored as matching *topic*."""
        ...

    def retag(
        self,
        piece: Piece,
        matches: Sequence[Match],
        topics: Sequence[str],
        tags: Mapping[str, tuple[str, ...]],
        told: Mapping[str, Container[str]] = MappingProxyType({}),
    ) -> None:
        """
        Replace the matches of a piece's articles in *topics*, all of them, and the tags of those named.

        Touches no sighting and no date; rewrites an article or match only where it differs; topics gain
        dirt as in `save`. Articles that come into a topic of *told* are noted as belated, but for those
        that were told of before.
        """
        ...

    def reidentify(self, old: str, new: str) -> int:
        """
        Put prefix *new* for prefix *old* in every id (articles, sightings, relations, matches,
        publications, states, record of files, names inside article bodies); give the number of articles.
        """
        ...

    def drop_topic(self, topic: str) -> None:
        """Forget matches, state and dirt of a topic; its publications stay remembered."""
        ...

    def rename_topic(self, old: str, new: str) -> bool:
        """Hand what is in *old* over to *new*, publications only if that has none; say if any were."""
        ...

    # --- publish
    def dirty_topics(self) -> frozenset[str]:
        """Give the topics whose feed may look different from what was last published."""
        ...

    def members(
        self, topic: str, *, after: Page | None = None, limit: int = 200, belated: bool = True
    ) -> tuple[Page, ...]:
        """
        Give articles that match *topic*, newest first (published, then id, descending), after a page.

        Without *belated*: of those noted by `retag`, none.
        """
        ...

    def belated(self, topic: str, ids: Sequence[str] | None = None, *, limit: int = 1000) -> tuple[Page, ...]:
        """Give the articles (of these, or the newest so many) that were noted as belated in *topic*."""
        ...

    def components(self, ids: Sequence[str]) -> tuple[Relation, ...]:
        """Give every relation of the connected components that hold these articles."""
        ...

    def publications(self, topic: str) -> tuple[Publication, ...]:
        """Give what is remembered of a topic's items, by first publication, then id."""
        ...

    def first_publication(self) -> Publication | None:
        """Give the publication that was made first, None if nothing was ever published."""
        ...

    def save_publications(self, publications: Sequence[Publication], *, settled: str = "") -> None:
        """
        Insert or replace publications by (topic, published id).

        Their members are belated no more, and nothing is in the topic *settled*.
        """
        ...

    def topic_states(self) -> dict[str, TopicState]:
        """Give the state of every topic that was published."""
        ...

    def files(self) -> dict[str, PublishedFile]:
        """Give the publisher's record by path."""
        ...

    def save_shelf(
        self,
        *,
        files: Sequence[PublishedFile] = (),
        removed: Sequence[str] = (),
        states: Sequence[TopicState] = (),
        pages: Mapping[str, str] | None = None,
    ) -> None:
        """Record what was put and removed; topics in *states* are clean; *pages*: article id → page state."""
        ...

    def pages_due(self, page_state: str, *, after: str = "", limit: int = 500) -> tuple[Article, ...]:
        """
        Give articles without a URL whose page state differs from this one, by id, after an id.

        Saving an article empties its page state.
        """
        ...

    def adopt(self, items: Sequence[ShelfItem]) -> int:
        """Remember what subscribers were told (sightings, publications); give the number of publications."""
        ...

    # --- traffic
    def note_traffic(self, told: Sequence[Traffic]) -> None:
        """Add to what each host was asked, for good even in a dry run: those requests did leave."""
        ...

    def traffic(self) -> tuple[Traffic, ...]:
        """Give what every host was asked, by host."""
        ...

    # --- reports
    def is_empty(self) -> bool:
        """Say that nothing was ever stored."""
        ...

    def count_articles(self) -> int:
        """Give the number of articles that are not withdrawn."""
        ...

    def article_counts(self) -> dict[str, int]:
        """Give that number by source."""
        ...

    def match_counts(self) -> dict[str, int]:
        """Give the number of articles that are not withdrawn and stored as matching, by topic."""
        ...

    def dates(self, ids: Sequence[str]) -> dict[str, datetime]:
        """Give the publication dates of these articles; withdrawn and unknown ones are left out."""
        ...

    def stirred(self) -> frozenset[str]:
        """Give the articles whose groups may be others than when `save_heads` told of them, gone ones too."""
        ...

    def save_heads(self, articles: Collection[str] | None, heads: Mapping[str, Sequence[str]]) -> None:
        """
        Let those of *articles* that are at the head of a group be these, by layer, and nothing be stirred.

        None: of all articles.
        """
        ...

    def head_counts(self) -> dict[str, int]:
        """Count these heads by layer; a layer without any is left out."""
        ...

    def linked(self, kinds: Sequence[str]) -> tuple[Relation, ...]:
        """Give all relations of these kinds."""
        ...

    def find(self, name: str) -> tuple[str, ...]:
        """Give ids of articles known by this id, published id, guid, URL or match key, best first."""
        ...

    def facts(self) -> dict[str, str]:
        """Give the small facts that runs leave for each other."""
        ...

    def save_facts(self, facts: Mapping[str, str]) -> None:
        """Insert or replace facts by name; an empty one goes."""
        ...

    def record_run(self, now: datetime, report: str) -> None:
        """Append a run's report (JSON) to the log."""
        ...

    def close(self) -> None:
        """Let go; in a dry run, roll everything back but noted attempts."""
        ...
