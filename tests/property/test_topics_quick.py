"""The quick reader of filters gives what the grammar gives, or leaves the filter to it."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from lark import UnexpectedInput

from feedmill.settings.files import TOPICS, read
from feedmill.settings.notes import Notes
from feedmill.topics.grammar import _lark
from feedmill.topics.quick import read_quickly
from installation import ROOT

#: Whole terminals, pieces of them, and what may stand between.
_PIECES = (
    "aid", "a-b", "G7", "us*", "*", "\\*", "\\", "AND", "OR", "NOT", "ANDROID", "and", "+", "-", "(",
    ")", "[", "]", "title:", "lead:", "body:", "tag:", "lang:", "topic:", "subtitle:", "site:", "url:",
    "bbc.co.uk",
    "published:2023-05-01", "published:>= 2023-05-01", "published:{2023-05-01 TO *]", "}", "&&", "||",
    "title.en:", "text.", ".uk:",
    "published:", "age:", "<7d", ">= 2h", "<", "2023-05-01", "TO", "[2023-05-01 TO *]",
    "[ 2023-05-01  TO 2023-06-01 ]", "[2023TO 2024]", '"', '"aid ukraine"', '"a \\" b"', "“aid”",
    "„aid“", "“", '"aid"~10', "~10", "~", "=US", '="US army"', "=", "#g7", "#", "/", "/a.b/", "/a\\/b/",
    "!", "?", "^", "^3", "^-.5", "@", "@3", ")@3", "{", "&", "|", ":", "мир", "\n", " ", "\t", "\u3000",
)  # fmt: skip
_texts = st.lists(
    st.tuples(st.sampled_from(_PIECES), st.sampled_from(["", " ", "  ", "\n"])), max_size=12
).map(lambda pieces: "".join(piece + space for piece, space in pieces))


def shape(node: Any) -> Any:
    """Give a tree with its places as plain tuples."""
    if isinstance(node, str):
        return (node.type, str(node), node.start_pos, node.end_pos, node.line, node.column)  # type: ignore[attr-defined]
    meta = node.meta
    place = (meta.start_pos, meta.end_pos, meta.line, meta.column)
    return (str(node.data), place, [shape(child) for child in node.children])


def by_grammar(text: str) -> Any:
    """Read by lark; None where it refuses."""
    try:
        return shape(_lark().parse(text).children[0])
    except UnexpectedInput:
        return None


@given(_texts | st.text(max_size=30))
@example("a +b -c NOT d")
@example("+(a OR b) AND -title:(c d)")
@example("published:[2023TO 2024]")
@example("site:AND OR url:(a b)")
@example("age:< 7d age:(3)")
@example("(a^3 OR title:(b c)^-2 OR -d^.5)@3^2 AND *^2")
@example('(a)@ @3 (b) @3 ="x y"^2 #g7^2 url:/a^2 age:<7d^2 "a b"~3^2')
@example("title:^3 ^3 a ^3 a^2^3 (a)@3@4")
def test_the_quick_reader_agrees_with_the_grammar(text: str) -> None:
    """What it reads has the same tree, to the last column; what the grammar refuses, it does not read."""
    quick = read_quickly(text)
    if quick is not None:
        assert by_grammar(text) == shape(quick.children[0])


@given(_texts)
def test_the_quick_reader_reads_what_is_sound(text: str) -> None:
    """It leaves no sound filter to the grammar, but for those nested beyond reason."""
    if by_grammar(text) is not None:
        assert read_quickly(text) is not None


@pytest.mark.parametrize("slug", ["g7", "aid"])
def test_the_shipped_filters_are_read_quickly(slug: str) -> None:
    """The filters that every installation begins with need no grammar, and have the same trees."""
    text = read(ROOT, TOPICS, Notes()).table["topics"][slug]["filter"]
    quick = read_quickly(text)

    assert quick is not None
    assert by_grammar(text) == shape(quick.children[0])


def test_nesting_beyond_reason_is_left_to_the_grammar() -> None:
    """A thousand parentheses exhaust no stack."""
    assert read_quickly("(" * 1000 + "a" + ")" * 1000) is None
    assert read_quickly("NOT " * 1000 + "a") is None
