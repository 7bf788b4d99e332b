"""The packed copies beside published files."""

from __future__ import annotations

import gzip
import os
from pathlib import Path

import pytest

from feedmill.errors import PublishError
from feedmill.shelf.local import LocalShelf
from feedmill.shelf.packed import TRAILER_BYTES, pack, trailer

FEED = b"<rss>" + b"an item of the feed, " * 500 + b"</rss>"


@pytest.fixture
def shelf(tmp_path: Path) -> LocalShelf:
    """Give a shelf that packs, with one file on it."""
    made = LocalShelf(tmp_path, gzip=True)
    made.put("articles/a.html", FEED)
    return made


@pytest.fixture
def copy(shelf: LocalShelf, tmp_path: Path) -> Path:
    """Give the packed copy."""
    assert shelf.exists("articles/a.html")
    return tmp_path / "articles" / "a.html.gz"


@pytest.mark.parametrize("content", [b"", b"x", FEED, bytes(range(256)) * 400])
def test_what_is_packed_can_be_unpacked(content: bytes) -> None:
    """Packing gives the same bytes each time, ends in the trailer, and loses nothing."""
    packed = pack(content)

    assert content == gzip.decompress(packed)
    assert packed == pack(content)
    assert packed[-TRAILER_BYTES:] == trailer(content)


def test_a_copy_lies_beside(copy: Path) -> None:
    """It holds the same, is smaller, and as old as its file, as nginx asks."""
    assert FEED == gzip.decompress(copy.read_bytes())
    assert copy.stat().st_size < len(FEED) / 10
    assert copy.stat().st_mtime_ns == copy.with_suffix("").stat().st_mtime_ns


def test_an_unchanged_file_leaves_its_copy(shelf: LocalShelf, copy: Path) -> None:
    """Neither is touched, even if another version packed it."""
    copy.write_bytes(gzip.compress(FEED, 9))
    before = copy.stat()

    assert not shelf.put("articles/a.html", FEED)
    assert (before.st_ino, before.st_mtime_ns) == (copy.stat().st_ino, copy.stat().st_mtime_ns)


def test_a_changed_file_has_a_new_copy(shelf: LocalShelf, copy: Path) -> None:
    """The copy never says something else than its file."""
    assert shelf.put("articles/a.html", FEED + b"!")
    assert FEED + b"!" == gzip.decompress(copy.read_bytes())


@pytest.mark.parametrize("stands", [None, b"", b"half", gzip.compress(b"of the last run")])
def test_a_copy_that_is_wrong_is_written_again(shelf: LocalShelf, copy: Path, stands: bytes | None) -> None:
    """A run that was killed between the two leaves an old copy, or none."""
    copy.unlink()
    if stands is not None:
        copy.write_bytes(stands)

    assert shelf.exists("articles/a.html") is (stands is not None)
    assert shelf.put("articles/a.html", FEED)
    assert FEED == gzip.decompress(copy.read_bytes())


def test_both_go(shelf: LocalShelf, copy: Path) -> None:
    """A copy does not outlive its file; a copy without its file goes as well."""
    assert shelf.remove("articles/a.html")
    assert not copy.exists()

    copy.write_bytes(b"left behind")

    assert not shelf.remove("articles/a.html")
    assert not copy.exists()


def test_copies_are_no_names(shelf: LocalShelf) -> None:
    """They are listed nowhere."""
    shelf.put("g7.json", b"{}")

    assert shelf.names("") == ("g7.json",)


def test_copies_that_are_not_wanted_any_more(tmp_path: Path, copy: Path) -> None:
    """An old copy would be served in the place of the file that changes without it."""
    plain = LocalShelf(tmp_path)

    assert plain.exists("articles/a.html")
    assert plain.put("articles/a.html", FEED)
    assert not copy.exists()
    assert not plain.put("articles/a.html", FEED)


def test_a_symlink_in_its_place_is_replaced(shelf: LocalShelf, copy: Path, tmp_path: Path) -> None:
    """What it leads to is not written, though it holds the same."""
    outside = tmp_path / "theirs"
    outside.write_bytes(pack(FEED))
    copy.unlink()
    copy.symlink_to(outside)

    assert shelf.put("articles/a.html", FEED)
    assert not copy.is_symlink()
    assert pack(FEED) == outside.read_bytes()


def test_a_failure_is_told(shelf: LocalShelf, copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One sentence, as of any other file."""

    def refuse(_target: str, _mode: object = None, **_named: object) -> None:
        raise OSError(28, os.strerror(28))

    copy.unlink()
    monkeypatch.setattr(os, "utime", refuse)
    with pytest.raises(PublishError, match="free some space"):
        shelf.put("articles/a.html", FEED)
