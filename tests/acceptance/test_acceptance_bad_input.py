"""Whatever a source sends, the others go on."""

from __future__ import annotations

import socket
import time

import pytest

from installation import Mill, item, rss
from loopback import Loopback, Reply

GOOD = item("good", "Good G7 news")

#: What is served, the failure's code, and whether its entries are used all the same.
BROKEN = {
    "empty": (Reply(body=b""), "empty", False),
    "html": (Reply(body=b"<!doctype html><html><body><p>Log in</p></body></html>"), "not-a-feed", False),
    "other-xml": (
        Reply(body=b"<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg'/>"),
        "not-a-feed",
        False,
    ),
    "rubbish": (Reply(body=bytes(range(256)) * 40), "not-a-feed", False),
    "404": (Reply(status=404), "http-404", False),
    "503": (Reply(status=503), "http-503", False),
    "hangs": (Reply(raw=(b"HTTP/1.1 200 OK\r\n", 60.0, b"\r\n")), "timeout", False),
    "bare-ampersand": (Reply(body=rss(GOOD, item("2", "AT&T & the G7"))), "", True),
    "cut": (Reply(body=rss(GOOD, item("2", "Two"))[:-60]), "", True),
    "bad-bytes": (Reply(body=rss(GOOD).replace(b"Good", b"Good \xff\xfe")), "", True),
}


@pytest.mark.parametrize("name", BROKEN)
def test_broken_source(mill: Mill, server: Loopback, name: str) -> None:
    """It is told by its code, or used as far as it goes; the good source and the seed are published."""
    reply, code, used = BROKEN[name]
    server.routes["/bad"] = reply
    server.routes["/good"] = Reply(body=rss(item("1", "The other G7 source")))
    mill.sources(bad=server.url("/bad", host="127.0.0.2"), good=server.url("/good", host="127.0.0.3"))

    answer = mill.do("run", "--json")

    report = answer.json
    assert ([code] if code else []) == [failure["code"] for failure in report["failures"]]
    assert used == any("Good" in title for title in mill.titles("g7"))
    assert "The other G7 source" in mill.titles("g7")
    assert 2 <= len(mill.titles("g7"))
    assert 0 == answer.code
    assert "Traceback" not in answer.err


def test_too_many_failures(mill: Mill, server: Loopback) -> None:
    """More than `max_failed` of the due external sources failed: exit 3, one line on stderr."""
    server.routes["/good"] = Reply(body=rss(GOOD))
    mill.sources(a=server.url("/a"), b=server.url("/b"), good=server.url("/good"))

    answer = mill.do("run")

    assert 3 == answer.code
    assert "" == answer.out
    (line,) = answer.err.strip().splitlines()
    assert "2 of 3" in line
    assert "Good G7 news" in mill.titles("g7")


def test_half_failed_is_still_success(mill: Mill, server: Loopback) -> None:
    """The share must be above the limit, not at it."""
    server.routes["/good"] = Reply(body=rss(GOOD))
    mill.sources(a=server.url("/a"), good=server.url("/good"))

    assert 0 == mill.do("run").code


def test_failure_is_remembered_and_forgotten(mill: Mill, server: Loopback) -> None:
    """A source's health says what is wrong and when it is tried again, and is well after a success."""
    server.routes["/a"] = [Reply(status=500), Reply(body=rss(GOOD))]
    mill.sources(a=server.url("/a"))
    mill.do("run")
    sick = mill.do("sources", "--json").json["sources"]["a"]
    mill.now = "2026-02-02T12:00:00Z"
    mill.run()
    well = mill.do("sources", "--json").json["sources"]["a"]

    assert ("http-500", 1) == (sick["code"], sick["failures"])
    assert sick["next_due"] >= "2026-01-31T12:00:00Z"
    assert ("", 0, "2026-02-02T12:00:00Z") == (well["code"], well["failures"], well["last_success"])


def test_bad_answer_never_loses_good_articles(mill: Mill, server: Loopback) -> None:
    """After rubbish, an error and an empty feed, what was published stays."""
    replies = [Reply(body=rss(GOOD)), Reply(body=b"rubbish"), Reply(status=500), Reply(body=rss())]
    server.routes["/a"] = replies
    mill.sources(a=server.url("/a"))
    for day in range(1, 5):
        mill.now = f"2026-02-{day * 2:02}T12:00:00Z"
        mill.do("run", "--force")
        assert "Good G7 news" in mill.titles("g7")


def test_private_address_is_refused(mill: Mill, server: Loopback) -> None:
    """Without allow_private no byte reaches a loopback server; with it, it does."""
    server.routes["/a"] = Reply(body=rss(GOOD))
    mill.sources(a=server.url("/a"))
    mill.write("config/feedmill.toml", "[run]\nmax_failed = 1.0\n")

    report = mill.run()

    assert ["refused-address"] == [failure["code"] for failure in report["failures"]]
    assert 0 == server.connections


def test_nothing_can_be_reached(mill: Mill) -> None:
    """A run in which no source answers publishes the seeds and ends within 20 seconds with 3."""
    with socket.socket() as closed:
        # Bound but not listening: every connection is refused.
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]
        mill.sources(**{name: f"http://127.0.0.{place}:{port}/feed" for place, name in enumerate("abc", 1)})
        started = time.monotonic()
        answer = mill.do("run", "--json")

    assert 3 == answer.code
    assert time.monotonic() - started < 20
    assert (3, {"connect"}) == (
        answer.json["sources"]["failed"],
        {failure["code"] for failure in answer.json["failures"]},
    )
    assert 1 == answer.json["topics"]["g7"]["items"]


def test_secret_of_a_url_is_never_told(mill: Mill, server: Loopback) -> None:
    """Password and token stay out of feeds, reports, errors, health and explanations."""
    server.routes["/a"] = Reply(body=rss(item("1", "The G7 of a secret source")))
    good = server.url("/a?token=c4n4ry-t0ken", host="127.0.0.2", user="me:c4n4ry-p4ss@")
    mill.environ = {"SECRET": "c4n4ry-s3cret"}
    mill.sources(
        good=good.replace("/a?", "/a?key=${SECRET}&"),
        bad=server.url("/missing?token=c4n4ry-t0ken", host="127.0.0.3"),
    )
    server.routes["/a?key=c4n4ry-s3cret&token=c4n4ry-t0ken"] = server.routes["/a"]
    said = [
        mill.do(*words)
        for words in (["-v", "run"], ["run", "--json"], ["sources"], ["sources", "--json"], ["check"])
    ]
    said.append(mill.do("explain", "tag:example.org,2026-01-01:good/1", "--json"))
    published = "".join(
        path.read_bytes().decode("utf-8", "replace")
        for path in (mill.folder / "feeds").rglob("*")
        if path.is_file()
    )

    assert "The G7 of a secret source" in mill.titles("g7")
    assert "c4n4ry" not in published
    assert [] == [answer for answer in said if "c4n4ry" in answer.out + answer.err]
