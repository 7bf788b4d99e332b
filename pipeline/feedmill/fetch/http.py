"""
Requests over HTTP: many at once, polite to each host, never more than is asked for.

The outside is a plain iterator; inside, an event loop in a thread of its own asks, and stops asking
while nobody takes the answers. Does not decide what is due (`polling`) and reads no document.
"""

from __future__ import annotations

import logging
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING

from feedmill import __version__
from feedmill.fetch.ledger import Ledger
from feedmill.model import Answer, FetchSettings, Request

if TYPE_CHECKING:
    from types import ModuleType

    from feedmill.fetch.exchange import Past
    from feedmill.fetch.resolver import Lookup

__all__ = ["HttpFetcher", "user_agent"]

#: A run in which nothing can be reached has 20 s; the rest of the run needs some of them.
PATIENCE_SECONDS = 12.0
#: How long a cancelled exchange may take to close its connections.
_FAREWELL_SECONDS = 5.0


class HttpFetcher:
    """
    Fetch requests of kinds that live on the web.

    Args:
        settings: Limits, and the networks whose hosts are exempt from the address check.
        user_agent: What we call ourselves, see `user_agent`.
        resolver: From (name, port) to numeric addresses; may block; the system's if not given.
        now: The run's clock, for a Retry-After date that comes without a Date.
        patience: Seconds after which everything is given up if no connection at all was made.
        ledger: Where requests are counted.
        should_stop: Asked while nothing comes; True ends the iteration with requests unanswered.
    """

    def __init__(
        self,
        settings: FetchSettings,
        *,
        user_agent: str,
        resolver: Lookup | None = None,
        now: datetime | None = None,
        patience: float = PATIENCE_SECONDS,
        should_stop: Callable[[], bool] = lambda: False,
        ledger: Ledger | None = None,
    ) -> None:
        self._settings = settings
        self._user_agent = user_agent
        self._lookup = resolver
        self._now = now
        self._patience = patience
        self._should_stop = should_stop
        self._past: Past | None = None
        self._ledger = ledger

    def __call__(self, requests: Sequence[Request]) -> Iterator[Answer]:
        """Yield one answer for each request as it comes; sources with one URL share one request."""
        if not requests:
            return
        # Late: a run in which no source is due asks nobody.
        with _without("pygments"):
            from feedmill.fetch.exchange import Exchange, Past
            from feedmill.fetch.resolver import system_lookup
        _silence_vendors()
        self._past = self._past or Past()
        exchange = Exchange(
            requests,
            settings=self._settings,
            user_agent=self._user_agent,
            lookup=self._lookup or system_lookup,
            now=self._now,
            patience=self._patience,
            past=self._past,
            ledger=self._ledger,
        )
        # A daemon: an interrupted run does not wait for hosts that hang.
        thread = threading.Thread(target=exchange.run, name="feedmill-fetch", daemon=True)
        thread.start()
        try:
            for _ in requests:
                answer = exchange.take(self._should_stop)
                if answer is None:
                    return
                yield answer
        finally:
            exchange.stop()
            thread.join(_FAREWELL_SECONDS)


def user_agent(contact: str) -> str:
    """Give an honest User-Agent (RFC 9110 section 10.1.5) with an address for complaints, if there is one."""
    return f"Feedmill/{__version__} (+{contact})" if contact else f"Feedmill/{__version__}"


@contextmanager
def _without(module: str) -> Iterator[None]:
    """
    Have *module* be missing while others are loaded, unless it is there already.

    httpx loads its own command line with its package, and rich and pygments with that, where they can be
    found: a tenth of a run in which nothing is new. The import system takes None for "is missing" (Python's
    reference of imports, 5.3.1).
    """
    modules: dict[str, ModuleType | None] = sys.modules  # type: ignore[assignment] # typeshed knows no None
    if module in modules:
        yield
        return
    modules[module] = None
    try:
        yield
    finally:
        del modules[module]


def _silence_vendors() -> None:
    # httpx logs every URL, with passwords and tokens, at INFO; aiohttp does in some errors.
    for name in ("httpx", "aiohttp"):
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)
