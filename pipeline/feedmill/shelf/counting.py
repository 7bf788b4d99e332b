"""
A shelf for dry runs: it compares and counts, and never writes.

What is "put" on it can be read again, so that a run does the same on it as on a real one.
"""

from __future__ import annotations

from feedmill.shelf.base import Shelf
from feedmill.shelf.paths import checked

__all__ = ["CountingShelf"]


class CountingShelf:
    """What a run would write to *shelf*, which is only read."""

    def __init__(self, shelf: Shelf) -> None:
        """Stand before *shelf*."""
        self._shelf = shelf
        #: What was put, None for what was removed.
        self._changes: dict[str, bytes | None] = {}
        self.written = 0
        self.unchanged = 0
        self.removed = 0

    def put(self, path: str, content: bytes) -> bool:
        """Say whether *path* would be written; a PublishError for a path that no shelf takes."""
        if self.read(path) == content:
            self.unchanged += 1
            return False
        self._changes[path] = content
        self.written += 1
        return True

    def read(self, path: str) -> bytes | None:
        """Give what would lie at *path*, None if nothing would."""
        if checked(path) in self._changes:
            return self._changes[path]
        return self._shelf.read(path)

    def exists(self, path: str) -> bool:
        """Say whether a file would lie at *path*."""
        if checked(path) in self._changes:
            return self._changes[path] is not None
        return self._shelf.exists(path)

    def names(self, suffix: str) -> tuple[str, ...]:
        """List top-level files that would be there with this suffix, sorted."""
        names = set(self._shelf.names(suffix))
        for path, content in self._changes.items():
            if "/" not in path and path.endswith(suffix):
                (names.discard if content is None else names.add)(path)
        return tuple(sorted(names))

    def remove(self, path: str) -> bool:
        """Say whether *path* would be taken away."""
        if not self.exists(path):
            return False
        self._changes[path] = None
        self.removed += 1
        return True

    def sync(self) -> None:
        """Nothing was written, so there is nothing to keep."""
