"""
A small world for laws: a whole mill in this process, and few words to say anything in.

Everything between the edges is real: corridors, store (in memory), formats. The fetcher answers from
a table, the shelf is a dictionary, the clock is a number of hours. The vocabulary is tiny on
purpose: copies, shared links, short texts, missing guids and undated items meet all the time.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, nullcontext
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import combinations
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from fakes import moment
from feedmill.cycle import Report, Wish, cycle
from feedmill.dedupe import lookalike
from feedmill.dedupe.near import near
from feedmill.dedupe.relations import needed, shared
from feedmill.dedupe.story import story
from feedmill.model import (
    Answer,
    Article,
    Decision,
    DecisionKind,
    DedupeSettings,
    Document,
    Fetched,
    FetchError,
    FetchSettings,
    NotModified,
    Policy,
    PublishSettings,
    Relation,
    Request,
    Site,
    Source,
    Topic,
)
from feedmill.normalise import with_shingles
from feedmill.parts import Parts
from feedmill.settings import ScheduleSettings, Settings
from feedmill.shelf.paths import checked
from feedmill.stores.sql import SqlStore, open_store
from feedmill.tagging import tag, taggers
from feedmill.topics import Filters, compile_filters, percolate
from feedmill.workers.inline import inline_map

__all__ = [
    "DERIVED",
    "TABLES",
    "Config",
    "DictShelf",
    "Killed",
    "Offer",
    "Piece",
    "Rows",
    "World",
    "allowed",
    "article_id",
    "groups_by_hand",
    "matches_by_hand",
    "relations_by_hand",
    "tags_by_hand",
]

#: Every table that a run without news must leave alone.
TABLES = (
    "article",
    "dirty",
    "fact",
    "file",
    "head",
    "match",
    "publication",
    "relation",
    "sighting",
    "topic_state",
)
#: What can be made again from the rest.
DERIVED = ("head", "stirred", "relation", "match", "topic_state", "dirty", "file")

Rows = dict[str, list[tuple[object, ...]]]


# --- what sources say


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """One item of a feed, as its publisher writes it; what is empty is left out."""

    guid: str = ""
    title: str = ""
    text: str = ""
    link: str = ""
    #: RFC 822, or nothing.
    date: str = ""
    category: str = ""
    #: The text stands in content:encoded.
    full: bool = False
    language: str = ""

    def xml(self) -> str:
        """Write it as an RSS item."""
        body = "content:encoded" if self.full else "description"
        parts = [
            ('guid isPermaLink="false"', self.guid),
            ("title", self.title),
            (body, self.text),
            ("link", self.link),
            ("pubDate", self.date),
            ("category", self.category),
            ("dc:language", self.language),
        ]
        inner = (f"<{name}>{escape(value)}</{name.split()[0]}>" for name, value in parts if value)
        return f"<item>{''.join(inner)}</item>"


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A feed's document."""

    pieces: tuple[Piece, ...] = ()
    title: str = "A feed"
    language: str = "en"

    def rss(self) -> bytes:
        """Write it as RSS."""
        return (
            '<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" '
            'xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>'
            f"<title>{self.title}</title><language>{self.language}</language><link>http://10.0.0.99/</link>"
            f"<description>d</description>{''.join(piece.xml() for piece in self.pieces)}</channel></rss>"
        ).encode()


class TableFetch:
    """
    Answer each source from a table: an `Offer`, bytes, "304", or a failure's code after "!".

    A seed folder answers with all its files; an empty one fails, as the real one does.
    """

    def __init__(self, offers: Mapping[str, Offer | bytes | str], seeds: Mapping[str, str]) -> None:
        self._offers = offers
        self._seeds = seeds

    def __call__(self, requests: Sequence[Request]) -> Iterator[Answer]:
        """Answer in the order of the requests."""
        return map(self._answer, requests)

    def _answer(self, request: Request) -> Answer:
        if request.kind == "seed":
            return self._folder(request)
        offer = self._offers.get(request.source, "!http-404")
        if offer == "304":
            return NotModified(source=request.source, url=request.url, etag=request.etag)
        if isinstance(offer, str):
            code = offer.removeprefix("!")
            return FetchError(source=request.source, url=request.url, code=code, message=f"it said {code}")
        body = offer if isinstance(offer, bytes) else offer.rss()
        document = Document(name=request.url, body=body)
        return Fetched(source=request.source, url=request.url, documents=(document,), etag='"1"')

    def _folder(self, request: Request) -> Answer:
        documents = tuple(
            Document(name=name, body=self._seeds[name].encode()) for name in sorted(self._seeds)
        )
        return Fetched(source=request.source, url=request.url, documents=documents, complete=bool(documents))


