"""Many patterns at once: what may be found is never left out, whatever the patterns are."""

from __future__ import annotations

import pytest

from feedmill.text.linear import Patterns, linear


def test_what_cannot_be_found_is_left_out() -> None:
    """A pattern is possible where the letters stand that it cannot do without, whatever their case."""
    patterns = Patterns(["aid", "(?i)ДОПОМОГА", "war.*peace", "x*"])

    assert {0, 3} == set(patterns.possible(b"an aide"))
    assert {1, 3} == set(patterns.possible("та допомога".encode()))
    assert {3} == set(patterns.possible(b"war alone"))
    assert {2, 3} == set(patterns.possible(b"war and peace"))
    assert [] == list(Patterns(()).possible(b"aid"))


@pytest.mark.parametrize(
    "patterns",
    [
        ["|".join(f"word{number}" for number in range(3_000))],
        ["(?i)" + "|".join(f"слово{number}" for number in range(3_000)), "word7"],
        [f"(?:word{number}x){{200}}" for number in range(100)],
        [f"word{number}x" for number in range(3_000)],
    ],
    ids=["long", "long in any case", "too large together", "many"],
)
def test_too_large_sets_leave_nothing_out(patterns: list[str]) -> None:
    """Patterns that RE2 has no room to look for together are possible everywhere."""
    text = " ".join(["word7x" * 200, "\u0441\u043b\u043e\u0432\u043e7".upper(), "word2999x", "word99x" * 200])
    found = {number for number, pattern in enumerate(patterns) if linear(pattern).search(text)}

    assert found
    assert found <= set(Patterns(patterns).possible(text.encode()))


def test_a_set_that_fails_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where RE2 finds nothing for want of memory, every pattern of the set is possible."""
    patterns = Patterns(["aid", "war"])
    assert [] == list(patterns.possible(b"nothing"))

    monkeypatch.setattr("feedmill.text.linear._PROBED", b"")

    assert [0, 1] == list(patterns.possible(b"nothing"))
