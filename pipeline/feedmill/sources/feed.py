"""
Kind `feed`: RSS, Atom or JSON Feed at a URL.

The bytes decide which reader is asked; a Content-Type never does, for it is wrong too often. The
readers are beside this file: `feed_xml` and `feed_json`.
"""

from __future__ import annotations

import codecs
from dataclasses import dataclass

from feedmill.model import Fetched, Parsed, ParseError
from feedmill.sources import feed_json, feed_xml

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
    body = fetched.documents[0].body if fetched.documents else b""
    if not body.strip(_BLANK):
        return ParseError(
            code="empty", message="the answer is empty; a feed without items would still name itself"
        )
    read = feed_json.parse if _is_json(body) else feed_xml.parse
    return read(fetched.documents[0], truncated=fetched.truncated)


_BLANK = b" \t\r\n\0" + codecs.BOM_UTF8


def _is_json(body: bytes) -> bool:
    """Look at the first character, past byte order marks and the zeros of UTF-16 and UTF-32."""
    start = body[:1024].lstrip(_BLANK + codecs.BOM_UTF16_LE + codecs.BOM_UTF16_BE)
    return start[:1] in {b"{", b"["}
