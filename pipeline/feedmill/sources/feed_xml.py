"""
RSS 0.9x, 1.0, 2.0 and Atom 0.3, 1.0, read by feedparser from text that was looked at before.

    bytes ─ decode ─ mend ─ measure ─ feedparser ─ entries (feed_items) and hints (feed_hints)

feedparser is never given a str (it would open it as a file or URL), nor the address unless it must
(it would resolve guids, which stay as written), nor an encoding to guess, nor markup to clean. What
it raises ends here.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from feedmill.model import Document, Parsed, ParseError
from feedmill.sources.encodings import decode, xml_label
from feedmill.sources.feed_hints import hints_of
from feedmill.sources.feed_items import entry_of
from feedmill.sources.guard import MAX_MARKS_TOLERATED, Shape, measure, too_marked_up
from feedmill.sources.mend import mend
from feedmill.text.late import loading

__all__ = ["parse"]


def parse(document: Document, *, truncated: bool = False) -> Parsed | ParseError:
    """
    Read *document*, or say why it cannot be read.

    Malformed documents give what they hold, marked partial; an item that the end of the document
    cuts in two is left out, for its parts would be taken for the whole.
    """
    looked = _look(document)
    if isinstance(looked, ParseError):
        return looked
    channel = _feedparser(looked.text, document.name)
    if isinstance(channel, ParseError):
        return channel
    items = channel.get("entries") or []
    items = items[:-1] if looked.shape.cut else items
    whole = looked.sound and not channel.get("bozo") and not truncated
    if not items and not whole:
        return ParseError(code="malformed", message=_NOTHING_WHOLE)
    if not items and not channel.get("version"):  # RDF and "feed" exist outside syndication, too
        return _no_feed(looked.shape.root, looked.text)
    return Parsed(
        entries=tuple(entry_of(item, channel, document.name) for item in items),
        hints=hints_of(channel, looked.text, document.name),
        partial=not whole,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Looked:
    """A document that is fit to be parsed."""

    text: str
    shape: Shape
    sound: bool


def _look(document: Document) -> _Looked | ParseError:
    """Decode, mend and measure *document*; refuse what is dangerous, and what is no feed."""
    decoded = decode(
        document.body, charset=_charset(document.content_type), declared=xml_label(document.body)
    )
    mended = too_marked_up(decoded.text, MAX_MARKS_TOLERATED) or mend(decoded.text)
    shape = mended if isinstance(mended, ParseError) else measure(mended.text)
    # "This is a web page" says more than "this is too deep", and pages often are.
    if decoded.text[:1024].lstrip("\ufeff \t\r\n").lower().startswith(("<!doctype html", "<html")):
        return _no_feed("html", decoded.text)
    if isinstance(mended, ParseError):
        return mended
    if isinstance(shape, ParseError):
        return shape
    if shape.root not in _ROOTS:
        return _no_feed(shape.root, mended.text)
    return _Looked(text=mended.text, shape=shape, sound=decoded.sound and mended.sound)


#: Local names of first elements of feeds (RSS, RSS 1.0, Atom; a lone Atom entry; CDF and RSS
#: without its outermost element).
_ROOTS = frozenset({"rss", "rdf", "feed", "entry", "channel"})
_PAGES = frozenset({"html", "head", "body", "title", "meta", "div", "p", "script", "h1", "center", "br", "b"})
_NOTHING_WHOLE = (
    "the document is malformed or was cut off, and no whole item could be read from it; "
    "it will be tried again, and if this lasts, tell its publisher"
)


def _charset(content_type: str) -> str:
    """Give the charset parameter of a Content-Type, or "" (RFC 9110, section 8.3)."""
    for parameter in content_type.split(";")[1:]:
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "charset":
            return value.strip().strip("\"'")
    return ""


#: An xml:base that is no whole URL.
_RELATIVE_BASE = re.compile(r"""\sxml:base\s*=\s*["'](?!\s*[a-zA-Z][a-zA-Z0-9+.-]*:)""")


def _feedparser(text: str, address: str) -> Mapping[str, Any] | ParseError:
    with loading():  # late: one document in two hundred comes here
        import feedparser

    headers = {"content-type": "application/xml; charset=utf-8"}
    if _RELATIVE_BASE.search(text):
        # Only then must feedparser know the address: it cannot add one relative base to another.
        headers["content-location"] = address
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            result: Mapping[str, Any] = feedparser.parse(
                BytesIO(text.encode("utf-8", "replace")),
                response_headers=headers,
                sanitize_html=False,
                resolve_relative_uris=False,
            )
    except Exception as error:  # noqa: BLE001 - feedparser promises nothing about what it raises
        why = type(error).__name__
        message = f"the document is malformed and cannot be read ({why}): tell its publisher"
        return ParseError(code="malformed", message=message)
    return result


def _no_feed(root: str, text: str) -> ParseError:
    if root in _PAGES:
        what = (
            "looks like an HTML page; the feed may have moved or ask for a login: "
            "open the address in a browser and look for the feed's own"
        )
    elif root and text.lstrip("\ufeff\0 \t\r\n").startswith("<"):  # else "<" is a byte like any other
        what = f"is XML of another kind (<{root[:40]}>), no RSS and no Atom: check the address"
    elif text.strip():
        what = "is neither XML nor JSON: check the address"
    else:
        return ParseError(code="empty", message="the answer holds nothing but white space")
    return ParseError(code="not-a-feed", message=f"the answer {what}")
