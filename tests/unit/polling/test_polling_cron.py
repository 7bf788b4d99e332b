"""Cron lines mean what they mean to cron."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from feedmill.polling.cron import next_time

#: A Tuesday.
AFTER = datetime(2026, 1, 6, 12, 30, 15, tzinfo=UTC)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("* * * * *", "2026-01-06 12:31"),
        ("*/15 * * * *", "2026-01-06 12:45"),
        ("0 * * * *", "2026-01-06 13:00"),
        ("30 12 * * *", "2026-01-07 12:30"),
        ("0 6,18 * * *", "2026-01-06 18:00"),
        ("5-10/5 9-17 * * *", "2026-01-06 13:05"),
        ("10/20 * * * *", "2026-01-06 12:50"),
        ("0 0 1 * *", "2026-02-01 00:00"),
        ("0 0 * * 0", "2026-01-11 00:00"),
        ("0 0 * * 7", "2026-01-11 00:00"),
        ("0 0 * * sun", "2026-01-11 00:00"),
        ("0 0 * * MON-FRI", "2026-01-07 00:00"),
        ("0 0 * mar *", "2026-03-01 00:00"),
        ("0 0 31 * *", "2026-01-31 00:00"),
        ("0 0 29 2 *", "2028-02-29 00:00"),
        ("0 0 13 * fri", "2026-01-09 00:00"),
        ("0 0 */2 * fri", "2026-01-09 00:00"),
        ("59 23 31 12 *", "2026-12-31 23:59"),
        ("  0   0 * *   * ", "2026-01-07 00:00"),
    ],
)
def test_next_time(line: str, expected: str) -> None:
    """The next minute that the line names, in UTC; either kind of day will do where both are named."""
    assert datetime.fromisoformat(expected).replace(tzinfo=UTC) == next_time(line, AFTER)


def test_the_minute_itself_is_over() -> None:
    """A time that has come is not the next one."""
    noon = datetime(2026, 1, 6, 12, 0, tzinfo=UTC)

    assert datetime(2026, 1, 7, 12, 0, tzinfo=UTC) == next_time("0 12 * * *", noon)


@pytest.mark.parametrize(
    "line",
    [
        "",
        "* * * *",
        "* * * * * *",
        "60 * * * *",
        "* 24 * * *",
        "* * 0 * *",
        "* * * 13 *",
        "* * * * 8",
        "5-1 * * * *",
        "*/0 * * * *",
        "x * * * *",
        "jan * * * *",
        "1, * * * *",
        "@daily",
        "-1 * * * *",
        "\u0661 * * * *",
        "0 0 30 2 *",
        "0 0 31 4,6 *",
    ],
)
def test_unreadable_lines(line: str) -> None:
    """What cron would not take, or what never comes, is refused with a sentence."""
    with pytest.raises(ValueError, match="cron line"):
        next_time(line, AFTER)
