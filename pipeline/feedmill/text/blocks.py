"""
The lines that a reader sees in HTML, and which of them only lead elsewhere.

Works on HTML that `sanitising` wrote; on other HTML it does its best and never fails. Nothing here
makes anything safe.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import unescape
from typing import TYPE_CHECKING

from feedmill.text.related_labels import RELATED_LABELS

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = [
    "AROUND",
    "BREAKING",
    "CELLS",
    "MOST_WORDS",
    "Line",
    "begins_with_label",
    "holds_label",
    "is_label",
    "lines",
    "related_lines",
]

#: A block of more links than this is content (a list of everything, a round-up).
MAX_RELATED = 20

_TOKEN = re.compile(
    r"(?P<text>[^<]+)|<!--.*?(?:-->|\Z)|<(?P<raw>script|style)\b.*?(?:</(?P=raw)[^>]*>|\Z)|<(?P<close>/?)(?P<name>[a-zA-Z][a-zA-Z0-9]*)[^>]*(?:>|\Z)"
    r"|(?P<loose><)",
    re.DOTALL | re.IGNORECASE,
)
# Elements that begin and end a line (HTML Standard, section 15.3), the table's rows with them.
BREAKING = frozenset({
    "address", "article", "aside", "blockquote", "br", "caption", "center", "dd", "details", "div", "dl",
    "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6",
    "header", "hr", "li", "main", "nav", "ol", "option", "p", "pre", "section", "summary", "table",
    "tbody", "tfoot", "thead", "title", "tr", "ul",
})  # fmt: skip
CELLS = frozenset({"td", "th"})
_LISTS = frozenset({"dl", "ol", "ul"})
_BULLET = re.compile(r"[-*•‣▪●·]\s+")
#: No label is longer; folding its case makes no text shorter.
_LONGEST_LABEL = max(map(len, RELATED_LABELS))
MOST_WORDS = max(len(label.split()) for label in RELATED_LABELS)
#: What stands round labels.
AROUND = " \t:：,;/.…-–—>»›|▶►•*"  # noqa: RUF001 - as they look


@dataclass(slots=True)
class Line:
    """A line of visible text."""

    text: str = ""
    #: The part of it that is not inside links, and the links' texts.
    outside: str = ""
    links: list[str] = field(default_factory=list)
    #: Which outermost list it is in, counted from 1; 0 = none.
    list: int = 0
    #: Where its text begins and ends in the HTML.
    start: int = 0
    end: int = 0


def lines(html: str) -> list[Line]:
    """Give the lines of visible text: alternative texts, comments, scripts and styles left out."""
    reader = _Reader()
    for token in _TOKEN.finditer(html):
        text, close, name, loose = token.group("text", "close", "name", "loose")
        if name is not None:
            reader.tag(name.lower(), closing=bool(close))
        elif text is not None or loose is not None:
            reader.text(text or loose, token.start())
    reader.flush()
    return reader.lines


def related_lines(found: list[Line]) -> list[tuple[Line, tuple[str, ...]]]:
    """
    Pick the lines that belong to a related-articles block, each with the titles that it names.

    Such a block is a label of the table, directly followed by a list, by lines that begin with a
    dash, or by lines that are links; or one line of a label and links.
    """
    picked: list[tuple[Line, tuple[str, ...]]] = []
    place = 0
    while place < len(found):
        end = _labels_end(found, place)
        if end > place and (block := _block(found, end)):
            picked += [(line, ()) for line in found[place:end]] + block
            place = end + len(block)
        elif titles := _labelled_links(found[place]):
            picked.append((found[place], titles))
            place += 1
        else:
            place = max(end, place + 1)
    return picked


def is_label(text: str) -> bool:
    """Say whether a line is nothing but the heading of a related-articles block."""
    bare = text.strip(AROUND)
    return len(bare) <= _LONGEST_LABEL and bare.casefold() in RELATED_LABELS


def holds_label(texts: Iterable[str]) -> bool:
    """Say whether `is_label` holds for any of the lines."""
    bare = [text.strip(AROUND) for text in texts]
    return any(len(text) <= _LONGEST_LABEL and text.casefold() in RELATED_LABELS for text in bare)


def begins_with_label(text: str) -> bool:
    """Say whether a line begins with a label and a colon."""
    label, colon, _ = text.replace("：", ":").partition(":")  # noqa: RUF001 - the full-width colon
    return bool(colon) and is_label(label)


def _labels_end(found: list[Line], place: int) -> int:
    while place < len(found) and is_label(found[place].text):
        place += 1
    return place


def _block(found: list[Line], place: int) -> list[tuple[Line, tuple[str, ...]]]:
    """Give the lines of one kind that directly follow a label."""
    for belongs in (_in_list, _is_bulleted, _is_links, _is_labelled):
        end = place
        while end < len(found) and belongs(found[end]):
            end += 1
        if place < end <= place + MAX_RELATED:
            return [(line, _titles(line)) for line in found[place:end]]
    return []


def _in_list(line: Line) -> bool:
    return line.list > 0


def _is_bulleted(line: Line) -> bool:
    return _BULLET.match(line.text) is not None


def _is_links(line: Line) -> bool:
    return bool(line.links) and not line.outside.strip(AROUND)


def _is_labelled(line: Line) -> bool:
    return bool(_labelled_links(line))


def _titles(line: Line) -> tuple[str, ...]:
    return _labelled_links(line) or (_BULLET.sub("", line.text, count=1),)


def _labelled_links(line: Line) -> tuple[str, ...]:
    """Give the titles of a line that is a label and links, with the label outside or inside them."""
    if not line.links:
        return ()
    if is_label(line.outside):
        return tuple(link for link in line.links if link.strip(AROUND))
    label, colon, title = line.text.replace("：", ":").partition(":")  # noqa: RUF001 - the full-width colon
    return (
        (title.strip(),)
        if colon and title.strip() and not line.outside.strip(AROUND) and is_label(label)
        else ()
    )


class _Reader:
    """Collects text into lines as tags go by."""

    def __init__(self) -> None:
        self.lines: list[Line] = []
        self._all: list[str] = []
        self._outside: list[str] = []
        self._links: list[list[str]] = []
        self._in_link = self._in_pre = False
        self._depth = self._lists = 0
        self._start = self._end = -1

    def text(self, text: str, start: int) -> None:
        first, *others = text.split("\n") if self._in_pre else [text]
        self._add(first, start)
        for line in others:
            start += len(first) + 1
            self.flush()
            self._add(line, start)
            first = line

    def tag(self, name: str, *, closing: bool) -> None:
        if name in BREAKING:
            self.flush()
        elif name in CELLS:
            self._add(" ", -1)
        if name in _LISTS:
            self._enter_list(closing=closing)
        elif name == "a":
            self._in_link = not closing
            if not closing:
                self._links.append([])
        elif name == "pre":
            self._in_pre = not closing

    def flush(self) -> None:
        text = _collapsed(self._all) if self._end >= 0 else ""
        if text:
            links = [_collapsed(link) for link in self._links]
            has_links = any(links)
            self.lines.append(
                Line(
                    text=text,
                    outside=_collapsed(self._outside) if has_links else text,
                    links=[link for link in links if link] if has_links else [],
                    list=self._lists if self._depth else 0,
                    start=self._start,
                    end=self._end,
                )
            )
        self._all, self._outside, self._start, self._end = [], [], -1, -1
        self._links = [[]] if self._in_link else []

    def _add(self, source: str, start: int) -> None:
        text = unescape(source) if "&" in source else source
        self._all.append(text)
        if self._in_link and self._links:
            self._links[-1].append(text)
        else:
            self._outside.append(text)
        if text.strip():
            self._start = start if self._start < 0 else self._start
            self._end = start + len(source)

    def _enter_list(self, *, closing: bool) -> None:
        if not closing:
            self._lists += self._depth == 0
        self._depth = max(0, self._depth - 1) if closing else self._depth + 1


def _collapsed(parts: list[str]) -> str:
    return " ".join("".join(parts).split()) if parts else ""
