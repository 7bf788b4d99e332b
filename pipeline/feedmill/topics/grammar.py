r"""
The grammar of the filter language, and what it says when a filter does not follow it.

Lucene's query syntax wherever Lucene has it; `docs/filters.md` lists every deviation. Gives a
lark tree with places; knows nothing of fields' meanings, term sets or topics.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING, cast

from feedmill.errors import FilterError
from feedmill.text.quoting import shortened

from .quick import read_quickly

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lark import Lark, Token, Tree

__all__ = ["FIELDS", "error_at", "read", "suggestion"]

#: The fields that a filter can name.
FIELDS = (
    "text", "title", "lead", "body", "source", "author", "category", "tag", "lang", "site", "url", "topic",
    "published", "age",
)  # fmt: skip

# NOT before AND before OR: unlike Lucene's, whose parser has no precedence.
_GRAMMAR = r"""
start: _any
_any: or | _all
or: _all (_OR _all)+
_all: and | _unary
and: _unary (_AND? _unary)+
_unary: not | _PLUS _unary | boosted | _clause
not: (_NOT | _MINUS) _unary
boosted: _clause BOOST

_clause: everything | _value | fielded | published | age | group
group: "(" _any ")" MINIMUM?
everything: STAR
_value: WORD | QUOTED | NEAR | TERMS | EXACT | EXACT_QUOTED | REGEX
fielded: FIELD (_value | group) | ADDRESS_FIELD (ADDRESS | QUOTED | group)
published: _PUBLISHED (OPENING DAY _TO DAY CLOSING | COMPARED | DAY)
age: _AGE SPAN

