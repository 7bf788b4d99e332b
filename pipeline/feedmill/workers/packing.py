"""
Values to bytes and back: pickle, with a short way for the mill's values.

A frozen slotted dataclass pickles through Python code that asks for its fields anew each time
(`dataclasses`, `_dataclass_getstate`); results hold thousands of them. Here each class is looked at once.
"""

from __future__ import annotations

import gc
import io
import pickle
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from operator import attrgetter
from types import MemberDescriptorType
from typing import Any

__all__ = ["pack", "unpack"]

#: What pickle wants to know of a class: an instance to (callable, arguments).
_Reducer = Callable[[Any], tuple[Any, ...]]


def pack(value: object) -> bytes:
    """
    Give *value* as bytes.

    Raises:
        Exception: It cannot be pickled; pickle has many names for that.
    """
    stream = io.BytesIO()
    is_large = _is_large(value)
    # From protocol 4 on, what is noted has no number of its own in the stream, so nothing may be forgotten.
    pickler = pickle.Pickler(stream, 3 if is_large else pickle.HIGHEST_PROTOCOL)
    pickler.dispatch_table = _Forgetful(pickler) if is_large else _REDUCERS
    pickler.dump(value)
    return stream.getvalue()


def unpack(packed: bytes | bytearray) -> Any:
    """
    Give the value that was packed; only for bytes of a process of ours.

    Raises:
        Exception: It cannot be made anew.
    """
    # Thousands of new objects, none of them garbage: the collector would go over them in vain.
    collects = gc.isenabled()
    gc.disable()
    try:
        return pickle.loads(packed)  # noqa: S301 - from a process of ours
    finally:
        if collects:
            gc.enable()


class _Reducers(dict[type, _Reducer]):
    """Reducers of the classes met so far; KeyError for those that pickle knows better."""

    def __missing__(self, kind: type) -> _Reducer:
        if not _is_plain_value(kind):
            raise KeyError(kind)
        # With two names and more, `attrgetter` gives a tuple.
        values_of = attrgetter(*[each.name for each in fields(kind)], "__class__")

        def reduce(value: Any) -> tuple[Any, ...]:
            return _build, values_of(value)

        self[kind] = reduce
        return reduce


_REDUCERS = _Reducers()
#: Values in one tuple from which on a result is large.
_MANY = 2_000


def _is_large(value: Any) -> bool:
    if not _is_plain_value(type(value)):
        return False
    return any(
        isinstance(part := getattr(value, each.name), tuple) and len(part) > _MANY for each in fields(value)
    )


class _Forgetful(dict[type, _Reducer]):
    """
    The same reducers, which let the pickler forget what it has written, now and then.

    It notes every object, so as to write it once: of ten thousand articles, which share little, the notes
    took 24 MB. Values hold no circles, and what is forgotten is written again.
    """

    def __init__(self, pickler: pickle.Pickler) -> None:
        super().__init__()
        self._pickler = pickler
        self._since = 0

    def __missing__(self, kind: type) -> _Reducer:
        reduce = _REDUCERS[kind]

        def counted(value: Any) -> Any:
            self._since += 1
            if self._since > _MANY:
                self._since = 0
                self._pickler.clear_memo()
            return reduce(value)

        self[kind] = counted
        return counted


_SETTERS: dict[type, tuple[Callable[[Any, Any], None], ...]] = {}


def _build(*values: Any) -> Any:
    """Make a value of its fields and its class, past its `__init__` as pickle does."""
    kind: type = values[-1]
    setters = _SETTERS.get(kind)
    if setters is None:
        setters = _SETTERS[kind] = tuple(getattr(kind, each.name).__set__ for each in fields(kind))
    made: object = object.__new__(kind)
    for put, value in zip(setters, values, strict=False):
        put(made, value)
    return made


def _is_plain_value(kind: type) -> bool:
    """Say whether the fields are all that there is, and nothing was said of how to pickle it."""
    return (
        is_dataclass(kind)
        and len(fields(kind)) > 0
        and getattr(kind.__getstate__, "__module__", "") == "dataclasses"
        and all(isinstance(getattr(kind, each.name, None), MemberDescriptorType) for each in fields(kind))
    )
