"""
Why an article is in a topic, as HTML for the pages.

A list of excerpts with the matched words marked, each under the clause that asked for it. Everything is
escaped here; what was cut and chosen, and whether to tell at all, was decided before (see `because`).
"""

from __future__ import annotations

from html import escape

from feedmill.formats.content import line
from feedmill.model import Excerpt, Why
from feedmill.text.clean import legal

__all__ = ["why_html"]

_BY_HAND = "Nothing in the topic’s filter asks for it: it was put here by hand."
_NO_WORDS = "None of its words decided: the topic asks for other things, such as where it comes from."


def why_html(why: Why) -> str:
    """Tell why an article is in a topic."""
    if not why.excerpts:
        return f'<p lang="en">{_BY_HAND if why.by_hand else _NO_WORDS}</p>'
    rows = "\n".join(map(_row, why.excerpts))
    return f"<ul>\n{rows}\n</ul>"


def _row(excerpt: Excerpt) -> str:
    """Show some terms: the clause and the place in English, the excerpt in the article's own language."""
    more = f" (and {excerpt.more} more place{'s' if excerpt.more > 1 else ''})" if excerpt.more else ""
    asked = f'<code dir="auto">{escape(line(excerpt.clause))}</code>'
    where = f'<span class="asked" lang="en">{asked} in the {escape(excerpt.field)}{more}</span>'
    said = "".join(
        f"<mark>{_piece(piece)}</mark>" if number % 2 else _piece(piece)
        for number, piece in enumerate(excerpt.pieces)
    )
    return f'<li>{where} <span class="said" dir="auto">{said}</span></li>'


def _piece(text: str) -> str:
    """Escape a piece of text; unlike a line, it keeps the blanks at its ends."""
    # As in all formats, U+FFFD is a question mark.
    return escape(legal(text).replace("\ufffd", "?"))
