"""Whatever is typed as a filter, it is read or refused in time; a refusal is short and has its place."""

# ruff: noqa: RUF001 - look-alike characters are the point

from __future__ import annotations

import time

import pytest

from feedmill.errors import FilterError
from feedmill.topics import parse, warnings
from feedmill.topics.query import Words

#: Seconds of CPU; what grows by the square takes minutes.
_LONG = 20


@pytest.mark.parametrize("opening", ["(", "NOT ", "-", "!", "-(", "title:(", "text.en:(", "NOT (a OR "])
@pytest.mark.parametrize("closed", [True, False])
def test_ten_thousand_deep(opening: str, closed: bool) -> None:  # noqa: FBT001 - a case
    """Nesting exhausts no stack: it is refused at the first clause that is too deep, or at what is open."""
    text = opening * 10_000 + "a" + ")" * (opening.count("(") * 10_000 if closed else 0)

    with pytest.raises(FilterError, match=r"nested more than 50 deep|never closed") as caught:
        parse(text)

    assert 1 <= caught.value.column <= len(text) + 1


def test_ten_thousand_signs() -> None:
    """What changes nothing may stand there as often as anybody likes."""
    assert isinstance(parse("+" * 10_000 + "a"), Words)


@pytest.mark.parametrize(
    "text",
    [
        '"' + "a " * 250_000,
        "/" + "(" * 200_000 + "/",
        "\\" * 200_001,
        "a" * 500_000 + ":x",
        "published:[" + "9" * 200_000 + " TO *]",
        "age:<" + "9" * 200_000 + "d",
        "lang:" + "e" * 200_000,
        "#" + "x" * 200_000,
        "topic:" + "x" * 200_000,
        "site:" + "/" * 200_000,
        "title." + "x" * 200_000 + ":a",
        "—" * 200_000,
        "a*" * 100_000,
        "(a)@" + "9" * 100_000,
        "a^" + "x" * 100_000,
        ":" * 200_000,
        ")" * 200_000,
        "\ud800 \udfff (",
        "\x00 (",
        "\u202e\u2066(",
    ],
    ids=lambda text: ascii(text[:12]),
)
def test_long_and_odd_mistakes(text: str) -> None:
    """A mistake of any length is told in one sentence with line and column, and quotes a few words of it."""
    began = time.process_time()
    with pytest.raises(FilterError) as caught:
        parse(text)

    assert len(str(caught.value)) < 600
    assert caught.value.line == 1
    assert 1 <= caught.value.column <= len(text) + 1
    assert time.process_time() - began < _LONG


@pytest.mark.parametrize("joint", [" OR ", " ", "\nOR ", " -"])
def test_many_clauses(joint: str) -> None:
    """Twenty thousand clauses are read and warned of in a time that grows with their number."""
    began = time.process_time()
    query = parse(joint.join(f"w{n}" for n in range(20_000)))

    assert warnings(query) == ()
    assert time.process_time() - began < _LONG


def test_columns_count_characters() -> None:
    """Lines and columns count what is seen: code points, with any letters and line ends before."""
    for text, line, column in (
        ("日本 😀x (", 1, 8),
        ("é\u0301\n\nмир AND OR x", 3, 9),
        ("a\r\nb c:d", 2, 3),
        ("a\u2028b ?", 1, 5),
    ):
        with pytest.raises(FilterError) as caught:
            parse(text)
        assert (text, line, column) == (text, caught.value.line, caught.value.column)
