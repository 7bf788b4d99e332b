"""What every format offers: one pure function from a feed to bytes."""

from __future__ import annotations

from typing import Protocol

from feedmill.model import Feed

__all__ = ["FormatKind", "Render"]


class Render(Protocol):
    """Write a feed; the same feed gives the same bytes, whatever the clock, zone or locale."""

    def __call__(self, feed: Feed) -> bytes:
        """Give the whole file."""
        ...


class FormatKind(Protocol):
    """A module `feedmill.formats.<kind>`."""

    #: Media type to serve it as.
    MEDIA_TYPE: str
    render: Render
