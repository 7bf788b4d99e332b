"""
Texts of a document: what is written in an element, of what type, in what language, on what base.

A place of the document says what holds for the elements in it. Which element means what is not
known here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from feedmill.sources.escaping import escape
from feedmill.sources.fast_element import Element
from feedmill.sources.fast_names import NeedsBlanks, Unsure, attributes
from feedmill.sources.fast_text import is_absolute, looks_like_html, put_right, serialise

__all__ = ["HTML", "MARKUP", "PLAIN", "XHTML", "Content", "Place", "content_of", "marks", "text_of"]

PLAIN, HTML, XHTML = "text/plain", "text/html", "application/xhtml+xml"
#: Types of texts that hold markup.
MARKUP = frozenset({HTML, XHTML})

#: A text, its type, its language and base, and where it lies if not here.
Content = tuple[str, str, str, str, str]


@dataclass(slots=True, kw_only=True)
class Place:
    """What holds for all elements in some place of a document."""

    #: URL of the document.
    address: str
    atom: bool
    #: The `<div>` round XHTML is left out (Atom 1.0).
    bare: bool = False
    #: Nothing was mended, so elements are where they were written.
    whole: bool = True
    #: Texts beyond ASCII may need to be put right.
    odd: bool
    #: White space between elements was kept.
    blanks: bool
    #: From xml:lang and xml:base.
    language: str = ""
    base: str = ""
    #: Names that an Atom entry without an author has.
    authors: tuple[str, ...] = ()
    #: Tags of elements that say nothing of an entry; learnt as the document is read.
    passed: set[str] = field(default_factory=set)


def text_of(place: Place, element: Element) -> str:
    """
    Give the text of *element*, without white space around it.

    Raises:
        Unsure: There are elements in it.
    """
    if len(element):
        raise Unsure
    text = element.text
    if not text:
        return ""
    text = text.strip()
    return put_right(text) if place.odd and not text.isascii() else text


def content_of(place: Place, element: Element, kind: str) -> Content:
    """
    Give a text that may be marked up; its type is *kind* where none is given.

    Raises:
        Unsure: It is markup of another kind than XHTML, is encoded, or has a relative base.
    """
    language, base, src = place.language, place.base, ""
    if element.keys():
        given = attributes(element)
        if given.get("mode") == "base64":  # Atom 0.3
            raise Unsure
        kind = given.get("type", kind)
        kind = _TYPES.get(kind, kind)
        language, base = marks(given, place)
        src = given.get("src", "")
    if kind == XHTML:
        return _xhtml(place, element), kind, language, base, src
    if len(element):
        if not place.whole or kind.endswith("xml") or (language, base) != (place.language, place.base):
            raise Unsure
        return _naked(place, element), XHTML, language, base, src
    text = text_of(place, element)
    if kind == PLAIN:
        if not place.atom and looks_like_html(text):
            kind = HTML
    elif kind != HTML and text:  # a picture, written as text in some way
        raise Unsure
    return text, kind, language, base, src


#: RFC 4287, section 3.1.1, and what RSS has beside it.
_TYPES = {"text": PLAIN, "plain": PLAIN, "html": HTML, "xhtml": XHTML}


def _xhtml(place: Place, element: Element) -> str:
    if not place.blanks and len(element):
        raise NeedsBlanks
    text = serialise(element, bare=place.bare)
    return put_right(text) if place.odd else text.strip()


def _naked(place: Place, element: Element) -> str:
    """Give markup of an element that says that it has none, or that it is escaped."""
    _refuse_boxes(element)
    if not place.blanks:
        raise NeedsBlanks
    text = (element.text or "") + serialise(element, bare=False, own=True)[len(escape(element.text or "")) :]
    return put_right(text) if place.odd else text.strip()


def _refuse_boxes(element: Element) -> None:
    """
    Refuse a `<div>` in text that is said to be escaped: feedparser drops some and keeps others.

    Raises:
        Unsure: There is one.
    """
    if any(one.tag.rpartition("}")[2].lower() == "div" for one in element.iterdescendants()):
        raise Unsure


def marks(given: Mapping[str, str], place: Place) -> tuple[str, str]:
    """
    Give the language and base of an element in *place* with these attributes.

    Raises:
        Unsure: Its base is no whole URL.
    """
    language = given.get("lang", place.language).replace("_", "-")
    base = given.get("base") or place.base
    if base and not is_absolute(base):
        raise Unsure
    return language, base
