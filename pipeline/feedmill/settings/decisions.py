"""
`config/decisions.toml`: what the operator pinned and banned.

The one file of `config/` that commands write. It is edited as text, so that everything an operator
wrote into it stays, and replaced in one step, so that a reader never sees half of it.
"""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING

from feedmill.errors import UsageError
from feedmill.model import Decision, DecisionKind
from feedmill.settings import files
from feedmill.settings.editing import appended, replace_file, without_lines
from feedmill.settings.notes import Notes, quoted
from feedmill.settings.places import scan

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from feedmill.model import Topic
    from feedmill.settings.notes import Document

__all__ = ["add_decision", "read_decisions", "remove_decisions", "warn_of_decisions"]

_OPPOSITE = {DecisionKind.PIN: DecisionKind.BAN, DecisionKind.BAN: DecisionKind.PIN}
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


def read_decisions(document: Document, mistakes: Notes) -> tuple[Decision, ...]:
    """Give pins, then bans, each in the order of the file, noting every mistake."""
    from feedmill.settings.checking import check
    from feedmill.settings.models import DecisionsFile

    if check(DecisionsFile, document.table, document, (), mistakes) is None:
        return ()
    return _decisions(document.text)


def warn_of_decisions(
    decisions: tuple[Decision, ...], topics: tuple[Topic, ...], document: Document, warnings: Notes
) -> None:
    """Warn of decisions about topics that are not there, and of pins that a ban beats."""
    slugs = {topic.slug for topic in topics}
    for kind in DecisionKind:
        chosen = [decision for decision in decisions if decision.kind is kind]
        for index, decision in enumerate(chosen):
            if decision.topic and decision.topic not in slugs:
                sentence = f"there is no topic {quoted(decision.topic)}, so this does nothing"
                warnings.add(document, (kind.value, index, "topic"), sentence)
            if kind is DecisionKind.PIN and _opposite(decision) in decisions:
                warnings.add(document, (kind.value, index), "the article is banned as well, and the ban wins")


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
