"""
One worker process as its owner sees it: started, given orders, listened to, ended.

Nothing here waits for a worker but its end: both pipes are non-blocking, so a worker that hangs, or
sends half an answer, holds up nobody. What orders mean, and what a failed one leads to, is not known.
"""

from __future__ import annotations

import fcntl
import json
import math
import os
import signal
import subprocess
import sys
import time
from collections import deque
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

from feedmill.workers.child import DEAF_TO
from feedmill.workers.frames import HEAD_SIZE, Kind, head, read_head

__all__ = ["Answer", "Errand", "Worker"]

Task = TypeVar("Task")

#: Bytes that a pipe holds, where the system allows it: two usual documents.
_PIPE_SIZE = 256 * 1024

#: Seconds from saying that it leaves to its end.
_LEAVE_SECONDS = 5.0

#: The path comes first, so that modules are found where the owner finds them; -P keeps the folder in
#: which we stand out of it. A process of its own: `__main__` is not run again.
_CODE = (
    "import json, sys; sys.path[:] = json.loads(sys.argv.pop()); "
    "from feedmill.workers.child import main; main(*map(int, sys.argv[1:]))"
)

#: Of the environment only this goes to a process that reads other people's documents: no secret does.
_ENVIRONMENT = (
    "HOME",
    "LANG",
    "LC_",
    "LD_",
    "MALLOC_",
    "OMP_",
    "OPENBLAS_",
    "PATH",
    "PYTHON",
    "TMPDIR",
    "TZ",
)

