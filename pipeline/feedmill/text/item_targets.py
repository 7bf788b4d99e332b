"""
Where an address leads that only sends the reader on: read from the address, never asked of a server.

What only a server knows (short links, feed proxies that count, the newer ids of Google News) stays
as it is.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Final
from urllib.parse import unquote

from feedmill.text.item_tables import SENDERS, SENDING_PATHS, Sender
from feedmill.text.links import absolute
from feedmill.text.trackers import WRAPPERS

__all__ = ["may_send", "target"]

#: An address may be wrapped in one that is itself wrapped; more is a loop.
MAX_WRAPS = 4

_PARTS = re.compile(r"https?://([^/?#]*)([^?#]*)(?:\?([^#]*))?(?:#(.*))?")
_GOOGLE = re.compile(r"(?:www\.|m\.)?google\.[a-z]{2,3}(?:\.[a-z]{2})?")
# Services that put the whole address behind their own path.
_BEHIND = (
    # Wayback Machine: a time of up to 14 digits and flags such as "id_" (archive.org, "Wayback URLs").
    (
        re.compile(r"(?:web|wayback)(?:-beta)?\.archive\.org"),
        re.compile(r"/(?:web/|details/)?(?:(?:[0-9]{1,14}|\*)(?:[a-z]{2}_)*/|(?=https?:))"),
    ),
    (
        re.compile(r"archive\.(?:today|is|ph|li|vn|fo|md)"),
        re.compile(r"/(?:(?:newest|oldest|timegate|[0-9]{4,14}|o/[A-Za-z0-9]+)/|(?=https?:))"),
    ),
    (re.compile(r"arquivo\.pt"), re.compile(r"/(?:wayback|noFrame/replay)/[0-9]{1,14}(?:[a-z]{2}_)?/")),
    (re.compile(r"(?:www\.)?12ft\.io|r\.jina\.ai"), re.compile(r"/(?:proxy\?q=)?")),
    (re.compile(r"urldefense\.(?:com|us)"), re.compile(r"/v3/__")),
    (re.compile(r"(?:[a-z]{2}\.rd|rd|us\.rd)\.yahoo\.com"), re.compile(r"[^*]*\*")),
    (re.compile(r"outgoing\.prod\.webservices\.mozgcp\.net"), re.compile(r"/v1/[0-9a-f]+/")),
    (re.compile(r"r\.search\.yahoo\.com"), re.compile(r".*/RU=")),
    (
        re.compile(r"(?:[a-z]+\.)?(?:anrdoezrs|dpbolvw|jdoqocy|kqzyfj|tkqlhce)\.(?:net|com)"),
        re.compile(r"/links/.*?/(?=https?:)"),
    ),
)
# AMP caches (amp.dev, "AMP Cache URL format"): "c" a page, "v" a viewer's, "wp" a signed one; "s" = https.
_AMP_CACHES = re.compile(r"(?:[a-z0-9-]+\.)?(?:cdn\.ampproject\.org|bing-amp\.com)")
_AMP_PLACE = re.compile(r"/(?:[cvr]|wp)/(?:s/)?(?=[^/]+\.[^/]+)")
_GOOGLE_AMP = re.compile(r"/amp/(?:s/)?(?=[^/]+\.[^/]+)")
# An archive may leave out the scheme.
_NAMED = re.compile(r"(?:[a-z0-9-]+\.)+[a-z]{2,}/", re.IGNORECASE)
# What follows the address: "__;…!!…" at urldefense.com, "/RK=2/RS=…" at Yahoo.
_AFTER = re.compile(r"__;.*|/RK=.*", re.DOTALL)
# "https:/a" after a server has made one slash of two.
_SCHEME = re.compile(r"(https?):(?:/|%2F){1,2}", re.IGNORECASE)
_BARE = frozenset({"href.li", "anonym.to", "anon.to", "nullrefer.com", "dereferer.me", "dereferer.org"})
# Google News ids of the older kind are base64 of a message that holds the address.
_NEWS_ID = re.compile(r"/(?:rss/|__i/rss/rd/)?articles/([A-Za-z0-9_-]{20,})")
_IN_MESSAGE = re.compile(rb"https?://[\x21-\x7e]+")
_SENDERS = (*SENDERS, *(Sender(row.host, row.parameters, row.path) for row in WRAPPERS))
_GOALS = (
    "url",
    "u",
    "to",
    "target",
    "dest",
    "destination",
    "goto",
    "link",
    "q",
    "r",
    "redirect",
    "redirect_url",
)


def target(url: str) -> str:
    """Give the address at the end of every wrapper round *url* (as `absolute` gives it), else *url*."""
    for _ in range(MAX_WRAPS):
        parts = _PARTS.fullmatch(url)
        if parts is None:
            break
        inner = absolute(_inner(parts[1], parts[2], parts[3] or ""), "")
        if not inner:
            break
        url = inner
    return url


def _inner(authority: str, path: str, query: str) -> str:
    if may_send(authority):
        return _by_host(authority, path, query)
    if query and path.rstrip("/").rpartition("/")[2].lower() in SENDING_PATHS:
        found = _parameter(query, _GOALS)
        # To the same host it is a login, a language, a consent: a page of its own.
        return "" if found.startswith((f"http://{authority}/", f"https://{authority}/")) else found
    return ""


@lru_cache(maxsize=4096)
def may_send(authority: str) -> bool:
    """Say whether a host may be one of the services known here."""
    return bool(
        _sender(authority)
        or _GOOGLE.fullmatch(authority)
        or authority in _NAMED_HOSTS
        or authority.removeprefix("www.") in _BARE
        or _AMP_CACHES.fullmatch(authority)
        or any(name.fullmatch(authority) for name, _ in _BEHIND)
    )


@lru_cache(maxsize=4096)
def _sender(authority: str) -> tuple[Sender, ...]:
    return tuple(row for row in _SENDERS if authority == row.host or authority.endswith(f".{row.host}"))


def _by_host(authority: str, path: str, query: str) -> str:
    for row in _sender(authority):
        if path.startswith(row.path) and (found := _parameter(query, row.parameters)):
            return found
    if authority.removeprefix("www.") in _BARE:
        return _opened(query)
    if _GOOGLE.fullmatch(authority):
        return _google(path, query)
    if _AMP_CACHES.fullmatch(authority):
        place = _AMP_PLACE.match(path)
        return _with_query(f"https://{path[place.end() :]}", query) if place else ""
    return _NAMED_HOSTS.get(authority, _nowhere)(path, query) or _behind(authority, path, query)


def _google(path: str, query: str) -> str:
    amp = _GOOGLE_AMP.match(path)
    if amp is not None:
        return _with_query(f"https://{path[amp.end() :]}", query)
    return _parameter(query, ("url", "q", "imgrefurl")) if path in {"/url", "/imgres"} else ""


def _behind(authority: str, path: str, query: str) -> str:
    whole = _with_query(path, query)
    for name, before in _BEHIND:
        if name.fullmatch(authority) and (found := before.match(whole)):
            rest = _AFTER.sub("", whole[found.end() :])
            return _opened(rest) or (f"https://{rest}" if _NAMED.match(rest) else "")
    return ""


def _with_query(address: str, query: str) -> str:
    return f"{address}?{query}" if query else address


def _opened(address: str) -> str:
    """Give what stands there as an address: once encoded, or as it is; empty if it is none."""
    if not _SCHEME.match(address) or "%2f" in address[:12].lower():
        address = unquote(address)
    return _SCHEME.sub(r"\1://", address, count=1) if _SCHEME.match(address) else ""


def _parameter(query: str, names: tuple[str, ...]) -> str:
    values = {name.lower(): value for name, _, value in (one.partition("=") for one in query.split("&"))}
    found = (_opened(unquote(values.get(name, ""))) for name in names)
    return next((value for value in found if value), "")


def _proofpoint(_: str, query: str) -> str:
    """Read version 2 of Proofpoint's URL Defense: "-" stands for "%", "_" for "/"."""
    values = dict(one.partition("=")[::2] for one in query.split("&"))
    return _opened(unquote(values.get("u", "").replace("-", "%").replace("_", "/")))


def _cached(_: str, query: str) -> str:
    """Give the address in "q=cache:ID:ADDRESS+words"."""
    values = dict(one.partition("=")[::2] for one in query.split("&"))
    _, _, rest = unquote(values.get("q", "")).partition("cache:")
    address = rest.split("+")[0].split(" ")[0]
    if not address.startswith(("http://", "https://")) and ":" in address:
        address = address.partition(":")[2]
    return _opened(address if "://" in address else f"https://{address}")


def _from_news_id(path: str, _: str) -> str:
    found = _NEWS_ID.match(path)
    if found is None:
        return ""
    try:
        message = base64.urlsafe_b64decode(found[1] + "=" * (-len(found[1]) % 4))
    except (binascii.Error, ValueError):
        return ""
    address = _IN_MESSAGE.search(message)
    return address[0].decode("ascii") if address else ""


def _nowhere(_: str, __: str) -> str:
    return ""


_NAMED_HOSTS: Final[Mapping[str, Callable[[str, str], str]]] = {
    "news.google.com": _from_news_id,
    "urldefense.proofpoint.com": _proofpoint,
    "webcache.googleusercontent.com": _cached,
}
