"""
What a URL says about where to go, and the very bytes to ask for there.

Does not connect, does not judge whether the place may be asked (see `guard`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import quote, unquote_to_bytes, urljoin

import httpx

from feedmill.fetch.failure import FetchFailed
from feedmill.fetch.guard import is_ip

__all__ = ["Address", "read_address"]

#: scheme, authority, and the rest up to a fragment (RFC 3986 appendix B).
_URL = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):(?://([^/?#]*))?([^#]*)", re.DOTALL)
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
#: A name in ASCII or an IP address; a zone id (RFC 6874) means nothing to others.
_HOST = re.compile(r"[a-z0-9._-]+|[0-9a-f.]*:[0-9a-f:.]+")
#: A host that is what it is, with a last label (group 2) that may make it an IPv4 address: most are, and need
#: no parser of URLs.
_PLAIN = re.compile(r"((?:[a-z0-9-]+\.)*(?:[a-z-][a-z0-9-]*|([0-9][a-z0-9-]*)))(?::([0-9]{1,5}))?")
#: A host and perhaps a port in ASCII digits (RFC 3986 section 3.2.3); httpx takes all that int() does.
_PLACE = re.compile(r"(?:\[[^\]]*\]|[^\[\]:]*)(?::[0-9]*)?", re.DOTALL)
_PORTS = {"http": 80, "https": 443}
#: All that may stand in a request target as it is; the rest (white space, non-ASCII) is percent-encoded.
_AS_IT_IS = "".join(map(chr, range(0x21, 0x7F)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """A place to ask. Two addresses of one `origin` may be told the same secrets."""

    scheme: str
    #: Lower-case ASCII: a name in its IDNA form, or an IP literal without brackets.
    host: str
    port: int
    #: Request target, byte for byte as configured.
    target: str
    #: "user:password", decoded bytes; None = none given.
    userinfo: bytes | None = None

    @property
    def origin(self) -> tuple[str, str, int]:
        """Scheme, host and port (RFC 6454)."""
        return self.scheme, self.host, self.port

    @property
    def url(self) -> str:
        """The URL without user, password and fragment."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        port = "" if self.port == _PORTS[self.scheme] else f":{self.port}"
        return f"{self.scheme}://{host}{port}{self.target}"

    def follow(self, location: str) -> Address:
        """
        Read a Location header met at this address.

        Raises:
            FetchFailed: It is no http(s) URL.
        """
        location = location.strip()
        if _CONTROL.search(location):  # urljoin would take tabs out, and "ht\ttp:" would be a scheme
            raise FetchFailed("bad-url", "a redirect leads to what is no URL; try again later")
        if _SCHEME.match(location):  # urljoin would rewrite what is absolute already
            return read_address(location)
        try:
            return read_address(urljoin(self.url, location))
        except ValueError as error:  # "//[" and its like
            raise FetchFailed("bad-url", "a redirect leads to what is no URL; try again later") from error


def read_address(url: str) -> Address:
    """
    Take a URL apart without changing a byte of its path and query.

    Raises:
        FetchFailed: `refused-scheme` for other schemes than http and https, `bad-url` for what is no URL.
    """
    parts = _URL.match(url.strip())
    if parts is None or _CONTROL.search(url):
        raise FetchFailed("bad-url", "the address is no URL; write it as https://host/path")
    scheme, authority, target = parts[1].lower(), parts[2] or "", parts[3]
    if scheme not in _PORTS:
        raise FetchFailed("refused-scheme", f'the scheme "{scheme}" is not fetched; use http or https')
    userinfo, at, place = authority.rpartition("@")
    host, port = _host_and_port(scheme, place)
    return Address(
        scheme=scheme,
        host=host,
        port=port,
        target=quote(target if target.startswith("/") else f"/{target}", safe=_AS_IT_IS, errors="replace"),
        # A lone surrogate, which no file can hold, is no reason to crash.
        userinfo=unquote_to_bytes(userinfo.encode("utf-8", "replace")) if at else None,
    )


def _host_and_port(scheme: str, place: str) -> tuple[str, int]:
    plain = _PLAIN.fullmatch(place)
    # Labels that are encoded must be looked at: httpx decodes them when it sends.
    if plain is not None and "xn--" not in plain[1].lower() and (plain[2] is None or is_ip(plain[1])):
        port = int(plain[3] or _PORTS[scheme])
        if 0 < port < 1 << 16:
            return plain[1], port
    try:
        parsed = httpx.URL(f"{scheme}://{place}/")
        _ = parsed.host  # httpx decodes "xn--" labels only here, and again when it sends
    except (httpx.InvalidURL, UnicodeError) as error:
        raise FetchFailed("bad-url", "the host of the address cannot be read; check its spelling") from error
    host = parsed.raw_host.decode("ascii").lower()
    port = _PORTS[scheme] if parsed.port is None else parsed.port
    if not _PLACE.fullmatch(place) or not _HOST.fullmatch(host) or not 0 < port < 1 << 16:
        raise FetchFailed("bad-url", "the address has no host or no valid port; check its spelling")
    return host, port
