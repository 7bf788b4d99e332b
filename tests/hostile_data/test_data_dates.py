"""T17: whatever dates a publisher claims, nothing sorts above now, nothing crashes, nothing stays on top."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from xml.sax.saxutils import escape

import pytest

from feedmill import normalise
from installation import Mill, item, rss
from loopback import Loopback, Reply

NOW = "2026-01-31T12:00:00Z"
#: Claimed → what is published; "" = no date, hence the time of the run.
DATES = {
    # far away
    "9999-12-31T23:59:59Z": "",
    "Fri, 31 Dec 9999 23:59:59 GMT": "",
    "10000-01-01T00:00:00Z": "",
    "99999-01-01": "",
    "Mon, 01 Jan 2101 00:00:00 GMT": "",
    "2038-01-19T03:14:08Z": "",
    "2026-02-01T00:00:00Z": "",
    "2026-01-31T12:00:01Z": "",
    "2026-01-31T12:00:00.999999Z": "2026-01-31T12:00:00Z",
    "0001-01-01T00:00:00Z": "",
    "0000-00-00T00:00:00Z": "",
    "-0001-01-01T00:00:00Z": "",
    "-9999-12-31": "",
    "+002026-01-30T10:00:00Z": "",
    "Thu, 01 Jan 0000 00:00:00 GMT": "",
    "Thu, 01 Jan 1970 00:00:00 GMT": "",
    "1582-10-10": "",
    "1989-12-31T23:59:59Z": "",
    "1990-01-01T00:00:00Z": "1990-01-01T00:00:00Z",
    # days and hours that are none
    "2026-02-30T10:00:00Z": "",
    "2025-02-29T10:00:00Z": "",
    "2024-02-29T10:00:00Z": "2024-02-29T10:00:00Z",
    "2026-13-01": "",
    "2026-00-10": "",
    "2026-01-32": "",
    "2026-01-30T24:00:00Z": "2026-01-31T00:00:00Z",
    "2026-01-30T24:00:01Z": "",
    "2026-01-30T25:61:61Z": "",
    "2016-12-31T23:59:60Z": "2016-12-31T23:59:59Z",
    "Sat, 31 Dec 2016 23:59:60 GMT": "2016-12-31T23:59:59Z",
    "2016-12-31T23:59:61Z": "",
    # zones
    "2026-01-30T10:00:00+99:99": "",
    "2026-01-30T10:00:00-99:99": "",
    "2026-01-30T10:00:00+14:01": "2026-01-29T19:59:00Z",
    "2026-01-30T10:00:00+15:00": "",
    "2026-01-31T23:00:00+14:00": "2026-01-31T09:00:00Z",
    "Thu, 01 Jan 1970 00:00:00 -9999": "",
    "Fri, 30 Jan 2026 10:00:00 +0000000": "",
    "Fri, 30 Jan 2026 10:00:00 XYZ": "2026-01-30T10:00:00Z",
    "Fri, 30 Jan 2026 10:00:00 GMT+99": "",
    "Fri, 30 Jan 2026 10:00:00 (" + "(" * 80: "",
    # few digits, and many
    "30 Jan 26 10:00 GMT": "2026-01-30T10:00:00Z",
    "30 Jan 99 10:00 GMT": "1999-01-30T10:00:00Z",
    "30 Jan 50 10:00 GMT": "",
    "30 Jan 49 10:00 GMT": "",
    "31/31/31": "",
    "1769767200": "2026-01-30T10:00:00Z",
    "1769767200000": "2026-01-30T10:00:00Z",
    "9999999999": "",
    "9999999999999": "",
    "0": "",
    "-1": "",
    "1e300": "",
    "9" * 20: "",
    "9" * 10_000: "",
    "20260130T100000Z": "2026-01-30T10:00:00Z",
    # other calendars, other languages, other digits
    "1447-08-11": "",
    "5786-05-12": "",
    "\u4ee4\u548c8\u5e741\u670830\u65e5": "",
    "2026\u5e741\u670830\u65e5 10:00": "2026-01-30T10:00:00Z",
    "\u0663\u0660/\u0661/\u0662\u0660\u0662\u0666": "",
    "\uff12\uff10\uff12\uff16-01-30": "",
    "30 \u044f\u043d\u0432\u0430\u0440\u044f 2026 10:00": "2026-01-30T10:00:00Z",
    "Fr, 30 Januar 2026 10:00:00 +0100": "2026-01-30T09:00:00Z",
    "viernes, 30 de enero de 2026 10:00": "2026-01-30T10:00:00Z",
    "2026-W05-5": "",
    "2026-030": "",
    # no dates at all
    "now": "",
    "yesterday": "",
    "P1Y": "",
    "2026-01-30T10:00:00Z/P1D": "",
    "NaN": "",
    "Infinity": "",
    "null": "",
    "%s%n{0}$(date)": "",
    "2026-01-30\u202e": "",
    "2026-01-30T10:00:00\u200bZ": "",
    "' OR 1=1 --": "",
    "\u221e": "",
}


def _rss(dates: list[str]) -> bytes:
    return rss(*(item(f"r{n}", f"G7 rss {n}", date=escape(date)) for n, date in enumerate(dates)))


def _atom(dates: list[str]) -> bytes:
    entries = "".join(
        f"<entry><id>tag:a.example,2026:{n}</id><title>G7 atom {n}</title><link href='https://a.example/{n}'/>"
        f"<published>{escape(date)}</published><updated>{escape(date)}</updated></entry>"
        for n, date in enumerate(dates)
    )
    return (
        "<feed xmlns='http://www.w3.org/2005/Atom'><id>tag:a.example,2026:f</id><title>A</title>"
        f"<updated>9999-12-31T00:00:00Z</updated>{entries}</feed>"
    ).encode()


def _json(dates: list[Any]) -> bytes:
    items = [
        {"id": f"j{n}", "title": f"G7 json {n}", "date_published": date, "date_modified": date}
        for n, date in enumerate(dates)
    ]
    return json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": "J", "items": items}).encode()


@pytest.mark.parametrize("shape", ["rss", "atom", "json"])
def test_every_claim(
    mill: Mill, server: Loopback, shape: str, record_property: Callable[[str, object], None]
) -> None:
    """What makes sense is published as claimed, all else as of now; honest news is there."""
    record_property("inputs", len(DATES))
    assert len(DATES) >= 60
    write = {"rss": _rss, "atom": _atom, "json": _json}[shape]
    server.routes["/bad"] = Reply(body=write(list(DATES)))
    server.routes["/good"] = Reply(body=rss(item("1", "Honest G7 news")))
    mill.sources(bad=server.url("/bad"), good=server.url("/good"))

    report = mill.run()

    assert [] == report["failures"]
    found = {one["title"]: one["date_published"] for one in mill.feed("g7")["items"]}
    assert "2026-01-30T10:00:00Z" == found["Honest G7 news"]
    for number, (claimed, expected) in enumerate(DATES.items()):
        published = found[f"G7 {shape} {number}"]
        # Of several without a date, the first comes first: a second for each.
        assert published == expected if expected else "2026-01-31T11:58" < published <= NOW, claimed
    _nothing_above_now(mill, NOW)


def _nothing_above_now(mill: Mill, now: str) -> None:
    for one in mill.feed("g7")["items"]:
        assert one["date_published"] <= now, one
        assert one.get("date_modified", "") <= now, one
        assert one["_feedmill"]["first_seen"] <= now, one


@pytest.mark.parametrize("value", [9e99, 1769767200, True, None, [], {}, "\ud800", [["2026-01-30"]], -0.0])
def test_json_values_that_are_no_text(mill: Mill, server: Loopback, value: object) -> None:
    """A JSON date of any type is read or passed over; the item is published."""
    server.routes["/bad"] = Reply(body=_json([value]))
    mill.sources(bad=server.url("/bad"))

    mill.run()

    assert "G7 json 0" in mill.titles("g7")
    _nothing_above_now(mill, NOW)


DAY = "2026-02-01T12:00:00Z"


def _pinned(mill: Mill, server: Loopback, *, date: str, later: str) -> list[str]:
    """Serve an item that claims *date*, then *later*, a day on; give the order of titles then."""
    server.routes["/bad"] = [
        Reply(body=rss(item("pin", "G7 pinned", date=date))),
        Reply(body=rss(item("pin", "G7 pinned", date=later))),
    ]
    fresh = rss(item("new", "Fresh G7 news", date="Sun, 01 Feb 2026 11:00:00 GMT"))
    server.routes["/good"] = [Reply(body=rss(item("old", "Old G7 news"))), Reply(body=fresh)]
    mill.sources(bad=server.url("/bad"), good=server.url("/good"))
    mill.run()
    mill.now = DAY
    mill.run("--force")
    return mill.titles("g7")


@pytest.mark.parametrize(
    "claims",
    [
        ("Fri, 31 Dec 2099 00:00:00 GMT",) * 2,
        ("Fri, 31 Dec 2099 00:00:00 GMT", "Sun, 01 Feb 2026 11:59:59 GMT"),
        ("Fri, 30 Jan 2026 11:00:00 GMT", "Fri, 31 Dec 2099 00:00:00 GMT"),
        ("nonsense", "more nonsense"),
        ("nonsense", "Sun, 01 Feb 2026 11:59:59 GMT"),
        ("Sun, 01 Feb 2026 13:00:00 GMT", "Mon, 02 Feb 2026 13:00:00 GMT"),
    ],
)
def test_nobody_stays_on_top(mill: Mill, server: Loopback, claims: tuple[str, str]) -> None:
    """An item cannot be pinned: the next day's news stands above it, and its date never moves."""
    first, later = claims
    titles = _pinned(mill, server, date=first, later=later)

    assert titles.index("Fresh G7 news") < titles.index("G7 pinned")
    found = {one["title"]: one["date_published"] for one in mill.feed("g7")["items"]}
    assert found["G7 pinned"] <= NOW
    _nothing_above_now(mill, DAY)


