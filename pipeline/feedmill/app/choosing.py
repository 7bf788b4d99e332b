"""The real parts: which they are, and how they are put together for one command."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from feedmill.app.place import VAR, Place
from feedmill.digest import Digest, Job, crashed, warm_up
from feedmill.errors import FeedmillError, StorageError
from feedmill.fetch.base import Pinger, no_pinger
from feedmill.fetch.disk import DiskFetcher
from feedmill.fetch.http import HttpFetcher, user_agent
from feedmill.fetch.ledger import Ledger
from feedmill.fetch.mixed import combine
from feedmill.parts import Parts, Progress, never, no_progress
from feedmill.settings import Settings
from feedmill.shelf.base import Mirror, Shelf
from feedmill.shelf.counting import CountingShelf
from feedmill.shelf.local import LocalShelf
from feedmill.stores.base import Store
from feedmill.stores.lock import FileLock
from feedmill.stores.sql import open_store
from feedmill.text.late import keep_by
from feedmill.workers.base import Map
from feedmill.workers.inline import inline_map
from feedmill.workers.pipes import PipeWorkers
from feedmill.workers.shelves import ArrayShelf

__all__ = ["Options", "lock_of", "opened", "opened_store", "workers"]

#: What one document may cost a worker, above what it has when idle. Hostile ones want gigabytes and hours.
#: Honest ones of 9 MB are read within it, as no more articles are made than may be new (docs/parsing.md).
_WORKER_BYTES = 64 * 1024 * 1024
_WORKER_CPU_SECONDS = 20.0
_WORKER_WALL_SECONDS = 30.0
#: Twice the CPU time that the start of a worker costs: a run that is over sooner needs no second one.
_WORKER_PATIENCE = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How a run is made, beside what it is asked to do."""

    dry_run: bool = False
    #: Seconds after which a run takes no further answers; 0 = no limit.
    max_seconds: float = 0
    progress: Progress = no_progress
    should_stop: Callable[[], bool] = never


@contextmanager
def opened(place: Place, options: Options, started: float, crew: Map = inline_map) -> Iterator[Parts]:
    """
    Give the real parts; when done, save what hosts were asked and close the store.

    Args:
        place: The installation.
        options: How the run is made.
        started: Monotonic seconds when the command began.
        crew: What reads documents.
    """
    settings = place.settings()
    # Seeds are read in this process.
    keep_by(ArrayShelf(place.folder / VAR))
    with opened_store(settings, dry_run=options.dry_run) as store:
        ledger = Ledger(place.now())
        try:
            yield _parts(place, settings, store, options, started, crew, ledger)
        except BaseException:
            # What went wrong is what must be told; the counts are saved if they still can be.
            with suppress(StorageError):
                store.note_traffic(ledger.close())
            raise
        store.note_traffic(ledger.close())


def workers(folder: Path, *, keeps: bool = True) -> AbstractContextManager[Map]:
    """
    Give the processes in which documents are read; none is started before there is one to read.

    *keeps*: they may keep in var/ what takes long to make.
    """
    return PipeWorkers(
        os.cpu_count() or 1,
        memory_bytes=_WORKER_BYTES,
        cpu_seconds=_WORKER_CPU_SECONDS,
        wall_seconds=_WORKER_WALL_SECONDS,
        on_crash=_given_up,
        warm=partial(warm_up, ArrayShelf(folder / VAR) if keeps else None),
        patience=_WORKER_PATIENCE,
    )


@contextmanager
def opened_store(settings: Settings, *, dry_run: bool = False) -> Iterator[Store]:
    """Open the store, and close it when done."""
    store = open_store(settings.store_url, dry_run=dry_run)
    try:
        yield store
    finally:
        store.close()


def lock_of(folder: Path) -> FileLock:
    """Give the lock of an installation, not taken yet."""
    return FileLock(folder / VAR / "feedmill.lock")


def _parts(
    place: Place,
    settings: Settings,
    store: Store,
    options: Options,
    started: float,
    crew: Map,
    ledger: Ledger,
) -> Parts:
    shelf: Shelf = LocalShelf(Path(settings.publish.to[0]), gzip=settings.publish.gzip)
    now = place.now()
    # Without a contact, the published site is where the operator can be found.
    agent = user_agent(settings.site.contact or settings.site.url)
    should_stop = _stopper(options, started)
    return Parts(
        settings=settings,
        store=store,
        shelf=CountingShelf(shelf) if options.dry_run else shelf,
        fetch=combine(
            {
                "seed": DiskFetcher(settings.fetch.max_bytes),
                "feed": HttpFetcher(
                    settings.fetch,
                    user_agent=agent,
                    now=now,
                    should_stop=should_stop,
                    ledger=ledger,
                ),
            }
        ),
        # A dry run tells nobody, and writes nowhere.
        ping=no_pinger if options.dry_run else _pinger(settings, agent),
        mirrors=() if options.dry_run else _mirrors(settings.publish.to[1:]),
        map=crew,
        now=now,
        progress=options.progress,
        should_stop=should_stop,
    )


def _given_up(job: object, why: str) -> Digest:
    """
    Give what stands for a document that a worker could not read.

    Raises:
        FeedmillError: It was a piece of the archive: nothing can stand for that.
    """
    if isinstance(job, Job):
        return crashed(job, why)
    raise FeedmillError(f"the archive was not asked to the end: {why}; what is stored is safe, run it again")


def _pinger(settings: Settings, agent: str) -> Pinger:
    if not settings.publish.websub:
        return no_pinger
    from feedmill.fetch.hubs import HubPinger  # late: most installations name no hub

    return HubPinger(settings.fetch, user_agent=agent)


def _mirrors(urls: Sequence[str]) -> tuple[Mirror, ...]:
    if not urls:
        return ()
    from feedmill.shelf.objects import ObjectMirror  # late: most installations have none

    return tuple(map(ObjectMirror, urls))


def _stopper(options: Options, started: float) -> Callable[[], bool]:
    def should_stop() -> bool:
        spent = options.max_seconds and time.monotonic() - started >= options.max_seconds
        return bool(spent) or options.should_stop()

    return should_stop
