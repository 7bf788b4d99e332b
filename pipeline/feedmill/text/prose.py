"""
Plain text and what can be made of it: paragraphs, a headline, a lead.

Knows no HTML but the few tags that it writes, and no language: a sentence ends where the
punctuation says so.
"""

from __future__ import annotations

import re
from html import escape
from itertools import groupby
from typing import TYPE_CHECKING

from feedmill.text.clean import clean_block, clean_line, cut, may_be_double

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

__all__ = ["headline", "lead", "paragraphs", "paragraphs_of"]

HEADLINE = 120
LEAD = 500
#: Lines longer than this were not wrapped by an editor: each is a paragraph of its own.
WRAPPED = 100

_BULLET = re.compile(r"[-*•‣▪●]\s+")
# A sentence ends with its mark and closing quotes, before white space; in Chinese and Japanese
# no space follows. Possessive: a row of a million full stops must take no longer than it is.
_SENTENCE = re.compile(
    r"""(?<![.!?…])[.!?…]++["'”’»)\]]*+(?=\s|\Z)|[。！？]++[”’」』）]*+"""  # noqa: RUF001 - full-width marks
)
_MARK = re.compile("[.!?…。！？]")  # noqa: RUF001 - full-width marks
_MARKS = frozenset(""".!?…"'”’»)]。！？」』）""")  # noqa: RUF001 - all of these
# A full stop after these ends no sentence (English, German, French, Spanish; initials apart).
_ABBREVIATIONS = frozenset({
    "adm", "apr", "aug", "bzw", "ca", "capt", "col", "dec", "dr", "etc", "ex", "feb", "fig", "gen",
    "gov", "hon", "inc", "jan", "jr", "jul", "jun", "lt", "ltd", "maj", "mar", "mme", "mr", "mrs",
    "ms", "mt", "no", "nov", "nr", "oct", "prof", "rep", "rev", "sen", "sep", "sept", "sgt", "sr",
    "sra", "st", "str", "vs",
})  # fmt: skip
_OPENING = "([\"'“‘«„"


def headline(text: str) -> str:
    """Give the first sentence of *text*, cut at a word with an ellipsis to at most 120 characters."""
    first = clean_block(text).partition("\n")[0][: 4 * HEADLINE]
    ends = _sentence_ends(first)
    return cut(first[: ends[0]] if ends else first, HEADLINE)


def lead(text: str, limit: int = LEAD) -> str:
    """
    Give the start of *text* as one line of at most *limit* characters.

    Cut after a sentence if one ends in the second half, else at a word with an ellipsis.
    """
    # What is encoded twice shows in the whole only; else the first pages hold all that is asked.
    start = text if may_be_double(text) else text[: 2 * limit]
    line = clean_line(start.replace("\n", " "))
    if len(line) <= limit + 1 and start is not text:
        line = clean_line(text)
    if len(line) <= limit:
        return line
    head, half = line[: limit + 1], limit // 2
    # Only the second half is asked for; marks in a row belong together.
    while half and head[half - 1] in _MARKS:
        half -= 1
    ends = [end for end in _sentence_ends(head, half) if limit // 2 <= end <= limit]
    return line[: ends[-1]] if ends else cut(line, limit)


def paragraphs(plain: str) -> str:
    """
    Make safe HTML of plain text: paragraphs, and lists of lines that begin with "- " or "* ".

    A blank line parts paragraphs; so does any line break in a text without blank lines or with
    lines longer than an editor would wrap.
    """
    return paragraphs_of(clean_block(plain))


def paragraphs_of(text: str) -> str:
    """Do what `paragraphs` does, with a clean block."""
    if "\n" not in text and _BULLET.match(text) is None:
        return f"<p>{_escaped(text)}</p>" if text else ""
    lines = text.split("\n")
    wrapped = "" in lines and max(map(len, lines)) <= WRAPPED
    blocks: list[str] = []
    for is_list, group in groupby(lines, key=lambda line: _BULLET.match(line) is not None):
        block = tuple(group)
        blocks += _list(block) if is_list else _paragraphs(block, wrapped=wrapped)
    return "\n".join(blocks)


def _list(lines: Iterable[str]) -> list[str]:
    items = (f"<li>{_escaped(_BULLET.sub('', line, count=1))}</li>" for line in lines)
    return ["<ul>", *items, "</ul>"]


def _paragraphs(lines: Iterable[str], *, wrapped: bool) -> list[str]:
    if not wrapped:
        return [f"<p>{_escaped(line)}</p>" for line in lines if line]
    parts = [" ".join(group) for is_text, group in groupby(lines, key=bool) if is_text]
    return [f"<p>{_escaped(part)}</p>" for part in parts]


def _escaped(text: str) -> str:
    # A mark that would melt with the ">" before it stands as a reference (see `sanitising`).
    safe = escape(text, quote=False)
    return f"&#824;{safe[1:]}" if safe.startswith("\u0338") else safe


def _sentence_ends(line: str, place: int = 0) -> list[int]:
    ends = ((match, line[match.end() :].lstrip()[:1]) for match in _sentences(line, place))
    # "Never again!" he said: a small letter goes on with the sentence.
    return [match.end() for match, after in ends if not after.islower() and not _abbreviates(line, match)]


def _sentences(line: str, place: int) -> Iterator[re.Match[str]]:
    """Find the ends of sentences; looking for the marks first takes a fifth of the time."""
    while (mark := _MARK.search(line, place)) is not None:
        match = _SENTENCE.match(line, mark.start())
        place = mark.end() if match is None else match.end()
        if match is not None:
            yield match


def _abbreviates(line: str, match: re.Match[str]) -> bool:
    """Say whether the full stop ends an abbreviation: one of the table, a letter, or "U.S."."""
    if match[0] != ".":
        return False
    word = line[: match.start()].rpartition(" ")[2].lstrip(_OPENING)
    return len(word) <= 1 or word.lower() in _ABBREVIATIONS or re.fullmatch(r"(?:\w\.)+\w", word) is not None
