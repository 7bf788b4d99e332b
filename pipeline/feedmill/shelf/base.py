"""Where published files lie. Paths are relative, "/"-separated, checked by the shelf."""

from __future__ import annotations

from typing import Protocol

__all__ = ["Shelf"]


class Shelf(Protocol):
    """Put bytes where they are served: whole or not at all, and only if they changed."""

    def put(self, path: str, content: bytes) -> bool:
        """
        Make *path* hold *content*; say whether anything was written.

        Raises:
            PublishError: The shelf cannot be written; what lay there before is unharmed.
        """
        ...

    def read(self, path: str) -> bytes | None:
        """Give what lies at *path*, None if nothing does."""
        ...

    def exists(self, path: str) -> bool:
        """Say whether a file lies at *path*."""
        ...

    def names(self, suffix: str) -> tuple[str, ...]:
        """List top-level files with this suffix, sorted."""
        ...

    def remove(self, path: str) -> bool:
        """Take *path* away; say whether it was there."""
        ...

    def sync(self) -> None:
        """Make everything put so far survive a power cut."""
        ...
