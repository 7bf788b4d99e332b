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

from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from functools import cache, partial
from itertools import chain

from feedmill import polling
from feedmill.asked import check_refetch, due_now, request_of
from feedmill.digest import Desk, Digest, Job, body_hash, digest
from feedmill.ingested import Ingested
from feedmill.model import Answer, Batch, Fetched, FetchError, Memory, Request, Source
from feedmill.paging import Walk, has_rolled_over, walk_back
from feedmill.parts import Parts
from feedmill.saving import old_hash, save
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
    memories = _memories(parts)
    check_refetch(parts, memories, refetch)
    due = due_now(parts, memories, force=force, refetch=refetch)
    if not due:
        return Ingested()
    names = [source.id for source in due]
    parts.store.note_attempts(names, parts.now, refetch=refetch if refetch in names else "")
    work = _work_of(parts)
    total, rolled, lost = Ingested(), list[Walk](), list[FetchError]()
    requests = [request_of(source, memories.get(source.id), bare=source.id == refetch) for source in due]
    with closing(_batches(parts, requests)) as batches:
        for answers in batches:
            # Whose fault it is that nothing answered shows at the end.
            lost += (one for one in answers if isinstance(one, FetchError) and one.unreachable)
            there = [one for one in answers if not (isinstance(one, FetchError) and one.unreachable)]
            total = total.plus(_take(parts, work, there, memories, refetch, rolled))
            parts.progress("fetch", total.due + len(lost), len(due))
    total = total.plus(_take_lost(parts, lost, due, memories))
    # Only now is the network free: a host is never asked two things at once.
    if rolled:
        walk_back(parts, work(), rolled)
    for start in range(0, len(rolled), _BATCH):
        total = total.plus(_close_gaps(parts, rolled[start : start + _BATCH], memories, refetch))
    return total


def _work_of(parts: Parts) -> Callable[[], Callable[[Job], Digest]]:
    """Give what gives the work of this run, made when the first document comes."""

    @cache
    def work() -> Callable[[Job], Digest]:
        # One value for the whole run: workers are sent it once.
        desk = Desk(site=parts.settings.site, filters=parts.filters, taggers=parts.taggers, now=parts.now)
        return partial(digest, desk)

    return work


def _memories(parts: Parts) -> dict[str, Memory]:
    """Give what is remembered; what a clock ahead of ours wrote is put right first, and stays so."""
    memories = parts.store.memories()
    if ahead := polling.set_back(memories, parts.now):
        parts.store.save(Batch(memories=tuple(ahead.values()), now=parts.now))
    return polling.current(memories | ahead, parts.settings.sources, now=parts.now)


def _take_lost(
    parts: Parts, lost: Sequence[FetchError], due: Sequence[Source], memories: dict[str, Memory]
) -> Ingested:
    """Save failures to connect; they count against no source while the whole network is down."""
    sources = parts.sources
    asked = {
        source.id: polling.asked_at(source, memories.get(source.id)) for source in due if not source.local
    }
    names = {one.source for one in lost}
    offline = polling.is_offline(asked, names, memories, now=parts.now)
    total = Ingested(offline=int(offline))
    for start in range(0, len(lost), _WIDE_BATCH):
        some = [_without_secrets(one, sources[one.source]) for one in lost[start : start + _WIDE_BATCH]]
        total = total.plus(save(parts, some, {}, memories, "", {}, offline=offline))
    return total


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
    work: Callable[[], Callable[[Job], Digest]],
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
        if isinstance(answer, Fetched) and hashes[answer.source] != old_hash(memories.get(answer.source))
    ]
    # Seeds are the operator's own and few: no process is started for them.
    ours = [answer for answer in fresh if sources[answer.source].local]
    others = [answer for answer in fresh if not sources[answer.source].local]
    done = chain(
        # With nothing to read, filters need not be made ready.
        map(work(), _jobs(parts, ours, sources, memories, hashes)) if ours else (),
        parts.map(work(), _jobs(parts, others, sources, memories, hashes)) if others else (),
    )
    digests = {one.source: one for one in done}
    digests |= _read_again(parts, work, others, digests, memories, hashes)
    walks = _rolled_over(parts, others, digests, memories, hashes)
    rolled += walks
    aside = {walk.source.id for walk in walks}
    answers = [answer for answer in answers if answer.source not in aside]
    return save(parts, answers, digests, memories, refetch, {})


def _read_again(
    parts: Parts,
    work: Callable[[], Callable[[Job], Digest]],
    answers: Iterable[Fetched],
    digests: Mapping[str, Digest],
    memories: Mapping[str, Memory],
    hashes: Mapping[str, str],
) -> dict[str, Digest]:
    """
    Read those once more in which something counted as new that is stored, with all that is known of them.

    Workers are told of a source's newest articles only. Where others take their places among the new, what
    is new indeed would wait for ever.
    """
    jobs = []
    for answer in answers:
        first = digests[answer.source]
        if not first.waiting:
            continue  # as nearly always
        stored = parts.store.raw_hashes(answer.source)
        found = (*first.waiting, *(article.raw_hash for article in first.articles))
        known = {hashed: stored[hashed] for hashed in found if hashed in stored}
        if known:
            (job,) = _jobs(parts, [answer], parts.sources, memories, hashes)
            jobs.append(replace(job, known={**job.known, **known}))
    return {one.source: one for one in parts.map(work(), jobs)} if jobs else {}


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
    # What an older page left behind, no later window would lead to.
    return replace(next(_jobs(parts, [answer], sources, memories, hashes)), most_new=0)


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
    return save(parts, [walk.answer for walk in walks], digests, memories, refetch, by_source)


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
            most_new=0 if sources[answer.source].local else parts.settings.fetch.max_new,
        )


def _most_entries(answer: Fetched) -> int:
    return 1 + sum(len(document.body) for document in answer.documents) // _ENTRY_BYTES
