"""
Mending XML text before it is parsed: what publishers get wrong most, and what no parser should see.

Takes out the document type declaration and writes out the harmless entities that it declares;
writes bare ampersands, undeclared HTML entities and impossible character references as they were
meant; drops characters that XML does not know. Then the strict parser can read the document, and
no item is lost to one "&". Does not touch tags: mismatched ones are left to the tolerant parser.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from html.entities import html5

from feedmill.model import ParseError
from feedmill.sources.escaping import escape

__all__ = ["AT_SIGN", "Mended", "mend"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Mended:
    """The text to parse; `sound` is False where something had to be put right."""

    text: str
    sound: bool


def mend(text: str) -> Mended | ParseError:
    """Give *text* without its prolog and with its references put right, or refuse its entities."""
    stripped, clean = _from_declaration(text)
    declared = _without_doctype(stripped)
    if isinstance(declared, str):
        return ParseError(code="malformed", message=declared)
    pen = _Pen(entities=declared.entities, lenient=declared.external)
    mended = _NEEDS_MENDING.sub(pen.write, declared.text)
    if pen.written > MAX_WRITTEN:
        return ParseError(
            code="malformed",
            message="the document's entities write out to too much text; it was not read, for safety",
        )
    return Mended(text=_for_feedparser(mended), sound=clean and not pen.mended)


#: Most entity declarations of a document, code points of one value, and of all that they write.
MAX_ENTITIES = 300
MAX_VALUE = 1_000
MAX_WRITTEN = 1_000_000
#: Code points of a document type declaration: all the entities that are allowed, twice.
MAX_DECLARATION = 600_000


# --- what stands before the document -----------------------------------------------------------------

_DECLARATION = re.compile(r"<\?xml\s[^<>]{0,400}\?>")
#: How far into an answer its XML declaration may stand: servers' warnings come before it.
_JUNK = 4096


def _from_declaration(text: str) -> tuple[str, bool]:
    """Cut all up to the end of the XML declaration; white space before it does no harm."""
    found = _DECLARATION.search(text, 0, _JUNK)
    if found is None:
        return text.strip("\ufeff\0 \t\r\n"), True
    return text[found.end() :], not text[: found.start()].strip("\ufeff\0 \t\r\n")


# --- the document type declaration ----------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class _Declared:
    text: str
    entities: dict[str, str]
    #: Names a DTD elsewhere, which may declare entities that are not to be seen here.
    external: bool


_PROLOG = re.compile(r"(?:\s++|<!--.*?-->|<\?.*?\?>)*+<!DOCTYPE\b", re.DOTALL | re.IGNORECASE)
_MARK = re.compile(r"<!--|[\"'\[\]>]")
_ENTITY = re.compile(
    r"<!ENTITY\s+(?P<name>[^\s%\"'<>]{1,64})\s+(?P<quote>[\"'])(?P<value>[^\"'<]*)(?P=quote)\s*>"
)
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
#: Sets of HTML's own entities, as Drupal's feeds name them (XHTML 1.0, appendix A.2). Nothing is fetched:
#: their names are known.
_KNOWN_SETS = re.compile(
    r"<!ENTITY\s+%\s+[^\s%\"'<>]{1,64}\s+PUBLIC\s+"
    r"[\"']-//W3C//ENTITIES [A-Za-z0-9 ]{1,64} for X?HTML//EN[\"']\s*(?:\"[^\"<>]*\"|'[^'<>]*')?\s*>"
)


def _without_doctype(text: str) -> _Declared | str:
    """Take the declaration out; give a sentence instead where it declares what is not harmless."""
    start = _PROLOG.match(text)
    if start is None:
        return _Declared(text=text, entities={}, external=False)
    end = _end_of_doctype(text[: start.end() + MAX_DECLARATION], start.end())
    if end < 0:
        return "the document type declaration has no end, or is far too long: tell the publisher"
    inner, sets = _KNOWN_SETS.subn("", _COMMENT.sub("", text[start.end() : end]))
    entities = {found["name"]: found["value"] for found in _ENTITY.finditer(inner)}
    if len(entities) != inner.upper().count("<!ENTITY") or not _harmless(entities):
        return (
            "the document declares XML entities that stand for more than a few characters; "
            "it was not read, for safety: tell its publisher"
        )
    external = bool(sets or re.match(r"\s*\S+\s+(?:PUBLIC|SYSTEM)\b", inner))
    return _Declared(text=text[end:], entities=entities, external=external)


def _end_of_doctype(text: str, position: int) -> int:
    """Find the end of a declaration, past quotes, comments and the part in brackets; -1 = none."""
    inside = False
    while (found := _MARK.search(text, position)) is not None:
        mark, position = found[0], found.end()
        if mark == ">" and not inside:
            return position
        if mark in "[]":
            inside = mark == "["
        elif mark != ">":
            closing = "-->" if mark == "<!--" else mark
            position = text.find(closing, position) + len(closing)
            if position < len(closing):
                return -1
    return -1


def _harmless(entities: dict[str, str]) -> bool:
    return len(entities) <= MAX_ENTITIES and all(
        len(value) <= MAX_VALUE and "%" not in value and "&" not in _REFERENCE.sub("", value)
        for value in entities.values()
    )


# --- references and characters --------------------------------------------------------------------

_REFERENCE = re.compile(r"&#(?:[0-9]{1,7}|[xX][0-9A-Fa-f]{1,6});")
#: Comments, CDATA and instructions are passed over whole; then all that may need mending. XML 1.0,
#: production 2, lists the characters that a document may hold.
_NEEDS_MENDING = re.compile(
    r"<!--.*?(?:-->|\Z)|(?P<cdata><!\[CDATA\[.*?(?:\]\]>|\Z))|<\?.*?(?:\?>|\Z)"
    r"|&#(?P<number>[0-9]+|[xX][0-9A-Fa-f]+);?"
    r"|&(?!(?:amp|lt|gt|quot|apos);)(?P<name>[A-Za-z_][\w.-]{0,63};)?"
    r"|[\0-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]",
    re.DOTALL,
)
_NOT_XML = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


class _Pen:
    """Writes what stands for a match, and remembers whether that mended anything."""

    def __init__(self, *, entities: dict[str, str], lenient: bool) -> None:
        self.entities = entities
        self.lenient = lenient
        self.mended = False
        self.written = 0

    def write(self, found: re.Match[str]) -> str:
        if found["number"]:
            return self._number(found)
        if found[0].startswith("&"):
            return self._name(found)
        if found[0].startswith("<") and not found["cdata"]:
            return found[0]
        kept = _NOT_XML.sub("", found[0])
        self.mended = self.mended or kept != found[0]
        return kept

    def _number(self, found: re.Match[str]) -> str:
        digits = found["number"]
        point = int(digits[1:], 16) if digits[0] in "xX" and len(digits) < _LONG else _decimal(digits)
        if found[0].endswith(";") and digits[0] != "X" and _is_xml(point):
            return found[0]
        self.mended = True
        return f"&#{point};" if _is_xml(point) else "\ufffd"

    def _name(self, found: re.Match[str]) -> str:
        name = (found["name"] or "").rstrip(";")
        if name in self.entities:
            self.written += len(self.entities[name])
            return self.entities[name] if self.written <= MAX_WRITTEN else ""
        meant = html5.get(f"{name};", "")
        self.mended = self.mended or not (meant and self.lenient)
        return escape(meant) if meant else found[0].replace("&", "&amp;", 1)


#: Digits of a reference beyond which it cannot name a character (U+10FFFF is 1114111).
_LONG = 9


def _decimal(digits: str) -> int:
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < _LONG else -1


def _is_xml(point: int) -> bool:
    return 0 <= point <= 0x10FFFF and not _NOT_XML.match(chr(point))  # noqa: PLR2004 - the last code point


# Each line is a piece for feedparser, and white space before Atom's XHTML content costs time by the
# square of their number: 39 seconds for a megabyte.
_WHITE = re.compile(r"(?<!\s)(?:\s|&#(?:0*(?:9|1[03]|32|160)|[xX]0*(?:9|[aAdD]|20|[aA]0));){200,}+")


# --- what feedparser must not see as it is ---------------------------------------------------------

# feedparser takes each of these for one more description: a picture's caption would then become
# the article's text. Under names of their own they are read, but in their own place.
_SECOND_DESCRIPTION = re.compile(
    r"<(?P<close>/?)(?P<prefix>media|itunes|dc):(?:description|summary)(?:\s[^<>]{0,2000}?)?(?P<empty>/?)>"
)

# feedparser parts authors into names and addresses, and knows no top-level domain of more than
# four letters: "jo@news.agency (Jo)" becomes "cy (Jo". Without the sign it leaves them whole.
_AUTHOR = re.compile(
    r"<(?:author|dc:creator|itunes:author)(?:\s[^<>]{0,2000})?>\s{0,100}(?:<!\[CDATA\[.{1,2000}?\]\]>|[^<>]{1,2000})",
    re.DOTALL,
)
#: Stands for "@" in authors: a noncharacter, which no document can mean.
AT_SIGN = "\ufdd0"


def _for_feedparser(text: str) -> str:
    text = _WHITE.sub("\n", text)
    text = _SECOND_DESCRIPTION.sub(r"<\g<close>\g<prefix>:blurb\g<empty>>", text)
    return _AUTHOR.sub(lambda found: found[0].replace("@", AT_SIGN), text)