# --- what the operator says


def _source(name: str, number: int) -> Source:
    return Source(id=name, kind="feed", address=f"http://10.0.0.{number}/feed")


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """All of `config/`, in short."""

    sources: tuple[Source, ...] = (
        _source("alpha", 1),
        _source("beta", 2),
        _source("gamma", 3),
        Source(id="seeds", kind="seed", address="/seeds", local=True),
    )
    topics: tuple[Topic, ...] = (
        Topic(slug="aid", filter="#aid"),
        Topic(slug="all", filter="*"),
        Topic(slug="g7", filter="#g7"),
    )
    terms: tuple[tuple[str, tuple[str, ...]], ...] = (("aid", ("aid",)), ("g7", ("G7",)))
    decisions: tuple[Decision, ...] = ()
    publish: PublishSettings = field(default_factory=lambda: PublishSettings(formats=("json",)))
    dedupe: DedupeSettings = field(default_factory=DedupeSettings)
    site: Site = field(default_factory=Site)

    def settings(self) -> Settings:
        """Make the frozen settings; hosts are private, so that every source is due in every run."""
        return Settings(
            folder=Path("/nowhere"),
            site=self.site,
            store_url="sqlite://",
            publish=self.publish,
            schedule=ScheduleSettings(),
            fetch=FetchSettings(allow_private=("10.0.0.0/8",)),
            max_failed=0.5,
            dedupe=self.dedupe,
            sources=self.sources,
            vocabulary=dict(self.terms),
            topics=self.topics,
            decisions=self.decisions,
        )

    def filters(self) -> Filters:
        """Compile the topics' filters."""
        return _filters(self.topics, self.terms)

    def with_source(self, name: str, **changes: Any) -> Config:
        """Change a source's table."""
        return replace(
            self,
            sources=tuple(replace(one, **changes) if one.id == name else one for one in self.sources),
        )

    def with_topic(self, slug: str, **changes: Any) -> Config:
        """Change a topic's table."""
        return replace(
            self,
            topics=tuple(replace(one, **changes) if one.slug == slug else one for one in self.topics),
        )


@cache
def _filters(topics: tuple[Topic, ...], terms: tuple[tuple[str, tuple[str, ...]], ...]) -> Filters:
    return compile_filters(topics, dict(terms))


def article_id(source: str, key: str) -> str:
    """Give the id of an article by its key."""
    return f"tag:feedmill.localhost,2026-01-01:{source}/{key}"


# --- the world


class DictShelf:
    """A shelf in memory, which counts what is written and removed."""

    def __init__(self, files: Mapping[str, bytes] = {}) -> None:
        self.files = dict(files)
        self.moves = 0

    def put(self, path: str, content: bytes) -> bool:
        """Make *path* hold *content*."""
        if self.files.get(checked(path)) == content:
            return False
        self.files[path] = content
        self.moves += 1
        return True

    def read(self, path: str) -> bytes | None:
        """Give what lies at *path*."""
        return self.files.get(checked(path))

    def exists(self, path: str) -> bool:
        """Say whether a file lies at *path*."""
        return checked(path) in self.files

    def names(self, suffix: str) -> tuple[str, ...]:
        """List top-level files."""
        return tuple(sorted(name for name in self.files if "/" not in name and name.endswith(suffix)))

    def remove(self, path: str) -> bool:
        """Take *path* away."""
        found = self.files.pop(checked(path), None) is not None
        self.moves += found
        return found

    def sync(self) -> None:
        """Memory needs none."""


class Killed(BaseException):
    """The run ends here, as by kill -9: nothing catches it."""


