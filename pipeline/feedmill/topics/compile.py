"""
All topics' filters made ready together: term sets read, references between topics resolved.

References form a graph; a circle is refused and named. Every mistake of every filter is
collected before any is reported.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from feedmill.errors import ConfigError, FilterError
from feedmill.text.entries import is_barred, read_entry
from feedmill.text.hashes import xxh128
from feedmill.text.phrases import phrase_set
from feedmill.text.stems import algorithms_for
from feedmill.text.versions import LANGUAGE_VERSION

from .parse import ElsewhereError, Names, parse
from .presearch import Presearch
from .query import AnyTerm, InTopic, Labelled, Query, children

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from feedmill.model import Topic, Vocabulary
    from feedmill.text.phrases import Phrase, PhraseSet

__all__ = [
    "LANGUAGE_VERSION",
    "BadFilters",
    "Filter",
    "Filters",
    "compile_filters",
    "compile_query",
    "filter_hash",
]

#: Topics that refer to topics that refer …: a longer chain is a mistake, and nobody could read it.
_LONGEST = 20


class BadFilters(ConfigError):
    """Some filters or term sets cannot be read."""

    def __init__(
        self, filters: Mapping[str, FilterError], terms: Mapping[str, FilterError], places: Mapping[str, str]
    ) -> None:
        """
        Hold every mistake by the slug of its topic and by the name of its term set.

        *places* gives the `file:line:column` of each filter's first character; where it is known,
        the mistakes' lines begin with the spot itself.
        """
        lines = [f"terms.{name}: {error}" for name, error in terms.items()]
        lines += [
            f"{_spot(places.get(slug, ''), error)}topics.{slug}: {error}"
            for slug, first in filters.items()
            for error in first.each()
        ]
        super().__init__(tuple(lines))
        self.filters = dict(filters)
        self.terms = dict(terms)


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """One topic's filter, ready to be asked."""

    slug: str
    query: Query
    #: Changes whenever the filter may match something else.
    hash: str
    enabled: bool


@dataclass(frozen=True, kw_only=True)
class Filters:
    """Every topic's filter, by slug, in the slugs' order. Picklable."""

    by_slug: dict[str, Filter]

    def __getstate__(self) -> dict[str, object]:
        """Travel without what is worked out from the filters."""
        return {"by_slug": self.by_slug}

    @cached_property
    def presearch(self) -> Presearch:
        """Give the enabled filters arranged for asking all of them of many articles."""
        return Presearch(self.enabled())

    def only(self, slugs: Collection[str]) -> Filters:
        """Give the same filters, of which none but these are enabled: the others are not looked for."""
        return Filters(
            by_slug={
                slug: replace(each, enabled=each.enabled and slug in slugs)
                for slug, each in self.by_slug.items()
            }
        )

    def enabled(self) -> Iterator[Filter]:
        """Yield the filters of topics that are published."""
        return (each for each in self.by_slug.values() if each.enabled)


def compile_filters(topics: Iterable[Topic], vocabulary: Vocabulary) -> Filters:
    """
    Make every filter ready, those of disabled topics too: others may refer to them.

    Raises:
        BadFilters: All mistakes of all filters and term sets.
    """
    topics = tuple(topics)
    compiler = _compiled(
        tuple((topic.slug, topic.filter) for topic in topics),
        tuple((name, tuple(entries)) for name, entries in vocabulary.items()),
    )
    if compiler.errors or compiler.term_errors:
        places = {topic.slug: topic.place for topic in topics}
        raise BadFilters(compiler.errors, compiler.term_errors, places)
    return Filters(
        by_slug={
            topic.slug: Filter(
                slug=topic.slug,
                query=compiler.query(topic.slug),
                hash=compiler.hash(topic.slug),
                enabled=topic.enabled,
            )
            for topic in sorted(topics, key=lambda topic: topic.slug)
        }
    )


# A run asks twice, when it checks the settings and when it puts filters to use; none of it changes.
@lru_cache(maxsize=2)
def _compiled(
    filters: tuple[tuple[str, str], ...], vocabulary: tuple[tuple[str, tuple[str, ...]], ...]
) -> _Compiler:
    compiler = _Compiler(dict(filters), dict(vocabulary))
    for slug, _ in filters:
        compiler.try_query(slug)
    return compiler


def compile_query(text: str, topics: Iterable[Topic], vocabulary: Vocabulary) -> Query:
    """
    Make one filter ready that belongs to no topic.

    Raises:
        FilterError: It cannot be read, or refers to something that cannot.
    """
    return parse(text, _Compiler(_texts(topics), vocabulary).names())


def filter_hash(topic: Topic, topics: Iterable[Topic], vocabulary: Vocabulary) -> str:
    """
    Give a hash that changes whenever *topic*'s filter may match something else.

    It covers the filter's text, all term sets and topics that it refers to, and the version of
    the language; not titles, policies, or whether the topic is enabled.

    Raises:
        FilterError: The filter cannot be read.
    """
    return _Compiler(_texts(topics), vocabulary).hash(topic.slug)


