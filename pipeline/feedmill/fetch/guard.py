"""
Which addresses may be connected to: public ones, and what the operator allows.

The last word is said at connect time, on the very address that the socket is opened for
(`open_socket`), so no redirect, name, resolver or spelling gets round it. Does not resolve
names and does not connect.
"""

from __future__ import annotations

import socket
from collections.abc import Iterable
from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Any

from feedmill.fetch.meter import opened

__all__ = ["Guard", "RefusedAddress"]

#: Not on the public internet, or not hosts. `ipaddress.is_global` is no substitute: it calls 6to4, NAT64 and
#: multicast global (CVE-2024-4032 and CPython issue 113171).
_CLOSED_V4 = tuple(
    IPv4Network(network)
    for network in (
        "0.0.0.0/8",  # this network (RFC 791)
        "10.0.0.0/8",  # private (RFC 1918)
        "100.64.0.0/10",  # carrier-grade NAT (RFC 6598)
        "127.0.0.0/8",  # loopback (RFC 1122)
        "169.254.0.0/16",  # link-local, cloud metadata (RFC 3927)
        "172.16.0.0/12",  # private (RFC 1918)
        "192.0.0.0/24",  # protocol assignments (RFC 6890)
        "192.0.2.0/24",  # documentation (RFC 5737)
        "192.88.99.0/24",  # 6to4 relays (RFC 7526)
        "192.168.0.0/16",  # private (RFC 1918)
        "198.18.0.0/15",  # benchmarks (RFC 2544)
        "198.51.100.0/24",  # documentation (RFC 5737)
        "203.0.113.0/24",  # documentation (RFC 5737)
        "224.0.0.0/4",  # multicast (RFC 5771)
        "240.0.0.0/4",  # reserved, broadcast (RFC 1112, RFC 919)
    )
)
#: The only IPv6 space that is handed out (RFC 4291 section 2.4, IANA). Outside it lie loopback, mapped and
#: compatible IPv4, NAT64 (64:ff9b::/96, 64:ff9b:1::/48), ULA, link-local, site-local and multicast.
_OPEN_V6 = IPv6Network("2000::/3")
_CLOSED_V6 = tuple(
    IPv6Network(network)
    for network in (
        "2001::/23",  # protocol assignments: Teredo, benchmarks, ORCHID (RFC 2928, RFC 4380)
        "2001:db8::/32",  # documentation (RFC 3849)
        "2002::/16",  # 6to4: holds an IPv4 address (RFC 3056)
        "3fff::/20",  # documentation (RFC 9637)
    )
)
#: Services that would misread an HTTP request: the Fetch standard's "bad port" list (first four lines), and
#: data stores and consoles that take commands by line or without a password.
_CLOSED_PORTS_TEXT = """
    1 7 9 11 13 15 17 19 20 21 22 23 25 37 42 43 53 69 77 79 87 95 101 102 103 104 109 110 111 113 115 117
    119 123 135 137 139 143 161 179 389 427 465 512 513 514 515 526 530 531 532 540 548 554 556 563 587 601
    636 989 990 993 995 1719 1720 1723 2049 3659 4045 4190 5060 5061 6000 6566 6665 6666 6667 6668 6669
    6679 6697 10080
    445 1433 1521 2375 2376 2379 2380 3306 3389 5432 5672 5900 5984 6379 6380 9042 9200 9300 10250 11211 27017
"""
_CLOSED_PORTS = frozenset(map(int, _CLOSED_PORTS_TEXT.split()))


class RefusedAddress(OSError):
    """This address may not be connected to."""


class Guard:
    """Refuse addresses and ports; *allow_private* (CIDR) lifts both checks for those networks only."""

    def __init__(self, allow_private: Iterable[str] = ()) -> None:
        self._lifted = tuple(ip_network(network, strict=False) for network in allow_private)

    def check(self, address: str, port: int) -> None:
        """
        Let *address* (numeric, as a socket has it) pass or raise.

        Raises:
            RefusedAddress: It is neither public nor allowed, or the port is closed on public hosts.
        """
        ip = _read(address)
        if self._is_lifted(ip):
            return
        if not _is_public(ip):
            hint = "if it is meant, add its network to [fetch] allow_private"
            raise RefusedAddress(f"{address} is not a public address; {hint}")
        if port in _CLOSED_PORTS:
            raise RefusedAddress(f"port {port} is not a web server's; check the address")

    def check_host(self, host: str, port: int) -> None:
        """
        Check a host that is an address already; names pass, they are checked when resolved.

        Old spellings of IPv4 (`127.1`, `0x7f.1`, `2130706433`) are refused whatever they mean.

        Raises:
            RefusedAddress: As in `check`.
        """
        if is_ip(host):
            self.check(host, port)
        elif _is_old_ipv4(host):
            raise RefusedAddress(f"{host} is an address in an old spelling; write it as four decimal numbers")

    def open_socket(self, address: tuple[Any, ...]) -> socket.socket:
        """Open a socket for an entry of `getaddrinfo`, the last door before a connection."""
        family, kind, protocol, _name, place = address
        self.check(place[0], place[1])
        return opened(socket.socket(family, kind, protocol))

    def lifts(self, host: str) -> bool:
        """Say that *host* is an address (or "localhost") inside the allowed networks."""
        if host == "localhost":
            return any(self._is_lifted(_read(address)) for address in ("127.0.0.1", "::1"))
        return is_ip(host) and self._is_lifted(_read(host))

    def _is_lifted(self, ip: IPv4Address | IPv6Address) -> bool:
        return any(ip in network for network in self._lifted)


def is_ip(host: str) -> bool:
    """Say that *host* is an IP address in its usual spelling."""
    try:
        _read(host)
    except ValueError:
        return False
    return True


@lru_cache(maxsize=1024)
def _read(address: str) -> IPv4Address | IPv6Address:
    # Asked several times on the way of each request.
    return ip_address(address)


def _is_public(ip: IPv4Address | IPv6Address) -> bool:
    if isinstance(ip, IPv4Address):
        return not any(ip in network for network in _CLOSED_V4)
    return ip in _OPEN_V6 and not any(ip in network for network in _CLOSED_V6)


def _is_old_ipv4(host: str) -> bool:
    # The resolver reads what inet_aton(3) reads: one to four parts, decimal, octal or hexadecimal.
    try:
        socket.inet_aton(host.rstrip("."))
    except OSError:
        return False
    return True
