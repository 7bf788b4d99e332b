"""
Telling copies: article + lookalikes → verdict; component → groups → representative.

Pure: the judge is told everything (what is stored, the lookalikes, the run's `now`) and asks
nobody. No corpus-wide statistic, no cap, no arrival order. Nothing here deletes an article or
edits another source's; a copy only gains a relation.
"""

from __future__ import annotations

from feedmill.dedupe.groups import Group, group
from feedmill.dedupe.judge import judge
from feedmill.dedupe.pool import Marks, Pool, unmarked
from feedmill.dedupe.relations import Homes, lookalike, owns, relate
from feedmill.dedupe.representative import Standing, preferred_by, representative

__all__ = [
    "Group",
    "Homes",
    "Marks",
    "Pool",
    "Standing",
    "group",
    "judge",
    "lookalike",
    "owns",
    "preferred_by",
    "relate",
    "representative",
    "unmarked",
]
