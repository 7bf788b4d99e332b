r"""
The mill among publishers whose every request is in a raw log, with the clock at the test's hand.

    world.serve("feeds.example/a.xml", Reply(body=rss(...)), Reply(status=304))   # in turn, the last for good
    world.sources(a="feeds.example/a.xml")
    world.run()                                             # one cycle at `world.now`
    world.poll(every=timedelta(minutes=1), during=timedelta(hours=2))   # many, from `world.now` on
    [request.at for request in world.log]

Names with a dot lead to loopback addresses of their own and count as public hosts for all of the mill's
rules: loopback is in `allow_private`, and the mill looks no name up for that. Only the system's name
service is replaced; address check, sockets and bytes are real. A URL by address ("127.0.0.9/a.xml") is
a private host.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest

from feedmill import polling
from installation import Mill, item, rss
from loopback import Loopback, Reply, Route, Seen

__all__ = [
    "FEED",
    "HOUR",
    "PLACE",
    "START",
    "Request",
    "World",
    "by_url",
    "gaps",
    "hasty",
    "one_feed",
    "overlaps",
    "patiently",
    "too_soon",
]

START = datetime(2026, 1, 31, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
#: A feed of one item, and where `one_feed` serves it.
PLACE = "feeds.example/f"
FEED = Reply(body=rss(item("1", "One", "About one.", "https://p.example/1")), headers=(("ETag", '"1"'),))


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A request of the raw log, with the mill's clock of the run that sent it."""

    at: datetime
    seen: Seen

    @property
    def url(self) -> str:
        """Give host and target, as in `World.serve`."""
        return self.seen.name + self.seen.target

    @property
    def is_conditional(self) -> bool:
        """Say whether it carries a validator."""
        return bool({"if-none-match", "if-modified-since"} & dict(self.seen.headers).keys())


class World:
    """An installation and its publishers. *config* is added to feedmill.toml's [fetch]."""

    def __init__(
        self, mill: Mill, server: Loopback, patch: pytest.MonkeyPatch, *, config: str = 'host_gap = "0s"'
    ) -> None:
        self.mill = mill
        self.server = server
        self.now = START
        self.log: list[Request] = []
        #: Names that cannot be looked up ("*" = none can), names whose host takes no connection.
        self.unknown: set[str] = set()
        self.refusing: set[str] = set()
        #: Every name that was looked up, in order.
        self.lookups: list[str] = []
        self._addresses: dict[str, str] = {}
        patch.setattr("feedmill.fetch.resolver.system_lookup", self._lookup)
        mill.write("config/topics.toml", "[topics.news]\ntitle = \"News\"\nfilter = '*'\n")
        self.configure(config)

    def configure(self, lines: str) -> None:
        """Write feedmill.toml anew, with *lines* in [fetch]."""
        self.mill.write(
            "config/feedmill.toml",
            '[site]\nid_domain = "example.org"\nurl = "https://mill.example/"\n'
            f'[fetch]\nallow_private = ["127.0.0.0/8", "::1/128"]\n{lines}\n',
        )

    def serve(self, url: str, *replies: Reply, route: Route | None = None) -> str:
        """Answer at "host/path" with *replies* in turn, the last for good; give the URL to configure."""
        self.server.routes[url] = route if route is not None else list(replies)
        return self.url(url)

    def url(self, place: str) -> str:
        """Give the URL of "host/path" (or "user:password@host/path")."""
        host, _, path = place.partition("/")
        return f"http://{host}:{self.server.port}/{path}"

    def sources(self, **places: str) -> None:
        """Configure feeds alone: id (with _ for -) → "host/path", and further keys in lines."""
        tables = []
        for name, place in places.items():
            first, _, rest = place.partition("\n")
            url = first if first.startswith("http") else self.url(first)
            tables.append(f'[sources.{name.replace("_", "-")}]\nkind = "feed"\nurl = "{url}"\n{rest}\n')
        self.mill.write("config/sources.toml", "\n".join(tables))

    def run(self, *words: str, code: int | None = None) -> Any:
        """Run one cycle at `now`, log what it asked for, give its report; *code* is the exit code wanted."""
        self.mill.now = self.now.isoformat()
        before = len(self.server.requests)
        answer = self.mill.do("run", "--json", *words)
        assert answer.code in ((0, 3) if code is None else (code,)), answer.err
        self.log += [Request(at=self.now, seen=seen) for seen in self.server.requests[before:]]
        return answer.json if answer.out else None

    def poll(self, *words: str, every: timedelta, during: timedelta) -> list[Request]:
        """Run at `now` and every so often until *during* has passed; give what was asked meanwhile."""
        before, end = len(self.log), self.now + during
        while self.now < end:
            self.run(*words)
            self.now += every
        return self.log[before:]

    def later(self, **span: float) -> None:
        """Move the clock on, by the arguments of a timedelta."""
        self.now += timedelta(**span)

    def memory(self, source: str) -> Any:
        """Give what `feedmill sources` tells of one source."""
        listed = self.mill.do("sources", "--json").json["sources"]
        return listed[source]

    def _lookup(self, host: str, port: int) -> tuple[str, ...]:
        self.lookups.append(host)
        if host in self.unknown or "*" in self.unknown:
            raise OSError("Name or service not known")
        if host in self.refusing:
            return ("::1",)  # nobody listens there
        number = len(self._addresses) + 1
        return (self._addresses.setdefault(host, f"127.1.{number // 250}.{number % 250 + 1}"),)


def by_url(log: Iterable[Request]) -> dict[str, list[Request]]:
    """Sort a log by URL, each in its order."""
    sorted_: dict[str, list[Request]] = {}
    for request in log:
        sorted_.setdefault(request.url, []).append(request)
    return sorted_


def gaps(log: Iterable[Request]) -> list[timedelta]:
    """Give the times, by the mill's clock, between neighbours in *log*."""
    moments = [request.at for request in log]
    return [later - earlier for earlier, later in pairwise(moments)]


def overlaps(log: Iterable[Request]) -> int:
    """Count requests that began, by real time, before an earlier one to the same host had ended."""
    count, ends = 0, dict[str, float]()
    for request in sorted(log, key=lambda request: request.seen.began):
        name = request.seen.name
        count += request.seen.began < ends.get(name, 0.0)
        ends[name] = max(request.seen.ended, ends.get(name, 0.0))
    return count


def too_soon(log: Iterable[Request], least: timedelta) -> list[str]:
    """P10: give the URLs that were asked again before *least* had passed, by the mill's clock."""
    return [url for url, asked in by_url(log).items() for gap in gaps(asked) if gap < least]


def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make a build that finds every source due."""
    monkeypatch.setattr(polling, "is_due", lambda *rest, **more: True)
    monkeypatch.setattr(polling, "together", lambda due, *rest, **more: due)


def one_feed(world: World, *replies: Reply, keys: str = "") -> None:
    """Configure one source, at `PLACE`."""
    world.serve(PLACE, *(replies or (FEED,)))
    world.sources(a=f"{PLACE}\n{keys}")


def patiently(world: World, times: int) -> None:
    """Run now, and *times* more just before and just after the moment for which the mill waits."""
    world.run()
    for _ in range(times):
        due = datetime.fromisoformat(world.memory("a")["next_due"])
        for world.now in (due - timedelta(minutes=1), due + timedelta(minutes=1)):
            world.run()
