"""
One call of the fetcher: slots take jobs lane by lane, hop by hop; answers leave by a bounded queue.

Whoever must wait, for its host's turn or for a new host that it was led to, holds no slot meanwhile; whoever
takes long lends its slot to others. Knows nothing of what an answer holds, but for the words and silences
that end what else its host would be asked (`silence`).
"""

from __future__ import annotations

import asyncio
import contextlib
from collections import deque
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from feedmill.fetch.address import Address, read_address
from feedmill.fetch.asking import Asker, Hop, fetch_error
from feedmill.fetch.failure import FetchFailed
from feedmill.fetch.guard import Guard
from feedmill.fetch.jobs import Job, plan
from feedmill.fetch.lanes import Lanes
from feedmill.fetch.ledger import Ledger
from feedmill.fetch.meter import Budget
from feedmill.fetch.outbox import Outbox
from feedmill.fetch.resolver import Lookup
from feedmill.fetch.room import room
from feedmill.fetch.silence import Silence
from feedmill.fetch.transport import Wire
from feedmill.fetch.watch import Watch
from feedmill.model import Answer, FetchSettings, Request

__all__ = ["Exchange", "Past"]

#: So many requests for each of `[fetch] concurrency` may be slow and not hold a slot: 192 more connections as
#: it comes, and fewer where a process may not have that many open (`room`).
SLOW_TO_A_SLOT = 3


@dataclass(slots=True)
class Past:
    """What the exchanges of one run leave for each other."""

    #: See `Lanes`.
    opens: dict[Hashable, float] = field(default_factory=dict)
    #: Hosts that are asked no more.
    silence: Silence = field(default_factory=Silence)


