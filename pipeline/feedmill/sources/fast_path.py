"""
The fast path: well-formed RSS and Atom, read by lxml into the very values that feedparser would give.

    bytes ─ tree (fast_tree) ─ channel (fast_channel) ─ items (fast_plain, fast_items) ─ entries (fast_entry)
      └─ not well-formed: mend (fast_mend) ─ or else put tags straight (fast_tags) ─ tree ─ …

Gives None wherever it has no exact rule, and the tolerant reader is asked.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

from feedmill.model import Document, Entry, Parsed, ParseError
from feedmill.sources.encodings import decode, xml_label
from feedmill.sources.fast_channel import Channel, read_beside, read_channel
from feedmill.sources.fast_content import Place, marks
from feedmill.sources.fast_element import Element
from feedmill.sources.fast_entry import entry_of
from feedmill.sources.fast_item import Act
from feedmill.sources.fast_items import read_item
from feedmill.sources.fast_mend import mend_lightly, without_controls
from feedmill.sources.fast_names import ATOM, ATOM_03, ROOTS, RSS_1, NeedsBlanks, Unsure, attributes, name_of
from feedmill.sources.fast_plain import atom_entry, rss_entry
from feedmill.sources.fast_tags import straighten
from feedmill.sources.fast_text import are_absolute, is_odd
from feedmill.sources.fast_tree import root_of
from feedmill.sources.feed_items import distinct
from feedmill.sources.guard import MAX_ITEMS
from feedmill.sources.mend import mend

__all__ = ["parse"]


def parse(document: Document, *, truncated: bool = False) -> Parsed | None:
    """
    Read *document*, or give None: another reader must look at it.

    Never raises. What was mended, or *truncated* on its way, is marked partial.
    """
    charset, declared = charset_of(document.content_type), xml_label(document.body)
    try:
        body = _utf8(document.body, charset, declared)
        parsed = None if body is None else _read(body, document.name, partial=truncated)
        return parsed or _mended(document, charset, declared, truncated=truncated)
    except Unsure:
        return None


# --- tiers ------------------------------------------------------------------------------------------


def _utf8(body: bytes, charset: str, declared: str) -> bytes | None:
    """Give *body* in UTF-8; None = it does not fit its encoding, or has a document type declaration."""
    if b"<!DOCTYPE" in body[:_PROLOG]:
        return None
    if charset.lower() in _UTF8 and declared.lower() in _UTF8:
        return body
    decoded = decode(body, charset=charset, declared=declared)
    return decoded.text.encode("utf-8", "replace") if decoded.sound else None


_PROLOG = 1024
_UTF8 = frozenset({"", "utf-8", "utf8"})


def _mended(document: Document, charset: str, declared: str, *, truncated: bool) -> Parsed | None:
    """Read a document that is not well-formed, mended as little as will do."""
    decoded = decode(document.body, charset=charset, declared=declared)
    declares = "<!doctype" in decoded.text[: 4 * _PROLOG].lower()
    mended = mend(decoded.text) if declares else mend_lightly(decoded.text)
    if isinstance(mended, ParseError):
        return None
    sound = decoded.sound and mended.sound and not truncated
    # As it came it has been tried: nothing before it, nothing in it was mended.
    same = document.body[:8] == decoded.text[:8].encode() and document.body[:1] == b"<"
    tried = same and mended.sound and decoded.sound and not (declares or truncated)
    for text in _repaired(mended.text, tried=tried):
        partial = not sound or text is not mended.text
        parsed = _read(text.encode("utf-8", "replace"), document.name, partial=partial)
        if parsed is not None:
            return parsed
    return None


def _repaired(text: str, *, tried: bool) -> Iterator[str]:
    """Give *text* if not *tried*, then without what the parser refuses, then with its tags straight."""
    if not tried:
        yield text
    clean = without_controls(text)
    if clean != text:
        yield clean
    straight = straighten(clean)
    if straight is not None:
        yield straight


def charset_of(content_type: str) -> str:
    """Give the charset parameter of a Content-Type, or "" (RFC 9110, section 8.3)."""
    for parameter in content_type.split(";")[1:]:
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "charset":
            return value.strip().strip("\"'")
    return ""


def _read(body: bytes, address: str, *, partial: bool) -> Parsed | None:
    """Read *body* if it is well-formed; white space between elements is kept only if it must be."""
    root = root_of(body, blanks=False)
    if root is None:
        return None
    try:
        return _parsed(root, body, address, partial=partial, blanks=False)
    except NeedsBlanks:
        root = cast("Element", root_of(body, blanks=True))  # well-formed it is
        return _parsed(root, body, address, partial=partial, blanks=True)


# --- values -----------------------------------------------------------------------------------------


def _parsed(root: Element, body: bytes, address: str, *, partial: bool, blanks: bool) -> Parsed:
    atom, old = root.tag in _FEEDS, root.tag == _ATOM_03
    if old and not {ATOM, RSS_1}.isdisjoint(root.nsmap.values()):  # to feedparser it is what comes first
        raise Unsure
    place = Place(
        address=address, atom=atom, bare=atom and not old, whole=not partial, odd=is_odd(body), blanks=blanks
    )
    if root.keys():
        place.language, place.base = marks(attributes(root), place)
    language = place.language
    if atom:
        channel = read_channel(root, place)
        place.authors = distinct(channel.people)
    elif root.tag in ROOTS:
        channel = _rss(root, place)
    elif root.tag == _RDF:
        channel, language = _rdf(root, place), ""
    else:
        raise Unsure
    channel.texts.setdefault("language", language)
    entries = _entries(channel.items, place)
    if partial and not entries:
        raise Unsure
    return Parsed(entries=entries, hints=channel.hints(body), partial=partial)


_ATOM_03 = f"{{{ATOM_03}}}feed"
_FEEDS = frozenset({"feed", f"{{{ATOM}}}feed", _ATOM_03})
_RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}RDF"


def _entries(items: list[Element], place: Place) -> tuple[Entry, ...]:
    urls: list[str] = []
    plain = atom_entry if place.atom else rss_entry
    entries = [plain(item, place, urls) for item in items[:_TRIED]]
    if any(entries):
        entries += [plain(item, place, urls) for item in items[_TRIED:]]
    if len(entries) < len(items) or not are_absolute(urls):
        entries = [None] * len(items)
    acts: dict[str, Act | None] = {}
    return tuple(
        [entry or entry_of(read_item(item, place, acts)) for entry, item in zip(entries, items, strict=True)]
    )


#: Items of one document are alike: if none of the first so many is plain, none is.
_TRIED = 3


def _rss(root: Element, place: Place) -> Channel:
    """Read `<rss>`, whose one child is the channel (RSS 2.0); some have items beside it."""
    if len(root) == 0 or name_of(root[0]) != "channel":
        raise Unsure
    return _with_those_beside(root, place)


def _rdf(root: Element, place: Place) -> Channel:
    """Read RSS 1.0, whose items lie beside the channel."""
    names = [name for name in root.nsmap.values() if name in {ATOM, RSS_1}]
    if len(root) == 0 or name_of(root[0]) != "channel" or names[:1] == [ATOM]:
        raise Unsure  # Atom, to feedparser
    return _with_those_beside(root, place)


def _with_those_beside(root: Element, place: Place) -> Channel:
    outer = place.language, place.base
    _mark(root[0], place)
    channel = read_channel(root[0], place)
    if len(root) > 1:
        place.language, place.base = outer
        for child in root[1:]:
            read_beside(channel, child)
    if len(channel.items) > MAX_ITEMS:
        raise Unsure
    return channel


def _mark(channel: Element, place: Place) -> None:
    if channel.keys():
        given = attributes(channel)
        if "href" in given or "lastmod" in given:  # Channel Definition Format
            raise Unsure
        place.language, place.base = marks(given, place)
