"""URLs: made absolute, owned, redacted."""

from __future__ import annotations

import pytest

from feedmill.text.urls import absolute, asked, belongs, hide, host, open_base, redact

BASE = "https://example.org/news/1?x=1#top"


@pytest.mark.parametrize(
    ("url", "valid"),
    [
        ("https://example.org/a", "https://example.org/a"),
        ("HTTP://EXAMPLE.ORG", "http://example.org/"),
        ("/a", "https://example.org/a"),
        ("a", "https://example.org/news/a"),
        ("../a", "https://example.org/a"),
        ("../../../a", "https://example.org/a"),
        ("?y=2", "https://example.org/news/1?y=2"),
        ("#part", "https://example.org/news/1?x=1#part"),
        ("//cdn.example/a", "https://cdn.example/a"),
        ("/\\cdn.example/a", "https://cdn.example/a"),
        ("https:\\\\example.org\\a?b\\c", "https://example.org/a?b%5Cc"),
        ("https:/example.org/a", "https://example.org/a"),
        ("https:example.org/a", "https://example.org/a"),
        ("https:////example.org/a", "https://example.org/a"),
        (" \x01\thttps://example.org/a \n", "https://example.org/a"),
        ("htt\nps://exam\tple.org/\r\na", "https://example.org/a"),
        ("https://user:secret@example.org/a", "https://example.org/a"),
        ("https://a@b@example.org/a", "https://example.org/a"),
        ("https://example.org:443/", "https://example.org/"),
        ("https://example.org:0443/", "https://example.org/"),
        ("https://example.org:/", "https://example.org/"),
        ("http://example.org:443/", "http://example.org:443/"),
        ("https://example.org./", "https://example.org/"),
        ("https://ex%61mple.org/", "https://example.org/"),
        ("https://bücher.example/ü?ü#ü", "https://xn--bcher-kva.example/%C3%BC?%C3%BC#%C3%BC"),
        ("https://例え。テスト/", "https://xn--r8jz45g.xn--zckzah/"),
        ("https://☃.example/", "https://xn--n3h.example/"),
        ("https://a_b.example/", "https://a_b.example/"),
        ("https://192.0.2.1/", "https://192.0.2.1/"),
        ("https://[2001:DB8:0:0::1]:8443/", "https://[2001:db8::1]:8443/"),
        (
            "https://example.org/a b|c^{d}<e>\"f'[g]",
            "https://example.org/a%20b%7Cc%5E%7Bd%7D%3Ce%3E%22f'%5Bg%5D",
        ),
        ("https://example.org/100%/%zz/%4", "https://example.org/100%25/%25zz/%254"),
        ("https://example.org/%e2%82%ac/%41", "https://example.org/%e2%82%ac/%41"),
        ("https://example.org/a/./b/../c/%2E%2e/d", "https://example.org/a/d"),
        ("https://example.org/a/..", "https://example.org/"),
        ("https://example.org/a?utm_source=rss", "https://example.org/a?utm_source=rss"),
        ("https://example.org/a?#", "https://example.org/a"),
        ("https://example.org/\ud800\ufffe", "https://example.org/%EF%BF%BD"),
    ],
)
def test_absolute(url: str, valid: str) -> None:
    """Links are read as browsers read them, and written as RFC 3986 wants them."""
    found = absolute(url, BASE)

    assert valid == found
    assert found == absolute(found, "https://other.example/")