def test_back_dating_hides_nothing(mill: Mill, server: Loopback) -> None:
    """Items that claim to be old stand where they claim; they push nobody out and change no other date."""
    old = [item(f"b{n}", f"G7 back-dated {n}", date="Mon, 01 Jan 1990 00:00:00 GMT") for n in range(50)]
    server.routes["/bad"] = Reply(body=rss(*old))
    server.routes["/good"] = Reply(body=rss(item("1", "Honest G7 news")))
    mill.sources(bad=server.url("/bad"), good=server.url("/good"))
    mill.run()

    titles = mill.titles("g7")
    assert {"The honest G7 seed", "Honest G7 news"} == set(titles[:2])
    assert 52 == len(titles)


SEED_DATES = ("9999-12-31", "0000-01-01", "-1", "1e9", "2026-02-30", "[1, 2]", "{a: 1}", "!!timestamp x", "~")


@pytest.mark.parametrize("date", SEED_DATES)
def test_seed_dates(mill: Mill, date: str) -> None:
    """The date of a seed's front matter is read, or named and passed over; it never lies above now."""
    mill.write("seeds/dated.md", f"---\ntitle: G7 dated\ndate: {date}\nupdated: {date}\n---\nThe G7 met.\n")
    mill.run()

    assert "G7 dated" in mill.titles("g7")
    _nothing_above_now(mill, NOW)


def test_control_without_the_rule_claims_stand_above_now(
    mill: Mill, server: Loopback, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The judge sees a mill that believes what it is told."""
    dated = normalise._dates
    claimed = datetime(2099, 12, 31, tzinfo=UTC)
    monkeypatch.setattr(
        normalise, "_dates", lambda *words: dated(*words)._replace(published=claimed, updated=claimed)
    )
    titles = _pinned(mill, server, date="", later="")

    assert "G7 pinned" in titles
    with pytest.raises(AssertionError, match="2099"):
        _nothing_above_now(mill, DAY)
