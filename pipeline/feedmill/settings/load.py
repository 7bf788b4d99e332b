"""
The whole of `config/` at once.

    read each file → replace ${NAME} → check each table → make values → check what spans tables
        → ONE ConfigError with every mistake, or `Settings` with its warnings
"""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING

from feedmill import __version__
from feedmill.settings import files
from feedmill.settings.notes import Notes
from feedmill.settings.values import Settings
from feedmill.text.hashes import xxh128
from feedmill.text.versions import LANGUAGE_VERSION

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

__all__ = ["load"]


def load(
    folder: Path,
    environ: Mapping[str, str],
    *,
    warn: bool = True,
    sound: str = "",
    config: Path | None = None,
) -> Settings:
    """
    Read the installation in *folder*, taking `${NAME}` from *environ*.

    Without *warn* oddities are not looked for, which takes as long as all the rest. *sound*: the
    `Settings.filters_hash` of an earlier call; filters that were sound then are not read again. *config*: a
    folder whose files stand for those of the same name in config/, as names in messages say all the same.

    Raises:
        ConfigError: With every mistake of every file, each with its line and column.
    """
    # Late, because pydantic is heavy and `feedmill --help` needs none of it.
    from feedmill.settings.decisions import inherited, read_decisions, warn_of_decisions
    from feedmill.settings.main_file import check_folders, read_main, warn_of_main
    from feedmill.settings.sources_file import read_sources, warn_of_sources
    from feedmill.settings.term_sets import read_term_sets, vocabulary_of, warn_of_entries
    from feedmill.settings.topics_file import read_topics, warn_of_topics

    folder = folder.resolve()
    files.require_config(folder)
    mistakes, warnings = Notes(), Notes()
    place = files.Folder(folder, config)
    main_text = files.read(place, files.FEEDMILL, mistakes, optional=True)
    source_text = files.read(place, files.SOURCES, mistakes)
    topic_text = files.read(place, files.TOPICS, mistakes)
    decision_text = files.read(place, files.DECISIONS, mistakes, optional=True)

    main = read_main(main_text, folder, environ, mistakes)
    sources = read_sources(source_text, folder, environ, mistakes)
    sets = read_term_sets(topic_text, place, mistakes)
    vocabulary, topics = vocabulary_of(sets), read_topics(topic_text, mistakes)
    decisions = read_decisions(decision_text, mistakes)
    check_folders(main, sources, main_text, mistakes)
    # The words of term sets, for some stand in files of their own.
    filters_hash = xxh128(
        __version__, str(LANGUAGE_VERSION), topic_text.text, repr(sorted(vocabulary.items()))
    )
    if sound != filters_hash:
        from feedmill.settings.filters import check_filters  # late: filters do not often change

        check_filters(sets, topic_text, mistakes)
    mistakes.raise_mistakes()

    if warn:
        from feedmill.settings.filters import warn_of_filters

        floor = None if main.fetch.allow_private else main.fetch.min_interval
        warn_of_main(main, main_text, warnings)
        warn_of_sources(sources, source_text, floor, warnings)
        warn_of_topics(topics, topic_text, warnings)
        warn_of_entries(sets, warnings)
        warn_of_filters(topics, vocabulary, sources, topic_text, warnings)
        warn_of_decisions(decisions, main.site, sources, topics, decision_text, warnings)
    return Settings(
        folder=folder,
        **{field.name: getattr(main, field.name) for field in fields(main)},
        sources=sources,
        vocabulary=vocabulary,
        topics=topics,
        decisions=inherited(decisions, topics),
        warnings=warnings.lines(),
        filters_hash=filters_hash,
    )
