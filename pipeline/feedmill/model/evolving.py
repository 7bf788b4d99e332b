"""
A value with some fields changed, made quickly.

`dataclasses.replace` goes through `__init__` with every field by name; a source's memory has some
thirty, and a run changes each memory several times.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import fields
from datetime import datetime
from functools import cache
from itertools import repeat
from operator import attrgetter, call
from typing import Any, TypeVar

from feedmill.model._checks import require_utc

__all__ = ["evolve"]

Value = TypeVar("Value")


def evolve(value: Value, **changes: Any) -> Value:
    """
    Give *value*, a frozen dataclass with slots whose only check is that moments are UTC, with *changes*.

    Raises:
        TypeError: A name is no field.
        ValueError: A moment among the changes is not in UTC.
    """
    kind: Any = type(value)
    read, setters = _shape(kind)
    if not changes.keys() <= setters.keys():
        raise TypeError(f"{kind.__name__} has no field {sorted(changes.keys() - setters.keys())}")
    require_utc(*[one for one in changes.values() if isinstance(one, datetime)])
    made: Value = object.__new__(kind)
    # The interpreter's own loop: no bytecode for each of some thirty fields.
    deque(map(call, setters.values(), repeat(made), read(value)), maxlen=0)
    for name, one in changes.items():
        setters[name](made, one)
    return made


@cache
def _shape(kind: Any) -> tuple[Callable[[Any], tuple[Any, ...]], dict[str, Callable[[Any, Any], None]]]:
    """Look at a class once: what reads all its fields, and what sets each."""
    names = [each.name for each in fields(kind)]
    return attrgetter(*names), {name: getattr(kind, name).__set__ for name in names}
