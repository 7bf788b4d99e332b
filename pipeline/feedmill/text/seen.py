"""
The text that a reader sees in simple HTML, at a fraction of what `blocks` costs.

Most articles hold no block of links to others, so nobody need know where their lines stand. This
file takes what `sanitising` wrote, gives the text, and steps back wherever `blocks` might find
more than lines. It makes nothing safe.
"""

from __future__ import annotations

import re
from html import unescape
from unicodedata import is_normalized

from feedmill.text.blocks import BREAKING, CELLS, is_label
from feedmill.text.clean import clean_block, encoded_once, is_smooth

__all__ = ["seen"]

# Tags as `sanitising` writes them.
_TAG = re.compile(r"<(/?[a-z][a-z0-9]*)[^>]*>")
_BREAKS = frozenset(mark + name for name in BREAKING for mark in ("", "/"))
_GAPS = frozenset(mark + name for name in CELLS for mark in ("", "/"))
_CHARACTERS = {"&amp;": "&", "&gt;": ">", "&lt;": "<", "&nbsp;": " "}
_REFERENCE = re.compile("|".join(_CHARACTERS))
# What `blocks` reads by rules of their own.
_SPECIAL = frozenset({"pre", "/pre", "script", "style"})


def seen(html: str) -> str | None:
    """
    Give the visible text of sanitised HTML, a line for each block: what `blocks.lines` and
    `clean_block` make of it.

    None if that takes a closer look: for HTML of another form, preformatted text, rare character
    references, and where a line could name related articles.
    """
    pieces = _TAG.split(html.replace("\n", " "))
    names = pieces[1::2]
    if html.count("<") != len(names) or not _SPECIAL.isdisjoint(names):
        return None
    block = _unescaped(_joined(pieces))
    if block is None or ("a" in names and _has_label_beside_link(pieces)):
        return None
    smooth = is_smooth(block)
    lines = _lines(block, smooth=smooth)
    if any(map(_could_name_related, lines)):
        return None
    text = "\n".join(lines)
    is_clean = smooth and is_normalized("NFC", text) and encoded_once(text) is text
    return text if is_clean else clean_block(text)


def _joined(pieces: list[str]) -> str:
    """Join the texts between tags, with line feeds and spaces where these part them."""
    joined = pieces[:1]
    for name, text in zip(pieces[1::2], pieces[2::2], strict=True):
        if name in _BREAKS:
            joined.append("\n")
            if text == " ":  # mere layout, as between most blocks
                continue
        elif name in _GAPS:
            joined.append(" ")
        joined.append(text)
    return "".join(joined)


def _unescaped(text: str) -> str | None:
    """Read the references that `sanitising` writes; None if there are others."""
    if "&" not in text:
        return text
    found = text.count("&")
    text, read = _REFERENCE.subn(_character, text)
    return text if read == found else None


def _character(match: re.Match[str]) -> str:
    return _CHARACTERS[match[0]]


def _lines(block: str, *, smooth: bool) -> list[str]:
    """Give the lines, collapsed, the empty ones left out."""
    if smooth and "  " not in block:
        return [bare for line in block.split("\n") if (bare := line.strip(" "))]
    return [bare for line in block.split("\n") if (bare := " ".join(line.split()))]


def _has_label_beside_link(pieces: list[str]) -> bool:
    """Say whether what stands beside the links of a line is a label."""
    beside, linked, inside = pieces[:1], False, False
    for name, text in zip(pieces[1::2], pieces[2::2], strict=True):
        if name in _BREAKS:
            if linked and is_label(_collapsed(beside)):
                return True
            beside, linked = [], inside
        elif name in _GAPS:
            beside += [] if inside else [" "]
        elif name == "a":
            linked = inside = True
        elif name == "/a":
            inside = False
        if not inside:
            beside.append(text)
    return linked and is_label(_collapsed(beside))


def _collapsed(parts: list[str]) -> str:
    return " ".join(unescape("".join(parts)).split())


def _could_name_related(line: str) -> bool:
    """Say whether a line is a label, or begins with one and a colon."""
    if is_label(line):
        return True
    label, colon, _ = line.replace("：", ":").partition(":")  # noqa: RUF001 - the full-width colon
    return bool(colon) and is_label(label)
