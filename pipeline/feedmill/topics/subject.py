"""The subject of a filter: an article with its words made ready, once, for all filters."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Protocol

from feedmill.text.phrases import Passage, passage
from feedmill.text.words import words

from .query import AtLeast, Labels, Or, Query, Where

if TYPE_CHECKING:
    from collections.abc import Mapping

    from feedmill.model import Article
    from feedmill.text.phrases import Phrase, PhraseSet

    from .places import Place

__all__ = ["LEAD", "Found", "Subject", "subject"]

#: Code points of the text that `lead:` looks at, at most. Of the boolean filters tried on Reuters-21578
#: (15 topics, ModApte), those that looked at the title and so many characters scored best.
LEAD = 250


#: The most frequent ones are enough to look at few words; others stand among these.
_BLANKS = " \n"


class Found(Protocol):
    """What is known of an article's words once all filters were asked together."""

    def parts(self, query: Or | AtLeast) -> tuple[Query, ...]:
        """Give the parts of *query* that match, in order."""

    def phrases(self, terms: PhraseSet, field: str) -> list[Phrase]:
        """Give the phrases of *terms* that stand in the title or the text, in order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """An article as filters see it. Only its visible title and text hold words."""

    article: Article
    #: The texts to look in, each with the name that reasons call it by.
    passages: Mapping[Where, tuple[tuple[str, Passage], ...]]
    #: What was found when all filters were asked together; None = this one is asked alone.
    found: Found | None = None
    #: Verdicts of topics that other topics refer to: slug → does it match.
    verdicts: dict[str, bool] = field(default_factory=dict)
    #: Parts of an OR that match, by the OR's identity, which is as good as its value while it lives.
    matching: dict[int, tuple[Query, ...]] = field(default_factory=dict)
    #: Places of what such topics ask: slug → the foremost.
    lent: dict[str, tuple[Place, ...]] = field(default_factory=dict)
    #: Labels made ready, by the label.
    _labels: dict[str, Passage] = field(default_factory=dict)

    def labels(self, labels: Labels) -> tuple[Passage, ...]:
        """Give the article's labels of one sort, each made ready."""
        return tuple(self._label(label) for label in label_texts(self.article, labels))

    def _label(self, label: str) -> Passage:
        if label not in self._labels:
            self._labels[label] = _label(label)
        return self._labels[label]


# Labels come again and again; those made up for one article are not kept for long.
_label = lru_cache(maxsize=256)(passage.__wrapped__)


def subject(article: Article) -> Subject:
    """Make *article* ready for filters."""
    title, text = ("title", passage(article.title)), ("text", passage(article.text))
    return Subject(
        article=article,
        passages=_Passages({Where.BOTH: (title, text), Where.TITLE: (title,), Where.BODY: (text,)}),
    )


def lead(text: str) -> str:
    """Give the beginning of *text* that `lead:` looks at: its first `LEAD` code points, cut after a word."""
    if len(text) <= LEAD:
        return text
    # Of the run of words at the end, all is looked at: a word is told from what follows it too.
    start = max(text.rfind(blank, 0, LEAD) for blank in _BLANKS) + 1
    stop = min(_found(text, blank) for blank in _BLANKS)
    ends = (start + word.end for word in words(text[start:stop]))
    return text[: max((end for end in ends if end <= LEAD), default=start)]


def _found(text: str, blank: str) -> int:
    """Find a blank after the lead; where none comes soon, the text is of a script that writes none."""
    found = text.find(blank, LEAD, 2 * LEAD)
    return found if found >= 0 else 2 * LEAD


class _Passages(dict[Where, tuple[tuple[str, Passage], ...]]):
    """An article's texts; its lead, for which few filters ask, is made when it is asked for."""

    def __missing__(self, where: Where) -> tuple[tuple[str, Passage], ...]:
        ((name, text),) = self[Where.BODY]
        self[where] = ((name, passage(lead(text.text))),)
        return self[where]


def label_texts(article: Article, labels: Labels) -> tuple[str, ...]:
    """Give the article's labels of one sort as they stand."""
    match labels:
        case Labels.AUTHOR:
            return article.authors
        case Labels.CATEGORY:
            return article.categories
        case _:
            return article.tags
