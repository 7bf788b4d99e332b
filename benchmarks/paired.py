"""Shared by the rows of the table: runs whose CPU time is counted, a corpus that is served, installations."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import statistics
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from server import address

__all__ = ["PORT", "Bench", "a_folder", "installation_at", "serving", "stored"]

HERE = Path(__file__).parent
ROOT = HERE.parent
PORT = 18_090
BEGAN = datetime(2026, 1, 1, 12, tzinfo=UTC)
#: No source rests longer.
MONTH = timedelta(days=31)


class Bench:
    """Runs programs, counts their CPU time and remembers every figure."""

    def __init__(self, rounds: int, peers: Path) -> None:
        self.rounds = rounds
        self._peers = peers
        self._lines: list[dict[str, Any]] = []
        self._runs: Counter[Path] = Counter()
        # As pip does for what it installs, the peers' modules for one.
        subprocess.run([sys.executable, "-m", "compileall", "-q", str(ROOT / "pipeline")], check=True)

    def mill(self, folder: Path, *, workers: int = 0) -> tuple[float, dict[str, Any]]:
        """Run the mill a month after its last run, so that it asks all sources; give CPU seconds and line."""
        words = [sys.executable, str(HERE / "mill.py"), str(folder)]
        now = BEGAN + MONTH * self._runs[folder]
        self._runs[folder] += 1
        cpu, output = self.spend([*words, "--workers", str(workers)], FEEDMILL_NOW=now.isoformat())
        line = json.loads(output)
        due, configured = line["report"]["sources"]["due"], line["sources"]
        assert due == configured, f"{due} of {configured} sources were due"
        return cpu, line

    def reader(self, folder: Path, step: str, *more: int) -> tuple[float, int]:
        """Make reader do a step; give its CPU seconds and the number of its entries."""
        program = [str(self._peers / "bin" / "python"), str(HERE / "peer_reader.py")]
        cpu, output = self.spend([*program, str(folder / "reader.db"), step, *map(str, more)])
        return cpu, int(output)

    def client(self, who: str, feeds: int, *, known: bool) -> tuple[float, float]:
        """Ask every feed once; give the CPU seconds of the asking, and of the whole process."""
        words = [sys.executable, str(HERE / "client_loop.py"), who, str(feeds), str(PORT)]
        whole, output = self.spend([*words, *(["--known"] if known else [])])
        return float(output), whole

    def spend(self, words: list[str], **environ: str) -> tuple[float, str]:
        """Run a program; give the CPU seconds of it and its children, and what it printed."""
        with subprocess.Popen(
            words,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            cwd=HERE,
            env=os.environ | environ,
        ) as done:
            assert done.stdout is not None
            assert done.stderr is not None
            output = done.stdout.read()
            errors = done.stderr.read()
            _, status, usage = os.wait4(done.pid, 0)
            done.returncode = os.waitstatus_to_exitcode(status)
        if done.returncode:
            sys.exit(f"{' '.join(words)} failed:\n{errors}")
        return usage.ru_utime + usage.ru_stime, output

    def row(self, figure: str, target: str, values: list[float], unit: str = "x", **raw: object) -> None:
        """Print a row and remember its values."""
        middle = statistics.median(values)
        spread = f"{min(values):.2f} to {max(values):.2f}, n={len(values)}"
        print(f"{figure:<58} {target:>8} {middle:>8.2f} {unit:<2}  {spread}", flush=True)
        self._lines.append({"figure": figure, "target": target, "unit": unit, "values": values, **raw})

    def keep(self, path: Path) -> None:
        """Append the raw lines to a file."""
        path.parent.mkdir(exist_ok=True)
        about = {"when": f"{datetime.now(UTC):%Y-%m-%dT%H:%MZ}", "python": sys.version.split()[0]}
        commit = subprocess.run(
            ["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=False
        )
        with path.open("a", encoding="utf-8") as file:
            for line in self._lines:
                file.write(json.dumps({**about, "commit": commit.stdout.strip(), **line}) + "\n")


@contextmanager
def serving(feeds: int, entries: int, *more: str) -> Iterator[Callable[[], None]]:
    """Serve the corpus; what is given goes on to its next round."""
    words = [sys.executable, str(HERE / "server.py"), str(feeds), str(entries), str(PORT), *more]
    server = subprocess.Popen(words, stdout=subprocess.PIPE, text=True, cwd=HERE)
    assert server.stdout is not None
    output = server.stdout

    def wait() -> None:
        if output.readline().strip() != "ready":
            sys.exit("the corpus server did not start; is another one on its port?")

    def next_round() -> None:
        server.send_signal(signal.SIGUSR1)
        wait()

    try:
        wait()
        yield next_round
    finally:
        server.kill()
        server.wait()


@contextmanager
def a_folder() -> Iterator[Path]:
    """Give a folder that is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="feedmill-bench-") as name:
        yield Path(name)


def installation_at(folder: Path, feeds: int, *, topics: bool = True) -> Path:
    """Make an installation that reads every feed, with the shipped topics or with none."""
    config = folder / "config"
    config.mkdir(parents=True)
    (config / "feedmill.toml").write_text(
        '[fetch]\nallow_private = ["127.0.0.0/8"]\n[run]\nmax_failed = 0.0\n', encoding="utf-8"
    )
    shipped = (ROOT / "config" / "topics.toml").read_bytes()
    (config / "topics.toml").write_bytes(shipped if topics else b"")
    tables = [
        f'[sources.site-{index}]\nkind = "feed"\nurl = "http://{address(index)}:{PORT}/feed.xml"\n'
        for index in range(feeds)
    ]
    (config / "sources.toml").write_text("\n".join(tables), encoding="utf-8")
    return folder


def stored(folder: Path) -> list[str]:
    """Give all that the store holds but the memory of sources, the counts by host and the log of runs."""
    # What hosts were asked (`feedmill politeness`) is counted for every request, whatever it brought.
    apart = tuple(f'INSERT INTO "{table}"' for table in ("source", "traffic", "run"))
    with sqlite3.connect(folder / "var" / "feedmill.db") as database:
        return [line for line in database.iterdump() if not line.startswith(apart)]
