"""Names of authors, and types of media."""

from __future__ import annotations

import pytest

from feedmill.text.media_types import media_type
from feedmill.text.people import names


@pytest.mark.parametrize(
    ("author", "name"),
    [
        ("Ann Lee", "Ann Lee"),
        ("a@b.example (Ann Lee)", "Ann Lee"),
        ("a@b.example (Lee (Ann))", "Lee (Ann)"),
        ("Ann Lee <a@b.example>", "Ann Lee"),
        ('"Ann Lee" <a@b.example>', "Ann Lee"),
        ("Ann Lee (a@b.example)", "Ann Lee"),
        ("a@b.example", "a@b.example"),
        ("<b>Ann</b> &amp; Bob", "Ann & Bob"),
        ("  Ann\n Lee ", "Ann Lee"),
    ],
)
def test_names(author: str, name: str) -> None:
    """The name is shown, the address only where there is no name."""
    assert names((author,)) == (name,)


def test_names_stand_once() -> None:
    """The same person in two forms is one; nothing and too much are left out."""
    assert names(("Ann", "a@b.example (Ann)", "", " ", "Bob")) == ("Ann", "Bob")
    assert len(names(tuple(map(str, range(1_000))))) == 50


@pytest.mark.parametrize(
    ("declared", "url", "found"),
    [
        ("audio/mpeg", "https://example.org/a.mp4", "audio/mpeg"),
        ("Audio/MPEG; codecs=mp3", "https://example.org/a", "audio/mpeg"),
        ("", "https://example.org/a.MP3?x=1", "audio/mpeg"),
        ("mp3", "https://example.org/a.mp3", "audio/mpeg"),
        ("javascript/evil", "https://example.org/a.png#x", "image/png"),
        ("", "https://example.org/a.unknown", "application/octet-stream"),
        ("", "https://example.org", "application/octet-stream"),
    ],
)
def test_media_type(declared: str, url: str, found: str) -> None:
    """A plausible declared type is kept, else the ending decides."""
    assert found == media_type(declared, url)
