"""
What a single value may be: the types of keys, each with its rule and its words.

A rule gets the value with `${NAME}` replaced and returns what is kept, or raises a ValueError whose
sentence continues one that begins with the value as written: `is not …`. It never repeats the value,
which may hold a secret.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from ipaddress import ip_network
from os.path import normpath
from typing import TYPE_CHECKING, Annotated
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BeforeValidator, Field
from pydantic_core import PydanticCustomError

from feedmill.formats import KINDS as FORMATS
from feedmill.polling.cron import next_time
from feedmill.sources import KINDS
from feedmill.text.stems import STEMMED

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = [
    "Block",
    "Contact",
    "Cron",
    "Day",
    "Duration",
    "Floor",
    "Form",
    "Format",
    "Headers",
    "IdDomain",
    "Kind",
    "Language",
    "Line",
    "Network",
    "Period",
    "PublicUrl",
    "Share",
    "Slug",
    "StoreUrl",
    "Target",
    "Text",
    "Url",
    "Zone",
    "choices",
    "read_duration",
    "read_slug",
    "read_url",
]


#: A bucket's name and a prefix (https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html).
_BUCKET = re.compile(r"s3://[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](?:/[A-Za-z0-9][A-Za-z0-9._-]*)*/?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Form:
    """How the reference page calls a type."""

    name: str


_DURATION = re.compile(r"(\d+(?:\.\d+)?)\s*([smhd]?)", re.ASCII)
_UNITS = {"": 1, "s": 1, "m": 60, "h": 3600, "d": 86400}
#: Beyond this, `now` minus a duration would leave the calendar.
_LONGEST = timedelta(days=36500)
_LEAST_INTERVAL = timedelta(minutes=15)
_SLUG = re.compile(r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?")
_SLUG_LENGTH = 64
_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*")  # the shape of RFC 5646, not its registry
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
#: A cron line that has a time after this day has one after any.
_SOME_DAY = datetime(2024, 1, 1, tzinfo=UTC)
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
#: RFC 4151 section 2.1: a DNS name, or an e-mail address at one.
_DNS = r"[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)*"
_ID_DOMAIN = re.compile(rf"(?:[A-Za-z0-9._-]+@)?{_DNS}")
#: Goes into a comment of the User-Agent header, where parentheses nest (RFC 9110 section 5.6.5).
_CONTACT = re.compile(r"[!-'*-;=?-~]+@[!-'*-;=?-~]+|(?:https?://|mailto:)[!-'*-;=?-~]+")
_HEADER_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")  # a token of RFC 9110 section 5.6.2
_HEADER_VALUE = re.compile(r"[\t -~\x80-\xff]*")


def choices(names: Iterable[str]) -> str:
    """Write names to choose from, for the reference page."""
    return " or ".join(f'`"{name}"`' for name in names)


def read_duration(value: object) -> timedelta:
    """Read "30s", "15m", "1h", "7d" or a number of seconds."""
    match = None if isinstance(value, bool) else _DURATION.fullmatch(str(value).strip())
    if match is None or not isinstance(value, str | int | float):
        raise ValueError('is not a duration: write "30s", "15m", "1h", "7d" or a number of seconds')
    seconds = float(match[1]) * _UNITS[match[2]]
    if seconds > _LONGEST.total_seconds():
        raise ValueError("is longer than 100 years")
    return timedelta(seconds=seconds)


def read_slug(value: str) -> str:
    """Let a name pass that can be a file's name and part of an id anywhere."""
    if not _SLUG.fullmatch(value) or len(value) > _SLUG_LENGTH:
        raise ValueError(
            f"must be 1 to {_SLUG_LENGTH} of the characters a-z, 0-9 and -, and not begin or end with -"
        )
    return value


def read_url(value: str) -> str:
    """Let an absolute http(s) URL pass."""
    try:
        parts = urlsplit(value)
        sound = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        sound = False
    if not sound or _CONTROL.search(value) or re.search(r"\s", value):
        raise ValueError("is not an absolute web address: write https://host/path (or http://)")
    return value


def _read_day(value: str) -> str:
    try:
        if _DAY.fullmatch(value):
            date.fromisoformat(value)
            return value
    except ValueError:
        pass
    raise ValueError('is not a day: write it like "2026-01-31"')


def _read_public_url(value: str) -> str:
    parts = urlsplit(read_url(value))
    if parts.query or parts.fragment or "?" in value or "#" in value:
        raise ValueError("must name a folder: leave out everything from ? or # on")
    if parts.username is not None:
        raise ValueError("must not hold a user name or password: it is shown to everybody")
    return value if value.endswith("/") else value + "/"


def _read_target(value: str) -> str:
    if "://" not in value:
        return _read_folder(value)
    if _BUCKET.fullmatch(value) is None:
        raise ValueError('is no bucket that can be published to; write "s3://bucket/prefix"')
    return value.rstrip("/")


def _read_folder(value: str) -> str:
    if normpath(value) in {".", "..", "config", "/"}:
        raise ValueError("must be a folder that holds nothing else")
    return value


def _read_store_url(value: str) -> str:
    if value != "sqlite://" and not value.startswith("sqlite:///"):
        raise ValueError(
            'is a database that this version does not support; write "sqlite:///var/feedmill.db"'
        )
    return value


