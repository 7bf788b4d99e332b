"""
All worker processes together: who gets the next task, who has answered, who is overdue, who has died.

One poll(2) over all pipes, in the thread that asks; no threads, and no waiting but there. A worker
that ends costs the task in its hands; those that waited behind it are handed on. Does not know in
what order results are wanted.
"""

from __future__ import annotations

import math
import select
import signal
import time
from collections import deque
from dataclasses import dataclass

from feedmill.errors import FeedmillError
from feedmill.workers.calls import Done, Failed, Task
from feedmill.workers.frames import Kind
from feedmill.workers.packing import pack
from feedmill.workers.process import Answer, Errand, Worker

__all__ = ["Crew", "Terms"]

#: Tasks at one worker: one in hand, and one in the pipe so that it need not wait for its owner.
_IN_FLIGHT = 2

#: Seconds to load modules, functions and filters on a slow machine.
_LOAD_SECONDS = 60.0

#: So many workers in a row may end before they are ready until there is no hope.
_TRIES = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What a job may use, and the words for having used more."""

    memory_bytes: int
    cpu_seconds: float
    wall_seconds: float

    def too_long(self) -> str:
        """Say that a job was overdue."""
        return f"it took more than {self.wall_seconds:g} seconds"

    def too_much_memory(self) -> str:
        """Say that memory ran out."""
        return f"it needed more than {self.memory_bytes / (1024 * 1024):g} MB of memory"

    def ended(self, code: int | None) -> str:
        """Say how a process ended, by its exit code or minus its signal."""
        if code is None:
            return "its worker process stopped answering"
        if code >= 0:
            return f"its worker process left with exit code {code}"
        if code == -signal.SIGXCPU:
            return f"it used more than {self.cpu_seconds:g} seconds of CPU time"
        name = signal.Signals(-code).name if -code in set(signal.Signals) else f"number {-code}"
        if code == -signal.SIGKILL:
            return f"its worker process was killed from outside (signal {name}), as for want of memory"
        return f"its worker process crashed (signal {name})"


class Crew:
    """
    At most *count* processes, each started when there is work for it.

    *start* is the payload of a worker's first order. A further worker is started only when the owner has
    waited *patience* seconds for each that there is: work that is done sooner is not worth its start. For
    one thread at a time.
    """

    def __init__(self, count: int, terms: Terms, start: bytes, *, patience: float = 0.0) -> None:
        #: Processes started so far, the replaced ones too.
        self.started = 0
        self._count = count
        self._terms = terms
        self._start_order = start
        self._patience = patience
        #: Seconds that the owner had nothing to do but to wait.
        self._waited = 0.0
        self._workers: list[Worker[Task]] = []
        self._poll = select.poll()
        self._left_behind: deque[Task] = deque()
        self._lost_starts = 0

    def has_room(self) -> bool:
        """Say whether another task can be given."""
        return self._may_grow() or self._least_busy(_IN_FLIGHT) is not None

    def take_left_behind(self) -> Task | None:
        """Take back a task whose worker ended before it began it."""
        while self._left_behind:
            task = self._left_behind.popleft()
            if not task.call.is_closed:
                return task
        return None

    def give(self, task: Task) -> None:
        """Send a task to the worker with the fewest; to a new one only when all have enough to do."""
        try:
            payload = pack(task.job)
        except Exception as error:  # noqa: BLE001 - one bad job is one failed job
            task.end(Failed(f"it could not be sent to a worker process ({type(error).__name__})"))
            return
        worker = self._choose()
        function = task.call.function
        if worker.function != function.number:
            worker.function = function.number
            worker.order(Kind.FUNCTION, function.payload, Errand(task=None, limit=_LOAD_SECONDS))
        worker.order(Kind.JOB, payload, Errand(task=task, limit=self._terms.wall_seconds))

    def turn(self, *, wait: bool) -> None:
        """
        Move on every pipe what can be moved, and end what is overdue; with *wait*, once there is something.

        Raises:
            FeedmillError: Workers end before they are ready.
        """
        began = time.monotonic()
        ready = self._ready_pipes(self._until_overdue() if wait else 0.0)
        self._waited += time.monotonic() - began
        for worker in tuple(self._workers):
            if worker.orders in ready:
                worker.flush()
            if worker.answers in ready:
                self._listen(worker)
            elif worker.deadline <= time.monotonic():
                self._end(worker, self._terms.too_long())

    def close(self) -> None:
        """End all at once, whatever they do: they hold nothing that anybody needs."""
        for worker in self._workers:
            worker.kill()
        while self._workers:
            worker = self._workers[-1]
            worker.end()
            self._dismiss(worker)

    def _least_busy(self, limit: int) -> Worker[Task] | None:
        """Give the worker with the fewest tasks, if it has less than *limit*."""
        staying = [worker for worker in self._workers if not worker.is_leaving]
        least = min(staying, key=lambda worker: worker.jobs, default=None)
        return least if least is not None and least.jobs < limit else None

    def _choose(self) -> Worker[Task]:
        # A new process costs more CPU time than the few documents of a quiet hour.
        chosen = self._least_busy(_IN_FLIGHT)
        if chosen is not None:
            return chosen
        if not self._may_grow():
            raise RuntimeError("a task was given where no room is")
        return self._start()

    def _may_grow(self) -> bool:
        at_work = len(self._workers)
        return at_work < self._count and self._waited >= at_work * self._patience

    def _start(self) -> Worker[Task]:
        try:
            worker: Worker[Task] = Worker()
        except OSError as error:
            raise FeedmillError(f"no worker process can be started: {error}") from error
        self.started += 1
        self._workers.append(worker)
        self._poll.register(worker.answers, select.POLLIN)
        worker.order(Kind.START, self._start_order, Errand(task=None, limit=_LOAD_SECONDS))
        return worker

    def _until_overdue(self) -> float:
        """Give the seconds until the first worker is overdue."""
        first = min((worker.deadline for worker in self._workers), default=math.inf)
        if first == math.inf:
            raise RuntimeError("there is nothing to wait for")
        return max(0.0, first - time.monotonic())

    def _ready_pipes(self, seconds: float) -> set[int]:
        for worker in self._workers:
            self._poll.register(worker.orders, select.POLLOUT if worker.is_sending else 0)
        return {pipe for pipe, _ in self._poll.poll(math.ceil(seconds * 1000))}

    def _listen(self, worker: Worker[Task]) -> None:
        for answer in worker.listen():
            self._hear(answer)
        if worker.is_confused:
            self._end(worker, "its worker process sent nonsense")
        elif not worker.is_open:
            self._bury(worker)

    def _hear(self, answer: Answer[Task]) -> None:
        said = answer.payload.decode("utf-8", "replace") if answer.kind is not Kind.DONE else ""
        task = answer.errand.task
        if task is not None:
            failed = Failed(said or self._terms.too_much_memory())
            task.end(Done(answer.payload) if answer.kind is Kind.DONE else failed)
        elif answer.kind is Kind.BROKEN:
            raise FeedmillError(f"a worker process cannot load what it needs: {said}")
        else:
            self._lost_starts = 0

    def _end(self, worker: Worker[Task], why: str) -> None:
        suspect = worker.errands[0] if worker.errands else None
        worker.kill()
        self._bury(worker, suspect, why)

    def _bury(self, worker: Worker[Task], suspect: Errand[Task] | None = None, why: str = "") -> None:
        """
        See to what a worker leaves: its last answers, the errand that ended it, those it had not begun.

        The oldest errand is to blame, unless the worker left by itself, or was ended by us for
        another errand (*suspect*) whose answer came at the last moment after all.
        """
        code = worker.end()
        for answer in worker.last_words():
            self._hear(answer)
        self._dismiss(worker)
        if worker.errands and not worker.is_leaving and (not why or worker.errands[0] is suspect):
            self._blame(worker.errands.popleft(), why or self._terms.ended(code))
        self._left_behind += [errand.task for errand in worker.errands if errand.task is not None]

    def _blame(self, errand: Errand[Task], why: str) -> None:
        if errand.task is not None:
            errand.task.end(Failed(why))
            return
        self._lost_starts += 1
        if self._lost_starts >= _TRIES:
            raise FeedmillError(f"worker processes end before they are ready, {_TRIES} in a row: {why}")

    def _dismiss(self, worker: Worker[Task]) -> None:
        self._workers.remove(worker)
        self._poll.unregister(worker.answers)
        self._poll.unregister(worker.orders)
        worker.close()
