"""What a whole installation says, as one frozen value. Knows no TOML and no vendor."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from feedmill.model import (
        Decision,
        DedupeSettings,
        FetchSettings,
        PublishSettings,
        Site,
        Source,
        Topic,
        Vocabulary,
    )

__all__ = ["ScheduleSettings", "Settings"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduleSettings:
    """When the daemon runs a cycle: the `[schedule]` table. Exactly one of *cron* and *every* is set."""

    #: Five fields as in crontab(5): Sunday is 0, 7 or "sun".
    cron: str = ""
    every: timedelta | None = timedelta(hours=1)
    #: Name of the IANA zone that `cron` is read in.
    timezone: str = "UTC"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """All of `config/`, checked; paths are absolute, `${NAME}` is replaced."""

    #: The installation folder.
    folder: Path
    site: Site
    #: SQLAlchemy URL.
    store_url: str
    publish: PublishSettings
    schedule: ScheduleSettings
    fetch: FetchSettings
    #: Share of due external sources that may fail before a run exits 3.
    max_failed: float
    dedupe: DedupeSettings
    #: In the order of `sources.toml`, disabled ones too.
    sources: tuple[Source, ...]
    vocabulary: Vocabulary
    #: In the order of `topics.toml`, disabled ones too.
    topics: tuple[Topic, ...]
    decisions: tuple[Decision, ...]
    #: Lines `file:line:column: place: what to think of`.
    warnings: tuple[str, ...] = ()
    #: Share of the stored articles that a topic may match without a warning.
    max_matched: float = 0.5
    #: Of the text that the filters stand in, and of the version that found them sound.
    filters_hash: str = ""
