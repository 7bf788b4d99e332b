"""
CPU cost of parsing: the fast path, all tiers, and feedparser, each beside bare `lxml.etree.fromstring`.

    parse.py [--documents 400] [--entries 30] [--rounds 7] [--sample 40] [--keep]

The corpus of `corpus.py`, a twentieth of it malformed, is made before anything is measured. In each
round every contender reads the same documents one after the other, and its CPU time is divided by
that of bare lxml in the same round; printed is the median over the rounds. feedparser is so slow
that it reads a sample only. With `--keep`, raw lines go to `benchmarks/results/`.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import statistics
import time
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import corpus
from lxml import etree

from feedmill.model import Document, Parsed, ParseError
from feedmill.sources import fast_path, feed_xml

__all__: list[str] = []

HERE = Path(__file__).parent


@dataclass(slots=True, kw_only=True)
class Contender:
    """Something that reads documents, and what it cost in each round."""

    name: str
    read: Callable[[Document], object]
    documents: Sequence[Document]
    target: str = ""
    #: CPU seconds, and the same divided by those of bare lxml.
    spent: list[float] = field(default_factory=list)
    ratios: list[float] = field(default_factory=list)


def main() -> None:
    """Measure and print."""
    options = _options()
    made = [corpus.make_doc(site, entries=options.entries) for site in range(options.documents)]
    documents = [Document(name=f"https://{about['host']}/feed.xml", body=body) for body, about in made]
    sound = [one for one, (_, about) in zip(documents, made, strict=True) if about["malformed"] is None]
    broken = [one for one, (_, about) in zip(documents, made, strict=True) if about["malformed"] is not None]
    size = sum(len(one.body) for one in documents)
    print(f"{len(documents)} documents, {size / 1e6:.0f} MB, {len(broken)} malformed; libxml2 {_version()}")
    contenders = [
        Contender(name="fast path, well-formed", read=fast_path.parse, documents=sound, target="1.9"),
        Contender(name="all tiers, whole corpus", read=_all_tiers, documents=documents, target="2.2"),
        Contender(name="all tiers, malformed", read=_all_tiers, documents=broken),
        Contender(name="feedparser path, sample", read=feed_xml.parse, documents=sound[: options.sample]),
        *_peers(sound),
    ]
    for _ in range(options.rounds):
        for contender in contenders:
            _run(contender)
    for contender in contenders:
        _print(contender)
    _print_tiers(documents)
    _print_entries([*broken, *sound[: options.sample]])
    if options.keep:
        _keep(contenders, options)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=400)
    parser.add_argument("--entries", type=int, default=30)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--sample", type=int, default=40, help="documents that feedparser reads")
    parser.add_argument("--keep", action="store_true", help="add raw lines to benchmarks/results/")
    return parser.parse_args()


def _version() -> str:
    return ".".join(map(str, etree.LIBXML_VERSION))


# --- what reads --------------------------------------------------------------------------------------


def _bare(document: Document) -> None:
    with suppress(etree.XMLSyntaxError):
        etree.fromstring(document.body)


def _all_tiers(document: Document) -> Parsed | ParseError:
    return fast_path.parse(document) or feed_xml.parse(document)


def _peers(documents: Sequence[Document]) -> list[Contender]:
    if importlib.util.find_spec("fastfeedparser") is None:
        print('fastfeedparser is not installed (extra "bench"), so it is not measured beside them')
        return []
    peer: Any = importlib.import_module("fastfeedparser")

    def read(document: Document) -> object:
        with suppress(Exception):
            return peer.parse(document.body)
        return None

    return [Contender(name="fastfeedparser, well-formed", read=read, documents=documents)]


# --- measuring ---------------------------------------------------------------------------------------


def _run(contender: Contender) -> None:
    bare = _cpu(_bare, contender.documents)
    spent = _cpu(contender.read, contender.documents)
    contender.spent.append(spent)
    contender.ratios.append(spent / bare)


def _cpu(read: Callable[[Document], object], documents: Sequence[Document]) -> float:
    before = time.process_time()
    for document in documents:
        read(document)
    return time.process_time() - before


# --- telling -----------------------------------------------------------------------------------------


def _print(contender: Contender) -> None:
    each = statistics.median(contender.spent) / len(contender.documents)
    aim = f" (target {contender.target})" if contender.target else ""
    print(
        f"  {contender.name:28} {statistics.median(contender.ratios):6.2f} x bare lxml{aim},"
        f" {each * 1e3:.2f} ms a document"
    )


def _print_tiers(documents: Sequence[Document]) -> None:
    """Tell which tier read how many documents."""
    tiers: Counter[str] = Counter(_tier(document) for document in documents)
    shares = (f"{name} {tiers[name] / len(documents):.2%}" for name in ("strict", "mended", "feedparser"))
    print(f"  tiers: {', '.join(shares)}")


def _tier(document: Document) -> str:
    if fast_path.parse(document) is None:
        return "feedparser"
    try:
        etree.fromstring(document.body)
    except etree.XMLSyntaxError:
        return "mended"
    return "strict"


def _print_entries(documents: Sequence[Document]) -> None:
    """Tell how many entries are found in the malformed documents and a sample of the others."""
    tiers = sum(_entries(_all_tiers(document)) for document in documents)
    slow = sum(_entries(feed_xml.parse(document)) for document in documents)
    print(f"  entries: {tiers} by all tiers, {slow} by feedparser alone ({tiers / slow:.2%}; target 99.9 %)")


def _entries(read: Parsed | ParseError) -> int:
    return len(read.entries) if isinstance(read, Parsed) else 0


def _keep(contenders: Sequence[Contender], options: argparse.Namespace) -> None:
    results = HERE / "results"
    results.mkdir(exist_ok=True)
    path = results / f"parse-{options.documents}x{options.entries}.jsonl"
    with path.open("a", encoding="utf-8") as file:
        for contender in contenders:
            line = {"name": contender.name, "cpu": contender.spent, "ratios": contender.ratios}
            file.write(json.dumps(line) + "\n")
    print(f"raw lines: {path.relative_to(HERE.parent)}")


if __name__ == "__main__":
    main()
