"""What every shelf does alike: a folder, and the counting shelf before it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from feedmill.errors import PublishError
from feedmill.shelf.base import Shelf
from feedmill.shelf.counting import CountingShelf
from feedmill.shelf.local import LocalShelf

KINDS: dict[str, Callable[[Path], Shelf]] = {
    "local": LocalShelf,
    "counting": lambda folder: CountingShelf(LocalShelf(folder)),
}


@pytest.fixture(params=KINDS)
def shelf(request: pytest.FixtureRequest, tmp_path: Path) -> Shelf:
    """Make an empty shelf of each kind."""
    return KINDS[request.param](tmp_path / "feeds")


def test_what_is_put_can_be_read(shelf: Shelf) -> None:
    """A file that was put is there, with its bytes."""
    assert shelf.put("g7.rss", b"one")
    assert shelf.read("g7.rss") == b"one"
    assert shelf.exists("g7.rss")


def test_what_was_not_put_is_not_there(shelf: Shelf) -> None:
    """An unknown path reads as None, in folders that are not there too."""
    assert shelf.read("g7.rss") is None
    assert shelf.read("articles/a.html") is None
    assert not shelf.exists("articles/a.html")


def test_a_folder_is_no_file(shelf: Shelf) -> None:
    """A folder of the shelf reads as None."""
    shelf.put("articles/a.html", b"")

    assert shelf.read("articles") is None
    assert shelf.read("articles/a.html/b") is None
    assert not shelf.exists("articles")


def test_the_same_bytes_are_not_put_again(shelf: Shelf) -> None:
    """Only a change is written."""
    assert shelf.put("articles/a.html", b"one")
    assert not shelf.put("articles/a.html", b"one")
    assert shelf.put("articles/a.html", b"two")
    assert shelf.read("articles/a.html") == b"two"


def test_empty_files(shelf: Shelf) -> None:
    """An empty file is a file."""
    assert shelf.put("empty.rss", b"")
    assert not shelf.put("empty.rss", b"")
    assert shelf.read("empty.rss") == b""


def test_remove(shelf: Shelf) -> None:
    """What is removed is gone, and a second time there is nothing to remove."""
    shelf.put("articles/a.html", b"one")

    assert shelf.remove("articles/a.html")
    assert not shelf.remove("articles/a.html")
    assert not shelf.exists("articles/a.html")
    assert shelf.read("articles/a.html") is None
    assert not shelf.remove("nowhere/b.html")


def test_put_after_remove(shelf: Shelf) -> None:
    """What was removed can be put again."""
    shelf.put("a.rss", b"one")
    shelf.remove("a.rss")

    assert shelf.put("a.rss", b"one")
    assert shelf.read("a.rss") == b"one"


def test_names(shelf: Shelf) -> None:
    """Top-level files are listed by suffix, sorted; those of folders are not."""
    assert shelf.names(".json") == ()

    for path in ("g7.json", "aid.json", "g7.rss", "articles/x.json"):
        shelf.put(path, b"x")
    shelf.remove("g7.json")
    shelf.put("un.json", b"x")

    assert shelf.names(".json") == ("aid.json", "un.json")
    assert shelf.names("") == ("aid.json", "g7.rss", "un.json")


def test_sync_keeps_everything(shelf: Shelf) -> None:
    """Syncing changes nothing that can be seen, once or twice, with files or without."""
    shelf.sync()
    shelf.put("a/b.html", b"x")
    shelf.sync()
    shelf.sync()

    assert shelf.read("a/b.html") == b"x"


@pytest.mark.parametrize(
    "path",
    [
        "",
        "/etc/passwd",
        "../outside",
        "articles/../../outside",
        "articles//a",
        "articles/",
        ".hidden",
        "articles/.a",
        "a\\b",
        "a b",
        "ä.rss",
        "a\n",
        "a\x00",
        "-option",
        "x" * 201,
    ],
)
def test_paths_that_no_shelf_takes(shelf: Shelf, path: str) -> None:
    """A path that is absolute, climbs, hides or needs encoding is refused by every method."""
    for method in (shelf.read, shelf.exists, shelf.remove):
        with pytest.raises(PublishError, match="cannot be published"):
            method(path)
    with pytest.raises(PublishError, match="cannot be published"):
        shelf.put(path, b"x")
