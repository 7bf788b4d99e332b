"""
Everything that Feedmill raises on purpose.

    FeedmillError
    ├── UsageError          exit 2   the command line asks for what cannot be
    ├── ConfigError         exit 2   config/ holds mistakes, all of them listed
    ├── FilterError         exit 2   one topic filter that cannot be read
    ├── IdentityChanged     exit 2   id_domain or id_date changed while items are published
    ├── LockHeld            exit 4   another run is at work
    ├── UnknownArticle      exit 1   no stored article answers to this name
    ├── StorageError        exit 1   the store cannot be read or written
    └── PublishError        exit 1   the shelf cannot be written

The docstring's first line is the default message. A foreseen failure of a source is not here:
it is a value (`model.FetchError`, `model.Failure`), so that one bad source stops nothing else.
"""

from __future__ import annotations

from typing import ClassVar

__all__ = [
    "ConfigError",
    "FeedmillError",
    "FilterError",
    "IdentityChanged",
    "LockHeld",
    "PublishError",
    "StorageError",
    "UnknownArticle",
    "UsageError",
]


class FeedmillError(Exception):
    """Feedmill cannot go on."""

    exit_code: ClassVar[int] = 1

    def __init__(self, message: str | None = None) -> None:
        """Keep *message*, or say the class's own sentence."""
        super().__init__(message or (type(self).__doc__ or "").strip().splitlines()[0])


class UsageError(FeedmillError):
    """The command cannot be understood."""

    exit_code = 2


class ConfigError(FeedmillError):
    """The configuration has mistakes."""

    exit_code = 2

    def __init__(self, mistakes: tuple[str, ...]) -> None:
        """Hold every mistake, each a line `file:line:column: place: what to do`."""
        super().__init__("\n".join(mistakes))
        self.mistakes = mistakes


class FilterError(FeedmillError):
    """A topic filter cannot be read."""

    exit_code = 2

    def __init__(self, message: str, *, line: int = 1, column: int = 1) -> None:
        """Say what is wrong at *line* and *column* (both from 1) of the filter's text."""
        super().__init__(message)
        self.line = line
        self.column = column
        #: Further mistakes of the same filter.
        self.others: tuple[FilterError, ...] = ()
        #: Its cause is another filter's mistake, which is told there.
        self.is_borrowed = False

    def each(self) -> tuple[FilterError, ...]:
        """Give it and all others of its filter."""
        return (self, *self.others)


class IdentityChanged(FeedmillError):
    """The ids of published items would change."""

    exit_code = 2


class LockHeld(FeedmillError):
    """Another run holds the lock."""

    exit_code = 4


class UnknownArticle(FeedmillError):
    """No stored article has this id, published id, URL or seed file."""


class StorageError(FeedmillError):
    """The store cannot be read or written."""


class PublishError(FeedmillError):
    """The published files cannot be written."""
