"""
What changes when articles are saved, withdrawn or retagged, and which topics that dirties.

Each function works inside the transaction that it is handed, reads what stands there, and writes
only what differs. It decides nothing about articles: relations and matches come from the caller.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Text, bindparam, delete, func, or_, select, update

from feedmill.errors import StorageError
from feedmill.model import Article, Batch, Match, Relation

from . import rows
from .dialect import Question, add, put
from .difference import Difference, put_differing, standing
from .heads import stir
from .latecomers import forget_belated
from .nearness import add_marks, add_runs, drop_runs
from .packing import write_moment
from .queries import among, reach, topics_of
from .rows import Row
from .schema import ARTICLE, DIRTY, MATCH, RELATION, SIGHTING, SOURCE
from .stories import add_keys, drop_keys

__all__ = ["dirt", "forget_source", "note_attempts", "save"]

#: What `article_row` gives: every column but the page state, which publishing owns.
_ARTICLES = select(*(column for column in ARTICLE.c if column.name != "page_state"))
_BY_ID = Question(_ARTICLES, ARTICLE.c.id)
_STORED = Question(select(ARTICLE.c.id).where(ARTICLE.c.withdrawn_at.is_(None)), ARTICLE.c.id)
_WITHDRAWN = Question(select(ARTICLE.c.id).where(ARTICLE.c.withdrawn_at.is_not(None)), ARTICLE.c.id)
_HASHES = Question(select(ARTICLE.c.id, ARTICLE.c.raw_hash), ARTICLE.c.id)


def save(db: Connection, batch: Batch) -> None:
    """Store a batch; see `base.Store.save`."""
    saved = {article.id: article for article in batch.articles}
    # An article that a source still offers is not gone from it.
    gone = _standing(db, set(batch.withdrawn) - saved.keys())
    old = {row.id: row for row in _BY_ID.ask(db, saved)}
    articles = _articles_differ(old.values(), saved.values())
    # Nothing leads to an article that is new, but what this batch says of it.
    new = saved.keys() - old.keys()
    relations = _relations_differ(db, batch.relations, saved, new, gone)
    matches = _matches_differ(db, batch.matches, saved, new)
    hashes = _hashes_differ(db, {id_: hash_ for id_, hash_ in batch.rehashed if id_ not in saved})
    lost = _texts_lost(db, [old[name] for name in old.keys() & saved.keys()], saved, gone)
    moved = {*gone, *articles.held("id"), *matches.held("article"), *hashes} - new
    topics = {match.topic for match in batch.matches if match.article in new}
    topics |= {topic for topic, article in batch.pins if article in new}
    with dirt(db, moved | relations.held("a", "b"), topics, stirs=True, pins=batch.pins):
        _keep_first_sights(db, old, saved)
        put(db, ARTICLE, [{**row, "page_state": ""} for row in articles.differing])
        _write_hashes(db, hashes)
        relations.write(db)
        matches.write(db)
        forget_belated(db, ((row["topic"], row["article"]) for row in matches.gone))
        _withdraw(db, gone, _clock(db, batch.now))
        drop_runs(db, among, lost)
        add_runs(db, [each for each in saved.values() if not _has_runs(old.get(each.id), each)])
        add_marks(db, batch.marks)
        drop_keys(db, among, lost)
        add_keys(db, saved.values() if batch.stories else ())
    put_differing(db, SOURCE.c.id, [rows.memory_row(memory) for memory in batch.memories])


def note_attempts(db: Connection, sources: Iterable[str], now: datetime, *, refetch: str = "") -> None:
    """Set the last attempt in the memory of these sources, and the last refetch of one."""
    attempt = write_moment(now)
    if refetch:
        put(db, SOURCE, [{"id": refetch, "memory": "{}", "last_refetch": attempt}], only=("last_refetch",))
    noted = [{"id": name, "memory": "{}", "last_attempt": attempt} for name in dict.fromkeys(sources)]
    put(db, SOURCE, noted, only=("last_attempt",))


def forget_source(db: Connection, source: str) -> int:
    """Withdraw all articles of *source*, drop its memory; give the number withdrawn."""
    mine = select(ARTICLE.c.id).where(ARTICLE.c.source == source, ARTICLE.c.withdrawn_at.is_(None))
    gone = frozenset(db.execute(mine).scalars())
    lost = _texts_lost(db, (), {}, gone)
    with dirt(db, gone, stirs=True):
        _withdraw(db, gone, _clock(db, None))
        drop_runs(db, among, lost)
        drop_keys(db, among, lost)
    db.execute(delete(SOURCE).where(SOURCE.c.id == source))
    return len(gone)


@contextmanager
def dirt(
    db: Connection,
    moved: Iterable[str],
    new: Iterable[str] = (),
    *,
    stirs: bool = False,
    pins: Iterable[tuple[str, str]] = (),
) -> Iterator[None]:
    """
    Mark the topics that what happens inside may make look different.

    Those that *moved* articles, or any member of the components that these belong to, match
    before or after, or are pinned to: who represents a group may change in every topic of every member.
    *new*: topics that gain an article which was in no component. With *stirs* relations or dates may change
    inside, and with them who is at the head of a group.
    """
    moved = frozenset(moved)
    before = reach(db, moved)
    topics = topics_of(db, before).union(new)
    yield
    if stirs:
        # What they belong to now is told by them.
        stir(db, before)
    after = reach(db, moved)
    topics |= topics_of(db, after)
    topics |= {topic for topic, article in pins if article in before or article in after}
    add(db, DIRTY, [{"topic": topic} for topic in sorted(topics)])


# --- what differs


def _articles_differ(old: Iterable[Any], articles: Iterable[Article]) -> Difference:
    new = [rows.article_row(article) for article in articles]
    return Difference.between(ARTICLE, (row._asdict() for row in old), new)


def _texts_lost(
    db: Connection, old: Iterable[Any], saved: Mapping[str, Article], gone: Iterable[str]
) -> list[Article]:
    """Give the stored articles, as they stand, whose text is about to go."""
    replaced = map(rows.read_article, old)
    changed = [each for each in replaced if saved[each.id].fingerprint.text != each.fingerprint.text]
    return [*changed, *map(rows.read_article, _BY_ID.ask(db, gone))]


def _has_runs(old: Any | None, article: Article) -> bool:
    """Say whether an article's runs stand already: of the same text, cleaner and date."""
    return (
        old is not None
        and old.withdrawn_at is None
        and (old.text_key, old.cleaner) == (article.fingerprint.text, article.cleaner)
        and old.published == write_moment(article.published)
    )


