"""
One call of the fetcher: workers take jobs place by place (host and port), answers leave by a bounded queue.

Knows nothing of what an answer holds, but for a 429, a challenge page or the third 503, which end what else
its host would be asked.
"""

from __future__ import annotations

import asyncio
import contextlib
import queue
from collections import Counter
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from feedmill.fetch.address import Address
from feedmill.fetch.asking import Asker, fetch_error
from feedmill.fetch.failure import FetchFailed
from feedmill.fetch.guard import Guard, is_ip
from feedmill.fetch.jobs import Job, plan
from feedmill.fetch.lanes import Lanes
from feedmill.fetch.ledger import Ledger
from feedmill.fetch.resolver import Lookup
from feedmill.fetch.transport import Wire
from feedmill.model import Answer, FetchError, FetchSettings, Request

__all__ = ["Exchange", "Past"]

#: How often somebody who waits for a host that hangs is asked whether to go on.
_LISTEN_SECONDS = 0.2
#: Answers that may wait to be taken; more would only hold bodies in memory.
_ROOM = 16
_HANDFUL = 4
#: So many of a host's URLs must say this before the rest of it is not asked: once "too often" is enough; one
#: that is overloaded or under repair may be one of many programs there.
ENDS_A_HOST = {"http-429": 1, "challenge": 1, "http-503": 3}


