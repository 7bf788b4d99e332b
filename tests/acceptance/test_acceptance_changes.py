"""What operators change, and what must follow from it."""

from __future__ import annotations

import sqlite3
import time
from contextlib import closing

import pytest

from installation import Mill, item, rss
from loopback import Loopback, Reply

SEED = "tag:example.org,2026-01-01:seeds/000_0ad42a7b434738a1"
LONG = "The leaders of the G7 agreed on a package of humanitarian aid for the region. " * 8


def test_another_address_is_read_anew(mill: Mill, server: Loopback) -> None:
    """The key stays, the URL changes: validators of the old address are not sent to the new one."""
    server.routes["/old"] = Reply(body=rss(item("1", "Old G7")), headers=(("ETag", '"same"'),))
    server.routes["/new"] = lambda seen: (
        Reply(status=304) if seen.header("if-none-match") else Reply(body=rss(item("2", "New G7")))
    )
    mill.sources(a=server.url("/old"))
    mill.run()
    mill.sources(a=server.url("/new"))

    report = mill.run()

    assert (1, 0) == (report["entries"]["new"], report["sources"]["not_modified"])
    assert {"Old G7", "New G7"} <= set(mill.titles("g7"))


def test_allowed_network_is_read_at_once(mill: Mill, server: Loopback) -> None:
    """After a refused address, allow_private is all that is needed."""
    server.routes["/a"] = Reply(body=rss(item("1", "Allowed G7")))
    config = (mill.folder / "config" / "feedmill.toml").read_text()
    mill.write(
        "config/feedmill.toml", config.replace("127.0.0.0/8", "10.0.0.0/8") + "\n[run]\nmax_failed = 1.0\n"
    )
    mill.sources(a=server.url("/a"))
    assert 1 == mill.run()["sources"]["failed"]
    mill.write("config/feedmill.toml", config)

    assert 0 == mill.run()["sources"]["failed"]
    assert "Allowed G7" in mill.titles("g7")


def test_renamed_source_is_asked_no_sooner(mill: Mill, server: Loopback) -> None:
    """Law 12: under a new key the floor still holds."""
    config = (mill.folder / "config" / "feedmill.toml").read_text()
    mill.write("config/feedmill.toml", config.replace("[fetch]", '[fetch]\nmin_interval = "1h"'))
    server.routes["/a"] = Reply(body=rss(item("1", "G7")))
    mill.sources(old=server.url("/a"))
    mill.run()
    mill.sources(new=server.url("/a") + '\nformerly = ["old"]')
    mill.run()

    assert 1 == len(server.requests)


def test_changed_language_reaches_the_archive(mill: Mill, server: Loopback) -> None:
    """Law 1: a source's language counts for what is stored as well, and moves no date."""
    server.routes["/a"] = Reply(body=rss(item("1", "Title", LONG)))
    mill.write(
        "config/topics.toml", "[topics.german]\nfilter = 'lang:de'\n[topics.all-of-it]\nfilter = '*'\n"
    )
    mill.sources(a=server.url("/a"))
    mill.run()
    before = {one["title"]: one["date_modified"] for one in mill.feed("all-of-it")["items"]}
    mill.sources(a=server.url("/a") + '\nlanguage = "de"')
    mill.now = "2026-02-20T12:00:00Z"
    mill.run()

    assert ["Title"] == mill.titles("german")
    assert before == {one["title"]: one["date_modified"] for one in mill.feed("all-of-it")["items"]}
    incremental = mill.tree()
    mill.forget_database()
    mill.run()
    assert incremental == mill.tree()


