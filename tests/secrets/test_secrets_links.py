"""T21: links that hold the subscriber's token open without it, or lead to a page of our own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import Any

import pytest

from feedmill import digest
from feedmill.text import echoes
from installation import Mill, item, rss, unpacked
from loopback import Loopback, Reply

TOKEN = "canary-token-0123"
#: Link of an item → what is published for it; {} is the token. None = a page of our own.
LINKS = {
    "https://p.example/1?token={}": "https://p.example/1",
    "https://p.example/2?a=1&token={}&b=2": "https://p.example/2?a=1&b=2",
    "https://p.example/3?a=1#key={}": "https://p.example/3?a=1",
    "https://me:{}@p.example/4": "https://p.example/4",
    "https://p.example/5": "https://p.example/5",
    "https://p.example/{}/6": None,
}


@pytest.fixture
def server() -> Iterator[Loopback]:
    """Serve on loopback."""
    with Loopback() as loopback:
        yield loopback


@pytest.fixture
def mill(tmp_path: Path, capsys: pytest.CaptureFixture[str], server: Loopback) -> Mill:
    """Give a mill that reads one private feed, whose items repeat its token."""
    made = Mill(folder=tmp_path / "mill", capture=capsys)
    made.write(
        "config/feedmill.toml",
        '[site]\nurl = "https://mill.example/"\n[fetch]\nallow_private = ["127.0.0.0/8"]\n',
    )
    made.write("config/topics.toml", "[topics.news]\nfilter = '*'\n")
    made.write(
        "config/sources.toml",
        f'[sources.secret]\nkind = "feed"\nurl = "http://127.0.0.1:{server.port}/f?token={TOKEN}"\n',
    )
    items = (
        item(f"guid-{number}", f"Title {number}", _text(url), escape(url))
        for number, url in enumerate((link.format(TOKEN) for link in LINKS), start=1)
    )
    server.routes["/f"] = Reply(body=rss(*items))
    return made


def _text(url: str) -> str:
    return escape(f'<p>Read <a href="{escape(url)}">all of it</a> at {escape(url)}.</p>')


def published(mill: Mill) -> dict[str, Any]:
    """Run, and give the published items by their title."""
    mill.run()
    return {one["title"]: one for one in mill.feed("news")["items"]}


def broken(items: dict[str, Any]) -> list[str]:
    """Give the links that open nothing: with a secret masked, or missing altogether."""
    found = []
    for one in items.values():
        links = [one.get("url", ""), *re.findall(r'(?:href|src)="([^"]*)"', one["content_html"])]
        found += [link for link in links if "*" in link or not link]
    return found


def test_links_open_without_the_token(mill: Mill) -> None:
    """Parameter, login and fragment go; the rest of the address stays as it was."""
    items = published(mill)
    wanted = {f"Title {n}": url for n, url in enumerate(LINKS.values(), start=1) if url}

    assert wanted == {title: items[title]["url"] for title in wanted}
    assert [] == broken(items)


def test_a_token_in_the_path_leaves_a_page_of_our_own(mill: Mill) -> None:
    """The item keeps its id and text, and can be read at our site."""
    one = published(mill)["Title 6"]
    page = mill.folder / "feeds" / one["url"].removeprefix("https://mill.example/")

    assert one["url"].startswith("https://mill.example/articles/")
    assert "all of it" in page.read_text()
    assert one["id"].endswith("secret/guid-6")


def test_links_inside_texts_open_too(mill: Mill) -> None:
    """Markup and plain text alike; where nothing opens, the words stay without a link."""
    items = published(mill)

    assert 'href="https://p.example/2?a=1&amp;b=2"' in items["Title 2"]["content_html"]
    assert "all of it" in items["Title 6"]["content_html"]
    assert "href" not in items["Title 6"]["content_html"].partition("all of it")[0]


def test_nobody_reads_the_token(mill: Mill) -> None:
    """No published file, and no table."""
    published(mill)
    made = [
        path for folder in ("feeds", "var") for path in (mill.folder / folder).rglob("*") if path.is_file()
    ]

    assert len(made) > 5
    assert [] == [str(path) for path in made if TOKEN.encode() in unpacked(path)]


def test_control_a_build_that_masks_links_is_noticed(mill: Mill, monkeypatch: pytest.MonkeyPatch) -> None:
    """With "***" for the token, as in texts, the same check finds dead links."""
    monkeypatch.setattr(digest, "_CHANGED_AS", dict.fromkeys(digest._CHANGED_AS, echoes.masked))

    assert broken(published(mill))
