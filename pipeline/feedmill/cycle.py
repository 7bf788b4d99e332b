"""
One run, from lock to report.

    lock → adopt what the shelf knows (empty store only) → ingest → retag → publish → log

The same cycle for cron, the daemon and the commands that apply a decision. Chooses no part and
prints nothing.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from feedmill.errors import IdentityChanged
from feedmill.formats.json_feed import read_shelf
from feedmill.ingest import Ingested, ingest
from feedmill.model import Failure, RelationKind, ShelfItem
from feedmill.parts import Parts
from feedmill.publish import Published, publish
from feedmill.retag import Retagged, retag, settle
from feedmill.stores.base import Lock
from feedmill.text.dates import rfc3339

__all__ = ["Report", "Wish", "cycle"]

_IDENTITY = "identity"
#: Layers of groups that the report counts.
_TEXT = (
    RelationKind.SAME_ITEM,
    RelationKind.SAME_TEXT,
    RelationKind.NEAR,
    RelationKind.CUT_OF,
    RelationKind.UPDATE_OF,
)
_STORY = (RelationKind.SAME_STORY,)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What this run is asked to do beyond the ordinary."""

    #: Fetch nothing: apply settings and decisions to what is stored.
    offline: bool = False
    force: bool = False
    #: Source to ask without validators.
    refetch: str = ""
    accept_new_ids: bool = False
    #: Trust no stored derived fact.
    everything: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What a run did; `as_json` is the contract's object."""

    now: str
    ingested: Ingested
    retagged: Retagged
    published: Published
    #: Items that an empty store took over from the shelf.
    adopted: int
    articles: int
    groups: Mapping[str, int]
    seconds: float

    @property
    def failed_share(self) -> float:
        """Give the share of due external sources that failed, 0 if none was due."""
        due = self.ingested.external_due
        return self.ingested.external_failed / due if due else 0.0

    def as_json(self) -> dict[str, object]:
        """Give the contract's `run` object."""
        took, out = self.ingested, self.published
        return {
            "version": 1,
            "now": self.now,
            "sources": {
                "due": took.due,
                "fetched": took.fetched,
                "not_modified": took.not_modified,
                "failed": took.failed,
                "unchanged": took.same_body,
            },
            "entries": {
                "seen": took.seen,
                "new": took.new,
                "changed": took.changed,
                "unchanged": took.unchanged,
                "rejected": took.rejected,
            },
            "articles": {"total": self.articles},
            "groups": dict(self.groups),
            "topics": {
                slug: {"items": one.items, "added": one.added, "removed": one.removed}
                for slug, one in out.topics.items()
            },
            "published": {"written": out.written, "unchanged": out.unchanged, "removed": out.removed},
            "adopted": self.adopted,
            "retagged": {"topics": list(self.retagged.topics), "articles": self.retagged.articles},
            "failures": [_failure(one) for one in took.failures],
            "seconds": round(self.seconds, 3),
        }


def cycle(parts: Parts, lock: Lock, wish: Wish, elapsed: Callable[[], float]) -> Report:
    """
    Run once.

    *elapsed* gives the seconds since the run began. What was saved before an error stays, and
    the next run goes on from there.

    Raises:
        LockHeld: Another run is at work; nothing was done.
        IdentityChanged: id_domain or id_date changed while items are published.
        StorageError: The store cannot be read or written.
        PublishError: The shelf cannot be written; everything else is stored.
    """
    with lock:
        adopted = _adopt(parts)
        _keep_identity(parts, accept=wish.accept_new_ids)
        took = Ingested() if wish.offline else ingest(parts, force=wish.force, refetch=wish.refetch)
        retagged = retag(parts, everything=wish.everything)
        published = publish(parts)
        report = Report(
            now=rfc3339(parts.now),
            ingested=took,
            retagged=retagged,
            published=published,
            adopted=adopted,
            articles=parts.store.count_articles(),
            groups={"text": _groups(parts, _TEXT), "story": _groups(parts, _STORY)},
            seconds=elapsed(),
        )
        parts.store.record_run(parts.now, json.dumps(report.as_json(), ensure_ascii=False))
        return report


def _adopt(parts: Parts) -> int:
    """Take over from the shelf, into an empty store, what subscribers were told."""
    if not parts.store.is_empty():
        return 0
    settle(parts)
    items = [item for name in parts.shelf.names(".json") for item in _read(parts, name)]
    return parts.store.adopt(items) if items else 0


def _read(parts: Parts, name: str) -> tuple[ShelfItem, ...]:
    topic = name.removesuffix(".json")
    content = parts.shelf.read(name)
    return read_shelf(topic, content) if content is not None else ()


def _keep_identity(parts: Parts, *, accept: bool) -> None:
    """
    Refuse to change the ids of what is published, unless that is the operator's wish.

    The ids that count are those of the items remembered, adopted ones included.
    """
    site = parts.settings.site
    current = f"tag:{site.id_domain},{site.id_date}:"
    published = _published_prefix(parts)
    known = parts.store.facts().get(_IDENTITY) or published or current
    if known != current:
        if published and not accept:
            raise IdentityChanged(
                f"published items have ids that begin with {known!r}, but [site] id_domain and id_date "
                f"now make {current!r}: every subscriber would see every item again. Put the old values "
                "back in config/feedmill.toml, or run once with --accept-new-ids"
            )
        parts.store.reidentify(known, current)
    if parts.store.facts().get(_IDENTITY) != current:
        parts.store.save_facts({_IDENTITY: current})


def _published_prefix(parts: Parts) -> str:
    for topic in parts.settings.topics:
        for publication in parts.store.publications(topic.slug):
            scheme, authority, _ = publication.published_id.split(":", 2)
            return f"{scheme}:{authority}:"
    return ""


def _groups(parts: Parts, kinds: tuple[RelationKind, ...]) -> int:
    """Count the sets of articles that relations of these kinds tie together."""
    parent: dict[str, str] = {}

    def root(name: str) -> str:
        while parent.setdefault(name, name) != name:
            parent[name] = parent[parent[name]]
            name = parent[name]
        return name

    for relation in parts.store.linked([kind.value for kind in kinds]):
        parent[root(relation.a)] = root(relation.b)
    return len({root(name) for name in parent})


def _failure(one: Failure) -> dict[str, object]:
    return {
        "source": one.source,
        "code": one.code,
        "message": one.message,
        "url": one.url,
        "next_try": rfc3339(one.next_try) if one.next_try else None,
    }
