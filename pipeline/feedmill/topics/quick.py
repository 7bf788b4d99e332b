r"""
Filters without mistakes, read without the grammar's tables, whose making takes longer than all else of them.

The language is that of `grammar`, and the tree has the shape of lark's. Whatever is not plainly sound gives
None, so that `grammar` reads it and says what is wrong; a property test holds the two equal.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator

__all__ = ["Branch", "Leaf", "read_quickly"]

#: Deeper than `parse` allows; the grammar itself knows no depth.
_DEEPEST = 60

_QUOTES = r'(?:"(?:\\.|[^"\\])*"|[“„][^“”„"]*[“”])'
_DAY = r"[^\s\[\]{}()<>^]"
_ALONE = r'(?![^\s()"“„])'

# One group for each terminal of the grammar that may begin a clause or follow one, by its priority there.
_TERMINALS = {
    "FIELD": r'(?:(?:text|title|lead|body)(?:\.[^\s()"“”„:]*)?|source|author|category|tag|lang|topic):',
    "ADDRESS_FIELD": r"(?:site|url):",
    "PUBLISHED": (
        rf"published:\s*(?:(?P<OPENING>[\[{{])\s*(?P<FIRST>{_DAY}++)\s*TO(?![^\s\]}}])\s*(?P<LAST>{_DAY}++)"
        rf"\s*(?P<CLOSING>[\]}}])|(?P<COMPARED>[<>]=?\s*[^\s()^]*)|(?P<DAY>{_DAY}++))"
    ),
    "AGE": r"age:\s*(?P<SPAN>[<>]=?\s*[^\s()^]*|[^\s()^]+|\^)",
    "AND": rf"AND{_ALONE}|&&",
    "OR": rf"OR{_ALONE}|\|\|",
    "NOT": rf"NOT{_ALONE}|!",
    "NEAR": rf"{_QUOTES}~\d+",
    "EXACT_QUOTED": f"={_QUOTES}",
    "QUOTED": _QUOTES,
    "EXACT": r'=(?:\\.|[^\s()"“”„:^\\])+',
    "TERMS": r'#[^\s()"“”„:^]+',
    "BOOST": r'(?<=\S)\^[^\s()"“”„]*',
    "MINIMUM": r'(?<=\))@[^\s()"“”„^]*',
    "REGEX": r"/(?:\\.|[^/\\\n])+/",
    "STAR": r"\*(?![^\s()^])",
    "PLUS": r"\+(?=[^\s)])",
    "MINUS": r"-(?=[^\s)])",
    "OPEN": r"\(",
    "CLOSE": r"\)",
    "WORD": (
        rf"(?!(?:AND|OR|NOT){_ALONE})"
        r'(?:\\.|[^\s()\[\]{}"“”„:~^/#=+\-*!|&?\\])(?:\\.|[^\s()\[\]{}"“”„:^\\])*'
    ),
}
_NEXT = re.compile(
    r"\s*(?:" + "|".join(f"(?P<{name}>{pattern})" for name, pattern in _TERMINALS.items()) + ")"
)
_ADDRESS = re.compile(rf"""\s*(?:(?P<QUOTED>{_QUOTES})|(?P<ADDRESS>[^\s()"“”„^]+))""")
#: What stands for itself.
_VALUES = frozenset({"WORD", "QUOTED", "NEAR", "TERMS", "EXACT", "EXACT_QUOTED", "REGEX"})
#: What a clause can begin with, so that an AND is understood before it.
_BEGINS = _VALUES | {"FIELD", "ADDRESS_FIELD", "PUBLISHED", "AGE", "NOT", "PLUS", "MINUS", "STAR", "OPEN"}


class _Lines:
    """Where the lines of a text begin: found once, for a long filter has many clauses."""

    def __init__(self, text: str) -> None:
        self._starts = [0, *(found.end() for found in re.finditer("\n", text))]

    def place(self, position: int) -> tuple[int, int]:
        """Give line and column, from 1."""
        line = bisect_right(self._starts, position)
        return line, position - self._starts[line - 1] + 1


class Leaf(str):
    """A piece of a filter as it is written: a lark token in shape."""

    __slots__ = ("column", "end_pos", "line", "start_pos", "type")

    type: str
    start_pos: int
    end_pos: int
    line: int
    column: int


class Branch:
    """What belongs together in a filter: a lark tree in shape, whose place is its own `meta`."""

    __slots__ = ("children", "column", "data", "end_pos", "line", "start_pos")

    def __init__(
        self, data: str, children: list[Branch | Leaf], lines: _Lines, span: tuple[int, int]
    ) -> None:
        self.data = data
        self.children = children
        self.start_pos, self.end_pos = span
        self.line, self.column = lines.place(span[0])

    @property
    def meta(self) -> Branch:
        """Give the place."""
        return self


class _Doubt(Exception):
    """The text is not plainly sound."""


#: A node with the offsets at which it begins and ends, signs before it included.
_Spanned = tuple[Branch | Leaf, int, int]


def read_quickly(text: str) -> Branch | None:
    """Read *text*; None if it has a mistake, or anything that must be looked at twice."""
    try:
        reader = _Reader(text)
        node, start, end = reader.any(0)
        if reader.kind:
            return None
    except _Doubt:
        return None
    return Branch("start", [node], reader.lines, (start, end))


class _Reader:
    """A walk through the text, one terminal ahead."""

    def __init__(self, text: str) -> None:
        self._text = text
        self.lines = _Lines(text)
        self._end = 0
        self._match: re.Match[str] | None = None
        #: The terminal that comes next; empty = the end.
        self.kind = ""
        self._turn()

    def any(self, depth: int) -> _Spanned:
        return self._joined("or", [self._all(depth), *self._after("OR", depth)])

    def _after(self, sign: str, depth: int) -> Iterator[_Spanned]:
        while self.kind == sign:
            self._turn()
            yield self._all(depth)

    def _all(self, depth: int) -> _Spanned:
        parts = [self._unary(depth)]
        while self.kind == "AND" or self.kind in _BEGINS:
            if self.kind == "AND":
                self._turn()
            parts.append(self._unary(depth))
        return self._joined("and", parts)

    def _joined(self, data: str, parts: list[_Spanned]) -> _Spanned:
        if len(parts) == 1:
            return parts[0]
        return self._branch(data, [node for node, _, _ in parts], parts[0][1], parts[-1][2])

    def _unary(self, depth: int) -> _Spanned:
        if depth > _DEEPEST:
            raise _Doubt
        start, kind = self._start(), self.kind
        if kind not in {"NOT", "MINUS", "PLUS"}:
            return self._boosted(depth)
        self._turn()
        node, _, end = self._unary(depth + 1)
        # A + changes nothing, but belongs to what it stands before.
        return (node, start, end) if kind == "PLUS" else self._branch("not", [node], start, end)

    def _boosted(self, depth: int) -> _Spanned:
        node, start, end = self._clause(depth)
        leaf = self._after_it("BOOST")
        return self._branch("boosted", [node, leaf], start, leaf.end_pos) if leaf else (node, start, end)

    def _after_it(self, kind: str) -> Leaf | None:
        """Take what may stand directly after a clause, if it does."""
        if self.kind != kind or self._match is None:
            return None
        leaf = self._leaf(kind, self._match, kind)
        self._turn()
        return leaf

    def _clause(self, depth: int) -> _Spanned:
        start, match, kind = self._start(), self._match, self.kind
        if match is None or kind not in _BEGINS:
            raise _Doubt
        if kind in _VALUES:
            return self._value()
        if kind == "OPEN":
            return self._group(depth)
        if kind in {"FIELD", "ADDRESS_FIELD"}:
            return self._fielded(depth)
        data, names = _SPECIAL[kind]
        leaves: list[Branch | Leaf] = [
            self._leaf(name, match, shown) for name, shown in names if match[name] is not None
        ]
        self._turn()
        return self._branch(data, leaves, start, match.end())

    def _value(self) -> _Spanned:
        match = self._match
        if match is None or self.kind not in _VALUES:
            raise _Doubt
        leaf = self._leaf(self.kind, match, self.kind)
        self._turn()
        return leaf, leaf.start_pos, leaf.end_pos

    def _group(self, depth: int) -> _Spanned:
        start = self._start()
        self._turn()
        node, _, _ = self.any(depth + 1)
        if self.kind != "CLOSE" or self._match is None:
            raise _Doubt
        end = self._match.end()
        self._turn()
        leaf = self._after_it("MINIMUM")
        if leaf:
            return self._branch("group", [node, leaf], start, leaf.end_pos)
        return self._branch("group", [node], start, end)

    def _fielded(self, depth: int) -> _Spanned:
        match, kind = self._match, self.kind
        if match is None:
            raise _Doubt
        name = self._leaf(kind, match, kind)
        address = _ADDRESS.match(self._text, match.end()) if kind == "ADDRESS_FIELD" else None
        if address is not None:
            value = self._leaf(address.lastgroup or "", address, address.lastgroup or "")
            self._end = address.end()
            self._turn()
            return self._branch("fielded", [name, value], name.start_pos, value.end_pos)
        self._turn()
        if self.kind != "OPEN" and kind == "ADDRESS_FIELD":
            raise _Doubt
        node, _, end = self._group(depth) if self.kind == "OPEN" else self._value()
        return self._branch("fielded", [name, node], name.start_pos, end)

    # --- steps

    def _turn(self) -> None:
        """Go on to the next terminal."""
        self._match = _NEXT.match(self._text, self._end)
        if self._match is None:
            if self._text[self._end :].strip():
                raise _Doubt
            self.kind = ""
            return
        self.kind = self._match.lastgroup or ""  # of groups in groups, the outermost
        self._end = self._match.end()

    def _start(self) -> int:
        return self._match.start(self.kind) if self._match is not None else self._end

    def _leaf(self, group: str, match: re.Match[str], type_: str) -> Leaf:
        leaf = Leaf(match[group])
        leaf.type = type_
        leaf.start_pos, leaf.end_pos = match.span(group)
        leaf.line, leaf.column = self.lines.place(leaf.start_pos)
        return leaf

    def _branch(self, data: str, children: list[Branch | Leaf], start: int, end: int) -> _Spanned:
        return Branch(data, children, self.lines, (start, end)), start, end


#: Clauses with a syntax of their own: what they are called, and which groups are their pieces of which type.
_SPECIAL = {
    "STAR": ("everything", (("STAR", "STAR"),)),
    "PUBLISHED": (
        "published",
        (
            *(("OPENING", "OPENING"), ("FIRST", "DAY"), ("LAST", "DAY"), ("CLOSING", "CLOSING")),
            *(("COMPARED", "COMPARED"), ("DAY", "DAY")),
        ),
    ),
    "AGE": ("age", (("SPAN", "SPAN"),)),
}
