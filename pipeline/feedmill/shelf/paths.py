"""Which names a shelf takes: relative, plain, and the same on every file system and web server."""

from __future__ import annotations

import re

from feedmill.errors import PublishError

__all__ = ["checked"]

#: One part of a path: no hidden name, no "..", nothing that a URL must encode. 255 bytes is the
#: limit of common file systems (NAME_MAX), less what a temporary name needs.
_PART = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,199}", re.ASCII)


def checked(path: str) -> str:
    """
    Give *path* back if it may lie on a shelf.

    Raises:
        PublishError: It is absolute, leaves the shelf, or has characters that have no place in it.
    """
    if not all(_PART.fullmatch(part) for part in path.split("/")):
        raise PublishError(
            f"{path!r} cannot be published: a path on the shelf is made of names of letters, digits, "
            'dots, hyphens and underscores, parted by "/"'
        )
    return path