def _relations_differ(
    db: Connection,
    relations: Sequence[Relation],
    saved: Mapping[str, Article],
    new: AbstractSet[str],
    gone: frozenset[str],
) -> Difference:
    """Compare all relations of saved articles with those wanted; none leads to a withdrawn article."""
    ends = {end for relation in relations for end in (relation.a, relation.b)}
    lost = gone | {row.id for row in _WITHDRAWN.ask(db, ends - saved.keys())}
    told = [rows.relation_row(each) for each in relations if not {each.a, each.b} & lost]
    wanted = {_key(row) for row in told}
    # Not all that stands at the other ends: those are the whole group, and each of it is tied to all of it.
    strange = [one for one in relations if saved.keys().isdisjoint((one.a, one.b))]
    asked = {*saved, *(end for one in strange for end in (one.a, one.b))} - new
    stand = [
        row
        for end in (RELATION.c.a, RELATION.c.b)
        for row in standing(db, end, asked)
        if row["a"] in saved or row["b"] in saved or _key(row) in wanted
    ]
    return Difference.between(RELATION, stand, told)


def _matches_differ(
    db: Connection, matches: Sequence[Match], saved: Mapping[str, Article], new: AbstractSet[str]
) -> Difference:
    if strangers := {match.article for match in matches} - saved.keys():
        raise StorageError(f"a batch holds a match of an article that it does not hold: {min(strangers)}")
    told = [rows.match_row(match, write_moment(saved[match.article].published)) for match in matches]
    return Difference.between(MATCH, standing(db, MATCH.c.article, saved.keys() - new), told)


def _hashes_differ(db: Connection, hashes: Mapping[str, str]) -> dict[str, str]:
    stand = _HASHES.ask(db, hashes)
    return {row.id: hashes[row.id] for row in stand if row.raw_hash != hashes[row.id]}


# --- writing


def _keep_first_sights(db: Connection, old: Mapping[str, Any], saved: Mapping[str, Article]) -> None:
    """Remember the dates of articles at first sight, for good, where those to be stored are others."""
    stored = map(rows.read_article, old.values())
    first = [
        rows.sighting_row(rows.sighting_of(each))
        for each in stored
        if (each.first_seen, each.published) != (saved[each.id].first_seen, saved[each.id].published)
    ]
    add(db, SIGHTING, first)


def _write_hashes(db: Connection, hashes: Mapping[str, str]) -> None:
    if hashes:
        moved = [{"name": name, "hash": hash_} for name, hash_ in hashes.items()]
        one = update(ARTICLE).where(ARTICLE.c.id == bindparam("name"))
        db.execute(one.values(raw_hash=bindparam("hash")), moved)


def _withdraw(db: Connection, ids: Iterable[str], now: int) -> None:
    """Take articles out of everything but memory."""
    if not (each := [{"name": name, "moment": now} for name in sorted(ids)]):
        return
    name = bindparam("name", type_=Text)
    db.execute(delete(MATCH).where(MATCH.c.article == name), each)
    db.execute(delete(RELATION).where(or_(RELATION.c.a == name, RELATION.c.b == name)), each)
    marked = update(ARTICLE).where(ARTICLE.c.id == name)
    db.execute(marked.values(withdrawn_at=bindparam("moment"), page_state=""), each)


# --- reading


def _standing(db: Connection, ids: Iterable[str]) -> frozenset[str]:
    """Give those of *ids* that are stored and not withdrawn."""
    return frozenset(row.id for row in _STORED.ask(db, ids))


def _clock(db: Connection, now: datetime | None) -> int:
    """Give the run's clock, or the latest that is known: the store never asks what time it is."""
    return write_moment(now) if now else db.execute(select(func.max(SOURCE.c.last_attempt))).scalar() or 0


def _key(row: Row) -> tuple[str, str, str]:
    return row["a"], row["b"], row["kind"]
