"""Hubs are told of feeds that changed: a hub of our own, which looks at what it is told of."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs

import pytest

from feedmill.fetch import hubs as pinging
from installation import Mill

NEWS = "The G7 meets again\n\nThe Group of Seven agreed on financial assistance.\n"


class Hub(ThreadingHTTPServer):
    """A WebSub hub that notes what publishers tell it."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Door)
        self.told: list[dict[str, list[str]]] = []
        self.agents: set[str] = set()
        self.status = 204
        self.patience = threading.Event()
        self.hangs = False

    @property
    def url(self) -> str:
        """Give its address, with a query, which must reach it too."""
        return f"http://127.0.0.1:{self.server_port}/hub?for=all"

    def feeds(self) -> list[str]:
        """Give the feeds that it was told of, sorted; each must be said in both ways."""
        for one in self.told:
            assert one["hub.mode"] == ["publish"]
            assert one["hub.url"] == one["hub.topic"]
        return sorted(one["hub.url"][0] for one in self.told)


class _Door(BaseHTTPRequestHandler):
    server: Hub

    def do_POST(self) -> None:
        assert self.path == "/hub?for=all"
        assert self.headers["Content-Type"] == "application/x-www-form-urlencoded"
        body = self.rfile.read(int(self.headers["Content-Length"])).decode("ascii")
        self.server.told.append(parse_qs(body))
        self.server.agents.add(self.headers["User-Agent"])
        if self.server.hangs:
            self.server.patience.wait(30)
        self.send_response(self.server.status)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_words: Any) -> None:
        """Say nothing."""


@pytest.fixture
def hub() -> Iterator[Hub]:
    """Start a hub."""
    with Hub() as made:
        thread = threading.Thread(target=made.serve_forever, daemon=True)
        thread.start()
        yield made
        made.patience.set()
        made.shutdown()
        thread.join()


@pytest.fixture
def pinging_mill(mill: Mill, hub: Hub) -> Mill:
    """Give a mill with a public address that names the hub."""
    _configure(mill, hub)
    return mill


def _configure(mill: Mill, hub: Hub, *, url: str = "https://news.example/feeds/") -> None:
    mill.write(
        "config/feedmill.toml",
        f'[site]\nurl = "{url}"\ncontact = "https://news.example/about"\nid_domain = "example.org"\n'
        f'[publish]\nwebsub = ["{hub.url}"]\n[fetch]\nallow_private = ["127.0.0.0/8"]\n',
    )


def test_hubs_are_told_of_what_changed(pinging_mill: Mill, hub: Hub) -> None:
    """The first run tells of all feeds, one in which nothing changed of none, the next of those that did."""
    first = pinging_mill.run()

    everything = [
        f"https://news.example/feeds/{t}.{f}" for t in ("aid", "g7") for f in ("atom", "json", "rss")
    ]
    assert everything == hub.feeds()
    assert {"sent": 6, "waiting": 0, "given_up": 0, "failure": ""} == first["websub"]
    assert all("Feedmill/" in agent and "news.example/about" in agent for agent in hub.agents)

    hub.told.clear()
    pinging_mill.run()

    assert [] == hub.told

    pinging_mill.write(
        "seeds/new.txt", "The G7 meets\n\nThe Group of Seven met, and nothing more is known.\n"
    )
    pinging_mill.run()

    assert [each for each in everything if "/g7." in each] == hub.feeds()


def test_feeds_name_the_hub_that_is_told(pinging_mill: Mill, hub: Hub) -> None:
    """A subscriber finds it in each format, beside the address that the hub was told."""
    pinging_mill.run()
    shelf = pinging_mill.folder / "feeds"

    for name in ("g7.rss", "g7.atom"):
        document = (shelf / name).read_text()
        assert f'href="{hub.url}"' in document
        assert f'href="https://news.example/feeds/{name}"' in document
    assert {"type": "WebSub", "url": hub.url} in pinging_mill.feed("g7")["hubs"]
    assert pinging_mill.feed("g7")["feed_url"] in hub.feeds()


