"""
`make bench-topics`, its part "quality": how often filters that a person wrote are right about real news.

The filters are `reuters/topics.toml`, a `topics.toml` like any other; the news are Reuters-21578 of 1987
(free for research; nothing of it is kept here), with the labels that Reuters' editors gave them. Filters
were written from the training half (ModApte's split) and are scored on it by default: on its first part,
which was looked at while they were written, and on its last, which was not. The test half is scored with
`make bench-topics QUALITY=--test`, once for each commit; every look is counted and kept in
`results/topics-reuters.jsonl`.

Scored are articles with a label, of any of Reuters' 120 subjects. The file does not tell articles that
editors gave no subject from those that they never saw (`TOPICS="NO"`), among them results of firms and
take-overs: one line takes all of these for wrong wherever a filter finds them, which is worse than the
truth.

The news are looked for in $FEEDMILL_DATA (default: ../shared/data); without them this says so and ends
with 0, or with 2 where the variable is set.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from feedmill.model import Article, Fingerprint
from feedmill.settings import files
from feedmill.settings.notes import Notes
from feedmill.settings.term_sets import read_term_sets, vocabulary_of
from feedmill.settings.topics_file import read_topics
from feedmill.topics import Filters, compile_filters, percolate

__all__: list[str] = []

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
NEWS = "reuters21578.jsonl.gz"
FILTERS = HERE / "reuters" / "topics.toml"
LOOKS = HERE / "results" / "topics-reuters.jsonl"
#: What the score depends on: the last commit that touched these is the one that is scored.
_SCORED = (
    "pipeline/feedmill/topics",
    "pipeline/feedmill/text",
    "benchmarks/reuters",
    "benchmarks/topics_quality.py",
)
#: Articles are numbered by time; those of the training half from this one on were not looked at.
KEPT_BACK = 10_000
_DAY = datetime(1987, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """One article, the subjects that editors gave it, and the topics that filters put it in."""

    article: Article
    number: int
    labels: frozenset[str]
    found: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """How often one filter, or all of them together, were right."""

    right: int
    wrong: int
    missed: int

    @property
    def precision(self) -> float:
        """Give the share of what was found that is right."""
        return self.right / max(self.right + self.wrong, 1)

    @property
    def recall(self) -> float:
        """Give the share of what is right that was found."""
        return self.right / max(self.right + self.missed, 1)

    @property
    def f1(self) -> float:
        """Give the harmonic mean of both."""
        return 2 * self.right / max(2 * self.right + self.wrong + self.missed, 1)


def main() -> None:
    """Score and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[1])
    parser.add_argument("--test", action="store_true", help="score the test half, once for each commit")
    options = parser.parse_args()
    path = Path(os.environ.get("FEEDMILL_DATA") or ROOT.parent / "shared" / "data") / NEWS
    if not path.is_file():
        print(f"quality: {path} is missing; put Reuters-21578 there, or name its folder in FEEDMILL_DATA")
        sys.exit(2 if os.environ.get("FEEDMILL_DATA") else 0)
    if options.test:
        print(tested(path))
        return
    news = percolated(path, "TRAIN", filters())
    print("\n".join(report(news, "training half")))
    for name, kept_back in (("looked at", False), ("kept back", True)):
        part = [each for each in news if (each.number >= KEPT_BACK) is kept_back]
        print(f"{name}: {summary(labelled(part))}")


def filters() -> Filters:
    """Read the filters as `config/topics.toml` is read."""
    mistakes = Notes()
    document = files.parse(files.TOPICS, FILTERS.read_bytes(), mistakes)
    sets, topics = read_term_sets(document, FILTERS.parent, mistakes), read_topics(document, mistakes)
    mistakes.raise_mistakes()
    return compile_filters(topics, vocabulary_of(sets))


def percolated(path: Path, half: str, ready: Filters) -> list[News]:
    """Put the articles of one half through all filters."""
    found = []
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for row in map(json.loads, lines):
            if row["split"] == half:
                article = _article(row)
                found.append(
                    News(
                        article=article,
                        number=int(row["id"].rpartition("/")[2]),
                        labels=frozenset(row["topics"]),
                        found=frozenset(match.topic for match in percolate(ready, article)),
                    )
                )
    return found


