"""Tags by the publisher: its own categories, each in its first spelling."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from feedmill.model import Article, Source, Vocabulary
    from feedmill.tagging.base import Tagger

__all__ = ["LONGEST", "categories", "make"]

#: Characters; a longer "category" is a sentence that a publisher put into the wrong field.
LONGEST = 60


def categories(article: Article) -> Iterator[str]:
    """Yield the publisher's categories as given, but for empty and very long ones."""
    for category in article.categories:
        if 0 < len(category.strip()) <= LONGEST:
            yield category.strip()


def make(vocabulary: Vocabulary, sources: tuple[Source, ...]) -> Tagger:  # noqa: ARG001 - kinds share one signature
    """Give the tagger, which needs to know nothing."""
    return categories
