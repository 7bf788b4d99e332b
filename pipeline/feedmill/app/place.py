"""Where an installation lies: the one door for the wall clock, the environment and the folder."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from feedmill import settings as config
from feedmill.errors import UsageError
from feedmill.settings import Settings

__all__ = ["VAR", "Place"]

#: A folder for everything that is neither config nor published: database, lock.
VAR = "var"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where an installation lies, and in what environment it is used."""

    folder: Path
    environ: Mapping[str, str]

    def now(self) -> datetime:
        """
        Give the wall clock, or FEEDMILL_NOW (RFC 3339) where it is set.

        Raises:
            UsageError: FEEDMILL_NOW is no moment.
        """
        text = self.environ.get("FEEDMILL_NOW", "")
        if not text:
            return datetime.now(UTC)
        try:
            moment = datetime.fromisoformat(text)
        except ValueError:
            moment = None
        if moment is None or moment.tzinfo is None:
            raise UsageError(f"FEEDMILL_NOW is {text!r}; give a moment like 2026-01-31T12:00:00Z")
        return moment.astimezone(UTC)

    def settings(self, *, warn: bool = False) -> Settings:
        """Read config/, or raise one ConfigError with every mistake; *warn*: look for oddities too."""
        return config.load(self.folder, self.environ, warn=warn, sound=self._sound())

    def note_sound(self, settings: Settings) -> None:
        """Keep in mind that these filters have no mistakes, so that the next run need not read them."""
        if settings.filters_hash != self._sound():
            # It is only about time: a folder that cannot be written is for others to tell.
            with suppress(OSError):
                self._sound_file.write_text(settings.filters_hash, encoding="ascii")

    @property
    def _sound_file(self) -> Path:
        return self.folder / VAR / "filters.sound"

    def _sound(self) -> str:
        try:
            return self._sound_file.read_text(encoding="ascii")
        except (OSError, UnicodeDecodeError):
            return ""
