"""Checks that several values share."""

from __future__ import annotations

from datetime import UTC, datetime

__all__ = ["require_utc"]


def require_utc(*moments: datetime | None) -> None:
    """
    Refuse every moment that is naive or not in UTC.

    Raises:
        ValueError: A moment has no zone, or another zone than UTC.
    """
    for moment in moments:
        if moment is not None and moment.tzinfo is not UTC:
            message = f"{moment!r} is not an aware UTC datetime"
            raise ValueError(message)
