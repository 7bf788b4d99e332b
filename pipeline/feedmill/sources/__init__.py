"""
Kinds of sources: bytes in, entries out, no publisher's quirk past this room.

The table below is all that stands here; a kind is imported when it is first used.
"""

from __future__ import annotations

from importlib import import_module
from typing import cast

from feedmill.sources.base import SourceKind

__all__ = ["KINDS", "kind"]

KINDS = {
    "feed": "feedmill.sources.feed",  # RSS, Atom, JSON Feed at a URL
    "seed": "feedmill.sources.seed",  # .txt, .md, .html files in a folder
}


def kind(name: str) -> SourceKind:
    """Import the kind called *name*; a KeyError says that there is none."""
    return cast("SourceKind", import_module(KINDS[name]))
