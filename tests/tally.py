"""
One line for each suite of hostile inputs: `name passed/total seconds`.

A test counts as one input, or as many as it records: `record_property("inputs", 150)`.
"""

from __future__ import annotations

from collections.abc import Iterable

import pytest

__all__ = ["SUITES", "lines"]

#: Folders below tests/ that are told of in a line.
SUITES = ("hostile_data", "hostile_net", "poison", "polite", "secrets")


def lines(reports: Iterable[pytest.TestReport]) -> list[str]:
    """Sum up the reports of whole tests, suite by suite."""
    tallies: dict[str, list[float]] = {}
    for report in reports:
        suite = next((name for name in SUITES if f"tests/{name}/" in report.nodeid), "")
        if not suite:
            continue
        tally = tallies.setdefault(suite, [0, 0, 0])
        tally[2] += report.duration
        if report.when == "call" or report.failed:
            inputs = dict(report.user_properties).get("inputs", 1)
            count = inputs if isinstance(inputs, int) else 1
            tally[0] += count * report.passed
            tally[1] += count
    return [
        f"{name} {passed:.0f}/{total:.0f} {seconds:.1f}"
        for name, (passed, total, seconds) in sorted(tallies.items())
    ]