@pytest.mark.parametrize("words", [("run",), ("retag",)])
@pytest.mark.parametrize("keys", ["", '\nformerly = ["a"]'])
def test_a_language_that_is_taken_back_is_detected_anew(
    mill: Mill, server: Loopback, words: tuple[str, ...], keys: str
) -> None:
    """Law 1: nothing is left of it, whichever command sees it first, and no fact says "no language"."""
    body = rss(item("1", "Title", LONG)).replace(b"<language>en</language>", b"")
    server.routes["/a"] = Reply(body=body)
    mill.write(
        "config/topics.toml", "[topics.german]\nfilter = 'lang:de'\n[topics.english]\nfilter = 'lang:en'\n"
    )
    mill.sources(a=server.url("/a") + '\nlanguage = "de"')
    mill.run()
    assert ["Title"] == mill.titles("german")
    mill.sources(**{"b" if keys else "a": server.url("/a") + keys})
    mill.now = "2026-01-31T12:20:00Z"  # within the floor: the feed is not read again
    assert 0 == mill.do(*words).code

    assert [] == mill.titles("german")
    assert "Title" in mill.titles("english")
    with closing(sqlite3.connect(mill.folder / "var" / "feedmill.db")) as db:
        assert [] == db.execute("SELECT name FROM fact WHERE value = '' OR name LIKE 'language:%'").fetchall()


def test_changed_site_url_reaches_links_in_seeds(mill: Mill) -> None:
    """A seed's relative links follow the published address, without an update."""
    mill.write("seeds/linked.md", "# The G7\n\nSee [more](other/page.html) of the G7.\n")
    mill.run()
    config = (mill.folder / "config" / "feedmill.toml").read_text()
    mill.write("config/feedmill.toml", config.replace("https://mill.example/", "https://moved.example/x/"))
    mill.now = "2026-02-20T12:00:00Z"
    mill.run()

    (one,) = [one for one in mill.feed("g7")["items"] if one["title"] == "The G7"]
    assert "https://moved.example/x/other/page.html" in one["content_html"]
    assert "mill.example" not in one["content_html"]
    assert one["date_published"] == one["date_modified"]


def test_emptied_folder_that_is_filled_again_withdraws(mill: Mill) -> None:
    """An empty folder withdraws nothing; once it holds something readable, what is gone is gone."""
    mill.run()
    for seed in (mill.folder / "seeds").iterdir():
        seed.unlink()
    mill.run()
    assert 1 == len(mill.titles("g7"))
    mill.write("seeds/README.md", "What belongs here.\n")
    mill.run()

    assert [] == mill.titles("g7")


def test_new_ids_keep_decisions(mill: Mill) -> None:
    """A ban outlives even the change of all ids."""
    mill.run()
    mill.do("ban", SEED, "g7")
    config = (mill.folder / "config" / "feedmill.toml").read_text()
    mill.write("config/feedmill.toml", config.replace('"example.org"', '"other.org"'))
    mill.run("--accept-new-ids")
    mill.run()

    assert ([], 1) == (mill.titles("g7"), len(mill.titles("aid")))
    assert "other.org" in (mill.folder / "config" / "decisions.toml").read_text()


def test_seed_file_means_the_seed(mill: Mill, server: Loopback) -> None:
    """A feed that calls its item like a seed file is not what `explain seeds/…` is about."""
    name = SEED.rsplit("/", 1)[1]
    server.routes["/a"] = Reply(body=rss(item(name, "An impostor of the G7")))
    mill.sources(aaa=server.url("/a"))
    mill.run()

    assert SEED == mill.do("explain", f"seeds/{name}.txt", "--json").json["article"]["id"]
    assert 1 == mill.do("explain", f"https://nowhere.example/{name}.html").code
    page = mill.do("explain", SEED, "--json").json
    (shown,) = [one for one in mill.feed("g7")["items"] if one["id"] == SEED]
    assert page == mill.do("explain", shown["url"], "--json").json


def test_ban_of_a_url_bans_all_that_it_means(mill: Mill, server: Loopback) -> None:
    """Two copies under one URL: banning the URL leaves neither; banning one id tells of the other."""
    for name in "ab":
        server.routes[f"/{name}"] = Reply(body=rss(item(name, "One G7 story", LONG, "https://q.example/s")))
    mill.sources(a=server.url("/a", host="127.0.0.2"), b=server.url("/b", host="127.0.0.3"))
    mill.run()

    told = mill.do("ban", "tag:example.org,2026-01-01:a/a", "g7")
    assert "tag:example.org,2026-01-01:b/b" in told.err
    assert "One G7 story" in mill.titles("g7")
    assert 0 == mill.do("ban", "https://q.example/s", "g7").code
    assert "One G7 story" not in mill.titles("g7")


