"""What an operator wrote, as a message quotes it."""

from __future__ import annotations

__all__ = ["shortened"]

#: Characters that a message quotes: enough to find the spot again.
_MOST = 80


def shortened(text: str) -> str:
    """Give *text*, or its beginning if it is long."""
    return text if len(text) <= _MOST else f"{text[: _MOST - 1]}…"
