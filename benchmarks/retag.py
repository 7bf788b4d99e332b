"""
`make bench-retag`: what it takes to plan and to apply the change of one topic over a whole archive.

An installation of a hundred topics with so many stored articles of `corpus.py` (200 to 600 words, its ten
languages), loaded by the shortest way: four thousand texts in turn, each row an article of its own, no
copies.
Then one filter is edited, and `plan` and `retag` as the product's processes do them are measured from start
to end: time, CPU time of all processes (wait4), and the peak of resident memory of the parent and of its
largest worker. The machine's cache of files is as loading left it. With `--keep` the figures go to
`benchmarks/results/retag.txt`.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import corpus

from feedmill.app import running
from feedmill.app.place import Place
from feedmill.cycle import Wish
from feedmill.model import Article, Fingerprint
from feedmill.stores import rows
from feedmill.stores.dialect import connect, put, writing
from feedmill.stores.packing import write_moment
from feedmill.stores.schema import ARTICLE, MATCH
from feedmill.topics import compile_filters, percolate

__all__: list[str] = []

HERE = Path(__file__).parent
TEXTS = 4000
TOPICS = 100
END = datetime(2026, 11, 1, tzinfo=UTC)
CHUNK = 2000
#: The filter that is edited: a common word, so that some thousand articles come and go.
EDITED = "topics.t7"


def main() -> None:
    """Make, measure, print."""
    options = _options()
    lines = []
    with tempfile.TemporaryDirectory(dir=options.where) as place:
        folder = Path(place)
        began = time.monotonic()
        _install(folder)
        size = _fill(folder, options.articles)
        print(
            f"{options.articles:,} articles in {size / 1e9:.1f} GB, made in {time.monotonic() - began:.0f} s"
        )
        _edit(folder)
        for word in ("plan", "retag"):
            lines.append(_measured(folder, word))
            print(lines[-1], flush=True)
    if options.keep:
        head = f"{options.articles:,} articles, {TOPICS} topics of which one changed, {os.cpu_count()} cores"
        text = "\n".join((head, *lines, ""))
        (HERE / "results" / "retag.txt").write_text(text, encoding="utf-8")


def _install(folder: Path) -> None:
    """Write a config of many topics and run it once, so that nothing is stale."""
    (folder / "config").mkdir()
    (folder / "seeds").mkdir()
    (folder / "seeds" / "README.md").write_text("none", encoding="utf-8")
    (folder / "config" / "feedmill.toml").write_text('[site]\nid_domain = "example.org"\n', encoding="utf-8")
    sources = '[sources.seeds]\nkind = "seed"\npath = "seeds"\n'
    (folder / "config" / "sources.toml").write_text(sources, encoding="utf-8")
    drawn = random.Random(7)
    common, _, _ = corpus.vocab("en", 42)
    tables = []
    for number in range(TOPICS):
        one, two, three, four = drawn.sample(common[200:2000], 4)
        words = f'({one} OR "{two} {three}") AND NOT {four}'
        tables.append(f"[topics.t{number}]\nfilter = '{words}'\n")
    (folder / "config" / "topics.toml").write_text("\n".join(tables), encoding="utf-8")
    running.run(Place(folder=folder, environ=os.environ), Wish(offline=True))


def _fill(folder: Path, number: int) -> int:
    """Put articles and their matches into the store; give the size of its file."""
    settings = Place(folder=folder, environ=os.environ).settings()
    filters = compile_filters(settings.topics, settings.vocabulary)
    texts = list(_texts())
    topics = [[match.topic for match in percolate(filters, article)] for article in texts]
    engine, _ = connect(settings.store_url, 10.0)
    for chunk in (range(first, min(first + CHUNK, number)) for first in range(0, number, CHUNK)):
        with writing(engine).begin() as db:
            made = [_article(texts[each % TEXTS], each, number) for each in chunk]
            put(db, ARTICLE, [{**rows.article_row(one), "page_state": ""} for one in made])
            put(
                db,
                MATCH,
                [
                    {
                        "article": one.id,
                        "topic": topic,
                        "published": write_moment(one.published),
                        "reasons": "[]",
                    }
                    for each, one in zip(chunk, made, strict=True)
                    for topic in topics[each % TEXTS]
                ],
            )
    with closing(engine.raw_connection()) as raw:
        raw.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").close()
    engine.dispose()
    return (folder / "var" / "feedmill.db").stat().st_size


def _texts() -> Iterator[Article]:
    languages = [name for name, share in corpus.LANGS for _ in range(round(share * 100))]
    for number in range(TEXTS):
        language = languages[number % len(languages)]
        title, paragraphs, _ = corpus.story(f"{language}-{number}", language, 42)
        yield Article(
            id="tag:example.org,2026-01-01:news/0",
            source="news",
            title=title,
            text="\n".join(paragraphs),
            summary=paragraphs[0][:500],
            html="".join(f"<p>{one}</p>" for one in paragraphs),
            language=language,
            published=END,
            updated=END,
            first_seen=END,
            fingerprint=Fingerprint(item="", text="", title=""),
        )


def _article(like: Article, number: int, of: int) -> Article:
    """Give another article with this text; ids come in no order of time, as guids do."""
    guid = f"{(number * 2_654_435_761) % 2**32:08x}-{number}"
    moment = END - timedelta(days=365) * (1 - number / of)
    return replace(
        like,
        id=f"tag:example.org,2026-01-01:news/{guid}",
        guid=guid,
        url=f"https://news.example/{guid}",
        match_key=f"news.example/{guid}",
        raw_hash=f"1:{guid}",
        published=moment,
        updated=moment,
        first_seen=moment,
        fingerprint=Fingerprint(item=f"news.example/{guid}", text=f"{number:032x}", title=guid),
    )


def _edit(folder: Path) -> None:
    file = folder / "config" / "topics.toml"
    text = file.read_text(encoding="utf-8")
    head, _, rest = text.partition(f"[{EDITED}]\nfilter = '(")
    word, _, rest = rest.partition(" OR")
    other = corpus.vocab("en", 42)[0][333]
    file.write_text(f"{head}[{EDITED}]\nfilter = '({other} OR{rest}", encoding="utf-8")
    print(f"{EDITED}: {other} for {word}")


def _measured(folder: Path, word: str) -> str:
    """Do it in a process of its own; say what it took."""
    code = (
        "import sys, json, resource\n"
        "from pathlib import Path\n"
        "import os\n"
        "from feedmill.app import planning, running\n"
        "from feedmill.app.place import Place\n"
        "from feedmill.cycle import Wish\n"
        "place = Place(folder=Path(sys.argv[1]), environ=os.environ)\n"
        "if sys.argv[2] == 'plan':\n"
        "    one = {t.topic: t for t in planning.plan_changes(place).plan.topics}['t7'].items\n"
        "else:\n"
        "    one = running.run(place, Wish(offline=True)).published.topics['t7']\n"
        "peaks = [resource.getrusage(who).ru_maxrss // 1024 for who in (0, -1)]\n"
        "print(json.dumps([one.added, one.removed, *peaks]))\n"
    )
    began, before = time.monotonic(), os.times()
    done = subprocess.run(
        [sys.executable, "-c", code, str(folder), word], check=True, capture_output=True, text=True
    )
    after = os.times()
    cpu = after.children_user + after.children_system - before.children_user - before.children_system
    added, removed, parent, worker = json.loads(done.stdout)
    return (
        f"{word:<6} {time.monotonic() - began:6.1f} s, {cpu:6.1f} CPU-s; +{added} -{removed}; "
        f"peak {parent} MB parent, {worker} MB largest worker"
    )


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=1_000_000)
    parser.add_argument("--where", type=Path, default=None, help="folder for some 8 GB")
    parser.add_argument("--keep", action="store_true")
    return parser.parse_args()


if __name__ == "__main__":
    main()
