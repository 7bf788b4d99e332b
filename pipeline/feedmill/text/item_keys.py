"""
Item keys: what the addresses of one item share, more widely than their match keys.

The question that a shared item key asks (are these two one item?) is answered by title, text or
owner, so it may be asked often: of print and mobile dresses, of archives' copies, of what
redirectors, mail scanners and social sites made of a link. Pages that go on, other languages and
other numbers keep keys of their own. No id is made of these keys, and nobody fetches them.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from urllib.parse import quote, unquote

from feedmill.text.item_tables import (
    CHANNEL_NAMES,
    CHANNEL_WORDS,
    CHANNELS,
    DRESSED,
    FLAG_NAMES,
    FLAGS,
    HOST_NAME,
    HOSTS,
    MODES,
    NO_PAGE_IDS,
    OPAQUE,
    PREFIXES,
    REFERRERS,
    SESSIONS,
    SUNDRY,
    TELLING,
)
from feedmill.text.item_targets import may_send, target
from feedmill.text.known_sites import is_known, known
from feedmill.text.links import absolute, host
from feedmill.text.match_keys import key_of

__all__ = ["item_key", "item_key_of"]

_KEY = re.compile(r"([^/?#]*)([^?#]*)(?:\?([^#]*))?(#.*)?")
# No parameters, no route, and nothing that names another address.
_PLAIN = re.compile(r"https?://([a-z0-9.-]+)/[A-Za-z0-9._/-]*")
_DRESS = re.compile(rf"(?:(?:{DRESSED})\.|amp-)(?=[^.]+\.[^.])")
# "de.m.example.org": the dress stands after the language.
_INNER_DRESS = re.compile(r"(?<=\.)(?:m|mobile|amp)\.(?=[^.]+\.[^.])")
# Blogger shows a blog under the domains of many countries (support.google.com/blogger/answer/2402711).
_BLOGSPOT = re.compile(r"\.blogspot\.(?:com?\.)?[a-z]{2,3}\Z")
_INDEX = re.compile(
    r"/(?:index\.(?:x?html?|shtml|php[345]?|aspx?|jsp|cfm|cgi|pl|do)|default\.(?:aspx?|html?))\Z",
    re.IGNORECASE,
)
# Parts of a path that only dress the page: AMP and print views anywhere but alone.
_DRESS_PART = re.compile(
    r"/(?:amp|amphtml|print|printable|print-?view|printer-?friendly)(?=/|\Z)", re.IGNORECASE
)
_DRESS_END = re.compile(
    r"(?:[-_.](?:amp|amphtml|print)(?=\.[a-z]{3,5}\Z)|\.(?:amp|amphtml|print)\Z)", re.IGNORECASE
)
# Without a file's suffix "-print" may be the end of a name, but hardly of an article's.
_DRESS_WORD = re.compile(r"[-_](?:amp|print)\Z", re.IGNORECASE)
_MOBILE_PART = re.compile(r"\A/(?:m|mobile)(?=/[^/]+/[^/]+)", re.IGNORECASE)
#: No headline is so long.
_LONG_PATH = 400
# "/2026/05/budget", "/ministers-agree-on-budget": three words or more.
_DATED = re.compile(r"/(?:19|20)[0-9]{2}/(?:[^/]+/)*[^/]{4,}\Z")
_IN_WORDS = re.compile(r"[^\W_]+(?:[-_][^\W_]+){2,}")
_SCRIPT = re.compile(r"\.(?:php[0-9]?|aspx?|cgi|pl|jsp|cfm|do|dll)\Z", re.IGNORECASE)
# Session ids in paths: parameters of a segment, and ASP.NET's "(S(…))" (cookieless sessions).
_SESSION_PART = re.compile(r";(?:[a-z]*sess[a-z]*|sid)=[^/;]*|/\((?:[A-Z]\([^()/]+\))+\)", re.IGNORECASE)
# A value that can only be a session's: hexadecimal, or letters and digits mixed, and long.
_SESSION = re.compile(r"[0-9a-f]{20,}|(?=.*[0-9])(?=.*[a-z])[0-9a-z_-]{24,}", re.IGNORECASE)
_LONG_NAMES = SESSIONS - {"s", "sid", "session", "sess"}
_DIGITS = re.compile(r"[0-9]{4,}")
_BUSTERS = frozenset({"_", "cb", "rand", "rnd"})
_PARTING = re.compile(r"[^a-z0-9]+")
_OCTETS = re.compile("(?:%[89A-F][0-9A-F])+")
# Names that vendors make alike: "fbclid", "dpg_campaign", "adjust_referrer", "mindbox-click-id".
_OF_CAMPAIGN = re.compile(
    r"(?:clid|click[-_]?id|[-_](?:campaign|medium|source|creative|adgroup|placement|referrer|referer))\Z"
)
#: "sid", "nid", "p_id".
_SHORT_ID = 4
_NUMBER = re.compile(r"[0-9]{1,10}")
# The number of a part, or a language: short, so that it is no token of a campaign.
_PART = re.compile(r"[0-9]{1,3}|[a-z]{2}(?:[-_][a-z]{2})?")
_NOWHERE = frozenset({"#!", "#!/", "#/"})
# "#!/a" has a twin (Google, "AJAX crawling": _escaped_fragment_).
_ESCAPED = "_escaped_fragment_="
_FEEDBURNER = re.compile(r"/~r/", re.IGNORECASE)


def item_key(url: str, claim: str = "") -> str:
    """
    Give the item key of an http or https URL; empty if it is none.

    *claim* is what else the entry calls itself by (a guid that is a URL). It is heard only where
    *url* itself says nothing: a short link, or one that a feed proxy counts.
    """
    found = target(absolute(url, ""))
    if claim and _is_opaque(found):
        claimed = target(absolute(claim, ""))
        found = claimed if claimed and not _is_opaque(claimed) else found
    # What was escaped once too often: "?a=1&amp;b=2", and after one more reader "?amp;b=2".
    return widened(key_of(found.replace("&amp;", "&").replace("?amp;", "?")))


def item_key_of(url: str, key: str, claim: str = "") -> str:
    """Do what `item_key` does, told what `absolute` and `key_of` gave: most addresses are plain paths."""
    plain = _PLAIN.fullmatch(url)
    if plain is None or not _is_plain(plain[1]):
        return item_key(url, claim)
    name, slash, path = key.partition("/")
    return _host(name) + _path(slash + path)


@lru_cache(maxsize=4096)  # sources link to themselves
def _is_plain(authority: str) -> bool:
    """Say that a host sends nobody on, and has no addresses of its own kind."""
    name = _host(key_of(f"https://{authority}/").partition("/")[0])
    return not (may_send(authority) or authority in OPAQUE or is_known(name))


def widened(key: str) -> str:
    """Give the item key of what has this match key."""
    match = _KEY.fullmatch(key)
    if match is None or not key:
        return ""
    name, path, query, route = match.groups(default="")
    route = "" if route in _NOWHERE else route
    name = _host(name)
    path = _path(path)
    parameters = _parameters(query, is_named=_is_named(path)) if query else []
    special = known(name, path, dict(one.partition("=")[::2] for one in parameters))
    if special:
        return special
    if not route:
        route = next(
            (f"#!{unquote(one.removeprefix(_ESCAPED))}" for one in parameters if one.startswith(_ESCAPED)), ""
        )
        parameters = [one for one in parameters if not one.startswith(_ESCAPED)]
    return f"{name}{path}{'?' + '&'.join(parameters) if parameters else ''}{route}"


@lru_cache(maxsize=4096)  # sources link to themselves
def _host(name: str) -> str:
    while (shorter := _DRESS.sub("", name, count=1) if _DRESS.match(name) else name) != name:
        name = shorter
    name = _BLOGSPOT.sub(".blogspot.com", _INNER_DRESS.sub("", name))
    return HOSTS.get(name, name)


def _path(path: str) -> str:
    if "%" in path:
        path = _composed(path)
    if ";" in path or "(" in path:
        path = _SESSION_PART.sub("", path)
    if "." in path:
        path = _INDEX.sub("", path)
    lower = path.lower()
    if "amp" in lower or "print" in lower:
        path = _DRESS_END.sub("", _DRESS_PART.sub("", path) or path)
        plain = _DRESS_WORD.sub("", path)
        path = plain if _is_named(plain) else path
    if lower.startswith("/m"):
        path = _MOBILE_PART.sub("", path)
    return path.rstrip("/")


def _composed(path: str) -> str:
    """Compose letters and marks (Unicode NFC), which file systems part; ASCII stays encoded."""
    try:
        plain = _OCTETS.sub(lambda match: unquote(match[0], errors="strict"), path)
    except UnicodeDecodeError:
        return path
    return "".join(one if one.isascii() else quote(one) for one in unicodedata.normalize("NFC", plain))


def _is_named(path: str) -> bool:
    """Say whether a path names an article by itself: by its date or in words, and no script's name."""
    if len(path) > _LONG_PATH:
        return False
    last = path.rpartition("/")[2]
    return _SCRIPT.search(last) is None and (_DATED.search(path) or _IN_WORDS.search(last)) is not None


