"""
`make bench`: articles per CPU-second, cold and unchanged, peak memory, and each stage's share.

Serves the corpus of `corpus.py` (every feed on a loopback address of its own) from another process
and runs the mill on it in fresh processes: cold, unchanged (304), and with a tenth of the feeds
changed. All figures are CPU time (user + system) of the mill's process alone; the server's is not
counted. With `--keep`, raw lines go to `benchmarks/results/`.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from server import address

__all__: list[str] = []

HERE = Path(__file__).parent
ROOT = HERE.parent


def main() -> None:
    """Measure and print."""
    options = _options()
    lines: dict[str, list[dict[str, Any]]] = {"cold": [], "unchanged": [], "changed 10 %": []}
    for _ in range(options.rounds):
        with tempfile.TemporaryDirectory() as folder:
            _configure(Path(folder), options.feeds, options.port)
            with _serving(options, 0):
                lines["cold"].append(_measure(Path(folder)))
                lines["unchanged"].append(_measure(Path(folder)))
            with _serving(options, 1):
                lines["changed 10 %"].append(_measure(Path(folder)))
    for name, measured in lines.items():
        _print(name, measured, options.feeds)
    if options.keep:
        _keep(lines, HERE / "results" / f"run-{options.feeds}x{options.entries}.jsonl")


def _keep(lines: dict[str, list[dict[str, Any]]], path: Path) -> None:
    path.parent.mkdir(exist_ok=True)
    with path.open("a", encoding="utf-8") as file:
        for name, measured in lines.items():
            for line in measured:
                file.write(json.dumps({"name": name, **line}) + "\n")
    print(f"raw lines: {path.relative_to(ROOT)}")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--feeds", type=int, default=500)
    parser.add_argument("--entries", type=int, default=30)
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--port", type=int, default=18_080)
    parser.add_argument("--keep", action="store_true", help="append the raw lines to benchmarks/results/")
    return parser.parse_args()


def _configure(folder: Path, feeds: int, port: int) -> None:
    """Make an installation that reads every feed and has the shipped topics."""
    config = folder / "config"
    config.mkdir()
    (config / "feedmill.toml").write_text(
        '[fetch]\nallow_private = ["127.0.0.0/8"]\n[run]\nmax_failed = 0.0\n', encoding="utf-8"
    )
    (config / "topics.toml").write_bytes((ROOT / "config" / "topics.toml").read_bytes())
    tables = [
        f'[sources.site-{index}]\nkind = "feed"\nurl = "http://{address(index)}:{port}/feed.xml"\n'
        for index in range(feeds)
    ]
    (config / "sources.toml").write_text("\n".join(tables), encoding="utf-8")


@contextmanager
def _serving(options: argparse.Namespace, round_: int) -> Iterator[None]:
    words = [str(word) for word in (options.feeds, options.entries, options.port, round_)]
    server = subprocess.Popen(
        [sys.executable, str(HERE / "server.py"), *words], stdout=subprocess.PIPE, text=True, cwd=HERE
    )
    try:
        assert server.stdout is not None
        if server.stdout.readline().strip() != "ready":
            sys.exit("the corpus server did not start")
        yield
    finally:
        server.terminate()
        server.wait()


def _measure(folder: Path) -> dict[str, Any]:
    started = time.perf_counter()
    done = subprocess.run(
        [sys.executable, str(HERE / "stages.py"), str(folder)], capture_output=True, text=True, check=True
    )
    line: dict[str, Any] = json.loads(done.stdout)
    return {**line, "wall": time.perf_counter() - started}


def _print(name: str, lines: list[dict[str, Any]], feeds: int) -> None:
    def median(key: str) -> float:
        return float(statistics.median(line[key] for line in lines))

    report = lines[0]["report"]
    seen, cpu = report["entries"]["seen"], median("cpu")
    print(f"{name}: {report['entries']['new']} new of {seen} entries, {len(report['failures'])} failures")
    print(
        f"  CPU {cpu:.2f} s ({cpu / feeds * 1e3:.2f} ms a feed), imports {median('imports'):.2f} s, "
        f"wall {median('wall'):.1f} s, peak {median('peak_mb'):.0f} MB"
    )
    if seen:
        print(f"  {seen / cpu:,.0f} articles per CPU-second")
    stages = {
        stage: statistics.median(line["stages"][stage] for line in lines) for stage in lines[0]["stages"]
    }
    shares = sorted(stages.items(), key=lambda pair: -pair[1])
    print("  " + ", ".join(f"{stage} {spent / cpu:.0%}" for stage, spent in shares))


if __name__ == "__main__":
    main()
