"""
Answers on their way from the loop's thread to the caller's, few at a time.

While nobody takes them there is room for a few only, and those who bring more wait.
"""

from __future__ import annotations

import asyncio
import contextlib
import queue
from collections import deque
from collections.abc import Callable

from feedmill.model import Answer

__all__ = ["Outbox"]

#: How often somebody who waits for a host that hangs is asked whether to go on.
_LISTEN_SECONDS = 0.2
#: Answers that may wait to be taken; more would only hold bodies in memory.
_ROOM = 16
_HANDFUL = 4


class Outbox:
    """Hand answers over; `take` is for the caller's thread, the rest for the loop's."""

    def __init__(self) -> None:
        self._room = asyncio.Semaphore(_ROOM)
        #: Each time something is put here wakes the other thread, so that answers go together.
        self._sent: queue.SimpleQueue[list[Answer] | BaseException] = queue.SimpleQueue()
        self._leaving: list[Answer] = []
        self._came: deque[Answer] = deque()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._taken = 0

    def take(self, should_stop: Callable[[], bool]) -> Answer | None:
        """Wait for the next answer, None when told to stop; raise what went wrong in the other thread."""
        while not self._came:
            try:
                sent = self._sent.get(timeout=_LISTEN_SECONDS)
            except queue.Empty:
                if should_stop():
                    return None
                continue
            if isinstance(sent, BaseException):
                raise sent
            self._came.extend(sent)
        # Told in handfuls, for each time wakes the other thread; the room is larger, so nobody waits for one.
        self._taken += 1
        if self._taken % _HANDFUL == 0 and self._loop is not None:
            with contextlib.suppress(RuntimeError):  # the loop has closed: nobody waits
                self._loop.call_soon_threadsafe(self._release)
        return self._came.popleft()

    def open(self, loop: asyncio.AbstractEventLoop) -> None:
        """Say whose loop the answers come from."""
        self._loop = loop

    async def put(self, answer: Answer) -> None:
        """Send *answer*, when there is room."""
        await self._room.acquire()
        self._leaving.append(answer)
        if len(self._leaving) == 1:
            asyncio.get_running_loop().call_soon(self._send)

    def fail(self, error: BaseException) -> None:
        """Send what went wrong, after what came before it."""
        self._send()
        self._sent.put(error)

    def _send(self) -> None:
        if self._leaving:
            leaving, self._leaving = self._leaving, []
            self._sent.put(leaving)

    def _release(self) -> None:
        for _ in range(_HANDFUL):
            self._room.release()
