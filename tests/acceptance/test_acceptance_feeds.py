"""External articles: folded, kept apart, and never harmed by one another."""

from __future__ import annotations

from installation import Mill, item, rss
from loopback import Loopback, Reply

LONG = "The leaders of the G7 agreed on a package of humanitarian aid for the region. " * 8


def serve(server: Loopback, host: int, *items: str, title: str = "A feed") -> str:
    """Serve a feed on an address of its own; give its URL."""
    path = f"/made-{host}.xml"
    server.routes[path] = Reply(body=rss(*items, title=title))
    return server.url(path, host=f"127.0.0.{host}")


def test_sample_feeds_and_the_seed(mill: Mill, server: Loopback) -> None:
    """Three feeds and the seed: every entry has one fate, the wire story is one item that names its copy."""
    mill.sources(
        wire=server.url("/wire.xml", host="127.0.0.2"),
        daily=server.url("/daily.atom", host="127.0.0.3"),
        blog=server.url("/blog.json", host="127.0.0.4"),
    )
    report = mill.run()

    assert [] == report["failures"]
    assert {"due": 4, "fetched": 4, "not_modified": 0, "failed": 0, "unchanged": 0} == report["sources"]
    entries = report["entries"]
    assert entries["seen"] == entries["new"] + entries["changed"] + entries["unchanged"] + entries["rejected"]
    assert entries["new"] == report["articles"]["total"]
    assert report["groups"]["text"] >= 1
    folded = [one for topic in ("g7", "aid") for one in mill.feed(topic)["items"] if one["_feedmill"]["also"]]
    assert folded
    for one in folded:
        for also in one["_feedmill"]["also"]:
            assert {"source", "title", "url", "published"} <= also.keys()
            assert "Also in" in one["content_html"]


def test_second_run_sends_validators_and_writes_nothing(mill: Mill, server: Loopback) -> None:
    """A 304 costs no file; validators go back byte for byte."""
    server.routes["/wire.xml"] = lambda seen: (
        Reply(status=304)
        if seen.header("if-none-match") == 'W/"odd"'
        else Reply(body=rss(item("1", "G7")), headers=(("ETag", 'W/"odd"'),))
    )
    mill.sources(wire=server.url("/wire.xml"))
    mill.run()
    before = {path: path.stat().st_mtime_ns for path in (mill.folder / "feeds").rglob("*")}

    report = mill.run()

    assert (1, 0) == (report["sources"]["not_modified"], report["published"]["written"])
    assert before == {path: path.stat().st_mtime_ns for path in (mill.folder / "feeds").rglob("*")}


def test_copy_that_does_not_match_hides_nothing(mill: Mill, server: Loopback) -> None:
    """Law 3: the first copy of an item matches no topic; the second does, and is shown, alone."""
    link = "https://publisher.example/story"
    mill.sources(
        teaser=serve(server, 2, item("t", "Same title", "A teaser.", link)) + "\nweight = 90",
        full=serve(server, 3, item("f", "Same title", LONG, link)),
    )
    report = mill.run()

    (shown,) = [one for one in mill.feed("g7")["items"] if one["title"] == "Same title"]
    assert "full" == shown["_feedmill"]["source"]
    assert [] == shown["_feedmill"]["also"]
    assert 1 == report["groups"]["text"]


def test_two_topics_show_two_copies(mill: Mill, server: Loopback) -> None:
    """Suppression is per topic: each topic shows the copy that is allowed there."""
    mill.write(
        "config/topics.toml", "[topics.one]\nfilter = 'G7 source:a'\n[topics.two]\nfilter = 'G7 source:b'\n"
    )
    mill.sources(a=serve(server, 2, item("1", "T", LONG)), b=serve(server, 3, item("2", "T", LONG)))
    mill.run()

    assert ["a"] == [one["_feedmill"]["source"] for one in mill.feed("one")["items"]]
    assert ["b"] == [one["_feedmill"]["source"] for one in mill.feed("two")["items"]]


def test_short_texts_need_their_title(mill: Mill, server: Loopback) -> None:
    """Two items that say "Read more about the G7" under different titles stay two."""
    text = "Read more about the G7"
    mill.sources(a=serve(server, 2, item("1", "First", text)), b=serve(server, 3, item("2", "Second", text)))
    mill.run()

    assert {"First", "Second"} <= set(mill.titles("g7"))


