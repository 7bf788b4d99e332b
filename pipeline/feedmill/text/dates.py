"""
Dates as publishers write them, and as we write them.

Reading is lenient about form and strict about sense: a date that does not exist, or that lies
outside 1990 to 2100, is no date. Nothing here knows the present; a date in the future is the
caller's affair. Writing never asks the locale.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache

from feedmill.text.calendar_words import MONTHS, ZONES

__all__ = ["read_date", "rfc822", "rfc3339"]

#: The years that an article on the web may bear. The web began in 1990, and the W3C validator finds
#: what is older implausible (ImplausibleDate); what claims a later century than ours is a mistake.
FIRST_YEAR = 1990
LAST_YEAR = 2100

#: Longer strings are no dates, whatever they hold.
MAX_LENGTH = 100

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

_TIME = r"""
    (?P<hour>[0-9]{1,2}) [:.h] (?P<minute>[0-9]{2}) (?: [:.] (?P<second>[0-9]{1,2}) (?: [.,][0-9]+ )? )?
    \s* (?P<half>[ap]\.?m\.?(?![a-z]))?
"""
_ZONE = r"(?P<zone> [a-z]{1,5}\s*[+-][0-9:]{1,6} | [+\-\u2212][0-9:]{1,6} | [a-z]{1,5} )?"
_WEEKDAY = r"(?: (?P<weekday>[^\W\d_]+) \.? [\s,]+ )?"
_MONTH = r"(?P<month>[^\W\d_]+) \.?"
_OF = r"(?: \s+ (?:de|del|of|d'|di|da) )?"

# ISO 8601 and RFC 3339 in all widths that feeds show, W3C-DTF (the profile of dc:date) with it. A day of
# the year ("2026-030") is not read; nor is it a year with a zone.
_ISO = rf"""
    (?P<year>[0-9]{{4}}) (?! -[0-9]{{3}} (?![0-9:]) )
    (?: (?P<dash>[-/.]?) (?P<month>[0-9]{{2}}|(?<=[-/.])[0-9])
        (?: (?P=dash) (?P<day>[0-9]{{2}}|(?<=[-/.])[0-9])
            (?: [t\s_,]+ (?: {_TIME} | (?P<compact>[0-9]{{4}}(?:[0-9]{{2}})?) ) )?
        )?
    )?
    \s* {_ZONE}
"""
# "03.01.2026 12:00", as most of Europe writes by hand; with "/" nobody knows which is the month.
_DOTTED = rf"""
    {_WEEKDAY} (?P<day>[0-9]{{1,2}}) \. \s* (?P<month>[0-9]{{1,2}}) \. \s* (?P<year>[0-9]{{4}})
    (?: [\s,t]+ {_TIME} )? \s* {_ZONE}
"""
# RFC 822 section 5, RFC 2822 sections 3.3 and 4.3, RFC 850 (day-month-year joined by hyphens).
_DAY_FIRST = rf"""
    {_WEEKDAY} (?P<day>[0-9]{{1,2}}) (?:st|nd|rd|th|er|º|\.)? {_OF} [\s-]+ {_MONTH} {_OF} [\s,-]+
    (?P<year>[0-9]{{2,4}}) [.,]? (?: [\s,t]+ (?:at\s+|um\s+|à\s+)? {_TIME} )? \s* {_ZONE}
"""
# "January 3, 2026, 3:04 p.m. EST", as American publishers write by hand.
_MONTH_FIRST = rf"""
    {_WEEKDAY} {_MONTH} \s+ (?P<day>[0-9]{{1,2}}) (?:st|nd|rd|th)? [\s,]+
    (?P<year>[0-9]{{4}}) (?: [\s,]+ (?:at\s+)? {_TIME} )? \s* {_ZONE}
"""
# The C function asctime, third form of RFC 9110 section 5.6.7; some put the zone before the year.
_ASCTIME = rf"{_WEEKDAY} {_MONTH} \s+ (?P<day>[0-9]{{1,2}}) \s+ {_TIME} \s* {_ZONE} \s+ (?P<year>[0-9]{{4}})"
_HOURS_MINUTES = r"[0-9]{1,2}[時时시]\s*(?:[0-9]{1,2}[分분])?"
_EAST_ASIAN = rf"""
    (?P<year>[0-9]{{4}}) \s* [年년] \s* (?P<month>[0-9]{{1,2}}) \s* [月월]
    \s* (?P<day>[0-9]{{1,2}}) \s* [日일]
    (?: \s* (?: [(\uff08] [^)\uff09]* [)\uff09] )? \s* (?: {_TIME} | (?P<clock>{_HOURS_MINUTES}) ) )?
    \s* {_ZONE}
