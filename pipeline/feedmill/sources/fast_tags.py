"""
Straightening the tags of text that is not well-formed, so that the strict parser can read it.

Quotes bare attribute values, ends what was left open, takes a misspelt end tag for the one that is
missing, drops end tags of nothing, declares prefixes, and cuts a document that stops within an item
after the last whole one. What comes out is judged by the strict parser and by readers that know what
may stand where; text that needs much of this is not trusted at all.
"""

from __future__ import annotations

import re

__all__ = ["MAX_REPAIRS", "straighten"]

#: More repairs than this, and the text is no feed with mistakes but something else.
MAX_REPAIRS = 40
#: Beyond these limits the text is left to the reader that measures it first.
_MAX_DEPTH = 100
_MAX_TAGS = 400_000


def straighten(text: str) -> str | None:
    """Give *text* with straight tags; None = it cannot be trusted to be what was meant."""
    walk = _Walk(text)
    return walk.result() if walk.run() else None


# In a tag no "<" may stand (XML 1.0, production 10), so a match ends at the next one.
_TAG = re.compile(
    r"<(?P<slash>/?)(?P<name>[A-Za-z_][\w.:-]{0,99})(?P<rest>(?:[^<>\"']|\"[^\"<]*\"|'[^'<]*')*+)(?P<end>>?)"
)
_SOUND = re.compile(r"(?:\s+[A-Za-z_][\w.:-]*+\s*=\s*(?:\"[^\"<]*\"|'[^'<]*'))*+\s*/?")
# Names are bounded and begin at a boundary, so that a long word is not looked at from each of its letters.
_ATTRIBUTE = re.compile(r"(?<![\w.:-])([A-Za-z_][\w.:-]{0,99}+)\s*+=\s*+(\"[^\"<]*\"|'[^'<]*'|[^\s\"'<>]+)")
_AFTER_NAME = " \t\r\n/"
_ROOTS = frozenset({"rss", "feed", "rdf:RDF"})
_ITEMS = frozenset({"item", "entry"})
_ITEM = re.compile(r"<(?:item|entry)\b")
#: What begins so is passed over up to what ends it.
_SHELTERS = (("<!--", "-->"), ("<![CDATA[", "]]>"), ("<?", "?>"))
#: Namespaces that feeds use most, by the prefix that all but a few give them.
_NAMESPACES = {
    "atom": "http://www.w3.org/2005/Atom",
    "content": "http://purl.org/rss/1.0/modules/content/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "dcterms": "http://purl.org/dc/terms/",
    "feedburner": "http://rssnamespace.org/feedburner/ext/1.0",
    "itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd",
    "media": "http://search.yahoo.com/mrss/",
    "slash": "http://purl.org/rss/1.0/modules/slash/",
    "sy": "http://purl.org/rss/1.0/modules/syndication/",
    "thr": "http://purl.org/syndication/thread/1.0",
    "wfw": "http://wellformedweb.org/CommentAPI/",
}


