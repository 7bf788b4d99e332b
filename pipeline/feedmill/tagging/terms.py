"""Tags by words: the name of every term set that occurs in the title or the text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from feedmill.text.phrases import occurs_any, passage, phrase_set, read_entry

if TYPE_CHECKING:
    from collections.abc import Iterator

    from feedmill.model import Article, Source, Vocabulary
    from feedmill.text.phrases import PhraseSet

__all__ = ["TermsTagger", "make"]


@dataclass(frozen=True, slots=True, kw_only=True)
class TermsTagger:
    """Give the names of term sets."""

    #: Name of a term set, and its phrases.
    sets: tuple[tuple[str, PhraseSet], ...]

    def __call__(self, article: Article) -> Iterator[str]:
        """Yield the name of each set of which any phrase occurs."""
        texts = (passage(article.title), passage(article.text))
        for name, phrases in self.sets:
            if any(occurs_any(phrases, text) for text in texts):
                yield name


def make(vocabulary: Vocabulary, sources: tuple[Source, ...]) -> TermsTagger:  # noqa: ARG001 - kinds share one signature
    """Make the tagger of a vocabulary whose entries can all be read."""
    return TermsTagger(
        sets=tuple((name, phrase_set(map(read_entry, entries))) for name, entries in vocabulary.items())
    )
