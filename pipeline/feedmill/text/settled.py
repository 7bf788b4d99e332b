"""
Which sanitised HTML a parser reads back as it was written.

Cleaning is repeated until it changes nothing, and nearly always the second time only confirms the
first. This file tells that from the order of the tags, by rules that are stricter than the HTML
Standard's: what they do not know may be settled too, but has to be cleaned again to tell. It makes
nothing safe.
"""

from __future__ import annotations

import re

__all__ = ["EMPTY", "KNOWN", "is_settled", "pieces_of"]

#: Under these `html_guard` finds any order of tags tame: their product counts too many elements that
#: are opened anew, and stays under its limit for those.
MAX_DEPTH = 20
MAX_TAGS = 20_000

# Tags as the cleaner writes them: "<" and ">" are escaped in values.
_TAG = re.compile(r"<(/?[a-z][a-z0-9]*)[^>]*>")

# HTML Standard, section 13.2.6.4.7 ("in body"): these stand anywhere; "a" not inside another.
_INLINE = frozenset({
    "a", "abbr", "b", "bdi", "cite", "code", "del", "dfn", "em", "i", "ins", "kbd", "mark", "q", "s", "samp",
    "small", "span", "strong", "sub", "sup", "time", "u", "var",
})  # fmt: skip
_VOID = frozenset({"br", "img", "wbr"})
# The start tag of a block closes an open paragraph, that of a heading an open heading.
_TEXT_BLOCKS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6", "p"})
_TEXT_ENDS = frozenset(f"/{name}" for name in _TEXT_BLOCKS)
_BLOCKS = _TEXT_BLOCKS | frozenset({
    "article", "aside", "blockquote", "center", "dd", "div", "dl", "dt", "figcaption", "figure", "footer",
    "header", "hr", "li", "nav", "ol", "section", "ul",
})  # fmt: skip
# Items close the item before them, and what is not in its place has its tags dropped (`sanitising`).
_PARENTS: dict[str, tuple[str, ...]] = {
    "dd": ("/dl",),
    "dt": ("/dl",),
    "figcaption": ("/figure",),
    "li": ("/ol", "/ul"),
}
#: Elements that settled HTML may hold, and those of them that have no end tag.
EMPTY = _VOID | {"hr"}
KNOWN = _INLINE | _BLOCKS | _VOID
_ENDS = {name: f"/{name}" for name in _INLINE | _BLOCKS if name != "hr"}


def pieces_of(html: str) -> list[str]:
    """
    Give text, name of a tag, text, …, text of HTML that the cleaner wrote.

    The names of end tags follow a slash.
    """
    return _TAG.split(html)


def is_settled(names: list[str]) -> bool:
    """Say whether HTML with these tags, which the cleaner wrote, would come out of it again as it is."""
    if len(names) > MAX_TAGS:
        return False
    ends = [""]
    for name in names:
        end = _ENDS.get(name, "")
        if end:
            if len(ends) > MAX_DEPTH or not _may_begin(name, ends):
                return False
            ends.append(end)
        elif name[0] == "/":
            if ends.pop() != name:
                return False
        elif name not in _VOID and (name != "hr" or len(ends) > MAX_DEPTH or not _may_begin(name, ends)):
            return False
    return len(ends) == 1


def _may_begin(name: str, ends: list[str]) -> bool:
    """Say whether an element may begin where those that end with *ends* are open."""
    if name in _INLINE:
        return name != "a" or "/a" not in ends
    parents = _PARENTS.get(name)
    return (parents is None or ends[-1] in parents) and _TEXT_ENDS.isdisjoint(ends)