def _article(row: Mapping[str, str]) -> Article:
    return Article(
        id=row["id"],
        source="reuters",
        title=row["title"],
        text=row["body"],
        language="en",
        published=_DAY,
        updated=_DAY,
        first_seen=_DAY,
        fingerprint=Fingerprint(),
    )


# --- figures --------------------------------------------------------------------------------------


def report(news: Sequence[News], half: str) -> list[str]:
    """Give the table of one half."""
    scored = labelled(news)
    tallies = by_topic(scored)
    lines = [f"Reuters-21578, {half}: {len(scored)} articles with a label, filters alone", ""]
    lines.append(f"{'topic':<10}{'articles':>9}{'precision':>11}{'recall':>8}{'F1':>7}")
    for slug, tally in tallies.items():
        lines.append(f"{slug:<10}{tally.right + tally.missed:>9}{_rates(tally)}")
    lines.append(f"{'micro':<19}{_rates(total(tallies.values()))}")
    lines.append(f"{'macro F1':<38}{_mean(tallies.values()):>7.3f}")
    lines.append(f"with {len(news) - len(scored)} unlabelled articles taken for wrong: {summary(news)}")
    return lines


def labelled(news: Iterable[News]) -> list[News]:
    """Leave out what editors gave no subject, or never saw."""
    return [each for each in news if each.labels]


def by_topic(news: Sequence[News]) -> dict[str, Tally]:
    """Count right, wrong and missed, topic by topic."""
    return {slug: _tally(slug, news) for slug, topic in filters().by_slug.items() if topic.enabled}


def _tally(slug: str, news: Iterable[News]) -> Tally:
    pairs = [(slug in each.found, slug in each.labels) for each in news]
    return Tally(
        right=pairs.count((True, True)), wrong=pairs.count((True, False)), missed=pairs.count((False, True))
    )


def total(tallies: Iterable[Tally]) -> Tally:
    """Add up the counts of all topics: micro-averages are those of the sum."""
    known = list(tallies)
    return Tally(
        right=sum(one.right for one in known),
        wrong=sum(one.wrong for one in known),
        missed=sum(one.missed for one in known),
    )


def summary(news: Sequence[News]) -> str:
    """Give the averages in one line."""
    tallies = by_topic(news)
    whole = total(tallies.values())
    rates = f"P {whole.precision:.3f} R {whole.recall:.3f} F1 {whole.f1:.3f}"
    return f"micro {rates}, macro F1 {_mean(tallies.values()):.3f}"


def _rates(tally: Tally) -> str:
    return f"{tally.precision:>11.3f}{tally.recall:>8.3f}{tally.f1:>7.3f}"


def _mean(tallies: Iterable[Tally]) -> float:
    known = [one.f1 for one in tallies]
    return sum(known) / len(known)


# --- the test half --------------------------------------------------------------------------------


def tested(path: Path) -> str:
    """Score the test half and keep what came of it; a commit that was scored is not scored again."""
    commit = _git("log", "-1", "--format=%h", "--abbrev=12", "--", *_SCORED) or "without git"
    looks = [json.loads(line) for line in LOOKS.read_text("utf-8").splitlines()] if LOOKS.is_file() else []
    for look in looks:
        if look["commit"] == commit:
            return f"look {look['look']}, at this commit already\n" + "\n".join(look["report"])
    if _git("status", "--porcelain", "--", *_SCORED):
        print("quality: commit the filters and the code first; a look at the test half belongs to a commit")
        sys.exit(2)
    lines = report(percolated(path, "TEST", filters()), "test half")
    look = {"look": len(looks) + 1, "commit": commit, "report": lines}
    with LOOKS.open("a", encoding="utf-8") as file:
        file.write(json.dumps(look, ensure_ascii=False) + "\n")
    return f"look {look['look']} at the test half, commit {commit}\n" + "\n".join(lines)


def _git(*words: str) -> str:
    """Ask git; empty where there is none, as in an unpacked archive."""
    try:
        done = subprocess.run(["git", *words], cwd=ROOT, check=True, capture_output=True, text=True)
    except (OSError, subprocess.CalledProcessError):
        return ""
    return done.stdout.strip()


if __name__ == "__main__":
    main()
