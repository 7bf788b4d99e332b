"""
`make bench-dedupe`: what it costs to tell an article's copies among 20 k, 200 k and 1 M stored ones.

Fingerprint, lookup, judge and insert of articles of `corpus.py`, every sixth an edited copy of one that is
stored, in batches of one and of thirty (a document), each batch in a transaction of its own. The archive is
spread over a year, so that its weeks grow as it does; what is measured is of its last week, as news is. It
is loaded by the shortest way, with drawn runs of words in place of real ones, as many to a text as the
measured articles have: real ones are spread as evenly. The words of a text are told before its fingerprint
is taken: filters need them too. All figures are CPU time of this process. Prints the curve; with `--keep`
it goes to `benchmarks/results/dedupe.txt`.
"""

from __future__ import annotations

import argparse
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import corpus
import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection
from words import read

from feedmill.dedupe import Pool, judge
from feedmill.model import Article, Batch, DedupeSettings, Fingerprint
from feedmill.normalise import fingerprint
from feedmill.stores.dialect import connect, writing
from feedmill.stores.rows import article_row
from feedmill.stores.segments import add
from feedmill.stores.sql import SqlStore, open_store
from feedmill.text.passages import passage

__all__: list[str] = []

HERE = Path(__file__).parent
YEAR = 52
START = datetime(2025, 11, 27, tzinfo=UTC)
NOW = START + timedelta(weeks=YEAR)
LIMITS = DedupeSettings()
MICROSECOND = timedelta(microseconds=1)
WEEK = timedelta(weeks=1) // MICROSECOND
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
#: Sampled runs are drawn from the lowest eighth of 64 bits, as `text.shingles` takes them.
HIGHEST = (1 << 64) // 8
#: Every so-manieth measured article is a copy.
COPY = 6
#: Articles of one batch.
BATCHES = (1, 30)
#: Times that a week of the archive grows while it is loaded: as often as segments of it are merged.
PIECES = 37
STEPS = ("fingerprint", "lookup", "judge", "insert")


@dataclass(frozen=True, kw_only=True)
class Cost:
    """Microseconds of CPU for an article, batch by batch."""

    steps: dict[str, list[float]] = field(default_factory=lambda: {step: [] for step in STEPS})
    whole: list[float] = field(default_factory=list)


