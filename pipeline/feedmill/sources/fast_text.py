"""
Texts and URLs of a document exactly as feedparser's readers would give them.

White space around them is gone, text that was encoded twice is put right, characters of
Windows-1252 that were taken for control characters become what they were meant to be; plain text of
RSS that is evidently HTML is called so. Resolves URLs as it does, too. Cleans nothing else.
"""

from __future__ import annotations

import re
from contextlib import suppress
from html.entities import entitydefs
from urllib.parse import urljoin

from feedmill.sources.escaping import escape
from feedmill.sources.fast_element import Element
from feedmill.sources.fast_names import Unsure, name_of
from feedmill.sources.feed_items import join
from feedmill.sources.guard import MAX_ATTRIBUTES

__all__ = [
    "are_absolute",
    "is_absolute",
    "is_odd",
    "looks_like_html",
    "put_right",
    "resolve",
    "resolve_text",
    "serialise",
    "settle",
]


# --- characters -------------------------------------------------------------------------------------


def is_odd(body: bytes) -> bool:
    """
    Tell whether texts of *body*, which is UTF-8, may need to be put right.

    They need a character of U+0080 to U+00BF for that, written as it is or as a reference.
    """
    return (b"\xc2" in body and _RAW.search(body) is not None) or _refers(body)


#: U+0080–009F; and U+00A0–00BF after U+00C2–00F4, which may be two bytes of UTF-8 read one by one.
_RAW = re.compile(rb"\xc2(?:[\x80-\x9f]|(?<=\xc3[\x82-\xb4]\xc2)[\xa0-\xbf])")
_REFERENCE = re.compile(rb"&#(?:0*1[2-9][0-9]|x0*[89abAB][0-9a-fA-F]);")
#: So many places are looked at one by one, which is cheaper than to look at all between them.
_FEW = 200


def _refers(body: bytes) -> bool:
    """Tell whether there is a reference to such a character."""
    place = body.find(b"#")
    for _ in range(_FEW):
        if place < 0:
            return False
        if body[place - 1 : place] == b"&" and _REFERENCE.match(body, place - 1):
            return True
        place = body.find(b"#", place + 1)
    return place >= 0 and _REFERENCE.search(body, place - 1) is not None


def put_right(text: str) -> str:
    """Give *text* stripped, decoded once more where it was encoded twice, without C1 controls."""
    text = text.strip()
    if text.isascii():
        return text
    with suppress(UnicodeError):
        text = text.encode("latin-1").decode()
    return _C1.sub(_windows_1252, text)


_C1 = re.compile("[\x80-\x9f]")


def _windows_1252(found: re.Match[str]) -> str:
    """Give the character that Windows-1252 has in this place, if it has one."""
    return bytes((ord(found[0]),)).decode("cp1252", "ignore") or found[0]


# --- markup -----------------------------------------------------------------------------------------


def looks_like_html(text: str) -> bool:
    """
    Tell whether plain text of RSS is HTML.

    It ends an element or has a reference, and all its tags and references are ones of HTML.
    """
    return (
        ("<" in text or "&" in text)
        and _MARKUP.search(text) is not None
        and all(tag.lower() in _TAGS for tag in _TAG.findall(text))
        and all(entity in entitydefs for entity in _ENTITY.findall(text))
    )


_MARKUP = re.compile(r"</\w+>|&#?\w+;")
_TAG = re.compile(r"</?(\w+)")
_ENTITY = re.compile(r"&(\w+);")
#: Elements that may stand in text. Those of HTML 4.01 and 5, and a few that never came to be.
_TAG_NAMES = """
    a abbr acronym address area article aside audio b big blockquote br button canvas caption center
    cite code col colgroup command datagrid datalist dd del details dfn dialog dir div dl dt em
    event-source fieldset figcaption figure font footer form h1 h2 h3 h4 h5 h6 header hr i img input
    ins kbd keygen label legend li m map menu meter multicol nav nextid noscript ol optgroup option
    output p pre progress q s samp section select small sound source spacer span strike strong sub
    sup table tbody td textarea tfoot th thead time tr tt u ul var video
"""
_TAGS = frozenset(_TAG_NAMES.split())


