"""The last look at a file before it goes to the shelf."""

from __future__ import annotations

import pytest

from feedmill.errors import PublishError
from feedmill.formats.check import check


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        ("rss", b"<rss/>"),
        ("atom", b"<feed/>"),
        ("opml", b"<opml/>"),
        ("json", b'{"a": 1.5}'),
        ("html", b"<!DOCTYPE html>\n<html></html>\n"),
    ],
)
def test_sound_files(kind: str, content: bytes) -> None:
    """A file that parses again may be put."""
    check(kind, content)  # raises nothing


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        ("rss", b"<rss><channel></rss>"),
        ("rss", b"<rss>\x01</rss>"),
        ("atom", b""),
        ("atom", b"<feed>&undefined;</feed>"),
        ("opml", "<opml>ä</opml>".encode("latin-1")),
        ("json", b'{"a": NaN}'),
        ("json", b'{"a": '),
        ("json", b'{"a": "\xff"}'),
        ("html", b"<!DOCTYPE html>\n<html>"),
        ("html", b"<!DOCTYPE html>\n\xff</html>\n"),
    ],
)
def test_broken_files(kind: str, content: bytes) -> None:
    """A broken file is refused, in one sentence that names its kind."""
    with pytest.raises(PublishError, match=f"^a rendered {kind} file is broken .*please report this$"):
        check(kind, content)
