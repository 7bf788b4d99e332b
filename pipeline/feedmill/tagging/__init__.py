"""
Tags: labels that we give an article, so that filters and readers can use them.

One file for each kind of tagger; the table below names them. Taggers are plain picklable
callables. This room does not decide what a topic is, and changes no article.
"""

from __future__ import annotations

from functools import lru_cache
from importlib import import_module
from typing import TYPE_CHECKING

from feedmill.text.hashes import xxh128
from feedmill.text.stems import algorithms_for

if TYPE_CHECKING:
    from collections.abc import Iterable

    from feedmill.model import Article, Source, Vocabulary
    from feedmill.tagging.base import Tagger

__all__ = ["KINDS", "MOST", "TAGGING_VERSION", "tag", "taggers", "tagging_hash"]

#: In the order in which their labels are preferred where there are too many.
KINDS = {
    "source": "feedmill.tagging.source",  # labels that the operator gave the source
    "terms": "feedmill.tagging.terms",  # names of the term sets that occur in the article
    "language": "feedmill.tagging.language",  # the language's code
    "categories": "feedmill.tagging.categories",  # the publisher's own labels
}

#: Goes into the hash: raised when a tagger may give other labels than before.
TAGGING_VERSION = 1

#: Tags that an article has at most; some publishers give a hundred categories.
MOST = 30


def taggers(vocabulary: Vocabulary, sources: Iterable[Source]) -> tuple[Tagger, ...]:
    """Make one tagger of each kind."""
    known = tuple(sources)
    return tuple(_make(module, vocabulary, known) for module in KINDS.values())


def tag(article: Article, taggers: Iterable[Tagger]) -> tuple[str, ...]:
    """Give *article*'s tags, sorted; of labels that differ only in how they are typed, the first."""
    labels: dict[str, str] = {}
    for tagger in taggers:
        for label in tagger(article):
            labels.setdefault(_typed_anyhow(label), label)
    return tuple(sorted(list(labels.values())[:MOST]))


def tagging_hash(vocabulary: Vocabulary, sources: Iterable[Source]) -> str:
    """Give a hash that changes whenever articles may get other tags."""
    return xxh128(
        str(TAGGING_VERSION),
        *(repr((name, tuple(entries))) for name, entries in sorted(vocabulary.items())),
        algorithms_for(*(entry for entries in vocabulary.values() for entry in entries)),
        *(
            repr((source.id, source.tags))
            for source in sorted(sources, key=lambda one: one.id)
            if source.tags
        ),
    )


@lru_cache(maxsize=4_096)  # labels repeat: a few hundred characters each at worst
def _typed_anyhow(label: str) -> str:
    """Give what labels share that differ only in how they are typed."""
    from feedmill.text.words import fold  # late: most runs tag nothing

    return fold(label) or label.casefold()


def _make(module: str, vocabulary: Vocabulary, sources: tuple[Source, ...]) -> Tagger:
    tagger: Tagger = import_module(module).make(vocabulary, sources)
    return tagger
