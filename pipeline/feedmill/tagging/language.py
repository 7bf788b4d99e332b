"""Tags by language: its code, so that `tag:uk` works beside `lang:uk`."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from feedmill.model import Article, Source, Vocabulary
    from feedmill.tagging.base import Tagger

__all__ = ["language", "make"]


def language(article: Article) -> Iterator[str]:
    """Yield the code of the article's language where it is known."""
    if article.language:
        yield article.language


def make(vocabulary: Vocabulary, sources: tuple[Source, ...]) -> Tagger:  # noqa: ARG001 - kinds share one signature
    """Give the tagger, which needs to know nothing."""
    return language
