"""Tags by words: the name of every term set that occurs in the title or the text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from feedmill.text.phrases import passage, phrase_set, read_entry

if TYPE_CHECKING:
    from collections.abc import Iterable

    from feedmill.model import Article, Source, Vocabulary
    from feedmill.text.phrases import PhraseSet

__all__ = ["TermsTagger", "make"]


@dataclass(frozen=True, slots=True, kw_only=True)
class TermsTagger:
    """Give the names of term sets."""

    #: The phrases of all sets, set after set.
    phrases: PhraseSet
    #: The name of the set of each phrase.
    names: tuple[str, ...]

    def __call__(self, article: Article) -> Iterable[str]:
        """Give the name of each set of which any phrase occurs."""
        if not self.names:
            return ()
        in_title, in_text = self.phrases.numbers(passage(article.title), passage(article.text))
        return dict.fromkeys([self.names[number] for number in sorted(in_title | in_text)])


def make(vocabulary: Vocabulary, sources: tuple[Source, ...]) -> TermsTagger:  # noqa: ARG001 - kinds share one signature
    """Make the tagger of a vocabulary whose entries can all be read."""
    pairs = [(name, read_entry(entry)) for name, entries in vocabulary.items() for entry in entries]
    return TermsTagger(
        phrases=phrase_set(phrase for _, phrase in pairs), names=tuple(name for name, _ in pairs)
    )
