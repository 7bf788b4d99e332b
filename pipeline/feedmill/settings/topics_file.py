"""`config/topics.toml`: topics, with the place of every filter and example; term sets are read apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

from feedmill.model import Belated, Example, Policy, Topic
from feedmill.settings.checking import check
from feedmill.settings.models import TopicTable
from feedmill.settings.tables import check_former_names, check_sections, named_tables

if TYPE_CHECKING:
    from feedmill.settings.notes import Document, Notes
    from feedmill.settings.places import KeyPath

__all__ = ["RESERVED", "read_topics", "warn_of_topics"]

#: Names in the published folder that are not a topic's (contract, "Published files").
RESERVED = frozenset({"articles", "index", "feeds", "all", "search", "console", "api", "static"})


def read_topics(document: Document, mistakes: Notes) -> tuple[Topic, ...]:
    """Give topics in the order of the file, noting every mistake; broken ones are left out."""
    check_sections(document.table, {"terms", "topics"}, document, mistakes)
    named = tuple(named_tables(document.table, "topics", document, mistakes))
    topics = []
    for slug, raw in named:
        table = check(TopicTable, raw, document, ("topics", slug), mistakes)
        if table is not None:
            topics.append(_topic(slug, table, document))
            _refuse_empty_examples(slug, table, document, mistakes)
    for slug, _ in named:
        _refuse_reserved(slug, ("topics", slug), document, mistakes)
    for topic in topics:
        for index, old in enumerate(topic.formerly):
            _refuse_reserved(old, ("topics", topic.slug, "formerly", index), document, mistakes)
    check_former_names("topics", [(topic.slug, topic.formerly) for topic in topics], document, mistakes)
    return tuple(topics)


def warn_of_topics(topics: tuple[Topic, ...], document: Document, warnings: Notes) -> None:
    """Warn of a file from which nothing is published."""
    if not any(topic.enabled for topic in topics):
        warnings.add(document, ("topics",), "no topic is enabled, so nothing is published")


def _refuse_empty_examples(slug: str, table: TopicTable, document: Document, mistakes: Notes) -> None:
    for index, example in enumerate(table.examples):
        if not (example.text or example.title):
            mistakes.add(document, ("topics", slug, "examples", index), "give it a text, a title or both")


def _refuse_reserved(slug: str, path: KeyPath, document: Document, mistakes: Notes) -> None:
    if slug in RESERVED:
        others = ", ".join(sorted(RESERVED))
        mistakes.add(document, path, f'"{slug}" is kept for the mill itself, as are {others}; choose another')


def _topic(slug: str, table: TopicTable, document: Document) -> Topic:
    path: KeyPath = ("topics", slug)
    duplicates = table.duplicates
    return Topic(
        slug=slug,
        filter=table.filter,
        title=table.title or slug,
        description=table.description,
        language=table.language,
        items=table.items,
        max_age=table.max_age,
        public=table.visibility == "public",
        enabled=table.enabled,
        formerly=tuple(table.formerly),
        item=Policy(duplicates.item),
        text=Policy(duplicates.text),
        story=Policy(duplicates.story),
        reasons=table.reasons,
        retag=Belated(table.retag),
        examples=tuple(
            Example(
                text=example.text or "",
                title=example.title,
                url=example.url or "",
                source=example.source,
                language=example.language,
                date=example.date or "",
                tags=tuple(example.tags),
                matches=example.matches,
                place=document.place((*path, "examples", index)),
            )
            for index, example in enumerate(table.examples)
        ),
        place=_filter_place(table.filter, (*path, "filter"), document),
    )


def _filter_place(text: str, path: KeyPath, document: Document) -> str:
    line, column = document.places.inside(path, text)
    return f"{document.name}:{line}:{column}"
