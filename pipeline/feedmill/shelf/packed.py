"""
Gzip copies of published files (RFC 1952), the same bytes for the same content: no name, no time.

ISA-L at its level 2 costs about a twentieth of what zlib's level 6 does, for an eighth more bytes
(docs/publishing.md says what was measured). Another version of it may pack the same content into
other bytes; `trailer` tells that a copy still is one, so that it is left as it is.
"""

from __future__ import annotations

import struct
from zlib import crc32

__all__ = ["TRAILER_BYTES", "pack", "trailer"]

#: CRC-32 and length of what was packed (RFC 1952 section 2.3.1).
TRAILER_BYTES = 8
_LEVEL = 2
_LENGTH_BITS = 32


def pack(content: bytes) -> bytes:
    """Give *content* as one gzip member."""
    from isal import igzip  # late: most runs write nothing

    packed: bytes = igzip.compress(content, _LEVEL, mtime=0)
    return packed


def trailer(content: bytes) -> bytes:
    """Give the last bytes of a gzip member that holds *content*."""
    return struct.pack("<LL", crc32(content), len(content) % (1 << _LENGTH_BITS))
