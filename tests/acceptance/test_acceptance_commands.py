"""The commands, as the contract has them."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tomllib
import venv
from pathlib import Path

import pytest

from installation import ROOT, Mill, item, rss
from loopback import Loopback, Reply

ID = "tag:example.org,2026-01-01:seeds/000_0ad42a7b434738a1"


def test_version(mill: Mill) -> None:
    """`--version` names the program and its version."""
    assert mill.do("--version").out.startswith("feedmill 0.")


def test_usage_error(mill: Mill) -> None:
    """An unknown command or option is exit 2 with a suggestion."""
    assert (2, 2) == (mill.do("rnu").code, mill.do("run", "--forse").code)


def test_no_installation(mill: Mill) -> None:
    """A folder without config/ is exit 2, and the message says what to do."""
    shutil.rmtree(mill.folder / "config")

    answer = mill.do("run")

    assert 2 == answer.code
    assert "feedmill init" in answer.err


def test_every_mistake_at_once(mill: Mill) -> None:
    """All mistakes of all files, each with its file, line and column, and a suggestion."""
    mill.write("config/feedmill.toml", "[site]\ntitel = 'x'\n")
    mill.write("config/sources.toml", "[sources.a]\nkind = 'fed'\n")
    mill.write("config/topics.toml", "[topics.g7]\nfiltre = 'x'\n\n[topics.aid]\nfilter = '(a OR'\n")

    answer = mill.do("check")

    assert 2 == answer.code
    lines = answer.err.splitlines()
    assert 'config/topics.toml:2:1: topics.g7: unknown key "filtre" (did you mean "filter"?)' in lines
    assert any(line.startswith("config/feedmill.toml:2:1: ") and '"title"' in line for line in lines)
    assert any(line.startswith("config/sources.toml:2:") and '"feed"' in line for line in lines)
    assert any(line.startswith("config/topics.toml:5:") and "topics.aid" in line for line in lines)


def test_failing_example(mill: Mill) -> None:
    """An example that does not do what it says is exit 1, with its place and why."""
    mill.write(
        "config/topics.toml",
        "[topics.g7]\nfilter = 'G7 AND summit'\n[[topics.g7.examples]]\ntext = 'The G7 met'\nmatches = true\n"
        "[[topics.g7.examples]]\ntext = 'A summit of hikers'\nmatches = false\n",
    )
    answer = mill.do("check")

    assert 1 == answer.code
    assert "config/topics.toml:3:" in answer.err
    assert "summit" in answer.err
    assert "1 of 2 examples pass" in answer.out


def test_explain_points_into_the_text(mill: Mill) -> None:
    """Reasons are code points into the article's text; a topic that fails says what it needs."""
    mill.write(
        "config/topics.toml",
        "[topics.g7]\nfilter = 'G7'\n[topics.no]\nfilter = 'Kishida AND unicorn'\n"
        "[topics.weighed]\nfilter = '(G7^2.5 OR unicorn^4)@3'\n",
    )
    mill.run()

    for name in (
        ID,
        f"seeds/{ID.rsplit('/', 1)[1]}.txt",
        str(mill.folder / "seeds" / f"{ID.rsplit('/', 1)[1]}.txt"),
    ):
        found = mill.do("explain", name, "--json").json
        (reason,) = found["topics"]["g7"]["reasons"]
        assert reason["text"] == found["article"]["text"][reason["start"] : reason["end"]]
        assert ("G7", "text", "G7") == (reason["term"], reason["field"], reason["text"])
    assert not found["topics"]["no"]["matches"]
    (miss,) = found["topics"]["no"]["fails"]
    assert "unicorn" == miss["clause"]
    assert "unicorn" in miss["needs"]
    assert "scores" not in found["topics"]["no"]
    (score,) = found["topics"]["weighed"]["scores"]
    assert (3, 2.5) == (score["minimum"], score["sum"])
    assert [("G7^2.5", 2.5, True), ("unicorn^4", 4, False)] == [
        (part["clause"], part["weight"], part["matches"]) for part in score["parts"]
    ]
    assert "score 2.5 of 3: G7^2.5 (2.5)" in mill.do("explain", ID, "weighed").out
    assert {"g7"} == set(mill.do("explain", ID, "g7", "--json").json["topics"])


