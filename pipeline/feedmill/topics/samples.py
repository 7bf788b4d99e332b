r"""
A text that a regular expression matches, made from the expression itself.

Knows the commoner half of RE2's syntax (https://github.com/google/re2/wiki/Syntax): of an alternation the
first branch, of a repetition the fewest, of a class its first character. What comes out is tried, so
that a pattern which is not understood gives nothing, never something wrong.
"""

from __future__ import annotations

import re

from feedmill.text.linear import linear

__all__ = ["sample"]

#: What a class escape may stand for, and escapes without a width.
_ESCAPES = {"d": "0", "D": "x", "w": "a", "W": "-", "s": " ", "S": "x", "n": "\n", "t": "\t"}
_WIDTHLESS = frozenset("bBAzZ")
_FLAGS = re.compile(r"\?(?:P?<[^>]*>|[a-zA-Z-]*:?)")
_COUNT = re.compile(r"\{(\d+)(?:,\d*)?\}|[*?+]")
#: More of one character is no text that a person would read.
_MOST = 50
#: Characters tried for a class that says what it is not.
_OTHERS = "xa0 -."


def sample(pattern: str) -> str:
    """Give a text that *pattern* matches; empty if none was found."""
    for made in (_Sampler(pattern).any(), pattern):
        if made.strip() and linear(pattern).search(made):
            return made
    return ""


class _Sampler:
    """A walk through one pattern; whatever it takes wrongly, the trial of its text finds out."""

    def __init__(self, pattern: str) -> None:
        self._pattern = pattern
        self._at = 0

    def any(self) -> str:
        """Read an alternation up to its end, and give its first branch."""
        first = self._branch()
        while self._peek() == "|":
            self._at += 1
            self._branch()
        return first

    def _branch(self) -> str:
        made: list[str] = []
        while self._peek() not in ("", "|", ")"):
            one = self._atom()
            count = _COUNT.match(self._pattern, self._at)
            if count:
                self._at = count.end() + (self._pattern[count.end() : count.end() + 1] == "?")
                least = int(count[1]) if count[1] else int(count.group() == "+")
                one *= min(least, _MOST)
            made.append(one)
        return "".join(made)

    def _peek(self) -> str:
        return self._pattern[self._at : self._at + 1]

    def _atom(self) -> str:
        sign = self._peek()
        self._at += 1
        match sign:
            case "(":
                return self._group()
            case "[":
                return self._class()
            case "\\":
                return self._escape()
            case "^" | "$":
                return ""
            case ".":
                return "x"
            case _:
                return sign

    def _group(self) -> str:
        if self._peek() == "?":
            found = _FLAGS.match(self._pattern, self._at)
            self._at = found.end() if found else self._at
        made = self.any()
        self._at += 1
        return made

    def _class(self) -> str:
        end = self._pattern.find("]", self._at + 1 + (self._peek() == "^"))
        inner = self._pattern[self._at - 1 : end + 1]
        self._at = end + 1 if end >= 0 else len(self._pattern)
        tried = _OTHERS if inner.startswith("[^") else (inner[1:2], *_OTHERS)
        return next((one for one in tried if _is_in(one, inner)), "")

    def _escape(self) -> str:
        sign = self._peek()
        self._at += 1
        return "" if sign in _WIDTHLESS else _ESCAPES.get(sign, sign)


def _is_in(one: str, inner: str) -> bool:
    """Say whether a class of characters holds *one*."""
    try:
        return bool(one) and linear(inner).search(one) is not None
    except ValueError:
        return False
