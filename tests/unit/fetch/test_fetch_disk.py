"""Seed folders are read whole, and nothing else is."""

from __future__ import annotations

import os
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from feedmill.fetch.disk import MAX_DEPTH, DiskFetcher
from feedmill.model import Answer, Document, Fetched, Request
from fetching import error_of


def read(folder: Path | str, *, max_bytes: int = 1000) -> Answer:
    """Fetch one folder."""
    (answer,) = DiskFetcher(max_bytes)([Request(source="seeds", kind="seed", url=str(folder))])
    return answer


def fetched(folder: Path | str, *, max_bytes: int = 1000) -> Fetched:
    """Fetch one folder that can be read."""
    answer = read(folder, max_bytes=max_bytes)
    assert isinstance(answer, Fetched), answer
    return answer


def problems(answer: Fetched) -> dict[str, str]:
    """Give the problems by file, and say that their codes are right."""
    assert {"seed-unreadable"} >= {problem.code for problem in answer.problems}
    return {problem.where: problem.message for problem in answer.problems}


@pytest.fixture
def seeds(tmp_path: Path) -> Path:
    """Give a folder with one seed."""
    (tmp_path / "seeds").mkdir()
    (tmp_path / "seeds" / "one.txt").write_bytes(b"One.")
    return tmp_path / "seeds"


def test_files_come_sorted_with_their_types(seeds: Path) -> None:
    """All kinds of text files are read, sub-folders too, in the order of their names."""
    (seeds / "sub" / "deep").mkdir(parents=True)
    (seeds / "sub" / "two.MD").write_bytes(b"\xff\xfe")
    (seeds / "sub" / "deep" / "three.html").write_bytes(b"<p>")
    (seeds / "a.htm").write_bytes(b"")
    answer = fetched(seeds)

    assert (
        Document(name="a.htm", body=b"", content_type="text/html"),
        Document(name="one.txt", body=b"One.", content_type="text/plain"),
        Document(name="sub/deep/three.html", body=b"<p>", content_type="text/html"),
        Document(name="sub/two.MD", body=b"\xff\xfe", content_type="text/markdown"),
    ) == answer.documents
    assert answer.complete
    assert ("seeds", str(seeds), ()) == (answer.source, answer.url, answer.problems)


def test_what_is_no_seed_is_passed_over(seeds: Path) -> None:
    """Hidden names, drafts, READMEs and other types are nobody's business."""
    for name in (".hidden.txt", "_draft.txt", "README.md", "README-too.txt", "image.png", "noend", "x.txt~"):
        (seeds / name).write_bytes(b"no")
    for name in (".git", "_drafts", "README.d"):
        (seeds / name).mkdir()
        (seeds / name / "in.txt").write_bytes(b"no")
    answer = fetched(seeds)

    assert ["one.txt"] == [document.name for document in answer.documents]
    assert () == answer.problems


def test_empty_folder_says_nothing_about_what_is_gone(tmp_path: Path) -> None:
    """Nothing is withdrawn because a disk was not mounted."""
    answer = fetched(tmp_path)

    assert () == answer.documents
    assert not answer.complete


def test_folder_with_hidden_files_alone_counts_as_empty(tmp_path: Path) -> None:
    """A .gitkeep is no content."""
    (tmp_path / ".gitkeep").write_bytes(b"")

    assert not fetched(tmp_path).complete


def test_folder_whose_last_seed_is_gone_is_complete(tmp_path: Path) -> None:
    """A README shows that the folder is there, and that the seed was taken out."""
    (tmp_path / "README.md").write_bytes(b"")

    assert fetched(tmp_path).complete


def test_missing_folder_fails(tmp_path: Path) -> None:
    """The sentence says what to do."""
    failure = error_of(read(tmp_path / "none"))

    assert ("seed-unreadable", str(tmp_path / "none")) == (failure.code, failure.url)
    assert "no such file" in failure.message
    assert "source's path" in failure.message
    assert not failure.unreachable


def test_file_in_place_of_the_folder_fails(seeds: Path) -> None:
    """A file is no folder."""
    assert "seed-unreadable" == error_of(read(seeds / "one.txt")).code


def test_folder_itself_may_be_a_link(seeds: Path, tmp_path: Path) -> None:
    """Where the folder lies is the operator's choice."""
    (tmp_path / "link").symlink_to(seeds)

    assert ["one.txt"] == [document.name for document in fetched(tmp_path / "link").documents]


def test_links_inside_are_not_followed(seeds: Path) -> None:
    """A link out of the folder brings nothing in; nor does one that stays inside."""
    (seeds / "out.txt").symlink_to("/etc/passwd")
    (seeds / "in.txt").symlink_to(seeds / "one.txt")
    (seeds / "gone.txt").symlink_to(seeds / "nowhere")
    answer = fetched(seeds)

    assert ["one.txt"] == [document.name for document in answer.documents]
    assert {"out.txt", "in.txt", "gone.txt"} == set(problems(answer))
    assert "symbolic link" in problems(answer)["out.txt"]
    assert answer.complete


