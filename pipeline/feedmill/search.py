"""
Which stored articles a filter matches: the filter language as a question.

Reads the whole store with the same evaluator that topics use, so that what it finds is what a
topic of this filter would hold. Changes nothing, and knows no ranking: newest first.
"""

from __future__ import annotations

import heapq
from dataclasses import dataclass

from feedmill.model import Article
from feedmill.parts import Parts
from feedmill.topics import compile_query, evaluate, subject

__all__ = ["Found", "search"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """How many articles match, and the newest of them."""

    total: int
    articles: tuple[Article, ...]


def search(parts: Parts, text: str, limit: int) -> Found:
    """
    Find the articles that the filter *text* matches, at most *limit*, newest first.

    Memory is bounded by *limit*, time is in proportion to the store.

    Raises:
        FilterError: The filter cannot be read.
    """
    query = compile_query(text, parts.settings.topics, parts.settings.vocabulary)
    total = 0
    newest: list[tuple[float, str, Article]] = []
    for chunk in parts.store.scan():
        for article in chunk:
            if not evaluate(query, subject(article)):
                continue
            total += 1
            heapq.heappush(newest, (article.published.timestamp(), article.id, article))
            if len(newest) > limit:
                heapq.heappop(newest)
    return Found(total=total, articles=tuple(article for *_, article in sorted(newest, reverse=True)))
