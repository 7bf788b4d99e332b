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
from feedmill.text.dates import read_date
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
        UsageError: A line has neither title nor body, or something in it cannot be what it should be.
    """
    filters = compile_filters(settings.topics, settings.vocabulary)
    labels = taggers(settings.vocabulary, settings.sources)
    for place, line in lines:
        _, matches = tag_and_percolate(_article(place, line, now), labels, filters)
        yield line.get("id"), tuple(match.topic for match in matches)


def _article(place: str, line: Mapping[str, object], now: datetime) -> Article:
    """Make an article of a line: title and body as text or HTML."""
    wrong = next(_mistakes(line), "")
    if wrong:
        raise UsageError(f"{place}: {wrong}")
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
        categories=tuple(map(str, labels)) if isinstance(labels, list) else (),
    )
    source = Source(id=_text(line, "source") or "file", kind="feed", address="")
    return normalise(
        entry, source=source, site=Site(), address="", hints=Hints(), now=now, undated=0, shared_link=False
    )


def _mistakes(line: Mapping[str, object]) -> Iterator[str]:
    """Yield what is wrong with the values of a line; null is as good as nothing."""
    for name in ("title", "body", "url", "date", "source", "language"):
        if not isinstance(line.get(name), str | None):
            yield f'"{name}" must be text, not {line[name]!r}'
    labels = line.get("tags")
    if labels is not None and not (isinstance(labels, list) and all(isinstance(one, str) for one in labels)):
        yield f'"tags" must be a list of texts, not {labels!r}'
    date = line.get("date")
    if isinstance(date, str) and date and read_date(date) is None:
        yield f'"date" is no date that can be read: {date!r}; write it like "2026-01-31T12:00:00Z"'


def _text(line: Mapping[str, object], name: str) -> str:
    value = line.get(name)
    return value if isinstance(value, str) else ""
