"""
Which sanitised HTML a parser reads back as it was written.

Cleaning is repeated until it changes nothing, and nearly always the second time only confirms the
first. This file tells that from the order of the tags, by rules that are stricter than the HTML
Standard's: what they do not know may be settled too, but has to be cleaned again to tell. It makes
nothing safe.
"""

from __future__ import annotations

import re

from feedmill.text.html_guard import MAX_TAGS

__all__ = ["is_settled", "pieces_of"]

#: Under these `html_guard` finds any order of tags tame: the product counts too many elements that
#: are opened anew.
MAX_DEPTH = 20
MAX_TAGS_BY_DEPTH = 400_000

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
_PARENTS = {"dd": ("/dl",), "dt": ("/dl",), "figcaption": ("/figure",), "li": ("/ol", "/ul")}


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
    ends, deepest = [""], 1
    for name in names:
        if name in _VOID:
            continue
        if name[0] == "/":
            if ends.pop() != name:
                return False
        elif not _may_begin(name, ends):
            return False
        elif name != "hr":
            ends.append(f"/{name}")
            deepest = max(deepest, len(ends))
    return len(ends) == 1 and len(names) * (deepest - 1) <= MAX_TAGS_BY_DEPTH


def _may_begin(name: str, ends: list[str]) -> bool:
    """Say whether an element may begin where those that end with *ends* are open."""
    if name in _INLINE:
        return len(ends) <= MAX_DEPTH and not (name == "a" and "/a" in ends)
    if name not in _BLOCKS or ends[-1] not in _PARENTS.get(name, ends):
        return False
    return len(ends) <= MAX_DEPTH and _TEXT_ENDS.isdisjoint(ends)
