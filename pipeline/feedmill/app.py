"""
The only place that chooses real parts and puts them together.

One function for each command of the command line; each gives a value and prints nothing. The
wall clock, the environment and the folder come in here and travel down as arguments.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from feedmill import settings as config
from feedmill.cycle import Report, Wish, cycle
from feedmill.digest import tag_and_percolate
from feedmill.errors import UsageError
from feedmill.explain import Explained, explain
from feedmill.fetch.disk import DiskFetcher
from feedmill.fetch.http import HttpFetcher, user_agent
from feedmill.fetch.mixed import combine
from feedmill.model import Article, Decision, DecisionKind, Fetched, Fingerprint, Memory, Parsed, Topic
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
from feedmill.workers.inline import inline_map

__all__ = [
    "Checked",
    "Options",
    "Place",
    "SourceHealth",
    "TopicLine",
    "check",
    "decide",
    "explain_article",
    "forget_source",
    "import_sources",
    "init",
    "keep_running",
    "match_lines",
    "run",
    "search",
    "sources",
    "test_topics",
    "topics",
]

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

    def settings(self) -> Settings:
        """Read config/, or raise one ConfigError with every mistake."""
        return config.load(self.folder, self.environ)


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
    with _opened(place, options, started) as parts:
        return cycle(parts, _lock(place.folder), wish, lambda: time.monotonic() - started)


def keep_running(place: Place, say: Callable[[str], None]) -> int:
    """Run at once and at each tick of [schedule], until a signal; give the exit code."""
    from feedmill import schedule

    def tick(should_stop: Callable[[], bool]) -> None:
        run(place, Wish(), Options(should_stop=should_stop))

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


def match_lines(
    place: Place, lines: Iterator[Mapping[str, object]]
) -> Iterator[tuple[object, tuple[str, ...]]]:
    """Give each line's id and the topics that it is in; fetches, stores and publishes nothing."""
    settings = place.settings()
    filters = compile_filters(settings.topics, settings.vocabulary)
    labels = taggers(settings.vocabulary, settings.sources)
    for line in lines:
        _, matches = tag_and_percolate(_line_article(line, place.now()), labels, filters)
        yield line.get("id"), tuple(match.topic for match in matches)


def explain_article(place: Place, name: str, topic: str = "") -> Explained:
    """Explain one article, in one topic or in all."""
    settings = place.settings()
    if topic and topic not in {one.slug for one in settings.topics if one.enabled}:
        raise UsageError(f"there is no topic {topic!r} in config/topics.toml that is enabled")
    with _opened(place, Options(), time.monotonic()) as parts:
        return explain(parts, _names(place, name), topic)


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
    known = [*configured, *sorted((memories.keys() | counts.keys()) - configured.keys())]
    return tuple(
        SourceHealth(
            id=name,
            kind=configured[name].kind if name in configured else "",
            address=configured[name].address if name in configured else "",
            enabled=name in configured and configured[name].enabled,
            configured=name in configured,
            memory=memories.get(name),
            articles=counts.get(name, 0),
        )
        for name in known
    )


def import_sources(place: Place, opml: bytes) -> tuple[str, ...]:
    """Add the feeds of an OPML file to sources.toml; give the new source ids."""
    return config.import_sources(place.folder, opml)


def forget_source(place: Place, source: str) -> int:
    """Take a source's articles out of every feed at once; give their number."""
    settings = place.settings()
    if source in {one.id for one in settings.sources}:
        raise UsageError(
            f"source {source!r} is still in config/sources.toml, so its articles would come back: remove its "
            'table first, or set "enabled = false"'
        )
    with _lock(place.folder), _store(settings) as store:
        if source not in store.memories() and source not in store.article_counts():
            raise UsageError(
                f"there is no source {source!r}, neither in config/sources.toml nor in the store"
            )
        number = store.forget_source(source)
    run(place, Wish(offline=True))
    return number


def decide(place: Place, kind: DecisionKind | None, name: str, topic: str) -> tuple[str, tuple[str, ...]]:
    """
    Write a decision to config/decisions.toml and apply it; *kind* None takes decisions back.

    A pin without a topic holds the article in the topics that it is in now. Gives the article's
    id and the topics decided about ("" = all).
    """
    explained = explain_article(place, name, topic)
    article = explained.article.id
    if kind is None:
        if not config.remove_decisions(place.folder, article, topic):
            raise UsageError(f"nothing was decided about {article!r}" + (f" in {topic!r}" if topic else ""))
        decided: tuple[str, ...] = (topic,)
    else:
        decided = (topic,)
        if kind is DecisionKind.PIN and not topic:
            decided = tuple(one.topic for one in explained.topics if one.matches)
            if not decided:
                raise UsageError(f"{article!r} is in no topic now; say which one it should be pinned to")
        for slug in decided:
            config.remove_decisions(place.folder, article, slug)
            config.add_decision(place.folder, Decision(kind=kind, article=article, topic=slug))
    run(place, Wish(offline=True))
    return article, decided


@contextmanager
def _opened(place: Place, options: Options, started: float) -> Iterator[Parts]:
    settings = place.settings()
    with _store(settings, dry_run=options.dry_run) as store:
        yield _parts(place, settings, store, options, started)


@contextmanager
def _store(settings: Settings, *, dry_run: bool = False) -> Iterator[Store]:
    store = open_store(settings.store_url, dry_run=dry_run)
    try:
        yield store
    finally:
        store.close()


def _parts(place: Place, settings: Settings, store: Store, options: Options, started: float) -> Parts:
    shelf: Shelf = LocalShelf(Path(settings.publish.to[0]))
    now = place.now()
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
                ),
            }
        ),
        map=inline_map,
        filters=compile_filters(settings.topics, settings.vocabulary),
        taggers=taggers(settings.vocabulary, settings.sources),
        now=now,
        progress=options.progress,
        should_stop=_stopper(options, started),
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


def _names(place: Place, name: str) -> list[str]:
    """Give what an article may be known by; a seed file also by the guid that it gives itself."""
    from feedmill.text.urls import match_key

    names = [name, *([match_key(name)] if "://" in name else [])]
    for path in (Path(name), place.folder / name):
        if path.suffix in (".txt", ".md", ".html", ".htm"):
            names += _seed_guids(path)
            names.append(path.stem)
    return names


def _seed_guids(path: Path) -> list[str]:
    from feedmill.model import Document
    from feedmill.sources import kind

    try:
        body = path.read_bytes()
    except OSError:
        return []
    document = Document(name=path.name, body=body)
    parsed = kind("seed").parse(Fetched(source="", url=str(path.parent), documents=(document,)))
    return [entry.guid for entry in parsed.entries] if isinstance(parsed, Parsed) else []


def _line_article(line: Mapping[str, object], now: datetime) -> Article:
    """Make an article of a line of `topics match`: title and body as text or HTML."""
    from feedmill.model import Entry, Hints, Site, Source
    from feedmill.normalise import normalise

    def text(name: str) -> str:
        value = line.get(name)
        return value if isinstance(value, str) else ""

    labels = line.get("tags")
    entry = Entry(
        guid=str(line.get("id", "")),
        link=text("url"),
        title=text("title"),
        content=text("body"),
        published=text("date"),
        language=text("language"),
        categories=tuple(str(label) for label in labels) if isinstance(labels, list) else (),
    )
    source = Source(id=text("source") or "file", kind="feed", address="")
    article = normalise(
        entry, source=source, site=Site(), address="", hints=Hints(), now=now, undated=0, shared_link=False
    )
    return replace(article, fingerprint=Fingerprint())
