"""T7 to T10: each guard of documents is what keeps them harmless; with it off, the judges see the harm."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest

from feedmill.model import Document, ParseError
from feedmill.sources import encodings, feed_json
from feedmill.text import sanitising
from hostile_documents import ENCODINGS, VECTORS
from unsafe_html import dangers

BASE = "https://bad.example/"
#: A few hundred levels are read by a parser of HTML; what they cost grows with their square.
DEEP = 6_000


def readings() -> dict[str, str]:
    """Decode plain ASCII under each label; give what is not that text, or what was raised, by label."""
    body, odd = b"<title>Plain \\u0041-xyz-</title>", dict[str, str]()
    for label in ENCODINGS:
        try:
            text = encodings.decode(body, declared=label).text
        except Exception as error:  # noqa: BLE001 -- whatever a codec raises
            text = type(error).__name__
        if "Plain" not in text or "\\u0041" not in text:
            odd[label] = text
    return odd


def test_no_label_reads_ascii_as_something_else() -> None:
    """T7: nor raises; what a label may not mean is read as what it is."""
    assert {} == readings()


def test_control_without_the_list_labels_raise_and_mislead(monkeypatch: pytest.MonkeyPatch) -> None:
    """T7: Python's own table of codecs has some that raise, and some that unescape."""
    monkeypatch.setattr(encodings, "_codec", str)
    odd = readings()

    assert {"UnicodeError", "LookupError"} & set(odd.values())
    assert "A" in odd.get("unicode_escape", odd.get("unicode-escape", ""))


def nested(depth: int) -> Document:
    """Give a JSON Feed that is nested so deep."""
    items = "[" * depth + "]" * depth
    return Document(
        name=BASE, body=b'{"version":"https://jsonfeed.org/version/1.1","items":%s}' % items.encode()
    )


@pytest.mark.parametrize("depth", [900, 1_000, 5_000, 400_000])
def test_nesting_ends_no_reader_of_json(depth: int) -> None:
    """T8: it is read, or refused in a sentence."""
    assert isinstance(feed_json.parse(nested(depth)), ParseError) or depth < 1_000


def test_control_a_reader_that_trusts_depth_raises(monkeypatch: pytest.MonkeyPatch) -> None:
    """T8: without the care for it the same document ends the reader."""
    monkeypatch.setattr(feed_json, "_load", lambda text: (json.loads(text), True))

    with pytest.raises(RecursionError):
        feed_json.parse(nested(5_000))


class Trusting:
    """A cleaner that cleans nothing."""

    def clean(self, html: str) -> str:
        """Give *html* as it is."""
        return html


def alive() -> int:
    """Count the ways to run a script that survive."""
    return sum(bool(dangers(sanitising.sanitise(vector, BASE))) for vector in VECTORS[::4])


def test_control_without_the_cleaner_scripts_run(monkeypatch: pytest.MonkeyPatch) -> None:
    """T9: none of them survives cleaning; it is no other step that kills them."""
    assert 0 == alive()
    monkeypatch.setattr(sanitising, "_cleaner", lambda _: Trusting())

    assert alive() > len(VECTORS[::4]) / 2


def cost(shape: str, depth: int = DEEP) -> float:
    """Give the CPU seconds of cleaning *shape*, nested so deep."""
    html = shape * depth + "words"
    before = time.process_time()
    sanitising.sanitise(html, BASE)
    return time.process_time() - before


@pytest.mark.parametrize("shape", ["<div>", "<b>", "<table><tr><td>", "<div><p><i>"])
def test_nesting_costs_no_more_than_its_length(shape: str) -> None:
    """T10: a hundred thousand levels take less than a second (with room for a busy machine: ten)."""
    assert cost(shape, 100_000) < 10


def test_control_without_the_measure_nesting_costs_the_square(monkeypatch: pytest.MonkeyPatch) -> None:
    """T10: nh3 alone takes many times as long for the very same."""
    guarded = max(cost("<div>") for _ in range(3))
    monkeypatch.setattr(sanitising, "is_tame", lambda _: True)
    trusting: Any = cost("<div>")

    assert trusting > 10 * guarded
