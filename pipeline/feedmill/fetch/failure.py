"""
How a fetch fails inside this room; past the door a failure is a `FetchError`, a value.

The codes are the closed list of `docs/failures.md`.
"""

from __future__ import annotations

from datetime import timedelta

__all__ = ["FetchFailed"]


class FetchFailed(Exception):
    """The fetch failed."""

    def __init__(
        self,
        code: str,
        message: str,
        *,
        retry_after: timedelta | None = None,
        unreachable: bool = False,
    ) -> None:
        """Hold a code, one sentence without secrets, and what polling wants to know."""
        super().__init__(message)
        self.code = code
        self.message = message
        self.retry_after = retry_after
        self.unreachable = unreachable