class _Mortal:
    """A part whose every call is counted, and one of which is the run's last."""

    def __init__(self, part: object, tick: Callable[[], None]) -> None:
        self._part = part
        self._tick = tick

    def __getattr__(self, name: str) -> Any:
        call = getattr(self._part, name)

        def counted(*args: Any, **keywords: Any) -> Any:
            self._tick()
            return call(*args, **keywords)

        return counted


@dataclass(slots=True)
class World:
    """A mill, its sources, its operator and its clock."""

    config: Config = field(default_factory=Config)
    offers: dict[str, Offer | bytes | str] = field(default_factory=dict)
    seeds: dict[str, str] = field(default_factory=dict)
    store: SqlStore = field(default_factory=lambda: _open())  # noqa: PLW0108 - it stands below
    shelf: DictShelf = field(default_factory=DictShelf)
    hours: float = 0.0

    def parts(self, tick: Callable[[], None] | None = None) -> Parts:
        """Put a run's parts together; *tick* is called before each call of store and shelf."""
        settings = self.config.settings()
        store: Any = self.store if tick is None else _Mortal(self.store, tick)
        shelf: Any = self.shelf if tick is None else _Mortal(self.shelf, tick)
        parts = Parts(
            settings=settings,
            store=store,
            shelf=shelf,
            fetch=TableFetch(self.offers, self.seeds),
            map=inline_map,
            now=moment(self.hours),
        )
        # The same that it would make, made once for all worlds of the same filters.
        vars(parts)["filters"] = self.config.filters()
        return parts

    def run(self, wish: Wish | None = None) -> Report:
        """Run one cycle."""
        return cycle(self.parts(), nullcontext(), wish or Wish(), lambda: 0.0)

    def run_until(self, number: int) -> bool:
        """Run, and die at the *number*-th call of store or shelf; say whether that came."""
        calls = 0

        def tick() -> None:
            nonlocal calls
            calls += 1
            if calls == number:
                raise Killed

        try:
            cycle(self.parts(tick), nullcontext(), Wish(), lambda: 0.0)
        except Killed:
            return True
        return False

    def copy(self) -> World:
        """Give the same world once more."""
        return World(
            self.config,
            dict(self.offers),
            dict(self.seeds),
            _open(self.store),
            DictShelf(self.shelf.files),
            self.hours,
        )

    def forget(self) -> None:
        """Lose the database."""
        self.close()
        self.store = _open()

    def wipe(self) -> None:
        """Lose all that is derived, tags included, and the shelf."""
        with self.store._in.write() as db:
            for table in DERIVED:
                db.exec_driver_sql(f"DELETE FROM {table}")
            db.exec_driver_sql(
                "UPDATE article SET page_state = '', body = json_remove(body, '$.tags') "
                "WHERE withdrawn_at IS NULL"
            )
        self.shelf = DictShelf()

    def close(self) -> None:
        """Give the store back, to be used again."""
        _FREE.append(self.store)

    # --- what it holds

    @property
    def tree(self) -> dict[str, bytes]:
        """Give what is published."""
        return dict(self.shelf.files)

    def rows(self, *tables: str) -> Rows:
        """Give the rows of tables (of all that matter), sorted."""
        with self.store._in.read() as db:
            return {
                table: sorted(map(tuple, db.exec_driver_sql(f"SELECT * FROM {table}")), key=repr)
                for table in tables or TABLES
            }

    def articles(self) -> dict[str, Article]:
        """Give every article by id."""
        return {one.id: one for chunk in self.store.scan() for one in chunk}

    def feed(self, topic: str) -> list[dict[str, Any]]:
        """Give a topic's items."""
        items: list[dict[str, Any]] = json.loads(self.shelf.files[f"{topic}.json"])["items"]
        return items


#: Stores to use again: what SQLAlchemy has compiled for one costs more than a whole run.
_FREE: list[SqlStore] = []


@cache
def _empty() -> sqlite3.Connection:
    """Give a database with empty tables."""
    empty = sqlite3.connect(":memory:")
    with closing(open_store("sqlite://")) as store:
        _raw(store).backup(empty)
    return empty


def _open(like: SqlStore | None = None) -> SqlStore:
    store = _FREE.pop() if _FREE else open_store("sqlite://")
    (_empty() if like is None else _raw(like)).backup(_raw(store))
    return store