def serialise(element: Element, *, bare: bool, own: bool = False) -> str:
    """
    Write the XHTML within *element* as text; *bare*, without the `<div>` round all of it.

    That `<div>` is no part of the text in Atom (RFC 4287, section 3.1.1.3). With *own*, elements that
    have the feed's own namespace, or none, count as XHTML.

    Raises:
        Unsure: There are elements that are not plain XHTML.
    """
    pieces = [escape(element.text or "")]
    for child in element:
        _write(child, pieces, 0, own=own)
    if bare and len(element) == 1 and element[0].tag == f"{_XHTML}div" and _is_alone(element):
        pieces = pieces[2:-2]
    return "".join(pieces)


_XHTML = "{http://www.w3.org/1999/xhtml}"
_XML = "{http://www.w3.org/XML/1998/namespace}"
_QUOTE = '"'
#: What feedparser reads in another way than all else.
_NO_TEXT = frozenset({"body", "math", "svg"})
#: Deeper markup than this, and more of it, is left to the reader that measures it first.
_DEEPEST = 80
_MOST_PIECES = 100_000


def _is_alone(element: Element) -> bool:
    return not (element.text or "").strip() and not (element[0].tail or "").strip()


def _write(element: Element, pieces: list[str], depth: int, *, own: bool) -> None:
    name = element.tag.removeprefix(_XHTML).lower()
    if len(name) == len(element.tag) and own:
        name = name_of(element)
        if element.prefix or "_" in name:
            raise Unsure
    elif len(name) == len(element.tag):
        raise Unsure
    if name in _NO_TEXT:
        raise Unsure
    if depth > _DEEPEST or len(pieces) > _MOST_PIECES:
        raise Unsure
    attributes = _attributes(element) if element.keys() else ""
    pieces += (f"<{name}{attributes}>", escape(element.text or ""))
    for child in element:
        _write(child, pieces, depth + 1, own=own)
    pieces += (f"</{name}>", escape(element.tail or ""))


def _attributes(element: Element) -> str:
    """
    Write attributes, each name lower-case.

    Raises:
        Unsure: There is one with a prefix other than "xml", or there are too many.
    """
    if len(element.keys()) > MAX_ATTRIBUTES:  # lxml looks for the value of each among all
        raise Unsure
    named: dict[str, str] = {}
    for key, value in element.items():
        name = key.replace(_XML, "xml:").lower()
        if name[0] == "{":
            raise Unsure
        named[name] = value.lower() if name in {"rel", "type"} else value
    return "".join(f' {name}="{escape(value).replace(_QUOTE, "&quot;")}"' for name, value in named.items())


# --- URLs -------------------------------------------------------------------------------------------


def is_absolute(url: str) -> bool:
    """Tell whether resolving leaves *url* as it is: a whole one, nothing in it written in two ways."""
    return (
        _WHOLE.match(url) is not None
        and "#" < url[-1] < "\x7f"
        and url[-1] != "?"
        and not ("?#" in url or ";" in url or "\n" in url or "\t" in url or "\r" in url)
    )


_WHOLE = re.compile("https?://[A-Za-z0-9]")


def are_absolute(urls: list[str]) -> bool:
    """Tell whether resolving leaves all *urls* as they are, by one look at all of them."""
    return _ABSOLUTE("\0".join((*urls, ""))) is not None


# Of the characters of ASCII: white space may be dropped, an empty query, fragment or parameter is.
_ABSOLUTE = re.compile(
    r"(?:https?://[A-Za-z0-9][!\"$-:<->@-~]*+(?:\?[!\"$-:<-~]++)?+(?:#[!-:<-~]++)?+\0)*+"
).fullmatch


def resolve(base: str, url: str) -> str:
    """Give *url* as feedparser would within *base* (xml:base, or ""): "" if it cannot be resolved."""
    if ":///" in url:
        url = _SLASHES.sub(r"\1", url)
    if not base or is_absolute(url):
        return url
    try:
        return urljoin(base, url)
    except ValueError:
        return ""


def resolve_text(base: str, text: str) -> str:
    """Give a URL that is an element's text, resolved; none stays none."""
    return resolve(base, text) if text else ""


def settle(base: str, url: str) -> str:
    """Give *url* resolved as `feed_items.join` does, sooner where there is nothing to resolve."""
    return url if is_absolute(url) else join(base, url)


_SLASHES = re.compile(r"^([A-Za-z][A-Za-z0-9+-.]*://)/*")
