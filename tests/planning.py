"""A plan of a small world, and the same by hand: what really came of it."""

from __future__ import annotations

import json
from contextlib import closing
from typing import Any

from feedmill.cycle import Report, Wish
from feedmill.model import Belated, Topic
from feedmill.plan import Change, Plan, is_deep, plan
from feedmill.retag import rename, retag
from small_world import World

__all__ = ["check_plan", "make_plan"]


def make_plan(world: World) -> Plan:
    """Plan what the world's config would do, as the command does: on a copy where that is needed."""
    parts = world.parts()
    if not is_deep(parts):
        return plan(parts)
    with closing(world.copy()) as other:
        trial = other.parts()
        rename(trial)
        retag(trial)
        return plan(parts, trial=other.store)


def check_plan(world: World, topics_before: tuple[Topic, ...]) -> Plan:
    """Plan, see that nothing was touched, apply, and compare."""
    rows, tree = world.rows(), world.tree
    feeds = {topic.slug: _ids(world, topic.slug) for topic in topics_before}
    articles = _matching(world)
    foretold = make_plan(world)
    assert rows == world.rows()
    assert tree == world.tree

    report = world.run(Wish(offline=True))

    _compare_live(foretold, report)
    for one in foretold.topics:
        old = one.formerly or one.topic
        before = set() if one.change is Change.NEW else articles.get(old, set())
        after = set() if one.change is Change.REMOVED else _matching(world).get(one.topic, set())
        if not world.config.decisions and not _decided(rows):
            assert (len(after - before), len(before - after), len(after & before)) == (
                one.articles.added,
                one.articles.removed,
                one.articles.unchanged,
            ), one
        if _is_whole(one.topic, (*topics_before, *world.config.topics)) and _is_whole(
            old, (*topics_before, *world.config.topics)
        ):
            _compare_items(one, feeds.get(old, set()), _ids(world, one.topic))
        name = f"{one.topic}.json"
        if not one.rewritten:
            assert tree.get(name) == world.tree.get(name), one
    if not foretold.changes:
        assert tree == world.tree
    return foretold


def _compare_items(one: Any, before: set[str], after: set[str]) -> None:
    before = set() if one.change is Change.NEW else before
    assert (len(after - before), len(before - after), len(after & before)) == (
        one.items.added,
        one.items.removed,
        one.items.unchanged,
    ), (one, before, after)


def _compare_live(foretold: Plan, report: Report) -> None:
    told = {
        one.topic: (one.live.items, one.live.added, one.live.removed)
        for one in foretold.topics
        if one.change is not Change.REMOVED
    }
    came = {slug: (one.items, one.added, one.removed) for slug, one in report.published.topics.items()}
    assert came == told


def _is_whole(slug: str, topics: tuple[Topic, ...]) -> bool:
    """Say whether the live feed of a topic holds all its items."""
    return all(
        one.items is None and one.max_age is None and one.retag is not Belated.SILENT
        for one in topics
        if one.slug == slug
    )


def _decided(rows: dict[str, list[tuple[object, ...]]]) -> bool:
    told = [str(value) for name, value in rows["fact"] if name == "applied"]
    return any(json.loads(value)["decisions"] for value in told)


def _ids(world: World, slug: str) -> set[str]:
    if f"{slug}.json" not in world.shelf.files:
        return set()
    return {item["id"] for item in world.feed(slug)}


def _matching(world: World) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for article, topic, *_ in world.rows("match")["match"]:
        found.setdefault(str(topic), set()).add(str(article))
    return found
