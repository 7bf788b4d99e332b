"""
Values of fields, one by one: days, ages, languages, hosts, regular expressions.

Each reader takes the text of a value and raises a ValueError whose message is a sentence for the
operator; where in the filter it stands is the parser's affair.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import Decimal

from feedmill.text.hosts import ascii_host
from feedmill.text.linear import linear
from feedmill.text.quoting import shortened

__all__ = [
    "read_age",
    "read_day",
    "read_host",
    "read_language",
    "read_minimum",
    "read_pattern",
    "read_weight",
]

_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days", "w": "weeks"}


#: Sums of such numbers are exact, and no article's terms are worth more.
_NUMBER = r"(?:[0-9]{1,4}(?:\.[0-9]{1,3})?|\.[0-9]{1,3})"


def read_day(text: str) -> date | None:
    """Read a day, YYYY-MM-DD; `*` is None, an open end."""
    if text == "*":
        return None
    if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        try:
            return date.fromisoformat(text)
        except ValueError:
            pass  # 2023-02-30: say the same as of other nonsense
    raise ValueError(f'"{shortened(text)}" is no day; write YYYY-MM-DD, or * for an open end')


def read_days(
    opening: str, first: date | None, last: date | None, closing: str
) -> tuple[date | None, date | None]:
    """Give the first and the last day of a range; `{` and `}` leave out the day beside them, as in Lucene."""
    if first is not None and opening == "{":
        if first == date.max:
            raise ValueError(f"no day comes after {first}")
        first += timedelta(days=1)
    if last is not None and closing == "}":
        if last == date.min:
            raise ValueError(f"no day comes before {last}")
        last -= timedelta(days=1)
    return first, last


def read_comparison(text: str) -> tuple[date | None, date | None]:
    """Read `>=2023-05-01` as the range that it is short for."""
    found = re.fullmatch(r"([<>])(=?)\s*(.+)", text, re.DOTALL)
    day = read_day(found[3]) if found else None
    if found is None or day is None:
        raise ValueError(f'"{shortened(text)}" is no range; write >=2023-05-01, or [2023-05-01 TO *]')
    if found[1] == ">":
        return read_days("[" if found[2] else "{", day, None, "]")
    return read_days("[", None, day, "]" if found[2] else "}")


def read_age(text: str) -> tuple[str, timedelta]:
    """Read a sign and a span: `<7d`, `>=12h`."""
    found = re.fullmatch(r"([<>]=?)\s*([0-9]{1,6})([smhdw])", text)
    if not found:
        raise ValueError(
            f'"{shortened(text)}" is no age; write <, <=, > or >= and a span, as in age:<7d or age:>=12h'
        )
    sign, number, unit = found.groups()
    return sign, timedelta(**{_UNITS[unit]: int(number)})


def read_language(text: str) -> str:
    """Read a language's primary tag as articles have it: of "en-GB" and "eng" that is "en" (BCP 47)."""
    from feedmill.text.language import primary  # late: few filters ask

    code = text.lower().partition("-")[0]
    code = primary(code) or code
    if not re.fullmatch(r"[a-z]{2,3}", code):
        raise ValueError(f'"{shortened(text)}" is no language; write its code, as in lang:en or lang:uk')
    return code


def read_weight(text: str) -> Decimal:
    """Read what stands after a clause: `^3`, `^0.5`, `^-2`."""
    if not re.fullmatch(rf"\^-?{_NUMBER}", text):
        raise ValueError(
            f'"{shortened(text)}" is no weight; write ^ and a number of at most 4 digits and 3 decimals, '
            'as in ^3, ^0.5 or ^-2; put a "^" to be found in quotes'
        )
    return Decimal(text[1:])


def read_minimum(text: str) -> Decimal:
    """Read what stands after a group: `@3`, `@2.5`."""
    if not re.fullmatch(f"@{_NUMBER}", text) or not Decimal(text[1:]):
        raise ValueError(
            f'"{shortened(text)}" is no minimum score; write @ and a number above 0, of at most 4 digits '
            "and 3 decimals, as in @3 or @2.5"
        )
    return Decimal(text[1:])


def read_host(text: str) -> str:
    """Read a host, without scheme, port and path."""
    host = ascii_host(text.lower().strip("."))
    if not re.fullmatch(r"[a-z0-9._-]+", host):
        raise ValueError(f'"{shortened(text)}" is no host; write it alone, as in site:bbc.co.uk')
    return host


def read_pattern(text: str) -> str:
    r"""Read what stands between two slashes, in which a slash is written `\/`."""
    pattern = text[1:-1].replace("\\/", "/")
    try:
        linear(pattern)
    except ValueError as error:
        raise ValueError(
            f"this regular expression cannot be used: {shortened(str(error))} (RE2 syntax)"
        ) from None
    return pattern
