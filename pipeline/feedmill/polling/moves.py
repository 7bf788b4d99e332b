"""
When a permanent redirect is believed: the address that a source is asked at.

Pure. A captive portal redirects everything, for good as it says; so an address is adopted only after
two answers in a row that could be read came from there, and dropped again when it fails.
"""

from __future__ import annotations

from feedmill.model import Fetched, Memory, NotModified, Source
from feedmill.model.evolving import evolve
from feedmill.text.urls import redact

__all__ = ["after_failure", "after_success", "asked_at"]

#: Answers in a row that could be read from the new address before it is believed: one may be a slip.
_BELIEVED = 2
#: Failures in a row after which the configured address is tried again.
_FALL_BACK = 5
_GONE = frozenset({"http-404", "http-410"})


def asked_at(source: Source, memory: Memory | None) -> str:
    """Give the URL to ask *source* at."""
    return memory.moved_to if memory is not None and memory.moved_to else source.address


def after_success(memory: Memory, answer: Fetched | NotModified, source: Source) -> Memory:
    """
    Give *memory* with what an answer that could be read says of its address.

    Permanent are 301 and 308 (RFC 9110, sections 15.4.2 and 15.4.9). Validators belong to an address, so
    an adopted one begins without. Sources with secrets in address or headers stay where they were
    configured: nothing of theirs is stored, or sent to somewhere else.
    """
    there = answer.moved_to
    if not there or not _may_move(source, there):
        return evolve(memory, moving_to="", moving_times=0) if memory.moving_to else memory
    times = memory.moving_times + 1 if there == memory.moving_to else 1
    if times < _BELIEVED:
        return evolve(memory, moving_to=there, moving_times=times)
    return evolve(memory, moved_to=there, moving_to="", moving_times=0, etag=None, last_modified=None)


def after_failure(memory: Memory) -> Memory:
    """
    Give *memory* after a failure; one that moved is asked at home again if the new address seems dead.

    What the new address said, gone or not, says nothing of the old one.
    """
    if memory.moved_to and (memory.code in _GONE or memory.failures >= _FALL_BACK):
        home = evolve(memory, moved_to="", moving_to="", moving_times=0, gone_since=None)
        return evolve(home, etag=None, last_modified=None)
    return evolve(memory, moving_to="", moving_times=0)


def _may_move(source: Source, there: str) -> bool:
    if source.headers or source.printable not in ("", source.address) or redact(there) != there:
        return False
    return there.startswith("https:") or not source.address.startswith("https:")
