"""
Corridor 2: store → shelf.

    topics that may look different ─ compose ─ remember publications ─ render ─ put
    pages of articles without a URL ─ render ─ put
    what the publisher's own record lists and nothing needs any more ─ remove
    feeds.opml, index.html last ─ put

Publications are remembered before their files are put, and topics become clean after: a run that
is killed anywhere in between writes the same bytes when it is repeated. Reads no clock.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from feedmill.because import placed, tells
from feedmill.hubs import note_changed
from feedmill.model import (
    Article,
    ArticlePage,
    Belated,
    Feed,
    Index,
    Placed,
    PublishedFile,
    Topic,
    TopicSummary,
)
from feedmill.parts import Parts, source_titles
from feedmill.stores.base import TopicState
from feedmill.text.hashes import xxh128
from feedmill.text.ids import page_path
from feedmill.text.versions import LANGUAGE_VERSION

if TYPE_CHECKING:
    from feedmill.compose import Ground
    from feedmill.settings import Settings

__all__ = ["Published", "TopicChange", "common_hash", "publish", "topic_hash"]

#: Goes into the settings hash: a better writer writes every file anew.
WRITER_VERSION = 1
#: What readers subscribe to.
_FEEDS = frozenset({"rss", "atom", "json"})
#: What tells people and readers of all topics.
_INDEX_FILES = ("feeds.opml", "index.html")
#: The fact that holds a hash of what they were made of.
_INDEX = "index"


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicChange:
    """How a topic's live feed differs from what lay there before."""

    items: int
    added: int = 0
    removed: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """What a run's publishing did."""

    topics: Mapping[str, TopicChange] = field(default_factory=dict)
    written: int = 0
    unchanged: int = 0
    removed: int = 0


def publish(parts: Parts) -> Published:
    """
    Bring the shelf up to date with the store and the settings.

    Raises:
        PublishError: The shelf cannot be written; what is stored stays, and the next run goes on.
        StorageError: The store cannot be read or written.
    """
    run = _Run(parts)
    for topic in run.topics:
        if run.needs(topic):
            run.put_topic(topic)
    run.put_pages()
    run.remove_orphans()
    run.put_index()
    parts.shelf.sync()
    run.record()
    return run.report()