def _parameters(query: str, *, is_named: bool) -> list[str]:
    return sorted({one for one in query.split("&") if _tells(one, is_named=is_named)})


def _tells(parameter: str, *, is_named: bool) -> bool:
    """Say whether a page may be told by a parameter."""
    name, _, value = parameter.partition("=")
    name, value = unquote(name).lower(), unquote(value).lower()
    if is_named and name not in TELLING and not _is_page(name, value):
        return False
    return not (_is_sundry(name, value) or _is_session(name, value) or _is_place(name, value))


def _is_sundry(name: str, value: str) -> bool:
    """Say whether a parameter is a campaign's or a cache's, or only dresses the page."""
    if name in SUNDRY or name.startswith(PREFIXES) or _OF_CAMPAIGN.search(name) or (name, value) in MODES:
        return True
    return (name in FLAG_NAMES and value in FLAGS) or (
        name in _BUSTERS and _DIGITS.fullmatch(value) is not None
    )


def _is_session(name: str, value: str) -> bool:
    return name in SESSIONS and (name in _LONG_NAMES or _SESSION.fullmatch(value) is not None)


def _is_place(name: str, value: str) -> bool:
    """Say whether a parameter says where the reader came from."""
    if name in REFERRERS and HOST_NAME.fullmatch(value):
        return True
    return name in CHANNEL_NAMES and _is_channel(value)


def _is_page(name: str, value: str) -> bool:
    """Say whether an unknown parameter may number a page, or name its language."""
    if name.endswith("id"):
        return name not in NO_PAGE_IDS and (len(name) <= _SHORT_ID or _NUMBER.fullmatch(value) is not None)
    return _PART.fullmatch(value) is not None and value not in FLAGS


def _is_channel(value: str) -> bool:
    return value in CHANNELS or not CHANNEL_WORDS.isdisjoint(_PARTING.split(value))


def _is_opaque(url: str) -> bool:
    return host(url) in OPAQUE or _FEEDBURNER.search(url) is not None
