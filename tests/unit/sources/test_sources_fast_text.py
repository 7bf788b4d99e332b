"""Texts and URLs are feedparser's, and the short cuts are exact."""

from __future__ import annotations

from html import escape
from urllib.parse import urljoin

import pytest
from feedparser.mixin import _FeedParserMixin
from feedparser.sanitizer import _HTMLSanitizer
from feedparser.urls import _urljoin

from feedmill.sources.fast_text import (
    are_absolute,
    is_absolute,
    is_odd,
    looks_like_html,
    put_right,
    resolve,
    settle,
)
from feedmill.sources.feed_items import join

TEXTS = [
    *(f"a <{tag}>b</{tag}>" for tag in sorted(_HTMLSanitizer.acceptable_elements)),
    *(f"a <{tag}>b</{tag}>" for tag in ("html", "script", "svg", "foo", "h7", "B", "iframe", "title")),
    *("a", "", "a < b", "a & b", "&amp;", "&nope;", "&#39;", "<b>", "</b>", "<b>a</b> <foo>", "&eacute; <b>"),
]
URLS = [
    *(
        "https://x.example",
        "https://x.example/",
        "http://x.example/a?b=c&d=e#f",
        "https://x.example/?a=b?c=/d",
    ),
    *("https://x.example/?", "https://x.example/#", "https://x.example/?#a", "https://x.example/a;"),
    *("https://x.example/a;b", "https://x.example/?a;b", "HTTPS://x.example/", "https:///x", "https://?a"),
    *(
        "https://",
        "https://#a",
        "http://[x",
        "https://x.example/[a]",
        "//x.example/a",
        "/a",
        "a",
        "",
        "?a",
        "#a",
    ),
    *(
        "mailto:a@x.example",
        "tag:x,2026:1",
        "https://x.example/a b",
        "https://x.example/a ",
        " https://x.example/",
    ),
    *("https://x.example/a\nb", "https://x.example/a\tb", "https://x.example/é", "https://é.example/"),
    *("http:////x.example//a", "https://x.example//a", "https://x.example/../a", "https://x.example/%7Ea"),
    *(
        "https://x.example:80/a@b",
        "https://x.example/a\u00a0",
        "https://x.example/a\u3000b",
        "ftp://x.example/a",
    ),
]
BASES = ["", "https://y.example/dir/file", "http://y.example"]


@pytest.mark.parametrize("text", TEXTS)
def test_plain_text_looks_like_html_to_both(text: str) -> None:
    """The guess is feedparser's own."""
    assert _FeedParserMixin.looks_like_html(text) == looks_like_html(text)


@pytest.mark.parametrize("base", BASES)
@pytest.mark.parametrize("url", URLS)
def test_urls_are_resolved_alike(url: str, base: str) -> None:
    """Resolving gives what feedparser and what the slow reader give."""
    assert _urljoin(base, url) == resolve(base, url)
    assert join(base, url) == settle(base, url)


@pytest.mark.parametrize("url", URLS)
def test_what_is_absolute_stays(url: str) -> None:
    """No URL that is called absolute is changed by resolving it; many are."""
    if is_absolute(url):
        assert {url} == {urljoin(base, url) for base in BASES}
    if are_absolute([url]):
        assert is_absolute(url)


def test_many_urls_are_judged_at_once() -> None:
    """All are absolute if each is; none is hidden by the others."""
    right = ["https://x.example/a?b=c#d", "http://x.example/?e=f"]

    assert are_absolute([])
    assert are_absolute(right)
    assert all(
        not are_absolute([*right[:1], wrong, *right[1:]]) for wrong in ("", "a", "https://x.example/?")
    )
    assert not are_absolute([f"{right[0]}\0"])


@pytest.mark.parametrize(
    "text", ["Ã©", "it\x92s", "\x81", "\x80\x9f", "Ã", "é", "日本", " a ", "", "Ã©日", "\u00a0a\u00a0"]
)
def test_text_is_put_right_as_by_feedparser(text: str) -> None:
    """Text comes out as feedparser's reader gives it; what may have to be put right is told before."""
    reader = _FeedParserMixin.__new__(_FeedParserMixin)
    vars(reader).update(
        elementstack=[["name", 1, [text]]], version="rss20", contentparams={}, encoding="utf-8",
        title_depth=-1, inentry=0, infeed=0, insource=0, resolve_relative_uris=False, sanitize_html=False,
    )  # fmt: skip
    expected = reader.pop("name")

    assert expected == put_right(text)
    assert expected == text.strip() or is_odd(text.encode())


@pytest.mark.parametrize("text", ["it&#146;s", "&#x92;", "&#xC3;&#xA9;", "&#195;&#169;", "&#0146;"])
def test_references_may_be_odd(text: str) -> None:
    """Characters that are written as references are seen, few or many others before them."""
    assert is_odd(text.encode())
    assert is_odd(f"{'#' * 500}{text}".encode())
    assert is_odd(f"{escape('&') * 500}{text}".encode())


def test_other_text_is_not_odd() -> None:
    """Text without such characters needs no second look."""
    assert not is_odd("é “q” &#8217; &#39; #146; &#xe9; &#x2019;".encode())
