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
    # Of bytes beyond ASCII a server that says ASCII knows nothing: it is its default.
    labels = (declared, charset) if _plain(charset) in _ASCII else (charset, declared)
    named = [codec for label in labels if (codec := _codec(label))]
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

#: Python codec: its labels without their punctuation. Labels and what they really mean are those of the
#: WHATWG Encoding standard, section 4.2 (ISO-8859-1 is Windows-1252, GB2312 is GB18030); at the end are
#: code pages of DOS and of old Macs that it leaves out, and that old feeds are in (IANA character sets).
_LABELS = {
    "utf-8": "utf8 unicode11utf8 unicode20utf8 xunicode20utf8",
    "cp1252": "usascii ascii ansix341968 iso646us iso88591 iso885911987 isoir100 csisolatin1 latin1 l1"
    " ibm819 cp819 windows1252 cp1252 xcp1252 win1252",
    "iso8859-2": "iso88592 iso885921987 isoir101 csisolatin2 latin2 l2",
    "iso8859-3": "iso88593 iso885931988 isoir109 csisolatin3 latin3 l3",
    "iso8859-4": "iso88594 iso885941988 isoir110 csisolatin4 latin4 l4",
    "iso8859-5": "iso88595 iso885951988 isoir144 csisolatincyrillic cyrillic",
    "iso8859-6": "iso88596 iso885961987 iso88596e iso88596i isoir127 csisolatinarabic asmo708 ecma114 arabic",
    "iso8859-7": "iso88597 iso885971987 isoir126 csisolatingreek ecma118 elot928 greek greek8",
    "iso8859-8": "iso88598 iso885981988 iso88598e iso88598i isoir138 csisolatinhebrew hebrew visual logical",
    "cp1254": "iso88599 iso885991989 isoir148 csisolatin5 latin5 l5 windows1254 cp1254 xcp1254",
    "iso8859-10": "iso885910 isoir157 csisolatin6 latin6 l6",
    "cp874": "iso885911 tis620 dos874 windows874 cp874",
    "iso8859-13": "iso885913",
    "iso8859-14": "iso885914",
    "iso8859-15": "iso885915 csisolatin9 latin9 l9",
    "iso8859-16": "iso885916",
    "cp1250": "windows1250 cp1250 xcp1250 win1250",
    "cp1251": "windows1251 cp1251 xcp1251 win1251",
    "cp1253": "windows1253 cp1253 xcp1253",
    "cp1255": "windows1255 cp1255 xcp1255",
    "cp1256": "windows1256 cp1256 xcp1256",
    "cp1257": "windows1257 cp1257 xcp1257",
    "cp1258": "windows1258 cp1258 xcp1258",
    "koi8-r": "koi8r koi8 koi cskoi8r",
    "koi8-u": "koi8u koi8ru",
    "cp866": "ibm866 cp866 866 csibm866",
    "mac-roman": "macintosh macroman xmacroman csmacintosh mac",
    "mac-cyrillic": "xmaccyrillic xmacukrainian maccyrillic",
    "cp932": "shiftjis sjis xsjis csshiftjis windows31j mskanji ms932 cp932",
    "euc_jp": "eucjp xeucjp cseucpkdfmtjapanese",
    "iso2022_jp": "iso2022jp csiso2022jp",
    "gb18030": "gb2312 gb231280 csgb2312 csiso58gb231280 isoir58 chinese euccn gbk xgbk cp936 ms936 gb18030",
    "big5hkscs": "big5 csbig5 cnbig5 xxbig5 big5hkscs cp950",
    "cp949": "euckr cseuckr ksc56011987 ksc56011989 ksc5601 csksc56011987 isoir149 korean windows949 uhc"
    " cp949",
    "cp437": "ibm437 cp437",
    "cp850": "ibm850 cp850",
    "cp852": "ibm852 cp852",
    "cp855": "ibm855 cp855",
    "cp857": "ibm857 cp857",
    "cp862": "ibm862 cp862",
    "mac-greek": "macgreek xmacgreek",
    "mac-latin2": "maccentraleurope macce xmacce",
    "mac-turkish": "macturkish xmacturkish",
}
_CODECS = {label: codec for codec, labels in _LABELS.items() for label in labels.split()}

_ASCII = frozenset({"usascii", "ascii", "ansix341968", "iso646us"})
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
    return _CODECS.get(_plain(label), "")


def _plain(label: str) -> str:
    return re.sub(r"[^a-z0-9]", "", label[:40].lower())


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
