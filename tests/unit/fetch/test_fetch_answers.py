"""Statuses and headers are read as RFC 9110 has them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from feedmill.fetch.answers import check_status, is_challenge, kept_headers, retry_after
from feedmill.fetch.failure import FetchFailed

DATE = "Tue, 06 Jan 2026 12:00:00 GMT"
NOW = datetime(2026, 1, 6, 12, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120),
        (" 7 ", 7),
        ("0", None),
        ("-5", None),
        ("1.5", None),
        ("soon", None),
        ("", None),
        ("99999999", 7 * 86400),
        ("9" * 400, 7 * 86400),
        ("Tue, 06 Jan 2026 12:10:00 GMT", 600),
        ("Tuesday, 06-Jan-26 12:10:00 GMT", 600),
        ("Tue Jan  6 12:10:00 2026", 600),
        ("Tue, 06 Jan 2026 11:00:00 GMT", None),
        ("Fri, 31 Dec 9999 23:59:59 GMT", 7 * 86400),
        ("Tue, 99 Jan 2026 12:10:00 GMT", None),
        ("\uff12\uff10", None),
    ],
)
def test_retry_after(value: str, seconds: int | None) -> None:
    """Seconds, or a date relative to the answer's own; garbage and the past are not given; a week at most."""
    expected = None if seconds is None else timedelta(seconds=seconds)

    assert expected == retry_after({"retry-after": value, "date": DATE}, now=NOW)


def test_retry_after_without_a_date_header() -> None:
    """Without the server's clock ours has to do, and without both the date says nothing."""
    headers = {"retry-after": "Tue, 06 Jan 2026 12:40:00 GMT"}

    assert timedelta(minutes=10) == retry_after(headers, now=NOW)
    assert retry_after(headers) is None


@pytest.mark.parametrize("status", [200, 203])
def test_content_passes(status: int) -> None:
    """These bring a document."""
    check_status(status, {}, now=None)


@pytest.mark.parametrize(
    ("status", "code"),
    [
        (204, "empty"),
        (205, "empty"),
        (206, "http-206"),
        (226, "http-226"),
        (300, "http-300"),
        (304, "http-304"),
        (404, "http-404"),
        (418, "http-418"),
        (500, "http-500"),
        (999, "http-999"),
    ],
)
def test_other_statuses_fail(status: int, code: str) -> None:
    """Each other status is a failure of its own name, with a sentence."""
    with pytest.raises(FetchFailed) as caught:
        check_status(status, {"retry-after": "60"}, now=None)

    assert code == caught.value.code
    assert caught.value.message
    assert caught.value.retry_after is None


@pytest.mark.parametrize("status", [429, 503])
def test_pauses_are_kept(status: int) -> None:
    """Only these two statuses ask for a pause."""
    with pytest.raises(FetchFailed) as caught:
        check_status(status, {"retry-after": "60"}, now=None)

    assert timedelta(minutes=1) == caught.value.retry_after


@pytest.mark.parametrize(
    ("status", "headers"),
    [
        (403, {"cf-mitigated": "challenge"}),
        (503, {"cf-mitigated": " Challenge "}),
        (202, {"x-amzn-waf-action": "challenge"}),
        (405, {"x-amzn-waf-action": "captcha"}),
        (200, {"cf-mitigated": "challenge"}),
        (403, {"retry-after": "60"}),
    ],
)
def test_challenges_have_a_code_of_their_own(status: int, headers: dict[str, str]) -> None:
    """Whatever status their guard gives them, and with the pause that they name."""
    with pytest.raises(FetchFailed) as caught:
        check_status(status, headers | {"retry-after": "60"}, now=None)

    assert "challenge" == caught.value.code
    assert timedelta(seconds=60) == caught.value.retry_after


@pytest.mark.parametrize("headers", [{}, {"cf-mitigated": "no"}, {"x-amzn-waf-action": "block"}])
def test_refusals_are_no_challenges(headers: dict[str, str]) -> None:
    """A plain 403 is about its URL."""
    assert not is_challenge(403, headers)


def test_kept_headers() -> None:
    """What polling reads is kept, byte for byte, under lower-case names."""
    raw = [(b"Cache-Control", b"max-age=60"), (b"Server", b"x"), (b"AGE", b"\xe9")]

    assert (("cache-control", "max-age=60"), ("age", "é")) == kept_headers(raw)
