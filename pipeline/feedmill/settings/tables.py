"""What files with named tables (`[sources.x]`, `[topics.x]`) have in common."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from feedmill.settings.checking import shown, suggestion
from feedmill.settings.fields import read_slug
from feedmill.settings.notes import quoted

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from feedmill.settings.notes import Document, Notes
    from feedmill.settings.places import KeyPath

__all__ = ["check_former_names", "check_sections", "named_tables", "refuse_two_clocks"]


def check_sections(
    table: Mapping[str, Any], known: Collection[str], document: Document, mistakes: Notes
) -> None:
    """Note every key at the top of a file that is none of the *known* ones, or no table."""
    for key, value in table.items():
        if key not in known:
            mistakes.add(document, (key,), f"unknown key {quoted(key)}{suggestion(key, known)}", about=())
        elif not isinstance(value, dict):
            mistakes.add(document, (key,), "expected a table")


def named_tables(
    table: Mapping[str, Any], section: str, document: Document, mistakes: Notes
) -> Iterator[tuple[str, Any]]:
    """Yield name and content of each table in *section*, and note names that cannot be names of files."""
    content = table.get(section)
    for name, value in content.items() if isinstance(content, dict) else ():
        try:
            read_slug(name)
        except ValueError as error:
            mistakes.add(document, (section, name), f"the name {error}")
        yield name, value


def check_former_names(
    section: str, former: Sequence[tuple[str, Sequence[str]]], document: Document, mistakes: Notes
) -> None:
    """Note every former name that another table has, or had: ids and feeds can have one heir only."""
    heirs = {name: name for name, _ in former}
    for name, names in former:
        for index, old in enumerate(names):
            heir = heirs.setdefault(old, name)
            if heir != name or old == name or old in names[:index]:
                path = (section, name, "formerly", index)
                sentence = f"is taken by {section}.{heir}; a former name can have one heir only"
                mistakes.add(document, path, f"{shown(document.raw(path))} {sentence}")


def refuse_two_clocks(raw: object, path: KeyPath, document: Document, mistakes: Notes) -> None:
    """Note a table that holds both `cron` and `every`, whatever else is wrong with it."""
    if isinstance(raw, dict) and {"cron", "every"} <= raw.keys():
        mistakes.add(document, path, "give cron or every, not both")
