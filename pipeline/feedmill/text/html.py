"""
HTML: the one door of several files.

`sanitise` makes it safe, `visible` gives what a reader sees of it, `related` and `parted` tell
its content from links to other articles, `paragraphs` and `safe_paragraphs`, `plain` and `label`
lead from and to plain text.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from feedmill.text.blocks import BREAKING, Line, lines, related_lines
from feedmill.text.clean import clean_block, clean_line
from feedmill.text.prose import paragraphs
from feedmill.text.sanitising import (
    VOID,
    Sanitised,
    safe_paragraphs,
    sanitise,
    sanitised,
    sanitised_paragraphs,
    strip_tags,
)
from feedmill.text.seen import seen

__all__ = [
    "Parted",
    "Sanitised",
    "label",
    "paragraphs",
    "parted",
    "parted_of",
    "plain",
    "related",
    "safe_paragraphs",
    "sanitise",
    "sanitised",
    "sanitised_paragraphs",
    "visible",
]

#: What is longer is no title.
MAX_TITLE = 4_000
#: Labels that are longer are not remembered.
MAX_KNOWN = 100
#: Nobody escapes a text more often by mistake.
MAX_ESCAPES = 4

_BLOCK_TAG = re.compile(rf"</?(?:{'|'.join(sorted(BREAKING | {'td', 'th'}))})\b", re.IGNORECASE)
_IMAGE = re.compile(r"<(?:img|hr)\b[^>]*>")
# Elements that are nothing when they are empty; cells of tables are not among them. A NUL, which
# sanitised HTML never holds, marks where one was.
_GAP = "\x00"
_EMPTIABLE = frozenset({
    "a", "abbr", "aside", "b", "blockquote", "center", "code", "dd", "div", "dl", "dt", "em", "figcaption",
    "figure", "footer", "h1", "h2", "h3", "h4", "h5", "h6", "header", "i", "li", "nav", "ol", "p", "section",
    "small", "span", "strong", "u", "ul",
})  # fmt: skip
_TAG = re.compile("(<[^>]*>)")
_GAPS = re.compile(r"\x00[\s\x00]*")
_LAST_TAG = re.compile(r"</?([a-z0-9]+)[^>]*>\Z")
_FIRST_TAG = re.compile(r"</?([a-z0-9]+)")


class Parted(NamedTuple):
    """HTML seen by a reader: its text, the titles of related articles, and what is left without these."""

    text: str
    related: tuple[str, ...]
    rest: str


def visible(html: str) -> str:
    """
    Give the text that a reader sees, a line for each block, related-articles blocks left out.

    Takes what `sanitise` gives. Cells of a row stand on one line; alternative texts of images
    are not seen.
    """
    return parted(html).text


def related(html: str) -> tuple[str, ...]:
    """Give the titles that the related-articles blocks of sanitised HTML name, each once."""
    return parted(html).related


def parted(html: str) -> Parted:
    """Part the content of sanitised HTML from its related-articles blocks; sanitise `rest` again."""
    return parted_of(Sanitised(html))


def parted_of(safe: Sanitised) -> Parted:
    """Do what `parted` does, with what the making of the HTML has shown already."""
    html = safe.html
    text = seen(html, safe.pieces) if safe.text is None else safe.text
    if text is not None:
        return Parted(text=text, related=(), rest=html)
    found = lines(html)
    blocks = related_lines(found)
    out = {id(line) for line, _ in blocks}
    titles = (clean_line(title) for _, titles in blocks for title in titles)
    return Parted(
        text=clean_block("\n".join(line.text for line in found if id(line) not in out)),
        related=tuple(dict.fromkeys(filter(None, titles))),
        rest=_without(html, [line for line, _ in blocks]) if blocks else html,
    )


def plain(title: str) -> str:
    """Make one clean line of a title that may hold HTML: tags go, entities are read once."""
    title = title[:MAX_TITLE]
    if "<" in title:
        title = _BLOCK_TAG.sub(r" \g<0>", title)
    return clean_line(strip_tags(title) if "<" in title or "&" in title else title)


def label(text: str) -> str:
    """Make one clean line of a name or a category: they mean no markup, however often it was escaped."""
    return _known_label(text) if len(text) <= MAX_KNOWN else _label(text)


def _label(text: str) -> str:
    for _ in range(MAX_ESCAPES):
        once = plain(text)
        if once == text:
            return text
        text = once
    return clean_line(text.replace("<", ""))


_known_label = lru_cache(maxsize=2048)(_label)  # sources use the same ones over and over


def _without(html: str, out: list[Line]) -> str:
    """Take lines out of HTML, and the elements that are empty then."""
    kept, place = [], 0
    for line in out:
        tags = re.findall("<[^>]*>", html[line.start : line.end])
        kept += [html[place : line.start], *(tag for tag in tags if not _IMAGE.match(tag))]
        place = line.end
    rest = _without_empty("".join(kept) + html[place:])
    return _closed(_GAPS.split(rest)).strip()


def _without_empty(html: str) -> str:
    """Take empty elements out of sanitised HTML, from the inside, in one pass."""
    kept: list[str] = []
    begun: list[tuple[str, int]] = []  # names of open elements, and where they begin in `kept`
    solid = -1  # where the last of what is not empty stands
    for piece in filter(None, _TAG.split(html)):
        tag = _FIRST_TAG.match(piece)
        name = tag[1] if tag else ""
        if begun and piece == f"</{name}>" and begun[-1][0] == name:
            start = begun.pop()[1]
            if solid < start and name in _EMPTIABLE:
                kept[start:] = [_emptied(name, "".join(kept[start + 1 :]))]
                continue
        elif tag is not None and name not in VOID and not piece.startswith("</"):
            begun.append((name, len(kept)))
            kept.append(piece)
            continue
        if piece != "<br>" and piece.replace(_GAP, "").strip():
            solid = len(kept)
        kept.append(piece)
    return "".join(kept)


def _emptied(name: str, inside: str) -> str:
    """Leave of an empty element what keeps its neighbours apart."""
    if name in BREAKING or _GAP in inside:
        return _GAP
    return "<br>" if "<br>" in inside else inside[:1]


def _closed(pieces: list[str]) -> str:
    """Close the gaps that blocks left; between inline content, a line break keeps their distance."""
    kept = []
    for piece, after in pairwise(pieces):
        before = piece.rstrip() or piece[:1]
        kept += [before, "" if not after or _is_parted(before, after) else "<br>"]
    return "".join([*kept, pieces[-1]])


def _is_parted(before: str, after: str) -> bool:
    """Say whether something stands between the lines already: nothing, or the tag of a block."""
    last = _LAST_TAG.match(before, max(before.rfind("<"), 0)) if before.endswith(">") else None
    if not before or (before.endswith(">") and last is None):
        return True
    first = _FIRST_TAG.match(after)
    return any(tag is not None and tag[1] in BREAKING for tag in (last, first))
