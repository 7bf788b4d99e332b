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
_MIXED = re.compile(rf"\S*(?:[a-z][{_OTHER}]|[{_OTHER}][a-z])\S*")


def plain_letters(folded: str) -> str:
    """Give a folded text with the words that mix Latin with Greek or Cyrillic read as Latin."""
    if folded.isascii():
        return folded
    return _MIXED.sub(lambda found: found.group().translate(_LOOKS), folded)
