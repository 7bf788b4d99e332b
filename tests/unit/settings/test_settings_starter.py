"""A new installation."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from feedmill.errors import UsageError
from feedmill.settings import init, load

ROOT = Path(__file__).parents[3]


def test_a_new_installation_can_be_loaded_at_once(tmp_path: Path) -> None:
    """It holds the shipped config and seeds, in folders that are made as needed."""
    folder = tmp_path / "new" / "mill"
    written = init(folder)

    assert [folder / "config" / f"{name}.toml" for name in ("feedmill", "sources", "topics")] == list(
        written[:3]
    )
    assert all(path.is_file() for path in written)
    assert load(folder, {}).topics == load(ROOT, {}).topics
    assert [path.name for path in (folder / "seeds").iterdir()] == [
        path.name for path in (ROOT / "seeds").glob("*.txt")
    ]
    assert (ROOT / "feeds" / "README.md").read_bytes() == (folder / "feeds" / "README.md").read_bytes()


def test_an_existing_config_file_is_named_and_kept(tmp_path: Path) -> None:
    """Nothing is written when one config file is there."""
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / "topics.toml").write_text("# mine\n")
    with pytest.raises(UsageError, match=r"config/topics\.toml is there already"):
        init(tmp_path)

    assert [path.name for path in (tmp_path / "config").iterdir()] == ["topics.toml"]
    assert (tmp_path / "config" / "topics.toml").read_text() == "# mine\n"


def test_what_was_killed_midway_can_be_repeated(tmp_path: Path) -> None:
    """Files that an earlier attempt wrote are kept, a half-written one is written, the rest comes."""
    whole = init(tmp_path / "whole")
    folder = tmp_path / "new"
    (folder / "config").mkdir(parents=True)
    shutil.copy(ROOT / "config" / "feedmill.toml", folder / "config" / "feedmill.toml")
    (folder / "config" / ".sources.toml.part").write_text("[sour")
    before = (folder / "config" / "feedmill.toml").stat()
    written = init(folder)

    assert [path.relative_to(folder) for path in written] == [
        path.relative_to(tmp_path / "whole") for path in whole[1:]
    ]
    assert before.st_mtime_ns == (folder / "config" / "feedmill.toml").stat().st_mtime_ns
    assert sorted(path.name for path in (folder / "config").iterdir()) == [
        "feedmill.toml",
        "sources.toml",
        "topics.toml",
    ]


def test_a_file_is_there_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An attempt that ends in the middle of a file leaves nothing that the next one takes for a config."""

    def die(path: Path, content: bytes) -> int:
        path.write_text(content[:9].decode())
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(Path, "write_bytes", die)
        with pytest.raises(KeyboardInterrupt):
            init(tmp_path)

    assert not (tmp_path / "config" / "feedmill.toml").exists()
    assert len(init(tmp_path)) > 3


def test_a_whole_installation_is_told(tmp_path: Path) -> None:
    """Where nothing is missing, nothing is to be done."""
    init(tmp_path)
    with pytest.raises(UsageError, match="is an installation already; nothing was written"):
        init(tmp_path)


def test_a_place_that_cannot_be_looked_at_is_told(tmp_path: Path) -> None:
    """One sentence, not a crash, when the system does not even say whether anything is there."""
    with pytest.raises(UsageError, match=r"cannot make an installation in .*: File name too long"):
        init(tmp_path / ("x" * 300))


@pytest.mark.skipif(os.geteuid() == 0, reason="root may do everything")
@pytest.mark.parametrize("mode", [0, 0o500])
def test_a_place_without_permission_is_told(tmp_path: Path, mode: int) -> None:
    """One sentence, not a crash."""
    closed = tmp_path / "closed"
    closed.mkdir(mode=mode)
    with pytest.raises(UsageError, match=r"cannot make an installation in .*: Permission denied"):
        init(closed)


def test_existing_seeds_are_kept(tmp_path: Path) -> None:
    """A seed of the same name stays as it is and is not listed."""
    name = next((ROOT / "seeds").glob("*.txt")).name
    (tmp_path / "seeds").mkdir()
    (tmp_path / "seeds" / name).write_text("mine")
    written = init(tmp_path)

    assert tmp_path / "seeds" / name not in written
    assert (tmp_path / "seeds" / name).read_text() == "mine"


def test_seeds_can_be_edited(tmp_path: Path) -> None:
    """Whatever the mode of the shipped files, the copies are the operator's own."""
    assert all(path.stat().st_mode & 0o200 for path in init(tmp_path))


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    """A file in the way is one sentence, not a crash."""
    (tmp_path / "file").write_text("")
    with pytest.raises(UsageError, match="cannot make an installation in"):
        init(tmp_path / "file")


def test_an_installed_package_brings_its_own_starter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What lies in the package is copied, not what lies above it."""
    for name in (
        "config/feedmill.toml",
        "config/sources.toml",
        "config/topics.toml",
        "seeds/a.txt",
        "feeds/README.md",
    ):
        path = tmp_path / "package" / "starter" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"packaged {name}")
    monkeypatch.setattr("feedmill.settings.starter.files", lambda package: tmp_path / "package")
    written = init(tmp_path / "new")

    assert [f"packaged {path.relative_to(tmp_path / 'new')}" for path in written] == [
        path.read_text() for path in written
    ]