_AND.3: /AND(?![^\s()"“„])|&&/
_OR.3: /OR(?![^\s()"“„])|\|\|/
_NOT.3: /NOT(?![^\s()"“„])|!/
_TO.3: /TO(?![^\s\]}])/
_PUBLISHED.4: /published:/
_AGE.4: /age:/
FIELD.4: /((text|title|lead|body)(\.[^\s()"“”„:]*)?|source|author|category|tag|lang|topic):/
ADDRESS_FIELD.4: /(site|url):/
_PLUS: /\+(?=[^\s)])/
_MINUS: /-(?=[^\s)])/
STAR: /\*(?![^\s()^])/
NEAR.2: /("(\\.|[^"\\])*"|[“„][^“”„"]*[“”])~\d+/
QUOTED: /("(\\.|[^"\\])*"|[“„][^“”„"]*[“”])/
EXACT_QUOTED.2: /=("(\\.|[^"\\])*"|[“„][^“”„"]*[“”])/
EXACT: /=(\\.|[^\s()"“”„:^\\])+/
TERMS: /#[^\s()"“”„:^]+/
REGEX: /\/(\\.|[^\/\\\n])+\//
WORD: /(?!(AND|OR|NOT)(?![^\s()"“„]))(\\.|[^\s()\[\]{}"“”„:~^\/#=+\-*!|&?\\])(\\.|[^\s()\[\]{}"“”„:^\\])*/
ADDRESS: /[^\s()"“”„^]+/
OPENING: /[\[{]/
CLOSING: /[\]}]/
COMPARED: /[<>]=?\s*[^\s()^]*/
DAY: /[^\s\[\]{}()<>^]+/
SPAN: /[<>]=?\s*[^\s()^]*|[^\s()^]+|\^/
BOOST.5: /(?<=\S)\^[^\s()"“”„]*/
MINIMUM.5: /(?<=\))@[^\s()"“”„^]*/

%ignore /\s+/
"""


@lru_cache(maxsize=1024)
def read(text: str) -> Tree[Token]:
    """
    Read *text* by the grammar alone; the grammar's own tables are made for the first mistake (see `quick`).

    Remembered, for a run reads each filter when it checks the settings and when it puts them to use.

    Raises:
        FilterError: What was expected, and where.
    """
    plain = read_quickly(text)
    if plain is not None:
        return cast("Tree[Token]", plain)  # of the same shape
    from lark.exceptions import UnexpectedToken

    try:
        return _lark().parse(text)
    except UnexpectedToken as error:  # the only one: SPAN and parentheses take every character
        end = error.token.type == "$END"
        raise _complaint(text, len(text) if end else error.token.start_pos or 0, error.accepts) from None


def error_at(text: str, position: int, message: str) -> FilterError:
    """Make an error of *message* at a position of the filter's text."""
    line = text.count("\n", 0, position) + 1
    return FilterError(message, line=line, column=position - text.rfind("\n", 0, position))


def suggestion(name: str, known: Iterable[str]) -> str:
    """Give ` (did you mean "…"?)` for the known name most like *name*; empty when none is like it."""
    from difflib import get_close_matches

    like = get_close_matches(name.lower(), sorted(known), n=1, cutoff=0.5)
    return f' (did you mean "{like[0]}"?)' if like else ""


@cache
def _lark() -> Lark:
    from lark import Lark

    return Lark(_GRAMMAR, parser="lalr", propagate_positions=True, maybe_placeholders=False)


# --- what went wrong, in people's words -----------------------------------------------------------

_OPERAND = 'a word, a phrase or "("'

# What the first character that fits nowhere tells.
_SIGNS = {
    '"': "this quote is never closed",
    "“": "this quote is never closed",
    "„": "this quote is never closed",
    "”": "this quote is never opened",
    "[": "a range belongs to a date, as in published:[2023-05-01 TO 2023-05-31]",
    "]": "this ] closes nothing",
    "{": "a range belongs to a date, as in published:{2023-05-01 TO 2023-05-31}",
    "}": "this } closes nothing",
    "&": "write AND or &&",
    "|": "write OR or ||",
    "^": 'a ^ must stand directly after what it weighs, as in "aid^3"; put a "^" to be found in quotes',
    "~": 'a ~ must follow a quote directly, as in "aid ukraine"~10',
    "?": 'there is no ? wildcard; write the beginning of the word and a *, as in "assist*"',
    "*": 'a * must follow the beginning of a word, as in "assist*", or stand alone for everything',
    "/": 'this regular expression is never closed by a "/"; put a "/" to be found in quotes',
    "\\": "a \\ must stand before the character that it takes literally",
    "+": "a + must stand directly before what it requires",
    "-": "a - must stand directly before what it excludes",
    "#": "a # must stand directly before the name of a term set",
    "=": "a = must stand directly before a word or a phrase",
}


def _complaint(text: str, position: int, accepted: set[str]) -> FilterError:
    """Say what is wrong at *position*, where the grammar would have taken one of *accepted*."""
    here, before = text[position : position + 1], text[:position].rstrip()
    if not text.strip():
        return error_at(text, 0, "the filter is empty; write * for everything")
    if here == ":" and before == text[:position] and (named := re.search(r"[^\s()\"“”„:]+$", before)):
        return _unknown_field(text, named.start(), named.group())
    if accepted & {"DAY", "_TO", "CLOSING"}:
        expected = "expected days like [2023-05-01 TO 2023-05-31] or [2023-05-01 TO *], or >=2023-05-01"
        return error_at(text, position, expected)
    if "SPAN" in accepted:
        return error_at(text, position, 'expected a span of time after "age:", as in age:<7d')
    if here in _SIGNS and not text.startswith(("&&", "||"), position):
        return error_at(text, position, _SIGNS[here])
    return _misplaced(text, position, before, accepted)


def _unknown_field(text: str, position: int, name: str) -> FilterError:
    if name in FIELDS:
        return error_at(
            text, position, f'"{name}:" cannot stand here; a field takes {_OPERAND}, nothing else'
        )
    hint = suggestion(name, FIELDS) or f'; fields are {", ".join(FIELDS)}; put a ":" to be found in quotes'
    return error_at(text, position, f'unknown field "{shortened(name)}"{hint}')


def _misplaced(text: str, position: int, before: str, accepted: set[str]) -> FilterError:
    """Speak of something that is missing, or that stands where it cannot."""
    if ("WORD" in accepted and not accepted & {"$END", "RPAR"}) or (
        "ADDRESS" in accepted and "WORD" not in accepted
    ):
        after = re.search(r"(AND|OR|NOT|&&|\|\||!|\(|[a-z]+:|[+-])$", before)
        operator = re.match(r"AND|OR|&&|\|\|", text[position : position + 3])
        near = f" after {after.group()}" if after else f" before {operator.group()}" if operator else ""
        return error_at(text, position, f"expected {_OPERAND}{near}")
    if position >= len(text):
        return error_at(text, _open(text), 'this "(" is never closed')
    here = text[position]
    return error_at(
        text, position, 'this ")" closes nothing' if here == ")" else f'"{here}" cannot stand here'
    )


def _open(text: str) -> int:
    """Find the last parenthesis that is still open, quoted ones aside."""
    still_open: list[int] = []
    for found in re.finditer(r'"(?:\\.|[^"\\])*"|/(?:\\.|[^/\\\n])+/|\\.|[()]', text):
        if found.group() == "(":
            still_open.append(found.start())
        elif found.group() == ")" and still_open:
            still_open.pop()
    return still_open[-1] if still_open else len(text)
