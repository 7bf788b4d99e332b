"""
The only place that chooses real parts and puts them together.

One function for each command of the command line; each gives a value and prints nothing. The
wall clock, the environment and the folder come in here and travel down as arguments.
"""

from __future__ import annotations

import difflib
import os
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from feedmill import settings as config
from feedmill.cycle import Report, Wish, cycle
from feedmill.digest import crashed, warm_up
from feedmill.errors import FeedmillError, StorageError, UsageError
from feedmill.explain import Explained, explain, meant
from feedmill.fetch.disk import DiskFetcher
from feedmill.fetch.http import HttpFetcher, user_agent
from feedmill.fetch.ledger import Ledger
from feedmill.fetch.mixed import combine
from feedmill.model import Decision, DecisionKind, Memory, Topic, Traffic
from feedmill.naming import names
from feedmill.parts import Parts, Progress, never, no_progress
from feedmill.search import Found
from feedmill.search import search as search_articles
from feedmill.settings import Settings
from feedmill.shelf.base import Shelf
from feedmill.shelf.counting import CountingShelf
from feedmill.shelf.local import LocalShelf
from feedmill.stores.base import Store, TopicState
from feedmill.stores.lock import FileLock
from feedmill.stores.sql import open_store
from feedmill.tagging import tag, taggers
from feedmill.topics import ExampleResult, compile_filters, run_examples
from feedmill.workers.base import Map
from feedmill.workers.inline import inline_map
from feedmill.workers.pipes import PipeWorkers

if TYPE_CHECKING:
    from feedmill.pairs import Judged
    from feedmill.trial import Line

__all__ = [
    "Checked",
    "Decided",
    "Options",
    "Place",
    "SourceHealth",
    "TopicLine",
    "check",
    "check_refetch",
    "decide",
    "decide_pairs",
    "explain_article",
    "forget_source",
    "import_sources",
    "init",
    "keep_running",
    "match_lines",
    "politeness",
    "run",
    "search",
    "sources",
    "test_topics",
    "topics",
    "workers",
]

#: What one document may cost a worker, above what it has when idle. Hostile ones want gigabytes and hours.
#: Honest ones of 4.5 MB were read within it, one of 8.8 MB was not: a source
#: that publishes such fails as `crashed`, and the message says why.
_WORKER_BYTES = 64 * 1024 * 1024
_WORKER_CPU_SECONDS = 20.0
_WORKER_WALL_SECONDS = 30.0
#: Twice the CPU time that the start of a worker costs: a run that is over sooner needs no second one.
_WORKER_PATIENCE = 0.5
#: A folder for everything that is neither config nor published: database, lock.
_VAR = "var"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where an installation lies, and in what environment it is used."""

    folder: Path
    environ: Mapping[str, str]

    def now(self) -> datetime:
        """
        Give the wall clock, or FEEDMILL_NOW (RFC 3339) where it is set.

        Raises:
            UsageError: FEEDMILL_NOW is no moment.
        """
        text = self.environ.get("FEEDMILL_NOW", "")
        if not text:
            return datetime.now(UTC)
        try:
            moment = datetime.fromisoformat(text)
        except ValueError:
            moment = None
        if moment is None or moment.tzinfo is None:
            raise UsageError(f"FEEDMILL_NOW is {text!r}; give a moment like 2026-01-31T12:00:00Z")
        return moment.astimezone(UTC)

    def settings(self, *, warn: bool = True) -> Settings:
        """Read config/, or raise one ConfigError with every mistake; *warn*: look for oddities too."""
        return config.load(self.folder, self.environ, warn=warn)


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How a run is made, beside what it is asked to do."""

    dry_run: bool = False
    #: Seconds after which a run takes no further answers; 0 = no limit.
    max_seconds: float = 0
    progress: Progress = no_progress
    should_stop: Callable[[], bool] = never


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What `check` found in a config that could be read."""

    warnings: tuple[str, ...]
    examples: tuple[ExampleResult, ...]

    @property
    def failed(self) -> tuple[ExampleResult, ...]:
        """Give the examples that did not do what they should."""
        return tuple(one for one in self.examples if not one.passed)


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicLine:
    """A topic with the state of its feed."""

    topic: Topic
    state: TopicState | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """What `ban`, `pin` or `release` decided."""

    articles: tuple[str, ...]
    #: "" = every topic.
    topics: tuple[str, ...]
    #: Topics in which a copy of a banned article is shown now.
    still_in: tuple[str, ...]


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


def init(folder: Path) -> tuple[Path, ...]:
    """Make an installation that runs at once; give the files written."""
    return config.init(folder)


def run(place: Place, wish: Wish, options: Options | None = None) -> Report:
    """Run one cycle."""
    options = options or Options()
    started = time.monotonic()
    with workers() as crew, _opened(place, options, started, crew) as parts:
        return cycle(parts, _lock(place.folder), wish, lambda: time.monotonic() - started)


def check_refetch(place: Place, source: str) -> None:
    """Refuse a source that cannot be asked: unknown or not enabled."""
    known = {one.id: one.enabled for one in place.settings().sources}
    if source not in known:
        raise UsageError(f"--refetch names {source!r}, which is no source in config/sources.toml")
    if not known[source]:
        raise UsageError(f"--refetch names {source!r}, which is not enabled in config/sources.toml")


def keep_running(place: Place, say: Callable[[str], None], tell: Callable[[Report], None]) -> int:
    """Run at once and at each tick of [schedule], until a signal; *tell* each report; give the exit code."""
    from feedmill import schedule

    def tick(should_stop: Callable[[], bool]) -> None:
        tell(run(place, Wish(), Options(should_stop=should_stop)))

    return schedule.keep_running(tick, place.settings().schedule, say)


def check(place: Place) -> Checked:
    """Read the config, and run every topic's examples."""
    settings = place.settings()
    return Checked(warnings=settings.warnings, examples=_run_examples(settings))


