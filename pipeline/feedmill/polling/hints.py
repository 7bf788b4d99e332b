"""
What publishers say about their rhythm: headers of an answer, and hints in a document.

Pure. Hints only lengthen a wait, and none by more than a day: a real feed asked for a month.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

__all__ = ["fresh_for", "not_in"]

#: `name`, `name=token` or `name="quoted"` (RFC 9111 section 5.2).
_DIRECTIVE = re.compile(r'([a-z-]+)(?:\s*=\s*(?:"([^"]*)"|([^\s,"]*)))?\s*(?:,|$)', re.IGNORECASE)
_NONE = timedelta(0)
_HOURS_OF_A_WEEK = 168


def fresh_for(headers: Iterable[tuple[str, str]]) -> timedelta:
    """
    Give how long an answer calls itself fresh (RFC 9111 section 4.2): max-age, else Expires less Date.

    Age is taken off. `no-cache` and `no-store` void all of it; of several `max-age` the first counts
    (section 4.2.1); negative and unreadable values count as none. Not capped.
    """
    pairs = list(headers)
    directives = _directives(", ".join(value for name, value in pairs if name == "cache-control"))
    if "no-cache" in directives or "no-store" in directives:
        return _NONE
    named = dict(reversed(pairs))
    age = _seconds(named.get("age", "")) or _NONE
    if "max-age" in directives:
        return max((_seconds(directives["max-age"]) or _NONE) - age, _NONE)
    expires, date = _moment(named.get("expires", "")), _moment(named.get("date", ""))
    return max(expires - date - age, _NONE) if expires and date else _NONE


def not_in(moment: datetime, hours: Sequence[int], days: Sequence[str], *, latest: datetime) -> datetime:
    """
    Move *moment* behind the hours and days (GMT) in which a publisher wants no visit (RSS 2.0).

    Not behind *latest*; where all hours or days are named, the hint makes no sense and is left out.
    """
    start = moment
    if not hours and not days:
        return max(start, min(moment, latest))
    for _ in range(_HOURS_OF_A_WEEK):
        if moment.hour not in hours and moment.strftime("%A") not in days:
            return max(start, min(moment, latest))
        moment = moment.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    return start


def _directives(text: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for match in _DIRECTIVE.finditer(text):
        found.setdefault(match[1].lower(), match[2] or match[3] or "")
    return found


def _seconds(text: str) -> timedelta | None:
    digits = text.strip()
    # Nine digits are thirty years; what is longer says no more than that.
    return timedelta(seconds=min(int(digits[:12]), 10**9)) if re.fullmatch(r"[0-9]+", digits) else None


def _moment(text: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return None
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
