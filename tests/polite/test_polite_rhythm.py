"""Floor, jitter, spread, publishers' hints and the adaptive interval, judged by the raw log."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta

import pytest

from feedmill import polling
from feedmill.polling import memories, rhythm
from installation import item, rss
from loopback import Reply, Seen
from polite_world import START, World, by_url, gaps

HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)
FEED = rss(item("1", "The only one", "About it.", "https://a.example/1"))


def early(world: World, least: timedelta) -> list[timedelta]:
    """Give the gaps between two requests to one URL that are shorter than *least*."""
    found = [gap for log in by_url(world.log).values() for gap in gaps(log)]
    return [gap for gap in found if gap < least]


def one_feed(world: World, *headers: tuple[str, str], body: bytes = FEED, keys: str = "") -> None:
    """Serve and configure one feed."""
    world.serve("a.example/f", Reply(body=body, headers=headers))
    world.sources(a=f"a.example/f\n{keys}")


# --- P11: the jitter


@pytest.mark.rule("P11")
@pytest.mark.parametrize("interval", ["15m", "1h", "6h"])
def test_jitter_only_lengthens(world: World, interval: str) -> None:
    """Of many polls of many feeds none comes early."""
    world.configure(f'host_gap = "0s"\nmin_interval = "{interval}"')
    least = {"15m": 15 * MINUTE, "1h": HOUR, "6h": 6 * HOUR}[interval]
    for number in range(6):
        world.serve(f"s{number}.example/f", Reply(body=FEED))
    world.sources(**{f"s{number}": f"s{number}.example/f" for number in range(6)})
    world.poll(every=least / 4, during=least * 6)

    assert len(world.log) >= 18
    assert [] == early(world, least)


@pytest.mark.control("P11")
def test_control_a_build_that_shortens_is_noticed(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same check fails when a fiftieth is taken off instead."""
    monkeypatch.setattr(memories, "next_regular", lambda *rest: rhythm.next_regular(*rest) - 10 * MINUTE)
    monkeypatch.setattr(polling, "together", lambda due, *rest, **more: due)
    one_feed(world)
    world.poll(every=5 * MINUTE, during=2 * HOUR)

    assert early(world, HOUR)


# --- P12, P25: what publishers ask for

CACHED = {
    "max-age": (("Cache-Control", "max-age=10800"),),
    "less its age": (("Cache-Control", "public, max-age=14400"), ("Age", "3600")),
    "expires": (
        ("Date", "Sat, 31 Jan 2026 12:00:00 GMT"),
        ("Expires", "Sat, 31 Jan 2026 15:00:00 GMT"),
    ),
}


@pytest.mark.rule("P12")
@pytest.mark.parametrize("name", CACHED)
def test_caching_headers_lengthen(world: World, name: str) -> None:
    """Three hours are three hours, for a host with a floor."""
    one_feed(world, *CACHED[name])
    world.poll(every=20 * MINUTE, during=7 * HOUR)

    assert 2 <= len(world.log) <= 3
    assert [] == early(world, 3 * HOUR - MINUTE)


@pytest.mark.rule("P12")
def test_caching_headers_hold_where_no_floor_does(world: World) -> None:
    """A private host is asked in each run, but for what it asks for itself."""
    world.serve("127.0.0.9/f", Reply(body=FEED, headers=(("Cache-Control", "max-age=10800"),)))
    world.sources(a="127.0.0.9/f")
    world.poll(every=30 * MINUTE, during=8 * HOUR)

    assert 3 == len(world.log)
    assert [] == early(world, 3 * HOUR)


@pytest.mark.rule("P12")
@pytest.mark.parametrize("value", ["max-age=10800, no-cache", "no-store, max-age=10800", "max-age=0"])
def test_what_is_not_to_be_kept_does_not_lengthen(world: World, value: str) -> None:
    """The second request comes as if nothing had been said."""
    one_feed(world, ("Cache-Control", value))
    world.poll(every=10 * MINUTE, during=2 * HOUR)

    assert 2 == len(world.log)


