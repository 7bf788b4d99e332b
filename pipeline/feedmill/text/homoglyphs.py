"""
Homoglyphs: letters of one script that pass for those of another, told in words that mix scripts.

Who wants a copy not to be recognised writes some Latin letters in Cyrillic or Greek. No language writes
words of two scripts, so only such words are read as what they look like; honest words of any script stay.
Filters do not read so: what they match must stand in the text.
"""

from __future__ import annotations

import re

__all__ = ["plain_letters"]

# Folded letters, as UTS #39 "confusables" pairs them with Latin ones, small or capital.
_LOOKS = str.maketrans(
    {
        **dict(zip("авеікмнорстухѕјһԁԛԝүԍӏ", "abeikmhopctyxsjhdqwygl", strict=True)),
        **dict(zip("αβεηικνορτυχγϲϳ", "abehikvoptyxycj", strict=True)),
    }
)
#: Greek and Cyrillic, with the supplements.
_OTHER = "\u0370-\u03ff\u0400-\u052f\u1c80-\u1c8f\u1f00-\u1fff\ua640-\ua69f"
_MIXED = re.compile(rf"[a-z][{_OTHER}]|[{_OTHER}][a-z]")
# The same, roughly, on the first bytes of UTF-8 told in classes: small letters of ASCII, and letters two or
# three bytes long. Most texts of other scripts hold no small letter of ASCII at all, and are done then.
_CLASSES = bytes(
    ord(
        "a" if chr(octet) in "abcdefghijklmnopqrstuvwxyz"
        else "2" if 0xCD <= octet <= 0xD4 or octet in {0xE1, 0xEA}  # noqa: PLR2004 - U+0340 to U+053F, U+1000 to U+1FFF, U+A000 to U+AFFF
        else " "
    )
    for octet in range(256)
)  # fmt: skip
#: RFC 3629: bytes that go on.
_LATER = bytes(range(0x80, 0xC0))
_ROUGHLY = (b"2a", b"a2")


def plain_letters(folded: str) -> str:
    """Give a folded text with the words that mix Latin with Greek or Cyrillic read as Latin."""
    if folded.isascii():
        return folded
    told = folded.encode("utf-8", "surrogatepass").translate(_CLASSES, _LATER)
    if b"a" not in told or not any(each in told for each in _ROUGHLY):
        return folded
    # Word by word: one pattern for whole words would take a time that grows with the square of the longest.
    return " ".join([each.translate(_LOOKS) if _MIXED.search(each) else each for each in folded.split(" ")])
