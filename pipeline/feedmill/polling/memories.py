"""
What is remembered of an answer: validators, how the source fares, when it is due next.

Pure. The corridor saves the result in one transaction with the articles, so that no validator vouches
for what is not stored.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from feedmill.model import (
    Answer,
    Fetched,
    FetchError,
    FetchSettings,
    Memory,
    NotModified,
    Parsed,
    ParseError,
    Source,
)
from feedmill.model.evolving import evolve
from feedmill.polling.forecast import WATCH, later_times, wait
from feedmill.polling.hints import fresh_for, not_in
from feedmill.polling.moves import after_failure, after_success
from feedmill.polling.rhythm import (
    CAP,
    HARD_FLOOR,
    LONGEST_PAUSE,
    backoff,
    floor,
    jitter,
    late,
    next_regular,
    pause_of_a_429,
    spread,
)
from feedmill.text.hashes import xxh64
from feedmill.text.urls import asked

__all__ = ["address_key", "hasten", "remember"]

#: Between the two 410s that make a source gone.
_GONE_AGAIN = timedelta(hours=24)
#: What says "too often": a 429, or a guard that takes us for too many.
_TOO_OFTEN = frozenset({"http-429", "challenge"})


def remember(
    memory: Memory | None,
    answer: Answer,
    *,
    source: Source,
    settings: FetchSettings,
    now: datetime,
    private: bool = False,
    parsed: Parsed | ParseError | None = None,
    body_hash: str = "",
    held_back: int = 0,
    refetched: bool = False,
    published: Iterable[datetime] = (),
    offline: bool = False,
    crowd: int = 1,
) -> Memory:
    """
    Give the memory that *answer* leaves.

    Args:
        memory: What was remembered before; None at the first answer.
        answer: What came.
        source: Whose answer it is.
        settings: Floors.
        now: The run's clock; attempt and answer count as made then.
        private: The host is exempt from floors (`is_private`).
        parsed: What the body turned out to be; None for a 304 and for a body known from last time.
        body_hash: Hash of the body, kept unless items of it wait.
        held_back: New items left for the next run: the document must come once more, so its validators go.
        refetched: Validators were left out on purpose.
        published: Dates of the articles that were new in it.
        crowd: Sources in all, which should not all be asked in the same minute.
        offline: The network of this machine is down (`is_offline`): a failure says nothing of the source.
    """
    known = memory or Memory(source=source.id)
    known = evolve(
        known,
        source=source.id,
        address=address_key(source),
        # Who was passed over has not been asked: its turn comes before that of those who were.
        last_attempt=known.last_attempt if _is_passed_over(answer) else now,
        last_answer=now,
        last_refetch=now if refetched else known.last_refetch,
        lost_since=_lost_since(known, answer, now),
    )
    least = floor(source, settings, private=private)
    if offline and isinstance(answer, FetchError):
        return evolve(known, next_due=now + min(least, HARD_FLOOR))
    if isinstance(answer, FetchError):
        failed = _failed(known, source, least, now, answer.code, answer.message, answer.retry_after)
        return after_failure(evolve(failed, told_by=answer.host))
    if isinstance(parsed, ParseError):
        failed = _failed(known, source, least, now, parsed.code, parsed.message, None)
        return after_failure(evolve(failed, told_by=""))
    healthy = evolve(
        known,
        last_success=now,
        watched_since=known.watched_since or now,
        gone_since=None,
        gone=False,
        times=later_times(known.times, published, now=now),
        failures=0,
        code="",
        message="",
        told_by="",
        retry_at=None,
    )
    if not isinstance(answer, NotModified):
        healthy = _with_content(healthy, answer, parsed, body_hash=body_hash, held_back=held_back)
    elif (answer.etag or known.etag) != known.etag or answer.last_modified not in (None, known.last_modified):
        # A 304 may bring new validators (RFC 9110 section 15.4.5); those it does not name stay.
        healthy = evolve(
            healthy,
            etag=answer.etag or known.etag,
            last_modified=answer.last_modified or known.last_modified,
        )
    # What waits comes at the floor.
    soon = bool(held_back) or least <= timedelta(0)
    healthy = after_success(healthy, answer, source)
    if healthy.moved_to != known.moved_to:
        # Where it moved to, no exemption of the old host holds; whether one of its own does, shows next time.
        least = floor(source, settings, private=False)
        soon = bool(held_back)
    fresh_until = _fresh_until(healthy, source, now, fresh_for(answer.headers))
    due = _due(healthy, source, least, now, fresh_until, soon=soon)
    if memory is None or memory.last_success is None:
        due += spread(source.id, least, crowd)
    return evolve(healthy, fresh_until=fresh_until, next_due=due)


def _lost_since(known: Memory, answer: Answer, now: datetime) -> datetime | None:
    if _is_passed_over(answer):
        return known.lost_since
    return (known.lost_since or now) if isinstance(answer, FetchError) and answer.unreachable else None


def hasten(
    memory: Memory, *, source: Source, settings: FetchSettings, now: datetime, private: bool = False
) -> Memory:
    """Give *memory* due as soon as floor and publisher allow: more was published than was seen."""
    least = floor(source, settings, private=private)
    due = _due(memory, source, least, now, memory.fresh_until, soon=True)
    return evolve(memory, next_due=min(memory.next_due or due, due))


def _is_passed_over(answer: Answer) -> bool:
    return isinstance(answer, FetchError) and not answer.asked


def _fresh_until(memory: Memory, source: Source, now: datetime, fresh: timedelta) -> datetime | None:
    """Give until when the publisher asks to be left alone; None if it asks for nothing."""
    if source.local:
        return None
    asked = max(fresh, timedelta(seconds=memory.quiet), _to_beat(memory, source, now))
    until = now + min(asked, CAP)
    until = not_in(until, memory.skip_hours, memory.skip_days, latest=now + CAP * 2)
    return until if until > now else None


def _to_beat(memory: Memory, source: Source, now: datetime) -> timedelta:
    """
    Give the time until the document is written next, by its own word (RSS 1.0 module Syndication).

    Many say midnight: sources come up to a fiftieth of the period behind it, each by its name.
    """
    if not memory.beat:
        return timedelta(0)
    period = timedelta(seconds=memory.beat)
    since = timedelta(seconds=(now.timestamp() - memory.beat_from) % memory.beat)
    return period - since + late(source.id, period)


def _due(
    memory: Memory,
    source: Source,
    least: timedelta,
    now: datetime,
    fresh_until: datetime | None,
    *,
    soon: bool,
) -> datetime:
    """Give the next time of a healthy source: its rhythm, and behind it what the publisher asks for."""
    due = next_regular(source, now, least)
    own = source.every is not None or source.cron
    if not own and not soon and memory.watched_since is not None and now - memory.watched_since >= WATCH:
        times = memory.times or (int(memory.watched_since.timestamp()),)
        due = now + wait(times, source=source.id, now=now, least=least, most=max(CAP, least))
    due = max(due, fresh_until or due)
    return not_in(due, memory.skip_hours, memory.skip_days, latest=max(due, now + CAP * 2))


def address_key(source: Source) -> str:
    """Give what tells one address of a source from another, without its secrets."""
    return xxh64(asked(source.address))


def _failed(
    known: Memory,
    source: Source,
    least: timedelta,
    now: datetime,
    code: str,
    message: str,
    retry_after: timedelta | None,
) -> Memory:
    """Keep the validators, which speak for what is stored, and ask again later and later."""
    failures = known.failures + 1
    if code == "http-410" and not known.moved_to:
        known = _told_gone(known, now)
        least = max(least, _GONE_AGAIN)
    pause = pause_of_a_429(failures, least) if code in _TOO_OFTEN else backoff(failures, least)
    retry_at = now + min(retry_after, LONGEST_PAUSE) if retry_after else None
    due = max(next_regular(source, now, least), now + pause + jitter(source.id, now, pause))
    return evolve(
        known,
        next_due=None if known.gone else max(due, retry_at or due),
        failures=failures,
        code=code,
        message=message,
        retry_at=retry_at,
    )


def _told_gone(known: Memory, now: datetime) -> Memory:
    """Believe a 410 (RFC 9110 section 15.5.11) when it is said again a day later: servers err."""
    since = known.gone_since
    if since is None or since > now:
        return evolve(known, gone_since=now)
    return evolve(known, gone=now - since >= _GONE_AGAIN)


def _with_content(
    healthy: Memory, answer: Fetched, parsed: Parsed | None, *, body_hash: str, held_back: int
) -> Memory:
    note = _note(answer, parsed, held_back)
    partial = answer.truncated or (parsed.partial if parsed is not None else healthy.partial)
    whole = not partial and not held_back
    kept = evolve(
        healthy,
        etag=answer.etag if whole else None,
        last_modified=answer.last_modified if whole else None,
        # The same malformed body reads the same again; only what waits must come once more.
        body_hash="" if held_back else body_hash,
        partial=partial,
        note=healthy.note if parsed is None and whole else note,
    )
    if parsed is None:
        return kept
    hints = parsed.hints
    period = int(hints.update_period.total_seconds()) if hints.update_period else 0
    # Without a base the periods count from each answer on.
    based = hints.update_base is not None and period > 0
    quiet = int(hints.ttl.total_seconds()) if hints.ttl else 0
    return evolve(
        kept,
        title=hints.title,
        link=hints.link,
        language=hints.language,
        quiet=quiet if based else max(quiet, period),
        beat=period if based else 0,
        beat_from=int(hints.update_base.timestamp()) if based and hints.update_base else 0,
        skip_hours=tuple(sorted(hints.skip_hours)),
        skip_days=tuple(sorted(hints.skip_days)),
    )


def _note(answer: Fetched, parsed: Parsed | None, held_back: int) -> str:
    """Say what was wrong with an answer that was used all the same, empty if nothing was."""
    if held_back:
        return f"{held_back} new items wait for the next run (see [fetch] max_new)"
    if answer.truncated:
        return "the document was cut short; what came was used"
    problems = (*answer.problems, *(parsed.problems if parsed else ()))
    if problems:
        return problems[0].message
    return "the document was malformed; what could be read was used" if parsed and parsed.partial else ""
