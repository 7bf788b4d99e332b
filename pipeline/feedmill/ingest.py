"""
Corridor 1: sources → store.

    sources that are due ─ note the attempts ─ fetch ─┬─ failed ──────────────────┐
                                                      ├─ not modified ────────────┤
                                                      ├─ same body as last time ──┤
                                                      └─ digest (in workers) ─────┤
                                judge against sightings and lookalikes ─ save ◄───┘

Answers are taken in batches; a batch's articles and the memory of its sources are saved in one
transaction, so that a validator never vouches for what is not stored. Publishes nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import datetime
from functools import partial
from itertools import chain

from feedmill import polling
from feedmill.assay import Assay, any_unreadable, assay
from feedmill.digest import Desk, Digest, Job, body_hash, digest
from feedmill.errors import UsageError
from feedmill.ingested import Ingested, ingested
from feedmill.model import (
    Answer,
    Article,
    Batch,
    Fetched,
    FetchError,
    Memory,
    Parsed,
    ParseError,
    Request,
    Source,
)
from feedmill.paging import Walk, has_rolled_over, noted, walk_back
from feedmill.parts import Parts
from feedmill.text.urls import hide

__all__ = ["ingest"]

#: Answers with content to one transaction: enough to share its cost, few enough that memory stays small.
_BATCH = 16
#: Bytes that an entry takes in a document, but for tiny ones. How many of a source's newest articles may be
#: met again follows from it: what is known of a source must not grow with its archive. An entry that is
#: not among them is only read in vain.
_ENTRY_BYTES = 200
#: Answers of any sort to one transaction; those without content hold next to nothing.
_WIDE_BATCH = 128


def ingest(parts: Parts, *, force: bool = False, refetch: str = "") -> Ingested:
    """
    Read every source that is due, and store what is new.

    With *force* every enabled source is due as far as politeness allows; *refetch* names one
    source to ask without validators. A source's failure is a line of the report, never an error.

    Raises:
        StorageError: The store cannot be written; batches saved before stay.
    """
    memories = polling.current(parts.store.memories(), parts.settings.sources)
    _check_refetch(parts, memories.get(refetch))
    due = _due(parts, memories, force=force, refetch=refetch)
    if not due:
        return Ingested()
    names = [source.id for source in due]
    parts.store.note_attempts(names, parts.now, refetch=refetch if refetch in names else "")
    desk = Desk(site=parts.settings.site, filters=parts.filters, taggers=parts.taggers, now=parts.now)
    # One value for the whole run: workers are sent it once.
    work = partial(digest, desk)
    total, rolled, lost = Ingested(), list[Walk](), list[FetchError]()
    requests = [_request(source, memories.get(source.id), bare=source.id == refetch) for source in due]
    with closing(_batches(parts, requests)) as batches:
        for answers in batches:
            # Whose fault it is that nothing answered shows at the end.
            lost += (one for one in answers if isinstance(one, FetchError) and one.unreachable)
            there = [one for one in answers if not (isinstance(one, FetchError) and one.unreachable)]
            total = total.plus(_take(parts, work, there, memories, refetch, rolled))
            parts.progress("fetch", total.due + len(lost), len(due))
    total = total.plus(_take_lost(parts, lost, due, memories))
    # Only now is the network free: a host is never asked two things at once.
    walk_back(parts, work, rolled)
    for start in range(0, len(rolled), _BATCH):
        total = total.plus(_close_gaps(parts, rolled[start : start + _BATCH], memories, refetch))
    return total


def _take_lost(
    parts: Parts, lost: Sequence[FetchError], due: Sequence[Source], memories: dict[str, Memory]
) -> Ingested:
    """Save failures to connect; they count against no source while the whole network is down."""
    sources = parts.sources
    asked = {
        source.id: polling.asked_at(source, memories.get(source.id)) for source in due if not source.local
    }
    offline = polling.is_offline(asked.values(), (asked[one.source] for one in lost))
    total = Ingested(offline=int(offline))
    for start in range(0, len(lost), _WIDE_BATCH):
        some = [_without_secrets(one, sources[one.source]) for one in lost[start : start + _WIDE_BATCH]]
        total = total.plus(_save(parts, some, {}, memories, "", {}, offline=offline))
    return total


def _check_refetch(parts: Parts, memory: Memory | None) -> None:
    """Refuse to leave validators out twice in a day: it costs the publisher a whole document each time."""
    if memory is not None and not polling.may_refetch(memory, now=parts.now):
        raise UsageError(
            f"{memory.source} was asked without validators less than 24 hours ago; "
            "run without --refetch, or try again tomorrow"
        )


def _due(parts: Parts, memories: dict[str, Memory], *, force: bool, refetch: str) -> list[Source]:
    settings = parts.settings
    paused = polling.pauses(memories, settings.sources, now=parts.now, settings=settings.fetch, force=force)
    due = [
        source
        for source in settings.sources
        if polling.is_due(
            memories.get(source.id),
            source,
            now=parts.now,
            settings=settings.fetch,
            force=force,
            refetch=source.id == refetch,
            private=_is_private(parts, source, memories.get(source.id)),
            paused=paused,
        )
    ]
    return polling.in_turn(due, memories)


def _is_private(parts: Parts, source: Source, memory: Memory | None) -> bool:
    return polling.is_private(polling.asked_at(source, memory), parts.settings.fetch.allow_private)


def _request(source: Source, memory: Memory | None, *, bare: bool) -> Request:
    known = Memory(source=source.id) if memory is None or bare else memory
    return Request(
        source=source.id,
        kind=source.kind,
        url=polling.asked_at(source, memory),
        etag=known.etag,
        last_modified=known.last_modified,
        headers=source.headers,
    )


def _batches(parts: Parts, requests: list[Request]) -> Generator[list[Answer]]:
    """Gather answers as they come; end early, with what is there, when the run is told to stop."""
    batch: list[Answer] = []
    heavy = 0
    answers = parts.fetch(requests)
    try:
        for answer in answers:
            batch.append(answer)
            heavy += isinstance(answer, Fetched)
            if heavy == _BATCH or len(batch) == _WIDE_BATCH:
                yield batch
                batch, heavy = [], 0
            if parts.should_stop():
                break
    finally:
        close = getattr(answers, "close", None)
        if close is not None:
            close()
    if batch:
        yield batch


def _take(
    parts: Parts,
    work: Callable[[Job], Digest],
    answers: list[Answer],
    memories: dict[str, Memory],
    refetch: str,
    rolled: list[Walk],
) -> Ingested:
    """Digest, judge and save one batch of answers; those whose window has rolled over go to *rolled*."""
    sources = parts.sources
    answers = [_without_secrets(answer, sources[answer.source]) for answer in answers]
    hashes = {
        answer.source: body_hash(answer, sources[answer.source], parts.settings.site)
        for answer in answers
        if isinstance(answer, Fetched)
    }
    fresh = [
        answer
        for answer in answers
        if isinstance(answer, Fetched) and hashes[answer.source] != _old_hash(memories.get(answer.source))
    ]
    # Seeds are the operator's own and few: no process is started for them.
    ours = [answer for answer in fresh if sources[answer.source].local]
    others = [answer for answer in fresh if not sources[answer.source].local]
    done = chain(
        map(work, _jobs(parts, ours, sources, memories, hashes)),
        parts.map(work, _jobs(parts, others, sources, memories, hashes)),
    )
    digests = {one.source: one for one in done}
    walks = _rolled_over(parts, others, digests, memories, hashes)
    rolled += walks
    aside = {walk.source.id for walk in walks}
    answers = [answer for answer in answers if answer.source not in aside]
    return _save(parts, answers, digests, memories, refetch, {})


def _rolled_over(
    parts: Parts,
    answers: Iterable[Fetched],
    digests: Mapping[str, Digest],
    memories: Mapping[str, Memory],
    hashes: Mapping[str, str],
) -> list[Walk]:
    """Give the walks of those answers whose items may not be all that came since the last one."""
    walks = []
    for answer in answers:
        memory, digested = memories.get(answer.source), digests[answer.source]
        if memory is None or (digested.known and not memory.gap_open):
            continue  # as nearly always
        stored = _stored_before_gap(parts, answer.source, memory)
        if has_rolled_over(answer, digested, memory, stored, now=parts.now):
            make = partial(_page_job, parts, parts.sources, memories, hashes)
            source = parts.sources[answer.source]
            walks.append(Walk(answer=answer, digest=digested, source=source, stored=stored, job=make))
    return walks


def _page_job(
    parts: Parts,
    sources: Mapping[str, Source],
    memories: Mapping[str, Memory],
    hashes: Mapping[str, str],
    answer: Fetched,
) -> Job:
    return next(_jobs(parts, [answer], sources, memories, hashes))


def _stored_before_gap(parts: Parts, source: str, memory: Memory | None) -> frozenset[str]:
    """Give the ids of a source's articles; while a gap of it is open, only those from before."""
    ids = sorted(set(parts.store.raw_hashes(source).values()))
    if memory is None or not memory.gap_open or memory.gap is None:
        return frozenset(ids)
    sightings = parts.store.sightings(ids).values()
    return frozenset(one.id for one in sightings if one.first_seen < memory.gap)


