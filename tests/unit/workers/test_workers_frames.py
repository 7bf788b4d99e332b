"""Frames on a pipe arrive whole."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator

import pytest

from feedmill.workers.frames import HEAD_SIZE, Kind, head, read_exactly, read_head, write_frame


@pytest.fixture
def pipe() -> Iterator[tuple[int, int]]:
    """Give a pipe: the end to read, the end to write."""
    reading, writing = os.pipe()
    yield reading, writing
    os.close(reading)
    os.close(writing)


@pytest.mark.parametrize("size", [0, 1, 5_000_000])
def test_a_frame_arrives_whole(pipe: tuple[int, int], size: int) -> None:
    """Kind, length and payload arrive, though a pipe takes a part at a time."""
    reading, writing = pipe
    payload = os.urandom(size)
    writer = threading.Thread(target=write_frame, args=(writing, Kind.DONE, payload), kwargs={"last": True})
    writer.start()
    kind, last, length = read_head(read_exactly(reading, HEAD_SIZE))
    arrived = read_exactly(reading, length)
    writer.join()

    assert (Kind.DONE, True, size) == (kind, last, length)
    assert payload == arrived


def test_the_end_of_a_pipe_is_told() -> None:
    """A frame that stops in its midst is the end of the other side."""
    reading, writing = os.pipe()
    os.write(writing, head(Kind.JOB, 10)[:3])
    os.close(writing)
    with pytest.raises(EOFError):
        read_exactly(reading, HEAD_SIZE)
    os.close(reading)


def test_what_is_no_frame_is_told() -> None:
    """A kind that does not exist is refused."""
    with pytest.raises(ValueError, match="255"):
        read_head(b"\xff" * HEAD_SIZE)
