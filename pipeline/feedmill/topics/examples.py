"""Filters have tests: examples that must match, and examples that must not."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from feedmill.model import Article, Fingerprint, Match, Miss, Reason

from .compile import compile_filters
from .percolate import explain

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from feedmill.model import Example, Topic, Vocabulary

    from .compile import Filters

__all__ = ["ExampleResult", "run_examples"]

# An example has no date of its own; any fixed one gives the same result on every day.
_DAY = datetime(2023, 5, 21, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class ExampleResult:
    """What a topic's filter says to one of its examples."""

    topic: str
    example: Example
    passed: bool
    #: Why it matches, if it does.
    reasons: tuple[Reason, ...] = ()
    #: What it lacks, if it does not match.
    miss: Miss | None = None


def run_examples(
    topics: Iterable[Topic], vocabulary: Vocabulary, tag: Callable[[Article], tuple[str, ...]] | None = None
) -> tuple[ExampleResult, ...]:
    """
    Run all examples of all topics, those of disabled ones too, in their order.

    Args:
        topics: All topics.
        vocabulary: All term sets.
        tag: Gives an article its tags, for filters that ask for `tag:`.

    Raises:
        BadFilters: Some filters cannot be read.
    """
    topics = tuple(topics)
    filters = compile_filters(topics, vocabulary)
    return tuple(_run(filters, topic.slug, example, tag) for topic in topics for example in topic.examples)


def _run(
    filters: Filters, slug: str, example: Example, tag: Callable[[Article], tuple[str, ...]] | None
) -> ExampleResult:
    article = _article(example)
    given = tag(article) if tag else ()
    article = replace(article, tags=tuple(dict.fromkeys((*given, *example.tags))))
    verdict = explain(filters, slug, article, change=example.matches)
    return ExampleResult(
        topic=slug,
        example=example,
        passed=isinstance(verdict, Match) == example.matches,
        reasons=verdict.reasons if isinstance(verdict, Match) else (),
        miss=verdict if isinstance(verdict, Miss) else None,
    )


def _article(example: Example) -> Article:
    day = datetime.fromisoformat(example.date).replace(tzinfo=UTC) if example.date else _DAY
    return Article(
        id="tag:example,2023:example",
        source=example.source or "example",
        url=example.url,
        title=example.title,
        text=example.text,
        language=example.language,
        categories=example.tags,
        published=day,
        updated=day,
        first_seen=day,
        fingerprint=Fingerprint(),
    )