def _texts(topics: Iterable[Topic]) -> dict[str, str]:
    return {topic.slug: topic.filter for topic in topics}


class _Compiler:
    """Compiles each filter once, in whatever order they refer to each other."""

    def __init__(self, filters: Mapping[str, str], vocabulary: Vocabulary) -> None:
        self._filters = filters
        self._vocabulary = vocabulary
        self._queries: dict[str, Query] = {}
        self._hashes: dict[str, str] = {}
        #: How many topics a topic leads through, itself included.
        self._lengths: dict[str, int] = {}
        #: The topics being compiled, each referred to by the one before it.
        self._underway: list[str] = []
        #: Topics that have no mistake of their own but refer to one that has.
        self._victims: set[str] = set()
        self.errors: dict[str, FilterError] = {}
        self.term_errors: dict[str, FilterError] = {}
        self._terms = {name: self._phrases(name, entries) for name, entries in vocabulary.items()}
        self._slugs = frozenset(filters)

    def names(self) -> Names:
        """Give what a filter may refer to."""
        return Names(terms=self._terms, slugs=self._slugs, topic=self._referred)

    def try_query(self, slug: str) -> None:
        """Compile a topic's filter, and keep its mistakes rather than raise them."""
        if slug in self.errors or slug in self._victims:
            return
        try:
            self.query(slug)
        except FilterError as error:
            own = [each for each in error.each() if not each.is_borrowed]
            if not own:
                self._victims.add(slug)
            else:
                own[0].others = tuple(own[1:])
                self.errors[slug] = own[0]

    def query(self, slug: str) -> Query:
        """Give a topic's query, or raise its mistake."""
        if slug not in self._queries:
            self._underway.append(slug)
            try:
                query = parse(self._filters[slug], self.names())
            finally:
                self._underway.pop()
            _, slugs = _references(query)
            self._lengths[slug] = 1 + max((self._lengths[each] for each in slugs), default=0)
            if self._lengths[slug] > _LONGEST:
                raise FilterError(_TOO_LONG)
            self._queries[slug] = query
        return self._queries[slug]

    def hash(self, slug: str) -> str:
        """Give the hash of what a topic's filter really asks."""
        if slug not in self._hashes:
            terms, slugs = _references(self.query(slug))
            self._hashes[slug] = xxh128(
                str(LANGUAGE_VERSION),
                algorithms_for(
                    self._filters[slug], *(each for name in terms for each in self._vocabulary[name])
                ),
                self._filters[slug],
                *(repr((name, tuple(self._vocabulary[name]))) for name in sorted(terms)),
                *(f"{each} {self.hash(each)}" for each in sorted(slugs)),
            )
        return self._hashes[slug]

    def _referred(self, slug: str) -> Query:
        """Give the query of a topic that the one underway refers to."""
        if slug in self._underway:
            circle = [*self._underway[self._underway.index(slug) :], slug]
            raise ValueError(f'topic "{slug}" leads back to itself: {" → ".join(circle)}')
        if len(self._underway) >= _LONGEST:
            raise ValueError(_TOO_LONG)
        self.try_query(slug)
        if slug not in self._queries:
            raise ElsewhereError(f'the filter of topic "{slug}" has a mistake')
        return self._queries[slug]

    def _phrases(self, name: str, entries: Sequence[str]) -> PhraseSet:
        phrases: list[Phrase] = []
        barred: list[Phrase] = []
        for entry in entries:
            try:
                (barred if is_barred(entry) else phrases).append(read_entry(entry))
            except ValueError as error:
                self.term_errors.setdefault(name, FilterError(str(error)))
        if barred and not phrases:
            self.term_errors.setdefault(name, FilterError(_NOTHING_TO_BAR))
        return phrase_set(phrases, barred)


_NOTHING_TO_BAR = 'every entry begins with "-", so there is nothing to find; name a term without one'
_TOO_LONG = f"topics that refer to topics make a chain of more than {_LONGEST}"


def _references(query: Query) -> tuple[set[str], set[str]]:
    """Give the names of the term sets and of the topics that a query refers to directly."""
    terms: set[str] = set()
    slugs: set[str] = set()
    unseen = [query]
    while unseen:
        clause = unseen.pop()
        unseen.extend(children(clause))
        match clause:
            case AnyTerm(name=name) | Labelled(terms=name) if name:
                terms.add(name)
            case InTopic(slug=slug):
                slugs.add(slug)
            case _:
                pass
    return terms, slugs


def _spot(place: str, error: FilterError) -> str:
    """Give `file:line:column: ` of an error, from the spot where its filter begins."""
    file, _, rest = place.partition(":")
    line, _, column = rest.partition(":")
    if not (line.isdigit() and column.isdigit()):
        return f"{place}: {error.line}:{error.column}: " if place else f"{error.line}:{error.column}: "
    if error.line == 1:
        return f"{file}:{line}:{int(column) + error.column - 1}: "
    return f"{file}:{int(line) + error.line - 1}:{error.column}: "
