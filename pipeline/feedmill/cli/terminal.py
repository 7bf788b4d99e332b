"""What the commands share: where they stand, how they speak."""

from __future__ import annotations

import json
import logging
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from feedmill.app import Place

__all__ = ["Door", "as_table", "complain", "counted", "is_watched", "say", "say_json", "when"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """The global options."""

    folder: Path
    verbose: bool = False

    def place(self) -> Place:
        """Give the installation, with the process's environment."""
        from feedmill.app import Place

        if self.verbose:
            logging.basicConfig(stream=sys.stderr, level=logging.INFO, format="%(message)s")
        return Place(folder=self.folder.resolve(), environ=os.environ)


def say(text: str = "") -> None:
    """Print a result."""
    typer.echo(text)


def say_json(value: object) -> None:
    """Print a result as one JSON object."""
    typer.echo(json.dumps(value, ensure_ascii=False, allow_nan=False))


def complain(text: str) -> None:
    """Print to stderr."""
    typer.echo(text if text.startswith("config/") else f"feedmill: {text}", err=True)


def is_watched() -> bool:
    """Say whether a person sees stderr: then progress is welcome, else cron would mail it."""
    return sys.stderr.isatty()


def when(moment: object) -> str:
    """Spell a moment, or its absence."""
    from datetime import datetime

    from feedmill.text.dates import rfc3339

    return rfc3339(moment) if isinstance(moment, datetime) else "never"


def counted(number: int, noun: str) -> str:
    """Give a number with its noun: 1 article, 2 articles."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def as_table(rows: Sequence[Sequence[str]]) -> str:
    """Align columns with two spaces between them; no frame, so that it greps and mails well."""
    if not rows:
        return ""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    )
