"""Dates, read and written."""

from __future__ import annotations

import locale
from datetime import UTC, datetime, timedelta, timezone

import pytest

from feedmill.text.calendar_words import MONTHS, ZONES
from feedmill.text.dates import read_date, rfc822, rfc3339

NOON = "2026-01-03T12:00:00Z"


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("Sat, 03 Jan 2026 12:00:00 GMT", NOON),
        ("Sat, 3 Jan 2026 12:00 UT", NOON),
        ("3 Jan 26 12:00:00 Z", NOON),
        ("Sat, 03 Jan 126 12:00:00 +0000", NOON),
        ("Mon, 03 Jan 2026 12:00:00 GMT", NOON),
        ("03 Feb 99 12:00:00 GMT", "1999-02-03T12:00:00Z"),
        ("Sat, 03 Jan 2026 07:00:00 EST", NOON),
        ("Sat, 03 Jan 2026 04:00:00 PST", NOON),
        ("Wed, 03 Jun 2026 05:00:00 PDT", "2026-06-03T12:00:00Z"),
        ("Sat, 03 Jan 2026 13:00:00 CET", NOON),
        ("Wed, 03 Jun 2026 14:00:00 CEST", "2026-06-03T12:00:00Z"),
        ("Sat, 03 Jan 2026 21:00:00 JST", NOON),
        ("Sat, 03 Jan 2026 17:30:00 IST", NOON),
        ("Sat, 03 Jan 2026 12:00:00 XYZ", NOON),
        ("Sat, 03 Jan 2026 12:00:00", NOON),
        ("Sat, 03 Jan 2026 14:00:00 +0200", NOON),
        ("Sat, 03 Jan 2026 04:00:00 -08:00", NOON),
        ("Sat, 03 Jan 2026 04:00:00 -0800 (PST)", NOON),
        ("Sat, 03 Jan 2026 14:00:00 GMT+0200", NOON),
        ("Sat, 03 Jan 2026 14:00:00 GMT+2", NOON),
        ("Sun, 04 Jan 2026 02:00:00 +1400", NOON),
        ("Saturday, 03-Jan-26 12:00:00 GMT", NOON),
        ("Sat Jan  3 12:00:00 2026", NOON),
        ("Sat Jan  3 04:00:00 PST 2026", NOON),
        ("2026-01-03T12:00:00Z", NOON),
        ("2026-01-03t12:00:00z", NOON),
        ("2026-01-03 12:00:00", NOON),
        ("2026-01-03T12:00", NOON),
        ("2026-01-03T13:00:0+01:00", NOON),
        ("2026-01-03T12:00:00.123456789Z", NOON),
        ("2026-01-03T12:00:00,5Z", NOON),
        ("2026-01-03T14:00:00+02:00", NOON),
        ("2026-01-03T14:00:00+0200", NOON),
        ("2026-01-03T14:00:00 +02", NOON),
        ("2026-01-03T04:00:00\u221208:00", NOON),
        ("20260103T120000Z", NOON),
        ("2026/01/03 12:00:00", NOON),
        ("2026-1-3 12:00:00", NOON),
        ("  2026-01-03T12:00:00Z\n", NOON),
        ("2026-01-03", "2026-01-03T00:00:00Z"),
        ("20260103", "2026-01-03T00:00:00Z"),
        ("2026-01", "2026-01-01T00:00:00Z"),
        ("2026", "2026-01-01T00:00:00Z"),
        ("2026-01-03T24:00:00Z", "2026-01-04T00:00:00Z"),
        ("2016-12-31T23:59:60Z", "2016-12-31T23:59:59Z"),
        ("2024-02-29", "2024-02-29T00:00:00Z"),
        ("1767441600", NOON),
        ("1767441600123", NOON),
        ("January 3, 2026, 7:00 a.m. EST", NOON),
        ("Jan 3rd, 2026 12:00 PM", NOON),
        ("January 3, 2026 12:00 am", "2026-01-03T00:00:00Z"),
        ("3 January 2026", "2026-01-03T00:00:00Z"),
        ("Sa., 3. Januar 2026 um 12:00", NOON),
        ("Mi, 31 Dez 2025 12:00:00 +0000", "2025-12-31T12:00:00Z"),
        ("03.01.2026 12:00", NOON),
        ("1er janvier 2026", "2026-01-01T00:00:00Z"),
        ("3 août 2026", "2026-08-03T00:00:00Z"),
        ("3 de enero de 2026", "2026-01-03T00:00:00Z"),
        ("3 января 2026, 12:00", NOON),
        ("3 січня 2026 12:00", NOON),
        ("2026年1月3日", "2026-01-03T00:00:00Z"),
        ("2026年1月3日(土) 12時00分", NOON),
        ("2026년 1월 3일 12:00", NOON),
        ("1990-01-01", "1990-01-01T00:00:00Z"),
        ("2100-12-31", "2100-12-31T00:00:00Z"),
    ],
)
def test_read_date(text: str, moment: str) -> None:
    """All forms that feeds show mean one moment in UTC."""
    found = read_date(text)

    assert found is not None
    assert moment == rfc3339(found)
    assert found.tzinfo is UTC


