"""Headlines without a site's name."""

from __future__ import annotations

import pytest

from feedmill.text.headlines import without_site


@pytest.mark.parametrize(
    ("title", "alone"),
    [
        ("Ministers agree on a budget | Example News", "Ministers agree on a budget"),
        ("Ministers agree on a budget - Politics - Example", "Ministers agree on a budget"),
        ("Міністри погодили бюджет країни — Приклад", "Міністри погодили бюджет країни"),
        ("Live - Sport", "Live - Sport"),
        ("All about the new budget - Part 2", "All about the new budget - Part 2"),
        ("A well-known story of two towns", "A well-known story of two towns"),
        ("Ministers agree on a budget - and nobody knows what comes next", None),
        ("", ""),
    ],
)
def test_without_site(title: str, alone: str | None) -> None:
    """A short name behind a long headline goes; numbers, sentences and short heads stay."""
    assert (title if alone is None else alone) == without_site(title)
