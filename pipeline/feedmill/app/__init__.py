"""
The only place that chooses real parts and puts them together.

One function for each command of the command line; each gives a value and prints nothing. The
wall clock, the environment and the folder come in here (`place`) and travel down as arguments. A command
imports the one file that it needs, so that what it does not need is not loaded.
"""

from __future__ import annotations

import gc

__all__ = ["collect_rarely"]

#: New objects between two looks for circles of garbage; 700 as Python comes. What is loaded at the start
#: makes some 200,000 that stay, and was looked through again and again: a ninth of a run in which nothing is
#: new. What may lie about meanwhile is a few MB.
_NEW_OBJECTS = 50_000


def collect_rarely() -> None:
    """Have Python look for circles of garbage less often; for the first thing that a program does."""
    gc.set_threshold(_NEW_OBJECTS)
