"""Same input, same bytes; ids survive; kills and full disks lose nothing."""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from functools import partial
from pathlib import Path

import pytest

from installation import Mill, item, rss
from loopback import Loopback, Reply

LONG = "The leaders of the G7 agreed on a package of humanitarian aid for the region. " * 8
TABLES = ("article", "relation", "match", "publication", "sighting")


def rows(mill: Mill) -> dict[str, list[tuple[object, ...]]]:
    """Give the rows of the tables that a run without news must not touch."""
    with closing(sqlite3.connect(mill.folder / "var" / "feedmill.db")) as database:
        names = {name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        assert set(TABLES) <= names
        return {
            name: sorted(database.execute(f"SELECT * FROM {name}").fetchall(), key=repr) for name in TABLES
        }


def wait_for(event: Callable[[], bool], seconds: float = 30) -> None:
    """Wait until something is so; fail if it never is."""
    deadline = time.monotonic() + seconds
    while not event():
        assert time.monotonic() < deadline, "what was waited for never came"
        time.sleep(0.005)


def fill(mill: Mill, server: Loopback) -> None:
    """Configure three sources: a story that two of them carry, undated items, an item without a link."""
    shared = item("w1", "A story of two", LONG, "https://two.example/story")
    server.routes["/one"] = Reply(body=rss(shared, item("u1", "Undated G7", date=""), title="One"))
    server.routes["/two"] = Reply(
        body=rss(
            item("w2", "A story of two", LONG, "https://two.example/story"),
            item("n1", "No link G7"),
            title="Two",
        )
    )
    server.routes["/three"] = Reply(
        body=rss(item("x", "Other G7 news &amp; more", "G7 <b>bold</b>"), title="Three")
    )
    mill.sources(
        one=server.url("/one", host="127.0.0.2"),
        two=server.url("/two", host="127.0.0.3"),
        three=server.url("/three", host="127.0.0.4"),
    )


def test_second_run_changes_no_file_and_no_row(mill: Mill, server: Loopback) -> None:
    """Law 4: same files, same times, same rows, even when every source is asked and answers in full."""
    fill(mill, server)
    mill.run()
    before = (mill.tree(), rows(mill))
    times = {path: path.stat().st_mtime_ns for path in (mill.folder / "feeds").rglob("*")}
    mill.now = "2026-02-07T00:00:00Z"

    report = mill.run("--force")

    assert before == (mill.tree(), rows(mill))
    assert times == {path: path.stat().st_mtime_ns for path in (mill.folder / "feeds").rglob("*")}
    assert (0, 4) == (report["published"]["written"], report["sources"]["unchanged"])


def test_lost_database(mill: Mill, server: Loopback) -> None:
    """Law 5: without the database, at another time, the same bytes."""
    fill(mill, server)
    mill.run()
    before = mill.tree()
    mill.forget_database()
    mill.now = "2026-03-01T00:00:00Z"

    report = mill.run()

    assert before == mill.tree()
    assert report["adopted"] > 0


def test_lost_database_after_a_history(mill: Mill, server: Loopback) -> None:
    """Ids of groups, dates of silent edits and folded copies survive as well."""
    fill(mill, server)
    two = server.routes.pop("/two")
    mill.run()
    mill.now = "2026-02-01T12:00:00Z"
    server.routes["/two"] = two
    server.routes["/three"] = Reply(
        body=rss(item("x", "Other G7 news, edited", "G7 <b>bold</b>"), title="Three")
    )
    mill.run("--force")
    before, ids = mill.tree(), {one["title"]: one["id"] for one in mill.feed("g7")["items"]}
    assert ids["A story of two"].endswith(":one/w1")
    mill.forget_database()
    mill.now = "2026-03-01T00:00:00Z"

    mill.run()

    assert before == mill.tree()


def test_missing_file_is_written_again(mill: Mill) -> None:
    """A published file that somebody deleted comes back with the next run, and only that one."""
    mill.run()
    before = mill.tree()
    for name in ("g7.rss", "index.html"):
        (mill.folder / "feeds" / name).unlink()
    shutil.rmtree(mill.folder / "feeds" / "articles")

    report = mill.run()

    assert before == mill.tree()
    assert 3 == report["published"]["written"]


def test_foreign_file_is_left_alone(mill: Mill) -> None:
    """The publisher deletes only what its own record lists."""
    mill.run()
    mine = mill.write("feeds/robots.txt", "User-agent: *\n")
    mill.write("config/topics.toml", "[topics.other]\nfilter = 'G7'\n")

    mill.run()

    assert mine.exists()
    assert not (mill.folder / "feeds" / "g7.rss").exists()


@pytest.mark.parametrize(
    "environ",
    [
        {"PYTHONHASHSEED": "1", "TZ": "Asia/Tokyo", "LC_ALL": "C"},
        {"PYTHONHASHSEED": "2", "TZ": "America/New_York", "LC_ALL": "C.UTF-8"},
    ],
    ids=["tokyo", "new-york"],
)
def test_environment_does_not_matter(mill: Mill, server: Loopback, environ: dict[str, str]) -> None:
    """Hash seed, time zone and locale leave no trace in the output."""
    fill(mill, server)
    mill.run()
    before = mill.tree()
    shutil.rmtree(mill.folder / "feeds")
    mill.forget_database()

    process = mill.spawn("run", "--json", **environ)
    out, err = process.communicate(timeout=60)

    assert 0 == process.returncode, err
    assert before == mill.tree(), out


#: What a run has done when it is killed: from its first request to its last file.
MOMENTS: dict[str, Callable[[Mill, Loopback], bool]] = {
    "asked": lambda _, server: bool(server.requests),
    "asked-all": lambda _, server: len(server.requests) >= 3,
    "store-made": lambda mill, _: (mill.folder / "var" / "feedmill.db").exists(),
    "stored": lambda mill, _: count(mill, "article") > 0,
    "remembered": lambda mill, _: count(mill, "publication") > 0,
    "first-file": lambda mill, _: any((mill.folder / "feeds").glob("g7.*")),
    "second-topic": lambda mill, _: any((mill.folder / "feeds").glob("aid.*")),
    "page": lambda mill, _: any((mill.folder / "feeds").glob("articles/*")),
    "opml": lambda mill, _: (mill.folder / "feeds" / "feeds.opml").exists(),
    "index": lambda mill, _: (mill.folder / "feeds" / "index.html").exists(),
}


def count(mill: Mill, table: str) -> int:
    """Count the rows of a table of a store that may not be there yet."""
    try:
        with closing(sqlite3.connect(f"file:{mill.folder}/var/feedmill.db?mode=ro", uri=True)) as database:
            return int(database.execute(f"SELECT count(*) FROM {table}").fetchone()[0])
    except sqlite3.Error:
        return 0


def test_killed_runs(mill: Mill, server: Loopback) -> None:
    """Law 7: killed at ten moments, then run again under the same clock: the undisturbed output."""
    fill(mill, server)
    mill.run()
    undisturbed, cut_short = mill.tree(), 0
    for moment, has_come in MOMENTS.items():
        shutil.rmtree(mill.folder / "feeds")
        mill.forget_database()
        server.requests.clear()
        process = mill.spawn("run")
        wait_for(partial(has_come, mill, server))
        process.kill()
        process.communicate()
        cut_short += (mill.tree() if (mill.folder / "feeds").exists() else {}) != undisturbed

        mill.run("--force")

        assert undisturbed == mill.tree(), moment
        with closing(sqlite3.connect(mill.folder / "var" / "feedmill.db")) as database:
            assert [("ok",)] == database.execute("PRAGMA integrity_check").fetchall()
        assert [] == [path for path in (mill.folder / "feeds").rglob("*") if ".tmp" in path.name]
    # Kills that all came too late would prove nothing.
    assert cut_short >= 4


def _unlike(number: int) -> str:
    """Give a text that is no copy of that of any other number."""
    return " ".join(f"{number}.{place}" for place in range(150))


def test_full_disk(mill: Mill, server: Loopback) -> None:
    """A file that cannot be written whole: one sentence, exit 1, old files intact; then all is well again."""
    fill(mill, server)
    mill.run()
    before = mill.tree()
    server.routes["/three"] = Reply(
        body=rss(*(item(str(number), f"G7 {number}", _unlike(number)) for number in range(60)), title="Three")
    )
    # No file may grow beyond 60 kB (ulimit counts kilobytes), as if the disk were full.
    command = [sys.executable, "-m", "feedmill", "-C", str(mill.folder), "run", "--force"]
    process = subprocess.run(
        ["bash", "-c", 'ulimit -f 60; exec "$@"', "bash", *command],
        env=os.environ | {"FEEDMILL_NOW": mill.now},
        capture_output=True,
        text=True,
        check=False,
    )
    err = process.stderr

    assert 1 == process.returncode, err
    assert 1 == len(err.strip().splitlines()), err
    assert "Traceback" not in err
    assert before == mill.tree()

    mill.run("--force")

    assert 50 == len(mill.feed("g7")["items"])


def test_output_folder_that_is_no_folder(mill: Mill) -> None:
    """What was read is stored; that nothing can be published is told with exit 1."""
    (mill.folder / "feeds").write_text("in the way")

    answer = mill.do("run")

    assert 1 == answer.code
    assert "feeds" in answer.err
    (mill.folder / "feeds").unlink()
    assert 1 == mill.run()["topics"]["g7"]["items"]


def test_broken_database(mill: Mill) -> None:
    """A file that is no database is told with exit 1, and is not overwritten."""
    database = mill.write("var/feedmill.db", b"this is no database, whatever its name says" * 100)
    before = database.read_bytes()

    answer = mill.do("run")

    assert 1 == answer.code
    assert "feedmill.db" in answer.err
    assert "Traceback" not in answer.err
    assert before == database.read_bytes()


def test_one_run_at_a_time(mill: Mill, server: Loopback) -> None:
    """While a run is at work, a second ends with 4 (or 0 and silence), and sends no request."""
    server.routes["/slow"] = Reply(raw=(b"HTTP/1.1 200 OK\r\n", 3.0, b"\r\n"))
    mill.sources(slow=server.url("/slow"))
    first = mill.spawn("run")
    wait_for(lambda: bool(server.requests))

    second, third = mill.do("run"), mill.do("run", "--if-free")
    reading = mill.do("topics")

    assert (4, 0, 0) == (second.code, third.code, reading.code)
    assert ("", "") == (third.out, third.err)
    assert 1 == len(second.err.strip().splitlines())
    assert 1 == len(server.requests)
    first.communicate(timeout=30)


@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 143), (signal.SIGINT, 130)])
def test_stopped_run(mill: Mill, server: Loopback, number: signal.Signals, code: int) -> None:
    """A run that is told to stop does so at once, frees the lock, and loses nothing."""
    server.routes["/slow"] = Reply(raw=(b"HTTP/1.1 200 OK\r\n", 30.0, b"\r\n"))
    mill.sources(slow=server.url("/slow"))
    process = mill.spawn("run")
    wait_for(lambda: bool(server.requests))
    started = time.monotonic()
    process.send_signal(number)
    process.communicate(timeout=20)

    assert code == process.returncode
    assert time.monotonic() - started < 10
    mill.sources()
    assert 1 == mill.run()["topics"]["g7"]["items"]


def test_dry_run_keeps_nothing(mill: Mill, server: Loopback) -> None:
    """A dry run reports what would happen; no file, no row but the noted attempts."""
    fill(mill, server)
    report = mill.run("--dry-run")

    assert 6 == report["entries"]["new"]
    assert report["published"]["written"] > 4
    assert not (mill.folder / "feeds").exists() or {} == mill.tree()
    assert all(not found for found in rows(mill).values())
    assert 6 == mill.run()["entries"]["new"]


def test_daemon(mill: Mill, tmp_path: Path) -> None:
    """`schedule` runs at once, then at its ticks, and ends with the signal's code."""
    mill.environ = {}
    config = (mill.folder / "config" / "feedmill.toml").read_text()
    mill.write("config/feedmill.toml", config + '\n[schedule]\nevery = "1s"\n')
    process = mill.spawn("schedule")
    wait_for((mill.folder / "feeds" / "index.html").exists)
    mill.write("seeds/later.txt", "The G7 met again, and it was later.\n")
    wait_for(lambda: len(mill.feed("g7")["items"]) == 2)
    process.terminate()
    _, err = process.communicate(timeout=20)

    assert 143 == process.returncode, err
    assert 2 == len(mill.feed("g7")["items"])
