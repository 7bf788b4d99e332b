"""
`config/decisions.toml`: what the operator pinned and banned.

The one file of `config/` that commands write. It is edited as text, so that everything an operator
wrote into it stays, and replaced in one step, so that a reader never sees half of it.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import replace
from typing import TYPE_CHECKING

from feedmill.errors import UsageError
from feedmill.model import Decision, DecisionKind
from feedmill.settings import files
from feedmill.settings.editing import appended, replace_file, without_lines
from feedmill.settings.notes import Notes, quoted
from feedmill.settings.places import scan

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable
    from pathlib import Path

    from feedmill.model import Site, Source, Topic
    from feedmill.settings.notes import Document

__all__ = [
    "add_decision",
    "inherited",
    "read_decisions",
    "reidentify_decisions",
    "remove_decisions",
    "warn_of_decisions",
]

_OPPOSITE = {DecisionKind.PIN: DecisionKind.BAN, DecisionKind.BAN: DecisionKind.PIN}
#: An article's id (contract, "Ids"): a tag: URI with the source's id and the article's key.
_ID = re.compile(r"(tag:[^:/]+,[^:/]+:)([^/]+)/.+")
_HEAD = "# What was pinned and banned, by `feedmill pin`, `ban` and `release` or by hand.\n"


def add_decision(folder: Path, decision: Decision) -> bool:
    """
    Write *decision* down and take its opposite back; say whether anything had to be written.

    Raises:
        ConfigError: The file cannot be read.
        UsageError: The file is written in a way that only a person can edit, or cannot be written.
    """
    before = _read(folder)
    held = _decisions(before.text)
    if decision in held and _opposite(decision) not in held:
        return False
    text, _ = _without(before.text, lambda other: other == _opposite(decision))
    if decision not in held:
        table = {"article": decision.article} | ({"topic": decision.topic} if decision.topic else {})
        text = appended(text or _HEAD, {decision.kind.value: [table]})
    kept = [other for other in held if other not in {decision, _opposite(decision)}]
    _write(folder, text, {*kept, decision})
    return True


def remove_decisions(folder: Path, article: str, topic: str = "") -> int:
    """
    Take back what was decided about *article* in *topic*, without one in every topic; give the number.

    Raises:
        ConfigError: The file cannot be read.
        UsageError: The file is written in a way that only a person can edit, or cannot be written.
    """

    def meant(decision: Decision) -> bool:
        return decision.article == article and topic in {"", decision.topic}

    before = _read(folder)
    text, number = _without(before.text, meant)
    held = _decisions(before.text)
    if any(map(meant, held)):
        _write(folder, text, {decision for decision in held if not meant(decision)})
    return number


def reidentify_decisions(folder: Path, old_prefix: str, new_prefix: str) -> int:
    """
    Let ids that begin with *old_prefix* begin with *new_prefix*; give the number of decisions changed.

    A prefix is what `[site] id_domain` and `id_date` make: `tag:example.org,2026-01-01:`.

    Raises:
        ConfigError: The file cannot be read.
        UsageError: The file cannot be written.
    """
    before = _read(folder)
    held = _decisions(before.text)
    chosen = [one for one in held if one.article.startswith(old_prefix) and old_prefix != new_prefix]
    if chosen:
        expected = {
            replace(one, article=new_prefix + one.article.removeprefix(old_prefix)) if one in chosen else one
            for one in held
        }
        _write(folder, _with_prefix(before, old_prefix, new_prefix), expected)
    return len(chosen)


def read_decisions(document: Document, mistakes: Notes) -> tuple[Decision, ...]:
    """Give pins, then bans, each in the order of the file, noting every mistake."""
    from feedmill.settings.checking import check
    from feedmill.settings.models import DecisionsFile

    if check(DecisionsFile, document.table, document, (), mistakes) is None:
        return ()
    return _decisions(document.text)


def inherited(decisions: Iterable[Decision], topics: Collection[Topic]) -> tuple[Decision, ...]:
    """Let what was decided for an earlier slug of a topic (`formerly`) hold under the slug of now."""
    slugs = {topic.slug: topic.slug for topic in topics}
    heirs = {old: topic.slug for topic in topics for old in topic.formerly} | slugs
    return tuple(replace(one, topic=heirs.get(one.topic, one.topic)) for one in decisions)


def warn_of_decisions(
    decisions: tuple[Decision, ...],
    site: Site,
    sources: tuple[Source, ...],
    topics: tuple[Topic, ...],
    document: Document,
    warnings: Notes,
) -> None:
    """Warn of decisions about what is not there, and of pins that a ban beats."""
    known = {name for source in sources for name in (source.id, *source.formerly)}
    slugs = {topic.slug for topic in topics}
    renamed = {old: topic.slug for topic in topics for old in topic.formerly}
    for kind in DecisionKind:
        chosen = [decision for decision in decisions if decision.kind is kind]
        for index, decision in enumerate(chosen):
            trouble = _trouble_of_id(decision.article, f"tag:{site.id_domain},{site.id_date}:", known)
            if trouble:
                warnings.add(document, (kind.value, index, "article"), trouble)
            if decision.topic and decision.topic not in slugs:
                now = renamed.get(decision.topic)
                hint = f"; it is called {quoted(now)} now, and there this holds" if now else ""
                sentence = f"there is no topic {quoted(decision.topic)}{hint or ', so this does nothing'}"
                warnings.add(document, (kind.value, index, "topic"), sentence)
            if kind is DecisionKind.PIN and _opposite(decision) in decisions:
                warnings.add(document, (kind.value, index), "the article is banned as well, and the ban wins")


def _trouble_of_id(article: str, prefix: str, sources: Collection[str]) -> str:
    """Say why no article, or none to come, can have this id; "" if one can."""
    from feedmill.settings.checking import shown

    match = _ID.fullmatch(article)
    if match is None:
        sentence = f"is no id of an article, so this does nothing; write one like {prefix}source/key"
    elif match[1] != prefix:
        sentence = (
            f"does not begin with {prefix}, as ids here do ([site] id_domain, id_date), so this does nothing"
        )
    elif match[2] not in sources:
        return f"there is no source {quoted(match[2])}, so this holds only for articles from before"
    else:
        return ""
    return f"{shown(article)} {sentence}"


def _with_prefix(document: Document, old: str, new: str) -> str:
    """Give the document's text with *new* for *old* where an article's id begins with it."""
    spans = []
    for kind in DecisionKind:
        for index, entry in enumerate(document.table.get(kind.value, ())):
            if entry["article"].strip().startswith(old):
                start = len(entry["article"]) - len(entry["article"].lstrip())
                path = (kind.value, index, "article")
                spans.append(document.places.span(path, start, start + len(old)))
    text = document.text
    for start, end in sorted(spans, reverse=True):
        text = text[:start] + new + text[end:]
    return text


def _opposite(decision: Decision) -> Decision:
    return Decision(kind=_OPPOSITE[decision.kind], article=decision.article, topic=decision.topic)


def _decisions(text: str) -> tuple[Decision, ...]:
    table = tomllib.loads(text)
    return tuple(
        Decision(kind=kind, article=entry["article"].strip(), topic=entry.get("topic", "").strip())
        for kind in DecisionKind
        for entry in table.get(kind.value, [])
    )


def _without(text: str, meant: Callable[[Decision], bool]) -> tuple[str, int]:
    """Give *text* without the tables of these decisions, and their number."""
    places = scan(text)
    doomed = []
    for kind in DecisionKind:
        chosen = [decision for decision in _decisions(text) if decision.kind is kind]
        doomed += [(kind.value, index) for index, decision in enumerate(chosen) if meant(decision)]
    return without_lines(places, doomed), len(doomed)


def _read(folder: Path) -> Document:
    files.require_config(folder)
    mistakes = Notes()
    document = files.read(folder, files.DECISIONS, mistakes, optional=True)
    read_decisions(document, mistakes)
    mistakes.raise_mistakes()
    return document


def _write(folder: Path, text: str, expected: set[Decision]) -> None:
    """Replace the file, unless the edited text does not say what is meant."""
    try:
        sound = set(_decisions(text)) == expected
    except (tomllib.TOMLDecodeError, LookupError, TypeError, AttributeError):
        sound = False
    if not sound:
        raise UsageError(
            f"{files.DECISIONS} is not written as [[pin]] and [[ban]] tables; change it by hand, "
            "or rewrite it so that each decision is a table of its own"
        )
    replace_file(folder / files.DECISIONS, text)
