"""
`make bench-table`: what the mill costs beside its peers, row by row.

Each figure is CPU time (user + system, all processes of a run together, imports included), and each row
a ratio of runs made one after the other; printed is the median over the rounds with its range. The peers
are lemon24/reader (requirements.txt) and stock httpx. Every feed is served from a loopback address of its
own by another process. Raw lines go to `benchmarks/results/`.

    table.py [--quick] [--rows fetch,cold,steady,same,memory] [--rounds N]

Rows: `fetch` (CPU a request), `cold` (everything on; articles only; a tenth of the feeds changed),
`steady` (nothing changed), `same` (no validators, the same bodies), `memory` (growth with the feeds).
At few entries a feed (`--quick`), reader has little to read again of its broken feeds, so that its
unchanged run is cheaper than with 30.
"articles only" is a mill without topics (the search words are part of an article and cannot be left out)
beside a reader without its search index.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from paired import PORT, Bench, a_folder, installation_at, serving, stored

__all__: list[str] = []

HERE = Path(__file__).parent
ROOT = HERE.parent


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """How much is measured."""

    rounds: int
    requests: int
    cold_feeds: int
    cold_entries: int
    steady_feeds: int
    steady_entries: int
    memory_feeds: tuple[int, int]
    memory_entries: int


FULL = Size(
    rounds=5,
    requests=2000,
    cold_feeds=500,
    cold_entries=30,
    steady_feeds=2000,
    steady_entries=30,
    memory_feeds=(1000, 20_000),
    memory_entries=10,
)
QUICK = Size(
    rounds=3,
    requests=1000,
    cold_feeds=150,
    cold_entries=30,
    steady_feeds=2000,
    steady_entries=4,
    memory_feeds=(500, 4000),
    memory_entries=4,
)


def main() -> None:
    """Measure the rows that are asked for, print each as it is done, and keep the raw lines."""
    options = _options()
    size = QUICK if options.quick else FULL
    bench = Bench(options.rounds or size.rounds, options.peers)
    print(f"{'figure':<58} {'target':>8} {'measured':>10}   range")
    for name in options.rows.split(","):
        ROWS[name](bench, size)
    path = HERE / "results" / f"table{'-quick' if options.quick else ''}.jsonl"
    bench.keep(path)
    print(f"raw lines: {path.relative_to(ROOT)}")


def fetch(bench: Bench, size: Size) -> None:
    """Measure CPU a request on distinct hosts, beside stock httpx."""
    count = size.requests
    with serving(count, 30) as _:
        for known, code, target in ((True, 304, ">= 2.5"), (False, 200, ">= 2.0")):
            mill, stock = [], []
            for _ in range(bench.rounds):
                mill.append(bench.client("mill", count, known=known)[0])
                stock.append(bench.client("stock", count, known=known)[0])
            bench.row(
                f"fetch, {code}: stock httpx / mill",
                target,
                _ratios(stock, mill),
                mill_ms=[each / count * 1e3 for each in mill],
                stock_ms=[each / count * 1e3 for each in stock],
            )


def cold(bench: Bench, size: Size) -> None:
    """Measure a first run beside reader, with everything on and with articles only; then a tenth changed."""
    figures: dict[str, list[float]] = {"all": [], "lean": [], "changed": []}
    raw: list[dict[str, float]] = []
    for _ in range(bench.rounds):
        with serving(size.cold_feeds, size.cold_entries) as next_round, a_folder() as folder:
            full = installation_at(folder / "full", size.cold_feeds)
            lean = installation_at(folder / "lean", size.cold_feeds, topics=False)
            bench.reader(folder, "add", size.cold_feeds, PORT)
            took, entries = bench.reader(folder, "update")
            indexed, _ = bench.reader(folder, "search")
            everything, line = bench.mill(full)
            articles_only, lean_line = bench.mill(lean)
            next_round()
            changed, changed_line = bench.mill(full)
        articles, lean_articles = (each["report"]["articles"]["total"] for each in (line, lean_line))
        figures["all"].append((articles / everything) / (entries / (took + indexed)))
        figures["lean"].append((lean_articles / articles_only) / (entries / took))
        figures["changed"].append(changed / everything * 100)
        raw.append(
            {
                "articles": articles,
                "reader_entries": entries,
                "mill": everything,
                "mill_articles_only": articles_only,
                "mill_changed": changed,
                "new": changed_line["report"]["entries"]["new"],
                "reader": took,
                "reader_search": indexed,
                "peak_mb": line["peak_mb"],
            }
        )
    bench.row("cold, everything on: articles per CPU-s / reader + search", ">= 6", figures["all"], raw=raw)
    bench.row("cold, articles only: articles per CPU-s / reader", ">= 8", figures["lean"], raw=raw)
    bench.row("10 % of feeds changed: CPU / cold run's", "<= 12", figures["changed"], "%", raw=raw)


def steady(bench: Bench, size: Size) -> None:
    """Measure a run in which nothing changed, beside reader and a bare loop over the same transport."""
    feeds = size.steady_feeds
    mill, reader, bare, loop = [], [], [], []
    with serving(feeds, size.steady_entries), a_folder() as folder:
        installation = installation_at(folder / "mill", feeds)
        bench.mill(installation)
        bench.reader(folder, "add", feeds, PORT)
        bench.reader(folder, "update")
        for _ in range(bench.rounds):
            mill.append(bench.mill(installation)[0])
            reader.append(bench.reader(folder, "update")[0])
            asking, whole = bench.client("bare", feeds, known=True)
            loop.append(asking)
            bare.append(whole)
    above = [(one - other) / feeds * 1e3 for one, other in zip(mill, bare, strict=True)]
    raw: dict[str, Any] = {"mill": mill, "reader": reader, "bare_process": bare, "bare_loop": loop}
    bench.row(f"unchanged, {feeds} feeds: reader / mill", ">= 6", _ratios(reader, mill), **raw)
    bench.row("unchanged: above a bare client, a feed", "<= 0.3", above, "ms", **raw)


def same(bench: Bench, size: Size) -> None:
    """Measure the same bodies from servers without validators, beside a run of 304s."""
    feeds, entries = size.steady_feeds, size.steady_entries
    with a_folder() as folder:
        known, bare = (installation_at(folder / name, feeds) for name in ("known", "bare"))
        with serving(feeds, entries):
            bench.mill(known)
            first = [bench.mill(known)[0] for _ in range(bench.rounds)]
        with serving(feeds, entries, "--bare"):
            bench.mill(bare)
            before = stored(bare)
            lines = [bench.mill(bare) for _ in range(bench.rounds)]
            assert before == stored(bare), "a row beyond the sources' memory was written"
    assert not any(line["started"] or line["report"]["entries"]["seen"] for _, line in lines), (
        "something was parsed"
    )
    second = [cpu for cpu, _ in lines]
    bench.row(
        "same bodies without validators / 304", "<= 2.5", _ratios(second, first), same=second, known=first
    )


def memory(bench: Bench, size: Size) -> None:
    """Measure peak memory with one worker, and CPU a feed, as the feeds grow in number."""
    cpus, peaks = [], []
    counts = size.memory_feeds
    for feeds in counts:
        # As many copies of a story whatever the number of feeds (corpus.py, `main`): a pool that stays would
        # let each story have twenty times as many, and measure how groups grow, not how feeds do.
        pool = max(20, int(feeds * size.memory_entries * 0.15 / 3.5))
        with serving(feeds, size.memory_entries, "--pool", str(pool)), a_folder() as folder:
            installation = installation_at(folder / "mill", feeds)
            runs = [bench.mill(installation, workers=1) for _ in ("cold", "unchanged")]
        cpus.append([cpu / feeds * 1e3 for cpu, _ in runs])
        peaks.append([line["peak_mb"] for _, line in runs])
    few, many = counts
    raw: dict[str, Any] = {"feeds": counts, "cpu_ms_a_feed": cpus, "peak_mb": peaks}
    bench.row(f"peak memory, {few} feeds, cold", "<= 300", [peaks[0][0]], "MB", **raw)
    bench.row(f"peak memory, {many} feeds, cold", "<= 300", [peaks[1][0]], "MB", **raw)
    bench.row("growth of peak memory, cold", "<= 1.3", [peaks[1][0] / peaks[0][0]], **raw)
    bench.row("growth of peak memory, unchanged", "<= 1.3", [peaks[1][1] / peaks[0][1]], **raw)
    bench.row("growth of CPU a feed, cold", "<= 1.2", [cpus[1][0] / cpus[0][0]], **raw)
    bench.row("growth of CPU a feed, unchanged", "<= 1.2", [cpus[1][1] / cpus[0][1]], **raw)


ROWS: dict[str, Callable[[Bench, Size], None]] = {
    "fetch": fetch,
    "cold": cold,
    "steady": steady,
    "same": same,
    "memory": memory,
}


def _ratios(over: list[float], under: list[float]) -> list[float]:
    return [one / other for one, other in zip(over, under, strict=True)]


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--quick", action="store_true", help="smaller and fewer: under ten minutes")
    parser.add_argument("--rows", default=",".join(ROWS), help="which rows, with commas between")
    parser.add_argument("--rounds", type=int, default=0)
    parser.add_argument("--peers", type=Path, default=ROOT / ".venv" / "peers", help="reader's environment")
    return parser.parse_args()


if __name__ == "__main__":
    main()