def test_linked_folders_leave_the_rest_unknown(seeds: Path, tmp_path: Path) -> None:
    """What lies behind a linked folder is not known, so nothing counts as gone."""
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "secret.txt").write_bytes(b"no")
    (seeds / "sub").symlink_to(tmp_path / "other")
    answer = fetched(seeds)

    assert ["one.txt"] == [document.name for document in answer.documents]
    assert {"sub"} == set(problems(answer))
    assert not answer.complete


@pytest.fixture
def listener(seeds: Path) -> Iterator[Path]:
    """Give a seed folder with a socket in it."""
    short = os.path.relpath(seeds / "socket.txt")  # socket paths have 108 bytes at most
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(short)
        yield seeds


def test_odd_files_are_not_opened(listener: Path) -> None:
    """A FIFO would hang, a socket has no text, a folder named like a file is a folder."""
    os.mkfifo(listener / "fifo.txt")
    (listener / "folder.txt").mkdir()
    began = time.monotonic()
    answer = fetched(listener)

    assert ["one.txt"] == [document.name for document in answer.documents]
    assert {"fifo.txt", "socket.txt"} == set(problems(answer))
    assert time.monotonic() - began < 1


@pytest.mark.parametrize(("size", "kept"), [(1000, True), (1001, False)])
def test_size_is_bounded(seeds: Path, size: int, kept: bool) -> None:  # noqa: FBT001 -- a case
    """A file of just the limit is read, one byte more is a problem that names the file."""
    (seeds / "big.txt").write_bytes(b"x" * size)
    answer = fetched(seeds)

    assert kept == ("big.txt" in [document.name for document in answer.documents])
    assert kept != ("big.txt" in problems(answer))
    assert answer.complete


def test_sparse_giant_is_not_read(seeds: Path) -> None:
    """A terabyte that takes no room takes no memory either."""
    with (seeds / "giant.txt").open("wb") as file:
        file.truncate(1 << 40)

    assert {"giant.txt"} == set(problems(fetched(seeds)))


def test_file_that_cannot_be_opened_is_a_problem(seeds: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the system says of one file, the others are read."""
    (seeds / "shut.txt").write_bytes(b"no")
    really = os.open

    def refuse(path: str, flags: int, mode: int = 0o777, *, dir_fd: int | None = None) -> int:
        if path == "shut.txt":
            raise PermissionError(13, "Permission denied")
        return really(path, flags, mode, dir_fd=dir_fd)

    monkeypatch.setattr(os, "open", refuse)
    answer = fetched(seeds)

    assert ["one.txt"] == [document.name for document in answer.documents]
    assert "permission denied" in problems(answer)["shut.txt"]
    assert answer.complete


def test_folder_that_cannot_be_listed_leaves_the_rest_unknown(
    seeds: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A shut sub-folder may hold anything, so nothing counts as gone."""
    (seeds / "shut").mkdir()
    really = os.open

    def refuse(path: str, flags: int, mode: int = 0o777, *, dir_fd: int | None = None) -> int:
        if path == "shut":
            raise PermissionError(13, "Permission denied", path)
        return really(path, flags, mode, dir_fd=dir_fd)

    monkeypatch.setattr(os, "open", refuse)
    answer = fetched(seeds)

    assert {"shut"} == set(problems(answer))
    assert not answer.complete


def test_folders_nest_so_deep_and_no_deeper(seeds: Path) -> None:
    """The deepest that is walked is read; below it the folder is named, and nothing counts as gone."""
    last = seeds.joinpath(*["d"] * MAX_DEPTH)
    last.mkdir(parents=True)
    (last / "deep.txt").write_text("Deep")
    whole = fetched(seeds)
    (last / "d").mkdir()
    (last / "d" / "deeper.txt").write_text("Deeper")
    cut = fetched(seeds)

    assert whole.documents[0].name.endswith("d/deep.txt")
    assert whole.documents == cut.documents
    assert (True, False) == (whole.complete, cut.complete)
    assert "nest deeper than" in cut.problems[0].message


def test_names_that_are_no_unicode_can_be_shown(seeds: Path) -> None:
    """A name in an old encoding is read, and its name can be stored."""
    with open(os.fsencode(seeds) + b"/caf\xe9.txt", "wb") as file:  # noqa: PTH123 -- bytes that no str holds
        file.write(b"old")
    answer = fetched(seeds)

    assert ["caf\ufffd.txt", "one.txt"] == [document.name for document in answer.documents]
