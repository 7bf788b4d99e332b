r"""
CPU cost of percolation, beside asking every filter by itself.

    topics_speed.py [--articles 120] [--rounds 5] [--keep]

Articles of 400 words and filters are those of `topics_world.py`. Each article is made ready for
matching, and all filters are asked of it, in turn, as in a run; each costs what it cost in the best of the
rounds, for the machine is shared with others. The naive evaluator asks every filter by itself, of
a sample of the same articles, right after them; both must name the same filters.
With `--keep`, raw lines go to `benchmarks/results/`.
"""

from __future__ import annotations

import argparse
import gc
import json
import statistics
import subprocess
import sys
import time
from dataclasses import asdict, dataclass
from pathlib import Path

from topics_world import World

from feedmill.model import Article, Topic
from feedmill.text.passages import passage
from feedmill.topics import Filters, Subject, compile_filters, evaluate, percolate, subject
from feedmill.topics.query import Where

__all__ = ["measure"]

HERE = Path(__file__).parent
#: What the product promises of 1,000 and of 10,000 filters, in milliseconds an article.
TARGETS = {1_000: 0.05, 10_000: 0.3}
_NAIVE = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """What was measured of one set of filters; times in CPU seconds, those of an article in milliseconds."""

    name: str
    filters: int
    compile: float
    arrange: float
    megabytes: float
    normalise: float
    p50: float
    p95: float
    mean: float
    whole: float
    candidates: float
    matches: float
    naive: float


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=120)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--keep", action="store_true", help="add raw lines to benchmarks/results/")
    parser.add_argument("--memory", nargs=2, metavar=("SET", "FILTERS"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    world = World(1)
    if options.memory:
        print(_megabytes(world, options.memory[0], int(options.memory[1])))
        return
    articles = world.articles(options.articles)
    letters = sum(len(one.title) + len(one.text) for one in articles)
    print(f"{len(articles)} articles of {letters / len(articles):.0f} characters")
    found = [
        measure(world, articles, name, number, options.rounds)
        for name, number in (("random", 1_000), ("random", 10_000), ("topical", 1_000))
    ]
    print(f"normalised once for all: {found[0].normalise:.1f} MB/s (at least 12)")
    if options.keep:
        with (HERE / "results" / "topics-speed.jsonl").open("a", encoding="utf-8") as file:
            file.writelines(json.dumps(asdict(one)) + "\n" for one in found)


def measure(world: World, articles: list[Article], name: str, number: int, rounds: int) -> Figures:
    """Measure one set of filters, and print what came out."""
    topics = _topics(world, name, number)
    before = time.process_time()
    filters = compile_filters(topics, world.vocabulary)
    compiled = time.process_time()
    presearch = filters.presearch
    arranged = time.process_time()
    gc.collect()
    each = [min(_spent(filters, article) for _ in range(rounds)) for article in articles]
    whole = _whole(filters, articles)
    letters = sum(len(one.title) + len(one.text) for one in articles)
    sights = [presearch.seen(subject(one)) for one in articles]
    matches = [[one.slug for one in presearch.matching(sight)] for sight in sights]
    sample = articles[:: max(1, len(articles) // _NAIVE)]
    naive = _naive(filters, sample, dict(zip((one.id for one in articles), matches, strict=True)))
    searches = sorted(search for search, _ in each)
    figures = Figures(
        name=name,
        filters=number,
        compile=compiled - before,
        arrange=arranged - compiled,
        megabytes=_measured_apart(name, number),
        normalise=letters / sum(ready for _, ready in each) / 1e6,
        p50=statistics.median(searches) * 1e3,
        p95=searches[len(searches) * 95 // 100] * 1e3,
        mean=statistics.mean(searches) * 1e3,
        whole=whole * 1e3,
        candidates=statistics.mean(presearch.candidates(sight) for sight in sights),
        matches=statistics.mean(map(len, matches)),
        naive=naive * 1e3,
    )
    _print(figures)
    return figures


def _topics(world: World, name: str, number: int) -> list[Topic]:
    return world.random_filters(number) if name == "random" else world.topical_filters(number)


def _spent(filters: Filters, article: Article) -> tuple[float, float]:
    """Give what asking all filters cost, and what making the article ready did."""
    presearch = filters.presearch
    passage.cache_clear()
    start = time.process_time()
    ready = _ready(article)
    made = time.process_time()
    list(presearch.matching(presearch.seen(ready)))
    return time.process_time() - made, made - start


def _whole(filters: Filters, articles: list[Article]) -> float:
    """Give what all of it costs an article, with the reasons of every match."""
    spent = 0.0
    for _ in range(2):  # what is arranged when it is first asked for is not of every article
        passage.cache_clear()
        start = time.process_time()
        for article in articles:
            percolate(filters, article)
        spent = time.process_time() - start
    return spent / len(articles)


def _ready(article: Article) -> Subject:
    """Make an article ready for matching: its words, and which there are."""
    ready = subject(article)
    for _, one in ready.passages[Where.BOTH]:
        _ = one.vocabulary
    return ready


def _naive(filters: Filters, articles: list[Article], expected: dict[str, list[str]]) -> float:
    """Give what asking every filter by itself costs an article."""
    spent = 0.0
    for article in articles:
        ready = _ready(article)
        start = time.process_time()
        found = [each.slug for each in filters.enabled() if evaluate(each.query, ready)]
        spent += time.process_time() - start
        if found != expected[article.id]:
            raise SystemExit(f"{article.id}: asked together, other filters match than asked one by one")
    return spent / len(articles)


def _measured_apart(name: str, number: int) -> float:
    command = [sys.executable, __file__, "--memory", name, str(number)]
    return float(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def _megabytes(world: World, name: str, number: int) -> float:
    """Give by how much a process grows that gets the filters ready-made, as a worker does, and asks them."""
    import pickle

    ready = pickle.dumps(compile_filters(_topics(world, name, number), world.vocabulary))
    articles = world.articles(20)
    percolate(compile_filters([Topic(slug="a", filter="a b")], {}), articles[0])
    gc.collect()
    return _grown_by(ready, articles)


def _grown_by(ready: bytes, articles: list[Article]) -> float:
    import os
    import pickle

    reading, writing = os.pipe()
    if os.fork() == 0:
        before = _resident()
        filters: Filters = pickle.loads(ready)
        for article in articles:
            percolate(filters, article)
        gc.collect()
        os.write(writing, f"{_resident() - before:.1f}".encode())
        os._exit(0)
    os.wait()
    return float(os.read(reading, 100))


def _resident() -> float:
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * 4096 / 1e6


def _print(one: Figures) -> None:
    target = TARGETS[one.filters]
    print(
        f"{one.filters:6,} {one.name} filters: compiled in {one.compile:.2f} s, arranged in {one.arrange:.2f}"
        f" (together under 5), {one.megabytes:.0f} MB in a worker\n"
        f"    asked together: p50 {one.p50:.3f} ms, p95 {one.p95:.3f}, mean {one.mean:.3f}"
        f" (at most {target}); {one.candidates:.0f} candidates, {one.matches:.1f} matches;"
        f" with all reasons {one.whole:.2f} ms\n"
        f"    one by one: {one.naive:.2f} ms, {one.naive / one.mean:.0f} times as much"
    )


if __name__ == "__main__":
    main()
