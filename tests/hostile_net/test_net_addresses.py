"""T1: no spelling of an address, by whatever door it comes in, brings a byte to what is not public."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from datetime import timedelta
from itertools import count
from pathlib import Path
from xml.sax.saxutils import quoteattr

import pytest

from feedmill.errors import UsageError
from feedmill.fetch.guard import Guard
from feedmill.model import Answer, FetchSettings
from feedmill.settings import import_sources
from fetching import code_of, fetch, request
from hostile_net.attackers import Canary
from hostile_net.spellings import NAMES, resolve, urls
from installation import TOPICS, Mill
from loopback import Loopback, Reply

#: The attacker's own server: the one address that may be asked. It stands for the public internet.
OUTSIDE = "127.0.0.77"
SETTINGS = FetchSettings(allow_private=(f"{OUTSIDE}/32",), host_gap=timedelta(0))
#: What a refusal may be called. "dns" and "connect" would mean that a name or a socket was tried.
REFUSALS = {"refused-address", "bad-url", "refused-scheme"}

Record = Callable[[str, object], None]


def through_redirects(locations: list[str], **changes: int) -> list[Answer]:
    """Ask a server that may be asked, and that sends us on, to each of the locations."""
    with Loopback(OUTSIDE) as server:
        for number, location in enumerate(locations):
            raw = f"HTTP/1.1 302 Found\r\nContent-Length: 0\r\nLocation: {location}\r\n\r\n".encode()
            server.routes[f"/{number}"] = Reply(raw=(raw,))
        requests = [request(server.url(f"/{number}")) for number in range(len(locations))]
        return fetch(requests, settings=SETTINGS, resolver=resolve)


def test_spellings_are_many() -> None:
    """The list is worth its name."""
    assert len(urls(80)) >= 200


def test_no_spelling_as_a_source(canary: Canary, opened: list[str], record_property: Record) -> None:
    """What an operator was talked into typing reaches nobody."""
    spelled = urls(canary.port)
    answers = fetch([request(url) for url in spelled], settings=SETTINGS, resolver=resolve)
    record_property("inputs", len(spelled))

    assert (0, b"", []) == (canary.visits, canary.heard, opened)
    assert len(spelled) == len(answers)
    assert {code_of(answer) for answer in answers} <= REFUSALS


def test_no_spelling_behind_a_redirect(canary: Canary, opened: list[str], record_property: Record) -> None:
    """Where a server sends us, we look before we go."""
    spelled = [url for url in urls(canary.port) if url == url.strip()]
    answers = through_redirects(spelled)
    record_property("inputs", len(spelled))

    assert (0, b"") == (canary.visits, canary.heard)
    assert all(OUTSIDE in door for door in opened)
    # A Location that is relative leads to the attacker again, who has no such page.
    assert {code_of(answer) for answer in answers} <= REFUSALS | {"http-404"}


def test_no_spelling_behind_a_redirect_without_a_scheme(
    canary: Canary, opened: list[str], record_property: Record
) -> None:
    """`//host/` is as far as `http://host/`."""
    spelled = [url.partition(":")[2] for url in urls(canary.port) if url.startswith("http://")]
    answers = through_redirects(spelled)
    record_property("inputs", len(spelled))

    assert (0, b"") == (canary.visits, canary.heard)
    assert all(OUTSIDE in door for door in opened)
    assert {code_of(answer) for answer in answers} <= REFUSALS | {"http-404"}


def test_no_spelling_behind_every_kind_of_redirect(canary: Canary, record_property: Record) -> None:
    """301, 302, 303, 307 and 308, at the first hop and at the fifth."""
    statuses = (301, 302, 303, 307, 308)
    with Loopback(OUTSIDE) as server:
        for status in statuses:
            away = (("Location", f"http://127.0.0.1:{canary.port}/{status}"),)
            server.routes[f"/{status}"] = Reply(status=status, headers=away)
            for hop in range(1, 5):
                to = f"/{status}" if hop == 1 else f"/{status}-{hop - 1}"
                server.routes[f"/{status}-{hop}"] = Reply(status=status, headers=(("Location", to),))
        paths = [f"/{status}{rest}" for status in statuses for rest in ("", "-4")]
        answers = fetch([request(server.url(path)) for path in paths], settings=SETTINGS, resolver=resolve)
    record_property("inputs", len(paths))

    assert ["refused-address"] * 10 == list(map(code_of, answers))
    assert 0 == canary.visits


def test_no_spelling_out_of_an_imported_list(
    canary: Canary,
    opened: list[str],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    record_property: Record,
) -> None:
    """Somebody's list of subscriptions imports addresses, and gives them no right of entry."""
    monkeypatch.setattr("feedmill.fetch.resolver.system_lookup", resolve)
    mill = Mill(folder=tmp_path, capture=capsys)
    mill.sources()
    mill.write("config/topics.toml", TOPICS)
    mill.write("config/feedmill.toml", f'[fetch]\nallow_private = ["{OUTSIDE}/32"]\n')
    mill.write("seeds/a.txt", "A seed\n\nIt stays.")
    spelled = [url for url in urls(canary.port) if url.isprintable()]
    imported = 0
    for number, url in enumerate(spelled):
        # One list each: one line that is no URL must not keep the others out.
        outline = f'<outline text="s{number}" type="rss" xmlUrl={quoteattr(url)}/>'
        with contextlib.suppress(UsageError):
            imported += len(import_sources(tmp_path, f"<opml><body>{outline}</body></opml>".encode()))
    report = mill.do("run", "--json", "--force").json
    record_property("inputs", len(spelled))

    assert imported > 150
    assert (0, b"", []) == (canary.visits, canary.heard, opened)
    # The seeds beside them are due, too, and do not fail.
    assert report["sources"]["due"] - 1 == report["sources"]["failed"] > 150
    assert {failure["code"] for failure in report["failures"]} <= REFUSALS


