"""
When a source may be asked again, and what is remembered of its answer.

Pure: told the clock, the settings and the memory; asks nobody. Knows nothing of HTTP but what
answers carry. `due` says whether, `memories` what is kept, `cron` reads cron lines.
"""

from __future__ import annotations

from feedmill.polling.due import current, is_due, is_offline, is_private, may_refetch, pauses
from feedmill.polling.memories import hasten, remember
from feedmill.polling.moves import asked_at
from feedmill.polling.turns import in_turn

__all__ = [
    "asked_at",
    "current",
    "hasten",
    "in_turn",
    "is_due",
    "is_offline",
    "is_private",
    "may_refetch",
    "pauses",
    "remember",
]
