"""A new installation: the starter files, copied into a folder. Nothing that is there is overwritten."""

from __future__ import annotations

from importlib.resources import files
from os.path import lexists
from pathlib import Path
from typing import TYPE_CHECKING

from feedmill.errors import UsageError

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

__all__ = ["init"]

#: `decisions.toml` is not among them: what was pinned here is nobody else's.
_CONFIG = ("feedmill.toml", "sources.toml", "topics.toml")


def init(folder: Path) -> tuple[Path, ...]:
    """
    Make *folder* an installation that runs at once; give the files written.

    What an earlier attempt wrote before it was killed is taken as it is.

    Raises:
        UsageError: It is an installation already, or cannot be written.
    """
    starter = _starter()
    try:
        _refuse_installation(folder, starter)
        written = tuple(folder / name for name in _names(starter) if _copy(starter / name, folder / name))
    except OSError as error:
        raise UsageError(f"cannot make an installation in {folder}: {error.strerror or error}") from error
    if not written:
        raise UsageError(f"{folder} is an installation already; nothing was written")
    return written


def _refuse_installation(folder: Path, starter: Traversable) -> None:
    """Refuse a folder with a config file that is not the starter's: somebody has made it his own."""
    for name in (f"config/{name}" for name in _CONFIG):
        there = folder / name
        if lexists(there) and not (there.is_file() and there.read_bytes() == (starter / name).read_bytes()):
            raise UsageError(f"{there} is there already; nothing was written")


def _names(starter: Traversable) -> list[str]:
    seeds = sorted(seed.name for seed in (starter / "seeds").iterdir() if seed.name.endswith(".txt"))
    return [
        *(f"config/{name}" for name in _CONFIG),
        *(f"seeds/{name}" for name in seeds),
        "feeds/README.md",
    ]


def _copy(source: Traversable, target: Path) -> bool:
    """Write *target*, whole or not at all, unless something is there; say whether it was written."""
    if lexists(target):
        return False
    target.parent.mkdir(parents=True, exist_ok=True)
    # A name that no run reads, should it be left behind; the next attempt writes over it.
    part = target.with_name(f".{target.name}.part")
    part.write_bytes(source.read_bytes())
    part.rename(target)
    return True


def _starter() -> Traversable:
    """Find the starter files: in a wheel inside the package, in a checkout the repository's own."""
    packaged = files("feedmill") / "starter"
    return packaged if packaged.is_dir() else Path(__file__).parents[3]
