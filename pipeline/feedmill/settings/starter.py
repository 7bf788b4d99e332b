"""A new installation: the starter files, copied into a folder. Nothing that is there is overwritten."""

from __future__ import annotations

from importlib.resources import files
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

    Raises:
        UsageError: It has a config file already, or cannot be written.
    """
    starter = _starter()
    for name in _CONFIG:
        if (folder / "config" / name).exists():
            raise UsageError(f"{folder / 'config' / name} is there already; nothing was written")
    wanted = [f"config/{name}" for name in _CONFIG]
    wanted += sorted(
        f"seeds/{seed.name}" for seed in (starter / "seeds").iterdir() if seed.name.endswith(".txt")
    )
    wanted.append("feeds/README.md")
    try:
        return tuple(folder / name for name in wanted if _copy(starter.joinpath(name), folder / name))
    except OSError as error:
        raise UsageError(f"cannot make an installation in {folder}: {error.strerror or error}") from error


def _copy(source: Traversable, target: Path) -> bool:
    """Write *target* unless something is there; say whether it was written."""
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        with target.open("xb") as file:
            file.write(source.read_bytes())
    except FileExistsError:
        return False
    return True


def _starter() -> Traversable:
    """Find the starter files: in a wheel inside the package, in a checkout the repository's own."""
    packaged = files("feedmill") / "starter"
    return packaged if packaged.is_dir() else Path(__file__).parents[3]
