"""
Cases of the kind `feed`: `tests/data/feeds/x.xml` and, beside it, `x.expected.json`.

An expectation holds what is not the default: `error` (a code), or `partial`, `hints`, `problems`
and `entries`; `content_type` and `truncated` are how the document came. A pair of files dropped in
there is tested.
"""

from __future__ import annotations

import json
from dataclasses import fields, is_dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from feedmill.model import Document, Entry, Fetched, Hints, ParseError
from feedmill.sources.feed import parse
from feedmill.text.dates import rfc3339

FEEDS = Path(__file__).parents[2] / "data" / "feeds"
ADDRESS = "https://harbour.example/feed.xml"
EXPECTATION = ".expected.json"


def documents() -> list[Path]:
    """Give every case's document."""
    return sorted(path for path in FEEDS.iterdir() if not path.name.endswith(EXPECTATION))


@pytest.mark.parametrize("path", documents(), ids=lambda path: path.name)
def test_case(path: Path) -> None:
    """A document gives the entries and hints, or the error, that its expectation names."""
    expected = json.loads(expectation(path).read_text(encoding="utf-8"))

    assert expected == seen(path, expected)


def test_every_expectation_has_a_document() -> None:
    """No expectation is left over from a document that is gone."""
    expectations = {path for path in FEEDS.iterdir() if path.name.endswith(EXPECTATION)}

    assert {expectation(path) for path in documents()} == expectations


def expectation(path: Path) -> Path:
    """Give the file beside *path* that says what is expected of it."""
    return path.with_name(path.stem + EXPECTATION)


def seen(path: Path, case: dict[str, Any]) -> dict[str, Any]:
    """Parse a case's document as it came, and give what is not the default."""
    document = Document(name=ADDRESS, body=path.read_bytes(), content_type=case.get("content_type", ""))
    truncated = case.get("truncated", False)
    how = {key: case[key] for key in ("content_type", "truncated") if key in case}
    parsed = parse(Fetched(source="harbour", url=ADDRESS, documents=(document,), truncated=truncated))
    if isinstance(parsed, ParseError):
        return how | {"error": parsed.code}
    result = how | {"entries": [given(entry, Entry(base=ADDRESS)) for entry in parsed.entries]}
    hints = given(parsed.hints, Hints())
    problems = [problem.code for problem in parsed.problems]
    extras = {"hints": hints, "problems": problems, "partial": parsed.partial}
    return result | {key: value for key, value in extras.items() if value}


def given(value: Any, default: Any) -> dict[str, Any]:
    """Give the fields of *value* that differ from *default*, as JSON would hold them."""
    names = [field.name for field in fields(value)]
    return {
        name: plain(getattr(value, name)) for name in names if getattr(value, name) != getattr(default, name)
    }


def plain(value: Any) -> Any:
    """Give a field's value as JSON would hold it."""
    if isinstance(value, timedelta):
        return value.total_seconds()
    if isinstance(value, datetime):
        return rfc3339(value)
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, tuple):
        return [plain(one) for one in value]
    return (
        given(value, type("Nothing", (), {f.name: None for f in fields(value)}))
        if is_dataclass(value)
        else value
    )
