"""`config/feedmill.toml`: its tables to values, with paths made absolute."""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import ip_network
from os.path import normpath
from pathlib import PurePath
from typing import TYPE_CHECKING

from feedmill.model import DedupeSettings, FetchSettings, PublishSettings, Site
from feedmill.settings.checking import check, shown
from feedmill.settings.environment import expand
from feedmill.settings.models import (
    FeedmillFile,
    FetchTable,
    PublishTable,
    ScheduleTable,
)
from feedmill.settings.tables import refuse_two_clocks
from feedmill.settings.values import ScheduleSettings

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from feedmill.model import Source
    from feedmill.settings.notes import Document, Notes

__all__ = ["MainFile", "check_folders", "read_main", "warn_of_main"]

_SQLITE = "sqlite:///"
_TO = ("publish", "to", 0)
#: Networks that no public host is in (IANA special-purpose address registries, RFC 6890).
_OWN_NETWORKS = tuple(
    map(
        ip_network,
        (
            "10.0.0.0/8",
            "100.64.0.0/10",
            "127.0.0.0/8",
            "169.254.0.0/16",
            "172.16.0.0/12",
            "192.168.0.0/16",
            "198.18.0.0/15",
            "::1/128",
            "fc00::/7",
            "fe80::/10",
        ),
    )
)


@dataclass(frozen=True, slots=True, kw_only=True)
class MainFile:
    """What `feedmill.toml` says."""

    site: Site
    store_url: str
    publish: PublishSettings
    schedule: ScheduleSettings
    fetch: FetchSettings
    max_failed: float
    max_matched: float
    dedupe: DedupeSettings


def read_main(document: Document, folder: Path, environ: Mapping[str, str], mistakes: Notes) -> MainFile:
    """Give the values, noting every mistake; a file with mistakes gives the defaults."""
    raw = expand(document, environ, mistakes).table
    refuse_two_clocks(raw.get("schedule"), ("schedule",), document, mistakes)
    table = check(FeedmillFile, raw, document, (), mistakes) or FeedmillFile()
    return MainFile(
        site=Site(**table.site.model_dump()),
        store_url=_store_url(table.store.url, folder),
        publish=_publish(table.publish, folder),
        schedule=_schedule(table.schedule),
        fetch=_fetch(table.fetch),
        max_failed=table.run.max_failed,
        max_matched=table.check.max_matched,
        dedupe=DedupeSettings(**table.dedupe.model_dump()),
    )


def check_folders(main: MainFile, sources: tuple[Source, ...], document: Document, mistakes: Notes) -> None:
    """
    Refuse to publish to what cannot be read back, and into a folder that is read.

    From the latter the next run would take its own pages for articles.
    """
    folder, *others = main.publish.to
    if _is_bucket(folder):
        mistakes.add(
            document, _TO, 'is no folder; a folder comes first, buckets behind it: ["feeds", "s3://…"]'
        )
    for index, other in enumerate(others, start=1):
        if not _is_bucket(other):
            sentence = "is a second folder; publish to one, and let a web server or a link lead to it"
            mistakes.add(document, (*_TO[:-1], index), sentence)
    # Links are not followed here: a folder that is linked into the seeds is the operator's own doing.
    for source in sources:
        if source.local and PurePath(folder).is_relative_to(source.address):
            sentence = f"lies in the folder of sources.{source.id}, which would read what is published"
            mistakes.add(document, _TO, sentence)


def _is_bucket(target: str) -> bool:
    return "://" in target


def warn_of_main(main: MainFile, document: Document, warnings: Notes) -> None:
    """Warn of what works here but will not do in public."""
    if main.site.url == Site().url:
        sentence = (
            f"published links point at {main.site.url}, this machine; write the public address of the feeds"
        )
        warnings.add(document, ("site", "url"), sentence)
    if main.site.id_domain == Site().id_domain:
        sentence = "ids are made of a placeholder; write a domain of yours before anybody subscribes"
        warnings.add(document, ("site", "id_domain"), sentence)
    if not main.site.contact:
        sentence = "publishers have nobody to write to; give a web or e-mail address"
        warnings.add(document, ("site", "contact"), sentence)
    for index, network in enumerate(main.fetch.allow_private):
        if not _is_own(network):
            path = ("fetch", "allow_private", index)
            sentence = "holds public addresses, whose hosts would be asked without a pause"
            warnings.add(document, path, f"{shown(document.raw(path))} {sentence}")


def _store_url(url: str, folder: Path) -> str:
    path = url.removeprefix(_SQLITE)
    return url if path in {"sqlite://", ":memory:"} else f"{_SQLITE}{normpath(folder / path)}"


def _publish(publish: PublishTable, folder: Path) -> PublishSettings:
    return PublishSettings(
        to=tuple(to if _is_bucket(to) else normpath(folder / to) for to in publish.to),
        formats=tuple(dict.fromkeys([*publish.formats, "json"])),
        items=publish.items,
        gzip=publish.gzip,
        reasons=publish.reasons,
        websub=tuple(publish.websub),
    )


def _schedule(schedule: ScheduleTable) -> ScheduleSettings:
    if schedule.cron is not None:
        return ScheduleSettings(cron=schedule.cron, every=None, timezone=schedule.timezone)
    return ScheduleSettings(
        every=schedule.every or ScheduleSettings().every,
        timezone=schedule.timezone,
    )


def _fetch(fetch: FetchTable) -> FetchSettings:
    return FetchSettings(
        **fetch.model_dump(exclude={"allow_private"}),
        allow_private=tuple(fetch.allow_private),
        explicit=frozenset(fetch.model_fields_set & {"min_interval", "host_gap"}),
    )


def _is_own(network: str) -> bool:
    net = ip_network(network)
    return any(net.version == own.version and net.subnet_of(own) for own in _OWN_NETWORKS)  # type: ignore[arg-type] # versions are equal
