"""
One run, from lock to report.

    lock → adopt what the shelf knows (empty store only) → renames → ingest → retag
         → publish → mirror → ping → log

The same cycle for cron, the daemon and the commands that apply a decision. Chooses no part and
prints nothing.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace

from feedmill.applied import note_applied
from feedmill.errors import IdentityChanged
from feedmill.hubs import Pinged, ping
from feedmill.ingest import ingest
from feedmill.ingested import Ingested
from feedmill.mirror import Mirrored, mirror
from feedmill.model import Failure, Relation, RelationKind, ShelfItem
from feedmill.parts import Parts
from feedmill.publish import Published, publish
from feedmill.retag import Retagged, rename, retag, settle, unsettle
from feedmill.settings import reidentify_decisions
from feedmill.stores.base import Lock, TopicState
from feedmill.text.dates import rfc3339

__all__ = ["Report", "Wish", "check_identity", "cycle"]

_IDENTITY = "identity"
#: Stands once the groups of the whole archive were counted.
_COUNTED = "groups"
#: Layers of groups that the report counts.
_LAYERS = {
    "text": (
        RelationKind.SAME_ITEM,
        RelationKind.SAME_TEXT,
        RelationKind.NEAR,
        RelationKind.CUT_OF,
        RelationKind.UPDATE_OF,
    ),
    "story": (RelationKind.SAME_STORY,),
}


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
    mirrored: tuple[Mirrored, ...]
    pinged: Pinged
    #: Items that an empty store took over from the shelf.
    adopted: int
    articles: int
    groups: Mapping[str, int]
    seconds: float
    #: `[run] max_failed` of the settings that this run was made with.
    max_failed: float

    @property
    def has_too_many_failures(self) -> bool:
        """Say whether more due external sources failed than the operator allows, or the network was down."""
        return self.failed_share > self.max_failed or bool(self.ingested.offline)

    @property
    def has_stale_mirrors(self) -> bool:
        """Say whether a mirror does not hold all that lies on the shelf."""
        return any(one.failure for one in self.mirrored)

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
            "mirrors": [asdict(one) for one in self.mirrored],
            "websub": asdict(self.pinged),
            "adopted": self.adopted,
            "retagged": {"topics": list(self.retagged.topics), "articles": self.retagged.articles},
            "failures": [_failure(one) for one in took.failures],
            "bursts": [asdict(one) for one in took.bursts],
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
        parts = _keep_identity(parts, accept=wish.accept_new_ids)
        rename(parts)
        unsettle(parts)
        took = Ingested() if wish.offline else ingest(parts, force=wish.force, refetch=wish.refetch)
        retagged = retag(parts, everything=wish.everything)
        published = publish(parts)
        note_applied(parts)
        report = Report(
            now=rfc3339(parts.now),
            ingested=took,
            retagged=retagged,
            published=published,
            mirrored=mirror(parts),
            pinged=ping(parts),
            adopted=adopted,
            articles=parts.store.count_articles(),
            groups=_groups(parts, anew=wish.everything),
            seconds=elapsed(),
            max_failed=parts.settings.max_failed,
        )
        parts.store.record_run(parts.now, json.dumps(report.as_json(), ensure_ascii=False))
        return report


def _adopt(parts: Parts) -> int:
    """Take over from the shelf, into an empty store, what subscribers were told."""
    if not parts.store.is_empty():
        return 0
    settle(parts)
    told = {name.removesuffix(".json"): _read(parts, name) for name in parts.shelf.names(".json")}
    number = parts.store.adopt([item for items in told.values() for item in items])
    # What lies there counts as shown: the report tells what is new to subscribers.
    shown = {topic: tuple(item.published_id for item in items) for topic, items in told.items() if items}
    states = [TopicState(topic=topic, settings_hash="", shown=ids) for topic, ids in shown.items()]
    parts.store.save_shelf(states=states)
    return number


def _read(parts: Parts, name: str) -> tuple[ShelfItem, ...]:
    from feedmill.formats.json_feed import read_shelf  # late: only a new store takes over a shelf

    topic = name.removesuffix(".json")
    content = parts.shelf.read(name)
    return read_shelf(topic, content) if content is not None else ()


def _keep_identity(parts: Parts, *, accept: bool) -> Parts:
    """
    Refuse to change the ids of what is published, unless that is the operator's wish.

    The ids that count are those of the items remembered, adopted ones included. Gives the parts
    with the decisions under the ids that now hold.
    """
    store = parts.store
    known, current = check_identity(parts, accept=accept)
    if known != current:
        store.reidentify(known, current)
        parts = _carry_decisions(parts, known, current)
    if store.facts().get(_IDENTITY) != current:
        store.save_facts({_IDENTITY: current})
    return parts


def check_identity(parts: Parts, *, accept: bool = False) -> tuple[str, str]:
    """
    Give what the ids of articles begin with, as it is stored and as the settings have it.

    Raises:
        IdentityChanged: They differ while items are published, and that is not the operator's wish.
    """
    site = parts.settings.site
    current = f"tag:{site.id_domain},{site.id_date}:"
    published = _published_prefix(parts)
    known = parts.store.facts().get(_IDENTITY) or published or current
    if known != current and published and not accept:
        raise IdentityChanged(
            f"published items have ids that begin with {known!r}, but [site] id_domain and id_date "
            f"now make {current!r}: every subscriber would see every item again. Put the old values "
            "back in config/feedmill.toml, or run once with --accept-new-ids"
        )
    return known, current


def _carry_decisions(parts: Parts, old: str, new: str) -> Parts:
    """Keep what a person pinned and banned, in config/decisions.toml and in this run."""
    reidentify_decisions(parts.settings.folder, old, new)
    decisions = tuple(
        replace(one, article=new + one.article.removeprefix(old)) if one.article.startswith(old) else one
        for one in parts.settings.decisions
    )
    return replace(parts, settings=replace(parts.settings, decisions=decisions))


def _published_prefix(parts: Parts) -> str:
    """Give what the ids of published items begin with, empty if nothing is published."""
    publication = parts.store.first_publication()
    if publication is None:
        return ""
    scheme, authority, _ = publication.published_id.split(":", 2)
    return f"{scheme}:{authority}:"


def _groups(parts: Parts, *, anew: bool) -> dict[str, int]:
    """Count groups of two and more, by layer; with *anew* nothing that was noted of them is trusted."""
    store = parts.store
    if anew or _COUNTED not in store.facts():
        relations = store.linked([kind.value for kinds in _LAYERS.values() for kind in kinds])
        _tell_heads(parts, relations, _ends(relations), every=True)
        store.save_facts({_COUNTED: "yes"})
    elif stirred := store.stirred():
        relations = store.components(sorted(stirred))
        _tell_heads(parts, relations, stirred | _ends(relations))
    return dict.fromkeys(_LAYERS, 0) | store.head_counts()


def _tell_heads(
    parts: Parts, relations: Sequence[Relation], articles: frozenset[str], *, every: bool = False
) -> None:
    """Tell the store who of *articles* is at the head of a group; with *every*, nobody else is."""
    from feedmill.dedupe import group  # late: where nothing moved, nothing is counted

    dates = parts.store.dates(sorted(articles))
    heads = {
        layer: [one.head for one in group(dates, relations, kinds) if len(one.members) > 1]
        for layer, kinds in _LAYERS.items()
    }
    parts.store.save_heads(None if every else articles, heads)


def _ends(relations: Iterable[Relation]) -> frozenset[str]:
    return frozenset(name for each in relations for name in (each.a, each.b))


def _failure(one: Failure) -> dict[str, object]:
    return {
        "source": one.source,
        "code": one.code,
        "message": one.message,
        "url": one.url,
        "next_try": rfc3339(one.next_try) if one.next_try else None,
    }
