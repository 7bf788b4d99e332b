"""Changes to text that leave everything else as it is."""

from __future__ import annotations

from pathlib import Path

import pytest

from feedmill.errors import UsageError
from feedmill.settings.editing import replace_file, without_lines
from feedmill.settings.places import scan


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    """What it points at is replaced."""
    (tmp_path / "real").write_text("old")
    (tmp_path / "link").symlink_to(tmp_path / "real")
    replace_file(tmp_path / "link", "new")

    assert (tmp_path / "link").is_symlink()
    assert "new" == (tmp_path / "real").read_text()


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    """One sentence with the path, no crash."""
    with pytest.raises(UsageError, match=r"cannot write .*/none/x: No such file"):
        replace_file(tmp_path / "none" / "x", "new")


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("[[a]]\nx = 1\n", ""),
        ("[[a]]\nx = 1", ""),
        ("# top\n\n[[a]]\nx = 1 # why\n\n# below\n", "# top\n\n# below\n"),
        ("b = 1\n[[a]]\n[[c]]\n", "b = 1\n[[c]]\n"),
        ("[[a]]\nx = '''\n[[c]]\n'''\n[[c]]\n", "[[c]]\n"),
    ],
)
def test_a_table_goes_with_its_lines(text: str, left: str) -> None:
    """From its header to its last value; of blank lines around it one stays."""
    assert left == without_lines(scan(text), [("a", 0)])
