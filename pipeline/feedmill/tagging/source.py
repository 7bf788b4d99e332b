"""Tags by source: the labels that the operator gave it in sources.toml."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from feedmill.model import Article, Source, Vocabulary

__all__ = ["SourceTagger", "make"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceTagger:
    """Give a source's labels to its articles."""

    #: Labels by source id.
    labels: dict[str, tuple[str, ...]]

    def __call__(self, article: Article) -> tuple[str, ...]:
        """Give the labels of the article's source."""
        return self.labels.get(article.source, ())


def make(vocabulary: Vocabulary, sources: tuple[Source, ...]) -> SourceTagger:  # noqa: ARG001 - kinds share one signature
    """Make the tagger of these sources."""
    return SourceTagger(labels={source.id: source.tags for source in sources if source.tags})
