"""
A folder as shelf.

A file appears under its name whole or not at all: it is written beside, flushed to the disk, and
renamed (the order that survives a power cut: write, fsync, rename, fsync of the folder). Files
whose bytes are the same are not touched, so web servers see no change. Beside each lies a gzip copy,
which web servers hand out as it is. Nothing outside the folder
is ever written, nor anything through a symlink inside it; the folder itself may be one.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from feedmill.errors import PublishError
from feedmill.shelf.packed import TRAILER_BYTES, pack, trailer
from feedmill.shelf.paths import checked

__all__ = ["LocalShelf"]

#: Readable for web servers; the umask of the operator still takes away.
_MODE = 0o644
#: Ends the names of packed copies; nothing published ends so.
_PACKED = ".gz"
_LEFTOVER = ".feedmill-*.tmp"
#: What the operator can do about errors that are foreseen.
_REMEDIES = {
    errno.EACCES: "give this user the right to write there",
    errno.EDQUOT: "free some space or raise the quota",
    errno.EFBIG: "raise the limit on file sizes",
    errno.EIO: "check the disk",
    errno.EISDIR: "move away the folder that has its name",
    errno.EMFILE: "raise the limit on open files",
    errno.ENOSPC: "free some space",
    errno.ENOTDIR: "move away the file that stands where a folder must be",
    errno.EEXIST: "move away the file that stands where a folder must be",
    errno.EPERM: "give this user the right to write there",
    errno.EROFS: "mount it writable or publish to another folder",
}


class LocalShelf:
    """Published files in a folder, which is made when the first file is put there."""

    def __init__(self, folder: Path, *, gzip: bool = False) -> None:
        """Use *folder*; touch nothing yet. With *gzip*, a packed copy lies beside every file."""
        self._folder = folder
        self._gzip = gzip
        self._swept = False
        #: Folders whose listing is not yet known to be on the disk.
        self._touched: set[Path] = set()

    def put(self, path: str, content: bytes) -> bool:
        """
        Make *path* hold *content*; say whether anything was written.

        Raises:
            PublishError: The shelf cannot be written; what lay there before is unharmed.
        """
        target = self._folder / checked(path)
        with _told(target):
            self._sweep()
            self._refuse_escape(target)
            self._make_folder(target.parent)
            is_there = not target.is_symlink() and _holds(target, content)
            if not is_there:
                _replace(target, content)
            is_kept = self._keep_copy(target, content)
            if is_there and is_kept:
                return False
            self._touched.add(target.parent)
        return True

    def read(self, path: str) -> bytes | None:
        """Give what lies at *path*, None if nothing does."""
        target = self._folder / checked(path)
        with _told(target, "read"):
            try:
                return target.read_bytes()
            except (FileNotFoundError, IsADirectoryError, NotADirectoryError):
                return None

    def exists(self, path: str) -> bool:
        """Say whether a file lies at *path*, with its packed copy where there is to be one."""
        target = self._folder / checked(path)
        return target.is_file() and (not self._gzip or _beside(target).is_file())

    def names(self, suffix: str) -> tuple[str, ...]:
        """List top-level files with this suffix, sorted."""
        with _told(self._folder, "read"):
            try:
                entries = [entry.name for entry in self._folder.iterdir() if entry.is_file()]
            except FileNotFoundError:
                return ()
        return tuple(
            sorted(
                name
                for name in entries
                if name.endswith(suffix) and not name.startswith(".") and not name.endswith(_PACKED)
            )
        )

    def remove(self, path: str) -> bool:
        """Take *path* away; say whether it was there."""
        target = self._folder / checked(path)
        with _told(target, "removed"):
            self._refuse_escape(target)
            # Both in any case: the copy of a file that is gone would be served in its place.
            there = [_unlink(target), _unlink(_beside(target))]
            if any(there):
                self._touched.add(target.parent)
        return there[0]

    def sync(self) -> None:
        """Make everything put so far survive a power cut, and sweep up what a killed run left."""
        with _told(self._folder):
            self._sweep()
            for folder in sorted(self._touched):
                _sync_folder(folder)
            self._touched.clear()

    def _keep_copy(self, target: Path, content: bytes) -> bool:
        """
        See to the packed copy of a file; say whether it was right already.

        It is as old as its file (https://nginx.org/en/docs/http/ngx_http_gzip_static_module.html).
        """
        beside = _beside(target)
        if not self._gzip:  # one of a time when it was wanted would be served in the file's place
            return not _unlink(beside)
        if _is_copy(beside, content):
            return True
        _replace(beside, pack(content))
        age = target.stat().st_mtime_ns
        os.utime(beside, ns=(age, age))
        return False

    def _sweep(self) -> None:
        """Remove temporary files of killed runs, once; the run's lock says that nobody else writes now."""
        if self._swept:
            return
        self._swept = True
        for leftover in [*self._folder.glob(_LEFTOVER), *self._folder.glob(f"*/{_LEFTOVER}")]:
            with suppress(OSError):  # not ours to remove, or gone already; it harms nobody
                leftover.unlink()

    def _make_folder(self, folder: Path) -> None:
        """Make a folder and those above it that are missing; their own folders have changed then."""
        missing = [place for place in (folder, *folder.parents) if not place.exists()]
        folder.mkdir(parents=True, exist_ok=True)
        self._touched.update(place.parent for place in missing)

    def _refuse_escape(self, target: Path) -> None:
        """Refuse to follow a symlinked folder inside the shelf."""
        real = target.parent.resolve()
        if real != self._folder.resolve() / target.parent.relative_to(self._folder):
            raise PublishError(
                f"{target} cannot be written: its folder is a symlink to {real}, and a shelf never "
                "leaves its own folder; replace the symlink with a folder"
            )


def _beside(target: Path) -> Path:
    """Give where the packed copy of a file lies."""
    return target.with_name(target.name + _PACKED)


def _unlink(target: Path) -> bool:
    """Take a file away; say whether it was there."""
    try:
        target.unlink()
    except (FileNotFoundError, NotADirectoryError):
        return False
    return True


def _is_copy(beside: Path, content: bytes) -> bool:
    """Say whether a packed file is one of *content*, by its last bytes, so that nothing is packed."""
    if beside.is_symlink():
        return False
    try:
        with beside.open("rb") as file:
            file.seek(-TRAILER_BYTES, os.SEEK_END)
            return file.read() == trailer(content)
    except OSError:  # not there, too short, or what the writing that follows will tell
        return False


def _holds(target: Path, content: bytes) -> bool:
    """Say whether the file has these bytes; one of another length is not read."""
    try:
        return target.stat().st_size == len(content) and target.read_bytes() == content
    except FileNotFoundError:
        return False


def _replace(target: Path, content: bytes) -> None:
    """Write beside, flush, rename; leave no trace of a failure."""
    # One process publishes at a time, and a name left by a killed one was swept.
    beside = target.parent / f".feedmill-{os.getpid()}.tmp"
    try:
        descriptor = os.open(
            beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, _MODE
        )
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(target)
    except BaseException:  # a signal in mid-write must not leave the file either
        with suppress(OSError):
            beside.unlink()
        raise


def _sync_folder(folder: Path) -> None:
    """Flush a folder's listing: without it a power cut may undo a rename."""
    try:
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    except FileNotFoundError:  # taken away since; there is no listing to keep
        return
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def _told(target: Path, what: str = "written") -> Iterator[None]:
    """Tell an error of the system in one sentence, with what can be done about it."""
    try:
        yield
    except OSError as error:
        remedy = _REMEDIES.get(error.errno or 0, "look into it and run again")
        reason = (error.strerror or str(error)).lower()
        raise PublishError(f"{target} cannot be {what}: {reason}; {remedy}") from error