class _Run:
    """One pass over the shelf: what is recorded, what was put, what is left."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._site = parts.settings.site
        self._titles = source_titles(parts)
        self.topics = tuple(topic for topic in parts.settings.topics if topic.enabled)
        self._states = parts.store.topic_states()
        self._recorded = parts.store.files()
        self._dirty = parts.store.dirty_topics()
        self._common_hash = common_hash(parts, self._titles)
        self._told = _told(parts.settings)
        self._put: dict[str, PublishedFile] = {}
        self._fresh: dict[str, TopicState] = {}
        self._pages: dict[str, str] = {}
        self._gone: list[str] = []
        self._changes: dict[str, TopicChange] = {}
        self._written = 0
        #: Of the index that was put in this run.
        self._index = ""

    @cached_property
    def _ground(self) -> Ground:
        from feedmill.compose import Ground  # late: most runs compose nothing

        return Ground(
            site=self._site,
            publish=self._parts.settings.publish,
            standing=self._parts.standing,
            titles=self._titles,
            now=self._parts.now,
        )

    def needs(self, topic: Topic) -> bool:
        """Say whether the topic's files may have to change."""
        state = self._states.get(topic.slug)
        return (
            topic.slug in self._dirty
            or state is None
            or state.settings_hash != self._settings_hash(topic)
            or any(not self._is_there(path) for path in _paths(topic.slug, self._formats))
        )

    def put_topic(self, topic: Topic) -> None:
        """Compose, remember, render and put one topic."""
        from feedmill.formats import kind  # late: see put_index
        from feedmill.formats.check import check
        from feedmill.gathered import gather

        composed = gather(self._parts, topic, self._ground)
        # Who came late is so for one publishing; where they are to stay out, for as long as nobody is told.
        settled = "" if topic.retag is Belated.SILENT else topic.slug
        self._parts.store.save_publications(composed.publications, settled=settled)
        feed = composed.feed
        contents = {f"{topic.slug}.{name}": kind(name).render(feed) for name in self._formats}
        for path, content in contents.items():
            check(path.rpartition(".")[2], content)
        self._announce(contents, owner=topic.slug)
        for path, content in contents.items():
            self._place(path, content, owner=topic.slug)
        self._note_state(topic, feed)

    def put_pages(self) -> None:
        """Put the page of every article that has no URL of its own and changed."""
        site = self._site
        shown = (site, sorted(self._titles.items()), self._told, self._told and self._formats)
        state = xxh128(str(WRITER_VERSION), repr(shown))
        for article in self._pages_due(state):
            from feedmill.formats.html import render_article  # late: see put_index

            path = page_path(article.source, article.id)
            title = self._titles.get(article.source, article.source)
            page = ArticlePage(
                site=site,
                article=article,
                source=title,
                path=path,
                topics=self._placed(article),
                linked="html" in self._formats,
            )
            self._announce([path], owner=article.id)
            self._place(path, render_article(page), owner=article.id)
            self._pages[article.id] = state

    def _placed(self, article: Article) -> tuple[Placed, ...]:
        """Give the topics that the article's page tells of."""
        if not self._told:
            return ()
        settings = self._parts.settings
        matches = self._parts.store.matches([article.id]).get(article.id, ())
        return placed(article, matches, settings.topics, settings.publish, settings.decisions)

    def remove_orphans(self) -> None:
        """Take away recorded files whose topic or article is no more."""
        wanted = {path for topic in self.topics for path in _paths(topic.slug, self._formats)}
        owners = [one.owner for one in self._recorded.values() if one.owner.startswith("tag:")]
        alive = self._parts.store.articles(owners)
        wanted |= {page_path(one.source, one.id) for one in alive.values() if not one.url}
        for path, one in self._recorded.items():
            if one.owner and path not in wanted:
                self._parts.shelf.remove(path)
                self._gone.append(path)
        for slug in self._states.keys() - {topic.slug for topic in self.topics}:
            self._parts.store.drop_topic(slug)

    def put_index(self) -> None:
        """Put the OPML and the index, last, if they may have to change: they name what lies there already."""
        index = Index(site=self._site, topics=tuple(self._summaries()))
        state = xxh128(str(WRITER_VERSION), repr(index))
        known = self._parts.store.facts().get(_INDEX)
        if known == state and all(self._is_there(path) for path in _INDEX_FILES):
            return
        # Late: with nothing to write, a run does without templates and their vendors.
        from feedmill.formats import opml
        from feedmill.formats.html import render_index

        for path, content in zip(_INDEX_FILES, (opml.render(index), render_index(index)), strict=True):
            self._place(path, content, owner="")
        self._index = state

    def record(self) -> None:
        """Tell the store what lies on the shelf now; the topics put are clean."""
        changed = [one for path, one in self._put.items() if self._recorded.get(path) != one]
        # First: what a killed run has put is changed for the next one too, until it is on record.
        note_changed(self._parts, self._feeds(changed))
        self._parts.store.save_shelf(
            files=changed,
            removed=self._gone,
            states=list(self._fresh.values()),
            pages=self._pages,
        )
        if self._index:
            self._parts.store.save_facts({_INDEX: self._index})

    def _feeds(self, files: Iterable[PublishedFile]) -> Iterator[str]:
        """Give those of *files* that people subscribe to and that anybody may know of."""
        public = {topic.slug for topic in self.topics if topic.public}
        for one in files:
            if one.owner in public and one.path.rpartition(".")[2] in _FEEDS:
                yield one.path

    def report(self) -> Published:
        """Count what happened; a topic that needed nothing counts with the items it has."""
        changes = {slug: TopicChange(items=len(state.shown)) for slug, state in self._states.items()}
        changes |= self._changes
        lying = (set(self._recorded) | set(self._put)) - set(self._gone)
        return Published(
            topics={topic.slug: changes[topic.slug] for topic in self.topics},
            written=self._written,
            unchanged=len(lying) - self._written,
            removed=len(self._gone),
        )

    @property
    def _formats(self) -> tuple[str, ...]:
        return self._parts.settings.publish.formats

    def _is_there(self, path: str) -> bool:
        return path in self._recorded and self._parts.shelf.exists(path)

    def _announce(self, paths: Iterable[str], *, owner: str) -> None:
        """
        Put new paths on record before their files are put.

        Killed in between, the record names a file that is not there, which does no harm; the other
        way round, a file that nobody owns would stay public for ever.
        """
        new = [PublishedFile(path=path, hash="", owner=owner) for path in paths if path not in self._recorded]
        if new:
            self._parts.store.save_shelf(files=new)
            self._recorded |= {one.path: one for one in new}

    def _place(self, path: str, content: bytes, *, owner: str) -> None:
        self._written += self._parts.shelf.put(path, content)
        self._put[path] = PublishedFile(path=path, hash=xxh128(content.decode("utf-8")), owner=owner)

    def _settings_hash(self, topic: Topic) -> str:
        return topic_hash(self._common_hash, topic)

    def _note_state(self, topic: Topic, feed: Feed) -> None:
        before = self._states.get(topic.slug)
        old = set(before.shown) if before else set()
        shown = tuple(item.id for item in feed.items)
        self._changes[topic.slug] = TopicChange(
            items=len(shown), added=len(set(shown) - old), removed=len(old - set(shown))
        )
        self._fresh[topic.slug] = TopicState(
            topic=topic.slug,
            settings_hash=self._settings_hash(topic),
            shown=shown,
            updated=feed.updated if feed.items else None,
        )

    def _pages_due(self, state: str) -> Iterator[Article]:
        """Give articles whose page changed, and those whose page was taken from the shelf."""
        lost = [
            one.owner
            for path, one in self._recorded.items()
            if one.owner.startswith("tag:") and not self._parts.shelf.exists(path)
        ]
        yield from (article for article in self._parts.store.articles(lost).values() if not article.url)
        after = ""
        while due := self._parts.store.pages_due(state, after=after):
            yield from due
            after = due[-1].id

    def _summaries(self) -> Iterable[TopicSummary]:
        states = self._states | self._fresh
        for topic in sorted(self.topics, key=lambda each: (each.title or each.slug, each.slug)):
            if topic.public:
                yield TopicSummary(
                    topic=topic.slug,
                    title=topic.title or topic.slug,
                    description=topic.description,
                    language=topic.language or self._site.language,
                    items=len(states[topic.slug].shown),
                    updated=states[topic.slug].updated,
                    formats=self._formats,
                )


