"""
The guard before the XML parser: refuses what is known to kill or stall it.

One pass of a regular expression over the text, linear in its length whatever it holds. Knows
tags, comments and CDATA, no more: it checks no well-formedness and reads no feed. What these
limits stop was measured with feedparser 6.0.14 on Python 3.11: 40,000 attributes on one element
cost 48 seconds, a million nested elements 446 MB, 100,000 categories 102 seconds, ten million bare
ampersands 17 seconds and 770 MB; an unbroken author name costs time by the square of its length.

Before any reader, `too_marked_up` counts: what follows costs time and memory by the mark, and a
document of ten megabytes may hold ten million.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from feedmill.model import ParseError

__all__ = [
    "MAX_ATTRIBUTES",
    "MAX_DEPTH",
    "MAX_ELEMENTS",
    "MAX_ITEMS",
    "MAX_LABELS",
    "MAX_MARKS",
    "MAX_MARKS_TOLERATED",
    "MAX_TAG",
    "MAX_WORD",
    "Shape",
    "measure",
    "too_marked_up",
]

#: "<" and "&" of a document, those of escaped HTML too: cleaning takes some 4 µs for a tag. Real feeds
#: of the largest size that is fetched have a tag in 40 characters, half a million.
MAX_MARKS = 1_000_000
#: The same for feedparser, which takes a piece of text for each: 3 µs and 120 bytes.
MAX_MARKS_TOLERATED = 400_000

#: Elements one within another. The deepest real feeds (XHTML content in Atom) stay below 40.
MAX_DEPTH = 100
#: Attributes of one element. The most that a real feed was seen to have is 30 (namespaces).
MAX_ATTRIBUTES = 64
#: Elements of a document: about 20,000 items of ten elements.
MAX_ELEMENTS = 200_000
#: Items of a document, however little they hold.
MAX_ITEMS = 20_000
#: Code points of one tag; a picture within an attribute may be long.
MAX_TAG = 1_000_000
#: Categories and keywords of one item, its enclosures and other media with them.
MAX_LABELS = 1_000
#: Characters of an author's name or address without a break.
MAX_WORD = 128


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """What a document looks like from outside."""

    #: Local name of the first element, lower-case; empty = there is no element.
    root: str
    #: The text ends within an item or entry.
    cut: bool


def too_marked_up(document: bytes | str, most: int = MAX_MARKS) -> ParseError | None:
    """Refuse a document of more than *most* marks; counts bytes or characters, and looks at no rule."""
    opening, reference = ("<", "&") if isinstance(document, str) else (b"<", b"&")
    # What is shorter cannot hold so many.
    if len(document) <= most or document.count(opening) + document.count(reference) <= most:  # type: ignore[arg-type]
        return None
    return ParseError(
        code="malformed",
        message=f"the document has more than {most:,} tags and references; "
        "it was not read, for safety: tell its publisher",
    )


def measure(text: str) -> Shape | ParseError:
    """Give the shape of *text*, or say which limit it breaks. Malformed text has a shape too."""
    walk = _Walk(text)
    for found in _MARKUP.finditer(text):
        trouble = walk.step(found) if found["name"] else ""
        if trouble:
            return ParseError(
                code="malformed",
                message=f"the document {trouble}; it was not read, for safety: tell its publisher",
            )
    return Shape(root=walk.root, cut=any(_local(name) in _ITEMS for name in walk.open))


# Outside of quotes and inside, an attribute holds no "<" (XML 1.0, production 10), so a failed
# match ends at the next "<" and the pass stays linear. A tag that never ends counts as opened.
_MARKUP = re.compile(
    r"<!--.*?(?:-->|\Z)|<!\[CDATA\[.*?(?:\]\]>|\Z)|<\?.*?(?:\?>|\Z)"
    r"|<(?P<close>/?)(?P<name>[^\s<>/!?\"'=&;]{1,256})(?P<rest>(?:[^<>\"']|\"[^\"<]*\"|'[^'<]*')*+)>?",
    re.DOTALL,
)
_ATTRIBUTE = re.compile(r"[^\s=\"']+\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s\"']+)")
_ITEMS = frozenset({"item", "entry"})
#: Elements whose text feedparser searches for an address, in time by the square of a word's length.
_PEOPLE = frozenset({"author", "creator", "managingeditor", "webmaster", "publisher", "owner"})
#: Elements that feedparser compares with every label before, one by one.
_LABELS = frozenset({"category", "subject", "keywords", "tags"})
_WATCHED = _PEOPLE | _LABELS
#: Each costs memory, and time to compare with the others: 100,000 took 2.7 seconds and 65 MB.
_COUNTED = _LABELS | {"enclosure", "content", "thumbnail"}
_UNBROKEN = re.compile(rf"(?:[A-Za-z0-9_.+-]|&#\w{{1,8}};){{{MAX_WORD}}}")


class _Walk:
    """The elements that are open at a place of the document; mismatched end tags are borne with."""

    __slots__ = ("elements", "items", "labels", "open", "root", "text", "watched")

    def __init__(self, text: str) -> None:
        self.text = text
        self.root = ""
        self.open: list[str] = []
        self.elements = 0
        self.items = 0
        self.labels = 0
        #: Where the text of the first watched element that is still open begins; -1 = none is.
        self.watched = -1

    def step(self, tag: re.Match[str]) -> str:
        """Take one tag in; give what is wrong with it, or ""."""
        name = tag["name"].lower()
        return self._close(name, tag.start()) if tag["close"] else self._open(name, tag)

    def _open(self, name: str, tag: re.Match[str]) -> str:
        local, rest = _local(name), tag["rest"]
        self.root = self.root or local
        trouble = self._crowd(local)
        if trouble:
            return trouble
        if len(rest) > MAX_TAG:
            return f"has a tag of more than {MAX_TAG:,} characters"
        if _attributes(rest) > MAX_ATTRIBUTES:
            return f"has an element with more than {MAX_ATTRIBUTES} attributes"
        empty = rest.endswith("/")
        if local in _ITEMS:
            self.labels = 0
        elif local in _WATCHED and not empty:  # an empty one has no text, and what follows is not its own
            self.watched = tag.end() if self.watched < 0 else self.watched
        if not empty:
            self.open.append(name)
        if len(self.open) > MAX_DEPTH:
            return f"nests deeper than {MAX_DEPTH} elements"
        return self._count(local in _COUNTED)

    def _close(self, name: str, end: int) -> str:
        if name in self.open:
            while self.open.pop() != name:
                pass
        if self.watched < 0 or _local(name) not in _WATCHED:
            return ""
        still = {_local(one) for one in self.open} & _WATCHED
        text, self.watched = self.text[self.watched : end], end if still else -1
        if (still | {_local(name)}) & _LABELS:
            return self._count(text.count(","))
        return f"names an author in one word of more than {MAX_WORD} characters" if _is_unbroken(text) else ""

    def _crowd(self, local: str) -> str:
        self.elements += 1
        self.items += local in _ITEMS
        if self.elements > MAX_ELEMENTS:
            return f"has more than {MAX_ELEMENTS:,} elements"
        return f"has more than {MAX_ITEMS:,} items" if self.items > MAX_ITEMS else ""

    def _count(self, labels: int) -> str:
        self.labels += labels
        return (
            f"has more than {MAX_LABELS:,} categories or media on one item"
            if self.labels > MAX_LABELS
            else ""
        )


def _attributes(rest: str) -> int:
    # Counting "=" is cheap and never too low; only when it is high is it worth looking closely.
    return len(_ATTRIBUTE.findall(rest)) if rest.count("=") > MAX_ATTRIBUTES else 0


def _is_unbroken(text: str) -> bool:
    bare = text.replace("<![CDATA[", "").replace("]]>", "")
    return bool(_UNBROKEN.search(re.sub(r"<[^<>]*>", "", bare)))


def _local(name: str) -> str:
    return name.rpartition(":")[2]
