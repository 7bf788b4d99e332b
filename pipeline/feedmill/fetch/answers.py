"""
What the head of an HTTP answer means: content, nothing new, go elsewhere, or a failure.

Pure: reads values, asks nobody.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from http import HTTPStatus

from feedmill.fetch.failure import FetchFailed

__all__ = ["REDIRECTS", "check_status", "is_challenge", "kept_headers", "latin1", "retry_after"]

#: 300 offers a choice and 305/306 are dead: they are failures (RFC 9110 section 15.4).
REDIRECTS = frozenset({301, 302, 303, 307, 308})
#: Guards before a server that name in a header what they show instead of its answer, and how:
#: https://developers.cloudflare.com/cloudflare-challenges/challenge-types/challenge-pages/detect-response/
#: https://docs.aws.amazon.com/waf/latest/developerguide/waf-captcha-and-challenge-actions.html
_CHALLENGES = {"cf-mitigated": {"challenge"}, "x-amzn-waf-action": {"challenge", "captcha"}}
#: What polling and `check_status` read.
_KEPT = frozenset(
    {"age", "cache-control", "content-type", "date", "expires", "link", "retry-after", *_CHALLENGES}
)
#: Longer pauses are taken for a mistake, and asked about again after a week.
_LONGEST_PAUSE = timedelta(days=7)
_CONTENT = frozenset({200, 203})

_CHALLENGED = "the server shows a challenge page, for persons only; its host is left alone for a while"
_SENTENCES = {
    304: "the server says that nothing changed, though nothing was known; it is misconfigured",
    401: "the server wants a login; put it into the source's headers",
    403: "the server refuses us; write to its owner or remove the source",
    404: "there is nothing at this address; look for the feed's new one",
    410: "the feed is gone for good; remove the source",
    429: "the server says that we ask too often; it is left alone for a while",
    503: "the server is overloaded or under repair; it is left alone for a while",
}


def check_status(status: int, headers: Mapping[str, str], *, now: datetime | None) -> None:
    """
    Let a status that brings content pass.

    Raises:
        FetchFailed: `empty` for 204 and 205, `challenge` where a person is asked for, else `http-<status>`.
    """
    if is_challenge(status, headers):
        pause = retry_after(headers, now=now)
        raise FetchFailed("challenge", _CHALLENGED, retry_after=pause)
    if status in _CONTENT:
        return
    if status in {204, 205}:
        raise FetchFailed("empty", "the server answers without content; look for the feed's new address")
    pause = retry_after(headers, now=now) if status in {429, 503} else None
    sentence = _SENTENCES.get(status, f"the server answers with status {status}")
    raise FetchFailed(f"http-{status}", sentence, retry_after=pause)


def is_challenge(status: int, headers: Mapping[str, str]) -> bool:
    """
    Say that a guard before the server shows a challenge page, for it takes us for too many.

    Bodies are not looked at. A 403 with Retry-After is one too: it says when to come back, as a 429 does
    (some large sites answer so to readers that ask too often).
    """
    told = any(headers.get(name, "").strip().lower() in values for name, values in _CHALLENGES.items())
    return told or (status == HTTPStatus.FORBIDDEN and "retry-after" in headers)


def retry_after(headers: Mapping[str, str], *, now: datetime | None = None) -> timedelta | None:
    """
    Read Retry-After (RFC 9110 section 10.2.3): seconds, or a date relative to the answer's own Date.

    Without a Date header, *now* stands for it. Garbage and the past count as not given; capped at 7 days.
    """
    text = headers.get("retry-after", "").strip()
    pause = _seconds(text)
    if pause is None:
        until, since = _http_date(text), _http_date(headers.get("date", "")) or now
        pause = until - since if until and since else None
    if pause is None or pause <= timedelta(0):
        return None
    return min(pause, _LONGEST_PAUSE)


def kept_headers(raw: Iterable[tuple[bytes, bytes]]) -> tuple[tuple[str, str], ...]:
    """Give the headers that polling uses, names in lower case, values byte for byte as latin-1."""
    named = ((name.decode("latin-1").lower(), latin1(value)) for name, value in raw)
    return tuple((name, value) for name, value in named if name in _KEPT)


def latin1(value: bytes) -> str:
    """Decode a header value so that encoding it again gives the same bytes."""
    return value.decode("latin-1")


def _seconds(text: str) -> timedelta | None:
    if not re.fullmatch(r"[0-9]+", text):
        return None
    # Twelve digits are thirty thousand years already; timedelta would overflow on more.
    return timedelta(seconds=min(int(text[:12]), 10**9))


def _http_date(text: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(text)
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
