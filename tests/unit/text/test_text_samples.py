"""One spelling of what is sampled."""

from __future__ import annotations

import pytest

from fakes import article
from feedmill.normalise import fingerprint, with_shingles
from feedmill.text.samples import compared, sample_of
from feedmill.text.shingles import sampled

TEXT = "The lеаdеrs of the G-7 met; they met in Hiroshima, Japan's city, on Friday. " * 4  # noqa: RUF001 - Cyrillic


def test_words_of_two_scripts_are_read_as_what_they_look_like() -> None:
    """The norms are those of filters but for such words."""
    assert compared(TEXT).startswith(
        "the leaders of the g7 met they met in hiroshima japan city on friday the"
    )
    assert compared("") == ""


@pytest.mark.parametrize("text", [TEXT, "short", ""])
def test_all_who_sample_sample_the_same(text: str) -> None:
    """New articles, stored ones, and whoever asks for them."""
    one = article("a", text=text)

    assert sampled(compared(text)) == sample_of(text)
    assert sample_of(text) == fingerprint("", "title", text).shingles
    assert sample_of(text) == with_shingles(one).fingerprint.shingles
