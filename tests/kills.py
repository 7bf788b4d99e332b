"""
Runs that are killed at any moment, in real processes: what is published later is as if nothing had happened.

    python tests/kills.py ROUNDS [SEED]

Each round takes a copy of an installation (new, with a history, or with its database lost), starts
`run --force` in it, kills that process group with SIGKILL after a random part of the time that such a run
takes, and runs again under the same clock: every published file must be, byte for byte, that of a run that
was not disturbed, the database sound and its articles the same. Prints what the kills left behind, so that
one sees what they hit.
"""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from pathlib import Path
from random import Random
from typing import Self

from installation import item, rss
from loopback import Loopback, Reply, Seen

__all__ = ["Judge", "Scene"]

#: The command, as an operator has it.
RUN = ("-m", "feedmill")
FEEDS, ITEMS = 6, 24
BEFORE, AFTER = "2026-01-31T12:00:00Z", "2026-02-01T12:00:00Z"
CONFIG = """[site]
id_domain = "example.org"
url = "https://mill.example/"
[fetch]
allow_private = ["127.0.0.0/8"]
"""
TOPICS = """[topics.{first}]
filter = "aid OR G7"
items = 40
[topics.all-of-it]
filter = '*'
duplicates = {{ story = "fold" }}
"""
#: What of a database depends on its articles alone: runs, traffic and attempts may differ.
ROWS = {
    "article": "SELECT id, url, raw_hash, title, withdrawn_at FROM article ORDER BY id",
    "match": "SELECT article, topic FROM match ORDER BY article, topic",
    "relation": "SELECT a, b, kind FROM relation ORDER BY a, b, kind",
    "publication": "SELECT topic, published_id, first_published FROM publication ORDER BY 1, 2",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """An installation before the run that is killed, and what an undisturbed run makes of it."""

    name: str
    folder: Path
    tree: dict[str, str]
    rows: dict[str, list[tuple[object, ...]]]
    #: What an undisturbed run takes.
    seconds: float


class Judge:
    """
    Judge kills in *folder*, with a server of its own; for a `with` block.

    Says nothing of power cuts, after which less may be on the disk than was written.
    """

    def __init__(self, folder: Path, *, feeds: int = FEEDS, items: int = ITEMS) -> None:
        self._folder = folder
        self._feeds, self._items = feeds, items
        self._server = Loopback("0.0.0.0")
        self._edition = 0

    def __enter__(self) -> Self:
        """Start to serve."""
        self._server.__enter__()
        for number in range(self._feeds):
            self._server.routes[f"/{number}"] = partial(self._answer, number)
        return self

    def __exit__(self, *exc_info: object) -> None:
        """Stop."""
        self._server.__exit__(*exc_info)

    def scenes(self, names: Iterable[str] = ("new", "history", "database lost")) -> list[Scene]:
        """Make an installation of each kind, and let a copy of it run undisturbed."""
        return [self._scene(name) for name in names]

    def killed(self, scene: Scene, after: float, program: tuple[str, ...] = RUN) -> tuple[str, list[str]]:
        """
        Run in a copy of *scene*, kill it *after* so many seconds, and run again.

        Returns:
            What the kill left behind, and what is wrong after the second run.
        """
        victim = self._copy(scene.folder)
        before = _tree(victim)
        with self._start(victim, AFTER, program) as process:
            try:
                process.wait(after)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
        left = _left(victim, before, scene)
        faults = [*self._run(victim, AFTER), *_differences(victim, scene)]
        shutil.rmtree(victim)
        return left, faults

    def _scene(self, name: str) -> Scene:
        folder = self._folder / name.replace(" ", "-")
        _write(folder / "config/feedmill.toml", CONFIG)
        _write(folder / "config/topics.toml", TOPICS.format(first="aid"))
        _write(folder / "config/sources.toml", self._sources())
        _write(folder / "seeds/a.txt", "A seed\n\nThe G7 spoke of aid.\n")
        self._edition = 0
        if name != "new":
            assert [] == self._run(folder, BEFORE)
            # A renamed topic, a seed that is edited and a new one: all three corridors have work to do.
            _write(folder / "config/topics.toml", TOPICS.format(first="help") + 'formerly = ["old"]\n')
            _write(folder / "seeds/a.txt", "A seed\n\nThe G7 spoke of aid, and of trade.\n")
            _write(folder / "seeds/b.md", "---\ntitle: Another\n---\nOn aid.\n")
        if name == "database lost":
            shutil.rmtree(folder / "var")
        self._edition = 1
        undisturbed = self._copy(folder)
        began = time.monotonic()
        assert [] == self._run(undisturbed, AFTER)
        seconds = time.monotonic() - began
        tree, rows = _tree(undisturbed), _rows(undisturbed)
        shutil.rmtree(undisturbed)
        return Scene(name=name, folder=folder, tree=tree, rows=rows, seconds=seconds)

    def _sources(self) -> str:
        tables = ['[sources.seeds]\nkind = "seed"\npath = "seeds"\n']
        for number in range(self._feeds):
            url = self._server.url(f"/{number}", host=f"127.0.2.{number + 1}")
            tables.append(f'[sources.feed-{number}]\nkind = "feed"\nurl = "{url}"\n')
        return "\n".join(tables)

    def _answer(self, number: int, seen: Seen) -> Reply:
        """Serve the edition of today; every second feed has the items of the one before it."""
        etag = f'"{number}-{self._edition}"'
        if seen.header("if-none-match") == etag:
            return Reply(status=304, headers=(("ETag", etag),))
        first = self._edition * self._items // 2
        items = (
            item(
                f"{n}",
                _title(number // 2, n, self._edition),
                _text(number // 2, n),
                f"https://h{number}.example/{n}",
            )
            for n in range(first + self._items, first, -1)
        )
        return Reply(body=rss(*items, title=f"Feed {number}"), headers=(("ETag", etag),))

    def _copy(self, folder: Path) -> Path:
        return Path(shutil.copytree(folder, tempfile.mkdtemp(dir=self._folder), dirs_exist_ok=True))

    def _start(self, folder: Path, now: str, program: tuple[str, ...]) -> subprocess.Popen[bytes]:
        words = [sys.executable, *program, "-C", str(folder), "run", "--force"]
        environ = os.environ | {"FEEDMILL_NOW": now}
        quiet = subprocess.DEVNULL
        return subprocess.Popen(
            words, env=environ, stdin=quiet, stdout=quiet, stderr=subprocess.PIPE, start_new_session=True
        )

    def _run(self, folder: Path, now: str) -> list[str]:
        """Run to the end; give what is wrong with that."""
        with self._start(folder, now, RUN) as process:
            _, said = process.communicate(timeout=120)
        return [] if process.returncode == 0 else [f"exit {process.returncode}: {said.decode()[-500:]}"]


def _title(owner: int, number: int, edition: int) -> str:
    return f"Report {number} of desk {owner}" + (" (corrected)" if edition and number % 7 == 0 else "")


def _text(owner: int, number: int) -> str:
    words = Random(owner * 1000 + number)
    told = " ".join(words.choice(("aid", "talks", "grain", "port", "G7", "school", "law")) for _ in range(60))
    return f"<![CDATA[<p>Desk {owner} on day {number}: {told}.</p>]]>"


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def _tree(folder: Path) -> dict[str, str]:
    shelf = folder / "feeds"
    files = (path for path in sorted(shelf.rglob("*")) if path.is_file())
    return {str(path.relative_to(shelf)): sha256(path.read_bytes()).hexdigest() for path in files}


def _rows(folder: Path) -> dict[str, list[tuple[object, ...]]]:
    with closing(sqlite3.connect(folder / "var/feedmill.db")) as db:
        assert [("ok",)] == db.execute("PRAGMA integrity_check").fetchall()
        assert [] == db.execute("PRAGMA foreign_key_check").fetchall()
        return {name: db.execute(question).fetchall() for name, question in ROWS.items()}


def _differences(folder: Path, scene: Scene) -> list[str]:
    tree, rows = _tree(folder), _rows(folder)
    names = tree.keys() | scene.tree.keys()
    files = sorted(name for name in names if tree.get(name) != scene.tree.get(name))
    return [*files, *(name for name in ROWS if rows[name] != scene.rows[name])]


def _left(folder: Path, before: dict[str, str], scene: Scene) -> str:
    """Say in words how far a run has come."""
    tree, database = _tree(folder), folder / "var/feedmill.db"
    if tree == scene.tree:
        return "all was published"
    if tree != before:
        return "some files were put"
    if not database.is_file():
        return "nothing was done"
    # A copy: a look at a database whose log is left behind would clear that away.
    with tempfile.TemporaryDirectory() as name:
        for path in database.parent.glob("feedmill.db*"):
            shutil.copy(path, name)
        return _stored(Path(name) / database.name, scene)


def _stored(database: Path, scene: Scene) -> str:
    with closing(sqlite3.connect(database)) as db:
        if not db.execute("SELECT 1 FROM sqlite_master WHERE name = 'article'").fetchone():
            return "nothing was done"
        articles = db.execute(ROWS["article"]).fetchall()
        if articles == scene.rows["article"]:
            return "all articles were stored, no file was put"
        attempts = db.execute("SELECT count(*) FROM source WHERE last_attempt > 1769900000").fetchone()
    wanted = set(scene.rows["article"])
    return "some articles were stored" if wanted & set(articles) and attempts[0] else "nothing was stored"


def main(rounds: int, seed: int) -> int:
    """Kill so many runs; give 1 if any left a trace."""
    chance, left, wrong = Random(seed), Counter[str](), 0
    with tempfile.TemporaryDirectory(prefix="feedmill-kills-") as name, Judge(Path(name)) as judge:
        scenes = judge.scenes()
        for number in range(rounds):
            scene = scenes[number % len(scenes)]
            after = chance.uniform(0.3, 1.0) * scene.seconds
            found, faults = judge.killed(scene, after)
            left[f"{scene.name}: {found}"] += 1
            if faults:
                wrong += 1
                sys.stdout.write(f"round {number}, {scene.name}, after {after:.3f} s, {found}: {faults}\n")
    for what, count in sorted(left.items()):
        sys.stdout.write(f"{count:4} {what}\n")
    sys.stdout.write(f"kills {rounds - wrong}/{rounds}\n")
    return int(wrong > 0)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 1))
