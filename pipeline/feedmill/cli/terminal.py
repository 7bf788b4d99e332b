"""What the commands share: where they stand, how they speak."""

from __future__ import annotations

import json
import logging
import os
import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import typer

if TYPE_CHECKING:
    from feedmill.app.place import Place

__all__ = [
    "Colour",
    "Door",
    "as_table",
    "complain",
    "counted",
    "is_coloured",
    "is_watched",
    "one_line",
    "say",
    "say_json",
    "visible",
    "when",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """The global options."""

    folder: Path
    verbose: bool = False

    def place(self) -> Place:
        """Give the installation, with the process's environment."""
        from feedmill.app.place import Place

        if self.verbose:
            logging.basicConfig(stream=sys.stderr, level=logging.INFO, format="%(message)s")
        return Place(folder=self.folder.resolve(), environ=os.environ)


Colour = Literal["bold", "green", "red"]


def say(text: str = "", colour: Colour | None = None) -> None:
    """Print a result, in colour where a terminal shows it and NO_COLOR (https://no-color.org) is not set."""
    if colour is not None and is_coloured():
        styled = typer.style(
            visible(text), fg=None if colour == "bold" else colour, bold=colour == "bold" or None
        )
        typer.echo(styled, color=True)
    else:
        typer.echo(visible(text))


def is_coloured() -> bool:
    """Say whether results may be in colour."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR")


def say_json(value: object) -> None:
    """Print a result as one JSON object."""
    # The same spelling of a character is right in JSON, too.
    typer.echo(visible(json.dumps(value, ensure_ascii=False, allow_nan=False)))


def complain(text: str) -> None:
    """Print to stderr."""
    typer.echo(visible(text if text.startswith("config/") else f"feedmill: {text}"), err=True)


def one_line(text: str) -> str:
    """Spell the line breaks of what must be one line, as of a file's name."""
    return text.replace("\n", "\\u000a")


def visible(text: str) -> str:
    """Spell what a terminal would obey or what turns text round, by number; line breaks stay."""
    return _UNSEEN.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


#: Controls (ECMA-48, sections 5.2 and 5.3), overrides and isolates of direction (UAX #9, section 2; used in
#: CVE-2021-42574), and halves of pairs, which cannot be written.
_UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


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
