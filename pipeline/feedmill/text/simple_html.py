"""
Safe HTML of simple HTML, without a parser: well-nested everyday tags, plain references, and text.

Nearly every article is written so. Tags are cleaned one by one and remembered, for most stand there
over and over; what is cleaned has been through the cleaner of `sanitising` alone. What comes out is
settled (`settled`), so that the cleaner would leave it as it is; of all else this file gives nothing.
"""

from __future__ import annotations

import re
from functools import lru_cache
from html import escape, unescape
from html.entities import html5
from typing import TYPE_CHECKING

from feedmill.text.clean import is_composed, may_be_double
from feedmill.text.settled import EMPTY, KNOWN, is_settled

if TYPE_CHECKING:
    from collections.abc import Callable

    #: From what stands between the brackets of a start tag, its name, and the base of its addresses, to the
    #: tag as cleaned, empty if nothing is left of it; None if it is no tag by itself.
    Clean = Callable[[str, str, str], str | None]

__all__ = ["simply_sanitised"]

#: Longer HTML costs no less than it does in the parser.
MAX_LENGTH = 200_000
#: Longer tags may have too many attributes (`html_guard`), and are not worth remembering.
MAX_TAG = 1_000

# Tags hold no "<" and no ">": a value that does leaves one of them behind, outside.
_TAG = re.compile("<([^<>]*)>")
_NAME = re.compile(r"[a-zA-Z][a-zA-Z0-9]*(?=[\s/]|\Z)")
_REFERENCE = re.compile(r"&(?:#[0-9]{2,6}|([a-zA-Z][a-zA-Z0-9]{1,30}));")
# Parts the texts between tags, which hold none.
_BETWEEN = "<"
#: What is not text by itself: controls, surrogates, what is no character (`clean.legal`).
_FIRST, _LAST = 0xA0, 0x2FFF


def simply_sanitised(html: str, base: str, clean: Clean) -> tuple[str, list[str]] | None:
    """
    Give safe HTML, and its `settled.pieces_of`, of legal *html* that is simple; None of any other.

    *clean* makes a single start tag safe.
    """
    if len(html) > MAX_LENGTH:
        return None
    pieces = _TAG.split(html)
    if "<script" in html and not _drop_scripts(pieces):
        return None
    texts = _texts(pieces[::2])
    if texts is None:
        return None
    names: list[str] = []
    tags: list[str] = []
    for raw in pieces[1::2]:
        # What has no values has no addresses.
        name, tag = _tag(raw, base if "=" in raw else "", clean)
        if not name:
            return None
        names.append(name)
        tags.append(tag)
    return _put_together(texts, names, tags)


def _drop_scripts(pieces: list[str]) -> bool:
    """Take scripts, whose text is none, out of text, tag, text, …; say whether all were simple."""
    place = len(pieces) - 2
    while place > 0:
        place -= 2
        if pieces[place][:6] == "script":
            if pieces[place + 2 : place + 3] != ["/script"]:
                return False
            pieces[place - 1 : place + 4] = [pieces[place - 1] + pieces[place + 3]]
    return True


def _put_together(texts: list[str], names: list[str], tags: list[str]) -> tuple[str, list[str]] | None:
    if "" in tags:
        texts, names, tags = _without_empty(texts, names, tags)
    if not is_settled(names):
        return None
    pieces = [""] * (2 * len(names) + 1)
    pieces[::2], pieces[1::2] = texts, tags
    html = "".join(pieces).strip()
    if may_be_double(html) or not is_composed(html):
        return None
    pieces[1::2] = names
    return html, pieces


def _without_empty(
    texts: list[str], names: list[str], tags: list[str]
) -> tuple[list[str], list[str], list[str]]:
    """Leave out tags of which nothing is left; the texts on their sides are one."""
    kept = [texts[0]]
    for text, tag in zip(texts[1:], tags, strict=True):
        if tag:
            kept.append(text)
        else:
            kept[-1] += text
    left = [(name, tag) for name, tag in zip(names, tags, strict=True) if tag]
    return kept, [name for name, _ in left], [tag for _, tag in left]


def _texts(texts: list[str]) -> list[str] | None:
    """Write texts as the cleaner does; None if one holds more than text and plain references."""
    whole = _BETWEEN.join(texts)
    if not texts or whole.count(_BETWEEN) != len(texts) - 1 or ">" in whole:
        return None
    if "&" in whole:
        found = whole.count("&")
        try:
            whole, read = _REFERENCE.subn(_written, whole)
        except ValueError:
            return None
        if read != found:
            return None
    elif "\u00a0" not in whole:
        return texts
    return whole.replace("\u00a0", "&nbsp;").split(_BETWEEN)


def _written(match: re.Match[str]) -> str:
    return _reference(match[0], match[1] or "")


@lru_cache(maxsize=512)
def _reference(whole: str, name: str) -> str:
    """
    Give what the cleaner writes for a character reference.

    Raises:
        ValueError: It stands for no character, or for one that is none of text.
    """
    character = html5.get(f"{name};", "") if name else unescape(whole)
    code = ord(character) if len(character) == 1 else 0
    if not (" " <= character <= "~" or _FIRST <= code <= _LAST):
        raise ValueError(whole)
    # U+00A0 is written where all of them are.
    return escape(character, quote=False)


@lru_cache(maxsize=4_096)
def _tag(raw: str, base: str, clean: Clean) -> tuple[str, str]:
    """Give a tag's name, that of an end tag with its slash, and the tag as cleaned; no name if not simple."""
    name = _name(raw)
    if name[:1] == "/":
        return name, f"<{name}>"
    cleaned = clean(raw, name, base) if name else None
    return ("", "") if cleaned is None else (name, cleaned)


def _name(raw: str) -> str:
    if len(raw) > MAX_TAG or "&#" in raw:
        return ""
    if raw[:1] == "/":
        name = raw[1:].rstrip().lower()
        return f"/{name}" if name in KNOWN - EMPTY else ""
    match = _NAME.match(raw)
    name = match[0].lower() if match else ""
    return name if name in KNOWN else ""
