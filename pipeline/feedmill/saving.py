"""
The part of corridor 1 that judges a batch of answers and saves it with the memory of its sources.

One batch, one transaction, so that a validator never vouches for what is not stored.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from feedmill import polling
from feedmill.asked import is_private
from feedmill.assay import Assay, any_unreadable, assay
from feedmill.digest import Digest
from feedmill.ingested import Ingested, ingested
from feedmill.model import Answer, Article, Batch, Fetched, Memory, Parsed, ParseError, Source
from feedmill.paging import Walk, noted
from feedmill.parts import Parts

__all__ = ["old_hash", "save"]


def save(
    parts: Parts,
    answers: Sequence[Answer],
    digests: dict[str, Digest],
    memories: dict[str, Memory],
    refetch: str,
    walks: Mapping[str, Walk],
    *,
    offline: bool = False,
) -> Ingested:
    """
    Judge and save what was digested, in one transaction with the memory of its sources.

    *digests* are by source, of those *answers* that were read; *walks* by source, of those whose older
    pages were read too; *offline*: this machine's own network is down.

    Raises:
        StorageError: The store cannot be written; nothing of these answers is stored.
    """
    sources = parts.sources
    fresh = [answer for answer in answers if isinstance(answer, Fetched) and answer.source in digests]
    assayed = assay(parts, [digests[answer.source] for answer in fresh], fresh) if fresh else Assay()
    fresh_dates = _first_sights(assayed.articles, parts.now)
    after = [
        _remember(parts, answer, sources, memories, digests, assayed, refetch, fresh_dates, offline=offline)
        for answer in answers
    ]
    after = [_walked(parts, one, walks[one.source]) if one.source in walks else one for one in after]
    parts.store.save(
        Batch(
            articles=assayed.articles,
            relations=assayed.relations,
            matches=assayed.matches,
            withdrawn=assayed.withdrawn,
            rehashed=assayed.rehashed,
            marks=assayed.marks,
            stories=parts.stories,
            pins=parts.pins,
            memories=tuple(after),
            now=parts.now,
        )
    )
    return ingested(answers, sources, digests, assayed, {memory.source: memory for memory in after})


def _walked(parts: Parts, memory: Memory, walk: Walk) -> Memory:
    """Note how a walk ended; where something may be missing, the source is due as soon as it may be."""
    after = noted(memory, walk, now=parts.now)
    if after.gap is None or walk.retry_after is not None:
        return after
    private = is_private(parts, walk.source, memory)
    return polling.hasten(
        after, source=walk.source, settings=parts.settings.fetch, now=parts.now, private=private
    )


def _remember(
    parts: Parts,
    answer: Answer,
    sources: Mapping[str, Source],
    memories: dict[str, Memory],
    digests: dict[str, Digest],
    assayed: Assay,
    refetch: str,
    fresh_dates: Mapping[str, Sequence[datetime]],
    *,
    offline: bool,
) -> Memory:
    """Work out what the source must be told next time."""
    digested = digests.get(answer.source)
    source = sources[answer.source]
    memory = polling.remember(
        memories.get(answer.source),
        answer,
        source=source,
        settings=parts.settings.fetch,
        now=parts.now,
        private=is_private(parts, source, memories.get(source.id)),
        parsed=_as_parsed(digested) if digested else None,
        body_hash=digested.body_hash if digested else old_hash(memories.get(answer.source)),
        held_back=assayed.waiting.get(answer.source, 0),
        refetched=answer.source == refetch,
        crowd=len(sources),
        published=fresh_dates.get(answer.source, ()),
        offline=offline,
    )
    # With a part that could not be read, the same body is read again: the failure is told every time.
    return replace(memory, body_hash="") if digested and any_unreadable(digested.problems) else memory


def _first_sights(articles: Iterable[Article], now: datetime) -> dict[str, list[datetime]]:
    """Give, by source, the dates of articles that nobody had seen before *now*."""
    dates = defaultdict[str, list[datetime]](list)
    for article in articles:
        if article.first_seen == now:
            dates[article.source].append(article.published)
    return dates


def old_hash(memory: Memory | None) -> str:
    """Give the hash of the body that was read last; empty for none."""
    return memory.body_hash if memory else ""


def _as_parsed(digested: Digest) -> Parsed | ParseError:
    """Give what polling looks at; the entries have gone their way."""
    return digested.error or Parsed(
        entries=(), hints=digested.hints, partial=digested.partial, problems=digested.problems
    )
