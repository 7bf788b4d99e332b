"""
When a source may be asked again, and what is remembered of its answer.

Pure: told the clock, the settings and the memory; asks nobody. Knows nothing of HTTP but what
answers carry. `due` says whether, `shared` for which sources at once, `memories` what is kept; `cron`
reads cron lines.
"""

from __future__ import annotations

from feedmill.polling.addresses import current
from feedmill.polling.clocks import set_back
from feedmill.polling.due import is_due, is_offline, is_private, may_refetch, pauses
from feedmill.polling.memories import hasten, remember
from feedmill.polling.moves import asked_at
from feedmill.polling.rhythm import floor
from feedmill.polling.shared import sharing, together
from feedmill.polling.turns import in_turn

__all__ = [
    "asked_at",
    "current",
    "floor",
    "hasten",
    "in_turn",
    "is_due",
    "is_offline",
    "is_private",
    "may_refetch",
    "pauses",
    "remember",
    "set_back",
    "sharing",
    "together",
]