def _close_gaps(parts: Parts, walks: Sequence[Walk], memories: dict[str, Memory], refetch: str) -> Ingested:
    """Judge and save sources with what their older pages held."""
    by_source = {walk.source.id: walk for walk in walks}
    digests = {name: walk.whole for name, walk in by_source.items()}
    return _save(parts, [walk.answer for walk in walks], digests, memories, refetch, by_source)


def _save(
    parts: Parts,
    answers: Sequence[Answer],
    digests: dict[str, Digest],
    memories: dict[str, Memory],
    refetch: str,
    walks: Mapping[str, Walk],
    *,
    offline: bool = False,
) -> Ingested:
    """Judge and save what was digested, in one transaction with the memory of its sources."""
    sources = parts.sources
    fresh = [answer for answer in answers if isinstance(answer, Fetched) and answer.source in digests]
    assayed = assay(parts, [digests[answer.source] for answer in fresh], fresh)
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
    private = _is_private(parts, walk.source, memory)
    return polling.hasten(
        after, source=walk.source, settings=parts.settings.fetch, now=parts.now, private=private
    )


def _without_secrets(answer: Answer, source: Source) -> Answer:
    """Take what came from the environment out of a failure, before anybody remembers or prints it."""
    if not isinstance(answer, FetchError):
        return answer
    return replace(answer, message=hide(answer.message, source.address, source.printable))


