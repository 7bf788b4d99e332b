"""
What was last applied: as much of the settings as tells how the feeds came to be what they are.

Left in the store's facts by each run that went to its end, for `plan` to compare with. What filters,
tags and relations rest on has facts of its own (`stale`).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from feedmill.model import Decision, DecisionKind, Policy, Topic
from feedmill.parts import Parts
from feedmill.stale import SETTLED, settings_hash
from feedmill.text.hashes import xxh128

__all__ = ["Applied", "AppliedTopic", "note_applied", "read_applied"]

_APPLIED = "applied"


@dataclass(frozen=True, slots=True, kw_only=True)
class AppliedTopic:
    """How a topic was last published."""

    item: Policy
    text: Policy
    story: Policy
    #: Hash of its title and all else that shows, copies aside.
    look: str

    @classmethod
    def of(cls, topic: Topic) -> AppliedTopic:
        """Take from the config what would be applied."""
        look = (topic.title, topic.description, topic.language, topic.items, topic.max_age, topic.public)
        return cls(item=topic.item, text=topic.text, story=topic.story, look=xxh128(repr(look)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Applied:
    """What the last run was made with."""

    #: The enabled topics, by slug.
    topics: Mapping[str, AppliedTopic] = field(default_factory=dict)
    decisions: tuple[Decision, ...] = ()


def note_applied(parts: Parts) -> None:
    """Remember what a run that is at its end has applied, unless it had no time for all."""
    facts = parts.store.facts()
    if facts.get(SETTLED) != settings_hash(parts):
        return
    topics = {
        topic.slug: [topic.item.value, topic.text.value, topic.story.value, AppliedTopic.of(topic).look]
        for topic in parts.settings.topics
        if topic.enabled
    }
    decisions = sorted([one.kind.value, one.article, one.topic] for one in parts.settings.decisions)
    told = json.dumps({"topics": topics, "decisions": decisions}, ensure_ascii=False, sort_keys=True)
    if facts.get(_APPLIED) != told:
        parts.store.save_facts({_APPLIED: told})


def read_applied(facts: Mapping[str, str]) -> Applied:
    """Give what was last applied; nothing if there was no run yet."""
    told = json.loads(facts.get(_APPLIED, "{}"))
    return Applied(
        topics={
            slug: AppliedTopic(item=Policy(item), text=Policy(text), story=Policy(story), look=look)
            for slug, (item, text, story, look) in told.get("topics", {}).items()
        },
        decisions=tuple(
            Decision(kind=DecisionKind(kind), article=article, topic=topic)
            for kind, article, topic in told.get("decisions", ())
        ),
    )
