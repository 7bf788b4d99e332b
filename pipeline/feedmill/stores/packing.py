"""
Values to JSON and dates to numbers, and back, exactly.

JSON leaves out every field that holds its default, so a new field with a default needs no
migration, and what was written before it is read as it is. It knows no table.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import UTC, datetime, timedelta
from functools import cache, lru_cache
from operator import attrgetter
from typing import Any, TypeVar

from feedmill.model import Enclosure, Fingerprint, Origin

__all__ = ["is_storable", "pack", "read_moment", "storable", "unpack", "write_moment"]

Value = TypeVar("Value")

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def write_moment(moment: datetime) -> int:
    """Give whole microseconds since 1970: exact, and sorting as dates do."""
    return (moment - _EPOCH) // _MICROSECOND


@lru_cache(maxsize=1024)  # a run gives one moment to thousands of sources, of which each would hold its own
def read_moment(microseconds: int) -> datetime:
    """Give the date of `write_moment`."""
    return _EPOCH + timedelta(microseconds=microseconds)


def storable(text: str) -> str:
    """
    Make *text* fit for a column that is only searched.

    Lone surrogates cannot be encoded, and PostgreSQL holds no NUL; a body keeps both, escaped.
    """
    if is_storable(text):
        return text
    return text.encode("utf-8", "replace").decode().replace("\0", "\N{REPLACEMENT CHARACTER}")


def is_storable(text: str) -> bool:
    """Say whether a column holds *text* as it is."""
    return "\0" not in text and (text.isascii() or _is_encodable(text))


def pack(value: object, leave_out: tuple[str, ...] = ()) -> str:
    """Write a value, or a tuple of values, as compact JSON without these fields."""
    kind: Any = type(value)
    shape = _shape(kind, leave_out)
    text = _encode(_pack(value) if shape is None else _pack_fields(value, shape))
    # A lone surrogate becomes `\udxxx`, which is its JSON escape (RFC 8259 section 7).
    return text if _is_encodable(text) else text.encode("utf-8", "backslashreplace").decode()


def unpack(kind: Callable[..., Value], text: str, /, **left_out: object) -> Value:
    """
    Build a value from what `pack` wrote and the fields that were left out, unless it wrote them.

    Raises:
        TypeError, ValueError: Somebody else wrote it.
    """
    packed, readers = json.loads(text), _readers(kind)
    if not isinstance(packed, dict):
        raise TypeError("no JSON object")
    return kind(**left_out | {name: readers.get(name, _same)(each) for name, each in packed.items()})


def _is_encodable(text: str) -> bool:
    """Say whether *text* holds no lone surrogate."""
    if text.isascii():
        return True
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


_encode = json.JSONEncoder(ensure_ascii=False, check_circular=False, separators=(",", ":")).encode
#: What JSON holds as it stands, told without asking further.
_AS_THEY_ARE = frozenset({str, int, float, bool})
#: A class's fields: what reads them all at once, and each one's name and default.
_Shape = tuple[Callable[[Any], tuple[Any, ...]], tuple[tuple[str, object], ...]]


def _pack(value: Any) -> Any:
    kind: Any = type(value)
    if kind in _AS_THEY_ARE:
        return value
    if kind is tuple:
        return value if _AS_THEY_ARE.issuperset(map(type, value)) else [_pack(each) for each in value]
    if kind is datetime:
        return write_moment(value)
    shape = _shape(kind, ())
    return value if shape is None else _pack_fields(value, shape)


def _pack_fields(value: Any, shape: _Shape) -> dict[str, Any]:
    read, named = shape
    return {
        name: each if type(each) in _AS_THEY_ARE else _pack(each)
        for each, (name, default) in zip(read(value), named, strict=True)
        if each is not default and (default is MISSING or each != default)
    }


@cache
def _shape(kind: Any, leave_out: tuple[str, ...]) -> _Shape | None:
    """Look at a class once; None: it has no fields."""
    if not is_dataclass(kind):
        return None
    # A field without a default has `MISSING` there: it is always written. What tells no two
    # values apart is not.
    named = tuple(
        (each.name, each.default) for each in fields(kind) if each.compare and each.name not in leave_out
    )
    names = [name for name, _ in named]
    read = attrgetter(*names)
    return (read if len(names) > 1 else lambda value: (read(value),)), named


#: How a field is read back, by its annotation; what is not listed stands in JSON as it is.
_READ_AS: Mapping[str, Callable[[Any], object]] = {
    "datetime": read_moment,
    "datetime | None": read_moment,
    "tuple[str, ...]": tuple,
    "tuple[int, ...]": tuple,
    "tuple[Enclosure, ...]": lambda packed: tuple(Enclosure(**each) for each in packed),
    "Origin | None": lambda packed: Origin(**packed),
    "Fingerprint": lambda packed: Fingerprint(**packed),
}


@cache
def _readers(kind: Any) -> Mapping[str, Callable[[Any], object]]:
    return {each.name: _READ_AS[str(each.type)] for each in fields(kind) if str(each.type) in _READ_AS}


def _same(value: object) -> object:
    return value
