"""T19: no seed file hurts the mill: what is no plain text is named and left out, the rest is published."""

from __future__ import annotations

import errno
import io
import json
import os
import socket
import stat
import subprocess
import tarfile
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from feedmill.fetch import disk
from feedmill.model import Document, Fetched, Request
from feedmill.sources import seed
from installation import Mill, unpacked
from unsafe_html import dangers

SECRET = "The G7 password is hunter2"
#: What a script in a seed would look like, and words by which the seed is found.
SCRIPTED = "G7 words <script>alert(1)</script><img src=x onerror=alert(1)> [a](javascript:alert(1))"


def _outside(folder: Path) -> Path:
    """Give a secret that lies beside the seeds."""
    secret = folder.parent / "secret.txt"
    secret.write_text(SECRET)
    return secret


def _socket(path: Path) -> None:
    """Leave a socket; its name is given relative to its folder, for addresses are short."""
    before = Path.cwd()
    os.chdir(path.parent)
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(path.name)
    os.chdir(before)


def _device(path: Path) -> None:
    """Make a device that never ends, or a link to one where only root may make it."""
    if os.geteuid() == 0:
        os.mknod(path, stat.S_IFCHR | 0o666, os.makedev(1, 5))
    else:
        path.symlink_to("/dev/zero")


