"""What worker processes are given to do in tests: good work, and every way to die of it."""

from __future__ import annotations

import ctypes
import gc
import os
import random
import signal
import sys
import time
from pathlib import Path
from typing import Any

from feedmill.digest import Desk, Job, digest
from feedmill.text.late import loading

__all__ = [
    "DEATHS",
    "Heavy",
    "Parcel",
    "burn",
    "collects_every",
    "digest_and_peak",
    "double",
    "double_late",
    "environment",
    "fill",
    "hang_after_note",
    "load_early",
    "load_late",
    "load_late_twice",
    "measure_parcel",
    "pause",
    "perform",
    "reserve",
    "use",
    "whoami",
    "withhold",
]

MEGABYTE = 1024 * 1024

_kept: list[bytearray] = []


class Parcel:
    """A job that is big, and can be watched."""

    def __init__(self, content: bytes) -> None:
        self.content = content


class Heavy:
    """What is the same for all jobs; it counts how often this process was given one."""

    arrivals = 0

    def __init__(self, name: str) -> None:
        self.name = name

    def __setstate__(self, state: dict[str, Any]) -> None:
        """Arrive in another process."""
        Heavy.arrivals += 1
        self.__dict__.update(state)


class Unloadable:
    """What can be sent, but not received."""

    def __setstate__(self, state: object) -> None:
        """Fail."""
        raise LookupError("no such thing here")

    def __getstate__(self) -> int:
        """Give something, so that it is set there."""
        return 1


def collects_every(_: object) -> int:
    """Give how many new objects the collector waits for."""
    return gc.get_threshold()[0]


def double(number: int) -> int:
    """Do a job."""
    return 2 * number


def load_early(megabytes: int) -> int:
    """Take memory as a document does, and give it back."""
    return len(bytearray(megabytes * MEGABYTE)) // MEGABYTE


def load_late(megabytes: int) -> int:
    """Take memory as a model does that is loaded late, and keep it."""
    with loading():
        _kept.append(bytearray(megabytes * MEGABYTE))
    return megabytes


def load_late_twice(megabytes: int) -> int:
    """Load something late that loads something late."""
    with loading():
        load_late(megabytes // 2)
        load_late(megabytes // 2)
    return megabytes


def double_late(number: int) -> int:
    """Do a job in a time that nobody can foresee."""
    time.sleep(random.Random(number).random() / 100)
    return 2 * number


def measure_parcel(parcel: Parcel) -> int:
    """Give the size of what came."""
    return len(parcel.content)


def use(heavy: Heavy, number: int) -> tuple[str, int, int]:
    """Give the name of what came before the job, how often it came, and the job."""
    return heavy.name, Heavy.arrivals, number


def use_unloadable(_thing: Unloadable, number: int) -> int:
    """Never be called."""
    return number


def whoami(_job: object) -> int:
    """Give the process in which this runs."""
    return os.getpid()


def environment(name: str) -> str | None:
    """Give what the process has of the owner's environment."""
    return os.environ.get(name)


def fill(size: int) -> bytes:
    """Give a big result."""
    return bytes(size)


def burn(seconds: float) -> float:
    """Use CPU time."""
    until = time.process_time() + seconds
    while time.process_time() < until:
        pass
    return seconds


def pause(seconds: float) -> float:
    """Take time, without using any."""
    time.sleep(seconds)
    return seconds


def withhold(size: int) -> int:
    """Keep memory for good, as a leak does."""
    _kept.append(bytearray(size))
    return size


def reserve() -> None:
    """Warm up with 200 MB."""
    withhold(200 * MEGABYTE)


def hang_after_note(folder: str) -> int:
    """Say which process this is, then compute in one C call, during which Python sees no signal."""
    (Path(folder) / str(os.getpid())).touch()
    return sum(range(10**12))


def perform(name: str) -> str:
    """Do good work, or die in the way that is named."""
    if name in DEATHS:
        DEATHS[name]()
    return name


def _segfault() -> None:
    ctypes.string_at(0)


def _kill_self() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _exit() -> None:
    os._exit(7)


def _leave() -> None:
    sys.exit(3)


def _fail() -> None:
    raise ValueError("https://user:secret@example.org/")


def _hog() -> None:
    bytearray(1024 * MEGABYTE)


def _hoard() -> None:
    many = []
    while True:
        many.append(bytearray(MEGABYTE))


def _spin() -> None:
    while True:
        pass


def _hang() -> None:
    time.sleep(3600)


def _babble() -> None:
    # The second argument of a worker is the pipe of its answers.
    os.write(int(sys.argv[2]), b"\xff" * 64)
    time.sleep(3600)


def _shut() -> None:
    os.close(int(sys.argv[2]))
    time.sleep(3600)


DEATHS = {
    "segfault": _segfault,
    "kill": _kill_self,
    "abort": os.abort,
    "exit": _exit,
    "leave": _leave,
    "fail": _fail,
    "hog": _hog,
    "hoard": _hoard,
    "spin": _spin,
    "hang": _hang,
    "babble": _babble,
    "shut": _shut,
}


def secret_result(_job: object) -> object:
    """Give what cannot be sent."""
    return lambda: None


def deep_result(_job: object) -> object:
    """Give what is too deep to be sent."""
    deep: list[Any] = []
    for _ in range(100_000):
        deep = [deep]
    return deep


class Trap:
    """A result that can be sent, but not read."""

    def __reduce__(self) -> tuple[Any, ...]:
        """Be made anew by a function that fails."""
        return double, ()


def trap_result(_job: object) -> Trap:
    """Give what cannot be read."""
    return Trap()


def digest_and_peak(desk: Desk, job: Job) -> int:
    """Digest a document; give the worker's peak resident size so far, in bytes, and throw the rest away."""
    digest(desk, job)
    # Not ru_maxrss: that begins with what the process that started this one held.
    said = Path("/proc/self/status").read_text("ascii")
    return int(said.split("VmHWM:")[1].split()[0]) * 1024
