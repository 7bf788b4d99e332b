"""Where published files lie. Paths are relative, "/"-separated, checked by the shelf."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

__all__ = ["Changed", "Mirror", "Parcel", "Shelf"]


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """What is to lie at one path of a mirror."""

    path: str
    content: bytes
    #: The mark of what lies there now, empty if nothing does: only in its place is anything put.
    before: str = ""


class Changed:
    """What lay at a path was not what it was thought to be: nothing was put."""


class Mirror(Protocol):
    """
    A place elsewhere that holds what the shelf holds, such as a bucket of an object store.

    A mark tells one version of what lies at a path from every other; only the mirror can read it. Every
    method raises PublishError where the mirror cannot be reached or refuses.
    """

    @property
    def name(self) -> str:
        """Give what the operator calls it, without secrets."""
        ...

    def marks(self) -> Mapping[str, str]:
        """Give the mark of everything that lies there, by path."""
        ...

    def read(self, path: str) -> bytes | None:
        """Give what lies at *path*, None if nothing does."""
        ...

    def put(self, parcels: Sequence[Parcel]) -> Sequence[str | Changed]:
        """Put each whole or not at all, a few at once; give the new marks in their order."""
        ...

    def remove(self, paths: Sequence[str]) -> None:
        """Take these away; what is not there is no error."""
        ...
