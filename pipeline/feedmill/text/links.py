"""
URLs that are fetched and shown: absolute, valid, safe, and whose they are.

They are rewritten for safety and validity only; trackers stay (`match_keys` leaves them out of
something that nobody fetches). Nothing here resolves a name or follows a redirect.
"""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import urljoin

from feedmill.text.clean import legal
from feedmill.text.hosts import ascii_host, is_address

__all__ = ["absolute", "asked", "belongs", "host"]

#: Longer URLs are junk or data (RFC 9110 section 4.1 asks recipients to support 8,000 octets).
MAX_LENGTH = 8_000

_SCHEME = re.compile(r"([a-zA-Z][a-zA-Z0-9+.\-]*):")
_DEFAULT_PORTS = {"http": 80, "https": 443}
_PORT = re.compile(r"(?::[0-9]{0,9})?")
# URL Standard, section 4.4: leading and trailing C0 controls and spaces go, tabs and line breaks
# go wherever they are.
_ENDS = "".join(map(chr, range(0x21))) + "\x7f\u00a0\u2028\u2029\u3000\ufeff"
_INSIDE = re.compile("[\t\n\r]")
_QUERY = re.compile("[?#]")
# What may stand unencoded: RFC 3986 sections 3.3 (pchar and "/") and 3.4, 3.5 ("/" and "?").
_NOT_IN_PATH = re.compile(r"%(?![0-9A-Fa-f]{2})|[^A-Za-z0-9\-._~!$&'()*+,;=:@/%]")
_NOT_IN_QUERY = re.compile(r"%(?![0-9A-Fa-f]{2})|[^A-Za-z0-9\-._~!$&'()*+,;=:@/?%]")
_DOT = re.compile(r"(?:\.|%2e)", re.IGNORECASE)
_WWW = re.compile(r"www\.(?=[^.]+\.)")
_MAILTO = re.compile(r"mailto:[^@?\s/:]+@[^@?\s]+(?:\?.*)?", re.IGNORECASE | re.DOTALL)


# Most addresses are canonical as they come: no upper case in the host, no port, no dots of a path,
# nothing to encode. Possessive: one look at each character.
_CANONICAL = re.compile(
    r"https?://([a-z0-9.-]++)/[A-Za-z0-9\-._~!$&'()*+,;=:@/]*+"
    r"(?:\?(?:[A-Za-z0-9\-._~!$&'()*+,;=:@/?]|%[0-9A-Fa-f]{2})++)?+(?:#[A-Za-z0-9\-._~!$&'()*+,;=:@/?]++)?+"
)


#: What `asked` leaves as it is: most addresses.
_AS_ASKED = re.compile(r"https?://[a-z0-9.-]++/[^#]*+")
_ORIGIN = re.compile(
    r"(https?)://([^/?#@]*@)?([^/?#@:\[]*|\[[^\]]*\])(?::([0-9]*))?(?=[/?]|\Z)", re.IGNORECASE
)


def asked(url: str) -> str:
    """
    Give the one spelling of all URLs by which the same is asked for; whatever is no http URL stays.

    Scheme and host in lower case, no default port, no fragment, "/" for no path (RFC 3986, section 6.2);
    path and query byte for byte, for servers may tell them apart. To compare, not to send.
    """
    if _AS_ASKED.fullmatch(url):
        return url
    url = url.partition("#")[0]
    origin = _ORIGIN.match(url)
    if origin is None:
        return url
    scheme, rest = origin[1].lower(), url[origin.end() :]
    port = origin[4] or ""
    port = "" if port in ("", str(_DEFAULT_PORTS[scheme])) else f":{port}"
    return f"{scheme}://{origin[2] or ''}{origin[3].lower()}{port}{'' if rest.startswith('/') else '/'}{rest}"


def absolute(url: str, base: str, *, allow_mailto: bool = False) -> str:
    r"""
    Give *url*, resolved against *base*, as a valid http or https URI; empty if it cannot be one.

    Reads as browsers do (URL Standard): white space at the ends and line breaks inside go, "\"
    is "/". User names and passwords go. The host is lower-case ASCII (IDNA), what RFC 3986
    forbids is percent-encoded. With *allow_mailto*, mailto: addresses pass too.
    """
    if not url or len(url) > 2 * MAX_LENGTH:
        return ""
    return url if _is_canonical(url) else _absolute(url, base, allow_mailto=allow_mailto)


def _is_canonical(url: str) -> bool:
    """Say whether `_absolute` would surely give the same; may say no of a URL that is."""
    match = None if "/." in url or len(url) > MAX_LENGTH else _CANONICAL.fullmatch(url)
    return match is not None and ascii_host(match[1]) == match[1]