def _raw(store: SqlStore) -> sqlite3.Connection:
    with closing(store._in.engine.raw_connection()) as connection:
        raw: Any = connection.driver_connection
    assert isinstance(raw, sqlite3.Connection)
    return raw


# --- the same by hand: what is derived, from the inputs and by the book alone


def tags_by_hand(world: World) -> dict[str, tuple[str, ...]]:
    """Tag every article anew."""
    labels = taggers(dict(world.config.terms), world.config.sources)
    return {name: tag(article, labels) for name, article in world.articles().items()}


def matches_by_hand(world: World) -> set[tuple[str, str]]:
    """Ask every filter of every article: (topic, article)."""
    return {
        (match.topic, name)
        for name, article in world.articles().items()
        for match in percolate(world.config.filters(), article)
    }


def relations_by_hand(world: World) -> set[tuple[str, str, str]]:
    """Compare every two articles by the design's words: (a, b, kind)."""
    found = set()
    for one, other in combinations(sorted(world.articles().values(), key=lambda each: each.id), 2):
        mine, theirs = one.fingerprint, other.fingerprint
        if mine.text and mine.text == theirs.text:
            found.add((one.id, other.id, "same-text"))
        confirmed = (
            (mine.title and mine.title == theirs.title)
            or (mine.text and mine.text == theirs.text)
            or (one.source != other.source and (_is_own(one, world) or _is_own(other, world)))
        )
        if mine.item and mine.item == theirs.item and confirmed:
            found.add((one.id, other.id, "same-item"))
        found |= _near_by_hand(one, other)
    return found | (_stories_by_hand(world, found) if world.parts().stories else set())


def _stories_by_hand(world: World, tied: set[tuple[str, str, str]]) -> set[tuple[str, str, str]]:
    """Put every two articles with a text that nothing else ties before the judge of stories."""
    pairs = {frozenset((a, b)) for a, b, _ in tied}
    return {
        (tie.a, tie.b, tie.kind.value)
        for one, other in combinations(world.articles().values(), 2)
        if one.fingerprint.text and other.fingerprint.text and frozenset((one.id, other.id)) not in pairs
        if isinstance(tie := story(lookalike(one), lookalike(other), DedupeSettings()), Relation)
    }


def _near_by_hand(one: Article, other: Article) -> set[tuple[str, str, str]]:
    """Put two articles before the judge of texts, whatever the index of runs of words says of them."""
    mine, theirs = (lookalike(with_shingles(each)) for each in (one, other))
    if mine.fingerprint.text == theirs.fingerprint.text or shared(mine, theirs) < needed(mine, theirs):
        return set()
    tie = near(mine, theirs, DedupeSettings())
    return {(tie.a, tie.b, tie.kind.value)} if isinstance(tie, Relation) else set()


def _is_own(article: Article, world: World) -> bool:
    homes = {one.id: one.address.split("/")[2] for one in world.config.sources if one.kind == "feed"}
    return article.fingerprint.item.partition("/")[0] == homes.get(article.source)


def allowed(world: World, topic: str) -> set[str]:
    """Give the articles that match a topic or are pinned to it, and are not banned from it."""
    here = [one for one in world.config.decisions if one.topic in {"", topic}]
    matching = {name for slug, name in matches_by_hand(world) if slug == topic}
    pinned = {one.article for one in here if one.kind is DecisionKind.PIN}
    banned = {one.article for one in here if one.kind is DecisionKind.BAN}
    return ((matching | pinned) - banned) & world.articles().keys()


def groups_by_hand(world: World, topic: Topic) -> list[set[str]]:
    """Group all articles as the topic's policies say: each joins the first earlier head it is tied to."""
    policy = {
        "same-item": topic.item,
        **dict.fromkeys(("same-text", "near", "cut-of", "update-of"), topic.text),
        "contained-in": Policy.KEEP,
        "same-story": topic.story,
    }
    ties = {frozenset((a, b)) for a, b, kind in relations_by_hand(world) if policy[kind] is not Policy.KEEP}
    groups: list[list[str]] = []
    for article in sorted(world.articles().values(), key=lambda each: (each.published, each.id)):
        home = next((group for group in groups if frozenset((group[0], article.id)) in ties), None)
        if home is None:
            groups.append([article.id])
        else:
            home.append(article.id)
    return [set(group) for group in groups]
