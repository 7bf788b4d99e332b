"""What every test stands on."""

from __future__ import annotations

import os

import pytest
from hypothesis import HealthCheck, settings

import tally

# Hypothesis: the same examples on every machine and no deadlines, which a busy machine would miss.
settings.register_profile(
    "ci",
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
settings.register_profile("explore", deadline=None, max_examples=2_000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))


@pytest.fixture(autouse=True)
def _plain_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep what a developer may have set out of the tests."""
    for name in ("FEEDMILL_NOW", "NO_COLOR", "FORCE_COLOR", "COLUMNS"):
        monkeypatch.delenv(name, raising=False)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say how each suite of hostile inputs fared."""
    stats = terminalreporter.stats
    reports = [
        report
        for kind in ("passed", "failed", "error", "")
        for report in stats.get(kind, ())
        if isinstance(report, pytest.TestReport)
    ]
    for line in tally.lines(reports):
        terminalreporter.write_line(line)
