"""
The text that a reader sees in simple HTML, at a fraction of what `blocks` costs.

Most articles hold no block of links to others, so nobody need know where their lines stand. This
file takes what `sanitising` wrote, gives the text, and steps back wherever `blocks` might find
more than lines. It makes nothing safe.
"""

from __future__ import annotations

import re
from html import unescape

from feedmill.text.blocks import AROUND, BREAKING, CELLS, MOST_WORDS, begins_with_label, holds_label, is_label
from feedmill.text.clean import clean_block, encoded_once, is_composed, is_even
from feedmill.text.settled import pieces_of

__all__ = ["could_name_related", "seen"]

_BREAKS = frozenset(mark + name for name in BREAKING for mark in ("", "/"))
_GAPS = frozenset(mark + name for name in CELLS for mark in ("", "/"))
# A space that does not break lines collapses like any other.
_CHARACTERS = {"&amp;": "&", "&gt;": ">", "&lt;": "<", "&nbsp;": " "}
_REFERENCE = re.compile("|".join(_CHARACTERS))
# What `blocks` reads by rules of their own.
_SPECIAL = frozenset({"pre", "/pre", "script", "style"})
# With white space.
_AROUND = AROUND + "".join(filter(str.isspace, map(chr, range(0x3001))))
#: Stands for the end of a line until line feeds, mere white space here, are gone. No legal text holds it.
_BREAK = "\x00"


class _Between(dict[str, str]):
    """What tags put between the texts on their sides."""

    def __missing__(self, name: str) -> str:
        return ""


_BETWEEN = _Between(dict.fromkeys(_BREAKS, _BREAK) | dict.fromkeys(_GAPS, " "))


def seen(html: str, pieces: list[str] | None = None) -> str | None:
    """
    Give the visible text of sanitised HTML, a line for each block: what `blocks.lines` and
    `clean_block` make of it.

    None if that takes a closer look: for HTML of another form, preformatted text, rare character
    references, and where a line could name related articles. Whoever has the *pieces* already may
    hand them over.
    """
    pieces = pieces_of(html) if pieces is None else pieces
    names = pieces[1::2]
    if html.count("<") != len(names) or not _SPECIAL.isdisjoint(names) or _BREAK in html:
        return None
    block = _unescaped(_joined(pieces))
    if block is None or ("a" in names and _has_label_beside_link(pieces)):
        return None
    even = is_even(block)
    lines = _lines(block, even=even)
    if could_name_related(block, lines):
        return None
    text = "\n".join(lines)
    is_clean = even and is_composed(text) and encoded_once(text) is text
    return text if is_clean else clean_block(text)


def could_name_related(block: str, lines: list[str]) -> bool:
    """Say whether one of the *lines* of *block* is a label, or begins with one and a colon."""
    has_colon = ":" in block or "：" in block  # noqa: RUF001 - the full-width colon
    return holds_label(lines) or (has_colon and any(map(begins_with_label, lines)))


def _joined(pieces: list[str]) -> str:
    """Join the texts between tags, with line feeds and spaces where these part them."""
    joined = pieces.copy()
    joined[1::2] = map(_BETWEEN.__getitem__, pieces[1::2])
    return "".join(joined).replace("\n", " ").replace(_BREAK, "\n")


def _unescaped(text: str) -> str | None:
    """Read the references that `sanitising` writes; None if there are others."""
    if "&" not in text:
        return text
    found = text.count("&")
    text, read = _REFERENCE.subn(_character, text)
    return text if read == found else None


def _character(match: re.Match[str]) -> str:
    return _CHARACTERS[match[0]]


def _lines(block: str, *, even: bool) -> list[str]:
    """Give the lines, collapsed, the empty ones left out."""
    if even:
        return [bare for line in block.split("\n") if (bare := line.strip(" "))]
    return [bare for line in block.split("\n") if (bare := " ".join(line.split()))]


def _has_label_beside_link(pieces: list[str]) -> bool:
    """Say whether what stands beside the links of a line is a label."""
    names, place = pieces[1::2], 0
    while "a" in (names if place == 0 else names[place:]):
        link = names.index("a", place)
        start = link
        while start > place and names[start - 1] not in _BREAKS:
            start -= 1
        found, place = _labelled_from(pieces, names, start)
        if found:
            return True
    return False


def _labelled_from(pieces: list[str], names: list[str], start: int) -> tuple[bool, int]:
    """Look at a line with a link, and those that the link goes on in; say too which tag ended them."""
    beside, inside = [pieces[2 * start]], False
    for place in range(start, len(names)):
        name = names[place]
        if name in _BREAKS:
            if _is_label(beside):
                return True, place
            if not inside:
                return False, place + 1
            beside = []
        elif name in _GAPS:
            beside += [] if inside else [" "]
        elif name in {"a", "/a"}:
            inside = name == "a"
        if not inside:
            beside.append(pieces[2 * place + 2])
    return _is_label(beside), len(names)


def _is_label(parts: list[str]) -> bool:
    text = unescape("".join(parts)).strip(_AROUND)
    words = text.split(None, MOST_WORDS)
    return len(words) <= MOST_WORDS and is_label(" ".join(words))