@lru_cache(maxsize=2048)  # what is relative stands in every entry of a source
def _absolute(url: str, base: str, *, allow_mailto: bool) -> str:
    url = _INSIDE.sub("", legal(url.strip(_ENDS)).strip(_ENDS))
    if not url or len(url) > MAX_LENGTH:
        return ""
    scheme = _SCHEME.match(url)
    if scheme is None:
        return _resolved(url, base)
    name = scheme[1].lower()
    if name == "mailto":
        return _mailto(url) if allow_mailto else ""
    return _canonical(f"{name}:{url[scheme.end() :]}") if name in _DEFAULT_PORTS else ""


def host(url: str) -> str:
    """Give the host of an http or https URL: lower-case ASCII, no port; empty if it has none."""
    authority, _, _ = absolute(url, "").partition("://")[2].partition("/")
    return _without_port(authority)


def belongs(url: str, to_url: str) -> bool:
    """
    Say whether the host of *url* belongs to that of *to_url*: the contract's "own host".

    Equal, "www." aside, or one a sub-domain of the other. Addresses and names without a dot must
    be equal, lest a bare "com" own the world.
    """
    one, other = _WWW.sub("", host(url)), _WWW.sub("", host(to_url))
    if not one or not other:
        return False
    if one == other:
        return True
    if is_address(one) or is_address(other) or "." not in one or "." not in other:
        return False
    return one.endswith(f".{other}") or other.endswith(f".{one}")


def _resolved(url: str, base: str) -> str:
    """Resolve a URL that names no scheme (RFC 3986 section 5)."""
    base = absolute(base, "") if base else ""
    url = _slashed(url)
    if url.startswith("//"):
        return _canonical(f"{base.partition(':')[0] or 'https'}:{url}")
    if base and url.startswith("/") and "/." not in url:
        return _canonical(f"{'/'.join(base.split('/', 3)[:3])}{url}")
    return _canonical(urljoin(base, url)) if base else ""


def _slashed(url: str) -> str:
    r"""Read "\" as "/" before the query (URL Standard, section 4.4)."""
    place = _QUERY.search(url)
    end = len(url) if place is None else place.start()
    return url[:end].replace("\\", "/") + url[end:]


def _canonical(url: str) -> str:
    # URL Standard, section 4.4: after these schemes any number of slashes will do.
    scheme, _, rest = _slashed(url).partition(":")
    rest, _, fragment = rest.lstrip("/").partition("#")
    rest, _, query = rest.partition("?")
    authority, _, path = rest.partition("/")
    authority = _authority(authority, scheme)
    if not authority:
        return ""
    result = f"{scheme}://{authority}{_encoded(_without_dots(f'/{path}'), _NOT_IN_PATH)}"
    if query:
        result += f"?{_encoded(query, _NOT_IN_QUERY)}"
    if fragment:
        result += f"#{_encoded(fragment, _NOT_IN_QUERY)}"
    return result if len(result) <= MAX_LENGTH else ""


def _authority(authority: str, scheme: str) -> str:
    """Give host and port, the port only if it is not the scheme's own; empty if either is wrong."""
    authority = authority.rpartition("@")[2]
    name = _without_port(authority)
    port = authority[len(name) :]
    name = ascii_host(name)
    if not name or _PORT.fullmatch(port) is None:
        return ""
    number = int(port[1:] or _DEFAULT_PORTS[scheme])
    if not 0 < number <= 0xFFFF:  # noqa: PLR2004 - 16 bits (RFC 9293 section 3.1); 0 is reserved
        return ""
    return name if number == _DEFAULT_PORTS[scheme] else f"{name}:{number}"


def _without_port(authority: str) -> str:
    if authority.startswith("["):
        return authority[: authority.find("]") + 1]
    return authority.partition(":")[0]


def _without_dots(path: str) -> str:
    """Remove "." and ".." segments (RFC 3986 section 5.2.4), also where they are percent-encoded."""
    if _DOT.search(path) is None:
        return path
    kept: list[str] = []
    segments = path.split("/")[1:]
    for place, segment in enumerate(segments, start=1):
        plain = _DOT.sub(".", segment)
        if plain == ".." and kept:
            kept.pop()
        if plain not in {".", ".."}:
            kept.append(segment)
        elif place == len(segments):
            kept.append("")
    return "/" + "/".join(kept)


def _encoded(text: str, forbidden: re.Pattern[str]) -> str:
    return forbidden.sub(
        lambda match: "".join(f"%{octet:02X}" for octet in match[0].encode("utf-8", "replace")), text
    )


def _mailto(url: str) -> str:
    """Give a mailto: URI (RFC 6068) that has an address; share buttons without one are not kept."""
    if _MAILTO.fullmatch(url) is None:
        return ""
    encoded = "mailto:" + _encoded(url[len("mailto:") :].replace("#", "%23"), _NOT_IN_QUERY)
    return encoded if len(encoded) <= MAX_LENGTH else ""