"""
_FORMS = tuple(
    re.compile(form, re.VERBOSE) for form in (_ISO, _DOTTED, _DAY_FIRST, _MONTH_FIRST, _ASCTIME, _EAST_ASIAN)
)
# Seconds since 1970: 10 digits from 2001 to 2286; 13 with milliseconds.
_EPOCH = re.compile(r"[0-9]{10}(?:[0-9]{3})?")
_COMMENT = re.compile(r"\([^()]*\)")  # RFC 2822 section 3.2.3, as in "(PDT)"
_OFFSET = re.compile(r"([a-z]{0,5})\s*([+-])(?:([0-9]{1,2})(?::?([0-9]{2}))?)")


# How nearly all feeds write dates, in lower case: RFC 822 as RSS shows it, and RFC 3339. The forms
# above read these as well, at many times the cost.
_USUAL_CLOCK = "((?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9])"
_USUAL_OFFSET = "([+-])(0[0-9]|1[0-4])"
_USUAL_RFC822 = re.compile(
    r"(?:[a-z]{3}, )?([0-9]{1,2}) ([a-z]{3}) ([0-9]{4})"
    rf" {_USUAL_CLOCK} (?:gmt|{_USUAL_OFFSET}([0-5][0-9]))"
)
_USUAL_ISO = re.compile(
    rf"([0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}})[t ]{_USUAL_CLOCK}(?:\.[0-9]+)?(?:z|{_USUAL_OFFSET}:([0-5][0-9]))"
)


def read_date(text: str, *, earliest: int = FIRST_YEAR) -> datetime | None:
    """
    Read a date in any form that feeds show; None if there is none that makes sense.

    A date without a time is midnight, one without a zone is UTC; fractions of a second are
    dropped; one before the year *earliest* makes no sense. Never raises.
    """
    moment = _read(text) if len(text) <= MAX_LENGTH else None
    return moment if moment is not None and earliest <= moment.year <= LAST_YEAR else None


def rfc3339(moment: datetime) -> str:
    """Write an aware datetime as RFC 3339 in UTC: "2026-01-03T12:00:00Z"."""
    utc = moment.astimezone(UTC)
    return f"{utc.year:04d}-{utc.month:02d}-{utc.day:02d}T{_clock(utc)}Z"


def rfc822(moment: datetime) -> str:
    """Write an aware datetime as RFC 822 with a four-digit year: "Sat, 03 Jan 2026 12:00:00 +0000"."""
    utc = moment.astimezone(UTC)
    day, month = _DAYS[utc.weekday()], _MONTHS[utc.month - 1]
    return f"{day}, {utc.day:02d} {month} {utc.year:04d} {_clock(utc)} +0000"


@lru_cache(maxsize=1024)  # an entry's date is asked for again, and often stands in it twice
def _read(text: str) -> datetime | None:
    text = text.strip().lower()
    try:
        return _epoch(text) if _EPOCH.fullmatch(text) else _usual(text) or _written(text)
    except (ValueError, OverflowError):
        return None


def _clock(moment: datetime) -> str:
    return f"{moment.hour:02d}:{moment.minute:02d}:{moment.second:02d}"


def _epoch(digits: str) -> datetime:
    return datetime.fromtimestamp(int(digits[:10]), UTC)


def _usual(text: str) -> datetime | None:
    match = _USUAL_RFC822.fullmatch(text)
    if match is not None:
        day, name, year, *rest = match.groups()
        month = MONTHS.get(name)
        return None if month is None else _in_utc(f"{year}-{month:02}-{day:0>2}", *rest)
    match = _USUAL_ISO.fullmatch(text)
    return None if match is None else _in_utc(*match.groups())


def _in_utc(day: str, clock: str, sign: str | None, hours: str, minutes: str) -> datetime:
    moment = datetime.fromisoformat(f"{day} {clock}+00:00")
    if sign is None:
        return moment
    ahead = timedelta(hours=int(hours), minutes=int(minutes))
    return moment - ahead if sign == "+" else moment + ahead


def _written(text: str) -> datetime | None:
    text = _COMMENT.sub(" ", text).strip()
    for form in _FORMS:
        match = form.fullmatch(text)
        if match is not None:
            return _moment({name: value for name, value in match.groupdict().items() if value})
    return None


def _moment(parts: dict[str, str]) -> datetime | None:
    """Put the parts of a match together; ValueError or None if they make no moment."""
    month = _month(parts.get("month", "1"))
    offset = _offset(parts.get("zone", ""))
    if month is None or offset is None:
        return None
    hour, minute, second = _time(parts)
    # 24:00 is the end of a day (ISO 8601); a leap second, :60, is read as the second before.
    late = (hour, minute, second) == (24, 0, 0)
    clock = time(0 if late else hour, minute, 59 if second == 60 else second)  # noqa: PLR2004 - see above
    day = datetime.combine(date(_year(parts["year"]), month, int(parts.get("day", "1"))), clock, UTC)
    return day + timedelta(days=late) - offset


def _year(digits: str) -> int:
    """Complete a year of two or three digits by RFC 2822 section 4.3."""
    year = int(digits)
    if len(digits) == 2:  # noqa: PLR2004 - stated in the docstring
        return year + (2000 if year < 50 else 1900)  # noqa: PLR2004
    return year + 1900 if len(digits) == 3 else year  # noqa: PLR2004


def _month(name: str) -> int | None:
    return int(name) if name.isdigit() else MONTHS.get(name)


def _time(parts: dict[str, str]) -> tuple[int, int, int]:
    if "compact" in parts:
        digits = parts["compact"].ljust(6, "0")
        return int(digits[:2]), int(digits[2:4]), int(digits[4:])
    if "clock" in parts:
        numbers = [int(number) for number in re.findall("[0-9]+", parts["clock"])]
        return numbers[0], numbers[1] if len(numbers) > 1 else 0, 0
    hour = int(parts.get("hour", "0"))
    if "half" in parts:
        hour = hour % 12 + (12 if parts["half"].startswith("p") else 0)
    return hour, int(parts.get("minute", "0")), int(parts.get("second", "0"))


def _offset(zone: str) -> timedelta | None:
    """
    Give what a zone is ahead of UTC; None for an offset that no clock has.

    A name that is not in the table means UTC (RFC 2822 section 4.3: unknown zones are "-0000").
    """
    match = _OFFSET.fullmatch(zone.replace("\u2212", "-"))
    if match is None:
        return timedelta(hours=ZONES.get(zone, 0)) if zone.isalpha() or not zone else None
    hours, minutes = int(match[3]), int(match[4] or 0)
    if hours > 14 or minutes > 59:  # noqa: PLR2004 - UTC+14 (Line Islands) is the furthest there is
        return None
    ahead = timedelta(hours=hours, minutes=minutes)
    return ahead if match[2] == "+" else -ahead