def main() -> None:
    """Measure and print."""
    options = _options()
    drawn = np.random.default_rng(1)
    articles, originals = _articles(options.articles * len(options.sizes))
    lines = [f"{'stored':>9} {'batch':>5}  " + "  ".join(f"{name:>15}" for name in (*STEPS, "whole"))]
    print(lines[0])
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "mill.db"
        with closing(open_store(f"sqlite:///{path}")) as store:
            store.save(Batch(articles=originals, now=NOW))
        stored = len(originals)
        for place, size in enumerate(options.sizes):
            _load(path, stored, size - stored, articles, drawn)
            some = articles[place * options.articles : (place + 1) * options.articles]
            stored = size
            lines += _size(path, size, some)
            stored += len(some)
            lines.append(f"{'':>9} {'':>5}  {path.stat().st_size / stored:,.0f} bytes an article")
            print("\n".join(lines[-len(BATCHES) - 1 :]), flush=True)
    if options.keep:
        (HERE / "results" / "dedupe.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[20_000, 200_000, 1_000_000])
    parser.add_argument("--articles", type=int, default=600, help="measured at each size")
    parser.add_argument("--keep", action="store_true", help="write the curve to benchmarks/results/")
    return parser.parse_args()


def _articles(count: int) -> tuple[list[Article], tuple[Article, ...]]:
    """Make the articles to measure, and those that some of them are copies of."""
    made: list[Article] = []
    for number in range(count):
        if len(made) >= count:
            break
        made += read(number, *corpus.make_doc(number))
    dated = [
        replace(one, published=NOW - timedelta(weeks=1) * (place * 7 % count) / count, first_seen=NOW)
        for place, one in enumerate(made[:count])
    ]
    originals = tuple(
        replace(one, id=f"{one.id}/first", source=f"{one.source}-first", url="", fingerprint=_keys(one))
        for one in dated[::COPY]
    )
    return [_edited(one) if not place % COPY else one for place, one in enumerate(dated)], originals


def _edited(one: Article) -> Article:
    return replace(one, text=f"(Agency) - {one.text[: len(one.text) * 9 // 10]}")


def _keys(one: Article) -> Fingerprint:
    return fingerprint(one.match_key, one.title, one.text)


# --- the archive


def _load(path: Path, stored: int, count: int, like: Sequence[Article], drawn: np.random.Generator) -> None:
    """Bring *count* articles more into the file, with nothing that makes loading slow."""
    runs = [len(_keys(one).shingles) // 8 for one in like[:300]]
    weeks = []
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        db.execute("PRAGMA synchronous = OFF")
        indexes = db.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql > '' AND tbl_name = 'article'"
        ).fetchall()
        db.execute("BEGIN IMMEDIATE")
        for name, _ in indexes:
            db.execute(f"DROP INDEX {name}")
        for week in range(YEAR):
            first, after = (stored + count * each // YEAR for each in (week, week + 1))
            texts = drawn.integers(0, 256, (after - first, 16), dtype=np.uint8)
            _load_articles(db, first, week, texts)
            weeks.append(texts)
        for _, sql in indexes:
            db.execute(sql)
        db.execute("COMMIT")
    engine, _ = connect(f"sqlite:///{path}", 10.0)
    for week, texts in enumerate(weeks):
        with writing(engine).begin() as connection:
            _load_runs(connection, week, texts, drawn.choice(runs, len(texts)), drawn)
    engine.dispose()
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _load_articles(db: sqlite3.Connection, first: int, week: int, texts: NDArray[np.uint8]) -> None:
    moment = (START - EPOCH) // MICROSECOND + week * WEEK
    keys = Fingerprint()
    blank = Article(
        id="", source="", published=START, first_seen=START, updated=START, title="A title", fingerprint=keys
    )
    row = {**article_row(blank), "page_state": ""}
    columns = tuple(row)
    sql = f"INSERT INTO article ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})"

    def each() -> Iterator[tuple[object, ...]]:
        for place, text in enumerate(texts, first):
            source = f"source-{place % 5000}"
            mine = {
                "id": f"tag:mill.example,2026-01-01:{source}/{place}",
                "source": source,
                "guid": str(place),
                "url": f"https://{source}.example/{place}",
                "match_key": f"{source}.example/{place}",
                "item_key": f"{source}.example/{place}",
                "text_key": text.tobytes().hex(),
                "title_key": text.tobytes()[:8].hex(),
                "published": moment + (place * 7919 % 10_000) * (WEEK // 10_000),
                "text": "Words of a stored article. " * 10,
            }
            yield tuple((row | mine).values())

    db.executemany(sql, each())


def _load_runs(
    db: Connection,
    week: int,
    texts: NDArray[np.uint8],
    runs: NDArray[np.int64],
    drawn: np.random.Generator,
) -> None:
    """Bring the runs of a week, in pieces as a month of batches would have left them."""
    keys = np.repeat(np.ascontiguousarray(texts[:, :8]).view(">i8").ravel().astype(np.int64), runs)
    hashes = drawn.integers(0, HIGHEST, len(keys), dtype=np.int64)
    number = ((START - EPOCH) // MICROSECOND + week * WEEK) // WEEK
    pairs = np.stack((hashes, keys), axis=1)
    for piece in np.array_split(pairs, PIECES):
        add(db, {number: piece})


# --- the measure


def _size(path: Path, size: int, articles: Sequence[Article]) -> Iterator[str]:
    """Measure these articles, half of them one by one and half in batches."""
    half = len(articles) // 2
    with closing(open_store(f"sqlite:///{path}")) as store:
        for number, some in zip(BATCHES, (articles[:half], articles[half:]), strict=True):
            cost = Cost()
            for first in range(0, len(some), number):
                _measure(store, some[first : first + number], cost)
            figures = [_spread(cost.steps[step]) for step in STEPS] + [_spread(cost.whole)]
            yield f"{size:>9,} {number:>5}  " + "  ".join(f"{figure:>15}" for figure in figures)


def _measure(store: SqlStore, articles: Sequence[Article], cost: Cost) -> None:
    keyed = [_timed(one) for one in articles]
    articles = [one for one, _ in keyed]
    at = [time.process_time()]
    marks = store.marks([one.source for one in articles])
    stored = store.lookalikes(articles, LIMITS.window)
    at.append(time.process_time())
    pool = Pool(articles, stored, marks, {})
    verdicts = [
        judge(one, pool.like(one), stored=None, sighting=None, homes={}, limits=LIMITS, now=NOW)
        for one in pool.articles
    ]
    at.append(time.process_time())
    relations = {relation for verdict in verdicts for relation in verdict.relations}
    store.save(Batch(articles=tuple(each.article for each in verdicts), relations=tuple(relations), now=NOW))
    at.append(time.process_time())
    seconds = [sum(spent for _, spent in keyed), *(after - before for before, after in pairwise(at))]
    spent = [each / len(articles) * 1e6 for each in seconds]
    for step, each in zip(STEPS, spent, strict=True):
        cost.steps[step].append(each)
    cost.whole.append(sum(spent))


def _timed(one: Article) -> tuple[Article, float]:
    """Give an article with its fingerprint, and the seconds of that; its words are told before."""
    passage(one.title)
    passage(one.text)
    before = time.process_time()
    keys = _keys(one)
    return replace(one, fingerprint=keys), time.process_time() - before


def _spread(figures: Sequence[float]) -> str:
    """Give p50 and p95, in microseconds."""
    cuts = statistics.quantiles(figures, n=20)
    return f"{statistics.median(figures):,.0f} / {cuts[-1]:,.0f}"


if __name__ == "__main__":
    main()