class Exchange:
    """Ask everything once, in a thread of its own (`run`); `take` and `stop` are for the caller's."""

    def __init__(
        self,
        requests: Sequence[Request],
        *,
        settings: FetchSettings,
        user_agent: str,
        lookup: Lookup,
        now: datetime | None,
        patience: float,
        past: Past,
        ledger: Ledger | None,
    ) -> None:
        self._settings = settings
        self._patience = patience
        self._guard = Guard(settings.allow_private)
        self._wire = Wire(self._guard, lookup, max_bytes=settings.max_bytes, ledger=ledger)
        self._asker = Asker(
            self._wire,
            guard=self._guard,
            settings=settings,
            user_agent=user_agent,
            now=now,
        )
        self._watch = Watch(settings.timeout.total_seconds(), self._slower)
        self._silence = past.silence
        self._lanes = Lanes(self._gap, past.opens, self._call)
        #: Those that are not answered yet: one that is holds nothing any more.
        self._jobs = dict.fromkeys(plan(requests))
        self._open = len(self._jobs)
        #: Lanes whose next job may start.
        self._ready: deque[Hashable] = deque()
        self._workers: set[asyncio.Task[None]] = set()
        self._employing = False
        #: Requests that hold no slot, for they are slow.
        self._slow = 0
        #: Connections that may be open at once, whatever is slow.
        self._room = room(settings.concurrency * (1 + SLOW_TO_A_SLOT))
        self._hanging: frozenset[str] = frozenset()
        self._outbox = Outbox()
        self._running: tuple[asyncio.AbstractEventLoop, asyncio.Future[None]] | None = None
        self._stopped = False

    # --- in the caller's thread

    def take(self, should_stop: Callable[[], bool]) -> Answer | None:
        """Wait for the next answer, None when told to stop; raise what went wrong in the other thread."""
        return self._outbox.take(should_stop)

    def stop(self) -> None:
        """Give up what is not answered yet."""
        self._stopped = True
        if self._running is not None:
            loop, over = self._running
            with contextlib.suppress(RuntimeError):  # the loop has closed: nothing is left to do
                loop.call_soon_threadsafe(over.cancel)

    # --- in the exchange's thread

    def run(self) -> None:
        """Ask until every request is answered or `stop` is called."""
        try:
            asyncio.run(self._main())
        except asyncio.CancelledError:
            pass
        except BaseException as error:  # noqa: BLE001 -- take() raises it again where it is seen
            self._outbox.fail(error)

    async def _main(self) -> None:
        loop = asyncio.get_running_loop()
        # What asyncio says of vendors' tasks that were given up would show URLs; ours are all awaited.
        loop.set_exception_handler(lambda _loop, _context: None)
        over = loop.create_future()
        self._outbox.open(loop)
        self._running = loop, over
        if self._stopped:  # asked after `_running` was set, so that no `stop` falls between
            return
        async with self._wire:
            await self._until(over)
        for job in tuple(self._jobs):
            if job.sources:
                job.answer = job.answer or self._nothing_reached(job)
                await self._hand_over(job)

    async def _until(self, over: asyncio.Future[None]) -> None:
        """Work until *over* is done: by the last answer, a fault, `stop`, or because nothing is reached."""
        for job in self._jobs:
            self._lanes.add(job)
        watch = asyncio.get_running_loop().call_later(self._patience, self._despair, over)
        try:
            await over
        finally:
            watch.cancel()
            workers = tuple(self._workers)
            for worker in workers:
                worker.cancel()
            await asyncio.gather(*workers, return_exceptions=True)

    def _despair(self, over: asyncio.Future[None]) -> None:
        """End everything if no connection at all was made: this machine is offline, and cron waits."""
        if not self._wire.reached and not over.done():
            self._hanging = frozenset(self._wire.resolver.pending)
            over.set_result(None)

    # --- slots

    def _call(self, lane: Hashable) -> None:
        """Let a worker take a lane that is ready: one that is about to be free, or a new one."""
        self._ready.append(lane)
        self._soon_employ()

    def _soon_employ(self) -> None:
        if not self._employing:
            self._employing = True
            asyncio.get_running_loop().call_soon(self._employ)

    def _employ(self) -> None:
        """Have as many workers as there are lanes that are ready, but no more than slots."""
        self._employing = False
        for _ in range(min(len(self._ready), self._slots - len(self._workers))):
            self._workers.add(asyncio.get_running_loop().create_task(self._work()))

    @property
    def _slots(self) -> int:
        most = self._settings.concurrency
        return min(most + min(self._slow, most * SLOW_TO_A_SLOT), self._room)

    def _slower(self, change: int) -> None:
        self._slow += change
        self._soon_employ()

    async def _work(self) -> None:
        task = asyncio.current_task()
        if task is None:
            return
        try:
            while self._ready and len(self._workers) <= self._slots:
                await self._serve(self._ready.popleft(), task)
        except Exception as error:  # noqa: BLE001 -- `take` raises it again where it is seen
            self._end(error)
        finally:
            # At once: who comes between a worker's end and the loop's notice of it would be left waiting.
            self._workers.discard(task)

    def _end(self, error: Exception | None = None) -> None:
        over = self._running[1] if self._running else None
        if over is None or over.done():
            return
        if error is None:
            over.set_result(None)
        else:
            over.set_exception(error)

    async def _serve(self, lane: Hashable, task: asyncio.Task[None]) -> None:
        """Make one hop of the next job of *lane*."""
        job = self._lanes.take(lane)
        job.answer = await self._hop(job, task)
        if job.answer is None:
            self._lanes.add(job, coming_from=lane)
            self._lanes.leave(lane)
            return
        await self._hand_over(job)
        del self._jobs[job]
        self._lanes.leave(lane)
        self._open -= 1
        if not self._open:
            self._end()

    async def _hop(self, job: Job, task: asyncio.Task[None]) -> Answer | None:
        """Ask where *job* stands, unless its host is not to be asked; None = it goes on elsewhere."""
        try:
            address = job.address or read_address(job.request.url)
            self._asker.check(address)
            silent = self._silence.failure(address)
            if silent is not None:
                silent.unreachable = silent.unreachable and job.trail is None
                led = job.trail is not None
                return fetch_error(job.request, silent, asked=led, host=address.host if led else "")
            return await self._ask(job, address, task)
        except FetchFailed as failure:
            return fetch_error(job.request, failure)
        except Exception as error:  # noqa: BLE001 -- a fault of ours at one source must not cost the others
            sentence = f"fetching ended in {type(error).__name__}, a fault of Feedmill; please report it"
            return fetch_error(job.request, FetchFailed("crashed", sentence))

    async def _ask(self, job: Job, address: Address, task: asyncio.Task[None]) -> Answer | None:
        loop = asyncio.get_running_loop()
        budget = Budget(self._settings.max_bytes)
        self._lanes.start(address)
        began = loop.time()
        try:
            with self._watch.over(task, address.host, budget, spent=job.spent):
                outcome = await self._asker.ask(job, address, budget)
        except FetchFailed as failure:
            if failure.code == "timeout":
                failure.unreachable = job.trail is None and not self._wire.has_reached(address)
            led = job.trail is not None and job.start is not None and address.host != job.start.host
            answer = fetch_error(job.request, failure, host=address.host if led else "")
            self._silence.heard(address, answer)
            return answer
        job.spent += loop.time() - began
        if isinstance(outcome, Hop):
            self._silence.heard(address, None)
            job.follow(outcome.address, permanent=outcome.permanent)
            return None
        self._silence.heard(address, outcome)
        return job.arrived(outcome)

    async def _hand_over(self, job: Job) -> None:
        while job.sources and job.answer is not None:
            source = job.sources.pop(0)
            await self._outbox.put(
                job.answer if job.answer.source == source else replace(job.answer, source=source)
            )
        job.answer = None

    def _nothing_reached(self, job: Job) -> Answer:
        code = "dns" if job.start is not None and job.start.host in self._hanging else "connect"
        message = f"nothing could be reached within {self._patience:g} s; check this machine's network"
        return fetch_error(job.request, FetchFailed(code, message, unreachable=True))

    def _gap(self, address: Address) -> float:
        if self._guard.lifts(address.host) and "host_gap" not in self._settings.explicit:
            return 0.0
        return self._settings.host_gap.total_seconds()
