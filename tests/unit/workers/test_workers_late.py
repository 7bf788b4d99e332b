"""What is loaded late does not count against the job that needs it first."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

import pytest

import chores
from chores import MEGABYTE
from feedmill.text import late
from feedmill.text.late import loading, make_room
from feedmill.workers.pipes import PipeWorkers

FAILED = "{}: it needed more than 64 MB of memory"


@pytest.fixture
def workers() -> Iterator[PipeWorkers]:
    """Give one worker whose jobs may take 64 MB."""
    with PipeWorkers(
        1,
        memory_bytes=64 * MEGABYTE,
        cpu_seconds=30,
        wall_seconds=60,
        on_crash=_crashed,
        warm=partial(chores.double, 1),
    ) as shared:
        yield shared


def _crashed(job: Any, why: str) -> Any:
    return f"{job}: {why}"


def test_what_is_loaded_late_may_be_larger_than_a_job(workers: PipeWorkers) -> None:
    """A model of 96 MB is loaded in the midst of a job that may take 64."""
    assert [96] == list(workers(chores.load_late, [96]))
    assert 1 == workers.started


def test_a_job_that_takes_as_much_itself_fails(workers: PipeWorkers) -> None:
    """The control: the same 96 MB without the room are one failed job."""
    assert [FAILED.format(96)] == [str(one) for one in workers(chores.load_early, [96])]


def test_the_limit_stands_again_after_loading(workers: PipeWorkers) -> None:
    """What was loaded belongs to the base; the next job has its 64 MB, and no more."""
    assert [96] == list(workers(chores.load_late, [96]))
    assert [32] == list(workers(chores.load_early, [32]))

    assert [FAILED.format(80)] == [str(one) for one in workers(chores.load_early, [80])]


def test_a_room_may_stand_in_a_room(workers: PipeWorkers) -> None:
    """A library that loads another one late is loaded as a whole."""
    assert [96] == list(workers(chores.load_late_twice, [96]))
    assert [32] == list(workers(chores.load_early, [32]))


def test_without_limits_loading_is_nothing_special(monkeypatch: pytest.MonkeyPatch) -> None:
    """A process that limits nothing makes no room; one that does is asked once for each loading."""
    asked: list[str] = []

    @contextmanager
    def room() -> Iterator[None]:
        asked.append("in")
        yield
        asked.append("out")

    monkeypatch.setattr(late, "_rooms", late._rooms[:])
    with loading():
        pass
    make_room(room)
    with loading():
        asked.append("load")

    assert ["in", "load", "out"] == asked
