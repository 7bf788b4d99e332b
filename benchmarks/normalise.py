"""
CPU cost of normalising an article, beside `nh3.clean` of the same fields.

    normalise.py [--documents 200] [--entries 30] [--rounds 7] [--keep]

The corpus of `corpus.py` is parsed before anything is measured. Each round normalises every entry
once, and then cleans content and summary of every entry with nh3 as it comes (no filter of
attributes, one pass); printed are the medians over the rounds. The first round meets caches that
are empty. With `--keep`, raw lines go to `benchmarks/results/`.
"""

from __future__ import annotations

import argparse
import gc
import json
import statistics
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import corpus
import nh3

from feedmill import normalise
from feedmill.model import Article, Document, Entry, Hints, Parsed, ParseError, Site, Source
from feedmill.sources import fast_path, feed_xml
from feedmill.text import samples

__all__: list[str] = []

HERE = Path(__file__).parent
NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
SITE = Site()
#: As many as `reading` takes the fingerprints of at once, or nearly.
_TOGETHER = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """An entry, and what it is normalised with."""

    entry: Entry
    source: Source
    hints: Hints


def main() -> None:
    """Measure and print."""
    options = _options()
    items = [item for index in range(options.documents) for item in _items(index, options.entries)]
    fields = [text for item in items for text in (item.entry.content, item.entry.summary) if text]
    size = sum(map(len, fields)) / len(items)
    print(f"{len(items)} entries, {size:,.0f} characters of content and summary in each")
    stages: dict[str, Callable[[Item], object]] = {
        "normalise": _normalised,
        "of it, fingerprint": _fingerprinted(items),
        "the same, 30 at once": _fingerprinted_at_once(items),
    }
    # What was made before is no part of what a worker holds.
    gc.freeze()
    spent: dict[str, list[float]] = {name: [] for name in (*stages, "nh3.clean")}
    for _ in range(options.rounds):
        for name, stage in stages.items():
            spent[name].append(_cpu(stage, items) / len(items))
        spent["nh3.clean"].append(_cpu(nh3.clean, fields) / len(items))
    _print(spent)
    if options.keep:
        _keep(spent, HERE / "results" / f"normalise-{options.documents}x{options.entries}.jsonl")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=200)
    parser.add_argument("--entries", type=int, default=30)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--keep", action="store_true", help="add raw lines to benchmarks/results/")
    return parser.parse_args()


# --- what is measured --------------------------------------------------------------------------------


def _items(index: int, entries: int) -> list[Item]:
    body, about = corpus.make_doc(index, entries=entries)
    address = f"https://{about['host']}/feed.xml"
    document = Document(name=address, body=body)
    parsed: Parsed | ParseError = fast_path.parse(document) or feed_xml.parse(document)
    if isinstance(parsed, ParseError):
        return []
    source = Source(id=f"site-{index}", kind="feed", address=address, printable=address)
    return [Item(entry=entry, source=source, hints=parsed.hints) for entry in parsed.entries]


def _normalised(item: Item) -> Article:
    return normalise.normalise(
        item.entry,
        source=item.source,
        site=SITE,
        address=item.source.address,
        hints=item.hints,
        now=NOW,
    )


def _fingerprinted(items: Iterable[Item]) -> Callable[[Item], object]:
    """Take the fingerprints alone, of articles that are ready."""
    articles = {
        id(item): normalise.normalise(
            item.entry, source=item.source, site=SITE, address=item.source.address, hints=item.hints, now=NOW
        )
        for item in items
    }

    def fingerprinted(item: Item) -> object:
        article = articles[id(item)]
        return normalise.fingerprint(article.match_key, article.title, article.text)

    return fingerprinted


def _fingerprinted_at_once(items: list[Item]) -> Callable[[Item], object]:
    """Take the fingerprints of thirty articles whenever the first of them is asked for."""
    made = [_normalised(item) for item in items]
    pairs = [(article.title, article.text) for article in made]
    firsts = {id(items[place]): pairs[place : place + _TOGETHER] for place in range(0, len(items), _TOGETHER)}

    def fingerprinted(item: Item) -> object:
        some = firsts.get(id(item))
        return some and samples.prints(some, short=normalise.SHORT_TEXT_WORDS)

    return fingerprinted


def _cpu(work: Callable[[Any], object], things: Iterable[Any]) -> float:
    before = time.process_time()
    for thing in things:
        work(thing)
    return time.process_time() - before


# --- telling -----------------------------------------------------------------------------------------


def _print(spent: dict[str, list[float]]) -> None:
    beside = statistics.median(spent["nh3.clean"])
    for name, rounds in spent.items():
        middle = statistics.median(rounds)
        ratio = statistics.median(one / other for one, other in zip(rounds, spent["nh3.clean"], strict=True))
        print(
            f"  {name:20} {middle * 1e6:7.1f} us an article (first round {rounds[0] * 1e6:.1f}),"
            f" {ratio:.2f} x nh3.clean ({beside * 1e6:.1f} us)"
        )


def _keep(spent: dict[str, list[float]], path: Path) -> None:
    path.parent.mkdir(exist_ok=True)
    with path.open("a", encoding="utf-8") as file:
        for name, rounds in spent.items():
            file.write(json.dumps({"name": name, "seconds an article": rounds}) + "\n")
    print(f"raw lines: {path.relative_to(HERE.parent)}")


if __name__ == "__main__":
    main()
