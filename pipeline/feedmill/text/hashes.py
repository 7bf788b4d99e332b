"""
The hashes that ids and fingerprints are made of.

Fast, not cryptographic: nothing here protects against somebody who wants a collision. The digests
stand in published ids, so neither the algorithm nor the way parts are joined may change.
"""

from __future__ import annotations

import xxhash

__all__ = ["xxh64", "xxh128", "xxh128_bytes"]


def xxh128(*parts: str) -> str:
    """Give the xxh3-128 of *parts*, joined by line feeds, as 32 lower-case hex digits."""
    return xxhash.xxh3_128_hexdigest(_joined(parts))


def xxh128_bytes(content: bytes) -> str:
    """Give the xxh3-128 of bytes, as 32 lower-case hex digits."""
    return xxhash.xxh3_128_hexdigest(content)


def xxh64(*parts: str) -> str:
    """Give the xxh3-64 of *parts*, joined by line feeds, as 16 lower-case hex digits."""
    return xxhash.xxh3_64_hexdigest(_joined(parts))


def _joined(parts: tuple[str, ...]) -> bytes:
    # "surrogatepass": a hash must exist for every string, uncleaned ones included.
    return "\n".join(parts).encode("utf-8", "surrogatepass")
