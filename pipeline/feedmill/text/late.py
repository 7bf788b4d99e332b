"""
What is loaded late, because most work does without it, and the room it is loaded in.

A process that limits its own memory says once, by `make_room`, how the limits are lifted meanwhile:
what is ours to load must not count against the document that happens to need it first. Elsewhere
loading is nothing special.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext

__all__ = ["loading", "make_room"]

_Room = Callable[[], AbstractContextManager[object]]


def loading() -> AbstractContextManager[object]:
    """Give the context in which a library or a model is loaded; nothing of a document's belongs in it."""
    return _rooms[-1]()


def make_room(room: _Room) -> None:
    """Have everything that this process loads late from now on be loaded within *room*."""
    _rooms[:] = [room]


_rooms: list[_Room] = [nullcontext]
