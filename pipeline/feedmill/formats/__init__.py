"""
Formats: a feed in, the bytes of one file out.

The table below is all that stands here; a kind is imported when it is first used. `opml` and the
pages of `html` that are no feeds (index, article) are functions of their own modules.
"""

from __future__ import annotations

from importlib import import_module
from typing import cast

from feedmill.formats.base import FormatKind

__all__ = ["KINDS", "kind"]

KINDS = {
    "rss": "feedmill.formats.rss",  # RSS 2.0
    "atom": "feedmill.formats.atom",  # Atom 1.0, RFC 4287
    "json": "feedmill.formats.json_feed",  # JSON Feed 1.1; always published, runs adopt from it
    "html": "feedmill.formats.html",  # a page for people, with autodiscovery links
}


def kind(name: str) -> FormatKind:
    """Import the kind called *name*; a KeyError says that there is none."""
    return cast("FormatKind", import_module(KINDS[name]))
