"""Laws of polling, for any memory, clock and rhythm."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from feedmill.model import Answer, FetchError, FetchSettings, Memory, NotModified, Source
from feedmill.polling import is_due, remember
from feedmill.polling.cron import next_time

SETTINGS = FetchSettings()
MOMENTS = st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 -- Hypothesis adds the zone
WAITS = st.timedeltas(timedelta(0), timedelta(days=40))
OK = NotModified(source="s", url="")
ANSWERS: st.SearchStrategy[Answer] = st.one_of(
    st.just(OK),
    st.builds(
        FetchError,
        source=st.just("s"),
        url=st.just(""),
        code=st.sampled_from(["dns", "http-429", "http-503", "timeout"]),
        message=st.just(""),
        retry_after=st.none() | WAITS,
    ),
)
FIELDS = st.sampled_from(["*", "*/7", "3", "1-5", "2,4"])
CRONS = st.tuples(FIELDS, FIELDS, FIELDS, FIELDS, FIELDS).map(" ".join)
SOURCES = st.builds(
    Source,
    id=st.just("s"),
    kind=st.just("feed"),
    address=st.just("https://example.org/"),
    every=st.none() | st.timedeltas(timedelta(seconds=1), timedelta(days=40)),
)


@given(CRONS, MOMENTS)
def test_no_minute_of_a_cron_line_lies_between(line: str, after: datetime) -> None:
    """The next time is later, and from any moment before it on it is still the next."""
    coming = next_time(line, after)

    assert after < coming
    assert coming == next_time(line, coming - timedelta(microseconds=1))
    assert coming < next_time(line, coming)


@given(SOURCES, st.lists(st.tuples(ANSWERS, WAITS), max_size=12), MOMENTS, st.booleans())
def test_floors_hold_whatever_is_answered(
    source: Source,
    history: list[tuple[Answer, timedelta]],
    now: datetime,
    force: bool,  # noqa: FBT001 -- a case
) -> None:
    """Two requests never lie closer than an hour, by force a quarter of an hour, nor within a Retry-After."""
    floor = timedelta(minutes=15) if force else SETTINGS.min_interval
    memory: Memory | None = None
    last: datetime | None = None
    for answer, wait in history:
        now += wait
        if not is_due(memory, source, now=now, settings=SETTINGS, force=force):
            continue
        assert last is None or now - last >= floor
        assert memory is None or memory.retry_at is None or now >= memory.retry_at
        memory, last = remember(memory, answer, source=source, settings=SETTINGS, now=now), now


@given(SOURCES, st.lists(ANSWERS, max_size=40), MOMENTS)
def test_no_source_is_given_up(source: Source, answers: list[Answer], now: datetime) -> None:
    """However often it failed, a source is due again within its rhythm, a day, or the week it asked for."""
    memory: Memory | None = None
    for answer in answers:
        memory = remember(memory, answer, source=source, settings=SETTINGS, now=now)
    longest = max(timedelta(days=7), source.every or timedelta(0))

    assert is_due(memory, source, now=now + longest, settings=SETTINGS)


@given(SOURCES, ANSWERS, MOMENTS, MOMENTS)
def test_a_jump_of_the_clock_causes_no_burst(
    source: Source, answer: Answer, before: datetime, after: datetime
) -> None:
    """Whatever a clock had written, after a request the new clock's floor holds, even by force."""
    memory = remember(None, answer, source=source, settings=SETTINGS, now=before)
    asked = is_due(memory, source, now=after, settings=SETTINGS, force=True)
    if asked:
        memory = remember(memory, OK, source=source, settings=SETTINGS, now=after)
    soon = after + timedelta(minutes=14)

    assert not (asked and is_due(memory, source, now=soon, settings=SETTINGS, force=True))
    assert is_due(memory, source, now=after + timedelta(days=41), settings=SETTINGS) or after < before