#: What it gets beside that, where the operator says nothing else.
_DEFAULTS = {
    # One core is one worker's share; and threads of a library reserve memory by the hundred megabytes.
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    # glibc gives memory back to the system after every job otherwise, and gets it again for the next
    # (mallopt(3)): 110 against 41 microseconds of a worker's CPU time for a job that does nothing.
    "MALLOC_MMAP_THRESHOLD_": str(1024 * 1024),
    "MALLOC_TRIM_THRESHOLD_": str(8 * 1024 * 1024),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Errand(Generic[Task]):
    """An order that waits for its answer; `task` is None for what is no job."""

    task: Task | None
    #: Seconds that it may take.
    limit: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer(Generic[Task]):
    """What a worker said to an errand."""

    errand: Errand[Task]
    kind: Kind
    payload: bytes


class Worker(Generic[Task]):
    """
    One process, with the errands that it has not answered, oldest first.

    Raises:
        OSError: The system starts no further process.
    """

    def __init__(self) -> None:
        self.errands: deque[Errand[Task]] = deque()
        #: Which function it was given last.
        self.function = 0
        #: It said that it leaves: what it has not answered is not its fault.
        self.is_leaving = False
        #: Its pipe of answers has not come to an end.
        self.is_open = True
        #: It sent what is no answer; nothing that follows is read.
        self.is_confused = False
        self._touched = 0.0
        self._inbox = bytearray()
        self._outbox: deque[tuple[Errand[Task], memoryview]] = deque()
        self._process, self.orders, self.answers, self._life = _start()

    @property
    def jobs(self) -> int:
        """Give the number of jobs that it has not answered."""
        return sum(errand.task is not None for errand in self.errands)

    @property
    def is_sending(self) -> bool:
        """Say whether something waits for room in the pipe of orders."""
        return bool(self._outbox)

    @property
    def deadline(self) -> float:
        """Give the monotonic time when its oldest errand, or its leaving, is overdue."""
        if self.errands:
            return self._touched + self.errands[0].limit
        return self._touched + _LEAVE_SECONDS if self.is_leaving else math.inf

    def order(self, kind: Kind, payload: bytes, errand: Errand[Task]) -> None:
        """Send an order, now or as soon as the pipe has room."""
        self.errands.append(errand)
        self._outbox.append((errand, memoryview(head(kind, len(payload)) + payload)))
        self.flush()

    def flush(self) -> None:
        """Write what the pipe takes."""
        try:
            while self._outbox:
                self._forward(*self._outbox[0])
        except BlockingIOError:
            pass
        except BrokenPipeError:
            # It has ended, as the other pipe will tell.
            self._outbox.clear()

    def listen(self) -> list[Answer[Task]]:
        """Read once; give the answers that are whole now."""
        chunk = self._read()
        if chunk:
            self._touched = time.monotonic()
            self._inbox += chunk
        return self._whole_answers()

    def last_words(self) -> list[Answer[Task]]:
        """Read what is left, after its end."""
        while chunk := self._read():
            self._inbox += chunk
        return self._whole_answers()

    def kill(self) -> None:
        """End it at once."""
        self._process.kill()

    def end(self) -> int | None:
        """Wait for its end; give its exit code or minus its signal, None if it had to be ended here."""
        try:
            # Its pipe closes a moment before it has ended, and how it ended must be known.
            return self._process.wait(timeout=1.0)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
            return None

    def close(self) -> None:
        """Give the pipes back; only after its end."""
        for pipe in (self.orders, self.answers, self._life):
            os.close(pipe)

    def _forward(self, errand: Errand[Task], rest: memoryview) -> None:
        sent = os.write(self.orders, rest)
        # A worker's time begins when it has its order, not while the order waits behind another.
        if errand is self.errands[0]:
            self._touched = time.monotonic()
        if sent == len(rest):
            self._outbox.popleft()
        else:
            self._outbox[0] = (errand, rest[sent:])

    def _read(self) -> bytes:
        """Give what is there; nothing may be the end, or not."""
        try:
            chunk = os.read(self.answers, _PIPE_SIZE)
        except BlockingIOError:
            return b""
        self.is_open = bool(chunk)
        return chunk

    def _whole_answers(self) -> list[Answer[Task]]:
        answers: list[Answer[Task]] = []
        while len(self._inbox) >= HEAD_SIZE and not self.is_confused:
            try:
                kind, last, length = read_head(self._inbox)
            except ValueError:
                kind, last, length = None, False, 0
            if kind is None or not self.errands:
                # What came before it is good all the same.
                self.is_confused = True
                break
            end = HEAD_SIZE + length
            if len(self._inbox) < end:
                break
            with memoryview(self._inbox) as view:
                payload = bytes(view[HEAD_SIZE:end])
            del self._inbox[:end]
            self.is_leaving = self.is_leaving or last
            answers.append(Answer(errand=self.errands.popleft(), kind=kind, payload=payload))
        return answers


def _start() -> tuple[subprocess.Popen[bytes], int, int, int]:
    """Start a process; give it with our ends of its pipes: orders, answers, life."""
    pipes: list[int] = []
    try:
        for _ in range(3):
            pipes += os.pipe()
        their_orders, orders, answers, their_answers, their_life, life = pipes
        for pipe in (orders, answers):
            os.set_blocking(pipe, False)
            with suppress(AttributeError, OSError):
                fcntl.fcntl(pipe, fcntl.F_SETPIPE_SZ, _PIPE_SIZE)
        process = _spawn((their_orders, their_answers, their_life))
    except BaseException:
        for pipe in pipes:
            os.close(pipe)
        raise
    for pipe in (their_orders, their_answers, their_life):
        os.close(pipe)
    return process, orders, answers, life


def _spawn(pipes: tuple[int, int, int]) -> subprocess.Popen[bytes]:
    """Start the interpreter, deaf from its first breath to what is sent to the owner's group."""
    path = json.dumps([str(entry or Path.cwd()) for entry in sys.path])
    heard = signal.pthread_sigmask(signal.SIG_BLOCK, DEAF_TO)
    try:
        return subprocess.Popen(  # noqa: S603 - this interpreter, this code
            [sys.executable, "-P", "-c", _CODE, *map(str, pipes), path],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            pass_fds=pipes,
            env=_environment(),
        )
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, heard)


def _environment() -> dict[str, str]:
    return _DEFAULTS | {name: value for name, value in os.environ.items() if name.startswith(_ENVIRONMENT)}
