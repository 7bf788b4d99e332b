"""
Articles from a file through all filters, one by one.

Fetches, stores and publishes nothing, and computes only what filters need.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime

from feedmill.digest import tag_and_percolate
from feedmill.errors import UsageError
from feedmill.model import Article, Entry, Hints, Site, Source
from feedmill.normalise import normalise
from feedmill.settings import Settings
from feedmill.tagging import taggers
from feedmill.topics import compile_filters

__all__ = ["Line", "match_lines"]

#: A line's place in its file (`file:number`), and the object that stands there.
Line = tuple[str, Mapping[str, object]]


def match_lines(
    settings: Settings, lines: Iterator[Line], now: datetime
) -> Iterator[tuple[object, tuple[str, ...]]]:
    """
    Give each line's id and the topics that it is in, in order.

    Raises:
        UsageError: A line has neither title nor body.
    """
    filters = compile_filters(settings.topics, settings.vocabulary)
    labels = taggers(settings.vocabulary, settings.sources)
    for place, line in lines:
        _, matches = tag_and_percolate(_article(place, line, now), labels, filters)
        yield line.get("id"), tuple(match.topic for match in matches)


def _article(place: str, line: Mapping[str, object], now: datetime) -> Article:
    """Make an article of a line: title and body as text or HTML."""
    if not (_text(line, "title") or _text(line, "body")):
        keys = ", ".join(line) or "nothing"
        raise UsageError(f"{place}: there is neither a title nor a body in this line, but {keys}")
    labels = line.get("tags")
    entry = Entry(
        guid=str(line.get("id", "")),
        link=_text(line, "url"),
        title=_text(line, "title"),
        content=_text(line, "body"),
        published=_text(line, "date"),
        language=_text(line, "language"),
        categories=tuple(str(label) for label in labels) if isinstance(labels, list) else (),
    )
    source = Source(id=_text(line, "source") or "file", kind="feed", address="")
    return normalise(
        entry, source=source, site=Site(), address="", hints=Hints(), now=now, undated=0, shared_link=False
    )


def _text(line: Mapping[str, object], name: str) -> str:
    value = line.get(name)
    return value if isinstance(value, str) else ""
