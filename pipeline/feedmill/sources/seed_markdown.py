"""
Seeds of Markdown: CommonMark with tables; HTML in it passes, for it is cleaned later.

The first heading of the first level is the title, and leaves the body. A block of related titles
is set apart, as in every kind of seed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from feedmill.model import Entry
from feedmill.text.html import parted, plain, sanitise
from feedmill.text.related_labels import RELATED_LABELS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from markdown_it.token import Token

__all__ = ["read_markdown"]


def read_markdown(text: str, *, headed: bool = False) -> Entry:
    """Give the entry of a Markdown text; with *headed* its title is known, and a heading is text."""
    from markdown_it import MarkdownIt

    markdown = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    tokens = markdown.parse(_with_labels_apart(text))
    place = -1 if headed else _heading(tokens)
    title = ""
    if place >= 0:
        title = plain(markdown.renderer.render([tokens[place + 1]], markdown.options, {}))
        tokens = [*tokens[:place], *tokens[place + 3 :]]  # heading_open, inline, heading_close
    html = str(markdown.renderer.render(tokens, markdown.options, {})).strip()
    # Parting takes clean HTML. Where nothing is set apart, the body stays as its author wrote it.
    parts = parted(sanitise(html, ""))
    return Entry(
        title=title,
        title_is_html=False,
        content=parts.rest if parts.related else html,
        related=parts.related,
    )


def _with_labels_apart(text: str) -> str:
    """Make a label of related titles a paragraph, where it stands under a text without a blank line."""
    lines = text.split("\n")
    return "\n".join(
        f"\n{line}" if line.strip(" \t:").casefold() in RELATED_LABELS else line for line in lines
    )


def _heading(tokens: Sequence[Token]) -> int:
    """Give the place of the first heading of the first level, or -1."""
    return next(
        (place for place, token in enumerate(tokens) if token.type == "heading_open" and token.tag == "h1"),
        -1,
    )
