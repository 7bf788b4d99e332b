"""Ways to write an address that must not be asked: one host, many spellings."""

# ruff: noqa: RUF001 -- letters that look alike are what this file is made of

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import IPv4Address, IPv6Address

__all__ = ["NAMES", "hosts", "resolve", "urls"]

#: Loopback, the metadata services of clouds, private networks.
_V4 = ("127.0.0.1", "169.254.169.254")
#: What names lead to, as an attacker's own name server would say.
NAMES: dict[str, tuple[str, ...]] = {
    "localhost": ("127.0.0.1", "::1"),
    "localhost.localdomain": ("127.0.0.1",),
    "ip6-localhost": ("::1",),
    "metadata.google.internal": ("169.254.169.254",),
    "127.0.0.1.rebind.test": ("127.0.0.1",),
    "loopback.test": ("127.0.0.1",),
    "loopback6.test": ("::1",),
    "both.test": ("127.0.0.1", "::1", "10.0.0.1"),
    "any.test": ("0.0.0.0",),
    "any6.test": ("::",),
    "mapped.test": ("::ffff:127.0.0.1",),
    "compatible.test": ("::127.0.0.1",),
    "nat64.test": ("64:ff9b::7f00:1",),
    "local-nat64.test": ("64:ff9b:1::7f00:1",),
    "sixtofour.test": ("2002:7f00:1::1",),
    "teredo.test": ("2001:0:7f00:1::1",),
    "site-local.test": ("fec0::1",),
    "unique-local.test": ("fd00:ec2::254",),
    "link-local.test": ("fe80::1",),
    "multicast.test": ("224.0.0.1", "ff02::1"),
    "carrier.test": ("100.64.0.1",),
    "benchmark.test": ("198.18.0.1",),
    "protocol.test": ("192.0.0.8",),
}


def resolve(host: str, port: int) -> tuple[str, ...]:
    """
    Look names up as an attacker would have it; all others lead to loopback.

    So a spelling that gets as far as the resolver is a way in if the guard lets it pass.
    """
    return NAMES.get(host.rstrip(".").lower(), ("127.0.0.1",))


def hosts() -> Iterator[str]:
    """Give every spelling of a host that must not be asked."""
    for address in _V4:
        yield from _old_v4(IPv4Address(address))
        yield from _odd_letters(address)
        yield from _inside_v6(IPv4Address(address))
    yield from _v6()
    yield from _others()
    for name in NAMES:
        yield from (name, f"{name}.", name.upper())


def urls(port: int) -> list[str]:
    """Give a URL for every spelling, with a canary's port, and tricks with what stands around a host."""
    plain = [f"http://{host}:{port}/" for host in hosts()]
    tricks = [
        f"http://example.org@127.0.0.1:{port}/",
        f"http://example.org:80@127.0.0.1:{port}/",
        f"http://user:pw@[::1]:{port}/",
        f"http://127.0.0.1:{port}\\@example.org/",
        f"http://127.0.0.1:{port}#@example.org/",
        f"http://127.0.0.1:{port}?@example.org/",
        f"http://example.org%40127.0.0.1:{port}/",
        f"http://a@b@127.0.0.1:{port}/",
        f"http:127.0.0.1:{port}/",
        f"http:/127.0.0.1:{port}/",
        f"http:///127.0.0.1:{port}/",
        f"http:\\\\127.0.0.1:{port}\\",
        f"HTTP://127.0.0.1:{port}/",
        f" http://127.0.0.1:{port}/ ",
        f"https://127.0.0.1:{port}/",
        f"https://[::1]:{port}/",
        f"http://127.0.0.1:0{port}/",
        f"http://127.0.0.1:{port}:80/",
        "http://127.0.0.1/",
        "http://[::1]/",
        "http://169.254.169.254/latest/meta-data/",
        "http://169.254.169.254:80/",
    ]
    return list(dict.fromkeys([*plain, *tricks]))