@pytest.mark.parametrize(
    "url",
    [
        *(
            "",
            " ",
            "\x00",
            "javascript:alert(1)",
            "JaVaScRiPt:alert(1)",
            "java\nscript:alert(1)",
            "\x01javascript:alert(1)",
        ),
        *(
            "data:text/html,x",
            "vbscript:x",
            "file:///etc/passwd",
            "ftp://example.org/",
            "gopher://example.org/",
            "feed:x",
        ),
        *(
            "view-source:https://example.org/",
            "blob:https://example.org/1",
            "tag:example.org,2026:1",
            "urn:isbn:1",
        ),
        *(
            "mailto:a@b.example",
            "https://",
            "https:///",
            "https://:80/",
            "https://user@/",
            "https://exa mple.org/",
        ),
        *(
            "https://example..org/",
            "https://-/",
            "https://a.-b.example/",
            "https://example.org:x/",
            "https://example.org:0/",
        ),
        *(
            "https://example.org:65536/",
            "https://example.org:80:80/",
            "https://[::1",
            "https://[::1]x/",
            "https://[x]/",
        ),
        *(
            "https://[fe80::1%25eth0]/",
            "https://127.1/",
            "https://0x7f.0.0.1/",
            "https://2130706433/",
            "https://1.2.3.256/",
        ),
        *(
            "https://%00.example/",
            "https://a%2fb/",
            "https://ex<ample.org/",
            "https://\ufffd/",
            f"https://{'a' * 64}.example/",
        ),
        *(
            f"https://{'a.' * 130}example/",
            f"https://{'a' * 1_000}/",
            f"https://example.org/{'a' * 8_000}",
            "a" * 20_000,
            f"https://example.org/{'é' * 3_000}",
        ),
    ],
)
def test_unsafe_or_broken(url: str) -> None:
    """Every other scheme, and what is no URL, gives nothing."""
    assert absolute(url, BASE) == ""


def test_relative_needs_a_base() -> None:
    """Without a base, or with a broken one, only absolute URLs pass."""
    assert absolute("/a", "") == absolute("a", "javascript:x") == absolute("?a", "/b") == ""
    assert absolute("//example.org/a", "") == "https://example.org/a"


@pytest.mark.parametrize(
    ("url", "found"),
    [
        ("mailto:a@b.example", "mailto:a@b.example"),
        ("MAILTO:a@b.example?subject=a b", "mailto:a@b.example?subject=a%20b"),
        ("mailto:?subject=share", ""),
        ("mailto:nobody", ""),
    ],
)
def test_mail_addresses_on_demand(url: str, found: str) -> None:
    """A mailto: link passes where the caller says so, if it has an address."""
    assert found == absolute(url, BASE, allow_mailto=True)
    assert absolute(url, BASE) == ""


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://User@WWW.Example.org:8443/a", "www.example.org"),
        ("https://[2001:db8::1]:80/", "[2001:db8::1]"),
        ("https://bücher.example/", "xn--bcher-kva.example"),
        ("/a", ""),
        ("", ""),
        ("mailto:a@b.example", ""),
    ],
)
def test_host(url: str, name: str) -> None:
    """The host alone, lower-case ASCII; nothing for what has none."""
    assert name == host(url)


@pytest.mark.parametrize(
    ("url", "to_url", "own"),
    [
        ("https://example.org/a", "http://example.org/feed", True),
        ("https://www.example.org/a", "https://example.org/feed", True),
        ("https://example.org/a", "https://www.example.org/feed", True),
        ("https://example.org/a", "https://feeds.example.org/feed", True),
        ("https://news.example.org/a", "https://example.org/feed", True),
        ("https://example.org:8080/a", "https://example.org/feed", True),
        ("https://EXAMPLE.org/a", "https://example.org/feed", True),
        ("https://bücher.example/a", "https://xn--bcher-kva.example/feed", True),
        ("https://192.0.2.1/a", "https://192.0.2.1/feed", True),
        ("https://localhost/a", "https://localhost/feed", True),
        ("https://a.example.org/a", "https://b.example.org/feed", False),
        ("https://badexample.org/a", "https://example.org/feed", False),
        ("https://example.org.evil.example/a", "https://example.org/feed", False),
        ("https://example.org@evil.example/a", "https://example.org/feed", False),
        ("https://evil.example\\@example.org/a", "https://example.org/feed", False),
        ("https://example.org/a", "https://org/feed", False),
        ("https://a.localhost/a", "https://localhost/feed", False),
        ("https://1.192.0.2.1/a", "https://192.0.2.1/feed", False),
        ("https://www.com/a", "https://com/feed", False),
        ("", "https://example.org/feed", False),
        ("https://example.org/a", "", False),
        ("", "", False),
    ],
)
def test_belongs(url: str, to_url: str, own: bool) -> None:  # noqa: FBT001 - a column of the table
    """Equal hosts, "www." aside, or one a sub-domain of the other; no address, no bare suffix."""
    assert own is belongs(url, to_url)
    assert own is belongs(to_url, url)


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://example.org/feed?page=2&keyword=aid", "https://example.org/feed?page=2&keyword=aid"),
        ("https://user:pass@example.org/", "https://***@example.org/"),
        ("https://token@example.org/", "https://***@example.org/"),
        ("https://user:pa/ss@example.org/", "https://***@example.org/"),
        ("https://user:pa@ss@example.org/", "https://***@example.org/"),
        ("https://example.org:8080/@user/1", "https://example.org:8080/@user/1"),
        ("https://example.org/?key=abc&x=1", "https://example.org/?key=***&x=1"),
        ("https://example.org/?apiKey=abc", "https://example.org/?apiKey=***"),
        ("https://example.org/?api_key=a;token=b", "https://example.org/?api_key=***;token=***"),
        ("https://example.org/?access_token=abc#x", "https://example.org/?access_token=***#x"),
        ("https://example.org/#access_token=abc", "https://example.org/#access_token=***"),
        ("https://example.org/?X-Amz-Signature=abc", "https://example.org/?X-Amz-Signature=***"),
        ("https://example.org/?author=ann&design=2", "https://example.org/?author=ann&design=2"),
        ("https://example.org/?z=0123456789abcdef0123", "https://example.org/?z=***"),
        ("https://example.org/?z=00000000-0000-4000-8000-000000000000", "https://example.org/?z=***"),
        ("https://example.org/private/0a1b2c3d4e5f60718293a4b5/rss", "https://example.org/private/***/rss"),
        (
            "https://example.org/a-long-slug-of-words-in-2026",
            "https://example.org/a-long-slug-of-words-in-2026",
        ),
        ("user:pass@example.org//a:b@c", "user:pass@example.org//***@c"),
        ("not a url", "not a url"),
        ("", ""),
    ],
)
def test_redact(url: str, shown: str) -> None:
    """Credentials and what looks like a secret are hidden, in any string; the rest stays."""
    assert shown == redact(url) == redact(redact(url))


