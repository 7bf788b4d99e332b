"""
Kind `feed`: RSS, Atom or JSON Feed at a URL.

The bytes decide which reader is asked; a Content-Type never does, for it is wrong too often. The
readers are beside this file: `feed_json`, and for XML `fast_path`, which leaves what it is not sure of
to `feed_xml`.
"""

from __future__ import annotations

import codecs
from dataclasses import dataclass

from feedmill.model import Fetched, Parsed, ParseError

__all__ = ["ADDRESS", "LOCAL", "Settings", "parse"]

ADDRESS = "url"
LOCAL = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The keys of a feed's table in sources.toml that only this kind knows."""

    url: str


def parse(fetched: Fetched) -> Parsed | ParseError:
    """
    Read the entries of the one document that was fetched, in document order.

    Never raises. Strings stay as written, links are absolute or relative to the entry's base.
    """
    # Late: whoever reads the settings loads this module, and only workers read documents.
    from feedmill.sources import fast_path, feed_json, feed_xml
    from feedmill.sources.guard import too_marked_up

    body = fetched.documents[0].body if fetched.documents else b""
    if not body.strip(_BLANK):
        return ParseError(
            code="empty", message="the answer is empty; a feed without items would still name itself"
        )
    document = fetched.documents[0]
    refused = too_marked_up(body)
    if refused is not None:
        return refused
    if _is_json(body):
        return feed_json.parse(document, truncated=fetched.truncated)
    fast = fast_path.parse(document, truncated=fetched.truncated)
    return fast or feed_xml.parse(document, truncated=fetched.truncated)


_BLANK = b" \t\r\n\0" + codecs.BOM_UTF8


def _is_json(body: bytes) -> bool:
    """Look at the first character, past byte order marks and the zeros of UTF-16 and UTF-32."""
    start = body[:1024].lstrip(_BLANK + codecs.BOM_UTF16_LE + codecs.BOM_UTF16_BE)
    return start[:1] in {b"{", b"["}