def test_a_hub_that_fails_is_told_again(pinging_mill: Mill, hub: Hub) -> None:
    """The run ends well and says so; the next one tries again, though nothing changed since."""
    hub.status = 503
    report = pinging_mill.run()

    assert 6 == report["websub"]["waiting"]
    assert "answered 503" in report["websub"]["failure"]

    hub.status, hub.told = 204, []
    report = pinging_mill.run()

    assert 6 == len(hub.feeds())
    assert (6, 0) == (report["websub"]["sent"], report["websub"]["waiting"])
    assert 0 == report["published"]["written"]


def test_a_ping_is_given_up_after_a_day(pinging_mill: Mill, hub: Hub) -> None:
    """It is told in one line, and no more after that."""
    hub.status = 500
    pinging_mill.run()
    pinging_mill.now = "2026-02-01T12:00:00Z"

    answer = pinging_mill.do("run")

    assert 0 == answer.code
    assert "6 pings were given up after a day" in answer.err
    hub.told.clear()
    pinging_mill.run()
    assert [] == hub.told


def test_a_hub_that_hangs_holds_up_nothing(
    pinging_mill: Mill, hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All pings of a run share one deadline."""
    monkeypatch.setattr(pinging.HubPinger.__init__, "__kwdefaults__", {"resolver": None, "seconds": 0.5})
    hub.hangs = True
    began = time.monotonic()

    report = pinging_mill.run()

    assert time.monotonic() - began < 15
    assert 6 == report["websub"]["waiting"]
    assert "did not answer in time" in report["websub"]["failure"]
    assert pinging_mill.feed("g7")["items"]


def test_a_killed_run_loses_no_ping(pinging_mill: Mill, hub: Hub) -> None:
    """What was put before the end, and not told, is told by the next run, which writes no file."""
    pinging_mill.run()
    hub.told.clear()
    pinging_mill.write("seeds/new.txt", NEWS)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("feedmill.publish.note_changed", _die)
        assert 130 == pinging_mill.do("run").code
    assert [] == hub.told

    report = pinging_mill.run()

    assert 0 == report["published"]["written"]
    assert "https://news.example/feeds/g7.atom" in hub.feeds()


def _die(*_words: Any) -> None:
    raise KeyboardInterrupt


def test_who_is_told_nothing(pinging_mill: Mill, hub: Hub) -> None:
    """Neither of unlisted topics, nor in a dry run, nor of an address that only this machine knows."""
    pinging_mill.run("--dry-run")

    assert [] == hub.told

    topics = pinging_mill.folder / "config" / "topics.toml"
    topics.write_text(topics.read_text().replace("[topics.aid]", '[topics.aid]\nvisibility = "unlisted"'))
    _configure(pinging_mill, hub, url="http://127.0.0.1:8080/")
    pinging_mill.run()

    assert [] == hub.told

    _configure(pinging_mill, hub)
    pinging_mill.run()

    assert ["g7"] * 3 == [url.rpartition("/")[2].partition(".")[0] for url in hub.feeds()]


def test_a_hub_in_the_own_network_is_refused(pinging_mill: Mill, hub: Hub) -> None:
    """The guard of addresses holds for hubs as for sources: without leave nothing reaches it."""
    config = pinging_mill.folder / "config" / "feedmill.toml"
    config.write_text(config.read_text().replace('allow_private = ["127.0.0.0/8"]', ""))

    report = pinging_mill.run()

    assert [] == hub.told
    assert "is not a public address" in report["websub"]["failure"]


def test_what_waits_for_a_hub_that_is_gone(pinging_mill: Mill, hub: Hub) -> None:
    """A hub that was taken out of the settings is told no more."""
    hub.status = 500
    pinging_mill.run()
    config = pinging_mill.folder / "config" / "feedmill.toml"
    config.write_text(config.read_text().replace(json.dumps(hub.url), ""))
    hub.told.clear()

    assert 0 == pinging_mill.run()["websub"]["waiting"]
    assert [] == hub.told
