"""
What corridor 1 did: the counts of a run's report, and a line for each failure.

Pure; decides nothing and saves nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields

from feedmill.assay import Assay, any_unreadable
from feedmill.digest import Digest
from feedmill.model import (
    Answer,
    Failure,
    Fetched,
    FetchError,
    Memory,
    NotModified,
    RelationKind,
    Source,
)
from feedmill.text.urls import hide, redact

__all__ = ["Burst", "Ingested", "ingested"]

#: What ties an item to itself under another id.
_AGAIN = frozenset({RelationKind.SAME_ITEM, RelationKind.SAME_TEXT, RelationKind.NEAR})
#: A source that brings so many new items, half of which it has told before under other ids, churns.
_CHURN = 10
_SHARE = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Burst:
    """A source that brought more than news: what waits for its turn, and what was known under other ids."""

    source: str
    new: int
    #: Over `[fetch] max_new`: they wait for the next run.
    waiting: int = 0
    #: Of the new ones: tied to an earlier article of the same source. 0 below what counts as churn.
    renamed: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Ingested:
    """What a run's ingest did; the counts of the contract's `run` report."""

    due: int = 0
    fetched: int = 0
    not_modified: int = 0
    failed: int = 0
    #: Of `fetched`: the body was the same as last time.
    same_body: int = 0
    seen: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    rejected: int = 0
    #: Articles withdrawn, or made anew from an unchanged entry.
    moved: int = 0
    #: Due and failed sources that lie outside this machine (not seeds).
    external_due: int = 0
    external_failed: int = 0
    #: 1 if next to no host could be reached: this machine's own network is down.
    offline: int = 0
    failures: tuple[Failure, ...] = ()
    bursts: tuple[Burst, ...] = ()

    def plus(self, other: Ingested) -> Ingested:
        """Add two reports, count by count."""
        return Ingested(
            **{name.name: getattr(self, name.name) + getattr(other, name.name) for name in fields(Ingested)}
        )


def ingested(
    answers: Sequence[Answer],
    sources: Mapping[str, Source],
    digests: dict[str, Digest],
    assayed: Assay,
    memories: dict[str, Memory],
) -> Ingested:
    """Count what became of *answers*, and list those that failed, with no secret in it."""
    total = assayed.counts
    failed = {answer.source for answer in answers if _has_failed(answer, digests.get(answer.source))}
    external = {answer.source for answer in answers if not sources[answer.source].local}
    fetched = {answer.source for answer in answers if isinstance(answer, Fetched)}
    return Ingested(
        due=len(answers),
        fetched=len(fetched - failed),
        not_modified=sum(isinstance(answer, NotModified) for answer in answers),
        failed=len(failed),
        same_body=len(fetched - digests.keys()),
        seen=total.new + total.changed + total.unchanged + total.rejected,
        new=total.new,
        changed=total.changed,
        unchanged=total.unchanged,
        rejected=total.rejected,
        moved=len(assayed.withdrawn) + len(assayed.articles) - total.new - total.changed,
        external_due=len(external),
        external_failed=len(external & failed),
        bursts=tuple(_bursts(assayed, memories)),
        failures=tuple(
            failure
            for answer in answers
            if not isinstance(answer, NotModified)
            for failure in _failures(
                answer,
                digests.get(answer.source),
                memories[answer.source],
                _shown_url(answer, sources[answer.source]),
            )
        ),
    )


def _bursts(assayed: Assay, memories: Mapping[str, Memory]) -> Iterator[Burst]:
    """Give the sources that flood, or give old items new ids (threat T15)."""
    fresh = dict(assayed.fresh)
    new = Counter(fresh.values())
    again = {
        mine: fresh[mine]
        for tie in assayed.relations
        if tie.kind in _AGAIN
        for mine, other in ((tie.a, tie.b), (tie.b, tie.a))
        # An id begins alike for all articles of a source.
        if mine in fresh and other not in fresh and mine.partition("/")[0] == other.partition("/")[0]
    }
    renamed = Counter(again.values())
    for source in sorted(memories.keys() & (new.keys() | assayed.waiting.keys())):
        waiting, times = assayed.waiting.get(source, 0), renamed[source]
        churns = times >= _CHURN and times * _SHARE >= new[source]
        if waiting or churns:
            yield Burst(source=source, new=new[source], waiting=waiting, renamed=times if churns else 0)


def _has_failed(answer: Answer, digested: Digest | None) -> bool:
    return isinstance(answer, FetchError) or (digested is not None and digested.error is not None)


def _shown_url(answer: Answer, source: Source) -> str:
    return redact(hide(answer.url, source.address, source.printable))


def _failures(answer: Answer, digested: Digest | None, memory: Memory, url: str) -> Iterator[Failure]:
    """Give the lines of the report for one answer: its own failure, or those of its parts."""
    if isinstance(answer, FetchError):
        yield Failure(
            source=answer.source, code=answer.code, message=answer.message, url=url, next_try=memory.next_due
        )
        return
    if digested is not None and digested.error is not None:
        error = digested.error
        yield Failure(
            source=answer.source, code=error.code, message=error.message, url=url, next_try=memory.next_due
        )
    problems = answer.problems if isinstance(answer, Fetched) else ()
    for problem in (*problems, *(digested.problems if digested else ())):
        # What was read all the same is told by the source's health alone.
        if not any_unreadable([problem]):
            continue
        yield Failure(
            source=answer.source, code=problem.code, message=problem.message, url=problem.where or url
        )
