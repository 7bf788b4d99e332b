"""A folder as shelf: whole files or none, and only if changed."""

from __future__ import annotations

import errno
import os
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from feedmill.errors import PublishError
from feedmill.shelf.local import LocalShelf

OLD = b"what was published before"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Make a shelf's folder that holds one file."""
    LocalShelf(tmp_path).put("g7.rss", OLD)
    return tmp_path


@pytest.fixture
def plain_umask() -> Iterator[None]:
    """Set the usual umask, and the former one back."""
    former = os.umask(0o022)
    yield
    os.umask(former)


def refusing(name: str, code: int) -> Callable[..., Any]:
    """Make a system call that fails with *code* for temporary files, or for all files if it gets a number."""
    real = getattr(os, name)

    def call(target: Any, *rest: Any, **named: Any) -> Any:
        if isinstance(target, int) or ".feedmill-" in str(target):
            raise OSError(code, os.strerror(code), None if isinstance(target, int) else str(target))
        return real(target, *rest, **named)

    return call


def test_unchanged_files_are_not_touched(folder: Path) -> None:
    """The same bytes leave the file as it is, down to its inode and times."""
    before = (folder / "g7.rss").stat()
    LocalShelf(folder).put("g7.rss", OLD)
    after = (folder / "g7.rss").stat()

    assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)


def test_files_of_the_same_length(folder: Path) -> None:
    """Other bytes of the same length are a change."""
    assert LocalShelf(folder).put("g7.rss", OLD.swapcase())
    assert (folder / "g7.rss").read_bytes() == OLD.swapcase()


@pytest.mark.usefixtures("plain_umask")
def test_web_servers_may_read(tmp_path: Path) -> None:
    """Files are readable for all, as far as the umask lets them."""
    LocalShelf(tmp_path).put("a.rss", b"x")
    os.umask(0o077)
    LocalShelf(tmp_path).put("b.rss", b"x")

    assert stat.S_IMODE((tmp_path / "a.rss").stat().st_mode) == 0o644
    assert stat.S_IMODE((tmp_path / "b.rss").stat().st_mode) == 0o600


@pytest.mark.parametrize(
    ("call", "code", "sentence"),
    [
        ("open", errno.EROFS, "read-only file system; mount it writable or publish to another folder"),
        ("open", errno.EACCES, "permission denied; give this user the right to write there"),
        ("open", errno.EMFILE, "too many open files; raise the limit on open files"),
        ("fsync", errno.EIO, "input/output error; check the disk"),
        ("fsync", errno.ENOSPC, "no space left on device; free some space"),
        ("fsync", errno.ELOOP, "too many levels of symbolic links; look into it and run again"),
    ],
)
def test_a_write_that_fails(
    folder: Path, monkeypatch: pytest.MonkeyPatch, call: str, code: int, sentence: str
) -> None:
    """The old file stays, no temporary file does, and one sentence says what to do."""
    monkeypatch.setattr(os, call, refusing(call, code))
    with pytest.raises(PublishError) as caught:
        LocalShelf(folder).put("g7.rss", b"new")

    assert str(caught.value) == f"{folder / 'g7.rss'} cannot be written: {sentence}"
    assert [path.name for path in folder.iterdir()] == ["g7.rss"]
    assert (folder / "g7.rss").read_bytes() == OLD


def test_a_full_disk(tmp_path: Path) -> None:
    """A real write that does not fit leaves the old file and no other, and is told."""
    code = (
        "import resource, signal, sys; from pathlib import Path\n"
        "from feedmill.errors import PublishError; from feedmill.shelf.local import LocalShelf\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "shelf = LocalShelf(Path(sys.argv[1])); shelf.put('a.rss', b'old')\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))\n"
        "try: shelf.put('a.rss', b'x' * 5000)\n"
        "except PublishError as error: print(error)\n"
    )
    result = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path)], capture_output=True, text=True, check=True
    )

    assert "a.rss cannot be written: file too large; raise the limit on file sizes" in result.stdout
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("a.rss", b"old")]


