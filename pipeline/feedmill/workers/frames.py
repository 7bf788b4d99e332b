"""
How a worker process and its owner speak: frames on two pipes, each a kind, a length, a payload.

    owner → worker   START  FUNCTION  JOB
    worker → owner   READY  READY     DONE | FAILED      (BROKEN for what can never work)

Every order gets exactly one answer, in the order of the orders. What payloads mean is not known here.
"""

from __future__ import annotations

import os
import struct
from enum import IntEnum

__all__ = ["HEAD_SIZE", "Kind", "head", "read_exactly", "read_head", "write_frame"]


class Kind(IntEnum):
    """What a frame is."""

    #: Limits and warm-up, pickled; the first order of a worker's life.
    START = 1
    #: A pickled function, for all jobs that follow.
    FUNCTION = 2
    #: A pickled argument of that function.
    JOB = 3
    #: Started, or function loaded.
    READY = 4
    #: A job's pickled result.
    DONE = 5
    #: Why a job has no result, in UTF-8.
    FAILED = 6
    #: Why this worker can do nothing, in UTF-8.
    BROKEN = 7


#: Kind; whether the sender leaves after this frame; length of the payload in bytes.
_HEAD = struct.Struct("<B?Q")
HEAD_SIZE = _HEAD.size


def head(kind: Kind, length: int, *, last: bool = False) -> bytes:
    """Give what stands before a payload of *length* bytes."""
    return _HEAD.pack(kind, last, length)


def read_head(buffer: bytes | bytearray) -> tuple[Kind, bool, int]:
    """
    Read kind, last and length from the first bytes of *buffer*.

    Raises:
        ValueError: No frame begins like this.
    """
    kind, last, length = _HEAD.unpack_from(buffer)
    return Kind(kind), last, length


def read_exactly(pipe: int, length: int) -> bytearray:
    """
    Wait for *length* bytes from a blocking pipe.

    Raises:
        EOFError: The other side has gone.
    """
    buffer = bytearray(length)
    rest = memoryview(buffer)
    while rest:
        got = os.readv(pipe, [rest])
        if not got:
            raise EOFError
        rest = rest[got:]
    return buffer


def write_frame(pipe: int, kind: Kind, payload: bytes, *, last: bool = False) -> None:
    """
    Write a whole frame to a blocking pipe, without another copy of *payload*.

    Raises:
        BrokenPipeError: The other side has gone.
    """
    parts = [memoryview(head(kind, len(payload), last=last)), memoryview(payload)]
    while parts:
        sent = os.writev(pipe, parts)
        while parts and sent >= len(parts[0]):
            sent -= len(parts.pop(0))
        if parts:
            parts[0] = parts[0][sent:]
