"""
One call of the workers: its jobs, taken one by one, and their outcomes, given in the jobs' order.

Pure bookkeeping: starts no process, and does not know who does the jobs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

__all__ = ["Call", "Done", "Failed", "Function", "Outcome", "Raised", "Task"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Function:
    """What is done to every job of a call."""

    function: Callable[[Any], Any]
    payload: bytes
    #: By this number a worker's owner knows whether the worker has it.
    number: int


@dataclass(frozen=True, slots=True)
class Done:
    """A job's result, pickled: most are read at once, and those that wait are smaller so."""

    payload: bytes


@dataclass(frozen=True, slots=True)
class Failed:
    """Why a job has no result: a sentence whose subject is the job, without a full stop."""

    why: str


@dataclass(frozen=True, slots=True)
class Raised:
    """The jobs could not be read any further."""

    error: Exception


Outcome = Done | Failed | Raised


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Task:
    """A job with its place in a call."""

    call: Call
    index: int
    job: Any

    def end(self, outcome: Outcome) -> None:
        """Note what came of the job, if anybody waits for it still."""
        if not self.call.is_closed:
            self.call.outcomes[self.index] = (self, outcome)


@dataclass(slots=True, kw_only=True, eq=False)
class Call:
    """Where a call stands."""

    function: Function
    source: Iterator[Any]
    #: So many jobs may be taken beyond the last result that was given.
    most: int
    outcomes: dict[int, tuple[Task, Outcome]] = field(default_factory=dict)
    taken: int = 0
    given: int = 0
    is_exhausted: bool = False
    is_closed: bool = False

    @property
    def is_ready(self) -> bool:
        """Say whether the next result in order is there."""
        return self.given in self.outcomes

    @property
    def is_done(self) -> bool:
        """Say whether every job's result was given."""
        return self.is_exhausted and self.given == self.taken

    def take(self) -> Task | None:
        """Take the next job; None if there is none, or too many are under way."""
        if self.is_exhausted or self.taken - self.given >= self.most:
            return None
        try:
            job = next(self.source)
        except StopIteration:
            self.is_exhausted = True
            return None
        except Exception as error:  # noqa: BLE001 - raised where the built-in map would: after what came before
            self.is_exhausted = True
            self._next_task(None).end(Raised(error))
            return None
        return self._next_task(job)

    def give(self) -> tuple[Any, Outcome]:
        """Give the next job in order with its outcome."""
        task, outcome = self.outcomes.pop(self.given)
        self.given += 1
        return task.job, outcome

    def _next_task(self, job: Any) -> Task:
        task = Task(call=self, index=self.taken, job=job)
        self.taken += 1
        return task