def _paths(slug: str, formats: Iterable[str]) -> list[str]:
    return [f"{slug}.{name}" for name in formats]


def topic_hash(common: str, topic: Topic) -> str:
    """Hash everything outside the store that shapes the topic's files; *common*: see `common_hash`."""
    return xxh128(
        common,
        repr((topic.title, topic.description, topic.language, topic.items, topic.max_age, topic.public)),
        repr((topic.item, topic.text, topic.story, topic.retag)),
    )


def common_hash(parts: Parts, titles: Mapping[str, str]) -> str:
    """Hash what shapes the files of every topic."""
    settings = parts.settings
    standing = sorted((one.id, one.kind, one.weight, one.address) for one in settings.sources)
    return xxh128(
        str(WRITER_VERSION),
        repr((settings.site, settings.publish, sorted(titles.items()), standing)),
        repr((settings.dedupe, settings.decisions)),
        _told(settings),
    )


def _told(settings: Settings) -> str:
    """Hash what decides which words pages tell of, articles aside; empty if no page tells of any."""
    telling = [each.slug for each in settings.topics if each.enabled and tells(each, settings.publish)]
    if not telling:
        return ""
    asked = [(topic.slug, topic.filter, topic.title, topic.public) for topic in settings.topics]
    words = sorted(settings.vocabulary.items())
    return xxh128(str(LANGUAGE_VERSION), repr((telling, asked, words, settings.decisions)))
