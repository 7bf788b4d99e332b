r"""
CPU cost of what is done with an article's words, step by step, beside `re.findall(r"\w+")`.

    words.py [--documents 40] [--entries 30] [--rounds 7] [--keep]

The articles of `corpus.py` (half of them English, half in nine other languages) are made before
anything is measured; the topics are the shipped ones. In each round every step takes all articles
once, and its CPU time is divided by that of the plain pattern on the same titles and texts in the
same round; printed are the medians. What texts share between steps is forgotten before each step;
what words share (norms) is not, as in a run. With `--keep`, raw lines go to `benchmarks/results/`.
"""

from __future__ import annotations

import argparse
import json
import re
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace

import corpus

from feedmill.digest import tag_and_percolate
from feedmill.model import Article, Document, Fetched, Parsed, Site, Source
from feedmill.normalise import fingerprint, normalise
from feedmill.settings.load import load
from feedmill.sources import feed
from feedmill.stores.rows import article_row, read_article
from feedmill.tagging import tag, taggers
from feedmill.text.language import detect
from feedmill.text.passages import passage
from feedmill.text.words import fold, words
from feedmill.topics import compile_filters, percolate
from feedmill.workers.packing import pack, unpack

__all__ = ["read"]

HERE = Path(__file__).parent
ROOT = HERE.parent
NOW = datetime(2026, 11, 1, tzinfo=UTC)
PLAIN = re.compile(r"\w+")


@dataclass(slots=True, kw_only=True)
class Step:
    """One step, and what it cost in each round."""

    name: str
    work: Callable[[Article], object]
    #: CPU seconds, and the same divided by those of the plain pattern.
    spent: list[float] = field(default_factory=list)
    ratios: list[float] = field(default_factory=list)


def main() -> None:
    """Measure and print."""
    options = _options()
    settings = load(ROOT, {})
    filters = compile_filters(settings.topics, settings.vocabulary)
    labels = taggers(settings.vocabulary, settings.sources)
    articles = _articles(options.documents, options.entries)
    letters = sum(len(one.title) + len(one.text) for one in articles)
    found = sum(len(words(one.title)) + len(words(one.text)) for one in articles)
    each = len(articles)
    print(f"{each} articles of {letters / each:.0f} characters, {found / each:.0f} words")
    rows = {
        one.id: SimpleNamespace(**article_row(one))  # as the store gives it back
        for one in articles
    }
    tagged = {one.id: replace(one, tags=tag(one, labels)) for one in articles}
    steps = [
        Step(name=r'findall(r"\w+")', work=lambda one: (PLAIN.findall(one.title), PLAIN.findall(one.text))),
        Step(name="words", work=lambda one: (words(one.title), words(one.text))),
        Step(name="fold", work=lambda one: (fold(one.title), fold(one.text))),
        Step(name="fingerprint", work=lambda one: fingerprint(one.match_key, one.title, one.text)),
        Step(name="detect the language", work=lambda one: detect(f"{one.title}\n{one.text}")),
        Step(name="passage", work=lambda one: (passage(one.title), passage(one.text))),
        Step(name="tag", work=lambda one: tag(one, labels)),
        Step(name="percolate", work=lambda one: percolate(filters, tagged[one.id])),
        Step(name="tag and percolate", work=lambda one: tag_and_percolate(one, labels, filters)),
        Step(
            name="fingerprint, tag, percolate",
            work=lambda one: (
                fingerprint(one.match_key, one.title, one.text),
                tag_and_percolate(one, labels, filters),
            ),
        ),
        Step(name="to a worker and back", work=lambda one: unpack(pack(one))),
        Step(name="make its row", work=article_row),
        Step(name="read its row", work=lambda one: read_article(rows[one.id])),
    ]
    for _ in range(options.rounds):
        _round(steps, articles)
    for step in steps:
        _print(step, len(articles), letters)
    if options.keep:
        _keep(steps, HERE / "results" / f"words-{options.documents}x{options.entries}.jsonl")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=40)
    parser.add_argument("--entries", type=int, default=30)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--keep", action="store_true", help="add raw lines to benchmarks/results/")
    return parser.parse_args()


def _articles(documents: int, entries: int) -> list[Article]:
    """Make the articles of some documents as a run would."""
    return [
        article
        for number in range(documents)
        for article in read(number, *corpus.make_doc(number, entries=entries))
    ]


def read(number: int, body: bytes, about: dict[str, object]) -> Iterator[Article]:
    """Make the articles of one document."""
    url = f"https://{about['host']}/feed.xml"
    source = Source(id=f"s{number}", kind="feed", address=url)
    parsed = feed.parse(Fetched(source=source.id, url=url, documents=(Document(name=url, body=body),)))
    if isinstance(parsed, Parsed):
        for entry in parsed.entries:
            yield normalise(entry, source=source, site=Site(), address=url, hints=parsed.hints, now=NOW)


def _round(steps: Sequence[Step], articles: Sequence[Article]) -> None:
    spent = [_cpu(step.work, articles) for step in steps]
    for step, seconds in zip(steps, spent, strict=True):
        step.spent.append(seconds)
        step.ratios.append(seconds / spent[0])


def _cpu(work: Callable[[Article], object], articles: Sequence[Article]) -> float:
    passage.cache_clear()
    before = time.process_time()
    for article in articles:
        work(article)
    return time.process_time() - before


def _print(step: Step, articles: int, letters: int) -> None:
    each = statistics.median(step.spent)
    print(
        f"  {step.name:28} {each / articles * 1e6:7.1f} us an article,"
        f" {letters / each / 1e6:6.1f} M letters/s, {statistics.median(step.ratios):6.2f} x the plain pattern"
    )


def _keep(steps: Sequence[Step], path: Path) -> None:
    path.parent.mkdir(exist_ok=True)
    with path.open("a", encoding="utf-8") as file:
        for step in steps:
            file.write(json.dumps({"name": step.name, "cpu": step.spent, "ratios": step.ratios}) + "\n")
    print(f"raw lines: {path.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
