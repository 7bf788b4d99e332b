"""
What a change of the config would do to the feeds, before anything is done.

    what was last applied ┐
    settings ─ stale ─ sweep ─ what each topic's articles gain and lose ─ fold both ways ─ count
                                                                       └ compose the live feed

Counts are of items, as readers see them after copies are folded, over the whole archive; articles are
counted beside them. Writes nothing, and fetches nothing: what sources have to say is no part of a plan.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property

from feedmill.applied import Applied, AppliedTopic, read_applied
from feedmill.compose import Ground
from feedmill.decide import Decided, allowed_in
from feedmill.folded import Counts, Fold, Side, Tally
from feedmill.gathered import gather
from feedmill.model import Article, Belated, Feed, Topic
from feedmill.overlay import Difference, Overlay
from feedmill.parts import Parts, source_titles
from feedmill.publish import common_hash, topic_hash
from feedmill.stale import Stale, stale_facts
from feedmill.stores.base import Page, Store, TopicState
from feedmill.sweep import sweeping
from feedmill.tagging import tag
from feedmill.text.hashes import xxh128

__all__ = ["Change", "Live", "Plan", "TopicPlan", "is_deep", "plan"]

#: Articles of one question to the store.
_PAGE = 1000


class Change(StrEnum):
    """What would become of a topic."""

    NEW = "new"
    REMOVED = "removed"
    RENAMED = "renamed"
    KEPT = "kept"


@dataclass(frozen=True, slots=True, kw_only=True)
class Live:
    """What the next run would make of a topic's live feed, as its report will say."""

    items: int = 0
    added: int = 0
    removed: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicPlan:
    """What would change in one topic."""

    topic: str
    change: Change
    #: The slug whose items and subscribers it takes over; empty = none.
    formerly: str = ""
    #: Items of the whole archive, and the articles behind them.
    items: Counts
    articles: Counts
    #: Articles that stand for items added and removed, newest first.
    added: tuple[Article, ...] = ()
    removed: tuple[Article, ...] = ()
    live: Live
    #: Its files would be written anew, if only for a title or another copy shown.
    rewritten: bool

    @property
    def changes(self) -> bool:
        """Say whether subscribers could see any of it."""
        return self.change is not Change.KEPT or self.rewritten or self.items.changes or self.articles.changes


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What a change of the config would do."""

    #: In the order of topics.toml, those that would go last.
    topics: tuple[TopicPlan, ...]

    @property
    def changes(self) -> bool:
        """Say whether anything would change."""
        return any(topic.changes for topic in self.topics)


def is_deep(parts: Parts) -> bool:
    """Say whether articles or relations would be made anew, so that only a trial tells what comes of it."""
    memories = parts.store.memories() if any(one.formerly for one in parts.settings.sources) else {}
    renamed = any(old in memories for one in parts.settings.sources for old in one.formerly)
    return renamed or stale_facts(parts).is_deep


def plan(parts: Parts, *, trial: Store | None = None, samples: int = 5) -> Plan:
    """
    Compare what was last applied with what the settings of *parts* would make of the same archive.

    Args:
        parts: The settings to be applied, and the store as it is.
        trial: A copy of the store to which they were applied, where `is_deep` asks for one.
        samples: How many articles to name that each topic would gain and lose.

    Raises:
        StorageError: The store cannot be read.
    """
    return _Planner(parts, trial, samples).plan()


@dataclass(frozen=True, slots=True)
class _Pair:
    """A topic as it would be, and its slug in the store."""

    topic: Topic
    old: str


class _Planner:
    """One comparison."""

    def __init__(self, parts: Parts, trial: Store | None, samples: int) -> None:
        self._parts = parts
        self._store = parts.store
        self._trial = trial
        self._samples = samples
        self._applied: Applied = read_applied(parts.store.facts())
        self._states = parts.store.topic_states()
        self._dirty = parts.store.dirty_topics()
        self._files = parts.store.files()
        self._pairs = [self._pair(topic) for topic in parts.settings.topics if topic.enabled]
        formerly = {pair.topic.slug: pair.old for pair in self._pairs if pair.old}
        self._stale = Stale.none() if trial is not None else stale_facts(parts, formerly=formerly)

    def plan(self) -> Plan:
        pairs = self._pairs
        taken = {pair.old for pair in pairs}
        differences = self._swept(pairs) if self._trial is None else self._walked(pairs)
        topics = [self._topic(pair, differences[pair.topic.slug]) for pair in pairs]
        topics += [self._gone(slug) for slug in sorted(self._applied.topics.keys() - taken)]
        return Plan(topics=tuple(topics))

    def _pair(self, topic: Topic) -> _Pair:
        """Find what the store calls a topic; see `retag.rename`."""
        if topic.slug in self._applied.topics:
            return _Pair(topic, topic.slug)
        heir = topic.slug not in self._states
        old = next((one for one in topic.formerly if heir and one in self._applied.topics), "")
        return _Pair(topic, old)

    # --- which articles

    def _swept(self, pairs: Iterable[_Pair]) -> dict[str, Difference]:
        """Ask the topics that are stale of the whole archive."""
        differences = {pair.topic.slug: Difference() for pair in pairs}
        olds = {pair.topic.slug: pair.old for pair in pairs if pair.topic.slug in self._stale.topics}
        if not olds:
            return differences
        total, done = self._store.count_articles(), 0
        for piece, swept in sweeping(self._parts, self._stale.topics, tags=self._stale.tags):
            stored = self._store.matched(piece, sorted({old for old in olds.values() if old}))
            wanted: dict[str, set[str]] = {slug: set() for slug in olds}
            for match in swept.matches:
                wanted[match.topic].add(match.article)
            for slug, old in olds.items():
                before = stored.get(old, set())
                self._note(differences[slug], wanted[slug] - before, before - wanted[slug])
            done += swept.articles
            self._parts.progress("plan", done, total)
        return differences

    def _note(self, difference: Difference, added: Iterable[str], removed: Iterable[str]) -> None:
        new = sorted(added)
        dates = self._store.dates(new) if new else {}
        difference.added |= {name: Page(article=name, published=dates[name]) for name in new}
        difference.removed.update(removed)

    def _walked(self, pairs: Iterable[_Pair]) -> dict[str, Difference]:
        """Compare the store's matches with those of the trial."""
        differences = {}
        for pair in pairs:
            before = {page.article: page for page in _pages(self._store, pair.old)}
            after = {page.article: page for page in _pages(self._trial or self._store, pair.topic.slug)}
            differences[pair.topic.slug] = Difference(
                {name: after[name] for name in after.keys() - before.keys()}, before.keys() - after.keys()
            )
        return differences

    # --- what becomes of them

    def _topic(self, pair: _Pair, difference: Difference) -> TopicPlan:
        topic = pair.topic
        before, after = self._applied.topics.get(pair.old), AppliedTopic.of(topic)
        tally = self._count(pair.old, topic.slug, difference, before, after)
        change = Change.KEPT if pair.old == topic.slug else Change.RENAMED if pair.old else Change.NEW
        look_changes = before is None or before.look != after.look
        state = self._states.get(pair.old or topic.slug)
        live, written = self._live(pair, difference, state)
        return TopicPlan(
            topic=topic.slug,
            change=change,
            formerly=pair.old if change is Change.RENAMED else "",
            items=tally.items,
            articles=tally.articles,
            added=self._named(tally.added),
            removed=self._named(tally.removed),
            live=live,
            rewritten=written or look_changes or change is not Change.KEPT,
        )

    def _gone(self, slug: str) -> TopicPlan:
        """Count what would leave with a topic that is removed or no more enabled."""
        tally = self._count(slug, slug, Difference(), self._applied.topics[slug], None)
        state = self._states.get(slug)
        return TopicPlan(
            topic=slug,
            change=Change.REMOVED,
            items=tally.items,
            articles=tally.articles,
            removed=self._named(tally.removed),
            live=Live(removed=len(state.shown) if state else 0),
            rewritten=True,
        )

    def _count(
        self,
        old: str,
        slug: str,
        difference: Difference,
        before: AppliedTopic | None,
        after: AppliedTopic | None,
    ) -> Tally:
        nobody = Decided(pinned=frozenset(), banned=frozenset())
        then = Side(
            slug=old,
            store=self._store,
            policies=before,
            decided=nobody if before is None else allowed_in(old, self._applied.decisions),
        )
        now = Side(
            slug=slug,
            store=self._trial or self._store,
            policies=after,
            decided=nobody if after is None else allowed_in(slug, self._parts.settings.decisions),
        )
        return Fold(then, now, difference, self._samples).count()

    def _named(self, ids: Iterable[str]) -> tuple[Article, ...]:
        ids = tuple(ids)
        found = (self._trial or self._store).articles(sorted(ids))
        return tuple(found[name] for name in ids if name in found)

    # --- the live feed

    def _live(self, pair: _Pair, difference: Difference, state: TopicState | None) -> tuple[Live, bool]:
        """Compose the live feed as the next run would; say too whether its files would change."""
        topic = pair.topic
        shown = state.shown if state else ()
        if (
            pair.old == topic.slug
            and not difference
            and not (self._stale.tags or self._trial)
            and topic.slug not in self._dirty
            and state is not None
            and state.settings_hash == topic_hash(self._common, topic)
        ):
            return Live(items=len(shown)), False
        feed = self._feed(pair, difference)
        ids = {item.id for item in feed.items}
        live = Live(items=len(ids), added=len(ids - set(shown)), removed=len(set(shown) - ids))
        return live, self._differs(feed)

    @cached_property
    def _titles(self) -> Mapping[str, str]:
        return source_titles(self._parts)

    @cached_property
    def _common(self) -> str:
        return common_hash(self._parts, self._titles)

    def _feed(self, pair: _Pair, difference: Difference) -> Feed:
        parts = self._parts
        ground = Ground(
            site=parts.settings.site,
            publish=parts.settings.publish,
            standing=parts.standing,
            titles=self._titles,
            now=parts.now,
        )
        if self._trial is not None:
            return gather(replace(parts, store=self._trial), pair.topic, ground).feed
        change = self._tagged if self._stale.tags else None
        as_it_would_be: Store = Overlay(
            self._store, pair.topic.slug, pair.old, difference, self._late(pair, difference), change
        )
        return gather(replace(parts, store=as_it_would_be), pair.topic, ground).feed

    def _late(self, pair: _Pair, difference: Difference) -> frozenset[str]:
        """Give those of the articles that would come in which would be noted as belated."""
        if pair.topic.retag is Belated.APPEND or (pair.old or pair.topic.slug) not in self._states:
            return frozenset()
        told = {
            name
            for slug in dict.fromkeys((pair.topic.slug, pair.old))
            if slug
            for one in self._store.publications(slug)
            for name in one.names
        }
        return frozenset(difference.added.keys() - told)

    def _tagged(self, article: Article) -> Article:
        return article.with_tags(tag(article, self._parts.taggers))

    def _differs(self, feed: Feed) -> bool:
        """Say whether a feed's files are not those on record: one format tells for all."""
        from feedmill.formats import kind  # late: where nothing changes, nothing is rendered

        path = f"{feed.topic}.json"
        content = kind("json").render(feed).decode("utf-8")
        wanted = {f"{feed.topic}.{name}" for name in feed.formats}
        lying = {name for name, one in self._files.items() if one.owner == feed.topic}
        return wanted != lying or self._files[path].hash != xxh128(content)


def _pages(store: Store, topic: str) -> Iterator[Page]:
    """Yield all articles of a topic; none for no topic."""
    last: Page | None = None
    while topic and (found := store.members(topic, after=last, limit=_PAGE)):
        yield from found
        last = found[-1]
