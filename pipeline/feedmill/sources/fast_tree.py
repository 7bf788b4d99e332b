"""
Bytes → the tree of a document, within limits: what the strict parser makes of it, or nothing.

libxml2's own limits are on (depth, length of names and texts), no DTD is read, no entity resolved,
no network asked; the size of the tree is bounded before it is made.
"""

from __future__ import annotations

import re
from typing import cast

from lxml import etree

from feedmill.sources.fast_element import Element
from feedmill.sources.fast_names import Unsure

__all__ = ["MAX_EQUALS", "MAX_OPENINGS", "root_of"]

#: Bytes from which on a body is counted before a tree is made of it, and the most "<" and "=" then:
#: a node takes 120 bytes, an attribute 220.
_LARGE = 1_000_000
MAX_OPENINGS = 300_000
MAX_EQUALS = 150_000


def root_of(body: bytes, *, blanks: bool) -> Element | None:
    """
    Give the root of *body*, which is UTF-8; None = it is not well-formed, or declares a type.

    White space between elements is left out but with *blanks*. An Atom feed and its elements have no
    namespace if that is the default one of the document.

    Raises:
        Unsure: It is so large that another reader must measure it first, or is a feed of no namespace.
    """
    if len(body) > _LARGE and _may_be_crowded(body) and _is_crowded(body):
        raise Unsure
    head = body[:_HEAD]
    atom = _ATOM.match(head)
    parser = _BLANKS_PARSER if blanks else _PARSER
    try:
        if atom is not None:
            # Without a namespace its tags are half as long, and half as dear.
            rest = memoryview(body)[atom.end(1) :]
            tree = etree.fromstring(b"".join((head[: atom.start(1)], rest)), parser)
        else:
            tree = etree.fromstring(body, parser)
    except etree.XMLSyntaxError:
        return None
    if atom is None and tree.tag == "feed":
        raise Unsure
    return None if tree.getroottree().docinfo.internalDTD is not None else cast("Element", tree)


def _may_be_crowded(body: bytes) -> bool:
    return body.count(b"<") > MAX_OPENINGS or body.count(b"=") > MAX_EQUALS


def _is_crowded(body: bytes) -> bool:
    """Count in tags alone: what stands in CDATA or is escaped makes no node."""
    tags = equals = 0
    for found in _TAG.finditer(body):
        if found[1] is not None:
            tags += 1
            equals += found[1].count(b"=")
    return tags > MAX_OPENINGS or equals > MAX_EQUALS


#: XML 1.0, sections 2.7 and 3.1. A tag that does not match ends the parser as well.
_TAG = re.compile(rb"<!\[CDATA\[.*?\]\]>|<((?:[^<>\"']|\"[^\"<]*\"|'[^'<]*')*+)>", re.DOTALL)
_HEAD = 4096
_ATOM = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*>)?\s*<feed(?:\s[^<>]*?)?"
    rb"(\sxmlns\s*=\s*[\"']http://www\.w3\.org/2005/Atom[\"'])[^<>]*>"
)


def _parser(*, blanks: bool) -> etree.XMLParser:
    return etree.XMLParser(
        encoding="utf-8",
        huge_tree=False,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        remove_blank_text=not blanks,
        remove_comments=True,
        remove_pis=True,
        collect_ids=False,
    )


_PARSER, _BLANKS_PARSER = _parser(blanks=False), _parser(blanks=True)
