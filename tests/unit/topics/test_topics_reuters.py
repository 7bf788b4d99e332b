"""The filters that `make bench-topics` scores are sound, and are scored as it says."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
from pathlib import Path

from feedmill.settings import files
from feedmill.settings.notes import Notes
from feedmill.settings.term_sets import read_term_sets, vocabulary_of
from feedmill.settings.topics_file import read_topics
from feedmill.topics import compile_filters, warnings
from installation import ROOT

_QUALITY = ROOT / "benchmarks" / "topics_quality.py"
_NEWS: tuple[tuple[int, str, str, list[str]], ...] = (
    (1, "ACME INC <ACM> 4TH QTR NET", "Shr 10 cts vs nine cts. Net 388,000 vs 328,000.", ["earn"]),
    (2, "ACME TO ACQUIRE EMCA", "Acme said it agreed to acquire Emca for undisclosed terms.", ["acq"]),
    (3, "WHEAT TENDER", "Egypt tendered for 100,000 tonnes of wheat.", ["grain"]),
    (4, "ACME 1ST QTR NET", "Shr six cts vs five cts.", []),
    (10_001, "TALKS", "They talked of coffee.", ["cocoa"]),
)


def test_the_filters_are_sound() -> None:
    """They are read as an operator's are, without a warning."""
    mistakes = Notes()
    folder = ROOT / "benchmarks" / "reuters"
    document = files.parse(files.TOPICS, (folder / "topics.toml").read_bytes(), mistakes)
    sets, topics = read_term_sets(document, folder, mistakes), read_topics(document, mistakes)

    mistakes.raise_mistakes()

    filters = compile_filters(topics, vocabulary_of(sets))
    assert len(list(filters.enabled())) == 15
    assert [(slug, warnings(one.query)) for slug, one in filters.by_slug.items() if warnings(one.query)] == []


def _scored(folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(_QUALITY)],
        env={"FEEDMILL_DATA": str(folder)},
        capture_output=True,
        text=True,
        check=False,
    )


def test_scores_are_counted(tmp_path: Path) -> None:
    """Right, wrong and missed are told apart, and unlabelled articles count in their own line alone."""
    rows = (
        {"id": f"n/{number}", "title": title, "body": body, "topics": labels, "split": "TRAIN"}
        for number, title, body, labels in _NEWS
    )
    with gzip.open(tmp_path / "reuters21578.jsonl.gz", "wt", encoding="utf-8") as file:
        file.writelines(json.dumps(row) + "\n" for row in rows)

    lines = _scored(tmp_path).stdout.splitlines()

    told = {line.split()[0]: line.split()[1:] for line in lines if line}
    assert told["earn"] == ["1", "1.000", "1.000", "1.000"]
    assert told["wheat"] == ["0", "0.000", "0.000", "0.000"]
    assert told["coffee"] == ["0", "0.000", "0.000", "0.000"]
    # Three right; wheat and coffee are wrong.
    assert told["micro"] == ["0.600", "1.000", "0.750"]
    assert "with 1 unlabelled articles taken for wrong: micro P 0.500 R 1.000 F1 0.667" in "\n".join(lines)


def test_missing_news_are_said_in_a_line(tmp_path: Path) -> None:
    """Where the news should be is said in one line, and it is an error if somebody said where they are."""
    done = _scored(tmp_path)

    assert done.returncode == 2
    assert done.stdout.count("\n") == 1
    assert str(tmp_path) in done.stdout
