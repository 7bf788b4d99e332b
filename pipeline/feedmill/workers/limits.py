"""
What a worker process may use, set by the process for itself: address space and CPU time.

The limits are soft ones, so that they can be lifted while trusted code is loaded; a document
cannot lift them. Wall time is not limited here: a process that hangs cannot watch itself, so its
owner does.
"""

from __future__ import annotations

import gc
import os
import resource
import time
from collections.abc import Iterator
from contextlib import contextmanager

__all__ = ["Limits"]


class Limits:
    """
    The limits of this process.

    Where there is no /proc (not Linux), the size of a process is unknown, and memory is not limited.
    """

    def __init__(self, *, memory_bytes: int, cpu_seconds: float) -> None:
        self._memory = memory_bytes
        self._cpu = cpu_seconds
        self._base = self._before = 0
        self._is_lifted = False
        self._hard_cpu = resource.getrlimit(resource.RLIMIT_CPU)[1]
        self._hard_memory = resource.getrlimit(resource.RLIMIT_AS)[1]
        try:
            self._sizes = os.open("/proc/self/statm", os.O_RDONLY | os.O_CLOEXEC)
        except OSError:
            self._sizes = -1
        # A crash is told by its signal; a core of a hundred megabytes for each would fill the disk.
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))

    def lift(self) -> None:
        """Allow all memory, as for loading a function."""
        self._is_lifted = True
        self._before = self._size()
        resource.setrlimit(resource.RLIMIT_AS, (self._hard_memory, self._hard_memory))

    def restore(self) -> None:
        """Limit memory again; what was loaded since `lift` belongs to the base, what jobs left does not."""
        self._set_base(self._base + max(0, self._size() - self._before))

    @contextmanager
    def lifted(self) -> Iterator[None]:
        """Lift the limit of memory while something of ours is loaded, in the midst of a job if need be."""
        if self._is_lifted:
            yield
            return
        self.lift()
        try:
            yield
        finally:
            self.restore()

    def settle(self) -> None:
        """Take the size of now as the base, and allow *memory_bytes* above it."""
        # What is loaded stays loaded: the collector need not look at it again after each job.
        gc.collect()
        gc.freeze()
        self._set_base(self._size())

    def begin(self) -> None:
        """
        Allow *cpu_seconds* from now on, in whole seconds, rounded up.

        RLIMIT_CPU counts the whole life of a process, so it is moved on for each job.
        """
        soft = int(time.process_time() + self._cpu) + 1
        resource.setrlimit(resource.RLIMIT_CPU, (_at_most(soft, self._hard_cpu), self._hard_cpu))

    def is_worn(self) -> bool:
        """Say whether earlier jobs have left less than half of the memory to the next one."""
        if self._size() <= self._base + self._memory // 2:
            return False
        gc.collect()
        return self._size() > self._base + self._memory // 2

    def _set_base(self, size: int) -> None:
        self._base = size
        self._is_lifted = False
        if size:
            soft = _at_most(size + self._memory, self._hard_memory)
            resource.setrlimit(resource.RLIMIT_AS, (soft, self._hard_memory))

    def _size(self) -> int:
        """Give the address space in use, in bytes; 0 if it is unknown."""
        if self._sizes < 0:
            return 0
        pages = os.pread(self._sizes, 64, 0).split(maxsplit=1)[0]
        return int(pages) * resource.getpagesize()


def _at_most(wanted: int, hard: int) -> int:
    return wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