@dataclass(slots=True)
class Past:
    """What the exchanges of one run leave for each other."""

    #: See `Lanes`.
    opens: dict[Hashable, float] = field(default_factory=dict)
    #: Hosts that are asked no more, with what they said.
    halted: dict[str, FetchError] = field(default_factory=dict)
    #: Host → how many of its URLs have said so (429, challenge, 503).
    words: Counter[tuple[str, str]] = field(default_factory=Counter)


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
        self._lanes = Lanes(self._gap, past.opens)
        self._wire = Wire(self._guard, lookup, max_bytes=settings.max_bytes, ledger=ledger)
        self._asker = Asker(
            self._wire,
            guard=self._guard,
            lanes=self._lanes,
            settings=settings,
            user_agent=user_agent,
            now=now,
        )
        self._jobs = plan(requests)
        # Lists, for a deque of one takes seven times the memory, and most places have one job.
        self._by_place: dict[tuple[str, int], list[Job]] = {}
        for job in self._jobs:
            self._by_place.setdefault(job.place, []).append(job)
        #: Places with a job to do that no worker is at; None sends a worker home.
        self._ready: asyncio.Queue[tuple[str, int] | None] = asyncio.Queue()
        self._halted, self._words = past.halted, past.words
        self._hanging: frozenset[str] = frozenset()
        self._room = asyncio.Semaphore(_ROOM)
        self._answers: queue.SimpleQueue[Answer | BaseException] = queue.SimpleQueue()
        self._running: tuple[asyncio.AbstractEventLoop, asyncio.Task[None]] | None = None
        self._stopped = False
        self._taken = 0

    # --- in the caller's thread

    def take(self, should_stop: Callable[[], bool]) -> Answer | None:
        """Wait for the next answer, None when told to stop; raise what went wrong in the other thread."""
        while True:
            try:
                answer = self._answers.get(timeout=_LISTEN_SECONDS)
                break
            except queue.Empty:
                if should_stop():
                    return None
        if isinstance(answer, BaseException):
            raise answer
        # Told in handfuls, for each time wakes the other thread; the room is larger, so nobody waits for one.
        self._taken += 1
        if self._taken % _HANDFUL == 0:
            self._in_loop(self._release)
        return answer

    def stop(self) -> None:
        """Give up what is not answered yet."""
        self._stopped = True
        if self._running is not None:
            self._in_loop(self._running[1].cancel)

    def _in_loop(self, call: Callable[[], object]) -> None:
        if self._running is not None:
            with contextlib.suppress(RuntimeError):  # the loop has closed: nothing is left to do
                self._running[0].call_soon_threadsafe(call)

    # --- in the exchange's thread

    def _release(self) -> None:
        for _ in range(_HANDFUL):
            self._room.release()

    def run(self) -> None:
        """Ask until every request is answered or `stop` is called."""
        try:
            asyncio.run(self._main())
        except asyncio.CancelledError:
            pass
        except BaseException as error:  # noqa: BLE001 -- take() raises it again where it is seen
            self._answers.put(error)

    async def _main(self) -> None:
        task = asyncio.current_task()
        if task is None:
            return
        loop = asyncio.get_running_loop()
        # What asyncio says of vendors' tasks that were given up would show URLs; ours are all awaited.
        loop.set_exception_handler(lambda _loop, _context: None)
        self._running = loop, task
        if self._stopped:  # asked after `_running` was set, so that no `stop` falls between
            return
        async with self._wire:
            await self._work_together()
        for job in self._jobs:
            if job.sources:
                job.answer = job.answer or self._nothing_reached(job)
                await self._hand_over(job)

    async def _work_together(self) -> None:
        for place in self._by_place:
            self._ready.put_nowait(place)
        count = min(self._settings.concurrency, len(self._by_place))
        workers = [asyncio.create_task(self._work()) for _ in range(count)]
        watch = asyncio.get_running_loop().call_later(self._patience, self._despair, workers)
        try:
            done, _ = await asyncio.wait(workers, return_when=asyncio.FIRST_EXCEPTION)
            for worker in done:
                if not worker.cancelled():
                    worker.result()
        finally:
            watch.cancel()
            for worker in workers:
                worker.cancel()
            await asyncio.gather(*workers, return_exceptions=True)

    def _despair(self, workers: Sequence[asyncio.Task[None]]) -> None:
        """End everything if no connection at all was made: this machine is offline, and cron waits."""
        if not self._wire.reached:
            self._hanging = frozenset(self._wire.resolver.pending)
            for worker in workers:
                worker.cancel()

    async def _work(self) -> None:
        while (place := await self._ready.get()) is not None:
            jobs = self._by_place[place]
            job = jobs.pop(0)
            job.answer = self._halted_answer(job) or await self._ask(job)
            self._halt(job)
            await self._hand_over(job)
            if jobs:
                wait = self._lanes.wait(job.address) if job.address else 0.0
                asyncio.get_running_loop().call_later(max(wait, 0.0), self._ready.put_nowait, place)
            else:
                del self._by_place[place]
                self._close_shop_when_done()

    def _close_shop_when_done(self) -> None:
        if not self._by_place:
            for _ in range(self._settings.concurrency):
                self._ready.put_nowait(None)

    async def _ask(self, job: Job) -> Answer:
        try:
            answer = await self._asker.ask(job.request)
        except Exception as error:  # noqa: BLE001 -- a fault of ours at one source must not cost the others
            kind = type(error).__name__
            failure = FetchFailed(
                "crashed", f"fetching ended in {kind}, a fault of Feedmill; please report it"
            )
            return fetch_error(job.request, failure)
        if isinstance(answer, FetchError) and answer.code == "timeout":
            return replace(answer, unreachable=job.place not in self._wire.reached)
        return answer

    async def _hand_over(self, job: Job) -> None:
        while job.sources and job.answer is not None:
            await self._room.acquire()
            source = job.sources.pop(0)
            self._answers.put(
                job.answer if job.answer.source == source else replace(job.answer, source=source)
            )
        job.answer = None

    def _halted_answer(self, job: Job) -> FetchError | None:
        halted = self._halted.get(job.place[0])
        if halted is None:
            return None
        message = "another source of this host was told to wait, so it was not asked in this run"
        return replace(
            fetch_error(job.request, FetchFailed(halted.code, message)), retry_after=halted.retry_after
        )

    def _halt(self, job: Job) -> None:
        # A host named by an address or by a name without a dot is often many servers: it is paused per URL.
        host = job.place[0]
        named = "." in host and not is_ip(host)
        if host in self._halted or not named or not isinstance(job.answer, FetchError):
            return
        code = job.answer.code
        self._words[host, code] += 1
        if self._words[host, code] == ENDS_A_HOST.get(code):
            self._halted[host] = job.answer

    def _nothing_reached(self, job: Job) -> FetchError:
        code = "dns" if job.place[0] in self._hanging else "connect"
        message = f"nothing could be reached within {self._patience:g} s; check this machine's network"
        return fetch_error(job.request, FetchFailed(code, message, unreachable=True))

    def _gap(self, address: Address) -> float:
        if self._guard.lifts(address.host) and "host_gap" not in self._settings.explicit:
            return 0.0
        return self._settings.host_gap.total_seconds()