def _sparse(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(1 << 30)


def _zip(path: Path) -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("../../escaped.txt", SECRET)
    path.write_bytes(made.getvalue())


def _tar(path: Path) -> None:
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w") as archive:
        archive.addfile(tarfile.TarInfo("/tmp/escaped.txt"))
    path.write_bytes(made.getvalue())


def _deep(path: Path) -> None:
    """Nest folders deeper than Python nests calls."""
    here = os.open(path.parent, os.O_RDONLY)
    for _ in range(1_200):
        os.mkdir(path.name, dir_fd=here)
        inner = os.open(path.name, os.O_RDONLY, dir_fd=here)
        os.close(here)
        here = inner
    os.close(here)


def _looped(path: Path) -> None:
    path.mkdir()
    (path / "again").symlink_to(path, target_is_directory=True)
    (path / "up").symlink_to("..", target_is_directory=True)


def text(content: str | bytes) -> Callable[[Path], object]:
    """Give what writes a file of this content."""
    return lambda path: path.write_bytes(content if isinstance(content, bytes) else content.encode())


_BOMB = "".join(
    f"{a}: &{a} [{','.join([f'*{b}'] * 9)}]\n" for a, b in zip("bcdefghi", "abcdefgh", strict=True)
)
#: File → how it is made, and what the run says of it.
REFUSED: dict[str, tuple[Callable[[Path], object], str]] = {
    "link-out.txt": (lambda path: path.symlink_to(_outside(path.parent)), "symbolic link"),
    "link-etc.txt": (lambda path: path.symlink_to("/etc/passwd"), "symbolic link"),
    "link-nowhere.txt": (lambda path: path.symlink_to("/no/such/file"), "symbolic link"),
    "link-self.txt": (lambda path: path.symlink_to(path), "symbolic link"),
    "link-zero.md": (lambda path: path.symlink_to("/dev/zero"), "symbolic link"),
    "linked": (lambda path: path.symlink_to("/etc", target_is_directory=True), "symbolic link"),
    "loop": (_looped, "symbolic link"),
    "fifo.txt": (os.mkfifo, "no regular file"),
    "socket.md": (_socket, "no regular file"),
    "device.html": (_device, "link" if os.geteuid() else "no regular file"),
    "sparse.txt": (_sparse, "larger than"),
    "archive.md": (_zip, "no text"),
    "tape.txt": (_tar, "no text"),
    "utf-16.txt": (text("The G7".encode("utf-16-le")), "no text"),
    "empty.html": (text(""), "empty"),
    "blank.md": (text(" \n" * 1_000), "empty"),
    "long.txt": (text("The G7 met. " * 90_000), "characters"),
    "lines.txt": (text("\nG7" * 250_000), "lines"),
    "breaks.html": (text("<p>G7" + "\n.\n" * 400_000), "lines"),
    "brackets.md": (text("G7 " + "[" * 900_000), "marks"),
    "pictures.md": (text("G7 " + "![" * 400_000), "marks"),
    "stars.md": (text("G7 " + "**a" * 300_000), "marks"),
    "table.md": (text("a|b\n-|-\n" + "G7|b\n" * 150_000), "marks"),
    "aliases.md": (text(f"---\na: &a [x]\n{_BOMB}---\nG7"), "front matter"),
    "nested.md": (text("---\na: " + "[" * 40_000 + "\n---\nG7"), "front matter"),
    "dotted.md": (text("+++\n" + "a." * 15_000 + "a = 1\n+++\nG7"), "front matter"),
    "unclosed.md": (text("---\ntitle: x\n" + "G7\n" * 9_000), "front matter"),
    "deep": (_deep, "nest deeper"),
}
#: File → its content: read, and harmless.
READ: dict[str, str | bytes] = {
    "scripts-1.md": f"# G7 one\n\n{SCRIPTED}\n\n<iframe src=//evil.example></iframe>",
    "scripts-2.html": f"<title>G7 two</title><body onload=alert(1)>{SCRIPTED}",
    "scripts-3.txt": f"G7 three\n\n{SCRIPTED}",
    "front.md": '---\ntitle: "G7 four <script>alert(1)</script>"\nurl: "javascript:alert(1)"\n'
    'author: "<img src=x onerror=alert(1)>"\ntags: ["<svg onload=alert(1)>"]\n---\nWords.',
    "python.md": "---\ntitle: !!python/object/apply:os.mkdir ['made-by-yaml']\n---\nG7",
    "future.md": "---\ntitle: G7 five\ndate: 9999-12-31\n---\nWords.",
    "nests.html": "<title>G7 six</title><body>" + "<div>" * 100_000 + "G7",
    "comments.html": "<title>G7 seven</title><body>G7" + "<!--" * 200_000,
    "controls.txt": "G7 eight\n\n" + "".join(map(chr, range(1, 32))) + "\ufffe\uffff\u202e words",
    "old.txt": "G7 nine\n\nGr\u00fc\u00dfe".encode("latin-1"),
    "quotes.md": "# G7 ten\n\n" + ">" * 49_000,
}


@pytest.fixture
def stocked(mill: Mill) -> Iterator[Mill]:
    """Give a mill whose seed folder holds everything at once."""
    folder = mill.folder / "seeds"
    for name, (make, _) in REFUSED.items():
        make(folder / name)
    for name, content in READ.items():
        text(content)(folder / name)
    yield mill
    # Deeper than Python's own clearing up can go.
    subprocess.run(["rm", "-rf", str(folder / "deep")], check=True)


def test_every_hostile_seed_in_one_run(stocked: Mill, record_property: Callable[[str, object], None]) -> None:
    """Each is named or read; what is honest is published, nothing from outside and nothing live is."""
    record_property("inputs", len(REFUSED) + len(READ))
    began = time.monotonic()
    with stocked.spawn("run", "--json") as process:
        out, err = process.communicate(timeout=50)

    assert 0 == process.returncode, err
    assert time.monotonic() - began < 50, "wanted: 5 seconds on a quiet machine"
    said = "\n".join(failure["message"] for failure in json.loads(out)["failures"])
    for name, (_, why) in REFUSED.items():
        assert name in said, name
        assert why in said, name
    everything = _everything(stocked)
    titles = " ".join(stocked.titles("g7"))
    assert "The honest G7 seed" in titles
    for number in ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"):
        assert f"G7 {number}" in titles
    assert SECRET not in everything
    assert "root:" not in everything
    for item in stocked.feed("g7")["items"]:
        assert [] == dangers(item.get("content_html", ""))
        assert item["date_published"] <= stocked.now
    assert not Path("made-by-yaml").exists()
    assert not (stocked.folder.parent / "escaped.txt").exists()


def test_control_without_the_guard_a_link_brings_its_secret_in(
    mill: Mill, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The judge above would see it: with links followed, what lies outside is published."""
    (mill.folder / "seeds" / "link.txt").symlink_to(_outside(mill.folder / "seeds"))
    before = mill.run()
    monkeypatch.setattr(disk, "_refuse_odd", lambda _: None)
    monkeypatch.setattr(disk, "_FLAGS", os.O_RDONLY)
    assert SECRET not in _everything(mill)
    assert 1 == len(before["failures"])

    mill.run()

    assert SECRET in _everything(mill)


def test_control_without_the_limit_folders_break_the_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The nest above is deeper than what can be walked."""
    nest = tmp_path / "deep"
    _deep(nest)
    monkeypatch.setattr(disk, "MAX_DEPTH", 1 << 20)

    with pytest.raises(RecursionError):
        list(disk.DiskFetcher(1_000)([Request(source="seeds", kind="seed", url=str(nest))]))

    subprocess.run(["rm", "-rf", str(nest)], check=True)


def test_control_without_the_limit_marks_cost_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is refused would have cost a hundred times as much to read."""
    document = Document(name="a.md", body=b"![" * 100_000)
    fetched = Fetched(source="seeds", url="seeds", documents=(document,))
    began = time.process_time()
    refused = seed.parse(fetched)
    between = time.process_time()
    monkeypatch.setattr(seed, "MAX_MARKS", 1 << 30)
    read = seed.parse(fetched)

    assert (0, 1) == (len(refused.entries), len(read.entries))
    assert time.process_time() - between > 100 * (between - began)


def test_file_that_vanishes_before_it_is_read(mill: Mill, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is named; what was published of it before stays, and the others are read."""
    mill.write("seeds/fleeting.txt", "The fleeting G7 seed\n\nText.")
    mill.run()
    walk = os.fwalk

    def vanishing(*words: Any, **named: Any) -> Iterator[Any]:
        for listed in walk(*words, **named):
            (mill.folder / "seeds" / "fleeting.txt").unlink()
            yield listed

    monkeypatch.setattr(os, "fwalk", vanishing)
    mill.write("seeds/honest.txt", "The honest G7 seed, changed\n\nText.")
    report = mill.run()

    assert ["fleeting.txt: it cannot be read (no such file or directory); make it readable"] == [
        failure["message"] for failure in report["failures"]
    ]
    assert {"The fleeting G7 seed", "The honest G7 seed, changed"} == set(mill.titles("g7"))


@pytest.mark.parametrize("become", [os.mkfifo, lambda path: path.symlink_to("/etc/passwd"), _device])
def test_file_that_turns_into_another_thing(
    mill: Mill, monkeypatch: pytest.MonkeyPatch, become: Callable[[Path], object]
) -> None:
    """Between being looked at and opened a file may become what hangs or leads out: it is not followed."""
    path = mill.write("seeds/turning.txt", "The turning G7 seed\n\nText.")
    look = disk._refuse_odd
    looks: list[os.stat_result] = []

    def turning(status: os.stat_result) -> None:
        looks.append(status)
        look(status)
        if status.st_ino == inode and path.is_file() and not path.is_symlink():
            path.unlink()
            become(path)

    inode = path.stat().st_ino
    monkeypatch.setattr(disk, "_refuse_odd", turning)
    report = mill.run()

    assert ["turning.txt"] == [failure["message"].partition(":")[0] for failure in report["failures"]]
    assert ["The honest G7 seed"] == mill.titles("g7")
    assert "root:" not in _everything(mill)


@pytest.mark.parametrize("number", [errno.EACCES, errno.EIO, errno.EMFILE, errno.ENXIO])
def test_file_that_cannot_be_read(mill: Mill, monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    """Whatever the system says of one file, it is named, its article stays, and the others are read."""
    mill.write("seeds/shut.txt", "The shut G7 seed\n\nText.")
    mill.run()
    opened = os.open

    def shut(path: Any, *words: Any, **named: Any) -> int:
        if path == "shut.txt":
            raise OSError(number, os.strerror(number))
        return opened(path, *words, **named)

    monkeypatch.setattr(os, "open", shut)
    mill.write("seeds/third.txt", "The third G7 seed\n\nText.")
    report = mill.run()

    (failure,) = report["failures"]
    assert ("seed-unreadable", "shut.txt: it cannot be read") == (failure["code"], failure["message"][:27])
    assert {"The honest G7 seed", "The shut G7 seed", "The third G7 seed"} == set(mill.titles("g7"))


def _everything(mill: Mill) -> str:
    """Read all that is published."""
    files = [path for path in (mill.folder / "feeds").rglob("*") if path.is_file()]
    return "\n".join(unpacked(path).decode() for path in files)
