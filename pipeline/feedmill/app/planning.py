"""The command that foretells: it reads the store, the config and the shelf's record, and writes nothing."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, replace
from pathlib import Path

from feedmill.app.choosing import workers
from feedmill.app.place import Place
from feedmill.cycle import check_identity
from feedmill.errors import ConfigError, UsageError
from feedmill.model import Answer, Request
from feedmill.parts import Parts, Progress, no_progress
from feedmill.plan import Plan, is_deep, plan
from feedmill.retag import rename, retag
from feedmill.settings import Settings, load
from feedmill.shelf.counting import CountingShelf
from feedmill.shelf.local import LocalShelf
from feedmill.stores.base import Store
from feedmill.stores.looking import copied, look
from feedmill.stores.sql import SqlStore
from feedmill.workers.base import Map

__all__ = ["Planned", "plan_changes"]

#: Fewer articles are asked sooner in this process than in one that is yet to be started.
_FEW = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """A plan, and what `check` has to say of the config that it is of."""

    plan: Plan
    warnings: tuple[str, ...]
    seconds: float


def plan_changes(
    place: Place, *, config: Path | None = None, samples: int = 5, progress: Progress = no_progress
) -> Planned:
    """
    Say what config/ would change, or the files in *config* instead of those of the same names.

    Takes no lock; a run may be at work meanwhile.

    Raises:
        ConfigError: The config has mistakes.
        IdentityChanged: It would change the ids of what is published.
        StorageError: The store cannot be read.
        UsageError: *config* is no folder.
    """
    started = time.monotonic()
    settings = _settings(place, config)

    def work(store: SqlStore) -> Plan:
        few = store.count_articles() < _FEW
        with nullcontext(_inline()) if few else workers(place.folder, keeps=False) as crew:
            parts = _parts(place, settings, store, crew, progress)
            check_identity(parts)
            if not is_deep(parts):
                return plan(parts, samples=samples)
            with copied(store) as trial:
                _apply(replace(parts, store=trial))
                return plan(parts, trial=trial, samples=samples)

    made = look(settings.store_url, work)
    return Planned(plan=made, warnings=settings.warnings, seconds=time.monotonic() - started)


def _apply(parts: Parts) -> None:
    rename(parts)
    retag(parts)


def _settings(place: Place, config: Path | None) -> Settings:
    if config is None:
        return place.settings(warn=True)
    if not config.is_dir():
        raise UsageError(f"--with names {str(config)!r}, which is no folder")
    try:
        settings = load(place.folder, place.environ, config=config)
    except ConfigError as error:
        raise ConfigError(_renamed(error.mistakes, config)) from None
    return replace(settings, warnings=_renamed(settings.warnings, config))


def _renamed(lines: Sequence[str], config: Path) -> tuple[str, ...]:
    """Name the files in *config* where a line is about one of them."""
    return tuple(
        f"{config}/{rest}"
        if (config / (rest := line.removeprefix("config/")).partition(":")[0]).is_file()
        else line
        for line in lines
    )


def _parts(place: Place, settings: Settings, store: Store, crew: Map, progress: Progress) -> Parts:
    return Parts(
        settings=settings,
        store=store,
        shelf=CountingShelf(LocalShelf(Path(settings.publish.to[0]))),
        fetch=_fetch_nothing,
        map=crew,
        now=place.now(),
        progress=progress,
    )


def _fetch_nothing(requests: Sequence[Request]) -> Iterator[Answer]:
    """Ask nobody."""
    del requests
    return iter(())


def _inline() -> Map:
    from feedmill.workers.inline import inline_map

    return inline_map
