"""
What `tomllib` finds wrong with a text, in people's words and at the place that has to be mended.

Its own sentences are of Python 3.11 to 3.13; one that is not known here is passed on as it is.
"""

from __future__ import annotations

import re
import tomllib
from ast import literal_eval
from typing import TYPE_CHECKING

from feedmill.settings.notes import dotted
from feedmill.settings.places import scan

if TYPE_CHECKING:
    from feedmill.settings.places import KeyPath

__all__ = ["end_of", "explained"]

#: How `tomllib` ends its messages.
_PLACE = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")

#: By the beginning of a message, the first that fits.
_SENTENCES = (
    (
        "Expected newline or end of document",
        (
            "something stands after the value; write filters in single quotes '…', and in three of them, "
            "'''…''', if they hold one"
        ),
    ),
    (
        "Invalid value",
        "no value stands here; put a text in straight quotes '…', and write true and false in small letters",
    ),
    ("Unclosed array", "a list ends here without ]; put commas between its entries and ] at its end"),
    (
        "Unclosed inline table",
        "a table { … } ends here without }; keep it on one line, with commas between its entries",
    ),
    (
        "Expected '=' after a key",
        "= is missing after a name; write name = value, and # before what is a comment",
    ),
    (
        "Expected ']' at the end of a table",
        "] is missing; a header is [names.with.dots], without spaces in a name",
    ),
    (
        "Expected ']]' at the end of an array",
        "]] is missing; a header like [[topics.g7.examples]] has two on either side",
    ),
    (
        "Invalid statement",
        "neither a [header] nor name = value stands here; put # before what is a comment",
    ),
    (
        "Invalid initial character for a key",
        "a name is missing here, or begins with what is no letter, digit, - or _",
    ),
    (
        "Unescaped '\\' in a string",
        r"a \ between double quotes has a meaning of its own; write the text in single quotes '…'",
    ),
    (
        "Invalid hex value",
        r"a \ between double quotes has a meaning of its own; write the text in single quotes '…'",
    ),
    ("Invalid date or datetime", "there is no such day or time; a date is written 2026-01-31"),
    ("Duplicate inline table key", "a name stands in this table twice; keep one of them"),
)
_TWICE = re.compile(r"Cannot declare (\(.*\)) twice")
_SECOND_VALUE = "Cannot overwrite a value"

#: Messages about a text without an end, whatever the quotes.
_UNCLOSED = (
    "Illegal character '\\n'",
    "Found invalid character '\\n'",
    "Unterminated string",
    "Expected \"'",
)
#: Comments and whole texts; a quote that is left over opens a text without an end.
_QUOTES = re.compile(
    r'#[^\n]*|"""(?:[^\\]|\\.)*?"{3,5}'
    r"|'''.*?'{3,5}"
    r'|(?P<block>"""'
    r"|''')"
    r'|"(?:[^"\\\n]|\\.)*"'
    r"|'[^'\n]*'"
    r"""|(?P<line>["'])""",
    re.DOTALL,
)
#: A name that no operator gives, to see in which table a text ends.
_PROBE = "\0"
#: A longer statement is not looked at for its name.
_LONGEST_STATEMENT = 200


def explained(message: str, text: str) -> tuple[tuple[int, int], str]:
    """Give line and column (from 1) in *text* of what `tomllib` calls *message*, and a sentence about it."""
    place = _PLACE.search(message)
    spot = (int(place[1]), int(place[2])) if place and place[1] else end_of(text)
    plain = _PLACE.sub("", message)
    if plain.startswith(_UNCLOSED):
        return _unclosed(text, spot)
    twice = _TWICE.fullmatch(plain)
    if twice:
        return spot, _declared_twice(twice[1], text, spot[0])
    if plain == _SECOND_VALUE:
        return spot, _second_value(text, spot[0])
    return spot, next((words for begin, words in _SENTENCES if plain.startswith(begin)), plain)


def end_of(text: str) -> tuple[int, int]:
    """Give line and column just past the end of *text*."""
    return text.count("\n") + 1, len(text) - (text.rfind("\n") + 1) + 1


def _unclosed(text: str, spot: tuple[int, int]) -> tuple[tuple[int, int], str]:
    """Tell of the quote that opens, for only its author knows where the text should end."""
    for match in _QUOTES.finditer(text):
        if match["block"]:
            return end_of(text[: match.start()]), f"the closing {match['block']} of the text here is missing"
        if match["line"]:
            sentence = f"the closing quote {match['line']} is missing"
            return end_of(text[: match.start()]), f"{sentence}; only '''…''' goes over several lines"
    return spot, "a closing quote is missing"


def _declared_twice(name: str, text: str, line: int) -> str:
    """Name the table, and the line where it stands first."""
    path: KeyPath = literal_eval(name)
    places = scan(_lines(text, 0, line - 1))
    first = f", first on line {places.of(path)[0]}" if path in places.spots else ""
    return f"[{dotted(path)}] stands here a second time{first}; make one table of the two, or rename one"


def _second_value(text: str, line: int) -> str:
    """Name the key, and the line where it stands first, as far as that can be told."""
    for start in range(line - 1, max(-1, line - _LONGEST_STATEMENT), -1):
        before, statement = _lines(text, 0, start), _lines(text, start, line)
        if _is_sound(before):
            path = _path_of(before, statement) if _is_sound(statement) else ()
            places = scan(before)
            if path in places.spots:
                first = f"first on line {places.of(path)[0]}"
                return f"{dotted(path)} is given a second time, {first}; keep one of the two"
            break
    return "this name has a value already; keep one of the two"


def _path_of(before: str, statement: str) -> KeyPath:
    """Give the key path of *statement*, a name with its value, in a text that begins with *before*."""
    probed = scan(f'{before}"\\u0000" = 0\n').spots
    table = next(path[:-1] for path in probed if path[-1] == _PROBE)
    spots = scan(statement).spots
    # Parts of a dotted name have no value of their own; keys of an inline table are longer.
    return (*table, *min((path for path, spot in spots.items() if spot.end > spot.key), key=len))


def _lines(text: str, start: int, end: int) -> str:
    return "".join(re.findall(r"[^\n]*\n|[^\n]+", text)[start:end])


def _is_sound(text: str) -> bool:
    try:
        tomllib.loads(text)
    except ValueError:
        return False
    return True
