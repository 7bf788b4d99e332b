"""
Host names and addresses, as strings: spelled one way, and told apart.

Nothing here resolves a name or judges whether an address may be asked; the fetch room does.
"""

from __future__ import annotations

import re
from functools import lru_cache
from ipaddress import AddressValueError, IPv4Address, IPv6Address
from urllib.parse import unquote

__all__ = ["ascii_host", "is_address"]

#: A name has 253 characters at most (RFC 1035 section 2.3.4), percent-encoded three times as many.
MAX_LENGTH = 759

# RFC 1123 section 2.1 and RFC 1035 section 2.3.4: labels of letters, digits and hyphens, 63 at
# most. The underscore is no host name character, but servers have names with it.
_NAME = re.compile(
    r"(?=.{1,253}\Z)[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?(?:\.[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?)*"
)
# URL Standard, section 3.5, "ends in a number": then it must be an IPv4 address.
_ENDS_IN_NUMBER = re.compile(r"(?:[0-9]+|0x[0-9a-f]*)\Z")


@lru_cache(maxsize=4096)
def ascii_host(name: str) -> str:
    """
    Spell a host in lower-case ASCII (IDNA as browsers do it, UTS 46); empty if it is none.

    IPv4 in four decimal parts only: the shorter and octal forms are refused, not read.
    """
    if name.startswith("["):
        return _ipv6(name)
    if len(name) > MAX_LENGTH:
        return ""
    name = unquote(name, errors="replace").lower()
    name = (name if name.isascii() else _idna(name)).removesuffix(".")
    if _NAME.fullmatch(name) is None:
        return ""
    return _ipv4(name) if _ENDS_IN_NUMBER.match(name.rpartition(".")[2]) else name


def is_address(host: str) -> bool:
    """Say whether a host, spelled by `ascii_host`, is an IP address."""
    return host.startswith("[") or host.rpartition(".")[2].isdigit()


def _ipv4(name: str) -> str:
    try:
        return str(IPv4Address(name))
    except AddressValueError:
        return ""


def _ipv6(name: str) -> str:
    try:
        address = IPv6Address(name.removeprefix("[").removesuffix("]"))
    except AddressValueError:
        return ""
    # A zone id means something on one machine only (RFC 6874).
    return f"[{address.compressed}]" if name.endswith("]") and address.scope_id is None else ""


def _idna(name: str) -> str:
    # Imported late: its tables are large, and most hosts are ASCII. Its own `encode` refuses
    # names that browsers open (emoji), and the standard library's codec knows IDNA 2003 only.
    import idna

    try:
        mapped = idna.uts46_remap(name, std3_rules=False)
        return ".".join(_punycode(label) for label in mapped.split("."))
    except (idna.IDNAError, UnicodeError):
        return ""


def _punycode(label: str) -> str:
    return label if label.isascii() else f"xn--{label.encode('punycode').decode('ascii')}"