def _read_line(value: str) -> str:
    if _CONTROL.search(value):
        raise ValueError("must be one line without control characters")
    return value.strip()


def _read_text(value: str) -> str:
    if not _read_line(value):
        raise ValueError("must not be empty")
    return value.strip()


def _read_language(value: str) -> str:
    if value and not _LANGUAGE.fullmatch(value):
        raise ValueError('is not a language tag: write one like "en", "uk" or "pt-BR"')
    return value


def _read_beside(value: str) -> str:
    path = normpath(value)
    if value and (path.startswith(("/", "..")) or path == "." or "\\" in value):
        raise ValueError('must be a file in config/, named from there, as in "terms/donors.txt"')
    return path if value else ""


def _read_stem(value: str) -> str:
    if value and value not in STEMMED:
        known = " ".join(STEMMED)
        raise ValueError(
            f"is no language that we know forms of: {known}; write beginnings of words, as Україн*"
        )
    return value


def _read_contact(value: str) -> str:
    if value and not _CONTACT.fullmatch(value):
        raise ValueError(
            "is neither a web address nor an e-mail address (plain ASCII, no spaces or brackets)"
        )
    return value


def _read_id_domain(value: str) -> str:
    if not _ID_DOMAIN.fullmatch(value):
        raise ValueError('is not a domain name: write one that is yours, like "feeds.example.org"')
    return value


def _read_zone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (OSError, ValueError, LookupError):  # a folder of the database, a path, an unknown name
        raise ValueError('is not a time zone: write one like "UTC" or "Europe/Kyiv"') from None
    return value


def _read_network(value: str) -> str:
    try:
        ip_network(value)
    except ValueError as error:
        if "host bits" in str(error):
            raise ValueError('has bits set beyond its prefix: write "10.0.0.0/8", not "10.0.0.1/8"') from None
        raise ValueError('is not a network: write one like "10.0.0.0/8" or "fd00::/8"') from None
    return value


def _read_format(value: str) -> str:
    if value not in FORMATS:
        # The error of a Literal, which cannot be made from a table.
        raise PydanticCustomError("literal_error", "", {"expected": ", ".join(map(repr, FORMATS))})
    return value


def _read_headers(value: dict[str, str]) -> dict[str, str]:
    for name, content in value.items():
        if not _HEADER_NAME.fullmatch(name):
            raise ValueError(f"holds a header name that HTTP does not allow: {name!r}")
        if not _HEADER_VALUE.fullmatch(content):
            raise ValueError(f"holds a line break or a character that HTTP does not allow, in {name}")
    return value


def _read_period(value: timedelta) -> timedelta:
    if not value:
        raise ValueError("must be more than nothing")
    return value


def _read_floor(value: timedelta) -> timedelta:
    if value < _LEAST_INTERVAL:
        raise ValueError("is under 15m, too often for a publisher")
    return value


def _read_block(value: str) -> str:
    if not value.strip():
        raise ValueError("must not be empty")
    return value


def _read_cron(value: str) -> str:
    try:
        next_time(value, _SOME_DAY)
    except ValueError:
        advice = 'write five fields, like "*/30 * * * *" or "0 6 * * mon-fri"'
        raise ValueError(f"is no cron line, or names a day that never comes; {advice}") from None
    return value


Duration = Annotated[timedelta, BeforeValidator(read_duration), Form("duration")]
Share = Annotated[float, Field(ge=0, le=1)]
Period = Annotated[timedelta, BeforeValidator(read_duration), AfterValidator(_read_period), Form("duration")]
Floor = Annotated[timedelta, BeforeValidator(read_duration), AfterValidator(_read_floor), Form("duration")]
Slug = Annotated[str, AfterValidator(read_slug), Form("name of a-z, 0-9, -")]
Url = Annotated[str, AfterValidator(read_url), Form("web address")]
PublicUrl = Annotated[str, AfterValidator(_read_public_url), Form("web address of a folder")]
Line = Annotated[str, AfterValidator(_read_line), Form("text")]
Text = Annotated[str, AfterValidator(_read_text), Form("text")]
Block = Annotated[str, AfterValidator(_read_block), Form("text")]
Target = Annotated[str, AfterValidator(_read_text), AfterValidator(_read_target), Form("folder or bucket")]
StoreUrl = Annotated[str, AfterValidator(_read_text), AfterValidator(_read_store_url), Form("database")]
Format = Annotated[str, AfterValidator(_read_format), Form(choices(FORMATS))]
Kind = Annotated[str, Form(choices(KINDS))]
Language = Annotated[str, AfterValidator(_read_language), Form("language tag")]
Beside = Annotated[str, AfterValidator(_read_line), AfterValidator(_read_beside), Form("file")]
Stem = Annotated[str, AfterValidator(_read_stem), Form("language code")]
Contact = Annotated[str, AfterValidator(_read_contact), Form("web or e-mail address")]
IdDomain = Annotated[str, AfterValidator(_read_id_domain), Form("domain name")]
Day = Annotated[str, AfterValidator(_read_day), Form("day")]
Zone = Annotated[str, AfterValidator(_read_zone), Form("time zone")]
Network = Annotated[str, AfterValidator(_read_network), Form("network")]
Cron = Annotated[str, AfterValidator(_read_cron), Form("cron line")]
Headers = Annotated[dict[str, str], AfterValidator(_read_headers), Form("table of texts")]
