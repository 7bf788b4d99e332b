"""What every tagger is: a plain callable from an article to labels."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from feedmill.model import Article

__all__ = ["Tagger"]

Tagger = Callable[[Article], Iterable[str]]
