"""
A topic's whole archive folded twice, as it is and as it would be, and counted.

An item is the same before and after if it goes on under the same published id, by the rules by which
publishing carries ids on (`compose.claims`); an item that was never in the live feed is known by the
earliest of its articles. Component by component, so that memory is bounded; puts and saves nothing.
"""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import islice
from typing import Any

from feedmill.applied import AppliedTopic
from feedmill.compose import claims, policies
from feedmill.decide import Decided
from feedmill.dedupe import group
from feedmill.model import Policy, Publication, Relation
from feedmill.overlay import Difference
from feedmill.stores.base import Page, Store

__all__ = ["Counts", "Fold", "Side", "Tally"]

_CHUNK = 1000
#: After every publication that there is.
_NEVER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """How many would come, go and stay."""

    added: int = 0
    removed: int = 0
    unchanged: int = 0

    @property
    def changes(self) -> bool:
        """Say whether any would come or go."""
        return bool(self.added or self.removed)


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """A topic, as it is or as it would be."""

    slug: str
    store: Store
    #: None: there is no such topic, and nothing is in it.
    policies: AppliedTopic | None
    decided: Decided


@dataclass(slots=True)
class _Sum:
    added: int = 0
    removed: int = 0
    unchanged: int = 0

    def add(self, before: set[str], after: set[str]) -> None:
        kept = len(before & after)
        self.added += len(after) - kept
        self.removed += len(before) - kept
        self.unchanged += kept

    def counts(self) -> Counts:
        return Counts(added=self.added, removed=self.removed, unchanged=self.unchanged)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """What came of the comparison."""

    items: Counts
    articles: Counts
    #: Ids of articles that stand for the newest items added and removed.
    added: tuple[str, ...]
    removed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Allowed:
    """Articles that are in the topic before and after."""

    before: frozenset[str]
    after: frozenset[str]


@dataclass(slots=True)
class _Newest:
    """The newest of the articles that it is told of."""

    most: int
    _heap: list[tuple[datetime, str]] = field(default_factory=list)

    def add(self, published: datetime, article: str) -> None:
        heapq.heappush(self._heap, (published, article))
        if len(self._heap) > self.most:
            heapq.heappop(self._heap)

    def ids(self) -> tuple[str, ...]:
        return tuple(article for _, article in sorted(self._heap, reverse=True))


