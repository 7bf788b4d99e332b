"""
Match keys: what two URLs of one page share.

A key looks like "example.org/news/1?id=7": no scheme, no "www.", no trackers, parameters sorted.
It is never fetched or shown. Keys err on the side of keeping pages apart; that two articles share
one is a hint that the judge wants confirmed. Frozen with the tracker table, as ids are made of keys.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import unquote

from feedmill.text.links import absolute
from feedmill.text.trackers import TRACKERS, WRAPPERS

if TYPE_CHECKING:
    from collections.abc import Collection

__all__ = ["is_root", "key_of", "match_key"]

#: An address may be wrapped in one that is itself wrapped; more is a loop.
MAX_WRAPS = 3

_PARTS = re.compile(r"https?://([^/?#]*)([^?#]*)(?:\?([^#]*))?(?:#(.*))?")
# Prefixes of hosts that show the same pages in another dress, if a name with a dot remains.
_DRESS = re.compile(r"(?:www|m|mobile|amp)\.(?=[^.]+\.[^.])")
# en.m.wikipedia.org (meta.wikimedia.org/wiki/Mobile_Projects).
_WIKIMEDIA = re.compile(r"\.m\.(?=(?:wik[a-z]+|mediawiki)\.org\Z)")
# A front page by its file name: what servers serve for the folder (Apache DirectoryIndex, IIS).
_INDEX = re.compile(r"/(?:index\.(?:html?|shtml|php)|default\.aspx?)\Z", re.IGNORECASE)
# AMP forms of a page (amp.dev, "AMP page discovery"), where a page's own path comes before them.
_AMP_PATH = re.compile(r"(?<=[^/])(?:/amp(?:\.html?)?|\.amp)\Z", re.IGNORECASE)
_AMP_HTML = re.compile(r"\.amp(?=\.html?\Z)", re.IGNORECASE)
_AMP_PARAMETERS = frozenset(
    {("amp", ""), ("amp", "1"), ("amp", "true"), ("outputtype", "amp"), ("output", "amp")}
)
# AMP caches (developers.google.com/amp/cache/overview): /amp/s/HOST/PATH, /c/s/HOST/PATH, "s" = https.
_GOOGLE_AMP = re.compile(r"(?:www\.)?google\.[a-z.]{2,6}/amp/(?:s/)?(?=[^/]+\.)")
_AMP_CACHE = re.compile(r"[a-z0-9-]+\.cdn\.ampproject\.org/(?:v|c)/(?:s/)?(?=[^/]+\.)")
# ";jsessionid=…" (Java Servlet specification, section 7.1.3).
_SESSION = re.compile(r";jsessionid=[^/;]*", re.IGNORECASE)
# Where the reader came from, when it can only be a feed: "?ref=rss" says nothing about the page.
_ORIGIN_NAMES = frozenset(
    {
        "campaign",
        "cmp",
        "emc",
        "from",
        "medium",
        "origin",
        "partner",
        "ref",
        "referrer",
        "source",
        "src",
        "via",
    }
)
_FEED_VALUES = frozenset({"atom", "rss", "rss2", "rssfeed", "rss_feed", "rss-feed"})
# Routes of pages that live behind "#": "#!/a" (AJAX crawling scheme) and "#/a"; other fragments
# are places in a page.
_ROUTE = re.compile(r"!|/.")
_SLASHES = re.compile(r"(?<!:)/{2,}")
_BEYOND_HOST = re.compile("[/?#]")
_ENCODED = re.compile(r"%([0-9A-Fa-f]{2})")
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")

#: Hosts of addresses that may hold another one, as `_host` spells them.
_WRAPPING = frozenset(row.host for row in WRAPPERS)

_NAMES: dict[str, set[str]] = {}  # hosts by name; the empty host is every host
_PREFIXES: dict[str, set[str]] = {}
for _row in TRACKERS:
    _table = _PREFIXES if _row.name.endswith("*") else _NAMES
    _table.setdefault(_row.name.removesuffix("*"), set()).update(_row.hosts or ("",))
_BEGINNINGS = tuple(_PREFIXES)
#: What is longer than every name is told from them by so much of it.
_LONGEST = max(map(len, (*_NAMES, *_PREFIXES))) + 1


def match_key(url: str) -> str:
    """Give the match key of an http or https URL; empty if it is none."""
    return key_of(absolute(url, ""))


def key_of(url: str) -> str:
    """Do what `match_key` does, with what `absolute` gave."""
    parts = _PARTS.fullmatch(url)
    for _ in range(MAX_WRAPS):
        if parts is None or not _may_wrap(parts[1]):
            break
        inner = absolute(_unwrapped(parts[1], parts[2], parts[3] or ""), "")
        if not inner:
            break
        parts = _PARTS.fullmatch(inner)
    return "" if parts is None else _key(*parts.groups(default=""))


def is_root(key: str) -> bool:
    """Say that a key names a host's front page, or nothing: it never confirms that two items are one."""
    return _BEYOND_HOST.search(key) is None


