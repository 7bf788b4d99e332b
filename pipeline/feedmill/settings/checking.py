"""
One table against its model; what is wrong goes to the notes, in people's words.

pydantic's own sentences, and values after `${NAME}` was replaced, never get out of here.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import BaseModel, ValidationError

from feedmill.settings.notes import quoted
from feedmill.text.urls import redact

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pydantic_core import ErrorDetails

    from feedmill.settings.notes import Document, Notes
    from feedmill.settings.places import KeyPath

__all__ = ["check", "shown", "suggestion"]

Model = TypeVar("Model", bound=BaseModel)

#: A login, or a query: of an address whose scheme was forgotten, too, nothing secret is told.
_MAY_BE_ADDRESS = re.compile(r":.*@|[?&#][^=]*=", re.DOTALL)

_EXPECTED = {
    "string_type": "text in quotes",
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "float_type": "a number",
    "finite_number": "a finite number",
    "bool_type": "true or false",
    "list_type": "a list",
    "tuple_type": "a list",
    "dict_type": "a table",
    "model_type": "a table",
}
#: In this order: True is an int, and a datetime a date.
_GOT: tuple[tuple[type, str], ...] = (
    (bool, "true or false"),
    (int, "a whole number"),
    (str, "text"),
    (list, "a list"),
    (dict, "a table"),
    (datetime, "a date and time"),
    (date, "a date"),
    (time, "a time"),
)
_LIMITS = {
    "greater_than_equal": "must be at least {ge:g}",
    "less_than_equal": "must be at most {le:g}",
    "too_short": "must not be empty",
    "string_too_short": "must not be empty",
    "too_long": "this version takes no more than {max_length} here",
}
_LONGEST_QUOTE = 80


def check(
    model: type[Model], value: object, document: Document, path: KeyPath, mistakes: Notes
) -> Model | None:
    """Give *value*, which stands at *path*, as a *model*; if it is none, note why and give None."""
    try:
        return model.model_validate(value)
    except ValidationError as error:
        for details in error.errors(include_url=False):
            _note(details, model, document, (*path, *details["loc"]), mistakes)
    return None


def suggestion(name: object, known: Iterable[str]) -> str:
    """Give ` (did you mean "…"?)` where a known name is close, else the names to choose from."""
    names = sorted(known)
    close = get_close_matches(str(name), names, n=1)
    return f' (did you mean "{close[0]}"?)' if close else f" (known: {', '.join(names)})"


def shown(value: object, path: KeyPath = ()) -> str:
    """Quote a value as it stands in the file, without what may be secret, and not at length."""
    if "headers" in path or isinstance(value, list | dict):
        return "this value"
    if not isinstance(value, str):
        return _cut(str(value).lower() if isinstance(value, bool) else str(value))
    if "://" not in value and _MAY_BE_ADDRESS.search(value):
        return quoted(_cut(redact(f"//{value}").removeprefix("//")))
    return quoted(_cut(redact(value)))


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST_QUOTE else text[:_LONGEST_QUOTE] + "…"


def _note(
    details: ErrorDetails, model: type[BaseModel], document: Document, path: KeyPath, mistakes: Notes
) -> None:
    parent, key = path[:-1], path[-1] if path else ""
    if details["type"] == "missing":
        mistakes.add(document, parent, f'"{key}" is missing')
    elif details["type"] == "extra_forbidden":
        known = _keys(model, details["loc"][:-1])
        mistakes.add(document, path, f"unknown key {quoted(str(key))}{suggestion(key, known)}", about=parent)
    elif not mistakes.knows(document, path):
        mistakes.add(document, path, _sentence(details, document.raw(path), path))


def _keys(model: type[BaseModel], loc: tuple[int | str, ...]) -> list[str]:
    """Give the keys of the model that lies at *loc* inside *model*."""
    for part in loc:
        if isinstance(part, str):
            model = _model_in(model.model_fields[part].annotation)
    return list(model.model_fields)


def _model_in(annotation: Any) -> type[BaseModel]:
    """Give the model in `X`, `list[X]` or `X | None`."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return _model_in(annotation.__args__[0])


def _sentence(details: ErrorDetails, raw: object, path: KeyPath) -> str:
    kind, context = details["type"], details.get("ctx", {})
    if kind in _EXPECTED:
        return f"expected {_EXPECTED[kind]}, got {_got(raw)}"
    if kind in _LIMITS:
        return _LIMITS[kind].format(**context)
    if kind == "literal_error":
        choices = re.findall(r"'([^']*)'", context["expected"])
        return f"{shown(raw, path)} is not one of the choices{suggestion(raw, choices)}"
    if kind == "value_error":
        words = str(context["error"])
        return words if isinstance(raw, dict) and "headers" not in path else f"{shown(raw, path)} {words}"
    return "cannot be used here"


def _got(raw: object) -> str:
    if isinstance(raw, float):
        return f"{raw:g}"
    return next((words for type_, words in _GOT if isinstance(raw, type_)), "something else")
