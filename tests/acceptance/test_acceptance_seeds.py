"""Seeds in, feeds out."""

from __future__ import annotations

import feedparser

from installation import Mill

SEED = "000_0ad42a7b434738a1"
RELATED = "G7 leaders reassure their support for Ukraine’s peace formula at the Hiroshima summit"


def test_given_seed_is_in_both_topics(mill: Mill) -> None:
    """The seed is in g7 and in aid, in every format, and the run says so."""
    report = mill.run()

    assert {"g7": 1, "aid": 1} == {topic: one["items"] for topic, one in report["topics"].items()}
    assert {"due": 1, "fetched": 1, "not_modified": 0, "failed": 0, "unchanged": 0} == report["sources"]
    for topic in ("g7", "aid"):
        for kind in ("rss", "atom"):
            parsed = feedparser.parse((mill.folder / "feeds" / f"{topic}.{kind}").read_bytes())
            assert not parsed.bozo
            assert [f"tag:example.org,2026-01-01:seeds/{SEED}"] == [entry.id for entry in parsed.entries]


def test_headline_page_and_date(mill: Mill) -> None:
    """The headline is cut at a word; the permalink is a page of ours that exists; first seen is the date."""
    mill.run()
    (item,) = mill.feed("g7")["items"]

    assert item["title"].endswith("in Hiroshima (Japan) and compared…")
    assert len(item["title"]) <= 120
    assert "2026-01-31T12:00:00Z" == item["date_published"]
    page = item["url"].removeprefix("https://mill.example/")
    assert "cenotaph" in (mill.folder / "feeds" / page).read_text(encoding="utf-8")
    assert "en" == item["language"]


def test_related_titles_are_shown_but_never_match(mill: Mill) -> None:
    """A related title stands under the article; a filter that only it could match finds nothing."""
    mill.write(
        "config/topics.toml",
        '[topics.formula]\nfilter = \'"peace formula"\'\n[topics.all-of-it]\nfilter = "*"\n',
    )
    mill.run()

    assert [] == mill.feed("formula")["items"]
    (item,) = mill.feed("all-of-it")["items"]
    assert RELATED in item["content_html"]
    page = mill.folder / "feeds" / item["url"].removeprefix("https://mill.example/")
    assert RELATED in page.read_text(encoding="utf-8")


def test_edited_seed_is_the_same_article(mill: Mill) -> None:
    """An edit keeps id and date, and dates the update."""
    mill.run()
    before = mill.feed("g7")["items"][0]
    mill.write(f"seeds/{SEED}.txt", "The G7 met. It gave financial assistance once more, and then again.\n")
    mill.now = "2026-02-01T12:00:00Z"

    report = mill.run()

    (after,) = mill.feed("g7")["items"]
    assert (1, 0) == (report["entries"]["changed"], report["entries"]["new"])
    assert (before["id"], before["date_published"]) == (after["id"], after["date_published"])
    assert "2026-02-01T12:00:00Z" == after["date_modified"]
    assert "The G7 met." == after["title"]


def test_seed_that_is_gone_is_withdrawn(mill: Mill) -> None:
    """Its file gone while the folder is not empty, the item leaves the feeds and its page is removed."""
    mill.write("seeds/other.txt", "Another article about the G7 and nothing else.\n")
    mill.run()
    pages = set((mill.folder / "feeds" / "articles").glob("*.html"))
    (mill.folder / f"seeds/{SEED}.txt").unlink()

    report = mill.run()

    assert 1 == len(mill.feed("g7")["items"])
    assert 1 == len(pages - set((mill.folder / "feeds" / "articles").glob("*.html")))
    assert (1, 1) == (report["topics"]["g7"]["removed"], report["published"]["removed"])


def test_empty_folder_withdraws_nothing(mill: Mill) -> None:
    """An emptied seed folder looks like an accident."""
    mill.run()
    before = mill.tree()
    (mill.folder / f"seeds/{SEED}.txt").unlink()

    mill.run()

    assert before == mill.tree()


def test_missing_folder_withdraws_nothing(mill: Mill) -> None:
    """A seed folder that is gone is a failure of its source, and nothing else happens."""
    mill.run()
    before = mill.tree()
    (mill.folder / "seeds").rename(mill.folder / "moved")

    report = mill.run()

    assert before == mill.tree()
    assert ["seed-unreadable"] == [failure["code"] for failure in report["failures"]]


def test_withdrawn_seed_comes_back_under_its_id(mill: Mill) -> None:
    """A file that returns is the same article, with the date that readers knew."""
    mill.write("seeds/other.txt", "Another article about the G7 and nothing else.\n")
    mill.run()
    before = mill.feed("aid")["items"][0]
    seed = mill.folder / f"seeds/{SEED}.txt"
    text = seed.read_bytes()
    seed.unlink()
    mill.run()
    assert [] == mill.feed("aid")["items"]
    seed.write_bytes(text)
    mill.now = "2026-02-03T12:00:00Z"

    mill.run()

    after = mill.feed("aid")["items"][0]
    assert (before["id"], before["date_published"]) == (after["id"], after["date_published"])


def test_two_seeds_of_one_name(mill: Mill) -> None:
    """Neither is read, a published one stays, and the failure names both."""
    mill.run()
    mill.write(f"seeds/deep/{SEED}.md", "# Another\n\nText about the G7.\n")

    report = mill.run()

    assert 1 == len(mill.feed("g7")["items"])
    (failure,) = report["failures"]
    assert "seed-unreadable" == failure["code"]
    assert f"{SEED}.txt" in failure["message"]
    assert f"deep/{SEED}.md" in failure["message"]


def test_unreadable_seed_does_not_stop_the_others(mill: Mill) -> None:
    """A seed that is no text is told every time; the others are published."""
    mill.write("seeds/broken.txt", b"\x00\xff\xfe\x00" * 50)

    first, second = mill.run(), mill.run()

    for report in (first, second):
        assert ["seed-unreadable"] == [failure["code"] for failure in report["failures"]]
    assert 1 == len(mill.feed("g7")["items"])


def test_markdown_and_html_seeds(mill: Mill) -> None:
    """Front matter gives id, title, date, tags and URL; HTML gives its title."""
    mill.write(
        "seeds/one.md",
        "---\nid: my-id\ntitle: A title\ndate: 2026-01-02\ntags: [press]\nurl: https://own.example/one\n---\n"
        "The **G7** met.\n",
    )
    mill.write("seeds/two.html", "<title>Second</title><p>The G7 met <script>alert(1)</script>twice.</p>")
    mill.run()

    items = {item["title"]: item for item in mill.feed("g7")["items"]}

    one = items["A title"]
    assert "tag:example.org,2026-01-01:seeds/my-id" == one["id"]
    assert ("https://own.example/one", "2026-01-02T00:00:00Z") == (one["url"], one["date_published"])
    assert "press" in one["tags"]
    assert "<strong>G7</strong>" in one["content_html"]
    assert "script" not in items["Second"]["content_html"]
