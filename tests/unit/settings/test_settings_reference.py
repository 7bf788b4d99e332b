"""The reference page of the configuration."""

from __future__ import annotations

import re
from pathlib import Path

from feedmill.settings.reference import keys, reference

ROOT = Path(__file__).parents[3]


def test_the_committed_page_is_current() -> None:
    """What `make docs` would write is what docs/config.md holds."""
    assert reference() == (ROOT / "docs" / "config.md").read_text(encoding="utf-8")


def test_every_key_has_a_type_and_a_meaning() -> None:
    """No row of any table has an empty cell, and every key has a row."""
    rows = re.findall(r"^\| `(\w+)` \| (.*) \| (.*) \| (.*) \|$", reference(), re.MULTILINE)

    assert [] == [row for row in rows if not all(row)]
    assert sorted(key.rpartition(".")[2] for key in keys()) == sorted(row[0] for row in rows)


def test_keys_are_given_with_their_tables() -> None:
    """Keys of every file and of every kind of source are among them, once each."""
    assert len(keys()) == len(set(keys()))
    assert {
        "site.url",
        "dedupe.seeds_first",
        "sources.<id>.weight",
        "sources.<id>.url",
        "sources.<id>.path",
        "topics.<slug>.filter",
        "topics.<slug>.duplicates.story",
        "topics.<slug>.examples[].text",
        "ban[].article",
    } <= set(keys())


def test_the_shipped_files_explain_every_key_of_theirs() -> None:
    """config/feedmill.toml names all of its keys, at least in a comment."""
    text = (ROOT / "config" / "feedmill.toml").read_text(encoding="utf-8")
    names = [key.rpartition(".")[2] for key in keys() if "<" not in key and "[" not in key]

    assert [] == [name for name in names if not re.search(rf"^(?:# )?{name} = ", text, re.MULTILINE)]
