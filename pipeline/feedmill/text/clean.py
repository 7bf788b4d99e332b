"""
One cleaner for every string that is kept or shown.

What comes out is legal in XML 1.0 and JSON, encodable as UTF-8, NFC, and stays the same when it
is cleaned again. Markup means nothing here (`html` does that), and neither does language.
"""

from __future__ import annotations

import re
import unicodedata

__all__ = [
    "clean_block",
    "clean_line",
    "cut",
    "encoded_once",
    "is_composed",
    "is_even",
    "legal",
    "may_be_double",
]

# Everything that must go. XML 1.0 (5th ed.) section 2.2, production 2 and its note: no C0 control
# but tab, LF, CR; no U+FFFE, U+FFFF; C1 controls and noncharacters are discouraged. The others
# are those that Unicode Technical Report 20, section 3, calls unsuitable for marked-up text:
# bidi embeddings and overrides, deprecated format characters, interlinear annotations, the object
# replacement character, the byte order mark. Zero-width joiners and non-joiners, direction marks
# and isolates stay: languages need them.
_UNWANTED_SET = (
    "\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f"
    "\u202a-\u202e\u206a-\u206f\ufeff\ufff9-\ufffc\ufdd0-\ufdef\ufffe\uffff"
)
_UNWANTED = re.compile(f"[{_UNWANTED_SET}]")
# Apart, as one class of all planes is ten times as slow.
_UNWANTED_BEYOND = re.compile(
    f"[{''.join(chr(plane + 0xFFFE) + chr(plane + 0xFFFF) for plane in range(0x10000, 0x110000, 0x10000))}]"
)
_BEYOND = re.compile("[\U00010000-\U0010ffff]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_BLANK_LINES = re.compile("\n{3,}")
_LINE_BREAK = re.compile("\r\n?|[\n\x0b\x0c\x85\u2028\u2029]")
_TO_CHANGE = re.compile(f"[{_UNWANTED_SET}\ud800-\udfff\r\x0b\x0c\x85\u2028\u2029]")
# Most strings hold nothing to change and are done after one look. In ASCII that is the loop of
# `bytes.translate`; beyond, a run of what is legal, which costs half of a search for what is not.
_TO_CHANGE_ASCII = bytes((*range(0x09), *range(0x0B, 0x20), 0x7F))
_LEGAL = re.compile(
    "[\t\n -~\u00a0-\u2027\u202f-\u2069\u2070-\ud7ff\ue000-\ufdcf\ufdf0-\ufefe\uff00-\ufff8\ufffd]*+"
)
# The same without white space other than spaces and line feeds.
_SMOOTH = re.compile(
    "[\n -\u009f\u00a1-\u167f\u1681-\u1fff\u200b-\u2027\u2030-\u205e\u2060-\u2fff\u3001-\uffff]*+"
)
#: Which look is the cheapest depends on the length.
_LONG = 200
#: How accented letters look whose UTF-8 was taken for Latin-1. Of all first bytes only these two:
#: with the others "NESCAFÉ®" would be a letter of Africa.
_DOUBLE = re.compile("[\u00c2\u00c3][\u0080-\u00bf]")


def clean_line(text: str) -> str:
    """Clean *text* and make it one line: white space collapsed to single spaces, none at the ends."""
    if len(text) < _LONG and text.isascii() and text.isprintable() and "  " not in text:
        return text.strip(" ")
    text = _normal(text)
    return text.strip(" ") if "\n" not in text and is_even(text) else " ".join(text.split())


def clean_block(text: str) -> str:
    """Clean *text* and keep its line breaks: lines as `clean_line`, at most one blank line between."""
    text = _normal(text)
    even = is_even(text)
    # Line feeds are the only line breaks that `legal` leaves.
    if "\n" not in text:
        return text.strip(" ") if even else " ".join(text.split())
    if even:
        block = "\n".join([line.strip(" ") for line in text.split("\n")])
    else:
        block = "\n".join([" ".join(line.split()) for line in text.split("\n")])
    return _BLANK_LINES.sub("\n\n", block).strip("\n")


def legal(text: str) -> str:
    """
    Drop or replace what XML 1.0 and UTF-8 cannot hold; change nothing else.

    A lone surrogate becomes U+FFFD; line breaks become line feeds (XML 1.0, section 2.11).
    """
    if text.isascii():
        is_legal = len(text.encode("ascii").translate(None, _TO_CHANGE_ASCII)) == len(text)
    else:
        is_legal = _LEGAL.fullmatch(text) is not None
    return text if is_legal else _made_legal(text)


def _is_latin(text: str) -> bool:
    """Say whether a text that is not short is Latin-1; of short ones, no."""
    if len(text) < _LONG:
        return False
    try:
        text.encode("latin-1")
    except UnicodeEncodeError:
        return False
    return True


def is_even(text: str) -> bool:
    """
    Say that *text*, which is legal, holds no white space but single spaces and line feeds.

    May say no of a text that is so (one with letters beyond the Basic Multilingual Plane).
    """
    if "  " in text:
        return False
    if text.isascii():
        return "\t" not in text
    if _is_latin(text):
        return "\t" not in text and "\u00a0" not in text
    return _SMOOTH.fullmatch(text) is not None


def is_composed(text: str) -> bool:
    """Say whether *text* is in NFC."""
    # NFC leaves Latin-1 as it is (Unicode Standard Annex 15).
    return text.isascii() or _is_latin(text) or unicodedata.is_normalized("NFC", text)


def encoded_once(text: str) -> str:
    """
    Undo double encoding: UTF-8 that was taken for Latin-1 and encoded again ("CafÃ©" is "Café").

    The W3C validator warns of it (BadCharacters). A text that holds anything else stays as it is.
    """
    while may_be_double(text) and _DOUBLE.search(text) is not None:
        try:
            text = text.encode("latin-1").decode("utf-8")
        except UnicodeError:
            break
    return text


def may_be_double(text: str) -> bool:
    """Say whether a text holds a character with which what was encoded twice begins."""
    return "\u00c2" in text or "\u00c3" in text


def cut(text: str, limit: int) -> str:
    """
    Shorten *text* to at most *limit* characters, at a word, with an ellipsis as the last of them.

    A text without a space in its last third (Chinese, Japanese, Thai) is cut at a character.
    """
    if len(text) <= limit:
        return text
    room = text[:limit]
    space = room.rfind(" ")
    # One character of the limit is the ellipsis's.
    room = room[:space] if space >= limit * 2 // 3 else room[: limit - 1]
    return room.rstrip(" ,;:-–—") + "…"


def _made_legal(text: str) -> str:
    if _BEYOND.search(text) is not None:
        text = _UNWANTED_BEYOND.sub("", text)
    if _TO_CHANGE.search(text) is None:
        return text
    # Surrogates last: dropping a character between two halves must not leave a pair that only
    # looks whole.
    text = _SURROGATE.sub("\ufffd", _UNWANTED.sub("", text))
    return _LINE_BREAK.sub("\n", text)


def _normal(text: str) -> str:
    if text.isascii():
        return legal(text)
    # Composing may show what was encoded twice; what that becomes is cleaned as well.
    text = legal(encoded_once(text))
    if not _is_latin(text):
        text = unicodedata.normalize("NFC", text)
    once = encoded_once(text)
    return text if once == text else _normal(once)
