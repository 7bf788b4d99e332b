"""What the fast path asks of an element; lxml has no public name for the type of its own."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol, overload

__all__ = ["Element"]


class Element(Protocol):
    """An element of a document that was read without comments and instructions."""

    @property
    def tag(self) -> str:
        """Give its name, behind its namespace in braces."""
        ...

    @property
    def text(self) -> str | None:
        """Give the text before its first child."""
        ...

    @property
    def tail(self) -> str | None:
        """Give the text behind it."""
        ...

    @property
    def prefix(self) -> str | None:
        """Give the prefix as written."""
        ...

    @property
    def nsmap(self) -> dict[str | None, str]:
        """Give the namespaces that hold here, by prefix."""
        ...

    def keys(self) -> list[str]:
        """Give the names of its attributes."""
        ...

    def values(self) -> list[str]:
        """Give their values."""
        ...

    def items(self) -> list[tuple[str, str]]:
        """Give both."""
        ...

    def get(self, key: str, default: str = ...) -> str:
        """Give the value of one attribute."""
        ...

    def iterdescendants(self) -> Iterator[Element]:
        """Give all elements in it."""
        ...

    def __len__(self) -> int:
        """Count its children."""
        ...

    def __iter__(self) -> Iterator[Element]:
        """Give its children."""
        ...

    @overload
    def __getitem__(self, key: int) -> Element: ...
    @overload
    def __getitem__(self, key: slice) -> list[Element]: ...
