"""
What corridor 1 did: the counts of a run's report, and a line for each failure.

Pure; decides nothing and saves nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields

from feedmill.assay import Assay, any_unreadable
from feedmill.digest import Digest
from feedmill.model import Answer, Failure, Fetched, FetchError, Memory, NotModified, Source
from feedmill.text.urls import hide, redact

__all__ = ["Ingested", "ingested"]


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
    counts = Ingested(
        seen=total.new + total.changed + total.unchanged + total.rejected,
        new=total.new,
        changed=total.changed,
        unchanged=total.unchanged,
        rejected=total.rejected,
        moved=len(assayed.withdrawn) + len(assayed.articles) - total.new - total.changed,
    )
    for answer in answers:
        shown = _shown_url(answer, sources[answer.source])
        failures = tuple(_failures(answer, digests.get(answer.source), memories[answer.source], shown))
        digested = digests.get(answer.source)
        failed = isinstance(answer, FetchError) or (digested is not None and digested.error is not None)
        external = not sources[answer.source].local
        counts = counts.plus(
            Ingested(
                due=1,
                fetched=int(isinstance(answer, Fetched) and not failed),
                not_modified=int(isinstance(answer, NotModified)),
                failed=int(failed),
                same_body=int(isinstance(answer, Fetched) and digested is None),
                external_due=int(external),
                external_failed=int(external and failed),
                failures=failures,
            )
        )
    return counts


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
