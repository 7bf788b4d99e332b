"""How published files are handed out over HTTP: their types, and for how long they are fresh."""

from __future__ import annotations

__all__ = ["CACHE_CONTROL", "content_type"]

#: Five minutes: caches on the way spare the origin, and no reader waits long for news. Everything published
#: may change, archive pages after a ban for one, so nothing is immutable (RFC 9111 section 5.2.2).
CACHE_CONTROL = "public, max-age=300"
#: By the end of a name. Feeds as their readers look for them (RFC 4287 section 7, jsonfeed.org/version/1.1,
#: RSS by custom); browsers run no script in what has these types.
_TYPES = {
    ".rss": "application/rss+xml; charset=utf-8",
    ".atom": "application/atom+xml; charset=utf-8",
    ".json": "application/feed+json; charset=utf-8",
    ".opml": "text/x-opml; charset=utf-8",
    ".html": "text/html; charset=utf-8",
}
_UNKNOWN = "application/octet-stream"


def content_type(path: str) -> str:
    """Give the Content-Type of what is published at *path*."""
    _, dot, suffix = path.rpartition(".")
    return _TYPES.get(dot + suffix, _UNKNOWN)
