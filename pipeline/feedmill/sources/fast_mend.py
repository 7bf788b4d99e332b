"""
What `mend` does to a document that declares no entities, done for speed.

References are put right as they are there, and counted as mended alike; characters only when the
parser has refused them. Nothing is hidden from feedparser, which does not see the text.
"""

from __future__ import annotations

import re
from html.entities import html5

from feedmill.sources.escaping import escape
from feedmill.sources.fast_names import Unsure
from feedmill.sources.mend import Mended

__all__ = ["MAX_AMPERSANDS", "MAX_LENGTH", "mend_lightly", "without_controls"]

#: Characters of a text, and ampersands in it, beyond which it is not mended here.
MAX_LENGTH = 5_000_000
MAX_AMPERSANDS = 100_000


def mend_lightly(text: str) -> Mended:
    """
    Give *text*, which has no document type declaration, without its prolog and put right.

    Raises:
        Unsure: It is so long, or has so many references, that mending it would take too much memory.
    """
    if len(text) > MAX_LENGTH or text.count("&") > MAX_AMPERSANDS:
        raise Unsure
    declaration = _DECLARATION.search(text, 0, _JUNK)
    before = text[: declaration.start()].strip(_BLANK) if declaration else ""
    rest = text[declaration.end() :] if declaration else text.strip(_BLANK)
    text = _with_references(rest)
    return Mended(text=text, sound=not before and text == rest)


def without_controls(text: str) -> str:
    """Drop characters that XML does not know."""
    return _NOT_XML.sub("", text)


_BLANK = "\ufeff\0 \t\r\n"
_DECLARATION = re.compile(r"<\?xml\s[^<>]{0,400}\?>")
#: How far into an answer its XML declaration may stand.
_JUNK = 4096
#: XML 1.0, production 2.
_NOT_XML = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")

# Comments and CDATA hold no references. They are passed over by `find`: an expression that looks
# for their end would cost ten times as much.
_SHELTER = re.compile(r"<!(?:--|\[CDATA\[)")
_REFERENCE = re.compile(
    r"&(?!(?:amp|lt|gt|quot|apos);)(?:#(?P<number>[0-9]+|[xX][0-9A-Fa-f]+);?|(?P<name>[A-Za-z_][\w.-]{0,63});)?"
)


def _with_references(text: str) -> str:
    out, place = [], 0
    while (shelter := _SHELTER.search(text, place)) is not None:
        out.append(_REFERENCE.sub(_written, text[place : shelter.start()]))
        closing = "-->" if shelter[0] == "<!--" else "]]>"
        end = text.find(closing, shelter.end())
        place = end + len(closing) if end >= 0 else len(text)
        out.append(text[shelter.start() : place])
    out.append(_REFERENCE.sub(_written, text[place:]))
    return "".join(out)


def _written(found: re.Match[str]) -> str:
    if found["number"]:
        return _character(found)
    meant = html5.get(f"{found['name']};", "") if found["name"] else ""
    return escape(meant) if meant else found[0].replace("&", "&amp;", 1)


def _character(found: re.Match[str]) -> str:
    digits = found["number"]
    base = 16 if digits[0] in "xX" else 10
    point = int(digits.lstrip("xX"), base) if len(digits) < _LONG and digits.isascii() else -1
    if not (0 <= point <= 0x10FFFF and not _NOT_XML.match(chr(point))):  # noqa: PLR2004 - the last code point
        return "\ufffd"
    return found[0] if found[0].endswith(";") and digits[0] != "X" else f"&#{point};"


#: Digits of a reference beyond which it cannot name a character (U+10FFFF is 1114111).
_LONG = 9
