"""What every kind of source offers: its settings, and one pure function."""

from __future__ import annotations

from typing import Protocol

from feedmill.model import Fetched, Parsed, ParseError

__all__ = ["Parse", "SourceKind"]


class Parse(Protocol):
    """Read entries out of an answer; never raise for what the bytes hold."""

    def __call__(self, fetched: Fetched) -> Parsed | ParseError:
        """Give entries in document order, or say why there are none."""
        ...


class SourceKind(Protocol):
    """A module `feedmill.sources.<kind>`."""

    #: Frozen dataclass: the keys of `sources.toml` that only this kind knows.
    Settings: type
    #: Name of the field of `Settings` that says where to fetch ("url" or "path").
    ADDRESS: str
    #: It lives on this machine: no politeness, no quota, nothing external.
    LOCAL: bool
    parse: Parse
