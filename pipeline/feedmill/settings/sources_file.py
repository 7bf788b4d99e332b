"""`config/sources.toml`: tables to sources. Fetches nothing; of folders it looks whether they are there."""

from __future__ import annotations

from dataclasses import MISSING, fields
from functools import cache
from os.path import normpath
from pathlib import Path, PurePath
from sys import intern
from typing import TYPE_CHECKING, Any, get_origin, get_type_hints

from pydantic import Field, create_model

from feedmill.model import Source
from feedmill.settings.checking import check, shown, suggestion
from feedmill.settings.environment import expand
from feedmill.settings.fields import Text, Url
from feedmill.settings.models import SourceTable
from feedmill.settings.notes import quoted
from feedmill.settings.tables import check_former_names, check_sections, named_tables, refuse_two_clocks
from feedmill.sources import KINDS, kind
from feedmill.text.urls import redact

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import timedelta

    from feedmill.settings.notes import Document, Notes
    from feedmill.settings.places import KeyPath

__all__ = ["kind_model", "read_sources", "warn_of_sources"]

#: How an address is written, by the name of its key; every other key has the type of its field.
_ADDRESSES: dict[str, tuple[Any, str]] = {
    "url": (Url, "Address of the feed, beginning with http:// or https://."),
    "path": (Text, "Folder, relative to the installation folder; its sub-folders are read too."),
}


def read_sources(
    document: Document, folder: Path, environ: Mapping[str, str], mistakes: Notes
) -> tuple[Source, ...]:
    """Give the sources in the order of the file, noting every mistake; broken ones are left out."""
    expanded = expand(document, environ, mistakes)
    check_sections(expanded.table, {"sources"}, document, mistakes)
    named = tuple(named_tables(expanded.table, "sources", document, mistakes))
    # One by one: a checked table takes several times the memory of its source.
    found = ((name, _read_source(name, raw, document, mistakes)) for name, raw in named)
    sources = tuple(
        _source(name, table, folder, expanded.masked) for name, table in found if table is not None
    )
    check_former_names("sources", [(one.id, one.formerly) for one in sources], document, mistakes)
    return sources


def warn_of_sources(
    sources: tuple[Source, ...], document: Document, floor: timedelta | None, warnings: Notes
) -> None:
    """
    Warn of a file that asks nobody, and of sources that are probably not as meant.

    That is: one address listed twice, a rhythm below the *floor*, a folder that is not there.
    """
    if not any(source.enabled for source in sources):
        warnings.add(document, ("sources",), "no source is enabled, so nothing new can come in")
    first: dict[tuple[str, str], str] = {}
    for source in sources:
        path: KeyPath = ("sources", source.id)
        other = first.setdefault((source.kind, _same_address(source.address)), source.id)
        if other != source.id:
            warnings.add(document, path, f"has the same address as sources.{other}")
        if source.local:
            _warn_of_folder(source, document, warnings)
        elif floor is not None and source.every is not None and source.every < floor:
            sentence = "is less than [fetch] min_interval, which wins for a public host"
            warnings.add(document, (*path, "every"), sentence)


@cache
def kind_model(name: str) -> type[SourceTable]:
    """Give the model of a kind of source: the common keys, and the fields of the kind's own settings."""
    module = kind(name)
    hints = get_type_hints(module.Settings)
    own: dict[str, Any] = {}
    for field in fields(module.Settings):
        type_, meaning = hints[field.name], ""
        if field.name == module.ADDRESS:
            type_, meaning = _ADDRESSES.get(field.name, (type_, ""))
        meaning = field.metadata.get("description", meaning)
        # TOML has lists only, so a tuple must take one.
        strict = None if get_origin(type_) is not tuple else False
        own[field.name] = (type_, Field(**_default(field), description=meaning, strict=strict))
    return create_model(f"{name.title()}SourceTable", __base__=SourceTable, **own)


def _default(field: Any) -> dict[str, Any]:
    if field.default_factory is not MISSING:
        return {"default_factory": field.default_factory}
    return {} if field.default is MISSING else {"default": field.default}


def _read_source(name: str, raw: object, document: Document, mistakes: Notes) -> SourceTable | None:
    path: KeyPath = ("sources", name)
    refuse_two_clocks(raw, path, document, mistakes)
    kind_name = raw.get("kind") if isinstance(raw, dict) else None
    if isinstance(kind_name, str) and kind_name in KINDS:
        return check(kind_model(kind_name), raw, document, path, mistakes)
    if isinstance(kind_name, str):
        written = document.raw((*path, "kind"))
        mistakes.add(document, (*path, "kind"), f"unknown kind {shown(written)}{suggestion(written, KINDS)}")
    check(_any_kind(), raw, document, path, mistakes)
    return None


@cache
def _any_kind() -> type[SourceTable]:
    """Give a model that lets the own keys of every kind pass, for a source whose kind is not known."""
    own: dict[str, Any] = {
        field: (Any, None)
        for name in KINDS
        for field in kind_model(name).model_fields
        if field not in SourceTable.model_fields
    }
    return create_model("AnySourceTable", __base__=SourceTable, **own)


def _source(name: str, table: SourceTable, folder: Path, masked: Mapping[KeyPath, str]) -> Source:
    module = kind(table.kind)
    own = {field.name: getattr(table, field.name) for field in fields(module.Settings)}
    address = own[module.ADDRESS]
    printable = masked.get(("sources", name, module.ADDRESS), address)
    if module.ADDRESS == "path":
        # A path that is absolute only by what the environment put in front stays so without it.
        printable = normpath(printable if PurePath(address).is_absolute() else folder / printable)
        own["path"] = address = normpath(folder / address)
    else:
        # One text where nothing is hidden, and one name for all of a kind: there may be many sources.
        shown_as = redact(printable)
        printable = address if shown_as == address else shown_as
    return Source(
        id=name,
        kind=intern(table.kind),
        address=address,
        printable=printable,
        local=module.LOCAL,
        title=table.title,
        weight=table.weight,
        language=table.language,
        tags=tuple(table.tags),
        headers=tuple(table.headers.items()),
        enabled=table.enabled,
        formerly=tuple(table.formerly),
        every=table.every,
        cron=table.cron or "",
        settings=module.Settings(**own),
    )


def _warn_of_folder(source: Source, document: Document, warnings: Notes) -> None:
    """Warn of a folder that is not there: its source would fail in every run."""
    try:
        is_there = Path(source.address).is_dir()
    except OSError:  # it may be there; whether it can be read is for the run to say
        is_there = True
    if source.enabled and not is_there:
        path: KeyPath = ("sources", source.id, kind(source.kind).ADDRESS)
        sentence = f"there is no folder {quoted(source.printable)}; make it, or mend the path"
        warnings.add(document, path, sentence)


def _same_address(address: str) -> str:
    """Give what two ways to write one address share: scheme, last slash and fragment aside."""
    return address.partition("#")[0].removeprefix("http://").removeprefix("https://").rstrip("/")
