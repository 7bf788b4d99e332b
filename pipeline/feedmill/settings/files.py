"""The files of `config/`, read as TOML; a file that cannot be read is one mistake with its place."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from feedmill.errors import ConfigError
from feedmill.settings.notes import Document, quoted
from feedmill.settings.syntax import end_of, explained

if TYPE_CHECKING:
    from pathlib import Path

    from feedmill.settings.notes import Notes
    from feedmill.settings.places import KeyPath

__all__ = [
    "DECISIONS",
    "FEEDMILL",
    "SOURCES",
    "TOPICS",
    "Folder",
    "parse",
    "read",
    "read_lines",
    "require_config",
]

FEEDMILL = "config/feedmill.toml"
SOURCES = "config/sources.toml"
TOPICS = "config/topics.toml"
DECISIONS = "config/decisions.toml"
_ORDER = (FEEDMILL, SOURCES, TOPICS, DECISIONS)


@dataclass(frozen=True, slots=True)
class Folder:
    """An installation whose files in `config/` another folder's stand for, where that has one of the name."""

    root: Path
    config: Path | None

    def __truediv__(self, name: str) -> Path:
        """Give where a file lies."""
        other = self.config / name.removeprefix("config/") if self.config is not None else None
        return other if other is not None and other.exists() else self.root / name


def require_config(folder: Path) -> None:
    """
    Refuse a folder that is no installation.

    Raises:
        ConfigError: There is no `config/` in it.
    """
    if not (folder / "config").is_dir():
        advice = f'run "feedmill init {folder}" to make an installation there, or name yours with -C'
        raise ConfigError((f"{folder}: no config/ folder here; {advice}",))


def read(folder: Path | Folder, name: str, mistakes: Notes, *, optional: bool = False) -> Document:
    """Read one file; if that fails, note why and give an empty document."""
    try:
        content = (folder / name).read_bytes()
    except FileNotFoundError:
        if not optional:
            mistakes.add(
                _empty(name), (), 'this file is missing; "feedmill init DIR" makes a folder with an example'
            )
        return _empty(name)
    except OSError as error:
        mistakes.add(_empty(name), (), f"cannot be read: {error.strerror or error}")
        return _empty(name)
    return parse(name, content, mistakes)


def read_lines(folder: Path | Folder, name: str, asker: Document, path: KeyPath, mistakes: Notes) -> Document:
    """Read a file of lines that *asker* names at *path*; if that fails, note why and give an empty one."""
    empty = Document(name, "", {}, order=asker.order)
    try:
        content = (folder / name).read_bytes()
    except OSError as error:
        reason = (
            "there is no such file in config/" if isinstance(error, FileNotFoundError) else error.strerror
        )
        mistakes.add(asker, path, f"{quoted(name)} cannot be read: {reason or error}")
        return empty
    try:
        text = content.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        before = content[: error.start].decode("utf-8", "replace")
        mistakes.add_at(empty, end_of(before), "not UTF-8: save the file as UTF-8 text")
        return empty
    return Document(name, text, {}, order=asker.order)


def parse(name: str, content: bytes, mistakes: Notes) -> Document:
    """Read TOML (UTF-8, with or without a byte order mark); of a broken text note the first mistake."""
    try:
        text = content.decode("utf-8-sig").replace("\r\n", "\n")
        return Document(name, text, tomllib.loads(text), order=_ORDER.index(name))
    except UnicodeDecodeError as error:
        before = content[: error.start].decode("utf-8", "replace")
        mistakes.add_at(_empty(name), end_of(before), "not UTF-8: save the file as UTF-8 text")
    except tomllib.TOMLDecodeError as error:
        spot, sentence = explained(str(error), text)
        mistakes.add_at(_empty(name), spot, f"not TOML: {sentence}")
    except (RecursionError, ValueError):  # tomllib lets these out of lists and of numbers without end
        sentence = "not TOML that can be read: lists are nested too deeply, or a number is too long"
        mistakes.add_at(_empty(name), (1, 1), sentence)
    return _empty(name)


def _empty(name: str) -> Document:
    return Document(name, "", {}, order=_ORDER.index(name))
