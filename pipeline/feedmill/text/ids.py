"""
Published identity: the formulas of the contract (`docs/design.md`, section 4, "Ids").

Subscribers know items by these strings, so nothing here may ever give another answer to the same
question. Nothing here decides which entry is which; it only spells.
"""

from __future__ import annotations

from urllib.parse import quote

from feedmill.text.hashes import xxh64, xxh128
from feedmill.text.words import fold

__all__ = ["article_id", "article_key", "page_path"]

#: A guid with more characters than this, before encoding, is hashed (the contract).
MAX_GUID = 100

# RFC 3986 section 2.3: unreserved characters. `quote` leaves just these alone, as documented.
_ENCODED = tuple(quote(bytes([octet]), safe="") for octet in range(256))


def article_key(guid: str, match_key: str, title: str, text: str, *, shared_link: bool) -> str:
    """
    Give what an article is known by within its source.

    With a guid: the guid percent-encoded, or its hash if it is long. Else with a match key: the
    hash of that, and of the folded title too where the document holds several entries with the
    same key (*shared_link*). Else the hash of the folded title and the folded text.
    """
    if guid:
        return _encoded(guid) if len(guid) <= MAX_GUID else xxh128(guid)
    if match_key:
        return xxh128(match_key, fold(title)) if shared_link else xxh128(match_key)
    return xxh128(fold(title), fold(text))


def article_id(domain: str, date: str, source: str, key: str) -> str:
    """Give the tag: URI (RFC 4151) of an article."""
    return f"tag:{domain},{date}:{source}/{key}"


def page_path(source: str, article_id: str) -> str:
    """Give the path, relative to the shelf, of the page of an article that has no URL."""
    return f"articles/{source}-{xxh64(article_id)}.html"


def _encoded(guid: str) -> str:
    return "".join([_ENCODED[octet] for octet in guid.encode("utf-8", "surrogatepass")])
