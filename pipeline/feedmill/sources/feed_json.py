"""
JSON Feed 1.0 and 1.1 (jsonfeed.org/version/1.1), by a reader of our own.

Believes no type: a field of the wrong one is as if it were not there, an item that is no object
is left out and noted. Numbers are kept as they are written, so that an id of 1.0 stays "1.0" and
no number is too long to read. Resolves, cleans and dates nothing.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from feedmill.model import Document, Enclosure, Entry, Hints, Parsed, ParseError, Problem
from feedmill.sources.encodings import decode
from feedmill.sources.feed_items import distinct, join
from feedmill.sources.guard import MAX_ITEMS

__all__ = ["parse"]


def parse(document: Document, *, truncated: bool = False) -> Parsed | ParseError:
    """Read *document*, or say why it cannot be read; JSON that was cut off gives nothing."""
    decoded = decode(document.body)
    text = _as_text(decoded.text)
    if _is_crowded(text):
        return ParseError(code="malformed", message=_CROWDED)
    loaded = _load(text)
    if loaded is None:
        return ParseError(code="malformed", message=_BROKEN)
    top, strict = loaded
    version = top.get("version") if isinstance(top, dict) else None
    if not isinstance(top, dict) or not isinstance(version, str) or "jsonfeed.org/version/" not in version:
        return ParseError(
            code="not-a-feed", message="the answer is JSON, but no JSON Feed: check the address"
        )
    given = top.get("items")
    if isinstance(given, list) and len(given) > MAX_ITEMS:
        return ParseError(code="malformed", message=_TOO_MANY)
    items = [item for item in given if isinstance(item, dict)] if isinstance(given, list) else []
    lost = len(given) - len(items) if isinstance(given, list) else int(given is not None)
    return Parsed(
        entries=tuple(_entry(item, top, document.name) for item in items),
        hints=_hints(top, document.name),
        partial=not (decoded.sound and strict) or bool(lost) or truncated,
        problems=_lost(lost),
    )


class _Number(str):
    """A number as it was written."""

    __slots__ = ()


_BROKEN = (
    "the document begins like JSON, but is malformed, was cut off, or nests too deep; "
    "it will be tried again, and if this lasts, tell its publisher"
)


_TOO_MANY = f"the document has more than {MAX_ITEMS:,} items; it was not read, for safety: tell its publisher"
_CROWDED = "the document holds too many values; it was not read, for safety: tell its publisher"

#: Most characters of each kind in a document, all of its texts included. An object takes 200 bytes of
#: memory, any other value 60: seven megabytes of empty objects took 205 MB. A real feed of ten megabytes
#: has a quotation mark in 30 characters, a comma in 80, and few of the others.
_MOST = {"{": 150_000, "[": 150_000, '"': 800_000, ",": 400_000}


def _is_crowded(text: str) -> bool:
    return any(text.count(mark) > most for mark, most in _MOST.items())


def _as_text(text: str) -> str:
    return text.strip("\ufeff\0 \t\r\n")


def _load(text: str) -> tuple[Any, bool] | None:
    """Load JSON, strictly, else bearing with control characters and what follows the document."""
    for strict in (True, False):
        decoder = json.JSONDecoder(
            parse_int=_Number, parse_float=_Number, parse_constant=_no_number, strict=strict
        )
        read: Callable[[str], Any] = decoder.decode if strict else decoder.raw_decode
        try:
            value = read(text)
        except (ValueError, RecursionError):  # RecursionError: about 1,000 levels
            continue
        return (value, True) if strict else (value[0], False)
    return None


def _no_number(_: str) -> None:
    """Read NaN and the infinities, which JSON has not (RFC 8259, section 6), as nothing."""


def _lost(count: int) -> tuple[Problem, ...]:
    if not count:
        return ()
    message = f"{count} of the document's items are no objects and were left out: tell its publisher"
    return (Problem(code="malformed", message=message),)


def _entry(item: Mapping[str, Any], feed: Mapping[str, Any], address: str) -> Entry:
    html, plain = _string(item, "content_html"), _string(item, "content_text")
    return Entry(
        guid=_string(item, "id", numbers=True),
        link=join(address, _string(item, "url") or _string(item, "external_url")),
        title=_string(item, "title"),
        title_is_html=False,
        summary=_string(item, "summary"),
        summary_is_html=False,
        content=html or plain,
        content_is_html=bool(html) or not plain,
        authors=_authors(item) or _authors(feed),
        published=_string(item, "date_published"),
        updated=_string(item, "date_modified"),
        categories=distinct(map(_text, _list(item, "tags"))),
        enclosures=_attachments(item, address),
        image=join(address, _string(item, "image") or _string(item, "banner_image")),
        language=_string(item, "language"),
        base=address,
    )


def _hints(feed: Mapping[str, Any], address: str) -> Hints:
    return Hints(
        title=_string(feed, "title"),
        link=join(address, _string(feed, "home_page_url")),
        language=_string(feed, "language"),
        icon=join(address, _string(feed, "icon") or _string(feed, "favicon")),
        self_url=join(address, _string(feed, "feed_url")),
        next_url=join(address, _string(feed, "next_url")),
    )


def _string(item: Mapping[str, Any], key: str, *, numbers: bool = False) -> str:
    return _text(item.get(key), numbers=numbers)


def _text(value: object, *, numbers: bool = False) -> str:
    """Give a string; JSON can write half a surrogate pair, which no text can hold."""
    if not isinstance(value, str) or (isinstance(value, _Number) and not numbers):
        return ""
    return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _list(item: Mapping[str, Any], key: str) -> list[Any]:
    value = item.get(key)
    return value if isinstance(value, list) else []


def _authors(item: Mapping[str, Any]) -> tuple[str, ...]:
    """Give the names of `authors`, else of version 1.0's `author`; a URL stands in for a name."""
    given = [*_list(item, "authors"), item.get("author")]
    people = [one for one in given if isinstance(one, dict)]
    return distinct(_string(one, "name") or _string(one, "url") for one in people)


def _attachments(item: Mapping[str, Any], address: str) -> tuple[Enclosure, ...]:
    found: dict[str, Enclosure] = {}
    for one in _list(item, "attachments"):
        if isinstance(one, dict) and (url := join(address, _string(one, "url"))):
            size = _size(one.get("size_in_bytes"))
            found.setdefault(url, Enclosure(url=url, type=_string(one, "mime_type"), length=size))
    return tuple(found.values())


def _size(value: object) -> int:
    written = str(value) if isinstance(value, _Number) else ""
    return int(written) if written.isdigit() and len(written) < 17 else 0  # noqa: PLR2004 - a petabyte