@pytest.mark.parametrize(
    "text",
    [
        *("", " ", "now", "yesterday", "12:00", "Sat", "3 Foo 2026", "2026-01-03 at noon", "1/2/2026"),
        *(
            "0000-00-00",
            "0000-00-00T00:00:00Z",
            "-001-01-01",
            "0001-01-01",
            "9999-12-31T23:59:59Z",
            "10000-01-01",
        ),
        *(
            "2026-02-30",
            "2026-13-01",
            "2026-00-10",
            "2026-01-32",
            "2025-02-29",
            "30 Feb 2026",
            "31 Nov 2026 12:00 GMT",
        ),
        *("2026-01-03T25:00:00Z", "2026-01-03T12:60:00Z", "2026-01-03T12:00:61Z", "2026-01-03T24:00:01Z"),
        *("Sat, 03 Jan 2026 12:00:00 +9900", "2026-01-03T12:00:00+15:00", "2026-01-03T12:00:00+02:75"),
        *(
            "Thu, 01 Jan 1970 00:00:00 GMT",
            "1989-12-31T23:59:59Z",
            "1990-01-01T00:00:00+14:00",
            "2101-01-01",
            "2100-12-31T23:00:00-05:00",
        ),
        *(
            "0000000000",
            "9999999999",
            "9999999999999",
            "-1767441600",
            "176744160",
            "1" * 101,
            "2026-01-03" + " " * 100,
        ),
        *("٢٠٢٦-٠١-٠٣", "２０２６-01-03", "2026-01-03T12:00:00ZZZZZZZZ"),  # noqa: RUF001 - digits of other scripts
    ],
)
def test_no_date(text: str) -> None:
    """What does not exist, lies outside 1990 to 2100, or is no date at all, is None."""
    assert read_date(text) is None


def test_moments_are_written_in_utc() -> None:
    """Other zones are converted, fractions dropped."""
    moment = datetime(2026, 1, 3, 14, 0, 0, 999_999, tzinfo=timezone(timedelta(hours=2)))

    assert rfc3339(moment) == NOON
    assert rfc822(moment) == "Sat, 03 Jan 2026 12:00:00 +0000"


def test_no_locale_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    """English names of days and months, whatever the machine speaks."""
    monkeypatch.setenv("LC_ALL", "de_DE.UTF-8")
    before = locale.setlocale(locale.LC_TIME)
    try:
        locale.setlocale(locale.LC_TIME, "C.UTF-8")

        assert rfc822(datetime(2026, 12, 6, tzinfo=UTC)) == "Sun, 06 Dec 2026 00:00:00 +0000"
    finally:
        locale.setlocale(locale.LC_TIME, before)


def test_tables_hold_sense() -> None:
    """Names are lower-case, months are twelve, zones lie between UTC-12 and UTC+14."""
    assert set(MONTHS.values()) == set(range(1, 13))
    assert [name for name in (*MONTHS, *ZONES) if name != name.lower()] == []
    assert [name for name, hours in ZONES.items() if not -12 <= hours <= 14] == []
