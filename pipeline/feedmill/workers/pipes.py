"""
Workers that may die: processes of our own, spoken to over pipes, replaced when they end.

    jobs ─ taken as workers have room ─ worker processes ─ results, in the order of the jobs
                                            │
                          died, hung, ate too much: one failed job, a new worker

A `ProcessPoolExecutor` loses every waiting job to one crash; here only the job in hand is lost, and
the caller says what stands in its place. Starts no threads. Knows nothing of what jobs do.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from types import TracebackType
from typing import Any, Self, TypeVar

from feedmill.workers.calls import Call, Done, Failed, Function, Outcome
from feedmill.workers.crew import Crew, Terms
from feedmill.workers.packing import pack, unpack

__all__ = ["PipeWorkers"]

In = TypeVar("In")
Out = TypeVar("Out")

#: Jobs per worker that may be taken while an earlier one is not done: so one slow job does not stop
#: the others at once, and memory stays bounded all the same.
_AHEAD = 16


class PipeWorkers:
    """
    A `Map` over *count* processes, each started when it is needed, and used for every later call.

    The *function* goes to a worker once, however many jobs and calls follow: what is the same for all
    jobs belongs into it (`functools.partial(digest, desk)`), and must not change while it is in use.
    Function, jobs and results must be picklable, and the function importable, so it cannot stand in
    `__main__`. Jobs are taken as workers have room: two at each, and at most 16 per worker beyond the
    result that is waited for. Time limits are watched while results are asked for. For one thread at a
    time; calls may be interleaved and left unfinished.

    Args:
        count: Processes, at least one.
        memory_bytes: Address space that a worker may take above what it has when warm; of this a job
            finds at least half free.
        cpu_seconds: CPU time of one job, rounded up to a whole second.
        wall_seconds: Time of one job, from its being begun.
        on_crash: Makes the result of a job that has none, from the job and a sentence without a full
            stop whose subject is the job: "it took more than 30 seconds".
        warm: Called once in each new process before its size is taken, to load what jobs load late.
            Without it the first job does so, within its limits.
        patience: Seconds that the owner waits for each worker until one more is started, which costs CPU
            time whatever it does then.
    """

    def __init__(
        self,
        count: int,
        *,
        memory_bytes: int,
        cpu_seconds: float,
        wall_seconds: float,
        on_crash: Callable[[Any, str], Any],
        warm: Callable[[], object] | None = None,
        patience: float = 0.0,
    ) -> None:
        self._most = _AHEAD * max(1, count)
        self._on_crash = on_crash
        self._function: Function | None = None
        self._is_closed = False
        self._crew = Crew(
            max(1, count),
            Terms(memory_bytes=memory_bytes, cpu_seconds=cpu_seconds, wall_seconds=wall_seconds),
            pack((memory_bytes, cpu_seconds, warm)),
            patience=patience,
        )

    def __call__(self, function: Callable[[In], Out], jobs: Iterable[In], /) -> Iterator[Out]:
        """
        Yield one result for each job, in order; a job that crashes has the one that *on_crash* makes.

        Raises:
            FeedmillError: No worker can be started, or none can load *function*.
        """
        call = Call(function=self._sendable(function), source=iter(jobs), most=self._most)
        return self._results(call)

    def __enter__(self) -> Self:
        """Give the workers; no process is started yet."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End all processes."""
        self.close()

    @property
    def started(self) -> int:
        """Give the number of processes started so far, the replaced ones too."""
        return self._crew.started

    def close(self) -> None:
        """End all processes at once, whatever they do."""
        self._is_closed = True
        self._crew.close()

    def _sendable(self, function: Callable[[Any], Any]) -> Function:
        """Pickle a function, unless it is the last one or pickles alike."""
        known = self._function
        if known is not None and known.function is function:
            return known
        payload = pack(function)
        if known is not None and known.payload == payload:
            self._function = replace(known, function=function)
        else:
            number = known.number + 1 if known is not None else 1
            self._function = Function(function=function, payload=payload, number=number)
        return self._function

    def _results(self, call: Call) -> Iterator[Any]:
        try:
            self._move(call, wait=False)
            while not call.is_done:
                if call.is_ready:
                    yield self._result(*call.give())
                self._move(call, wait=not call.is_ready and not call.is_done)
        finally:
            # What workers still do for it is thrown away when it comes.
            call.is_closed = True

    def _move(self, call: Call, *, wait: bool) -> None:
        """Hear what workers have to say, then give them what they have room for."""
        if self._is_closed:
            raise RuntimeError("these workers are closed")
        self._crew.turn(wait=wait)
        while self._crew.has_room():
            task = self._crew.take_left_behind() or call.take()
            if task is None:
                break
            self._crew.give(task)

    def _result(self, job: Any, outcome: Outcome) -> Any:
        match outcome:
            case Done(payload):
                try:
                    return unpack(payload)
                except Exception as error:  # noqa: BLE001 - a result of no use is a failed job
                    return self._on_crash(job, f"its result could not be read ({type(error).__name__})")
            case Failed(why):
                return self._on_crash(job, why)
            case _:
                raise outcome.error
