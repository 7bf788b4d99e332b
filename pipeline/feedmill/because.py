"""
Why an article is in a topic, as the pages tell it where the operator turned that on.

Pure: matches and decisions in, excerpts out. Of articles that are not in a topic `explain` speaks.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice

from feedmill.decide import allowed_in
from feedmill.model import Article, Decision, Match, Placed, PublishSettings, Topic, Why

__all__ = ["placed", "tells", "why"]

#: Excerpts that a page shows of one article in one topic.
_MOST = 6

#: Code points on either side of a term: with it, about two lines of a page.
_AROUND = 70


def tells(topic: Topic, publish: PublishSettings) -> bool:
    """Say whether pages tell why an article is in *topic*."""
    return publish.reasons if topic.reasons is None else topic.reasons


def why(article: Article, match: Match | None) -> Why:
    """Tell why *article* is in a topic; without a match, a person pinned it there."""
    if match is None:
        return Why(by_hand=True)
    from feedmill.topics.excerpts import excerpts  # late: most runs tell nothing

    return Why(excerpts=tuple(islice(excerpts(match.reasons, article, _AROUND), _MOST)))


def placed(
    article: Article,
    matches: Iterable[Match],
    topics: Iterable[Topic],
    publish: PublishSettings,
    decisions: Iterable[Decision],
) -> tuple[Placed, ...]:
    """Give the public topics that *article* is in and that tell why, by title; unlisted ones stay untold."""
    found, decisions = {match.topic: match for match in matches}, tuple(decisions)
    telling = [topic for topic in topics if topic.enabled and topic.public and tells(topic, publish)]
    given = []
    for topic in sorted(telling, key=lambda each: (each.title or each.slug, each.slug)):
        decided, match = allowed_in(topic.slug, decisions), found.get(topic.slug)
        if article.id not in decided.banned and (match is not None or article.id in decided.pinned):
            title = topic.title or topic.slug
            given.append(Placed(topic=topic.slug, title=title, why=why(article, match)))
    return tuple(given)
