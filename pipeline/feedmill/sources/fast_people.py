"""Who wrote an item, and where it was taken from: `<author>` and `<source>`, in all their forms."""

from __future__ import annotations

from feedmill.model import Origin
from feedmill.sources.fast_content import MARKUP, Place, content_of, text_of
from feedmill.sources.fast_element import Element
from feedmill.sources.fast_names import MEANT_PREFIXES, Unsure, attributes, name_of, tags
from feedmill.sources.fast_text import put_right, resolve, settle
from feedmill.sources.mend import AT_SIGN

__all__ = ["Source", "read_person", "read_source"]

#: What says nothing of a name.
_BESIDE_NAMES = frozenset({"uri", "url", "homepage"})


#: Authors whose addresses `mend` hides from feedparser, which would part them from their names.
_WRITTEN = frozenset({(None, "author"), ("dc", "creator"), ("itunes", "author")})


def read_person(element: Element, place: Place, *, first: bool) -> str:
    """
    Give the name of an author, else the address.

    Raises:
        Unsure: The element is neither plain text nor parts of an Atom person (RFC 4287, 3.2), or it is
            not the *first* author and has no name: feedparser would mix two into one.
    """
    text = (element.text or "").strip()
    if not len(element):
        if "@" in text and (element.prefix, element.tag.rpartition("}")[2]) not in _WRITTEN:
            raise Unsure
        return (put_right(text) if place.odd else text).replace(AT_SIGN, "@")
    name = email = ""
    for part in element:
        tag = part.tag
        kind = _KNOWN[tag] if tag in _KNOWN else name_of(part)
        if len(part):
            raise Unsure
        if kind == "name":
            name = (part.text or "").strip()
        elif kind == "email":
            email = (part.text or "").strip()
        elif not (kind in _BESIDE_NAMES or _is_foreign(kind)):
            raise Unsure
        if text or (part.tail and part.tail.strip()):
            raise Unsure
    if not (name or first):
        raise Unsure
    return name or email


_KNOWN = tags(("name", "email", "uri"))


def _is_foreign(name: str) -> bool:
    prefix, underscore, _ = name.partition("_")
    return bool(underscore) and prefix not in MEANT_PREFIXES


class Source:
    """The `<source>` of an item: what is known of the document that it was taken from."""

    def __init__(self) -> None:
        self.title = ""
        self.href = ""
        self.guid = ""
        #: First alternate link, first one that is a page, and what feedparser calls the link.
        self.alternate = ""
        self.page = ""
        self.link: str | None = None
        self.people: tuple[str, ...] = ()
        #: It has a title, which keeps another from counting.
        self.titled = False

    def origin(self, base: str) -> Origin | None:
        """Give what is shown of it; its id stands in for a link where it is a URL."""
        named = self.href or self.page or self.alternate or self.link
        guid = self.guid if self.guid.startswith("http") else ""
        url = settle(base, named or guid)
        return Origin(title=self.title, url=url) if self.title or url else None


def read_source(element: Element, place: Place) -> Source:
    """Read the `<source>` of RSS 2.0 or Atom, whose links are resolved on the base of *place*."""
    source = Source()
    given = attributes(element) if element.keys() else {}
    if "base" in given:
        raise Unsure
    source.href = given.get("url", "")
    text = element.text or ""
    for part in element:
        _read_part(source, part, place)
        text += part.tail or ""
    text = put_right(text) if place.odd else text.strip()
    source.title = text or source.title
    return source


def _read_part(source: Source, part: Element, place: Place) -> None:
    name = name_of(part)
    if name == "title":
        _read_title(source, part, place)
    elif name == "id":
        text = text_of(place, part)
        source.guid = resolve(place.base, text) if text else ""
        source.link = source.guid if source.link is None else source.link
    elif name == "link":
        _read_link(source, part, place)
    elif name == "author":
        _read_author(source, part, place)
    elif name not in _BESIDE_SOURCES or len(part):
        raise Unsure


#: What says nothing of a source's title or link.
_BESIDE_SOURCES = frozenset(
    {"updated", "published", "subtitle", "rights", "category", "generator", "icon", "logo"}
)


def _read_title(source: Source, part: Element, place: Place) -> None:
    text = content_of(place, part, "text/plain")[0]
    if not source.titled:
        source.title = text
    source.titled = source.titled or bool(text)


def _read_link(source: Source, part: Element, place: Place) -> None:
    given = attributes(part)
    if "href" not in given or given.keys() & {"url", "uri", "base"}:
        raise Unsure
    href = resolve(place.base, given["href"])
    rel, kind = given.get("rel", "alternate"), given.get("type", "text/html")
    if rel == "alternate" and kind in {*MARKUP, "html", "xhtml"}:
        source.link = href
    if rel in _ALTERNATE and href:
        source.alternate = source.alternate or href
        source.page = source.page or (href if kind in MARKUP else "")


_ALTERNATE = frozenset({"alternate", "http://www.iana.org/assignments/relation/alternate"})


def _read_author(source: Source, part: Element, place: Place) -> None:
    if any(name_of(one) in {"uri", "url", "homepage"} for one in part):
        raise Unsure  # feedparser takes it for the source's own address
    source.people += (read_person(part, place, first=not source.people),)