def test_explain_a_folded_copy(mill: Mill, server: Loopback) -> None:
    """Every copy, matching or not, names its group, the one shown, and the relation that ties it."""
    text = "A long story about the G7 and its many meetings in the mountains of the south. " * 6
    server.routes["/a"] = Reply(body=rss(item("1", "T", text, "https://x.example/1")))
    server.routes["/b"] = Reply(
        body=rss(item("2", "T", text.replace("G7", "club"), "https://x.example/1?utm_source=b"))
    )
    server.routes["/c"] = Reply(body=rss(item("3", "T", text, "https://x.example/3")))
    mill.sources(
        **{name: server.url(f"/{name}", host=f"127.0.0.{place}") for place, name in enumerate("abc", 2)}
    )
    mill.run()

    groups = {
        name: mill.do("explain", f"tag:example.org,2026-01-01:{name}", "--json").json["topics"]["g7"]
        for name in ("a/1", "b/2", "c/3")
    }

    assert [True, False, True] == [one["matches"] for one in groups.values()]
    for one in groups.values():
        members = {member["id"].rsplit(":", 1)[1]: member for member in one["group"]["members"]}
        assert ID.replace("seeds/000_0ad42a7b434738a1", "a/1") == one["group"]["representative"]
        assert [None, "same-item", "same-text"] == [
            members[name]["relation"] for name in ("a/1", "b/2", "c/3")
        ]
        assert [None, 1.0, 1.0] == [members[name]["score"] for name in ("a/1", "b/2", "c/3")]


def test_explain_unknown_article(mill: Mill) -> None:
    """An unknown article is exit 1; an unknown topic is exit 2."""
    mill.run()

    assert (1, 2) == (mill.do("explain", "nothing").code, mill.do("explain", ID, "nothing").code)


def test_ban_pin_release(mill: Mill) -> None:
    """Decisions apply at once, are written down, outlive a filter, and are taken back."""
    mill.write("config/topics.toml", "[topics.g7]\nfilter = 'G7'\n[topics.cats]\nfilter = 'cats'\n")
    mill.run()

    assert 0 == mill.do("ban", ID, "g7").code
    assert 0 == mill.do("pin", ID, "cats").code
    assert ([], 1) == (mill.titles("g7"), len(mill.titles("cats")))
    decided = tomllib.loads((mill.folder / "config" / "decisions.toml").read_text())
    assert ([ID], [ID]) == (
        [one["article"] for one in decided["ban"]],
        [one["article"] for one in decided["pin"]],
    )

    mill.write("config/topics.toml", "[topics.g7]\nfilter = 'G7 OR Japan'\n[topics.cats]\nfilter = 'dogs'\n")
    mill.run()
    assert ([], 1) == (mill.titles("g7"), len(mill.titles("cats")))

    assert 0 == mill.do("release", ID).code
    assert (1, []) == (len(mill.titles("g7")), mill.titles("cats"))


def test_ban_everywhere(mill: Mill) -> None:
    """A ban without a topic holds in all of them."""
    mill.run()
    mill.do("ban", ID)

    assert ([], []) == (mill.titles("g7"), mill.titles("aid"))


def test_changed_filter_is_applied_to_the_archive(mill: Mill) -> None:
    """Law 1: what is stored is re-evaluated; nothing is fetched for it, and it equals a rebuild."""
    mill.run()
    mill.write("config/topics.toml", "[topics.g7]\nfilter = 'unicorn'\n[topics.peace]\nfilter = 'cenotaph'\n")

    report = mill.run()

    assert ([], 1) == (mill.titles("g7"), len(mill.titles("peace")))
    assert not (mill.folder / "feeds" / "aid.rss").exists()
    assert (0, 1) == (report["topics"]["g7"]["added"], report["topics"]["g7"]["removed"])
    incremental = mill.tree()
    mill.forget_database()
    mill.run()
    assert incremental == mill.tree()


def test_changed_term_set_is_applied(mill: Mill) -> None:
    """A filter changes with the terms that it uses, and tags change with them."""
    mill.run()
    mill.write(
        "config/topics.toml", "[terms]\nplace = ['cenotaph']\n[topics.g7]\nfilter = '#place tag:place'\n"
    )
    mill.run()

    assert "place" in mill.feed("g7")["items"][0]["tags"]


def test_changed_file_of_terms_is_applied(mill: Mill) -> None:
    """A file of terms that changes, and nothing else, changes the topics and tags that rest on it."""
    mill.write(
        "config/topics.toml",
        "[terms]\nplace = { file = 'places.txt' }\n[topics.g7]\nfilter = '#place tag:place'\n",
    )
    mill.write("config/places.txt", "nowhere\n")
    mill.run()
    before = mill.titles("g7")
    mill.write("config/places.txt", "nowhere\ncenotaph  # in Hiroshima\n")
    mill.run()

    assert ([], 1) == (before, len(mill.titles("g7")))
    mill.write("config/places.txt", "nowhere\ncenotaph\n-cenotaph\n")
    mill.run()
    assert [] == mill.titles("g7")


