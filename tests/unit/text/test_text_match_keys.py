"""Match keys: what two URLs of one page share."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from feedmill.text.hashes import xxh128
from feedmill.text.trackers import TRACKERS, TRACKERS_VERSION, WRAPPERS
from feedmill.text.urls import absolute, is_root, match_key

FOLDER = Path(__file__).parents[2] / "data" / "urls"
CASES = [
    pytest.param(case, id=f"{file.stem}-{number}")
    for file in sorted(FOLDER.glob("*.jsonl"))
    for number, case in enumerate(map(json.loads, file.read_text("utf-8").splitlines()), start=1)
]


def test_there_are_cases() -> None:
    """The folder of cases is where this test looks for it."""
    assert len(CASES) >= 120


@pytest.mark.parametrize("case", CASES)
def test_pairs(case: dict[str, Any]) -> None:
    """Two URLs of one page share a key, two pages never do."""
    one, other = match_key(case["a"]), match_key(case["b"])

    assert case["source"]
    assert (one == other) is case["same"], case["source"]


@pytest.mark.parametrize(
    ("url", "key"),
    [
        ("https://www.example.org/News/1/?utm_source=x&b=2&a=1#top", "example.org/News/1?a=1&b=2"),
        ("https://example.org/", "example.org"),
        ("https://example.org/?p=1", "example.org?p=1"),
        ("https://example.org:8080/", "example.org:8080"),
        ("https://example.org/#!/a", "example.org#!/a"),
        ("", ""),
        ("javascript:alert(1)", ""),
        ("/a", ""),
        ("mailto:a@b.example", ""),
    ],
)
def test_keys_never_change(url: str, key: str) -> None:
    """Ids are made of keys: their form is fixed, and what is no page has none."""
    assert key == match_key(url)


@pytest.mark.parametrize(
    ("url", "root"),
    [
        ("https://www.example.org/", True),
        ("https://example.org:8080/index.html?utm_source=x", True),
        ("", True),
        ("https://example.org/a", False),
        ("https://example.org/?p=1", False),
        ("https://example.org/#!/a", False),
    ],
)
def test_is_root(url: str, root: bool) -> None:  # noqa: FBT001 - a column of the table
    """A front page's key, and no key, confirm nothing."""
    assert root is is_root(match_key(url))


def test_wrappers_in_wrappers() -> None:
    """An address may be wrapped three times; what is wrapped deeper stays wrapped."""
    url = "https://example.org/a"
    for _ in range(3):
        url = f"https://www.google.com/url?q={quote(url, safe='')}"

    assert match_key(url) == "example.org/a"
    assert match_key(f"https://www.google.com/url?q={quote(url, safe='')}").startswith("google.com/url?")


def test_tables_are_well_made() -> None:
    """Every line has a source; names, hosts and pairs are spelled as they are compared, and stand once."""
    rows = [(row.name, owner) for row in TRACKERS for owner in row.hosts or ("",)]

    assert [row for row in TRACKERS if not row.source or row.name != row.name.lower()] == []
    assert [row for row in WRAPPERS if not row.source] == []
    assert [
        owner for _, owner in rows if owner and match_key(absolute(f"https://{owner}/", "")) != owner
    ] == []
    assert len(rows) == len(set(rows))


def test_the_table_of_version_1_is_frozen() -> None:
    """Ids of entries without a guid hang on it: another table needs another number."""
    rows = [(row.name, *row.hosts) for row in TRACKERS] + [
        (row.host, row.path, *row.parameters) for row in WRAPPERS
    ]

    assert TRACKERS_VERSION == 1
    assert xxh128(*sorted(map(" ".join, rows))) == "15dd3b08eabe4c0ff79a8840dcc9d799"