class _Walk:
    """The document as far as it was looked at, and what is to be written in other words."""

    def __init__(self, text: str) -> None:
        self.text = text
        #: From where to where, and what instead.
        self.edits: list[tuple[int, int, str]] = []
        self.open: list[str] = []
        #: Prefixes that are declared, and those that are used.
        self.declared = {"xml", "xmlns"}
        self.used: set[str] = set()
        #: The root's start tag, and where its name ends; -1 = none was met.
        self.root = (-1, -1)
        #: The end of the last whole item, what was open then, and how many edits there were.
        self.whole: tuple[int, tuple[str, ...], int] = (0, (), 0)

    def run(self) -> bool:
        """Look at all tags; False = the document cannot be trusted."""
        text, place, tags = self.text, 0, 0
        while (place := text.find("<", place)) >= 0 and tags < _MAX_TAGS:
            tag = _TAG.match(text, place)
            if tag is None:
                place = self._pass(place)
            elif tag["rest"] and tag["rest"][0] not in _AFTER_NAME:
                return False
            elif not tag["end"]:  # here the document was cut, or else this is no tag
                return text.find("<", tag.end()) < 0 and bool(self.whole[0])
            elif self.root[0] < 0 and (tag["name"] not in _ROOTS or tag["slash"]):
                return False
            else:
                tags, place = tags + 1, tag.end()
                (self._end if tag["slash"] else self._start)(tag)
                if not self.open:
                    self.whole = place, (), len(self.edits)
                    return _ITEM.search(text, place) is None
            if len(self.edits) > MAX_REPAIRS or len(self.open) > _MAX_DEPTH:
                return False
        return place < 0 and bool(self.whole[0])

    def result(self) -> str:
        """Give the whole items with all that stands round them, every prefix declared."""
        end, still, count = self.whole
        missing = sorted(self.used - self.declared)
        declarations = "".join(f' xmlns:{name}="{_NAMESPACES.get(name, f"urn:{name}")}"' for name in missing)
        place, out = self.root[0], []
        for start, stop, instead in [(self.root[1], self.root[1], declarations), *self.edits[:count]]:
            out += [self.text[place:start], instead]
            place = stop
        return "".join((*out, self.text[place:end], *(f"</{name}>" for name in reversed(still))))

    def _pass(self, place: int) -> int:
        """Pass over comments, CDATA and instructions; a "<" that begins nothing is text."""
        for opening, closing in _SHELTERS:
            if self.text.startswith(opening, place):
                end = self.text.find(closing, place)
                return end + len(closing) if end >= 0 else len(self.text)
        self.edits.append((place, place + 1, "&lt;"))
        return place + 1

    def _start(self, tag: re.Match[str]) -> None:
        name, rest = tag["name"], tag["rest"]
        if self.root[0] < 0:
            self.root = tag.start(), tag.end("name")
            self.edits.clear()
        if rest and _SOUND.fullmatch(rest) is None:
            rest = _quoted(rest)
            self.edits.append((*tag.span("rest"), rest))
        if ":" in name or ":" in rest:
            self._note(name, rest)
        if not rest.endswith("/"):
            self.open.append(name)

    def _note(self, name: str, rest: str) -> None:
        """Note prefixes, of attributes as well."""
        for one in (name, *(attribute[0] for attribute in _ATTRIBUTE.findall(rest))):
            prefix, colon, local = one.partition(":")
            if prefix == "xmlns":
                self.declared.add(local)
            elif colon:
                self.used.add(prefix)

    def _end(self, tag: re.Match[str]) -> None:
        name = tag["name"]
        if self.open[-1] != name:
            name = self._mend_end(tag)
        if name:
            self.open.pop()
        if name in _ITEMS:
            self.whole = tag.end(), tuple(self.open), len(self.edits)

    def _mend_end(self, tag: re.Match[str]) -> str:
        """End what is open first; give the name of what the tag then ends, "" = nothing."""
        name = tag["name"]
        if name not in self.open:
            meant = self.open[-1] if _is_misspelt(name, self.open[-1]) else ""
            self.edits.append((tag.start(), tag.end(), f"</{meant}>" if meant else ""))
            return meant
        while self.open[-1] != name:
            self.edits.append((tag.start(), tag.start(), f"</{self.open.pop()}>"))
        return name


def _quoted(rest: str) -> str:
    """Give attributes with quotes round every value."""
    found = [
        f" {name}={value}" if value[0] in "\"'" else f' {name}="{value}"'
        for name, value in _ATTRIBUTE.findall(rest.removesuffix("/"))
    ]
    return "".join(found) + ("/" if rest.endswith("/") else "")


def _is_misspelt(name: str, meant: str) -> bool:
    """Tell whether *name* is *meant* with up to two letters that stand together written wrongly."""
    longest, shortest = max(len(name), len(meant)), min(len(name), len(meant))
    start = next((at for at in range(shortest) if name[at] != meant[at]), shortest)
    end = next((at for at in range(shortest - start) if name[-1 - at] != meant[-1 - at]), shortest - start)
    return longest - shortest <= 1 and longest - start - end <= 2  # noqa: PLR2004 - two letters
