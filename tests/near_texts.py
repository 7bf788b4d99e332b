"""Articles that the tests of near copies edit, cut, gather and fill in anew: `tests/data/copies`."""

from __future__ import annotations

from pathlib import Path

__all__ = [
    "ENGLISH",
    "GERMAN",
    "JAPANESE",
    "OTHER",
    "THIRD",
    "TITLES",
    "TREASURY",
    "UKRAINIAN",
    "lines",
    "read",
]

DATA = Path(__file__).parent / "data" / "copies"


def read(name: str) -> tuple[str, str]:
    """Give title and text of a file: its first line, and the others."""
    title, _, body = (DATA / f"{name}.txt").read_text(encoding="utf-8").strip().partition("\n")
    return title, body


TITLES = {body: title for title, body in map(read, ("english", "ukrainian", "german", "japanese"))}
ENGLISH, UKRAINIAN, GERMAN, JAPANESE = TITLES
OTHER, THIRD, TREASURY = (read(name)[1] for name in ("landslide", "port", "treasury"))


def lines(body: str, *kept: int) -> str:
    """Give some of a text's lines."""
    return "\n".join(body.split("\n")[number] for number in kept)
