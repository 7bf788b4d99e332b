"""Media types of attached media: checked, or guessed from the address by a table."""

from __future__ import annotations

import re

__all__ = ["media_type"]

# RFC 6838 section 4.2: names of types and sub-types.
_TYPE = re.compile(
    r"(?:application|audio|font|image|message|model|multipart|text|video)/[a-z0-9][a-z0-9!#$&^_.+-]{0,126}"
)
_ENDING = re.compile(r"\.([A-Za-z0-9]{2,5})(?:[?#]|\Z)")

#: By file name ending. Source: IANA media type registry (www.iana.org/assignments/media-types),
#: for what is attached to articles and podcasts.
_BY_ENDING = {
    "aac": "audio/aac",
    "avif": "image/avif",
    "epub": "application/epub+zip",
    "flac": "audio/flac",
    "gif": "image/gif",
    "jpeg": "image/jpeg",
    "jpg": "image/jpeg",
    "m4a": "audio/mp4",
    "m4v": "video/mp4",
    "mov": "video/quicktime",
    "mp3": "audio/mpeg",
    "mp4": "video/mp4",
    "oga": "audio/ogg",
    "ogg": "audio/ogg",
    "ogv": "video/ogg",
    "opus": "audio/ogg",
    "pdf": "application/pdf",
    "png": "image/png",
    "svg": "image/svg+xml",
    "wav": "audio/vnd.wave",
    "webm": "video/webm",
    "webp": "image/webp",
    "zip": "application/zip",
}
#: RFC 2046 section 4.5.1: what is known by nothing else.
_UNKNOWN = "application/octet-stream"


def media_type(declared: str, url: str) -> str:
    """Give the declared type if it is one, without parameters; else the one that *url* ends in."""
    declared = declared.partition(";")[0].strip().lower()
    if _TYPE.fullmatch(declared):
        return declared
    ending = _ENDING.search(url.rpartition("/")[2])
    return _BY_ENDING.get(ending[1].lower(), _UNKNOWN) if ending else _UNKNOWN
