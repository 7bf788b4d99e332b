"""Bytes to text."""

from __future__ import annotations

import codecs

import pytest

from feedmill.sources.encodings import Decoded, decode, html_label, xml_label

#: Codecs of Python that are no character encodings, or whose use on foreign bytes is unsafe.
FOREIGN = (
    "punycode",
    "idna",
    "unicode_escape",
    "raw_unicode_escape",
    "rot13",
    "base64",
    "hex",
    "zlib",
    "bz2",
    "uu",
    "quopri",
    "utf-7",
    "utf-8-sig",
    "undefined",
    "mbcs",
    "oem",
    "palmos",
    "cp037",
    "cp500",
    "no-such-encoding",
    "",
    "../../etc/passwd",
)


@pytest.mark.parametrize("label", FOREIGN)
def test_foreign_labels_are_passed_over(label: str) -> None:
    """A label outside the list changes nothing: the bytes are read as UTF-8."""
    assert decode("Café a..b \\u00e9".encode(), declared=label, charset=label) == Decoded(
        text="Café a..b \\u00e9", sound=True
    )


@pytest.mark.parametrize(
    ("mark", "codec"),
    [
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
        (codecs.BOM_UTF32_LE, "utf-32-le"),
        (codecs.BOM_UTF32_BE, "utf-32-be"),
    ],
)
def test_a_byte_order_mark_is_stronger_than_any_label(mark: bytes, codec: str) -> None:
    """The mark decides, and is not part of the text."""
    body = mark + "<a>Порт</a>".encode(codec)

    assert decode(body, charset="koi8-r", declared="iso-8859-1") == Decoded(text="<a>Порт</a>", sound=True)


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
def test_zeros_tell_wide_encodings_without_a_mark(codec: str) -> None:
    """A first "<" among zeros is UTF-16 or UTF-32."""
    assert decode("<a>Порт</a>".encode(codec)) == Decoded(text="<a>Порт</a>", sound=True)


def test_the_header_is_asked_before_the_document() -> None:
    """Charset goes before the declaration (RFC 7303)."""
    body = "Порт".encode("koi8-r")

    assert decode(body, charset="KOI8-R", declared="windows-1251") == Decoded(text="Порт", sound=True)


def test_ascii_is_no_answer_about_other_bytes() -> None:
    """A server's default of US-ASCII gives way to what the document declares."""
    assert decode("Порт".encode("cp1251"), charset="us-ascii", declared="windows-1251").text == "Порт"
    assert decode("Café".encode("cp1252"), charset="us-ascii").text == "Café"


def test_utf8_is_stronger_than_a_one_byte_label() -> None:
    """Bytes that are UTF-8 beyond ASCII are no Latin-1, whatever the server says."""
    assert decode("Café".encode(), charset="iso-8859-1") == Decoded(text="Café", sound=True)


@pytest.mark.parametrize(
    ("label", "codec", "text"),
    [
        ("IBM855", "cp855", "Порт"),
        ("cp850", "cp850", "Café"),
        ("MacCyrillic", "mac-cyrillic", "Порт"),
        ("x-mac-cyrillic", "mac-cyrillic", "Порт"),
        ("win-1251", "cp1251", "Порт"),
        ("ANSI_X3.4-1968", "cp1252", "Café"),
        ("iso_8859-2:1987", "iso8859-2", "Łódź"),
        ("ISO-8859-8-I", "iso8859-8", "נמל"),
        ("cp936", "gb18030", "港"),
        ("ks_c_5601-1989", "cp949", "항구"),
    ],
)
def test_labels_have_many_spellings(label: str, codec: str, text: str) -> None:
    """Old names and names of old machines are known: read as UTF-8 their text would be garbage."""
    assert decode(text.encode(codec), declared=label) == Decoded(text=text, sound=True)


def test_a_many_byte_label_is_stronger_than_utf8() -> None:
    """Seven-bit ISO-2022-JP is valid UTF-8 too, and is not meant so."""
    body = "港".encode("iso2022_jp")

    assert decode(body, declared="ISO-2022-JP") == Decoded(text="港", sound=True)


def test_odd_bytes_in_utf8_are_windows_1252() -> None:
    """Only the odd bytes are read otherwise; the UTF-8 around them stays."""
    body = "港 ".encode() + b"\x93now\x94 caf\xe9 \x81"

    assert decode(body) == Decoded(text="港 “now” café \ufffd", sound=False)


def test_bytes_that_fit_no_label_are_replaced() -> None:
    """A broken character costs itself, not the document."""
    body = "港".encode("cp932") + b"\x81"

    assert decode(body, declared="Shift_JIS") == Decoded(text="港\ufffd", sound=False)


def test_broken_wide_text_is_replaced() -> None:
    """Half a character at the end of UTF-16 is replaced."""
    assert decode(codecs.BOM_UTF16_LE + b"a\0b") == Decoded(text="a\ufffd", sound=False)


def test_broken_marked_utf8_is_mended() -> None:
    """A mark of UTF-8 does not make odd bytes right."""
    assert decode(codecs.BOM_UTF8 + b"caf\xe9") == Decoded(text="café", sound=False)


def test_labels_are_found() -> None:
    """XML names its encoding in the declaration, HTML in a meta element."""
    assert xml_label(b"<?xml version='1.0' encoding='KOI8-R'?><a/>") == "KOI8-R"
    assert xml_label(b"<a>encoding='x'</a>") == ""
    assert html_label(b'<html><META charset="utf-8">') == "utf-8"
    assert html_label(b'<meta http-equiv="Content-Type" content="text/html; charset=big5">') == "big5"
    assert html_label(b"<p>charset=x</p>") == ""
