"""
An explanation for a person: on a terminal with colours and as wide as it is, else as plain lines.

Matched words are highlighted where there are colours (NO_COLOR is honoured), else they stand in brackets.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from rich.console import Console
from rich.text import Text

from feedmill.cli.terminal import is_coloured, visible
from feedmill.text.dates import rfc3339
from feedmill.topics.excerpts import excerpts

if TYPE_CHECKING:
    from feedmill.explain import Explained, Member, Tie, TopicExplained
    from feedmill.model import Article, Edit, Excerpt, Reason, Relation
    from feedmill.topics import Score

__all__ = ["show_explained"]

_ROLES = {
    "shown": "shown",
    "named": 'named under "Also in"',
    "dropped": "left out, as the topic drops such copies",
    "no-match": "left out, as it does not match the topic",
    "banned": "left out, as it is banned by hand",
}
_PREFERRED = {
    "seed": "is a seed",
    "own-host": "lies on its own source's host",
    "weight": "comes from a source of more weight",
    "original": "names no other publisher as its source",
    "full-text": "has the full text",
    "first-seen": "was seen first",
    "id": "has the smaller id",
    "update": "is the newer version",
}
#: Code points of text shown on either side of matched words, where the width says nothing else.
_AROUND = 40
#: Columns that an excerpt leaves to what stands before it.
_BESIDE = 30
_NARROWEST = 40
#: Characters shown of a failing clause, which may be most of a filter.
_LONGEST_CLAUSE = 100

#: A line: how far it is indented, and what it says.
_Line = tuple[int, Text]


def show_explained(explained: Explained) -> None:
    """Print the article, then each topic with its reasons, or with what would make it match."""
    console = Console(
        file=sys.stdout,
        color_system="auto" if is_coloured() else None,
        highlight=False,
        markup=False,
        emoji=False,
        soft_wrap=True,
    )
    width = max(console.width, _NARROWEST) if sys.stdout.isatty() else 0
    page = _Page(coloured=is_coloured(), around=max(_AROUND, (width - _BESIDE) // 2))
    for indent, line in page.lines(explained):
        wrapped = line.wrap(console, width - indent - 2) if width else [line]
        for number, each in enumerate(wrapped):
            each.rstrip()
            console.print(Text(" " * (indent + 2 * (number > 0))) + each)


class _Page:
    """Writes the lines."""

    def __init__(self, *, coloured: bool, around: int) -> None:
        self._coloured = coloured
        self._around = around

    def lines(self, explained: Explained) -> Iterator[_Line]:
        article = explained.article
        yield 0, _text(article.title, "bold")
        for name, value in (
            ("id", article.id),
            ("source", article.source),
            ("url", article.url or "(a page of ours)"),
            ("published", f"{rfc3339(article.published)}   first seen {rfc3339(article.first_seen)}"),
            ("tags", ", ".join(article.tags) or "-"),
            *(("tied to", _tied(tie)) for tie in explained.ties),
        ):
            yield 2, _text(f"{name:<11}", "dim") + _text(value)
        for one in explained.topics:
            yield 0, Text()
            yield from self._topic(one, article)

    def _topic(self, one: TopicExplained, article: Article) -> Iterator[_Line]:
        by_hand = {"pin": " (pinned by hand)", "ban": " (banned by hand)"}.get(one.decided, "")
        verdict = _text("matches", "green") if one.matches else _text("does not match", "red")
        yield 0, _text(f"{one.topic}: ", "bold") + verdict + _text(by_hand)
        for excerpt in excerpts(one.reasons, article, self._around):
            yield 4, self._excerpt(excerpt)
        for score in one.scores:
            yield 4, _text(_scored(score))
        for miss in one.fails:
            yield 4, _text(_cut(miss.clause), "cyan") + _text(f": {miss.needs}")
            yield from self._change(miss.change, article)
        if len(one.members) > 1:
            yield 4, _text(f"one of {len(one.members)} copies; shown: {one.representative or 'none'}")
            for member in one.members:
                yield 6, _text(_member(member), "" if member.role.value == "shown" else "dim")

    def _change(self, change: Sequence[Edit], article: Article) -> Iterator[_Line]:
        """Tell the whole of the smallest change, where one was found, with all that it removes."""
        if not change:
            yield 4, _text("no change was found that would make it match")
            return
        yield 4, _text("the smallest change: ") + _text("; and ".join(edit.said for edit in change), "bold")
        gone = [place for edit in change for place in edit.places]
        for excerpt in excerpts(_numbered(gone), article, self._around):
            yield 6, self._excerpt(excerpt, clause="")

    def _excerpt(self, excerpt: Excerpt, clause: str | None = None) -> Text:
        """Show matched words among those round them, under the clause that asked for them."""
        asked = excerpt.clause if clause is None else clause
        line = _text(asked, "cyan") + _text(f"{': ' if asked else ''}{excerpt.field}: ", "dim")
        for number, piece in enumerate(excerpt.pieces):
            if number % 2 and self._coloured:
                line.append_text(_text(piece, "bold black on yellow"))
            else:
                line.append_text(_text(f"[{piece}]" if number % 2 else piece))
        if excerpt.more:
            line.append_text(_text(f"  (and {excerpt.more} more)", "dim"))
        return line


def _text(said: str, style: str = "") -> Text:
    return Text().append(visible(said.replace("\n", " ")), style)


def _cut(clause: str) -> str:
    return clause if len(clause) <= _LONGEST_CLAUSE else f"{clause[: _LONGEST_CLAUSE - 1]}…"


def _numbered(places: Iterable[Reason]) -> Iterator[Reason]:
    """Give each place a term of its own, so that every one has its excerpt."""
    for number, place in enumerate(places):
        yield replace(place, clause="", term=str(number))


def _scored(score: Score) -> str:
    """Tell what a weighed group comes to, and of which parts."""
    found = ", ".join(f"{part.clause} ({part.weight.normalize():f})" for part in score.parts if part.matches)
    asked, total = f"{score.minimum.normalize():f}", f"{score.sum.normalize():f}"
    return f"score {total} of {asked}{': ' if found else ''}{found}"


def _member(member: Member) -> str:
    said = f"{member.id} ({member.source}): {_ROLES[member.role.value]}"
    if member.relation:
        said += f"; {_related(member.relation)}"
    if member.preferred_by:
        said += f"; the one shown {_PREFERRED[member.preferred_by]}"
    return said


def _tied(tie: Tie) -> str:
    return f"{tie.id} ({tie.source}): {_related(tie.relation)}"


def _related(relation: Relation) -> str:
    return f"{relation.kind.value} {relation.score:g}: {relation.reason}"
