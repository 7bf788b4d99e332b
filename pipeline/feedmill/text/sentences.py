"""
Sentences: where a visible text may be cut to compare its parts.

A cut too many or too few does little harm where sentences are compared as wholes; no language is
known here, so "Dr. Smith" is cut in two.
"""

from __future__ import annotations

import re

__all__ = ["sentences"]

#: After a mark that ends a sentence, with what closes behind it; Han and Kana write no space after it.
_CUT = re.compile(r"(?<=[.!?…؟।])[\"'”’»)\]]*\s+|(?<=[。！？])|\s*\n+\s*")  # noqa: RUF001 - marks of other scripts


def sentences(text: str) -> list[str]:
    """Give the sentences of *text* in order, without those that hold nothing but white space."""
    return [part for part in _CUT.split(text) if part and not part.isspace()]
