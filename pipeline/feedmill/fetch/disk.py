"""
Seed folders: every text file below a folder, read whole and with suspicion.

Opens nothing but regular files (a FIFO would hang, a device may do anything), follows no symbolic
link inside the folder, reads at most a limit of each file. Does not read what the files say.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from feedmill.model import Answer, Document, Fetched, FetchError, Problem, Request

__all__ = ["DiskFetcher"]

#: What is taken for a seed, and what it is.
TYPES = {".txt": "text/plain", ".md": "text/markdown", ".html": "text/html", ".htm": "text/html"}
CODE = "seed-unreadable"
#: Folders one within another. Walking holds a file and a call within a call open for each; both run out.
MAX_DEPTH = 64
#: Should a file turn into a link or a FIFO after it was looked at: not followed, not waited for.
_FLAGS = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC


class DiskFetcher:
    """Fetch seed folders; *max_bytes* bounds each file."""

    def __init__(self, max_bytes: int) -> None:
        self._max_bytes = max_bytes

    def __call__(self, requests: Sequence[Request]) -> Iterator[Answer]:
        """Yield, for each folder, its files in the order of their names, or why it cannot be read."""
        for request in requests:
            try:
                yield self._folder(request)
            except OSError as error:
                yield FetchError(
                    source=request.source,
                    url=request.url,
                    code=CODE,
                    message=f"the seed folder cannot be read ({_why(error)}); mend it or the source's path",
                )

    def _folder(self, request: Request) -> Fetched:
        found = _Found()
        # The folder itself may be a link: that is the operator's own choice.
        top = os.path.realpath(request.url, strict=True)
        if not stat.S_ISDIR(os.stat(top).st_mode):  # noqa: PTH116 -- one style for all calls here
            raise NotADirectoryError(0, "it is not a folder")
        for folder, folders, files, descriptor in os.fwalk(top, onerror=found.skip_folder):
            inside = os.path.relpath(folder, top)
            folders[:] = [name for name in folders if _is_seed_name(name)]
            if inside.count("/") + 1 >= MAX_DEPTH and folders:
                found.leave_out(inside, f"folders nest deeper than {MAX_DEPTH} here; move them up")
                folders.clear()
            found.look_at(inside, folders, files, descriptor)
            for name in filter(_is_seed_name, files):
                if _suffix(name) in TYPES:
                    self._file(found, os.path.normpath(f"{inside}/{name}"), name, descriptor)
        return Fetched(
            source=request.source,
            url=request.url,
            documents=tuple(sorted(found.documents, key=lambda document: document.name)),
            # Only a folder that is known through and through says of a file that it is gone.
            complete=found.anything and not found.unknown,
            problems=tuple(sorted(found.problems, key=lambda problem: problem.where)),
        )

    def _file(self, found: _Found, path: str, name: str, folder: int) -> None:
        try:
            body = self._read(name, folder)
        except _Unusable as reason:
            found.refuse(path, str(reason))
        except OSError as error:
            found.refuse(path, f"it cannot be read ({_why(error)}); make it readable")
        else:
            found.documents.append(Document(name=_shown(path), body=body, content_type=TYPES[_suffix(name)]))

    def _read(self, name: str, folder: int) -> bytes:
        status = os.stat(name, dir_fd=folder, follow_symlinks=False)
        _refuse_odd(status)
        # What says that it is too large need not be read; what says nothing true is cut off below.
        if status.st_size > self._max_bytes:
            raise self._too_large()
        descriptor = os.open(name, _FLAGS, dir_fd=folder)
        with open(descriptor, "rb") as file:  # noqa: PTH123 -- a descriptor, not a path
            _refuse_odd(os.fstat(descriptor))
            body = file.read(self._max_bytes + 1)
        if len(body) > self._max_bytes:
            raise self._too_large()
        return body

    def _too_large(self) -> _Unusable:
        limit = f"{self._max_bytes:,} bytes"
        return _Unusable(f"it is larger than {limit}; shorten it or raise [fetch] max_bytes")


@dataclass(slots=True)
class _Found:
    """What a walk has met so far."""

    documents: list[Document] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    #: Some visible name lies in the folder.
    anything: bool = False
    #: A part of the folder could not be listed.
    unknown: bool = False

    def look_at(self, inside: str, folders: Sequence[str], files: Sequence[str], descriptor: int) -> None:
        """Note whether anything lies here, and the folders that are links."""
        self.anything = self.anything or bool(folders) or any(not name.startswith(".") for name in files)
        for name in folders:
            if stat.S_ISLNK(os.stat(name, dir_fd=descriptor, follow_symlinks=False).st_mode):
                where = os.path.normpath(f"{inside}/{name}")
                self.leave_out(where, "it is a symbolic link; put a folder here")

    def skip_folder(self, error: OSError) -> None:
        """Note a folder that cannot be listed."""
        where = os.path.basename(os.fsdecode(error.filename or ""))  # noqa: PTH119 -- names may hold odd bytes
        self.leave_out(where, f"the folder cannot be read ({_why(error)}); make it readable")

    def leave_out(self, path: str, reason: str) -> None:
        """Note why a folder was not walked; what it holds is unknown then."""
        self.unknown = True
        self.refuse(path, reason)

    def refuse(self, path: str, reason: str) -> None:
        """Note why a file or folder was left out."""
        self.problems.append(Problem(code=CODE, message=f"{_shown(path)}: {reason}", where=_shown(path)))


class _Unusable(Exception):
    """A file that is no seed."""


def _refuse_odd(status: os.stat_result) -> None:
    if stat.S_ISLNK(status.st_mode):
        raise _Unusable("it is a symbolic link; put a copy of the text here")
    if not stat.S_ISREG(status.st_mode):
        raise _Unusable("it is no regular file; put a copy of the text here")


def _is_seed_name(name: str) -> bool:
    return not name.startswith((".", "_")) and not name.startswith("README")


def _suffix(name: str) -> str:
    return os.path.splitext(name)[1].lower()  # noqa: PTH122 -- names may hold odd bytes


def _shown(path: str) -> str:
    """Give a path that can be printed and stored, whatever bytes its names hold."""
    return os.fsencode(path).decode("utf-8", "replace").replace(os.sep, "/")


def _why(error: OSError) -> str:
    return (error.strerror or type(error).__name__).lower()