def test_decision_during_a_run_changes_nothing(mill: Mill, server: Loopback) -> None:
    """While a run is at work a decision is refused whole: exit 4, nothing written."""
    mill.run()
    server.routes["/slow"] = Reply(raw=(b"HTTP/1.1 200 OK\r\n", 3.0, b"\r\n"))
    mill.sources(slow=server.url("/slow"))
    first = mill.spawn("run")
    deadline = time.monotonic() + 20
    while not server.requests:
        assert time.monotonic() < deadline
        time.sleep(0.02)

    answer = mill.do("ban", SEED)

    first.communicate(timeout=30)
    assert 4 == answer.code
    assert not (mill.folder / "config" / "decisions.toml").exists()
    assert 1 == len(mill.titles("g7"))


def test_max_seconds(mill: Mill, server: Loopback) -> None:
    """A run with a budget does not wait for a host that hangs, and is no failure."""
    server.routes["/slow"] = Reply(raw=(b"HTTP/1.1 200 OK\r\n", 30.0, b"\r\n"))
    server.routes["/a"] = Reply(body=rss(item("1", "Quick G7")))
    mill.sources(slow=server.url("/slow", host="127.0.0.2"), a=server.url("/a", host="127.0.0.3"))
    started = time.monotonic()

    report = mill.run("--max-seconds", "1")

    assert time.monotonic() - started < 4
    assert 0 == report["sources"]["failed"]
    assert "Quick G7" in mill.titles("g7")


def test_damaged_shelf_is_passed_over(mill: Mill) -> None:
    """A feed file that somebody broke costs its own items their history, and the mill nothing."""
    mill.run()
    damaged = (mill.folder / "feeds" / "g7.json").read_text().replace(SEED, "foo")
    (mill.folder / "feeds" / "g7.json").write_text(damaged)
    mill.forget_database()

    assert 1 == mill.run()["topics"]["g7"]["items"]
    assert SEED == mill.feed("g7")["items"][0]["id"]


def test_unreadable_seed_is_told_in_cron(mill: Mill) -> None:
    """One line on stderr, whatever share of sources may fail; the exit code stays 0."""
    mill.write("seeds/broken.txt", b"\x00\xff\xfe\x00" * 50)

    answer = mill.do("run")

    assert (0, "") == (answer.code, answer.out)
    (line,) = answer.err.strip().splitlines()
    assert "seed-unreadable" in line
    assert "broken.txt" in line


def test_adopted_items_are_not_new(mill: Mill) -> None:
    """After a lost database nothing was added for subscribers, and the report says so."""
    mill.run()
    mill.forget_database()

    assert {"items": 1, "added": 0, "removed": 0} == mill.run()["topics"]["g7"]


def test_environment_is_never_printed(mill: Mill, server: Loopback) -> None:
    """What came from ${NAME} stays out of feeds, reports and health, wherever in the URL it stood."""
    relative = "&lt;a href=&quot;more.html&quot;&gt;more&lt;/a&gt; of the G7"
    server.routes["/sEcReT-v4lue/f"] = Reply(body=rss(item("1", "Secret G7", relative, "page.html")))
    mill.environ = {"TOK": "sEcReT-v4lue"}
    mill.sources(
        a=server.url("/${TOK}/f"), b=server.url("/gone/${TOK}?x=${TOK}"), c="http://127.0.0.1:1/${TOK}"
    )
    said = [
        mill.do(*words)
        for words in (["run", "--json"], ["sources"], ["sources", "--json"], ["-v", "run", "--force"])
    ]
    published = "".join(
        path.read_bytes().decode("utf-8", "replace")
        for path in (mill.folder / "feeds").rglob("*")
        if path.is_file()
    )

    assert "Secret G7" in mill.titles("g7")
    assert "v4lue" not in published.lower()
    assert [] == [answer for answer in said if "v4lue" in (answer.out + answer.err).lower()]