def _old_v4(address: IPv4Address) -> Iterator[str]:
    """Give what inet_aton(3) reads: one to four parts, each decimal, octal or hexadecimal."""
    whole = int(address)
    a, b, c, d = address.packed
    yield from (
        str(address),
        f"{address}.",
        str(whole),
        hex(whole),
        hex(whole).upper(),
        f"0{whole:o}",
        f"{whole}.",
    )
    yield from (f"{a}.{whole & 0xFFFFFF}", f"{a:#x}.{whole & 0xFFFFFF:#x}", f"0{a:o}.0{whole & 0xFFFFFF:o}")
    yield from (f"{a}.{b}.{c << 8 | d}", f"{a:#x}.{b}.0{c << 8 | d:o}", f"{a}.{b:#x}.{c << 8 | d}")
    yield from (f"{a:#x}.{b:#x}.{c:#x}.{d:#x}", f"0{a:o}.0{b:o}.0{c:o}.0{d:o}", f"{a:#x}.0{b:o}.{c}.{d}")
    yield from (f"{a:03}.{b:03}.{c:03}.{d:03}", f"0x00{a:x}.{b}.{c}.{d}", f"000{a:o}.{b}.{c}.{d}")
    yield from (f"{a + 256}.{b}.{c}.{d}", f"{whole + (1 << 32)}", f"{a}..{b}.{c}.{d}", f"{a}.{b}.{c}.{d}..")


def _odd_letters(address: str) -> Iterator[str]:
    """Give digits and dots that Unicode normalises to plain ones (UTS 46), and escapes of them."""
    yield "".join(chr(ord(sign) + 0xFEE0) for sign in address)
    yield address.translate({ord(digit): chr(0x2460 + int(digit) - 1) for digit in "123456789"})
    yield address.translate({ord(digit): chr(0x1D7CE + int(digit)) for digit in "0123456789"})
    yield address.translate({ord(digit): chr(0x0660 + int(digit)) for digit in "0123456789"})
    yield from (address.replace(".", dot) for dot in "。．｡․")
    yield "".join(f"%{ord(sign):02x}" for sign in address)
    yield address.replace(".", "%2e")
    yield from (f"{address}%00", f"{address}%20", f"{address}%0d%0a", f"{address}\u200b", f"{address}\u00ad")


def _inside_v6(address: IPv4Address) -> Iterator[str]:
    """Give IPv6 addresses that hold an IPv4 address."""
    high, low = divmod(int(address), 1 << 16)
    turned = int(address) ^ 0xFFFFFFFF
    for text in (
        f"::ffff:{address}",
        f"::ffff:{high:x}:{low:x}",
        f"0:0:0:0:0:ffff:{address}",
        f"0000:0000:0000:0000:0000:FFFF:{high:04X}:{low:04X}",
        f"::{address}",
        f"::{high:x}:{low:x}",
        f"::ffff:0:{address}",
        f"64:ff9b::{address}",
        f"64:ff9b::{high:x}:{low:x}",
        f"64:ff9b:1::{address}",
        f"2002:{high:x}:{low:x}::",
        f"2002:{high:x}:{low:x}::1",
        f"2001:0:{high:x}:{low:x}::1",
        f"2001:0:808:808:0:0:{turned >> 16:x}:{turned & 0xFFFF:x}",
        f"fe80::5efe:{address}",
    ):
        yield f"[{text}]"


def _v6() -> Iterator[str]:
    for text in (
        "::1",
        "0:0:0:0:0:0:0:1",
        "0000:0000:0000:0000:0000:0000:0000:0001",
        "::",
        "::1%25lo",
        "::1%lo",
        "fe80::1",
        "fe80::1%25eth0",
        "fec0::1",
        "fc00::1",
        "fd00:ec2::254",
        "ff02::1",
        "ff0e::1",
        "100::1",
        "2001:2::1",
        "2001:db8::1",
        "3fff::1",
        "5f00::1",
    ):
        yield f"[{text}]"
    yield str(int(IPv6Address("::1")))


def _others() -> Iterator[str]:
    yield from (
        "0",
        "0.0.0.0",
        "00000000",
        "0x0",
        "127.255.255.255",
        "127.0.0.2",
        "10.0.0.1",
        "10.1",
        "172.16.0.1",
    )
    yield from ("192.168.0.1", "192.168.257", "100.64.0.1", "198.18.0.1", "192.0.0.192", "255.255.255.255")
    yield from (
        "[127.0.0.1]",
        "[localhost]",
        "127.0.0.1,example.org",
        "127.0.0.1;example.org",
        "localhost\u3002",
    )
    yield from (
        "ⓛⓞⓒⓐⓛⓗⓞⓢⓣ",
        "ｌｏｃａｌｈｏｓｔ",
        "LocalHost",
        "loc\u00adalhost",
        "localhoſt",
        "xn--localhost-",
        "_",
    )