class Fold:
    """One topic, folded as it is (*then*) and as it would be (*now*)."""

    def __init__(self, then: Side, now: Side, difference: Difference, samples: int) -> None:
        self._then = then
        self._now = now
        self._difference = difference
        #: Nothing differs: counting once will do.
        self._is_same = not difference and then.store is now.store
        self._is_same = self._is_same and _ruled(then) == _ruled(now)
        self._items = _Sum()
        self._articles = _Sum()
        self._newest = {"added": _Newest(samples), "removed": _Newest(samples)}
        self._most = samples
        #: Articles that were counted, and how many of them match as it is stored.
        self._done: set[str] = set()
        self._matching = 0
        self._publications: dict[str, list[Publication]] = defaultdict(list)
        for slug in dict.fromkeys((now.slug, then.slug)):
            remembered = then.store.publications(slug) if slug else ()
            for one in remembered:
                for name in one.names:
                    self._publications[name].append(one)
            if remembered:
                break

    def count(self) -> Tally:
        """
        Count.

        Looked at one by one are articles that have copies, that come or go, or that a person decided about;
        the rest are items by themselves, as they were.
        """
        for side in (self._then, self._now) if self._now.store is not self._then.store else (self._then,):
            for pages in _chunks(_tied(side)):
                self._add({page.article: page for page in pages})
        self._add_named(self._difference.added)
        decided = [side.decided for side in (self._then, self._now)]
        self._add_named(name for each in decided for name in (*each.pinned, *each.banned))
        self._add_named(self._difference.removed)
        if self._now.policies is None and self._then.slug:
            newest = self._then.store.members(self._then.slug, limit=max(1, self._most))
            self._add({page.article: page for page in newest})
        self._add_rest(self._then.store.count_members(self._then.slug) - self._matching)
        return Tally(
            items=self._items.counts(),
            articles=self._articles.counts(),
            added=self._newest["added"].ids(),
            removed=self._newest["removed"].ids(),
        )

    def _add_rest(self, number: int) -> None:
        for each in (self._items, self._articles):
            if self._now.policies is None:
                each.removed += number
            else:
                each.unchanged += number

    def _add_named(self, names: Iterable[str]) -> None:
        for some in _chunks(sorted(set(names) - self._done)):
            dates = self._then.store.dates(some)
            self._add({name: Page(article=name, published=date) for name, date in dates.items()})

    def _add(self, pages: Mapping[str, Page]) -> None:
        names = pages.keys() - self._done
        if not names:
            return
        relations = _relations(self._then.store, self._now.store, names)
        tied = {end for relation in (*relations[0], *relations[1]) for end in (relation.a, relation.b)}
        matching = self._then.store.holding(self._then.slug, sorted(names | tied))
        self._matching += len(matching)
        allowed = self._allowed(frozenset(names | tied), matching)
        self._done |= names | tied
        self._articles.add(set(allowed.before), set(allowed.after))
        alone = names - tied
        self._items.add(set(allowed.before & alone), set(allowed.after & alone))
        for name in alone:
            self._sample(name, pages[name].published, allowed)
        if tied:
            self._add_tied(tied, relations, allowed)

    def _allowed(self, names: frozenset[str], matching: frozenset[str]) -> _Allowed:
        then, now = self._then.decided, self._now.decided
        after = (matching - self._difference.removed) | (self._difference.added.keys() & names)
        return _Allowed(
            before=((matching | (then.pinned & names)) - then.banned) & names
            if self._then.policies
            else frozenset(),
            after=((after | (now.pinned & names)) - now.banned) & names
            if self._now.policies
            else frozenset(),
        )

    def _sample(self, name: str, published: datetime, allowed: _Allowed) -> None:
        if name in allowed.after and name not in allowed.before:
            self._newest["added"].add(published, name)
        elif name in allowed.before and name not in allowed.after:
            self._newest["removed"].add(published, name)

    def _add_tied(
        self,
        tied: set[str],
        relations: tuple[tuple[Relation, ...], tuple[Relation, ...]],
        allowed: _Allowed,
    ) -> None:
        """Fold copies before and after."""
        told = {(one.topic, one.published_id): one for name in tied for one in self._publications[name]}
        publications = tuple(told.values())
        dates = self._now.store.dates(sorted(tied | {one.published_id for one in publications}))
        members = {name: dates[name] for name in tied if name in dates}
        before = _fold(self._then, members, relations[0], allowed.before, publications, dates)
        if self._is_same:
            self._items.add(set(before), set(before))
            return
        goes_on = tuple(_as_published(name, held) for name, held in before.items())
        after = _fold(self._now, members, relations[1], allowed.after, (*publications, *goes_on), dates)
        self._items.add(set(before), set(after))
        for name in after.keys() - before.keys():
            self._newest["added"].add(members[after[name][0]], after[name][0])
        for name in before.keys() - after.keys():
            self._newest["removed"].add(members[before[name][0]], before[name][0])


def _tied(side: Side) -> Iterator[Page]:
    """Yield the articles of a topic that have copies; none for no topic."""
    last = ""
    while side.slug and (found := side.store.tied_members(side.slug, after=last, limit=_CHUNK)):
        yield from found
        last = found[-1].article


def _chunks(each: Iterable[Any]) -> Iterator[list[Any]]:
    left = iter(each)
    while chunk := list(islice(left, _CHUNK)):
        yield chunk


def _ruled(side: Side) -> object:
    one = side.policies
    return None if one is None else (one.item, one.text, one.story), side.decided


def _relations(
    then: Store, now: Store, names: Iterable[str]
) -> tuple[tuple[Relation, ...], tuple[Relation, ...]]:
    """Give the relations of all components, before and after, that hold these articles."""
    known = sorted(names)
    before = then.components(known)
    if now is then:
        return before, before
    while True:
        reached = sorted({*known, *(end for each in before for end in (each.a, each.b))})
        after = now.components(reached)
        wider = sorted({*reached, *(end for each in after for end in (each.a, each.b))})
        if wider == known:
            return before, after
        known, before = wider, then.components(wider)


def _fold(
    side: Side,
    dates: Mapping[str, datetime],
    relations: Sequence[Relation],
    allowed: Iterable[str],
    publications: Iterable[Publication],
    stored: Container[str],
) -> dict[str, tuple[str, ...]]:
    """Give each item that the topic would show of these articles: what it is known by, and its members."""
    if side.policies is None:
        return {}
    kept = frozenset(allowed)
    folding = {kind for kind, policy in policies(side.policies).items() if policy is not Policy.KEEP}
    groups = [one for one in group(dates, relations, folding) if not kept.isdisjoint(one.members)]
    claimed = claims(groups, publications, stored)
    items = {}
    for one in groups:
        members = tuple(name for name in one.members if name in kept)
        known = claimed.get(one.head)
        items[known.published_id if known else members[0]] = members
    return items


def _as_published(name: str, members: tuple[str, ...]) -> Publication:
    """Give an item as if it had been published after all others, so that it goes on as they do."""
    return Publication(
        topic="",
        published_id=name,
        article=members[0],
        first_published=_NEVER,
        published=_NEVER,
        members=tuple(sorted(members)),
    )
