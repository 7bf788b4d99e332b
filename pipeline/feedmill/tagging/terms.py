"""Tags by words: the name of every term set that occurs in the title or the text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from feedmill.text.entries import is_barred, read_entry, read_terms
from feedmill.text.phrases import passage, phrase_set

if TYPE_CHECKING:
    from collections.abc import Iterable

    from feedmill.model import Article, Source, Vocabulary
    from feedmill.text.phrases import PhraseSet

__all__ = ["TermsTagger", "make"]


@dataclass(frozen=True, slots=True, kw_only=True)
class TermsTagger:
    """Give the names of term sets."""

    #: The phrases of all sets whose terms count wherever they stand, set after set.
    phrases: PhraseSet
    #: The name of the set of each phrase.
    names: tuple[str, ...]
    #: The other sets, by name.
    choosy: tuple[tuple[str, PhraseSet], ...] = ()

    def __call__(self, article: Article) -> Iterable[str]:
        """Give the name of each set of which any phrase occurs."""
        if not self.names and not self.choosy:
            return ()
        texts = (passage(article.title), passage(article.text))
        in_title, in_text = self.phrases.numbers(*texts)
        found = dict.fromkeys([self.names[number] for number in sorted(in_title | in_text)])
        for name, terms in self.choosy:
            if any(terms.numbers(*texts)):
                found[name] = None
        return found


def make(vocabulary: Vocabulary, sources: tuple[Source, ...]) -> TermsTagger:  # noqa: ARG001 - kinds share one signature
    """Make the tagger of a vocabulary whose entries can all be read."""
    choosy = {name: entries for name, entries in vocabulary.items() if any(map(is_barred, entries))}
    plain = {name: entries for name, entries in vocabulary.items() if name not in choosy}
    pairs = [(name, read_entry(entry)) for name, entries in plain.items() for entry in entries]
    return TermsTagger(
        phrases=phrase_set(phrase for _, phrase in pairs),
        names=tuple(name for name, _ in pairs),
        choosy=tuple((name, read_terms(entries)) for name, entries in choosy.items()),
    )