def test_topics(place: Place) -> tuple[ExampleResult, ...]:
    """Run every topic's examples."""
    return _run_examples(place.settings())


def topics(place: Place) -> tuple[TopicLine, ...]:
    """Give every topic with what its feed holds."""
    settings = place.settings()
    with _store(settings) as store:
        states = store.topic_states()
    return tuple(TopicLine(topic=topic, state=states.get(topic.slug)) for topic in settings.topics)


def match_lines(place: Place, lines: Iterator[Line]) -> Iterator[tuple[object, tuple[str, ...]]]:
    """Give each line's id and the topics that it is in; fetches, stores and publishes nothing."""
    from feedmill import trial

    return trial.match_lines(place.settings(), lines, place.now())


def decide_pairs(place: Place, lines: Iterator[Line]) -> Iterator[Judged]:
    """Give the judge's decision about each pair; fetches, stores and publishes nothing."""
    from feedmill import pairs

    return pairs.decide_pairs(lines, place.settings(warn=False).dedupe, place.now())


def explain_article(place: Place, name: str, topic: str = "") -> Explained:
    """Explain one article, in one topic or in all."""
    _check_topic(place.settings(), topic, enabled=False)
    with _opened(place, Options(), time.monotonic()) as parts:
        return explain(parts, names(parts, name), topic)


def search(place: Place, text: str, limit: int) -> Found:
    """Find the stored articles that a filter matches, newest first."""
    with _opened(place, Options(), time.monotonic()) as parts:
        return search_articles(parts, text, limit)


def sources(place: Place) -> tuple[SourceHealth, ...]:
    """Give every source with its health, those that are only remembered last."""
    settings = place.settings()
    with _store(settings) as store:
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
    with _store(place.settings()) as store:
        return store.traffic()


def import_sources(place: Place, opml: bytes) -> tuple[str, ...]:
    """Add the feeds of an OPML file to sources.toml; give the new source ids."""
    return config.import_sources(place.folder, opml)


def forget_source(place: Place, source: str) -> int:
    """Take a source's articles out of every feed at once; give their number."""
    settings = place.settings()
    if source in {one.id for one in settings.sources if one.enabled}:
        raise UsageError(
            f"source {source!r} is still in config/sources.toml, so its articles would come back: "
            'remove its table first, or write "enabled = false" into it'
        )
    with _lock(place.folder), _store(settings) as store:
        if source not in store.memories() and source not in store.article_counts():
            raise UsageError(
                f"there is no source {source!r}, neither in config/sources.toml nor in the store"
            )
        number = store.forget_source(source)
        _apply(place)
    return number


def decide(place: Place, kind: DecisionKind | None, name: str, topic: str) -> Decided:
    """
    Write a decision to config/decisions.toml and apply it; *kind* None takes decisions back.

    A ban of a URL or a published id bans every article that it means; a pin without a topic holds
    the article in the topics that it is in now. Where the cycle refuses, nothing was decided.
    """
    _check_topic(place.settings(), topic)
    file = place.folder / "config" / "decisions.toml"
    with _lock(place.folder):
        explained, articles = _meant(place, name, topic)
        before = file.read_bytes() if file.exists() else None
        try:
            topics = _write_decisions(place.folder, kind, articles, explained, topic)
            _apply(place)
        except FeedmillError:
            _put_back(file, before)
            raise
    after = explain_article(place, articles[0], topic)
    left = tuple(one.topic for one in after.topics if one.published_id and one.decided != "pin")
    return Decided(articles=articles, topics=topics, still_in=left if kind is DecisionKind.BAN else ())


