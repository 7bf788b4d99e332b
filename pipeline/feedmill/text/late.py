"""
What is loaded late, because most work does without it, and the room it is loaded in.

A process that limits its own memory says once, by `make_room`, how the limits are lifted meanwhile:
what is ours to load must not count against the document that happens to need it first. Elsewhere
loading is nothing special. Likewise a process that has a place for it says by `keep_by` where arrays are
kept whose making takes long.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from typing import Any

__all__ = ["Arrays", "Keeper", "keep_by", "kept", "loading", "make_room"]

_Room = Callable[[], AbstractContextManager[object]]
#: numpy's, by name.
Arrays = Mapping[str, Any]
#: From a name, a version, and what makes the arrays, to the arrays.
Keeper = Callable[[str, str, Callable[[], Arrays]], Arrays]


def loading() -> AbstractContextManager[object]:
    """Give the context in which a library or a model is loaded; nothing of a document's belongs in it."""
    return _rooms[-1]()


def make_room(room: _Room) -> None:
    """Have everything that this process loads late from now on be loaded within *room*."""
    _rooms[:] = [room]


def kept(name: str, version: str, make: Callable[[], Arrays]) -> Arrays:
    """Give what *make* makes; it need not be called where arrays of this name and version are kept."""
    return _keepers[-1](name, version, make)


def keep_by(keeper: Keeper) -> None:
    """Have everything that this process asks for by `kept` from now on be kept by *keeper*."""
    _keepers[:] = [keeper]


def _made(_name: str, _version: str, make: Callable[[], Arrays]) -> Arrays:
    return make()


_rooms: list[_Room] = [nullcontext]
_keepers: list[Keeper] = [_made]
