"""
What may be handed to the HTML cleaner without it taking for ever.

HTML parsers of the standard's kind are quadratic in the depth of nesting, in the attributes of one
tag, and in formatting elements that are never closed (they are opened anew in every block). This
file counts tags cheaply and, where in doubt, counts too many; it judges no content.
"""

from __future__ import annotations

import re
from itertools import islice

__all__ = ["MAX_TAGS", "is_tame"]

#: Deeper than anything written for readers; libxml2's own limit (XML_PARSE_HUGE) is the same.
MAX_DEPTH = 256
#: More tags than this in the megabyte that `sanitising` reads leave no room for prose; each costs 1 to 2 us.
MAX_TAGS = 200_000
#: Attributes of one tag: 20,000 cost 0.06 s, 150,000 4.3 s (nh3 0.3.8).
MAX_ATTRIBUTES = 2_000
#: Ampersands that begin none of the plainest references: 50,000 cost 0.6 s, 400,000 1.8 s (nh3 0.3.8).
MAX_AMPERSANDS = 50_000
#: Formatting elements that may be opened anew, all in all: 5,000,000 cost 4.3 s (nh3 0.3.8).
MAX_REOPENED = 500_000

# HTML Standard, sections 13.2.5.32 to 13.2.5.40: an attribute. Possessive, hence linear.
_ATTRIBUTE = r"""[\s/]*+=?[^\s/>=]*+(?:\s*+=\s*+(?:"[^"]*+(?:"|\Z)|'[^']*+(?:'|\Z)|[^\s>]*+))?+"""
_ATTRIBUTES = re.compile(_ATTRIBUTE)
# Shorter tags cannot have too many attributes: each takes two characters.
_LONG_TAG = re.compile(f"<[^<]{{{2 * MAX_ATTRIBUTES},}}")
# Section 13.2.5.42 and what follows: comments, and what is read as a comment.
_TOKEN = re.compile(
    rf"""
      <!--(?:-?>|.*?(?:--!?>|\Z)) | <[!?][^>]*+>? | </(?:>|[^a-zA-Z>][^>]*+>?)
    | <(?P<close>/?)(?P<name>[a-zA-Z][^\s/>]*+)(?P<rest>(?:(?=[^>]){_ATTRIBUTE})*+)
    """,
    re.VERBOSE | re.DOTALL,
)
# HTML of nothing but text and tags without "<" or ">" in their values: its tokens are told by "<".
_VALUES = r"""[^<>"']*+(?:(?:"[^"<>]*+"|'[^'<>]*+')[^<>"']*+)*+"""
_PLAIN = re.compile(rf"[^<]*+(?:</?[a-zA-Z]{_VALUES}>[^<]*+)*+")
_NAME = re.compile(r"<(/?[a-zA-Z][^\s/>]*)")
_AMPERSAND = re.compile(r"&(?!(?:amp|lt|gt|quot|nbsp|#[0-9]{1,7}|#x[0-9A-Fa-f]{1,6});)")
_OPEN = re.compile("<[a-zA-Z]")

# Section 13.1.2: elements without an end, and raw text, whose content holds no tags.
_VOID = frozenset({
    "area", "base", "basefont", "bgsound", "br", "col", "embed", "frame", "hr", "image", "img", "input",
    "keygen", "link", "meta", "param", "source", "track", "wbr",
})  # fmt: skip
_RAW = frozenset({
    "iframe", "noembed", "noframes", "noscript", "plaintext", "script", "style", "textarea", "title",
    "xmp",
})  # fmt: skip
# Elements whose end tag may be left out (section 13.1.2.4): the next of their kind ends them.
_KINDS = {
    "p": "p", "li": "li", "dd": "dd", "dt": "dd",
    **dict.fromkeys(("tbody", "td", "tfoot", "th", "thead", "tr"), "td"),
}  # fmt: skip
# Section 13.2.4.3: formatting elements; and those which end with what they stand in.
_FORMATTING = frozenset({
    "a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u",
})  # fmt: skip
_INLINE = _FORMATTING | frozenset({
    "abbr", "bdi", "bdo", "cite", "del", "dfn", "ins", "kbd", "label", "mark", "q", "samp", "span", "sub",
    "sup", "time", "var",
})  # fmt: skip
_PASSABLE = _INLINE | frozenset(_KINDS)
# Inside these the rules are others; from there on every tag counts as one level.
_STRANGE = frozenset({"frameset", "math", "select", "svg", "template"})
_UNPLAIN = _RAW | _STRANGE | {f"/{name}" for name in _STRANGE}