def test_no_source_changes_anothers_article(mill: Mill, server: Loopback) -> None:
    """Law 6: an attacker takes guid and link of a victim; the victim's item is shown as it was."""
    link = server.url("/story", host="127.0.0.2")
    victim = serve(server, 2, item("guid", "The G7 story", LONG, link))
    mill.sources(victim=victim)
    mill.run()
    before = next(one for one in mill.feed("g7")["items"] if one["title"] == "The G7 story")
    attack = item("guid", "The G7 story", "Buy now: G7. " * 60, link, date="Mon, 01 Jan 2024 00:00:00 GMT")
    mill.sources(victim=victim, attacker=serve(server, 3, attack) + "\nweight = 100")

    mill.run()

    after = next(one for one in mill.feed("g7")["items"] if one["title"] == "The G7 story")
    kept = ("id", "url", "date_published", "summary")
    assert [before[key] for key in kept] == [after[key] for key in kept]
    assert ["attacker"] == [
        one["source"] for one in after["_feedmill"]["also"] if one["source"] == "attacker"
    ] or (["A feed"] == [one["source"] for one in after["_feedmill"]["also"]])


def test_missing_item_is_no_deletion(mill: Mill, server: Loopback) -> None:
    """Law 7: what scrolls out of its feed stays published."""
    url = serve(server, 2, item("1", "Old G7 news"))
    mill.sources(a=url)
    mill.run()
    serve(server, 2, item("2", "New G7 news"))
    mill.run()

    assert {"Old G7 news", "New G7 news"} <= set(mill.titles("g7"))


def test_duplicate_guid_in_one_document(mill: Mill, server: Loopback) -> None:
    """The first of two items with one guid wins, the other is rejected, again and again."""
    mill.sources(a=serve(server, 2, item("1", "First G7"), item("1", "Second G7")))

    reports = [mill.run(), mill.run("--force")]

    assert 1 == reports[0]["entries"]["rejected"]
    assert "First G7" in mill.titles("g7")
    assert "Second G7" not in mill.titles("g7")


def test_flood_waits(mill: Mill, server: Loopback) -> None:
    """A source brings at most `max_new` new items in one run; the rest come with the next."""
    mill.write(
        "config/feedmill.toml",
        '[site]\nid_domain = "example.org"\n[fetch]\nallow_private = ["127.0.0.0/8"]\nmax_new = 4\n',
    )
    mill.sources(a=serve(server, 2, *(item(str(number), f"G7 item {number}") for number in range(6))))

    news = [mill.run()["entries"]["new"], mill.run()["entries"]["new"], mill.run()["entries"]["new"]]

    assert [4 + 1, 2, 0] == news


def test_undated_items_are_dated_once(mill: Mill, server: Loopback) -> None:
    """The k-th undated item is k seconds older than the run; the date stays."""
    mill.sources(a=serve(server, 2, *(item(str(number), f"G7 {number}", date="") for number in range(3))))
    mill.run()
    before = {one["title"]: one["date_published"] for one in mill.feed("g7")["items"]}
    mill.now = "2026-02-09T00:00:00Z"
    mill.run("--force")

    assert before == {one["title"]: one["date_published"] for one in mill.feed("g7")["items"]}
    assert ["2026-01-31T12:00:00Z", "2026-01-31T11:59:59Z", "2026-01-31T11:59:58Z"] == [
        before[f"G7 {number}"] for number in range(3)
    ]


def test_renamed_source_keeps_its_ids(mill: Mill, server: Loopback) -> None:
    """`formerly` hands the ids over; a new item gets the new key."""
    url = serve(server, 2, item("1", "Old G7 news"))
    mill.sources(old=url)
    mill.run()
    mill.sources(new=url + '\nformerly = ["old"]')
    serve(server, 2, item("1", "Old G7 news, edited"), item("2", "New G7 news"))
    mill.run()

    ids = {one["title"]: one["id"].rsplit(":", 1)[1] for one in mill.feed("g7")["items"]}
    assert ("old/1", "new/2") == (ids["Old G7 news, edited"], ids["New G7 news"])


def test_guid_churn_is_folded(mill: Mill, server: Loopback) -> None:
    """A feed that comes back with new guids for the same texts does not show everything twice."""
    mill.sources(a=serve(server, 2, item("1", "Same G7 title", LONG)))
    mill.run()
    serve(server, 2, item("one", "Same G7 title", LONG))
    mill.run()

    assert 1 == mill.titles("g7").count("Same G7 title")
