"""
Seeds of plain text: an optional title line, the text, and a list of related titles set apart.

A first line that is short, ends no sentence and has a blank line under it is the title. Related
titles are the lines that begin with a dash under a label such as "Related:", in any language of
the table in `text.related_labels`, blank line or none before it.
"""

from __future__ import annotations

import re

from feedmill.model import Entry
from feedmill.text.blocks import Line, related_lines

__all__ = ["read_text"]

#: Code points of a title line.
MAX_TITLE = 120


def read_text(text: str, *, headed: bool = False) -> Entry:
    """Give the entry of a plain text; with *headed* its title is known, and its first line is text."""
    title, body = ("", text) if headed else _titled(text)
    rest, related = _without_related(body)
    return Entry(title=title, title_is_html=False, content=rest, content_is_html=False, related=related)


_TITLED = re.compile(rf"\s*(?P<title>\S[^\n]{{0,{MAX_TITLE - 1}}})\n[ \t]*\n(?P<body>.*\S.*)", re.DOTALL)
_SENTENCE_END = re.compile(r"[.!?…:;,。！？][\"'”’»)\]]*\s*\Z")  # noqa: RUF001 - punctuation as people type it


def _titled(text: str) -> tuple[str, str]:
    found = _TITLED.match(text)
    if found is None or _SENTENCE_END.search(found["title"]):
        return "", text
    return found["title"].strip(), found["body"]


def _without_related(text: str) -> tuple[str, tuple[str, ...]]:
    """Part *text* from its blocks of related titles."""
    written = text.split("\n")
    found = [Line(text=line.strip(), outside=line.strip(), start=place) for place, line in enumerate(written)]
    picked = related_lines([line for line in found if line.text])
    out = {line.start for line, _ in picked}
    rest = "\n".join(line for place, line in enumerate(written) if place not in out)
    return rest.strip("\n"), tuple(dict.fromkeys(title for _, titles in picked for title in titles))