@pytest.mark.parametrize("name", NAMES)
def test_names_are_looked_up_once_and_refused(name: str, opened: list[str]) -> None:
    """A name server's word is checked, all of it, before a socket is opened."""
    asked: list[str] = []

    def look_up(host: str, port: int) -> tuple[str, ...]:
        asked.append(host)
        return NAMES[host]

    (answer,) = fetch([request(f"http://{name}:8080/")], settings=SETTINGS, resolver=look_up)

    assert ("refused-address", [name], []) == (code_of(answer), asked, opened)


def test_name_that_changes_its_mind(canary: Canary) -> None:
    """A name that was good when it was checked is checked again when it is used again."""
    turns = count()

    def rebind(host: str, port: int) -> tuple[str, ...]:
        return (OUTSIDE,) if next(turns) % 2 == 0 else ("127.0.0.1",)

    with Loopback(OUTSIDE) as server:
        target = f"http://rebind.test:{canary.port}/"
        server.routes["/"] = Reply(status=302, headers=(("Location", target),))
        urls_ = [server.url(f"/?{number}", host="rebind.test") for number in range(1)]
        answers = fetch([request(url) for url in urls_], settings=SETTINGS, resolver=rebind)

    assert ["refused-address"] == list(map(code_of, answers))
    assert (1, 0) == (len(server.requests), canary.visits)


def test_name_is_not_looked_up_between_check_and_connection(canary: Canary) -> None:
    """The very address that was checked is connected to: a second answer is never asked for."""
    turns = count()

    def rebind(host: str, port: int) -> tuple[str, ...]:
        return (OUTSIDE,) if next(turns) == 0 else ("127.0.0.1",)

    with Loopback(OUTSIDE) as server:
        server.routes["/"] = Reply(body=b"<rss/>")
        (answer,) = fetch([request(server.url(host="rebind.test"))], settings=SETTINGS, resolver=rebind)

    assert ("", 1) == (code_of(answer), next(turns))


def test_name_with_a_good_and_a_bad_address(canary: Canary, opened: list[str]) -> None:
    """Of a name's addresses only the good ones are tried, be they the last, and be they dead."""
    with Canary("127.0.0.78") as gone:
        port = gone.port
    fetch(
        [request(f"http://mixed.test:{port}/")],
        settings=FetchSettings(allow_private=("127.0.0.78/32",)),
        resolver=lambda host, port: ("127.0.0.1", "127.0.0.78", "::1"),
    )

    assert [f"('127.0.0.78', {port})"] == opened


def test_control_without_a_guard_the_canary_hears(
    canary: Canary, monkeypatch: pytest.MonkeyPatch, record_property: Record
) -> None:
    """With the check off, many spellings do arrive: by the source's URL, and by redirect."""
    monkeypatch.setattr(Guard, "check", lambda *_: None)
    monkeypatch.setattr(Guard, "check_host", lambda *_: None)
    local = [url for url in urls(canary.port) if f":{canary.port}" in url and "169.254" not in url]
    fetch([request(url) for url in local[:40]], settings=SETTINGS, resolver=resolve, patience=3)
    as_sources = canary.visits
    through_redirects([f"http://127.0.0.1:{canary.port}/", f"//[::1]:{canary.port}/"])
    record_property("inputs", 2)

    assert as_sources >= 10
    assert canary.visits - as_sources >= 2
    assert b"GET / HTTP/1.1\r\n" in canary.heard