def test_an_interrupted_write_leaves_nothing(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A signal in mid-write is no error of the shelf, and leaves no temporary file."""

    def interrupt(_descriptor: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", interrupt)
    with pytest.raises(KeyboardInterrupt):
        LocalShelf(folder).put("g7.rss", b"new")

    assert [path.name for path in folder.iterdir()] == ["g7.rss"]


def test_the_order_that_survives_a_power_cut(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file is flushed before it gets its name; the folders' listings at the end, once each."""
    calls: list[str] = []
    fsync, replace = os.fsync, Path.replace

    def note_fsync(descriptor: int) -> None:
        calls.append(f"fsync {Path(f'/proc/self/fd/{descriptor}').readlink().name}")
        fsync(descriptor)

    def note_replace(self: Path, target: Path) -> Path:
        calls.append(f"rename {target.name}")
        return replace(self, target)

    monkeypatch.setattr(os, "fsync", note_fsync)
    monkeypatch.setattr(Path, "replace", note_replace)
    shelf = LocalShelf(tmp_path / "feeds")
    for path in ("articles/a.html", "articles/b.html", "g7.rss"):
        shelf.put(path, b"x")
    shelf.sync()
    shelf.sync()

    beside = f"fsync .feedmill-{os.getpid()}.tmp"
    assert calls == [
        *(beside, "rename a.html", beside, "rename b.html", beside, "rename g7.rss"),
        *(f"fsync {tmp_path.name}", "fsync feeds", "fsync articles"),
    ]


def test_folders_that_are_gone_need_no_sync(tmp_path: Path) -> None:
    """A folder that somebody took away since has no listing to keep."""
    shelf = LocalShelf(tmp_path)
    shelf.put("articles/a.html", b"x")
    (tmp_path / "articles" / "a.html").unlink()
    (tmp_path / "articles").rmdir()
    shelf.sync()

    assert not (tmp_path / "articles").exists()


@pytest.mark.parametrize("how", ["put", "sync"])
def test_leftovers_of_a_killed_run(folder: Path, how: str) -> None:
    """Temporary files that a killed run left are swept by the next, in folders too; others stay."""
    (folder / "articles").mkdir()
    (folder / "articles" / ".feedmill-99.tmp").write_bytes(b"half")
    (folder / f".feedmill-{os.getpid()}.tmp").write_bytes(b"half")
    (folder / ".htaccess").write_bytes(b"theirs")
    shelf = LocalShelf(folder)
    if how == "put":
        shelf.put("g7.rss", b"new")
    else:
        shelf.sync()

    assert sorted(str(path.relative_to(folder)) for path in folder.rglob("*")) == [
        ".htaccess",
        "articles",
        "g7.rss",
    ]


def test_a_file_where_a_folder_must_be(folder: Path) -> None:
    """A file in the place of a folder is told, and stays."""
    (folder / "articles").write_bytes(b"a file")
    with pytest.raises(PublishError, match="move away the file that stands where a folder must be"):
        LocalShelf(folder).put("articles/a.html", b"x")

    assert (folder / "articles").read_bytes() == b"a file"


def test_the_shelf_is_a_file(tmp_path: Path) -> None:
    """A shelf that is no folder is told by every method."""
    (tmp_path / "feeds").write_bytes(b"a file")
    shelf = LocalShelf(tmp_path / "feeds")
    with pytest.raises(PublishError, match=r"cannot be written: .*a folder must be"):
        shelf.put("g7.rss", b"x")
    with pytest.raises(PublishError, match="cannot be read: not a directory"):
        shelf.names(".json")

    assert shelf.read("g7.rss") is None


def test_a_folder_where_the_file_must_be(folder: Path) -> None:
    """A folder with the file's name is told."""
    (folder / "aid.rss").mkdir()
    with pytest.raises(PublishError, match=r"is a directory; move away the folder that has its name"):
        LocalShelf(folder).put("aid.rss", b"x")
    with pytest.raises(PublishError, match=r"aid\.rss cannot be removed: is a directory"):
        LocalShelf(folder).remove("aid.rss")


def test_symlinked_folders_are_not_followed(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    """A shelf never writes or removes through a symlink that leaves it."""
    outside = tmp_path_factory.mktemp("outside")
    (outside / "a.html").write_bytes(b"theirs")
    (folder / "articles").symlink_to(outside)
    shelf = LocalShelf(folder)
    with pytest.raises(
        PublishError, match=r"its folder is a symlink to .*; replace the symlink with a folder"
    ):
        shelf.put("articles/a.html", b"ours")
    with pytest.raises(PublishError, match="its folder is a symlink"):
        shelf.remove("articles/a.html")

    assert [(path.name, path.read_bytes()) for path in outside.iterdir()] == [("a.html", b"theirs")]


def test_a_symlinked_file_is_replaced(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    """A symlink in a file's place becomes a file; what it led to is not written, though it be the same."""
    outside = tmp_path_factory.mktemp("outside") / "theirs"
    outside.write_bytes(b"x")
    (folder / "aid.rss").symlink_to(outside)

    assert LocalShelf(folder).put("aid.rss", b"x")
    assert not (folder / "aid.rss").is_symlink()
    assert outside.read_bytes() == b"x"


def test_the_shelf_itself_may_be_a_symlink(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Operators may put the folder elsewhere."""
    link = tmp_path_factory.mktemp("installation") / "feeds"
    link.symlink_to(folder)
    shelf = LocalShelf(link)

    assert not shelf.put("g7.rss", OLD)
    assert shelf.put("articles/a.html", b"x")
    assert (folder / "articles" / "a.html").read_bytes() == b"x"


def test_hidden_files_are_not_listed(folder: Path) -> None:
    """Names that begin with a dot, and folders, are nobody's feeds."""
    (folder / ".old.rss").write_bytes(b"")
    (folder / "x.rss").mkdir()

    assert LocalShelf(folder).names(".rss") == ("g7.rss",)
