"""
A plan tells what comes, and what came is what a rebuild gives: a machine that edits, reads and retags.

Law 1 of the design over config edits, new articles, changed articles, retags, pins and bans, in any order.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from feedmill.cycle import Wish
from feedmill.model import Belated, Decision, DecisionKind, Policy
from feedmill.overlay import Difference
from feedmill.plan import _Planner
from planning import check_plan
from small_world import Config, Offer, Piece, World, article_id, matches_by_hand

FEEDS = ("alpha", "beta", "gamma")
LONG = "All day long they talked in the old town about what the winter would bring to people there. " * 3
PIECES = st.builds(
    Piece,
    guid=st.sampled_from(("1", "2", "3")),
    title=st.sampled_from(("Aid", "The G7 met", "News")),
    text=st.sampled_from(("Read more", f"The G7 gave aid. {LONG}", f"The G7 met. {LONG}", LONG)),
    link=st.sampled_from(("", "http://10.0.0.1/a", "http://10.0.0.2/b")),
    date=st.sampled_from(("Fri, 30 Jan 2026 10:00:00 GMT", "Sat, 31 Jan 2026 10:00:00 GMT")),
    category=st.sampled_from(("", "hot")),
)
OFFERS = st.lists(PIECES, max_size=3).map(lambda pieces: Offer(pieces=tuple(pieces)))
FILTERS = (
    "#aid",
    "#g7",
    "G7 AND NOT #aid",
    "source:alpha",
    "tag:hot OR title:news",
    "topic:x",
    "winter",
    "*",
)
TOPIC_EDITS: dict[str, st.SearchStrategy[Any]] = {
    "filter": st.sampled_from(FILTERS[:5] + FILTERS[6:]),
    "item": st.sampled_from(Policy),
    "text": st.sampled_from(Policy),
    "story": st.sampled_from((Policy.KEEP, Policy.KEEP, Policy.FOLD)),
    "items": st.sampled_from((None, None, 1)),
    "max_age": st.sampled_from((None, None, timedelta(hours=1))),
    "enabled": st.booleans(),
    "title": st.sampled_from(("", "A topic")),
    "retag": st.sampled_from(Belated),
}
SOURCE_EDITS: dict[str, st.SearchStrategy[Any]] = {
    "weight": st.sampled_from((0, 10, 50)),
    "tags": st.sampled_from(((), ("hot",))),
    "title": st.sampled_from(("", "A name")),
    "language": st.sampled_from(("", "", "uk")),
    "address": st.sampled_from(("http://10.0.0.1/feed", "http://10.0.0.2/feed")),
}
TERMS = (
    Config().terms,
    (("aid", ("aid", "news")), ("g7", ("met",))),
    (("aid", ("winter",)), ("g7", ("=G7",))),
)


def edits(table: dict[str, st.SearchStrategy[Any]]) -> st.SearchStrategy[tuple[str, Any]]:
    """Draw a key and its new value."""
    return st.one_of(*(st.tuples(st.just(key), values) for key, values in table.items()))


class Mill(RuleBasedStateMachine):
    """A mill whose operator plans before each change."""

    def __init__(self) -> None:
        """Begin with nothing."""
        super().__init__()
        self.world = World()
        #: The topics that were last applied.
        self.topics = self.world.config.topics

    @initialize(first=OFFERS, second=OFFERS)
    def begin(self, first: Offer, second: Offer) -> None:
        """Let two sources have something to say."""
        self.world.offers |= {"alpha": first, "beta": second}
        self._run()

    @rule(source=st.sampled_from(FEEDS), offer=OFFERS)
    def read(self, source: str, offer: Offer) -> None:
        """Let a source offer other items, or the same ones changed."""
        self.world.offers[source] = offer
        self._run()

    @rule(topic=st.sampled_from(("aid", "all", "g7")), edit=edits(TOPIC_EDITS))
    def edit_topic(self, topic: str, edit: tuple[str, Any]) -> None:
        """Edit a topic."""
        self.world.config = self.world.config.with_topic(topic, **dict([edit]))

    @rule(source=st.sampled_from(FEEDS), edit=edits(SOURCE_EDITS))
    def edit_source(self, source: str, edit: tuple[str, Any]) -> None:
        """Edit a source."""
        self.world.config = self.world.config.with_source(source, **dict([edit]))

    @rule(terms=st.sampled_from(TERMS))
    def edit_terms(self, terms: tuple[tuple[str, tuple[str, ...]], ...]) -> None:
        """Edit the sets of terms."""
        self.world.config = replace(self.world.config, terms=terms)

    @rule(
        kind=st.sampled_from(DecisionKind),
        source=st.sampled_from(FEEDS[:2]),
        key=st.sampled_from(("1", "2")),
        topic=st.sampled_from(("", "g7", "aid")),
    )
    def decide(self, kind: DecisionKind, source: str, key: str, topic: str) -> None:
        """Pin or ban."""
        decision = Decision(kind=kind, article=article_id(source, key), topic=topic)
        self.world.config = replace(
            self.world.config, decisions=(*self.world.config.decisions[-1:], decision)
        )

    @rule()
    def release(self) -> None:
        """Take back what was decided."""
        self.world.config = replace(self.world.config, decisions=())

    @rule()
    def rename(self) -> None:
        """Give a topic another slug, and back."""
        old, new = ("g7", "seven") if any(one.slug == "g7" for one in self.topics) else ("seven", "g7")
        if any(one.slug == new for one in self.world.config.topics):
            return
        topics = (
            replace(one, slug=new, formerly=(old,)) if one.slug == old else one
            for one in self.world.config.topics
        )
        self.world.config = replace(self.world.config, topics=tuple(topics))

    @rule()
    def apply(self) -> None:
        """Plan, apply, compare."""
        self.world.hours += 1
        check_plan(self.world, self.topics)
        self.topics = self.world.config.topics

    @rule()
    def retag(self) -> None:
        """Evaluate everything anew."""
        self.world.hours += 1
        self.world.run(Wish(offline=True, everything=True))
        self.topics = self.world.config.topics

    def teardown(self) -> None:
        """Compare with a rebuild from what is remembered."""
        with closing(self.world) as world:
            world.run(Wish(offline=True))
            enabled = {topic.slug for topic in world.config.topics if topic.enabled}
            stored = {(str(row[1]), str(row[0])) for row in world.rows("match")["match"]}
            assert matches_by_hand(world) == {one for one in stored if one[0] in enabled}
            with closing(world.copy()) as anew:
                anew.wipe()
                anew.run(Wish(offline=True, everything=True))
                assert world.tree == anew.tree

    def _run(self) -> None:
        self.world.hours += 1
        self.world.run()
        self.topics = self.world.config.topics


def run_machine(examples: int, steps: int = 8) -> None:
    """Let the machine run."""
    limits = settings(max_examples=examples, stateful_step_count=steps)
    run_state_machine_as_test(Mill, settings=limits)


def test_plans_come_true_and_runs_are_rebuilds() -> None:
    """Whatever is edited, read, pinned and retagged: plans come true, and a rebuild changes nothing."""
    run_machine(15)


def _edited() -> Mill:
    """Let an operator edit a filter after a run, and apply it."""
    mill = Mill()
    mill.begin(Offer(pieces=(Piece(guid="1", title="Aid"), Piece(guid="2", title="The G7 met"))), Offer())
    mill.edit_topic("aid", ("filter", "#g7"))
    mill.apply()
    return mill


def test_control_of_the_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """The machine notices a retag that marks no topic as dirty: a rebuild gives something else."""

    @contextmanager
    def no_dirt(db: object, moved: object, new: object = ()) -> Iterator[None]:
        yield

    _edited().teardown()
    monkeypatch.setattr("feedmill.stores.archive.dirt", no_dirt)

    with pytest.raises(AssertionError):
        _edited().teardown()


@pytest.mark.parametrize("name", ["added", "removed"])
def test_control_of_the_plan(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """The machine notices a plan that forgets what would come, or what would go."""
    note = _Planner._note

    def forgetful(self: _Planner, difference: Difference, added: Any, removed: Any) -> None:
        note(self, difference, () if name == "added" else added, () if name == "removed" else removed)

    monkeypatch.setattr(_Planner, "_note", forgetful)

    with pytest.raises(AssertionError):
        _edited()


def test_control_of_tags(monkeypatch: pytest.MonkeyPatch) -> None:
    """The machine notices that nobody asks for tags again when they change."""

    def tagged() -> Mill:
        mill = Mill()
        mill.world.config = mill.world.config.with_topic("aid", filter="tag:hot")
        mill.begin(Offer(pieces=(Piece(guid="1", title="Aid"),)), Offer())
        mill.edit_source("alpha", ("tags", ("hot",)))
        mill.apply()
        return mill

    tagged().teardown()
    monkeypatch.setattr("feedmill.stale._sees_tags", lambda _query: False)

    with pytest.raises(AssertionError):
        tagged().teardown()


@pytest.mark.parametrize("policy", Belated)
def test_kills_do_not_matter_to_what_comes_late(policy: Belated) -> None:
    """Law 7: wherever a run that brings old articles in is killed, the next ends as if it had not been."""
    with closing(World()) as world:
        pieces = [Piece(guid=str(number), title="News", text=f"It was {number}.") for number in range(4)]
        world.offers["alpha"] = Offer(pieces=(*pieces, Piece(guid="9", title="Aid")))
        world.config = world.config.with_topic("aid", retag=policy, items=3)
        world.run()
        world.config = world.config.with_topic("aid", filter="aid OR news")
        world.hours += 1
        with closing(world.copy()) as undisturbed:
            undisturbed.run()
            wanted = undisturbed.tree
        number = 1
        while True:
            with closing(world.copy()) as killed:
                died = killed.run_until(number)
                killed.run()
                assert wanted == killed.tree, number
            if not died:
                break
            number += 1
    assert number > 30
