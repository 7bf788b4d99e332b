"""
Five-field cron lines in UTC: when is the next time.

As cron itself has it: numbers, names (`jan`, `mon`), lists, ranges, steps; 0 and 7 are Sunday; when both
the day of the month and the day of the week are restricted, either will do (POSIX crontab). No `@daily`,
no `L`, `W` or `#`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

__all__ = ["next_time"]

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DAYS = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")
_ITEM = re.compile(r"(?:\*|(\w+)(?:-(\w+))?)(?:/(\d+))?", re.ASCII)
#: 29 February comes again within 8 years, even over 2100.
_HORIZON_DAYS = 8 * 366 + 1


@dataclass(frozen=True, slots=True, kw_only=True)
class _Line:
    minutes: frozenset[int]
    hours: frozenset[int]
    days: frozenset[int]
    months: frozenset[int]
    weekdays: frozenset[int]
    #: Both kinds of days are restricted.
    either: bool

    def has_day(self, moment: datetime) -> bool:
        if moment.month not in self.months:
            return False
        by_month, by_week = moment.day in self.days, moment.isoweekday() % 7 in self.weekdays
        return by_month or by_week if self.either else by_month and by_week


def next_time(line: str, after: datetime) -> datetime:
    """
    Give the first time of *line* that lies after *after*, in the same zone (UTC).

    Raises:
        ValueError: The line cannot be read, or names no day that ever comes.
    """
    cron = _read(line)
    start = after.replace(second=0, microsecond=0) + timedelta(minutes=1)
    midnight = start.replace(hour=0, minute=0)
    for days in range(_HORIZON_DAYS):
        day = midnight + timedelta(days=days)
        if cron.has_day(day):
            for hour in sorted(cron.hours):
                for minute in sorted(cron.minutes):
                    moment = day.replace(hour=hour, minute=minute)
                    if moment >= start:
                        return moment
    raise ValueError(f'the cron line "{line}" names a day that never comes')


def _read(line: str) -> _Line:
    fields = line.split()
    if len(fields) != 5:  # noqa: PLR2004 -- minute, hour, day, month, day of the week
        raise ValueError(f'"{line}" is no cron line: it needs five fields, such as "*/30 * * * *"')
    minute, hour, day, month, weekday = fields
    return _Line(
        minutes=_numbers(minute, 0, 59),
        hours=_numbers(hour, 0, 23),
        days=_numbers(day, 1, 31),
        months=_numbers(month, 1, 12, _MONTHS),
        weekdays=frozenset(number % 7 for number in _numbers(weekday, 0, 7, _DAYS)),
        # cron(8) asks for the first character: "*/2" counts as unrestricted.
        either=not day.startswith("*") and not weekday.startswith("*"),
    )


def _numbers(text: str, least: int, most: int, names: Sequence[str] = ()) -> frozenset[int]:
    return frozenset(number for item in text.split(",") for number in _item(item, least, most, names))


def _item(text: str, least: int, most: int, names: Sequence[str]) -> range:
    match = _ITEM.fullmatch(text)
    if match is None:
        raise ValueError(f'"{text}" cannot be read in a cron line')
    first = _number(match[1], least, names)
    # "5/10" means "from 5 on, every 10", as in most crons; "5" alone means 5.
    last = _number(match[2], most if match[1] is None or match[3] else first, names)
    if not least <= first <= last <= most:
        raise ValueError(f'"{text}" in a cron line must lie between {least} and {most}, in order')
    step = int(match[3] or 1)
    if step < 1:
        raise ValueError(f'"{text}" in a cron line needs a step of 1 or more')
    return range(first, last + 1, step)


def _number(text: str | None, default: int, names: Sequence[str]) -> int:
    if text is None:
        return default
    if text.isdigit():
        return int(text)
    if text.lower() in names:
        # Months count from 1, days of the week from 0.
        return names.index(text.lower()) + (1 if names is _MONTHS else 0)
    raise ValueError(f'"{text}" cannot be read in a cron line')
