"""Ids by the contract's formulas."""

from __future__ import annotations

import pytest

from feedmill.text.hashes import xxh64, xxh128
from feedmill.text.ids import article_id, article_key, page_path


@pytest.mark.parametrize(
    ("guid", "key"),
    [
        ("abc-._~XYZ019", "abc-._~XYZ019"),
        ("https://example.org/?p=1", "https%3A%2F%2Fexample.org%2F%3Fp%3D1"),
        ("é 100%", "%C3%A9%20100%25"),
        ("a" * 100, "a" * 100),
        ("é" * 100, "%C3%A9" * 100),
        ("a" * 101, xxh128("a" * 101)),
    ],
)
def test_a_guid_is_the_key(guid: str, key: str) -> None:
    """Percent-encoded up to 100 characters, hashed beyond; link, title and text do not matter."""
    assert key == article_key(guid, "example.org/a", "Title", "Text", shared_link=True)


def test_without_a_guid_the_link_is_the_key() -> None:
    """The match key's hash, with the folded title where several entries share the link."""
    alone = article_key("", "example.org/a", "The Title!", "Text", shared_link=False)
    shared = article_key("", "example.org/a", "The Title!", "Text", shared_link=True)

    assert alone == xxh128("example.org/a")
    assert shared == xxh128("example.org/a", "the title")


def test_without_guid_and_link_the_words_are_the_key() -> None:
    """Folded title and text: case and punctuation do not matter."""
    key = article_key("", "", "The Title!", "Some  text.", shared_link=False)

    assert (
        key
        == xxh128("the title", "some text")
        == article_key("", "", "the title", "Some text", shared_link=True)
    )


def test_tag_uris_and_pages() -> None:
    """An id is a tag: URI, a page is named by the source and the id's hash."""
    uri = article_id("example.org", "2026-01-01", "seeds", "hiroshima")

    assert uri == "tag:example.org,2026-01-01:seeds/hiroshima"
    assert page_path("seeds", uri) == f"articles/seeds-{xxh64(uri)}.html"
