"""
One run at a time.

A lock on an open file (flock), so that the system frees it when its process dies, however it
dies. The file stays where it is: removing it would let two runs lock two files of one name.
"""

from __future__ import annotations

import fcntl
import os
from pathlib import Path
from types import TracebackType
from typing import Self

from feedmill.errors import LockHeld, StorageError

__all__ = ["FileLock"]

#: Files that are locked now, for `_let_go`.
_open_files: set[int] = set()


class FileLock:
    """The lock that lies at a path; not for network file systems, where flock may mean nothing."""

    def __init__(self, path: Path | str) -> None:
        """Mean the file at *path*, which is made with its folder when the lock is taken."""
        self._path = Path(path)
        self._file: int | None = None

    def __enter__(self) -> Self:
        """
        Take the lock.

        Raises:
            LockHeld: Another run has it, or this object has.
            StorageError: The file cannot be made.
        """
        if self._file in _open_files:
            raise LockHeld(f"this run holds the lock {self._path} already")
        file = _open(self._path)
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = _holder(file)
            os.close(file)
            raise LockHeld(f"another run{holder} holds the lock {self._path}; wait until it ends") from None
        except OSError as error:
            os.close(file)
            raise StorageError(f"the lock {self._path} cannot be taken: {error.strerror}") from error
        _sign(file)
        self._file = file
        _open_files.add(file)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Give it back."""
        file, self._file = self._file, None
        # In a forked child it is closed already, and its number may be another file's.
        if file in _open_files:
            _open_files.discard(file)
            os.close(file)


def _open(path: Path) -> int:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    except OSError as error:
        message = f"the lock {path} cannot be made ({error.strerror}); check the folder and its permissions"
        raise StorageError(message) from error


def _sign(file: int) -> None:
    """Leave our process id for whoever finds the lock taken; a full disk is no reason to fail."""
    try:
        os.ftruncate(file, 0)
        os.pwrite(file, str(os.getpid()).encode(), 0)
    except OSError:
        return


def _holder(file: int) -> str:
    number = os.pread(file, 20, 0)
    return f" (process {int(number)})" if number.isdigit() else ""


def _let_go() -> None:
    """Close the files in a forked child: it would keep the lock when its parent is killed."""
    while _open_files:
        os.close(_open_files.pop())


os.register_at_fork(after_in_child=_let_go)
