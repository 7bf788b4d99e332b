"""The topic that the README adds to the shipped config."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from feedmill.settings import load
from feedmill.topics import run_examples

ROOT = Path(__file__).parents[3]


def test_the_example_can_be_pasted_into_the_shipped_file(tmp_path: Path) -> None:
    """Its set under the `[terms]` that is there, its topic at the end: sound, new, and its examples hold."""
    terms, topic = re.findall(
        r"```toml\n(.*?)```", (ROOT / "README.md").read_text(encoding="utf-8"), re.DOTALL
    )
    shutil.copytree(ROOT / "config", tmp_path / "config")
    path = tmp_path / "config" / "topics.toml"
    shipped = path.read_text(encoding="utf-8")
    path.write_text(shipped.replace("\n[terms]\n", f"\n[terms]\n{terms}") + f"\n{topic}", encoding="utf-8")
    before, after = load(ROOT, {}), load(tmp_path, {})
    (added,) = after.topics[len(before.topics) :]

    assert set(after.vocabulary) - set(before.vocabulary) == {terms.partition(" ")[0]}
    assert f"[topics.{added.slug}]" == topic.partition("\n")[0]
    assert {True: True, False: True} == {
        result.example.matches: result.passed
        for result in run_examples(after.topics, after.vocabulary)
        if result.topic == added.slug
    }
    assert not [line for line in after.warnings if added.slug in line]
