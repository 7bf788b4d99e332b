"""URLs are taken apart without losing a byte."""

from __future__ import annotations

import pytest

from feedmill.fetch.address import read_address
from feedmill.fetch.failure import FetchFailed


@pytest.mark.parametrize(
    "target",
    [
        "/",
        "/a%2fb/../d",
        "/a?",
        "/a??b",
        "//a//b",
        "/%zz",
        "/?q=a+b%20c",
        "/.",
        "/a/./b?c/../d",
        "/;x=1?y[]={z}|'\"<>\\^`",
    ],
)
def test_target_is_kept_byte_for_byte(target: str) -> None:
    """What may stand in a request line goes out as it was configured."""
    address = read_address(f"http://example.org{target}")

    assert target == address.target
    assert f"http://example.org{target}" == address.url


@pytest.mark.parametrize(
    ("url", "target"),
    [
        ("http://example.org", "/"),
        ("http://example.org?q=1", "/?q=1"),
        ("http://example.org/a#b?c", "/a"),
        ("http://example.org/é x", "/%C3%A9%20x"),
        ("  http://example.org/a ", "/a"),
    ],
)
def test_target_is_mended_where_it_must_be(url: str, target: str) -> None:
    """Non-ASCII and white space are percent-encoded, fragments stay at home."""
    assert target == read_address(url).target


def test_parts() -> None:
    """User, host and port come out decoded, the URL without the user."""
    address = read_address("HTTPS://us%40er:p@ss@Example.ORG:8443/x")

    assert ("https", "example.org", 8443) == address.origin
    assert b"us@er:p@ss" == address.userinfo
    assert "https://example.org:8443/x" == address.url


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("http://[2001:4860:4860::8888]:81/", "http://[2001:4860:4860::8888]:81/"),
        ("http://münchen.example:80/", "http://xn--mnchen-3ya.example/"),
    ],
)
def test_hosts_are_ascii(url: str, shown: str) -> None:
    """Names are given in IDNA form, addresses in brackets, default ports are left out."""
    assert shown == read_address(url).url


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("file:///etc/passwd", "refused-scheme"),
        ("gopher://example.org/", "refused-scheme"),
        ("ftp://example.org/", "refused-scheme"),
        ("javascript:alert(1)", "refused-scheme"),
        ("no url", "bad-url"),
        ("", "bad-url"),
        ("//example.org/", "bad-url"),
        ("http://", "bad-url"),
        ("http:///x", "bad-url"),
        ("http://exa mple.org/", "bad-url"),
        ("http://example.org:99999/", "bad-url"),
        ("http://example.org:0/", "bad-url"),
        ("http://example.org:x/", "bad-url"),
        ("http://example.org/\x00", "bad-url"),
        ("http://example.org/\r\nHost: evil", "bad-url"),
        ("http://\uff11\uff12\uff17.0.0.1/", "bad-url"),
    ],
)
def test_refusals(url: str, code: str) -> None:
    """Other schemes, and what is no URL, are told apart."""
    with pytest.raises(FetchFailed) as caught:
        read_address(url)

    assert code == caught.value.code


@pytest.mark.parametrize(
    ("location", "url"),
    [
        ("/b", "http://example.org/b"),
        ("c?d", "http://example.org/a/c?d"),
        ("//other.example/x", "http://other.example/x"),
        ("https://other.example/a%2fb/../d", "https://other.example/a%2fb/../d"),
        ("?q", "http://example.org/a/f?q"),
    ],
)
def test_follow(location: str, url: str) -> None:
    """A Location is read relative to where it was met."""
    assert url == read_address("http://user:pw@example.org/a/f").follow(location).url
