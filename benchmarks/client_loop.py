"""
Ask every feed once: `client_loop.py WHO FEEDS PORT [--known]`; prints the CPU seconds of the asking.

WHO is `mill` (its fetcher), `bare` (httpx over the mill's transport, nothing else) or `stock` (httpx as it
comes). 128 requests under way. With `--known` each has a validator that the server takes: it answers 304.
The client is made, and modules are loaded, before the clock starts.
"""

from __future__ import annotations

import argparse
import asyncio
import time

import httpx
from server import address

from feedmill.fetch.guard import Guard
from feedmill.fetch.http import HttpFetcher
from feedmill.fetch.resolver import system_lookup
from feedmill.fetch.transport import Wire
from feedmill.model import Fetched, FetchSettings, NotModified, Request

__all__: list[str] = []

CONCURRENCY = 128
_PRIVATE = ("127.0.0.0/8",)
_MAX_BYTES = 10_000_000


def main() -> None:
    """Ask and print."""
    options = _options()
    before = time.process_time()
    is_mill = options.who == "mill"
    got = _ask_with_mill(options) if is_mill else asyncio.run(_ask_with_httpx(options))
    spent = time.process_time() - before
    assert got == options.feeds, f"{got} of {options.feeds} answered"
    print(spent)


def _ask_with_mill(options: argparse.Namespace) -> int:
    settings = FetchSettings(concurrency=CONCURRENCY, allow_private=_PRIVATE)
    requests = [
        Request(
            source=str(index), kind="feed", url=_url(index, options.port), etag="*" if options.known else None
        )
        for index in range(options.feeds)
    ]
    wanted = NotModified if options.known else Fetched
    answers = HttpFetcher(settings, user_agent="bench")(requests)
    return sum(isinstance(answer, wanted) for answer in answers)


async def _ask_with_httpx(options: argparse.Namespace) -> int:
    headers = {"If-None-Match": "*"} if options.known else {}
    wanted = 304 if options.known else 200
    left = iter(range(options.feeds))
    counted: list[int] = []
    async with _client(options.who) as client:

        async def work() -> None:
            for index in left:
                answer = await client.get(_url(index, options.port), headers=headers)
                counted.append(answer.status_code == wanted)

        await asyncio.gather(*(work() for _ in range(CONCURRENCY)))
    return sum(counted)


def _client(who: str) -> httpx.AsyncClient:
    if who == "stock":
        # The pool's own wait is switched off; the loop bounds what is under way.
        return httpx.AsyncClient(
            timeout=httpx.Timeout(30, pool=None), limits=httpx.Limits(max_connections=CONCURRENCY)
        )
    return httpx.AsyncClient(
        transport=Wire(Guard(_PRIVATE), system_lookup, max_bytes=_MAX_BYTES), trust_env=False
    )


def _url(index: int, port: int) -> str:
    return f"http://{address(index)}:{port}/feed.xml"


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("who", choices=["mill", "bare", "stock"])
    parser.add_argument("feeds", type=int)
    parser.add_argument("port", type=int)
    parser.add_argument("--known", action="store_true")
    return parser.parse_args()


if __name__ == "__main__":
    main()
