"""
Names of elements as feedparser knows them: a short prefix for each namespace, all lower-case.

`media:content` is `media_content` whatever prefix the document binds, and elements of Atom and of
RSS 1.0 have no prefix, wherever they stand. Knows names only, not what they mean.
"""

from __future__ import annotations

from collections.abc import Iterable

from feedmill.sources.fast_element import Element
from feedmill.sources.guard import MAX_ATTRIBUTES

__all__ = [
    "ATOM",
    "ATOM_03",
    "ATTRIBUTE_ABOUT",
    "ITEMS",
    "MEANT_PREFIXES",
    "ROOTS",
    "RSS_1",
    "NeedsBlanks",
    "Unsure",
    "attributes",
    "name_of",
    "tags",
]


class Unsure(Exception):
    """The fast path has no exact rule for what it met: another reader is asked."""


class NeedsBlanks(Exception):
    """The white space between elements matters, and was left out: the document must be read with it."""


ATOM = "http://www.w3.org/2005/Atom"
ATOM_03 = "http://purl.org/atom/ns#"
RSS_1 = "http://purl.org/rss/1.0/"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
ATTRIBUTE_ABOUT = f"{{{RDF}}}about"

#: Namespace, lower-case → prefix of names. Elements of other namespaces go by the prefix that the
#: document gives them.
_PREFIXES = {
    "http://www.w3.org/2005/atom": "",  # RFC 4287
    "http://purl.org/atom/ns#": "",  # Atom 0.3
    "http://purl.org/rss/1.0/": "",  # RSS 1.0
    "http://my.netscape.com/rdf/simple/0.9/": "",  # RSS 0.90
    "http://backend.userland.com/rss": "",  # RSS 2.0 as some wrote it before it had no namespace
    "http://backend.userland.com/rss2": "",
    "http://blogs.law.harvard.edu/tech/rss": "",
    "http://purl.org/rss/1.0/modules/content/": "content",
    "http://purl.org/dc/elements/1.1/": "dc",
    "http://purl.org/dc/terms/": "dcterms",
    "http://rssnamespace.org/feedburner/ext/1.0": "feedburner",
    "http://www.itunes.com/dtds/podcast-1.0.dtd": "itunes",
    "http://search.yahoo.com/mrss": "media",
    "http://search.yahoo.com/mrss/": "media",  # Media RSS 1.1.2 added the slash
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#": "rdf",
    "http://purl.org/rss/1.0/modules/slash/": "slash",
    "http://purl.org/rss/1.0/modules/syndication/": "sy",
    "http://purl.org/syndication/thread/1.0": "thr",  # RFC 4685
    "http://wellformedweb.org/commentapi/": "wfw",
    "http://www.georss.org/georss": "georss",
    "http://www.w3.org/1999/xhtml": "xhtml",
    "http://www.w3.org/1999/xlink": "xlink",
}

#: As publishers spell them, for the tables that are made beforehand.
_SPELLED = (
    "",
    ATOM,
    RSS_1,
    "http://purl.org/rss/1.0/modules/content/",
    "http://purl.org/dc/elements/1.1/",
    "http://purl.org/dc/terms/",
    "http://rssnamespace.org/feedburner/ext/1.0",
    "http://www.itunes.com/dtds/podcast-1.0.dtd",
    "http://search.yahoo.com/mrss/",
    "http://purl.org/rss/1.0/modules/slash/",
    "http://purl.org/rss/1.0/modules/syndication/",
    "http://purl.org/syndication/thread/1.0",
    "http://wellformedweb.org/CommentAPI/",
)

#: Names whose usual spelling has capitals.
_CAPITALS = {
    "pubdate": "pubDate",
    "lastbuilddate": "lastBuildDate",
    "managingeditor": "managingEditor",
    "webmaster": "webMaster",
    "feedburner_origlink": "feedburner_origLink",
    "sy_updateperiod": "sy_updatePeriod",
    "sy_updatefrequency": "sy_updateFrequency",
    "sy_updatebase": "sy_updateBase",
    "wfw_commentrss": "wfw_commentRss",
}