def test_hide_takes_out_what_is_not_printable() -> None:
    """Each hidden part goes, in any case and place; without hidden parts nothing does."""
    address, printable = "http://tOk3n.example/a?k=s3cr3t", "http://***.example/a?k=***"

    assert "the name ***.example; ***" == hide("the name tok3n.example; S3CR3T", address, printable)
    assert "tok3n" == hide("tok3n", address, address)


@pytest.mark.parametrize(
    ("url", "printable", "base"),
    [
        ("https://a.example/x/feed.xml", "", "https://a.example/x/feed.xml"),
        ("https://a.example/feed?token=abc&x=1#top", "", "https://a.example/feed"),
        ("https://u:p@a.example/feed", "", "https://a.example/feed"),
        ("https://a.example/f/0a1b2c3d4e5f6a7b8c9d0e1f/rss", "", "https://a.example/f/"),
        ("https://a.example/t/hush/rss", "https://a.example/t/***/rss", "https://a.example/t/"),
        ("https://a.example/t-hush.xml", "https://a.example/t-***.xml", "https://a.example/"),
        ("https://hush.example/rss", "https://***.example/rss", ""),
    ],
)
def test_open_base(url: str, printable: str, base: str) -> None:
    """What relative links are published against holds no secret, and no query that "#top" brings along."""
    assert base == open_base(url, url, printable) == open_base(base)


@pytest.mark.parametrize(
    ("url", "one"),
    [
        ("https://example.org/a?b", "https://example.org/a?b"),
        ("HTTPS://Example.ORG:443/A?B#c", "https://example.org/A?B"),
        ("http://example.org:80", "http://example.org/"),
        ("http://example.org:/", "http://example.org/"),
        ("http://example.org:8080/a", "http://example.org:8080/a"),
        ("https://example.org:80/a", "https://example.org:80/a"),
        ("http://example.org?a", "http://example.org/?a"),
        ("http://Me:Pw@Example.org/", "http://Me:Pw@example.org/"),
        ("http://[2001:DB8::1]:80/a", "http://[2001:db8::1]/a"),
        ("https://example.org/%7Ea/../b", "https://example.org/%7Ea/../b"),
        ("http://example.org:x/a", "http://example.org:x/a"),
        ("seeds", "seeds"),
    ],
)
def test_what_is_asked_has_one_spelling(url: str, one: str) -> None:
    """Host and scheme know no case; the path is the server's."""
    assert one == asked(url)
    assert one == asked(one)