def test_check_compares_filters_with_the_archive(mill: Mill, server: Loopback) -> None:
    """Topics that match nothing of what is stored, or most of it, are warned of at their filters."""
    server.routes["/a"] = Reply(body=rss(*(item(f"n{n}", f"Item {n} of football") for n in range(120))))
    mill.sources(a=server.url("/a"))
    topics = (
        "[topics.ball]\nfilter = 'football'\n[topics.none]\nfilter = 'curling'\n[topics.some]\nfilter = '7'\n"
    )
    mill.write("config/topics.toml", topics)
    before = mill.do("check", "--json").json["warnings"]
    mill.run()

    told = [line for line in mill.do("check", "--json").json["warnings"] if "stored articles" in line]
    assert not [line for line in before if "stored articles" in line]
    assert ["2:11: topics.ball", "4:11: topics.none"] == [
        line.removeprefix("config/topics.toml:").partition(": ")[0] + ": " + line.split(": ")[1]
        for line in told
    ]
    mill.write("config/topics.toml", topics.replace("curling", "tennis"))
    mill.write("config/feedmill.toml", "[check]\nmax_matched = 1\n" + _main(mill))
    assert not [line for line in mill.do("check", "--json").json["warnings"] if "stored articles" in line]


def test_check_outlives_a_store_that_cannot_be_read(mill: Mill) -> None:
    """A broken store is a warning of `check`, which is about the config."""
    mill.write("var/feedmill.db", b"no database" * 100)
    answer = mill.do("check", "--json")

    assert 0 == answer.code
    assert answer.json["warnings"][-1].startswith("what is stored could not be compared")


def _main(mill: Mill) -> str:
    path = mill.folder / "config" / "feedmill.toml"
    return path.read_text(encoding="utf-8") if path.exists() else ""


def test_search(mill: Mill, server: Loopback) -> None:
    """A filter is asked of the archive: all that match are counted, the newest are listed first."""
    dates = ("Fri, 30 Jan 2026 10:00:00 GMT", "Thu, 29 Jan 2026 10:00:00 GMT")
    server.routes["/a"] = Reply(body=rss(*(item(date[:3], f"G7 on {date[:3]}", date=date) for date in dates)))
    mill.sources(a=server.url("/a"))
    mill.run()

    found = mill.do("search", "#g7 NOT Zelenskyy", "--limit", "1", "--json").json

    assert (2, ["G7 on Fri"]) == (found["total"], [one["title"] for one in found["articles"]])
    assert {"id", "source", "url", "title", "published"} == found["articles"][0].keys()
    assert 2 == mill.do("search", "G7 AND").code


def test_retag(mill: Mill) -> None:
    """Everything is evaluated anew, nothing is fetched, and where nothing changed nothing is written."""
    mill.run()
    before = mill.tree()

    report = mill.do("retag", "--json").json

    assert (0, 0, 1) == (
        report["sources"]["due"],
        report["published"]["written"],
        report["retagged"]["articles"],
    )
    assert before == mill.tree()


def test_topics_match(mill: Mill) -> None:
    """Articles of a file go through all filters, line by line; nothing is stored or published."""
    lines = mill.write(
        "lines.jsonl",
        "\n".join(
            json.dumps(line)
            for line in (
                {"id": 1, "title": "The G7", "body": "<p>and humanitarian aid</p>"},
                {"id": "x", "title": "Cats", "body": '<a class="G7">dogs</a>'},
            )
        ),
    )
    answer = mill.do("topics", "match", str(lines))

    assert [{"id": 1, "topics": ["aid", "g7"]}, {"id": "x", "topics": []}] == [
        json.loads(line) for line in answer.out.splitlines()
    ]
    assert not (mill.folder / "var").exists()


def test_topics_and_sources(mill: Mill) -> None:
    """The lists name what is configured and how it fares."""
    mill.run()

    assert {"g7": 1, "aid": 1} == {
        slug: one["items"] for slug, one in mill.do("topics", "--json").json["topics"].items()
    }
    seeds = mill.do("sources", "--json").json["sources"]["seeds"]
    assert ("seed", True, 1, 0) == (seeds["kind"], seeds["enabled"], seeds["articles"], seeds["failures"])


