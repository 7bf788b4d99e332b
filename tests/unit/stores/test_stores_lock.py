"""One run at a time, whatever becomes of it."""

from __future__ import annotations

import os
import signal
import stat
from pathlib import Path

import pytest

from feedmill.errors import LockHeld, StorageError
from feedmill.stores.lock import FileLock


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Give the path of a lock in a folder that is not there yet."""
    return tmp_path / "var" / "feedmill.lock"


def held_by_child(path: Path) -> int:
    """Let a child take the lock and keep it; give its process id."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        with FileLock(path):
            os.write(writing, b".")
            signal.pause()
        os._exit(0)
    os.close(writing)
    assert os.read(reading, 1) == b"."
    os.close(reading)
    return child


def test_the_lock_is_taken_and_given_back(path: Path) -> None:
    """It makes its folder and may be taken again after it was given back, by whichever object."""
    lock = FileLock(path)
    with lock:
        assert str(os.getpid()) == path.read_text()
    with lock, pytest.raises(LockHeld):
        FileLock(path).__enter__()
    with FileLock(str(path)):
        assert path.exists()


def test_a_held_lock_is_refused_at_once(path: Path) -> None:
    """Whoever comes second is told who holds it, and where."""
    child = held_by_child(path)
    try:
        with pytest.raises(LockHeld, match=rf"\(process {child}\) holds the lock .*feedmill\.lock"):
            FileLock(path).__enter__()
    finally:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)


def test_a_kill_frees_the_lock(path: Path) -> None:
    """The system gives back the lock of a process that was killed; the file that stays means nothing."""
    child = held_by_child(path)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)

    with FileLock(path):
        assert str(os.getpid()) == path.read_text()


def test_children_do_not_hold_it(path: Path) -> None:
    """A forked child that lives on when its parent lets go does not keep the lock, nor can it free it."""
    reading, writing = os.pipe()
    lock = FileLock(path)
    with lock:
        child = os.fork()
        if child == 0:
            lock.__exit__(None, None, None)
            os.write(writing, b".")
            signal.pause()
            os._exit(0)
        assert os.read(reading, 1) == b"."
        with pytest.raises(LockHeld):
            FileLock(path).__enter__()
    try:
        with FileLock(path):
            assert path.exists()
    finally:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        os.close(reading)
        os.close(writing)


def test_a_lock_is_not_taken_twice_by_one_object(path: Path) -> None:
    """An object that holds its lock says so instead of waiting for itself."""
    with FileLock(path) as lock, pytest.raises(LockHeld, match="this run holds the lock"):
        lock.__enter__()


def test_an_error_gives_it_back(path: Path) -> None:
    """A run that ends by an error has given the lock back."""
    with pytest.raises(ValueError, match="x"), FileLock(path):
        raise ValueError("x")
    with FileLock(path):
        assert path.exists()


def test_programs_do_not_inherit_it(path: Path) -> None:
    """The file is closed in a program that is started."""
    with FileLock(path) as lock:
        assert lock._file is not None
        assert not os.get_inheritable(lock._file)


def test_a_lock_without_a_holders_name(path: Path) -> None:
    """A file that holds something else is told of without a process id."""
    with FileLock(path):
        path.write_text("not a number")
        with pytest.raises(LockHeld, match="another run holds the lock"):
            FileLock(path).__enter__()


def test_a_lock_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    """A folder in its place, or a file in its folder's, is an error about the path."""
    (tmp_path / "file").write_text("")

    for path in (tmp_path, tmp_path / "file" / "feedmill.lock"):
        with pytest.raises(StorageError, match=r"the lock .* cannot be made"):
            FileLock(path).__enter__()


def test_the_lock_is_readable_by_others(path: Path) -> None:
    """Its file is written by its owner alone."""
    with FileLock(path):
        assert not stat.S_IMODE(path.stat().st_mode) & 0o022
