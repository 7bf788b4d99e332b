"""Arrays are kept for the processes to come, and made anew where they cannot be."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from feedmill.text.late import Arrays
from feedmill.workers.shelves import ArrayShelf

ARRAYS = {"numbers": np.arange(1_000, dtype=np.uint32), "words": np.array(["en", "uk"])}


class Maker:
    """Makes the arrays, and counts how often."""

    def __init__(self) -> None:
        self.times = 0

    def __call__(self) -> Arrays:
        """Make them."""
        self.times += 1
        return ARRAYS


def is_same(arrays: Arrays) -> bool:
    """Say whether these are the arrays, and no others."""
    return arrays.keys() == ARRAYS.keys() and all(
        np.array_equal(arrays[name], each) and arrays[name].dtype == each.dtype
        for name, each in ARRAYS.items()
    )


def test_they_are_made_once(tmp_path: Path) -> None:
    """The second time, and for another shelf over the same folder, they are read."""
    make = Maker()

    assert is_same(ArrayShelf(tmp_path / "var")("languages", "1", make))
    assert is_same(ArrayShelf(tmp_path / "var")("languages", "1", make))
    assert 1 == make.times
    assert ["languages.npz"] == [path.name for path in (tmp_path / "var").iterdir()]


def test_another_version_is_made_anew_and_replaces_it(tmp_path: Path) -> None:
    """Of one name there is one version."""
    make, shelf = Maker(), ArrayShelf(tmp_path)
    for version in ("1", "2", "2", "1"):
        assert is_same(shelf("languages", version, make))

    assert 3 == make.times
    assert ["languages.npz"] == [path.name for path in tmp_path.iterdir()]


@pytest.mark.parametrize(
    "harm",
    [
        lambda _: b"",
        lambda whole: whole[:-100],
        lambda _: b"PK" + os.urandom(200),
        lambda whole: whole.replace(b"\x07\x00\x00\x00\x08", b"\x07\x00\x00\x01\x08", 1),
    ],
)
def test_what_is_torn_is_made_anew(tmp_path: Path, harm: Callable[[bytes], bytes]) -> None:
    """A file cut short, emptied, or with one bit changed is no model of anything."""
    make, shelf, file = Maker(), ArrayShelf(tmp_path), tmp_path / "languages.npz"
    shelf("languages", "1", make)
    whole = file.read_bytes()
    assert harm(whole) != whole
    file.write_bytes(harm(whole))

    assert is_same(shelf("languages", "1", make))
    assert is_same(shelf("languages", "1", make))
    assert 2 == make.times


def test_what_an_ended_process_left_is_cleared_away(tmp_path: Path) -> None:
    """Half a file has a name of its own, and is no model; the next one that is kept takes its place."""
    (tmp_path / ".languages.npz-abc").write_bytes(b"half")
    ArrayShelf(tmp_path)("languages", "1", Maker())

    assert ["languages.npz"] == [path.name for path in tmp_path.iterdir()]


def test_a_folder_that_takes_nothing_is_no_error(tmp_path: Path) -> None:
    """What cannot be kept is made each time."""
    (tmp_path / "var").write_text("a file stands where the folder should", "utf-8")
    make, shelf = Maker(), ArrayShelf(tmp_path / "var")

    assert is_same(shelf("languages", "1", make))
    assert is_same(shelf("languages", "1", make))
    assert 2 == make.times
