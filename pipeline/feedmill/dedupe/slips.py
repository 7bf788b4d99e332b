"""
Slips: a number that somebody mistyped, told from one that a template was filled in anew with.

A hand that slips swaps digits, or takes one too many or too few; and it slips once.
"""

from __future__ import annotations

from feedmill.dedupe.sketch import Sketch

__all__ = ["slipped"]


def slipped(one: Sketch, other: Sketch) -> bool:
    """Say of two texts that differ in a number whether that is the only one, and a hand slipped in it."""
    mine, theirs = _numbers(one), _numbers(other)
    ours, yours = mine - theirs, theirs - mine
    if not ours and not yours:
        return True  # a point stands elsewhere in one of them
    return len(ours) == len(yours) == 1 and _is_slip(ours.pop(), yours.pop())


def _numbers(text: Sketch) -> set[str]:
    """Give the digits of each of a text's numbers: where a point stands in them may be the slip."""
    return {"".join(filter(str.isdigit, word)) for word in text.spelled if not word.isalpha()} - {""}


def _is_slip(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    if len(short) == len(long):
        return sorted(short) == sorted(long)
    return any(long[:place] + long[place + 1 :] == short for place in range(len(long)))
