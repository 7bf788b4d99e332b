"""
Texts of a document: what is written in an element, of what type, in what language, on what base.

A place of the document says what holds for the elements in it. Which element means what is not
known here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

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
        if "mode" in given:  # Atom 0.3
            raise Unsure
        kind = given.get("type", kind)
        kind = _TYPES.get(kind, kind)
        language, base = marks(given, place)
        src = given.get("src", "")
    if kind == XHTML:
        return _xhtml(place, element), kind, language, base, src
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
    text = serialise(element, bare=place.atom)
    return put_right(text) if place.odd else text.strip()


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
