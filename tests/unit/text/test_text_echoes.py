"""A source's own secrets in its own documents."""

from __future__ import annotations

import pytest

from feedmill.text.echoes import masked, reopened, secrets_of, unechoed

ADDRESS = "https://me:pass+w0rd@news.example/p/0123456789abcdef/f?token=a%2Fb%26c-token&user=anna"
PRINTABLE = "https://***@news.example/p/***/f?token=***&user=***"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("see https://me:pass+w0rd@news.example/", "see https://news.example/"),
        ("/p/0123456789abcdef/1", "/p/***/1"),
        ("?token=a%2Fb%26c-token&x=1", "?x=1"),
        ("<a href='/f?x=1&amp;token=a%2Fb%26c-token&amp;y=2'>", "<a href='/f?x=1&amp;y=2'>"),
        ('<a class=x href="/p/0123456789abcdef/1">1</a>', "<a class=x>1</a>"),
        ("<video poster='/p/0123456789abcdef/1' src=a>", "<video src=a>"),
        ('<img srcset="/p/0123456789abcdef/1 2x, b" src="b">', '<img src="b">'),
        ("pass+w0rd", "***"),
        ("it is a/b&c-token, or a/b&amp;c-token", "it is ***, or ***"),
        ("Anna, pass and word", "Anna, pass and word"),
    ],
)
def test_secrets_go_in_every_spelling(text: str, shown: str) -> None:
    """As they are, percent-encoded or not, escaped for markup; words that look like them stay."""
    assert shown == unechoed(text, secrets_of(ADDRESS, PRINTABLE))


@pytest.mark.parametrize(
    ("url", "left"),
    [
        ("https://me:pass+w0rd@news.example/1", "https://news.example/1"),
        ("https://news.example/1?token=a%2Fb%26c-token", "https://news.example/1"),
        ("https://news.example/1?a=1&token=a%2Fb%26c-token&b=2#c", "https://news.example/1?a=1&b=2#c"),
        ("https://news.example/1?a=1#token=a%2Fb%26c-token", "https://news.example/1?a=1"),
        ("?token=a%2Fb%26c-token", ""),
        ("https://news.example/p/0123456789abcdef/1", ""),
        ("https://news.example/1?next=//other.example/p", "https://news.example/1?next=//other.example/p"),
    ],
)
def test_a_url_keeps_what_opens_it(url: str, left: str) -> None:
    """Login, parameters and fragment may go; a path with a secret in it leaves no link."""
    assert left == reopened(url, secrets_of(ADDRESS, PRINTABLE))


def test_ids_stay_what_they_were() -> None:
    """A secret in a guid is masked, and nothing else of it changes."""
    assert "/1?token=***&x" == masked("/1?token=a%2Fb%26c-token&x", secrets_of(ADDRESS, PRINTABLE))


def test_short_ones_and_hosts_are_left() -> None:
    """A text would lose words, and every link its host."""
    host = secrets_of("https://news.example.org/de/f", "https://***/***/f")

    assert () == host
    assert not {"anna", "me"} & set(secrets_of(ADDRESS, PRINTABLE))


@pytest.mark.parametrize("printable", ["", ADDRESS, "https://elsewhere.example/***"])
def test_nothing_is_secret(printable: str) -> None:
    """An address that is shown as it is, or that was configured otherwise, has no secrets."""
    assert () == secrets_of(ADDRESS, printable)
