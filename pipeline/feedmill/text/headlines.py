"""
Headlines without the name of the site that many pages and aggregators put behind them.

Pure; knows no site's name: it goes by form alone, so it is for comparing, never for showing.
"""

from __future__ import annotations

import re

__all__ = ["without_site"]

#: "Headline | Section | Site".
_PARTS = 2
#: Fewer words may be a heading of something that goes on: "Live - Sport".
_WORDS = 4
#: Characters at the end among which a name is looked for.
_LONGEST = 80
# A name of four words at most behind a dash, bar or dot with spaces round it; a digit numbers a part.
_NAME = re.compile(r"(?<=\S)\s+(?:[-\u2013\u2014|\u00b7\u2022\u00bb]|::)\s+[^\s\d|]+(?: [^\s\d|]+){0,3}\Z")


def without_site(title: str) -> str:
    """Give *title* without names behind it, as long as four words are left."""
    for _ in range(_PARTS):
        found = _NAME.search(title, max(0, len(title) - _LONGEST))
        if found is None or title.count(" ", 0, found.start()) < _WORDS - 1:
            break
        title = title[: found.start()]
    return title
