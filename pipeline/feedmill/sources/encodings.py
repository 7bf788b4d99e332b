"""
Bytes to text: which encoding a document is in, from a list of allowed ones.

A label that a publisher writes is never handed to Python's codec table: that table holds codecs
that are no character encodings, and some that raise or stall (`punycode`, `idna`,
`unicode_escape`). Decoding never fails: what fits no named encoding is read as UTF-8 with the
odd bytes taken for Windows-1252, which is what they nearly always are. Mends nothing else.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

__all__ = ["Decoded", "decode", "html_label", "xml_label"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Decoded:
    """A document's text; `sound` is False where bytes did not fit the encoding."""

    text: str
    sound: bool


def decode(body: bytes, *, charset: str = "", declared: str = "") -> Decoded:
    """
    Read *body* by its byte order mark, else by *charset*, else by *declared*, else as UTF-8.

    The order is that of RFC 7303, section 3. One thing is stronger than a label of a one-byte
    encoding, which any bytes fit: bytes that are valid UTF-8 beyond ASCII are UTF-8.
    """
    for mark, codec in _MARKS:
        if body.startswith(mark):
            return _read(body.removeprefix(mark) if mark in _BYTE_ORDER_MARKS else body, codec)
    as_utf8 = _strictly(body, "utf-8")
    named = [codec for label in (charset, declared) if (codec := _codec(label))]
    for codec in named:
        if as_utf8 is None or codec not in _ONE_BYTE:
            text = _strictly(body, codec)
            if text is not None:
                return Decoded(text=text, sound=True)
    if as_utf8 is not None:
        return Decoded(text=as_utf8, sound=True)
    for codec in named:
        if codec != "utf-8":
            return Decoded(text=body.decode(codec, "replace"), sound=False)
    return Decoded(text=_mostly_utf8(body), sound=False)


def xml_label(body: bytes) -> str:
    """Give the encoding that an XML declaration names, or "" (XML 1.0, section 4.3.3)."""
    found = _XML_LABEL.search(body, 0, _HEAD)
    return found[1].decode("ascii") if found else ""


def html_label(body: bytes) -> str:
    """Give the encoding that an HTML page's `<meta>` names, or "" (WHATWG HTML, section 4.2.5.4)."""
    found = _HTML_LABEL.search(body, 0, _HEAD)
    return found[1].decode("ascii") if found else ""


#: HTML asks for the declaration within 1,024 bytes; pages with long comments before it are common.
_HEAD = 4096
_XML_LABEL = re.compile(rb"<\?xml\s[^>]{0,200}?encoding\s*=\s*[\"']([A-Za-z0-9._:-]{1,40})[\"']")
_HTML_LABEL = re.compile(rb"<meta\s[^>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9._:-]{1,40})", re.IGNORECASE)

_BYTE_ORDER_MARKS = (
    codecs.BOM_UTF8,
    codecs.BOM_UTF32_LE,
    codecs.BOM_UTF32_BE,
    codecs.BOM_UTF16_LE,
    codecs.BOM_UTF16_BE,
)

#: How a document begins, and what it is then in (XML 1.0, appendix F.1). UTF-32 before UTF-16,
#: whose mark it begins with.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (b"<\0\0\0", "utf-32-le"),
    (b"\0\0\0<", "utf-32-be"),
    (b"<\0", "utf-16-le"),
    (b"\0<", "utf-16-be"),
    (b"{\0", "utf-16-le"),
    (b"\0{", "utf-16-be"),
)

#: Label without its punctuation → Python codec. Labels and what they really mean are those of the
#: WHATWG Encoding standard, section 4.2 (ISO-8859-1 is Windows-1252, GB2312 is GB18030).
_CODECS = {
    "utf8": "utf-8",
    "unicode11utf8": "utf-8",
    "usascii": "cp1252",
    "ascii": "cp1252",
    "iso88591": "cp1252",
    "latin1": "cp1252",
    "l1": "cp1252",
    "windows1252": "cp1252",
    "cp1252": "cp1252",
    "xcp1252": "cp1252",
    "iso88592": "iso8859-2",
    "latin2": "iso8859-2",
    "iso88593": "iso8859-3",
    "iso88594": "iso8859-4",
    "iso88595": "iso8859-5",
    "iso88596": "iso8859-6",
    "iso88597": "iso8859-7",
    "iso88598": "iso8859-8",
    "iso88599": "cp1254",
    "latin5": "cp1254",
    "iso885910": "iso8859-10",
    "iso885911": "cp874",
    "tis620": "cp874",
    "windows874": "cp874",
    "iso885913": "iso8859-13",
    "iso885914": "iso8859-14",
    "iso885915": "iso8859-15",
    "latin9": "iso8859-15",
    "iso885916": "iso8859-16",
    "windows1250": "cp1250",
    "cp1250": "cp1250",
    "windows1251": "cp1251",
    "cp1251": "cp1251",
    "windows1253": "cp1253",
    "cp1253": "cp1253",
    "windows1254": "cp1254",
    "cp1254": "cp1254",
    "windows1255": "cp1255",
    "windows1256": "cp1256",
    "windows1257": "cp1257",
    "windows1258": "cp1258",
    "koi8r": "koi8-r",
    "koi8": "koi8-r",
    "koi8u": "koi8-u",
    "ibm866": "cp866",
    "cp866": "cp866",
    "macintosh": "mac-roman",
    "macroman": "mac-roman",
    "xmaccyrillic": "mac-cyrillic",
    "shiftjis": "cp932",
    "sjis": "cp932",
    "xsjis": "cp932",
    "windows31j": "cp932",
    "mskanji": "cp932",
    "eucjp": "euc_jp",
    "xeucjp": "euc_jp",
    "iso2022jp": "iso2022_jp",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "xgbk": "gb18030",
    "gb18030": "gb18030",
    "big5": "big5hkscs",
    "big5hkscs": "big5hkscs",
    "euckr": "cp949",
    "ksc56011987": "cp949",
    "windows949": "cp949",
}

_ONE_BYTE = frozenset(_CODECS.values()) - {
    "utf-8",
    "cp932",
    "euc_jp",
    "iso2022_jp",
    "gb18030",
    "big5hkscs",
    "cp949",
}

# surrogateescape marks a byte that is no UTF-8 as U+DC80..U+DCFF (PEP 383).
_ESCAPED = re.compile("[\udc80-\udcff]")


def _codec(label: str) -> str:
    return _CODECS.get(re.sub(r"[^a-z0-9]", "", label[:40].lower()), "")


def _read(body: bytes, codec: str) -> Decoded:
    text = _strictly(body, codec)
    if text is not None:
        return Decoded(text=text, sound=True)
    return Decoded(
        text=_mostly_utf8(body) if codec == "utf-8" else body.decode(codec, "replace"), sound=False
    )


def _strictly(body: bytes, codec: str) -> str | None:
    try:
        return body.decode(codec)
    except UnicodeError:
        return None


def _mostly_utf8(body: bytes) -> str:
    return _ESCAPED.sub(_windows_1252, body.decode("utf-8", "surrogateescape"))


def _windows_1252(found: re.Match[str]) -> str:
    return bytes((ord(found[0]) - 0xDC00,)).decode("cp1252", "replace")