def is_tame(html: str) -> bool:
    """Say whether a standard HTML parser reads *html* in a time that grows with its length only."""
    if _has_crowded_tag(html) or _has_many_ampersands(html):
        return False
    # Most documents have too few tags to be anything but tame.
    tags = html.count("<")
    if tags > MAX_TAGS:
        return False
    if tags <= MAX_DEPTH or tags - html.count("</") <= MAX_DEPTH:
        return True
    if _PLAIN.fullmatch(html) is not None:
        names = [name.lower() for name in _NAME.findall(html)]
        if _UNPLAIN.isdisjoint(names):
            return _is_shallow_plain(names)
    return _is_shallow(html)


def _has_many_ampersands(html: str) -> bool:
    if len(html) <= MAX_AMPERSANDS or html.count("&") <= MAX_AMPERSANDS:
        return False
    return sum(1 for _ in _AMPERSAND.finditer(html)) > MAX_AMPERSANDS


def _has_crowded_tag(html: str) -> bool:
    return len(html) > 2 * MAX_ATTRIBUTES and any(
        _is_crowded(html, tag.start() + 1) for tag in _LONG_TAG.finditer(html)
    )


def _is_crowded(html: str, place: int) -> bool:
    """Say whether too many attributes follow, if there is a tag before *place*."""
    for _ in range(MAX_ATTRIBUTES):
        match = _ATTRIBUTES.match(html, place)
        if match is None or match.end() == place:
            return False
        place = match.end()
    return True


def _is_shallow_plain(names: list[str]) -> bool:
    """Do what `_is_shallow` does, told the names of all tags: a third of its time."""
    levels = _Levels()
    for name in names:
        closing = name[0] == "/"
        bare = name[1:] if closing else name
        if bare not in _VOID:
            levels.see(bare, closing=closing)
        levels.reopened += levels.formatting
        if levels.is_too_much():
            return False
    return True


def _is_shallow(html: str) -> bool:
    levels = _Levels()
    place = 0
    while (token := _TOKEN.search(html, place)) is not None:
        place = token.end()
        name = (token["name"] or "").lower()
        if name in _STRANGE:
            left = sum(1 for _ in islice(_OPEN.finditer(html, place), MAX_DEPTH))
            return levels.depth + left < MAX_DEPTH
        if name in _RAW and not token["close"]:
            place = _after_raw(html, name, place)
        elif name and name not in _VOID:
            levels.see(name, closing=bool(token["close"]))
        levels.reopened += levels.formatting
        if levels.is_too_much():
            return False
    return True


def _after_raw(html: str, name: str, place: int) -> int:
    end = re.compile(rf"</{re.escape(name)}(?=[\s/>])", re.IGNORECASE).search(html, place)
    return len(html) if end is None or name == "plaintext" else end.start()


class _Levels:
    """The open elements, too many rather than too few."""

    def __init__(self) -> None:
        self.open: list[str] = []
        self.leaked = 0
        self.reopened = 0
        self.formatting = 0

    @property
    def depth(self) -> int:
        return len(self.open) + self.leaked

    def is_too_much(self) -> bool:
        return len(self.open) + self.leaked > MAX_DEPTH or self.reopened > MAX_REOPENED

    def see(self, name: str, *, closing: bool) -> None:
        if closing and self.open and self.open[-1] == _KINDS.get(name, name):
            self.open.pop()
            self.formatting -= name in _FORMATTING
        elif name in _KINDS:
            self._see_kind(_KINDS[name], closing=closing)
        elif closing:
            self._close(name)
        else:
            self.open.append(name)
            self.formatting += name in _FORMATTING

    def _see_kind(self, kind: str, *, closing: bool) -> None:
        back = 2 if kind != "p" and self.open[-1:] == ["p"] else 1
        if self.open[-back : len(self.open) - back + 1] == [kind]:
            del self.open[-back:]
        elif closing:
            return
        if not closing:
            self.open.append(kind)

    def _close(self, name: str) -> None:
        # An end tag ends the nearest element of its name, if what stands between ends with it;
        # formatting elements among that will be opened anew, so they stay counted.
        passable = _INLINE if name in _INLINE else _PASSABLE
        for back in range(1, min(len(self.open), 8) + 1):
            if self.open[-back] == name:
                between = self.open[len(self.open) - back + 1 :]
                del self.open[-back:]
                self.formatting -= name in _FORMATTING
                self.leaked += sum(element in _FORMATTING for element in between)
                return
            if self.open[-back] not in passable:
                return
