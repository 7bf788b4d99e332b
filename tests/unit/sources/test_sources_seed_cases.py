"""
Cases of the kind `seed`: `tests/data/seeds/x.md` and, beside it, `x.md.expected.json`.

An expectation holds the entry's fields that are not the default, or null, and the messages of the
problems. A pair of files dropped in there is tested.
"""

from __future__ import annotations

import json
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest

from feedmill.model import Document, Entry, Fetched
from feedmill.sources.seed import parse

SEEDS = Path(__file__).parents[2] / "data" / "seeds"
EXPECTATION = ".expected.json"


def documents() -> list[Path]:
    """Give every case's file."""
    return sorted(path for path in SEEDS.iterdir() if not path.name.endswith(EXPECTATION))


@pytest.mark.parametrize("path", documents(), ids=lambda path: path.name)
def test_case(path: Path) -> None:
    """A file gives the entry and the problems that its expectation names."""
    expected = json.loads(expectation(path).read_text(encoding="utf-8"))

    assert expected == seen(path)


def test_every_expectation_has_a_document() -> None:
    """No expectation is left over from a file that is gone."""
    expectations = {path for path in SEEDS.iterdir() if path.name.endswith(EXPECTATION)}

    assert {expectation(path) for path in documents()} == expectations


def expectation(path: Path) -> Path:
    """Give the file beside *path* that says what is expected of it."""
    return path.with_name(path.name + EXPECTATION)


def seen(path: Path) -> dict[str, Any]:
    """Read a folder that holds this file alone, and give what is not the default."""
    document = Document(name=path.name, body=path.read_bytes())
    parsed = parse(Fetched(source="seeds", url="/srv/seeds", documents=(document,), complete=True))
    (entry,) = parsed.entries or (None,)
    return {"entry": given(entry), "problems": [f"{one.code}: {one.message}" for one in parsed.problems]}


def given(entry: Entry | None) -> dict[str, Any] | None:
    """Give the fields of *entry* that differ from the default, as JSON would hold them."""
    if entry is None:
        return None
    default = Entry()
    values = {field.name: getattr(entry, field.name) for field in fields(entry)}
    return {
        name: list(value) if isinstance(value, tuple) else value
        for name, value in values.items()
        if value != getattr(default, name)
    }
