"""Commands that run cycles."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import nullcontext

from feedmill.app.choosing import Options, lock_of, opened, workers
from feedmill.app.place import Place
from feedmill.cycle import Report, Wish, cycle
from feedmill.errors import UsageError

__all__ = ["Options", "apply", "check_refetch", "keep_running", "run"]


def run(place: Place, wish: Wish, options: Options | None = None) -> Report:
    """Run one cycle."""
    options = options or Options()
    started = time.monotonic()
    with workers(place.folder) as crew, opened(place, options, started, crew) as parts:
        report = cycle(parts, lock_of(place.folder), wish, lambda: time.monotonic() - started)
        if not options.dry_run:
            place.note_sound(parts.settings)
        return report


def apply(place: Place) -> Report:
    """Run a cycle that fetches nothing, under a lock that is held already."""
    started = time.monotonic()
    with opened(place, Options(), started) as parts:
        return cycle(parts, nullcontext(), Wish(offline=True), lambda: time.monotonic() - started)


def check_refetch(place: Place, source: str) -> None:
    """Refuse a source that cannot be asked: unknown or not enabled."""
    known = {one.id: one.enabled for one in place.settings().sources}
    if source not in known:
        raise UsageError(f"--refetch names {source!r}, which is no source in config/sources.toml")
    if not known[source]:
        raise UsageError(f"--refetch names {source!r}, which is not enabled in config/sources.toml")


def keep_running(place: Place, say: Callable[[str], None], tell: Callable[[Report], None]) -> int:
    """Run at once and at each tick of [schedule], until a signal; *tell* each report; give the exit code."""
    from feedmill import schedule

    def tick(should_stop: Callable[[], bool]) -> None:
        tell(run(place, Wish(), Options(should_stop=should_stop)))

    return schedule.keep_running(tick, place.settings().schedule, say)
