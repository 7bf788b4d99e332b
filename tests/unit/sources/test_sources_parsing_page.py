"""What `docs/parsing.md` says of the differences from feedparser is so."""

from __future__ import annotations

import re
import time
import warnings
from pathlib import Path

import feedparser
import pytest

from fast_differences import DIFFERENCES
from feedmill.text.dates import read_date, rfc3339

PAGE = (Path(__file__).parents[3] / "docs" / "parsing.md").read_text(encoding="utf-8")
#: As written, by feedparser, by us.
DATES = [re.split(r"\s{2,}", line) for line in PAGE.split("```dates\n")[1].split("\n```")[0].splitlines()]


def read_by_feedparser(written: str) -> str:
    """Give the moment that feedparser reads, or "unread"."""
    text = f'<rss version="2.0"><channel><item><pubDate>{written}</pubDate></item></channel></rss>'
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        moment = feedparser.parse(text.encode()).entries[0].get("published_parsed")
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", moment) if moment else "unread"


def test_the_page_lists_all_differences() -> None:
    """Each known difference has its line, with its reason, and none has more."""
    rows = [line.split(" | ") for line in PAGE.splitlines() if line.startswith("| ")][1:]
    told = {row[0].removeprefix("| "): row[-1].removesuffix(" |") for row in rows}

    assert {name: one.why for name, one in DIFFERENCES.items()} == told


@pytest.mark.parametrize(("written", "theirs", "ours"), DATES, ids=[date[0] for date in DATES])
def test_dates_are_read_as_the_page_says(written: str, theirs: str, ours: str) -> None:
    """Both readings are those of the page, and they differ."""
    moment = read_date(written)

    assert theirs == read_by_feedparser(written)
    assert ours == (rfc3339(moment) if moment else "unread")
    assert theirs != ours


def test_the_page_has_dates() -> None:
    """There is something to compare."""
    assert len(DATES) > 5