def test_import_sources(mill: Mill) -> None:
    """Feeds of an OPML file become sources; those already there do not come twice."""
    opml = mill.write(
        "subs.opml",
        '<opml version="2.0"><head/><body><outline text="News"><outline type="rss" text="Alpha News" '
        'xmlUrl="https://alpha.example/feed"/></outline></body></opml>',
    )
    first, second = mill.do("sources", "import", str(opml)), mill.do("sources", "import", str(opml))

    assert ("alpha-news", "") == (first.out.strip(), second.out.strip())
    assert "https://alpha.example/feed" in (mill.folder / "config" / "sources.toml").read_text()
    assert 0 == mill.do("check").code


def test_forget_source(mill: Mill, server: Loopback) -> None:
    """A source that is no more configured keeps its articles until it is forgotten."""
    server.routes["/a"] = Reply(body=rss(item("1", "Old G7 news")))
    mill.sources(a=server.url("/a"))
    mill.run()
    assert 2 == mill.do("sources", "forget", "a").code
    mill.sources()
    mill.run()
    assert "Old G7 news" in mill.titles("g7")

    assert 0 == mill.do("sources", "forget", "a").code
    assert "Old G7 news" not in mill.titles("g7")


def test_changed_identity_is_refused(mill: Mill) -> None:
    """Another id_domain while items are published is exit 2; with --accept-new-ids they get new ids."""
    mill.run()
    config = (mill.folder / "config" / "feedmill.toml").read_text()
    mill.write("config/feedmill.toml", config.replace('"example.org"', '"other.org"'))

    answer = mill.do("run")

    assert 2 == answer.code
    assert "--accept-new-ids" in answer.err
    mill.run("--accept-new-ids")
    assert [ID.replace("example.org", "other.org")] == [one["id"] for one in mill.feed("g7")["items"]]
    assert 1 == len(list((mill.folder / "feeds" / "articles").glob("*.html")))


def test_bad_clock(mill: Mill) -> None:
    """A FEEDMILL_NOW that is no moment is exit 2."""
    mill.now = "yesterday"

    assert 2 == mill.do("run").code


def test_silence_without_a_terminal(mill: Mill) -> None:
    """A successful run that nobody watches says nothing."""
    answer = mill.do("run")

    assert (0, "", "") == (answer.code, answer.out, answer.err)


def test_init_makes_an_installation_that_runs(mill: Mill) -> None:
    """`init` in an empty folder, then `check` with all examples passing; a second `init` is refused."""
    folder = mill.folder.parent / "fresh"
    assert 0 == mill.do("init", str(folder)).code
    assert 2 == mill.do("init", str(folder)).code
    fresh = Mill(folder=folder, capture=mill.capture)
    fresh.sources()

    assert 0 == fresh.do("check").code
    report = fresh.run()
    assert (1, 1) == (report["topics"]["g7"]["items"], report["topics"]["aid"]["items"])
    assert 8 <= len(report["topics"])


@pytest.mark.slow
def test_wheel(tmp_path: Path) -> None:
    """The wheel, installed without the repository, makes an installation and runs it."""
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", tmp_path / "dist"],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    (wheel,) = (tmp_path / "dist").glob("*.whl")
    venv.create(tmp_path / "venv", with_pip=True)
    python = tmp_path / "venv" / "bin" / "python"
    subprocess.run([python, "-m", "pip", "install", "-q", "--no-deps", wheel], check=True)
    # The dependencies come from here; the package must not.
    site = next(Path(path) for path in sys.path if path.endswith("site-packages"))
    inside = next((tmp_path / "venv" / "lib").glob("python*/site-packages"))
    for entry in site.iterdir():
        if "feedmill" not in entry.name and not (inside / entry.name).exists():
            (inside / entry.name).symlink_to(entry)
    done = subprocess.run(
        [tmp_path / "venv" / "bin" / "feedmill", "init", tmp_path / "mill"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert "config/topics.toml" in done.stdout
    where = subprocess.run(
        [python, "-c", "import feedmill; print(feedmill.__file__)"],
        capture_output=True,
        text=True,
        check=True,
        cwd="/",
    )
    assert str(inside) in where.stdout
    (tmp_path / "mill" / "config" / "sources.toml").write_text(
        '[sources.seeds]\nkind = "seed"\npath = "seeds"\n'
    )
    run = subprocess.run(
        [tmp_path / "venv" / "bin" / "feedmill", "-C", tmp_path / "mill", "run", "--json"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert 1 == json.loads(run.stdout)["topics"]["aid"]["items"]


def test_explain_says_which_file_is_unknown(mill: Mill) -> None:
    """A file's name is told as it was given; a secret in an address is not."""
    mill.run()
    name = "seeds/0ad42a7b434738a1f00dfeedbeefcafe"

    assert name in mill.do("explain", f"{name}.txt").err
    assert "s3cr3t" not in mill.do("explain", "https://user:s3cr3t@example.org/a").err