def _key(authority: str, path: str, query: str, fragment: str) -> str:
    host = _host(authority)
    path = _path(path)
    query = _query(query, host)
    route = f"#{_normal(fragment)}" if fragment and _ROUTE.match(fragment) else ""
    return f"{host}{path}{query}{route}"


@lru_cache(maxsize=4096)  # sources link to themselves
def _host(authority: str) -> str:
    while (shorter := _DRESS.sub("", authority, count=1)) != authority:
        authority = shorter
    return _WIKIMEDIA.sub(".", authority)


def _path(path: str) -> str:
    path = _normal(path)
    if ";" in path:
        path = _SESSION.sub("", path)
    if "//" in path:
        path = _SLASHES.sub("/", path)
    path = path.rstrip("/")
    if "amp" in path.lower():
        path = _AMP_HTML.sub("", _AMP_PATH.sub("", path))
    return _INDEX.sub("", path).rstrip("/") if "." in path else path.rstrip("/")


def _query(query: str, host: str) -> str:
    if not query:
        return ""
    parameters = _normal(query.replace("+", "%20")).split("&")
    kept = sorted(parameter.removesuffix("=") for parameter in parameters if _says_something(parameter, host))
    return f"?{'&'.join(kept)}" if kept else ""


def _says_something(parameter: str, host: str) -> bool:
    name, _, value = parameter.partition("=")
    name, value = (unquote(name) if "%" in name else name).lower(), value.lower()
    if not name or (name, value) in _AMP_PARAMETERS:
        return False
    return not ((name in _ORIGIN_NAMES and value in _FEED_VALUES) or _tracks(name[:_LONGEST], host))


@lru_cache(maxsize=1024)  # a source has the same ones on all its links
def _tracks(name: str, host: str) -> bool:
    if _owns(_NAMES.get(name, ()), host):
        return True
    return name.startswith(_BEGINNINGS) and any(
        name.startswith(prefix) and _owns(hosts, host) for prefix, hosts in _PREFIXES.items()
    )


def _owns(owners: Collection[str], host: str) -> bool:
    return any(not owner or host == owner or host.endswith(f".{owner}") for owner in owners)


def _unwrapped(authority: str, path: str, query: str) -> str:
    """Give the address inside one that only sends the reader on; empty if it is no such address."""
    place = f"{authority}{path}"
    for cache in (_GOOGLE_AMP, _AMP_CACHE):
        if cache.match(place):
            return f"https://{cache.sub('', place)}" + (f"?{query}" if query else "")
    for row in WRAPPERS:
        if _host(authority) == row.host and path.startswith(row.path):
            return _parameter(query, row.parameters)
    return ""


@lru_cache(maxsize=4096)
def _may_wrap(authority: str) -> bool:
    return _host(authority) in _WRAPPING or "google." in authority or "ampproject." in authority


def _parameter(query: str, names: tuple[str, ...]) -> str:
    values = dict(parameter.partition("=")[::2] for parameter in query.split("&"))
    found = (unquote(values.get(name, "")) for name in names)
    return next((value for value in found if value.startswith(("http://", "https://"))), "")


def _normal(text: str) -> str:
    """Normalise percent-encoding (RFC 3986 section 6.2.2): unreserved decoded, hex digits upper-case."""
    return _ENCODED.sub(_decoded, text) if "%" in text else text


def _decoded(match: re.Match[str]) -> str:
    character = chr(int(match[1], 16))
    return character if character in _UNRESERVED else match[0].upper()
