"""Edits of an article in people's words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from feedmill.model import EditKind

from .misses import named
from .query import AnyTerm, Near, Words

if TYPE_CHECKING:
    from feedmill.model import Edit, Reason

    from .query import Query

__all__ = ["told"]

#: Places that a sentence lists.
_LISTED = 4

_ONE_OF = {"tags": "tag", "categories": "category", "authors": "author"}


def told(edit: Edit, clause: Query, *, first: bool) -> str:
    """Say an edit that *clause* asks for: what to do, with which term, and where (*first* in it or not)."""
    match edit.kind:
        case EditKind.ADD:
            return _adding(edit, clause, first=first)
        case EditKind.REMOVE:
            return _removing(edit)
        case _:
            return _setting(edit)


def _adding(edit: Edit, clause: Query, *, first: bool) -> str:
    if edit.field == "url":
        return f'make its URL contain "{edit.term}"'
    if edit.field in _ONE_OF:
        return f'give it the {_ONE_OF[edit.field]} "{edit.sample}"'
    return f"add {_what(edit, clause)} to {'the beginning of ' if first else ''}{_where(edit.field)}"


def _what(edit: Edit, clause: Query) -> str:
    match clause:
        case Words(phrase=phrase):
            return named(phrase)
        case AnyTerm(name=name, phrases=phrases):
            more = f", or another term of #{name}," if len(phrases.phrases) > 1 else ""
            begun = edit.term.endswith("*") and " " not in edit.term
            return f'{"a word that begins with " if begun else ""}"{edit.sample}"{more}'
        case Near(distance=distance):
            return f'"{edit.term}", its words within {distance} of each other,'
        case _:
            return f'what matches {edit.term}, such as "{edit.sample}",'


def _removing(edit: Edit) -> str:
    if edit.field == "url":
        return f'take "{edit.term}" out of its URL'
    if edit.field in _ONE_OF:
        return f'take away its {_ONE_OF[edit.field]} "{edit.term}"'
    quoted = edit.term if edit.term.startswith("/") else f'"{edit.term}"'
    return f"remove {quoted} ({_places(edit.places)})"


def _places(places: tuple[Reason, ...]) -> str:
    said = [f"{one.field} {one.start}–{one.end}" for one in places[:_LISTED]]
    return ", ".join([*said, f"{len(places) - _LISTED} more"] if len(places) > _LISTED else said)


def _setting(edit: Edit) -> str:
    match edit.field:
        case "published":
            return f"date its publication {edit.term}"
        case "age":
            return f"have it first seen {edit.term} after its publication"
        case "site":
            return f'put it on the host "{edit.term}"' if edit.term else "put it on another host"
        case "source":
            return f'take it from the source "{edit.term}"' if edit.term else "take it from another source"
        case _:
            return f'make its language "{edit.term}"' if edit.term else "make its language another"


def _where(field: str) -> str:
    return " or ".join(f"the {name}" for name in field.split(" or "))
