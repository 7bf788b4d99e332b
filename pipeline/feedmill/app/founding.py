"""Commands that make config files and need nothing else."""

from __future__ import annotations

from pathlib import Path

from feedmill import settings as config
from feedmill.app.place import Place

__all__ = ["import_sources", "init"]


def init(folder: Path) -> tuple[Path, ...]:
    """Make an installation that runs at once; give the files written."""
    return config.init(folder)


def import_sources(place: Place, opml: bytes) -> tuple[str, ...]:
    """Add the feeds of an OPML file to sources.toml; give the new source ids."""
    return config.import_sources(place.folder, opml)
