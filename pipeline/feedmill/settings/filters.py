"""
The filters of `topics.toml`, read for their mistakes and oddities, at their places in the file.

What a filter means is for the topics room; here its sentences get a file, a line and a column,
through quotes, escapes and line breaks.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from feedmill.model import Topic
from feedmill.settings.notes import dotted, quoted
from feedmill.settings.term_sets import check_entries, vocabulary_of
from feedmill.topics import BadFilters, compile_filters, unknown_sources
from feedmill.topics import warnings as oddities
from feedmill.topics.query import AnyTerm, Labelled, children

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from feedmill.model import Source, Vocabulary
    from feedmill.settings.notes import Document, Notes
    from feedmill.settings.term_sets import TermEntry
    from feedmill.topics.query import Query

__all__ = ["check_filters", "warn_of_filters"]


def check_filters(sets: Mapping[str, tuple[TermEntry, ...]], document: Document, mistakes: Notes) -> None:
    """
    Note every mistake of every filter and term set, also in topics that are wrong in other ways.

    What is too wrong to be read is taken for sound, so that nothing is told twice.
    """
    wrong = check_entries(sets, mistakes)
    sound = {name: entries for name, entries in vocabulary_of(sets).items() if name not in wrong}
    terms = dict.fromkeys(_tables(document, "terms"), ("x",)) | sound
    topics = [Topic(slug=slug, filter=_filter(raw)) for slug, raw in _tables(document, "topics").items()]
    try:
        compile_filters(topics, terms)
    except BadFilters as error:
        for name, mistake in error.terms.items():
            mistakes.add(document, ("terms", name), str(mistake))
        for slug, first in error.filters.items():
            for mistake in first.each():
                _note(document, slug, mistake.line, mistake.column, str(mistake), mistakes)


def warn_of_filters(
    topics: tuple[Topic, ...],
    vocabulary: Vocabulary,
    sources: tuple[Source, ...],
    document: Document,
    warnings: Notes,
) -> None:
    """Warn of filters that are probably not what was meant, and of term sets that none of them uses."""
    filters = compile_filters(topics, vocabulary).by_slug
    known = [source.id for source in sources]
    used: set[str] = set()
    for topic in topics:
        query = filters[topic.slug].query
        used.update(_terms_in(query))
        for odd in (*oddities(query), *unknown_sources(query, known)):
            _note(document, topic.slug, odd.line, odd.column, odd.message, warnings)
        for number, example in enumerate(topic.examples):
            if example.source and example.source not in known:
                path = ("topics", topic.slug, "examples", number, "source")
                warnings.add(document, path, f"there is no source {quoted(example.source)} in sources.toml")
    for name in vocabulary:
        if name not in used:
            warnings.add(
                document, ("terms", name), f"no filter uses {quoted(f'#{name}')}, so it only gives tags"
            )


def _tables(document: Document, section: str) -> dict[str, object]:
    table = document.table.get(section)
    return table if isinstance(table, dict) else {}


def _filter(raw: object) -> str:
    """Give a raw topic's filter; of one that has none, a filter without mistakes."""
    text = raw.get("filter") if isinstance(raw, dict) else None
    return text if isinstance(text, str) and text.strip() else "*"


def _note(document: Document, slug: str, line: int, column: int, sentence: str, notes: Notes) -> None:
    path = ("topics", slug, "filter")
    spot = document.places.inside(path, document.raw(path), line, column)
    notes.add_at(document, spot, f"{dotted(('topics', slug))}: {sentence}")


def _terms_in(query: Query) -> Iterator[str]:
    if isinstance(query, AnyTerm):
        yield query.name
    if isinstance(query, Labelled):
        # A term set's name is also the tag of the articles that hold one of its words.
        yield query.terms or query.at.text.rpartition(":")[2].strip('"')
    parts: Iterable[Query] = children(query)
    for part in parts:
        yield from _terms_in(part)