def name_of(element: Element) -> str:
    """
    Give the name of *element*.

    Raises:
        Unsure: It is in an unknown namespace without a prefix, and called like an element of feeds: to
            feedparser it is one.
    """
    tag = element.tag
    namespace, _, local = tag[1:].rpartition("}") if tag[0] == "{" else ("", "", tag)
    local = local.lower()
    if not namespace:
        return local
    prefix = _PREFIXES.get(namespace.lower())
    if prefix is None:
        prefix = (element.prefix or "").lower()
        if not prefix and local in _MEANT:
            raise Unsure
    return f"{prefix}_{local}" if prefix else local


#: Namespaces of feeds' own elements, as publishers spell them.
_OWN = (
    *("", ATOM, ATOM_03, RSS_1, "http://my.netscape.com/rdf/simple/0.9/"),
    *("http://backend.userland.com/rss", "http://backend.userland.com/rss2"),
    *("http://backend.userland.com/RSS2", "http://blogs.law.harvard.edu/tech/rss"),
)
#: Tags of items.
ITEMS = frozenset(
    f"{{{namespace}}}{name}" if namespace else name for namespace in _OWN for name in ("item", "entry")
)

#: Tags of roots of RSS 0.91 to 2.0.
ROOTS = frozenset(f"{{{namespace}}}rss" if namespace else "rss" for namespace in _OWN)

#: Names without a prefix that mean something in a feed, or to feedparser.
_MEANT_NAMES = """
    abstract author authors body category channel comments content contributor copyright created date
    description email enclosure entry feed fullitem generator guid homepage icon id image info issued item
    keywords language lastbuilddate link links logo managingeditor modified name pubdate published rights rss
    skipdays skiphours source subtitle summary tagline tags textinput title ttl updated uri url webmaster
"""
_MEANT = frozenset(_MEANT_NAMES.split())
#: Prefixes of names that mean something; "" is among them.
MEANT_PREFIXES = frozenset(_PREFIXES.values())


def attributes(element: Element) -> dict[str, str]:
    """
    Give attributes by their names, lower-case, as feedparser has them.

    xml:lang and xml:base are "lang" and "base"; others of known namespaces are left out, those of
    unknown ones have no prefix, but do not hide one that never had any.

    Raises:
        Unsure: There are too many.
    """
    keys = element.keys()
    if len(keys) > MAX_ATTRIBUTES:  # lxml looks for the value of each among all
        raise Unsure
    found = dict(element.items()) if _USUAL.issuperset(keys) else _named(element)
    for name in ("rel", "type"):
        if name in found:
            found[name] = found[name].lower()
    return found


def _named(element: Element) -> dict[str, str]:
    plain: dict[str, str] = {}
    foreign: dict[str, str] = {}
    xml: dict[str, str] = {}
    for key, value in element.items():
        namespace, _, local = key.rpartition("}")
        if not namespace:
            plain[local.lower()] = value
        elif namespace == _XML:
            xml[local] = value
        elif not _PREFIXES.get(namespace[1:].lower()):
            foreign[local.lower()] = value
    return foreign | plain | xml


_XML = "{http://www.w3.org/XML/1998/namespace"
#: Names that need no other spelling: a table, because it is asked for each element with attributes.
_USUAL = frozenset(
    {"domain", "height", "href", "hreflang", "label", "length", "medium", "rel", "scheme", "term", "title"}
    | {"type", "url", "width"}
)


def tags(names: Iterable[str]) -> dict[str, str]:
    """Give the tags, as lxml writes them, that elements called *names* usually have → their name."""
    return {
        f"{{{namespace}}}{local}" if namespace else local: name
        for name in names
        for prefix, local in [_parted(_CAPITALS.get(name, name))]
        for namespace in _SPELLED
        if (_PREFIXES[namespace.lower()] if namespace else "") == prefix
    }


def _parted(name: str) -> tuple[str, str]:
    prefix, _, local = name.rpartition("_")
    return prefix, local
