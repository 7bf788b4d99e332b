"""
What runs in a worker process: take an order, answer it, until the owner goes.

Started by `process`, never imported by it. Heavy modules come only with the function that it is
given. It knows no job but the one in hand, and writes to nothing but its pipe.
"""

from __future__ import annotations

import fcntl
import gc
import os
import select
import signal
from collections.abc import Callable
from typing import Any

from feedmill.text.late import make_room
from feedmill.workers.frames import HEAD_SIZE, Kind, read_exactly, read_head, write_frame
from feedmill.workers.limits import Limits
from feedmill.workers.packing import pack, unpack

__all__ = ["DEAF_TO", "main"]

#: What is sent to a whole group of processes when the owner is asked to end. The owner may want to
#: finish its batch first; it ends its workers itself.
DEAF_TO = frozenset({signal.SIGINT, signal.SIGTERM, signal.SIGHUP})
#: New objects before the collector looks at them (Python's own: 700). A job makes thousands that are no
#: garbage; looking at those took 3 to 4 % of the CPU time of 160 documents (our own trial).
_COLLECT_EVERY = 20_000


def main(orders: int, answers: int, life: int) -> None:
    """Serve until the owner closes its end; never returns."""
    _prepare_signals()
    _die_with_owner(life)
    gc.set_threshold(_COLLECT_EVERY)
    try:
        _Child(orders, answers).serve()
    except (EOFError, BrokenPipeError):
        pass
    finally:
        # Nothing here is worth a tidy end, and the owner waits for it.
        os._exit(0)


class _Child:
    """A worker's own side: its pipes, its limits and the function that it was given."""

    def __init__(self, orders: int, answers: int) -> None:
        self._orders = orders
        self._answers = answers
        self._limits = Limits(memory_bytes=0, cpu_seconds=0)
        self._function: Callable[[Any], Any] = _no_function
        self._is_warm = False

    def serve(self) -> None:
        """Answer order after order; leave after an answer that is the last one."""
        last = False
        while not last:
            kind, _, length = read_head(read_exactly(self._orders, HEAD_SIZE))
            if kind is Kind.JOB:
                answer, payload, last = self._work(length)
            else:
                answer, payload = self._load(kind, length)
                last = answer is Kind.BROKEN
            write_frame(self._answers, answer, payload, last=last)

    def _load(self, kind: Kind, length: int) -> tuple[Kind, bytes]:
        """Take limits and warm-up, or a function: trusted code, so without limits."""
        self._limits.lift()
        payload = read_exactly(self._orders, length)
        try:
            loaded = unpack(payload)
            if kind is Kind.START:
                memory_bytes, cpu_seconds, warm = loaded
                self._limits = Limits(memory_bytes=memory_bytes, cpu_seconds=cpu_seconds)
                make_room(self._limits.lifted)
                if warm is not None:
                    warm()
                    self._is_warm = True
            else:
                self._function = loaded
        except BaseException as error:  # noqa: BLE001 - whatever it is, the owner must be told
            return Kind.BROKEN, f"{error!r} ({_place(error)})".encode("utf-8", "replace")
        if kind is Kind.START:
            self._limits.settle()
        else:
            self._limits.restore()
        return Kind.READY, b""

    def _work(self, length: int) -> tuple[Kind, bytes, bool]:
        """Do a job; leave after it if it ate the memory that the next one needs."""
        self._limits.begin()
        answer, payload, is_starved = _attempt(self._function, self._orders, length)
        if is_starved:
            return answer, payload, True
        if not self._is_warm:
            # Without a warm-up, what the first job loads is the base of those that follow.
            self._limits.settle()
            self._is_warm = True
        return answer, payload, self._limits.is_worn()


def _attempt(function: Callable[[Any], Any], orders: int, length: int) -> tuple[Kind, bytes, bool]:
    """Give the kind and payload of a job's answer, and whether memory ran out."""
    try:
        payload = read_exactly(orders, length)
    except MemoryError:
        return Kind.FAILED, b"", True
    step = "it could not be read by its worker: "
    try:
        job = unpack(payload)
        # The job holds a document of its own now; of a large one, twice is what memory has no room for.
        payload = bytearray()
        step = ""
        result = function(job)
        step = "its result could not be sent: "
        return Kind.DONE, pack(result), False
    except MemoryError:
        return Kind.FAILED, b"", True
    except BaseException as error:  # noqa: BLE001 - one bad job is one failed job
        return Kind.FAILED, f"{step}it raised {type(error).__name__} ({_place(error)})".encode(), False


def _place(error: BaseException) -> str:
    """Name where it was raised. Not what it says: that may hold an address with a password."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    if trace is None:
        return "unknown place"
    name = trace.tb_frame.f_code.co_filename.rpartition("/")[2]
    return f"{name}, line {trace.tb_lineno}"


def _prepare_signals() -> None:
    """Be deaf to what ends the owner's group; let the limits and the owner's end kill, whoever started us."""
    signal.pthread_sigmask(signal.SIG_SETMASK, DEAF_TO)
    for name in (signal.SIGXCPU, signal.SIGIO):
        signal.signal(name, signal.SIG_DFL)


def _die_with_owner(life: int) -> None:
    """
    Have the system end this process, even in the midst of a job, when the owner's end of *life* closes.

    Nothing is ever written to it. The signal is SIGIO, which kills on Linux (fcntl(2), O_ASYNC);
    PR_SET_PDEATHSIG would fire when the *thread* that started this process ends (prctl(2)). Elsewhere
    an idle worker sees its pipe end, and a busy one runs into its limit of CPU time.
    """
    fcntl.fcntl(life, fcntl.F_SETOWN, os.getpid())
    fcntl.fcntl(life, fcntl.F_SETFL, fcntl.fcntl(life, fcntl.F_GETFL) | os.O_ASYNC)
    watch = select.poll()
    watch.register(life, 0)
    if watch.poll(0):
        # It ended before anybody listened.
        os._exit(0)


def _no_function(_job: Any) -> Any:
    raise RuntimeError("a job came before its function")