@pytest.mark.rule("P12")
def test_a_month_is_a_day(world: World) -> None:
    """A slip of the pen does not silence a feed."""
    one_feed(world, ("Cache-Control", "max-age=2592000"))
    world.poll(every=HOUR, during=27 * HOUR)

    assert 2 == len(world.log)
    assert [] == early(world, 24 * HOUR)


@pytest.mark.control("P12")
def test_control_a_build_deaf_to_caching_is_noticed(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same check fails when headers are not read."""
    monkeypatch.setattr(memories, "fresh_for", lambda _: timedelta(0))
    one_feed(world, *CACHED["max-age"])
    world.poll(every=10 * MINUTE, during=3 * HOUR)

    assert early(world, 3 * HOUR - MINUTE)


SAID = {
    "ttl": b"<ttl>180</ttl>",
    "sy": b'<sy:updatePeriod xmlns:sy="http://purl.org/rss/1.0/modules/syndication/">daily</sy:updatePeriod>'
    b'<sy:updateFrequency xmlns:sy="http://purl.org/rss/1.0/modules/syndication/">8</sy:updateFrequency>',
    # 12:00 is the start: the next hour that is not skipped is 15:00, then 18:00.
    "skipHours": b"<skipHours>"
    + b"".join(b"<hour>%d</hour>" % hour for hour in range(24) if hour % 3)
    + b"</skipHours>",
}


@pytest.mark.rule("P25")
@pytest.mark.parametrize("name", SAID)
def test_what_the_document_says_lengthens(world: World, name: str) -> None:
    """Three hours each, in three ways."""
    one_feed(world, body=FEED.replace(b"<item>", SAID[name] + b"<item>", 1))
    world.poll(every=20 * MINUTE, during=7 * HOUR)

    assert 2 <= len(world.log) <= 3
    assert [] == early(world, 3 * HOUR - MINUTE)


SY = 'xmlns:sy="http://purl.org/rss/1.0/modules/syndication/"'
#: Written at 13:30, 16:30, 19:30 and so on.
BASED = (
    f"<sy:updatePeriod {SY}>daily</sy:updatePeriod><sy:updateFrequency {SY}>8</sy:updateFrequency>"
    f"<sy:updateBase {SY}>2000-01-01T13:30+00:00</sy:updateBase>"
).encode()


def off_beat(world: World) -> list[datetime]:
    """P25: give the later requests that did not come within half an hour behind a time of `BASED`."""
    beat = START + 1.5 * HOUR
    return [one.at for one in world.log[1:] if (one.at - beat) % (3 * HOUR) > HOUR / 2]


@pytest.mark.rule("P25")
def test_base_of_an_update_period(world: World) -> None:
    """The wait ends where the document says that it is written, not a period after any answer."""
    one_feed(world, body=FEED.replace(b"<item>", BASED + b"<item>", 1), keys='every = "1h"')
    world.poll(every=20 * MINUTE, during=9 * HOUR)

    assert 4 == len(world.log)
    assert [] == off_beat(world)


@pytest.mark.control("P25")
def test_control_a_build_deaf_to_the_base_is_noticed(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same check fails."""
    monkeypatch.setattr(memories, "_to_beat", lambda *_: 3 * HOUR)
    one_feed(world, body=FEED.replace(b"<item>", BASED + b"<item>", 1), keys='every = "1h"')
    world.poll(every=20 * MINUTE, during=9 * HOUR)

    assert off_beat(world)


@pytest.mark.rule("P25")
def test_day_to_skip(world: World) -> None:
    """From Saturday noon to Monday, if Sunday and the rest of Saturday's hours are skipped."""
    said = b"<skipDays><day>Sunday</day></skipDays>"
    one_feed(world, body=FEED.replace(b"<item>", said + b"<item>", 1))
    world.poll(every=HOUR, during=48 * HOUR)

    assert {"Saturday", "Monday"} == {request.at.strftime("%A") for request in world.log}


@pytest.mark.control("P25")
def test_control_a_build_deaf_to_documents_is_noticed(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same check fails when hints are not read."""
    monkeypatch.setattr(memories, "_fresh_until", lambda *_: None)
    one_feed(world, body=FEED.replace(b"<item>", SAID["ttl"] + b"<item>", 1))
    world.poll(every=10 * MINUTE, during=3 * HOUR)

    assert early(world, 3 * HOUR - MINUTE)


# --- P24: no minute in which all are asked


def busiest(world: World, count: int) -> float:
    """Give the share of the second requests that the busiest ten minutes hold, of *count* feeds."""
    second: dict[str, datetime] = {}
    for request in world.log:
        if request.at > START:
            second.setdefault(request.url, request.at)
    assert count == len(second)
    bins = Counter((at - START) // (10 * MINUTE) for at in second.values())
    return max(bins.values()) / count


def crowd(world: World, monkeypatch: pytest.MonkeyPatch, prefix: str, count: int = 60) -> float:
    """Ask *count* feeds, as if they were hundreds, in one run, and watch when they are asked again."""
    for number in range(count):
        world.serve(f"{prefix}{number}.example/f", Reply(body=FEED))
    world.sources(**{f"{prefix}{number}": f"{prefix}{number}.example/f" for number in range(count)})
    monkeypatch.setattr(rhythm, "_TOGETHER", 1)
    world.poll(every=10 * MINUTE, during=timedelta(hours=2, minutes=20))
    return busiest(world, count)


@pytest.mark.rule("P24")
@pytest.mark.parametrize("prefix", ["alpha", "beta", "gamma"])
def test_sources_asked_together_drift_apart(
    world: World, monkeypatch: pytest.MonkeyPatch, prefix: str
) -> None:
    """Six times ten minutes: the busiest holds no more than three times its share."""
    assert crowd(world, monkeypatch, prefix) <= 1 / 2


@pytest.mark.control("P24")
def test_control_a_build_that_does_not_spread_is_noticed(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same check fails."""
    monkeypatch.setattr(memories, "spread", lambda *_: timedelta(0))

    assert crowd(world, monkeypatch, "alpha") > 1 / 2


# --- P26: as often as it is worth


def publishing(world: World, every: timedelta, days: int = 3) -> int:
    """Serve a feed that publishes *every* so often, run each hour for three *days*; count requests."""

    def feed(_: Seen) -> Reply:
        count = 20 + (world.now - START) // every
        items = (
            item(
                f"{number}",
                f"Item {number}",
                "About it.",
                f"https://a.example/{number}",
                date=f"{START + (number - 20) * every:%a, %d %b %Y %H:%M:%S GMT}",
            )
            for number in range(count, max(count - 8, 0), -1)
        )
        return Reply(body=rss(*items))

    world.serve("a.example/f", route=feed)
    world.sources(a="a.example/f")
    world.mill.write("config/topics.toml", "[topics.news]\ntitle = \"News\"\nfilter = '*'\nitems = 5\n")
    world.poll(every=HOUR, during=timedelta(days=days))
    return len(world.log)


@pytest.mark.rule("P26")
@pytest.mark.parametrize(
    ("every", "days", "fewest", "most"),
    [(HOUR / 2, 1, 16, 24), (timedelta(days=1), 3, 5, 24), (timedelta(days=20), 3, 5, 15)],
    ids=["often", "daily", "rarely"],
)
def test_interval_follows_the_source(
    world: World, every: timedelta, days: int, fewest: int, most: int
) -> None:
    """Most hours for a busy feed, about one request a day, at the right time, for a daily or a quiet one."""
    assert fewest <= publishing(world, every, days) <= most
    assert [] == early(world, HOUR)
    assert max(gaps(world.log)) <= timedelta(hours=25)


@pytest.mark.control("P26")
def test_control_a_fixed_interval_is_noticed(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """A quiet feed is asked too often by a build that does not adapt."""
    monkeypatch.setattr(memories, "wait", lambda *_, least, **__: least)

    assert publishing(world, timedelta(days=20)) > 15