def _jobs(
    parts: Parts,
    answers: Iterable[Fetched],
    sources: Mapping[str, Source],
    memories: Mapping[str, Memory],
    hashes: Mapping[str, str],
) -> Iterator[Job]:
    answers = tuple(answers)
    if not answers:
        return
    # Seeds are few and always at hand: they are read anew, so that they follow the settings.
    limits = {one.source: _most_entries(one) for one in answers if not sources[one.source].local}
    known = parts.store.newest_hashes(limits)
    ids = parts.store.sighted({one.source: (one.source, *sources[one.source].formerly) for one in answers})
    for answer in answers:
        yield Job(
            fetched=answer,
            source=sources[answer.source],
            hashed=hashes[answer.source],
            known=known.get(answer.source, {}),
            ids=ids[answer.source],
            language=memories[answer.source].language if answer.source in memories else "",
        )


def _most_entries(answer: Fetched) -> int:
    return 1 + sum(len(document.body) for document in answer.documents) // _ENTRY_BYTES


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
        private=_is_private(parts, source, memories.get(source.id)),
        parsed=_as_parsed(digested) if digested else None,
        body_hash=digested.body_hash if digested else _old_hash(memories.get(answer.source)),
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


def _old_hash(memory: Memory | None) -> str:
    return memory.body_hash if memory else ""


def _as_parsed(digested: Digest) -> Parsed | ParseError:
    """Give what polling looks at; the entries have gone their way."""
    return digested.error or Parsed(
        entries=(), hints=digested.hints, partial=digested.partial, problems=digested.problems
    )