def _meant(place: Place, name: str, topic: str) -> tuple[Explained, tuple[str, ...]]:
    with _opened(place, Options(), time.monotonic()) as parts:
        known = names(parts, name)
        return explain(parts, known, topic), tuple(one.id for one in meant(parts, known))


def _write_decisions(
    folder: Path, kind: DecisionKind | None, articles: tuple[str, ...], explained: Explained, topic: str
) -> tuple[str, ...]:
    """Change decisions.toml; give the topics that are decided about ("" = all)."""
    if kind is None:
        if not sum(config.remove_decisions(folder, article, topic) for article in articles):
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
            config.add_decision(folder, Decision(kind=kind, article=article, topic=slug))
    return topics


def _put_back(file: Path, before: bytes | None) -> None:
    if before is None:
        file.unlink(missing_ok=True)
    else:
        file.write_bytes(before)


def _apply(place: Place) -> Report:
    """Run a cycle that fetches nothing, under a lock that is held already."""
    started = time.monotonic()
    with _opened(place, Options(), started) as parts:
        return cycle(parts, nullcontext(), Wish(offline=True), lambda: time.monotonic() - started)


def _check_topic(settings: Settings, topic: str, *, enabled: bool = True) -> None:
    slugs = [one.slug for one in settings.topics if one.enabled or not enabled]
    if topic and topic not in slugs:
        near = difflib.get_close_matches(topic, slugs, n=1)
        which = " that is enabled" if enabled else ""
        hint = f" (did you mean {near[0]!r}?)" if near else ""
        raise UsageError(f"there is no topic {topic!r} in config/topics.toml{which}{hint}")


@contextmanager
def _opened(place: Place, options: Options, started: float, crew: Map = inline_map) -> Iterator[Parts]:
    settings = place.settings(warn=False)
    with _store(settings, dry_run=options.dry_run) as store:
        ledger = Ledger(place.now())
        try:
            yield _parts(place, settings, store, options, started, crew, ledger)
        except BaseException:
            # What went wrong is what must be told; the counts are saved if they still can be.
            with suppress(StorageError):
                store.note_traffic(ledger.close())
            raise
        store.note_traffic(ledger.close())


def workers() -> AbstractContextManager[Map]:
    """Give the processes in which documents are read; none is started before there is one to read."""
    return PipeWorkers(
        os.cpu_count() or 1,
        memory_bytes=_WORKER_BYTES,
        cpu_seconds=_WORKER_CPU_SECONDS,
        wall_seconds=_WORKER_WALL_SECONDS,
        on_crash=crashed,
        warm=warm_up,
        patience=_WORKER_PATIENCE,
    )


@contextmanager
def _store(settings: Settings, *, dry_run: bool = False) -> Iterator[Store]:
    store = open_store(settings.store_url, dry_run=dry_run)
    try:
        yield store
    finally:
        store.close()


def _parts(
    place: Place,
    settings: Settings,
    store: Store,
    options: Options,
    started: float,
    crew: Map,
    ledger: Ledger,
) -> Parts:
    shelf: Shelf = LocalShelf(Path(settings.publish.to[0]))
    now = place.now()
    should_stop = _stopper(options, started)
    return Parts(
        settings=settings,
        store=store,
        shelf=CountingShelf(shelf) if options.dry_run else shelf,
        fetch=combine(
            {
                "seed": DiskFetcher(settings.fetch.max_bytes),
                "feed": HttpFetcher(
                    settings.fetch,
                    # Without a contact, the published site is where the operator can be found.
                    user_agent=user_agent(settings.site.contact or settings.site.url),
                    now=now,
                    should_stop=should_stop,
                    ledger=ledger,
                ),
            }
        ),
        map=crew,
        filters=compile_filters(settings.topics, settings.vocabulary),
        taggers=taggers(settings.vocabulary, settings.sources),
        now=now,
        progress=options.progress,
        should_stop=should_stop,
    )


def _stopper(options: Options, started: float) -> Callable[[], bool]:
    def should_stop() -> bool:
        spent = options.max_seconds and time.monotonic() - started >= options.max_seconds
        return bool(spent) or options.should_stop()

    return should_stop


def _lock(folder: Path) -> FileLock:
    return FileLock(folder / _VAR / "feedmill.lock")


def _run_examples(settings: Settings) -> tuple[ExampleResult, ...]:
    labels = taggers(settings.vocabulary, settings.sources)
    return run_examples(settings.topics, settings.vocabulary, lambda article: tag(article, labels))
