"""
What an RSS or Atom document says about itself and its own rhythm.

Claims, not facts: polling decides what to make of a rhythm, and identity never depends on a title
or a link that a feed gives itself.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from feedmill.model import Hints
from feedmill.sources.feed_items import first_link, join, string
from feedmill.text.dates import read_date
from feedmill.text.html import label

__all__ = ["hints_of"]


def hints_of(channel: Mapping[str, Any], text: str, address: str) -> Hints:
    """Give the hints of feedparser's *channel*; *text* holds what it does not keep apart."""
    feed = channel.get("feed")
    feed = feed if isinstance(feed, dict) else {}
    picture = dict.get(feed, "image")
    icon = string(feed, "icon") or string(feed, "logo") or string(picture or {}, "href")
    return Hints(
        title=label(string(feed, "title")),
        link=join(address, first_link(feed, "alternate", page=True)),
        language=string(feed, "language"),
        icon=join(address, icon),
        ttl=_minutes(string(feed, "ttl")),
        skip_hours=_hours(text),
        skip_days=_days(text),
        update_period=_period(string(feed, "sy_updateperiod"), string(feed, "sy_updatefrequency")),
        update_base=read_date(string(feed, "sy_updatebase")),
        self_url=join(address, first_link(feed, "self")),
        next_url=join(address, first_link(feed, "prev-archive") or first_link(feed, "next")),
    )


#: RSS 1.0, module Syndication.
_PERIODS = {
    "hourly": timedelta(hours=1),
    "daily": timedelta(days=1),
    "weekly": timedelta(weeks=1),
    "monthly": timedelta(days=30),
    "yearly": timedelta(days=365),
}
#: A year: what asks for longer is a mistake.
_MOST = timedelta(days=365)
_WEEK = frozenset({"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"})
_SKIP_HOURS = re.compile(r"<skipHours>((?:\s*<hour>[^<]{0,20}</hour>){1,24})", re.IGNORECASE)
_SKIP_DAYS = re.compile(r"<skipDays>((?:\s*<day>[^<]{0,20}</day>){1,7})", re.IGNORECASE)
_VALUE = re.compile(r">\s*([A-Za-z]+|[0-9]{1,2})\s*</")


def _minutes(written: str) -> timedelta | None:
    """Read `<ttl>`, which counts minutes (RSS 2.0)."""
    minutes = _whole(written)
    return min(timedelta(minutes=minutes), _MOST) if minutes else None


def _period(period: str, frequency: str) -> timedelta | None:
    """Read `sy:updatePeriod` and how often in it; the module's defaults are daily and once."""
    if not period.strip() and not frequency.strip():
        return None
    length = _PERIODS.get(period.strip().lower() or "daily")
    return length / max(_whole(frequency), 1) if length else None


def _hours(text: str) -> frozenset[int]:
    """Read `<skipHours>`, in GMT; some count from 1 to 24, so that 24 is midnight."""
    hours = (int(value) for value in _values(_SKIP_HOURS, text) if value.isdigit())
    return frozenset(hour % 24 for hour in hours if hour <= 24)  # noqa: PLR2004 - the hours of a day


def _days(text: str) -> frozenset[str]:
    return frozenset(day.capitalize() for day in _values(_SKIP_DAYS, text)) & _WEEK


def _values(block: re.Pattern[str], text: str) -> list[str]:
    found = block.search(text)
    return _VALUE.findall(found[1]) if found else []


def _whole(written: str) -> int:
    digits = written.strip()
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 8 else 0  # noqa: PLR2004 - years of minutes
