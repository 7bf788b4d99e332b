"""The shelf of dry runs."""

from __future__ import annotations

from pathlib import Path

from feedmill.shelf.counting import CountingShelf
from feedmill.shelf.local import LocalShelf


def test_nothing_is_written(tmp_path: Path) -> None:
    """Whatever is put or removed, the real shelf stays as it is."""
    real = LocalShelf(tmp_path)
    real.put("kept.rss", b"old")
    real.put("gone.rss", b"old")
    dry = CountingShelf(real)
    dry.put("kept.rss", b"new")
    dry.put("more/new.rss", b"new")
    dry.remove("gone.rss")
    dry.sync()

    assert sorted(path.name for path in tmp_path.iterdir()) == ["gone.rss", "kept.rss"]
    assert real.read("kept.rss") == b"old"


def test_it_counts(tmp_path: Path) -> None:
    """What would be written, stay and go is counted, against the real shelf and what was put before."""
    real = LocalShelf(tmp_path)
    real.put("same.rss", b"1")
    real.put("gone.rss", b"1")
    dry = CountingShelf(real)
    dry.put("same.rss", b"1")
    dry.put("new.rss", b"1")
    dry.put("new.rss", b"1")
    dry.remove("gone.rss")
    dry.remove("gone.rss")

    assert (dry.written, dry.unchanged, dry.removed) == (1, 2, 1)
    assert dry.names(".rss") == ("new.rss", "same.rss")
