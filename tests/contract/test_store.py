"""What every store promises, whatever database it lies in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from typing import Any, Protocol

import pytest
from sqlalchemy import event, select
from sqlalchemy.exc import OperationalError

from fakes import NOW, article, moment
from feedmill.errors import StorageError
from feedmill.model import (
    Also,
    Article,
    Batch,
    Fingerprint,
    Lookalike,
    Match,
    Memory,
    Publication,
    PublishedFile,
    Reason,
    Relation,
    RelationKind,
    ShelfItem,
    Sighting,
)
from feedmill.stores import dialect, difference
from feedmill.stores.base import Page, Piece, Store, TopicState
from feedmill.stores.schema import METADATA
from feedmill.stores.sql import SqlStore

WINDOW = timedelta(days=4)

A, B, C, D = (article(name) for name in "abcd")
_CONTROL = ("BEGIN", "SAVEPOINT", "RELEASE", "ROLLBACK")
REASON = Reason(clause="aid", field="text", term="aid", text="Aid", start=3, end=6)


# --- a small language


def tie(
    one: Article, other: Article, kind: RelationKind = RelationKind.SAME_TEXT, score: float = 1.0
) -> Relation:
    """Relate two articles."""
    a, b = sorted((one.id, other.id))
    return Relation(a=a, b=b, kind=kind, score=score, method="text", reason="the same words")


def match(topic: str, one: Article, *reasons: Reason) -> Match:
    """Put an article in a topic."""
    return Match(topic=topic, article=one.id, reasons=reasons)


def batch(
    *articles: Article, ties: Sequence[Relation] = (), matches: Sequence[Match] = (), **rest: Any
) -> Batch:
    """Make a batch under the usual clock."""
    return Batch(articles=articles, relations=tuple(ties), matches=tuple(matches), **({"now": NOW} | rest))


def clean(store: Store) -> None:
    """Publish, as far as dirt is concerned."""
    states = [TopicState(topic=topic, settings_hash="", shown=()) for topic in store.dirty_topics()]
    store.save_shelf(states=states)


def dump(store: SqlStore) -> dict[str, list[tuple[Any, ...]]]:
    """Give every row of every table."""
    with store._in.read() as db:
        return {
            table.name: sorted((tuple(row) for row in db.execute(select(table))), key=repr)
            for table in METADATA.sorted_tables
        }


@contextmanager
def written(store: SqlStore) -> Iterator[list[str]]:
    """Collect every statement that writes."""
    statements: list[str] = []

    def collect(_db: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if statement.partition(" ")[0] in {"INSERT", "UPDATE", "DELETE"}:
            statements.append(statement)

    event.listen(store._in.engine, "before_cursor_execute", collect)
    yield statements
    event.remove(store._in.engine, "before_cursor_execute", collect)


@contextmanager
def failing(store: SqlStore, at: int) -> Iterator[None]:
    """Let the statement with this number, counted from 0, fail as a full disk would."""
    count = iter(range(1_000_000))

    def fail(_db: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if not statement.startswith(_CONTROL) and next(count) == at:
            raise OperationalError(statement, {}, Exception("injected"))

    event.listen(store._in.engine, "before_cursor_execute", fail)
    try:
        yield
    finally:
        event.remove(store._in.engine, "before_cursor_execute", fail)


def _is_a_store(store: Store) -> None:
    """Let the type checker see that the class keeps the protocol."""
    assert set(dir(Store)) - set(dir(object)) - set(dir(Protocol)) <= set(dir(store))


# --- sources


def test_an_unused_store_is_empty(store: SqlStore) -> None:
    """A store that was never used gives nothing and says so."""
    _is_a_store(store)

    assert store.is_empty()
    assert ({}, {}, {}, {}, {}) == (
        store.memories(),
        store.files(),
        store.facts(),
        store.topic_states(),
        store.article_counts(),
    )
    assert 0 == store.count_articles()
    assert [] == list(store.scan())
    assert frozenset() == store.dirty_topics()


def test_memories_come_back(store: Store) -> None:
    """What a source must be told next time comes back as it was saved, oddities included."""
    full = Memory(
        source="alpha",
        etag='W/"\u00e9\ud800"',
        last_modified="",
        body_hash="1:ab",
        last_attempt=moment(-1),
        last_answer=moment(-1),
        last_success=moment(-2),
        next_due=moment(1),
        failures=3,
        code="http-404",
        message="it said no",
        retry_at=moment(2),
        last_refetch=moment(-3),
        note="cut",
        title="Alpha",
        link="https://alpha.example/",
        language="en",
    )
    plain = Memory(source="beta")

    store.save(batch(memories=(full, plain)))

    assert {"alpha": full, "beta": plain} == store.memories()
    assert {"alpha": "Alpha", "beta": ""} == store.titles()


def test_attempts_are_noted_beside_the_rest(store: Store) -> None:
    """Noting an attempt makes a memory, or moves one date of it and nothing else."""
    store.save(batch(memories=(Memory(source="alpha", etag="1", failures=2),)))

    store.note_attempts(["alpha", "beta", "alpha"], NOW)

    assert {
        "alpha": Memory(source="alpha", etag="1", failures=2, last_attempt=NOW),
        "beta": Memory(source="beta", last_attempt=NOW),
    } == store.memories()


def test_a_refetch_is_noted_with_its_attempt(store: Store) -> None:
    """Of one source, new or known, before its answer comes."""
    store.save(batch(memories=(Memory(source="alpha", etag="1"),)))

    store.note_attempts(["alpha", "beta"], NOW, refetch="alpha")
    store.note_attempts(["beta"], moment(1), refetch="beta")

    assert {
        "alpha": Memory(source="alpha", etag="1", last_attempt=NOW, last_refetch=NOW),
        "beta": Memory(source="beta", last_attempt=moment(1), last_refetch=moment(1)),
    } == store.memories()


def test_a_noted_attempt_leaves_a_store_empty(store: Store) -> None:
    """A run that was killed before its first batch does not keep the next one from adopting."""
    store.note_attempts(["alpha"], NOW)
    store.record_run(NOW, "{}")

    assert store.is_empty()


def test_a_renamed_source_keeps_ids(store: Store) -> None:
    """Articles, sightings and memory go over to the new name; ids stay; feeds may look different."""
    store.save(
        batch(A, B, ties=[tie(A, B)], matches=[match("g7", B)], memories=(Memory(source="alpha", etag="1"),))
    )
    clean(store)

    renamed = store.rename_source("alpha", "omega")

    assert renamed
    assert {A.id: replace(A, source="omega")} == store.articles([A.id])
    assert "omega" == store.sightings([A.id])[A.id].source
    assert {"omega": Memory(source="omega", etag="1")} == store.memories()
    assert {"omega": 2} == store.article_counts()
    assert {"g7": 1} == store.match_counts()
    assert {"g7"} == store.dirty_topics()
    assert not store.rename_source("alpha", "omega")
    assert not store.rename_source("omega", "omega")


def test_a_rename_onto_a_known_source_keeps_its_memory(store: Store) -> None:
    """Where the new name has a memory already, that one stays and the old one goes."""
    store.save(batch(A, memories=(Memory(source="alpha", etag="old"), Memory(source="omega", etag="new"))))

    assert store.rename_source("alpha", "omega")
    assert {"omega": Memory(source="omega", etag="new")} == store.memories()
    assert {"omega": 1} == store.article_counts()


def test_a_renamed_source_has_its_pages_made_anew(store: Store) -> None:
    """A page's path bears the source's name, so a rename makes pages due."""
    seed = article("s", url="")
    store.save(batch(seed))
    store.save_shelf(pages={seed.id: "1"})
    store.rename_source("alpha", "omega")

    assert [seed.id] == [each.id for each in store.pages_due("1")]


def test_a_forgotten_source_is_withdrawn(store: Store) -> None:
    """Its articles and memory are gone, its sightings stay, other sources' articles too."""
    other = article("x", source="beta")
    memories = (Memory(source="alpha"), Memory(source="beta"))
    store.save(batch(A, B, other, ties=[tie(A, other)], matches=[match("g7", other)], memories=memories))
    clean(store)

    number = store.forget_source("alpha")

    assert 2 == number
    assert {other.id: other} == store.articles([A.id, B.id, other.id])
    assert {A.id, B.id} == set(store.sightings([A.id, B.id]))
    assert {"beta"} == set(store.memories())
    assert {"g7"} == store.dirty_topics()
    assert 0 == store.forget_source("alpha")


# --- ingest


def test_articles_come_back(store: Store) -> None:
    """An article is given as it was saved; unknown ids are left out."""
    store.save(batch(A, B))

    assert {A.id: A} == store.articles([A.id, "tag:nobody"])
    assert {} == store.articles([])
    assert not store.is_empty()


def test_raw_hashes_are_a_sources_own(store: Store) -> None:
    """Raw hashes name stored articles of one source; an empty hash names nothing."""
    store.save(batch(A, article("x", source="beta"), article("y", raw_hash="")))
    store.save(batch(B, withdrawn=(A.id,)))

    assert {"1:b": B.id} == store.raw_hashes("alpha")


def test_more_ids_than_one_question_holds(store: Store) -> None:
    """Questions about many ids are answered whole."""
    many = [article(f"n{number:04}") for number in range(1203)]
    store.save(batch(*many, matches=[match("g7", each) for each in many]))

    assert {each.id: each for each in many} == store.articles([each.id for each in many])
    assert 1203 == len(store.matches([each.id for each in many]))
    assert 1203 == len(store.lookalikes(many, WINDOW))


def test_lookalikes_share_a_key(store: Store) -> None:
    """An item or a text key makes a lookalike, a title or an empty key does not."""
    by_item = article("i", fingerprint=Fingerprint(item="k"))
    by_text = article("t", fingerprint=Fingerprint(text="k"))
    by_title = article("o", fingerprint=Fingerprint(title="k"))
    lost = article("w", fingerprint=Fingerprint(item="k"))
    store.save(batch(by_item, by_text, by_title, lost))
    store.save(batch(withdrawn=(lost.id,)))

    new = article("x", fingerprint=Fingerprint(item="k", text="k", title="k"))
    found = store.lookalikes([new, article("y", fingerprint=Fingerprint())], WINDOW)

    assert (
        Lookalike(id=by_item.id, source="alpha", url=by_item.url, fingerprint=by_item.fingerprint),
        Lookalike(id=by_text.id, source="alpha", url=by_text.url, fingerprint=by_text.fingerprint),
    ) == found


def test_first_sight_is_kept(store: Store) -> None:
    """Saved again, a sighting keeps `first_seen` and `published`; `updated` and the raw hash move."""
    later = replace(A, updated=moment(5), raw_hash="1:z", published=moment(-9), first_seen=moment(5))
    store.save(batch(A))

    store.save(batch(later, now=moment(5)))

    kept = Sighting(
        id=A.id,
        source="alpha",
        first_seen=A.first_seen,
        published=A.published,
        updated=moment(5),
        raw_hash="1:z",
    )
    assert {A.id: kept} == store.sightings([A.id, "tag:nobody"])


def test_a_second_save_writes_nothing(store: SqlStore) -> None:
    """The same batch under a later clock changes no row: the law of same input, same bytes."""
    ties = [tie(A, B), tie(B, C, RelationKind.NEAR, 0.8125)]
    same = batch(A, B, C, ties=ties, matches=[match("g7", A, REASON)], memories=(Memory(source="alpha"),))
    store.save(same)
    clean(store)
    before = dump(store)

    with written(store) as statements:
        store.save(replace(same, now=moment(3)))

    assert statements == []
    assert before == dump(store)


def test_a_changed_article_replaces_relations_and_matches(store: Store) -> None:
    """What the batch does not name any more of an article is gone; other articles keep theirs."""
    store.save(
        batch(
            A, B, C, D, ties=[tie(A, B), tie(C, D)], matches=[match("g7", A), match("aid", A), match("g7", C)]
        )
    )

    store.save(batch(replace(A, title="New"), ties=[tie(A, C)], matches=[match("aid", A, REASON)]))

    assert (tie(A, C), tie(C, D)) == store.linked(["same-text"])
    assert {A.id: (match("aid", A, REASON),), C.id: (match("g7", C),)} == store.matches([A.id, B.id, C.id])
    assert {"same-text": 2} == kinds_of(store)
    assert () == store.linked(["near"])


def test_relations_differ_by_kind(store: Store) -> None:
    """Two articles may be tied in more than one way."""
    both = (tie(A, B, RelationKind.SAME_ITEM), tie(A, B, RelationKind.SAME_TEXT))
    store.save(batch(A, B, ties=both))

    assert both == store.linked(["same-text", "same-item"])
    assert both[:1] == store.linked([RelationKind.SAME_ITEM])
    assert {"same-item": 1, "same-text": 1} == kinds_of(store)


def test_one_more_of_many_copies_reads_no_square(store: SqlStore, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of thirty copies that are all tied to each other, a newcomer has its own ties compared, not theirs."""
    copies = [article(f"copy-{n:02}") for n in range(30)]
    ties = [tie(one, other) for n, one in enumerate(copies) for other in copies[:n]]
    store.save(batch(*copies, ties=ties))
    read: list[int] = []
    ask = difference.standing

    def counted(*terms: Any) -> list[Any]:
        found = ask(*terms)
        read.append(len(found))
        return found

    monkeypatch.setattr("feedmill.stores.changes.standing", counted)
    newcomer = article("copy-99")
    store.save(batch(newcomer, ties=[tie(newcomer, one) for one in copies]))

    assert sum(read) <= len(copies)
    assert len(ties) + len(copies) == len(store.components([newcomer.id]))


def test_withdrawn_articles_are_only_remembered(store: Store) -> None:
    """They are in no answer but sightings; topics of theirs and of their relatives become dirty."""
    store.save(batch(A, B, ties=[tie(A, B)], matches=[match("g7", A), match("aid", B)]))
    clean(store)

    store.save(batch(withdrawn=(A.id, "tag:nobody"), now=moment(1)))

    assert {"g7", "aid"} == store.dirty_topics()
    assert {B.id: B} == store.articles([A.id, B.id])
    assert {B.id: (match("aid", B),)} == store.matches([A.id, B.id])
    assert {} == kinds_of(store)
    assert () == store.members("g7")
    assert () == store.find(A.id)
    assert [(B,)] == list(store.scan())
    assert {A.id} == set(store.sightings([A.id]))
    assert 1 == store.count_articles()


def test_withdrawing_twice_writes_nothing(store: SqlStore) -> None:
    """An article that is gone already changes nothing when it is reported gone again."""
    store.save(batch(A))
    store.save(batch(withdrawn=(A.id,)))

    with written(store) as statements:
        store.save(batch(withdrawn=(A.id,), now=moment(1)))

    assert statements == []


def test_a_withdrawn_article_may_come_back(store: Store) -> None:
    """Saved again it is there again, with the dates of its first sight remembered."""
    store.save(batch(A, matches=[match("g7", A)]))
    store.save(batch(withdrawn=(A.id,)))
    clean(store)

    store.save(batch(A, matches=[match("g7", A)], now=moment(9)))

    assert {A.id: A} == store.articles([A.id])
    assert {"g7"} == store.dirty_topics()


def test_an_offered_article_is_not_withdrawn(store: Store) -> None:
    """An article in the batch counts as offered, whatever else the batch says of it."""
    store.save(batch(A, withdrawn=(A.id,)))

    assert {A.id: A} == store.articles([A.id])


def test_no_relation_leads_to_a_withdrawn_article(store: Store) -> None:
    """A judge may have seen an article that is withdrawn by now: that tie is left out."""
    store.save(batch(A, B))
    store.save(batch(withdrawn=(A.id,)))

    store.save(batch(C, ties=[tie(A, C), tie(B, C)], withdrawn=(B.id,)))

    assert () == store.components([C.id])


def test_a_relation_to_a_stranger_is_an_error(store: Store) -> None:
    """A tie to an article that was never stored fails, and leaves nothing of its batch."""
    with pytest.raises(StorageError):
        store.save(batch(A, ties=[tie(A, B)]))

    assert store.is_empty()


def test_a_match_of_a_stranger_is_an_error(store: Store) -> None:
    """A match of an article that the batch does not hold fails, and says which."""
    with pytest.raises(StorageError, match=B.id):
        store.save(batch(A, matches=[match("g7", B)]))

    assert store.is_empty()


def test_a_moved_raw_hash_moves_nothing_else(store: Store) -> None:
    """A rehashed article keeps its dates and text; its topics are dirty, for feeds carry the hash."""
    store.save(batch(A, B, matches=[match("g7", A), match("aid", B)]))
    clean(store)

    store.save(batch(rehashed=((A.id, "2:a"), (B.id, B.raw_hash), ("tag:nobody", "2:x")), now=moment(1)))

    assert {A.id: replace(A, raw_hash="2:a")} == store.articles([A.id])
    assert "2:a" == store.sightings([A.id])[A.id].raw_hash
    assert A.updated == store.sightings([A.id])[A.id].updated
    assert {"2:a": A.id, "1:b": B.id} == store.raw_hashes("alpha")
    assert {"g7"} == store.dirty_topics()


# --- dirt


def test_new_matches_dirty_their_topics(store: Store) -> None:
    """A topic is dirty when an article enters it, and clean once its state is saved."""
    store.save(batch(A, B, matches=[match("g7", A), match("aid", B)]))

    assert {"g7", "aid"} == store.dirty_topics()

    store.save_shelf(states=[TopicState(topic="g7", settings_hash="1", shown=(A.id,))])

    assert {"aid"} == store.dirty_topics()


def test_left_topics_are_dirty(store: Store) -> None:
    """An article that changed and left a topic dirties the topic it left and those it stays in."""
    store.save(batch(A, B, matches=[match("g7", A), match("aid", A), match("sports", B)]))
    clean(store)

    store.save(batch(replace(A, text="Other"), matches=[match("aid", A)]))

    assert {"g7", "aid"} == store.dirty_topics()


def test_topics_of_relatives_are_dirty(store: Store) -> None:
    """Whoever is tied to a changed article, however far along the chain, may be shown otherwise."""
    far, free = article("far"), article("free")
    ties = [tie(A, B), tie(B, C), tie(C, far)]
    store.save(batch(A, B, C, far, free, ties=ties, matches=[match("g7", far), match("aid", free)]))
    clean(store)

    store.save(batch(replace(A, title="New"), ties=[tie(A, B)]))

    assert {"g7"} == store.dirty_topics()


def test_topics_of_the_left_component_are_dirty(store: Store) -> None:
    """An article that moves from one component to another dirties the topics of both."""
    store.save(batch(A, B, C, ties=[tie(A, B)], matches=[match("g7", B), match("aid", C)]))
    clean(store)

    store.save(batch(replace(A, text="C"), ties=[tie(A, C)]))

    assert {"g7", "aid"} == store.dirty_topics()


def test_a_new_tie_alone_is_dirt(store: Store) -> None:
    """Two unchanged articles that are found to be one story so far apart: their topics are dirty."""
    store.save(batch(A, B, matches=[match("g7", A), match("aid", B)]))
    clean(store)

    store.save(batch(A, ties=[tie(A, B)], matches=[match("g7", A)]))

    assert {"g7", "aid"} == store.dirty_topics()


def test_memories_are_no_dirt(store: Store) -> None:
    """How a source fared changes no feed."""
    store.save(batch(A, matches=[match("g7", A)]))
    clean(store)

    store.save(batch(memories=(Memory(source="alpha", etag="2"),)))

    assert frozenset() == store.dirty_topics()


# --- retag


def whole(store: Store) -> Piece:
    """Give the archive in one piece."""
    (piece,) = store.pieces(size=1000)
    return piece


def test_scan_goes_through_all_by_id(store: Store) -> None:
    """Every article comes once, in order, in chunks of the size asked for."""
    store.save(batch(D, B, A, C))

    assert [(A, B), (C, D)] == list(store.scan(size=2))
    assert [(A, B, C), (D,)] == list(store.scan(size=3))


def test_scan_bears_writing_meanwhile(store: Store) -> None:
    """Whoever scans may save, withdraw and retag between two chunks."""
    store.save(batch(A, B, C, D))
    chunks = store.scan(size=1)

    first = next(chunks)
    store.save(batch(article("bb"), withdrawn=(A.id, C.id)))
    store.retag(whole(store), [match("g7", B)], ["g7"], {})

    assert [(A,), (B,), (article("bb"),), (D,)] == [first, *chunks]


def test_retag_touches_its_topics_alone(store: Store) -> None:
    """Tags and the named topics' matches are replaced; text, dates, sightings and other topics stay."""
    store.save(batch(A, B, matches=[match("g7", A), match("aid", A), match("old", B)]))
    clean(store)
    sightings = store.sightings([A.id, B.id])

    store.retag(
        whole(store), [match("aid", A, REASON), match("new", B)], ["aid", "old", "new"], {A.id: ("x",)}
    )

    assert {A.id: replace(A, tags=("x",)), B.id: B} == store.articles([A.id, B.id])
    assert {
        A.id: (match("aid", A, REASON), match("g7", A)),
        B.id: (match("new", B),),
    } == store.matches([A.id, B.id])
    assert sightings == store.sightings([A.id, B.id])
    assert {"g7", "aid", "old", "new"} == store.dirty_topics()
    assert (Page(article=B.id, published=B.published),) == store.members("new")


def test_retagging_alike_writes_nothing(store: SqlStore) -> None:
    """Where tags and matches are what they were, no row is written and no topic is dirty."""
    store.save(batch(A, B, matches=[match("g7", A, REASON)]))
    clean(store)

    with written(store) as statements:
        store.retag(whole(store), [match("g7", A, REASON)], ["g7", "aid"], {A.id: A.tags})

    assert statements == []


def test_retag_leaves_the_withdrawn_alone(store: Store) -> None:
    """An article that was withdrawn since it was read gets no tags and no matches."""
    store.save(batch(A))
    piece = whole(store)
    store.save(batch(withdrawn=(A.id,)))

    store.retag(piece, [match("g7", A)], ["g7"], {A.id: ("x",)})

    assert {} == store.matches([A.id])
    assert frozenset() == store.dirty_topics()


def test_retag_dirties_relatives(store: Store) -> None:
    """A retagged article dirties the topics of its component, as a saved one does."""
    store.save(batch(A, B, ties=[tie(A, B)], matches=[match("aid", B)]))
    clean(store)

    store.retag(whole(store), [match("g7", A)], ["g7", "none"], {})

    assert {"g7", "aid"} == store.dirty_topics()


def test_retagged_pages_are_due(store: Store) -> None:
    """A page shows tags, so new tags make it due."""
    seed = article("s", url="")
    store.save(batch(seed))
    store.save_shelf(pages={seed.id: "1"})

    store.retag(whole(store), [], [], {seed.id: ("x",)})

    assert (replace(seed, tags=("x",)),) == store.pages_due("1")


def test_a_dropped_topic_is_remembered(store: Store) -> None:
    """Matches, state and dirt go; publications stay."""
    told = Publication(topic="g7", published_id=A.id, article=A.id, first_published=NOW, published=NOW)
    store.save(batch(A, matches=[match("g7", A), match("aid", A)]))
    store.save_shelf(states=[TopicState(topic="g7", settings_hash="1", shown=())])
    store.save(batch(replace(A, title="New"), matches=[match("g7", A), match("aid", A)]))
    store.save_publications([told])

    store.drop_topic("g7")

    assert {A.id: (match("aid", A),)} == store.matches([A.id])
    assert {} == store.topic_states()
    assert {"aid"} == store.dirty_topics()
    assert (told,) == store.publications("g7")


def test_a_renamed_topic_keeps_publications(store: Store) -> None:
    """They go over to a name that has none; a name that has some takes nothing."""
    told = Publication(topic="old", published_id=A.id, article=A.id, first_published=NOW, published=NOW)
    other = replace(told, topic="full", published_id=B.id)
    store.save_publications([told, other])

    assert not store.rename_topic("old", "full")
    assert store.rename_topic("old", "new")
    assert not store.rename_topic("old", "new2")
    assert ((), (replace(told, topic="new"),), (other,)) == tuple(
        map(store.publications, ("old", "new", "full"))
    )


# --- ids


def test_reidentify_puts_another_prefix_everywhere(store: SqlStore) -> None:
    """Ids change wherever they stand, and only their beginning; every topic is dirty, every page due."""
    old, new = "tag:example.org,2026-01-01:", "tag:100%_new.example,2027-01-01:"
    seed, foreign = article("s", url="", guid=old), article("f", id="TAG:EXAMPLE.ORG,2026-01-01:alpha/f")
    told = Publication(topic="g7", published_id=A.id, article=seed.id, first_published=NOW, published=NOW)
    store.save(batch(A, seed, foreign, ties=[tie(A, seed)], matches=[match("g7", A, REASON)]))
    store.save_publications([told])
    store.save_shelf(
        files=[
            PublishedFile(path="p", hash="1", owner=seed.id),
            PublishedFile(path="g7.rss", hash="1", owner="g7"),
        ],
        states=[TopicState(topic="g7", settings_hash="1", shown=(A.id, foreign.id))],
        pages={seed.id: "1"},
    )
    new_a, new_seed = (each.id.replace(old, new) for each in (A, seed))

    number = store.reidentify(old, new)

    assert 2 == number
    assert {new_a: replace(A, id=new_a), foreign.id: foreign} == store.articles([A.id, new_a, foreign.id])
    assert {new_a} == set(store.sightings([A.id, new_a]))
    assert [(new_a, new_seed)] == [(each.a, each.b) for each in store.components([new_a])]
    assert {new_a: (replace(match("g7", A, REASON), article=new_a),)} == store.matches([A.id, new_a])
    assert (replace(told, published_id=new_a, article=new_seed),) == store.publications("g7")
    assert (new_a, foreign.id) == store.topic_states()["g7"].shown
    assert {"p": new_seed, "g7.rss": "g7"} == {path: file.owner for path, file in store.files().items()}
    assert {"g7"} == store.dirty_topics()
    assert (replace(seed, id=new_seed),) == store.pages_due("1")
    assert old not in str({name: rows for name, rows in dump(store).items() if name != "article"})


def test_reidentify_with_nothing_to_do(store: SqlStore) -> None:
    """The same prefix, no prefix, or one that no id has changes nothing."""
    store.save(batch(A, matches=[match("g7", A)]))
    clean(store)
    before = dump(store)

    numbers = [store.reidentify(*each) for each in (("tag:", "tag:"), ("", "x"), ("urn:", "x"))]

    assert numbers == [0, 0, 0]
    assert before == dump(store)


# --- publishing


def test_members_come_newest_first(store: Store) -> None:
    """By date, then id, both descending, down to the microsecond; pages go on where the last ended."""
    tick = article("t", published=A.published.replace(microsecond=1))
    old = article("o", published=moment(-5))
    store.save(batch(A, B, tick, old, C, matches=[match("g7", each) for each in (A, B, tick, old)]))
    expected = [tick.id, B.id, A.id, old.id]

    whole = store.members("g7")
    pages: list[Page] = []
    while page := store.members("g7", after=pages[-1] if pages else None, limit=1):
        pages += page

    assert expected == [page.article for page in whole]
    assert list(whole) == pages
    assert tick.published == whole[0].published
    assert () == store.members("nothing")


def test_components_are_whole(store: Store) -> None:
    """All relations of a component are given, once each, sorted, from whichever member one asks."""
    ring = [tie(A, B), tie(B, C), tie(A, C, RelationKind.NEAR, 0.5)]
    x, y = article("x"), article("y")
    store.save(batch(A, B, C, D, x, y, ties=[*ring, tie(x, y)]))
    expected = tuple(sorted(ring, key=lambda each: (each.a, each.b, each.kind)))

    assert (expected,) * 3 == tuple(store.components([each.id]) for each in (A, B, C))
    assert () == store.components([D.id])
    assert (*expected, tie(x, y)) == store.components([A.id, y.id])


def test_long_chains_are_walked(store: Store) -> None:
    """A component of a thousand members in a row is given whole."""
    chain = [article(f"n{number:04}") for number in range(1000)]
    ties = [tie(one, other) for one, other in pairwise(chain)]
    store.save(batch(*chain, ties=ties))

    assert tuple(ties) == store.components([chain[500].id])


def test_publications_are_replaced_and_ordered(store: Store) -> None:
    """By first publication, then id; the same published id in two topics is two publications."""
    first = Publication(topic="g7", published_id="b", article=A.id, first_published=NOW, published=moment(-3))
    same_time = replace(first, published_id="a", members=(A.id, B.id))
    later = replace(first, published_id="0", first_published=moment(1))
    elsewhere = replace(first, topic="aid")
    store.save_publications([first, later, elsewhere, same_time])
    moved = replace(first, article=B.id)

    store.save_publications([moved])

    assert (same_time, moved, later) == store.publications("g7")
    assert (elsewhere,) == store.publications("aid")


def test_publications_said_twice_write_nothing(store: SqlStore) -> None:
    """Equal publications, files, states, facts and pages are not written again."""
    told = Publication(topic="g7", published_id=A.id, article=A.id, first_published=NOW, published=NOW)
    file = PublishedFile(path="g7.rss", hash="1", owner="g7")
    state = TopicState(topic="g7", settings_hash="1", shown=("b", "a"), updated=NOW)
    store.save(batch(A))

    def say() -> None:
        store.save_publications([told])
        store.save_shelf(files=[file], states=[state], pages={A.id: "1"})
        store.save_facts({"plan": "1"})

    say()
    before = dump(store)
    with written(store) as statements:
        say()

    assert [each for each in statements if each.startswith("INSERT")] == []
    assert before == dump(store)


def test_the_shelf_is_recorded(store: Store) -> None:
    """Files put and removed, and states of topics, come back as they were said last."""
    rss, page = (
        PublishedFile(path="g7.rss", hash="1", owner="g7"),
        PublishedFile(path="p.html", hash="2", owner=A.id),
    )
    state = TopicState(topic="g7", settings_hash="1", shown=("b", "a"), updated=NOW)
    store.save_shelf(files=[rss, page], states=[state, TopicState(topic="aid", settings_hash="", shown=())])

    store.save_shelf(
        files=[replace(rss, hash="3")], removed=["p.html", "nothing"], states=[replace(state, shown=())]
    )

    assert {"g7.rss": replace(rss, hash="3")} == store.files()
    assert {
        "aid": TopicState(topic="aid", settings_hash="", shown=()),
        "g7": replace(state, shown=()),
    } == store.topic_states()


def test_pages_are_due_until_made(store: Store) -> None:
    """Articles without a URL are due until their page state is this one, and again when they change."""
    one, two, three = (article(name, url="") for name in "123")
    store.save(batch(one, two, three, A))
    store.save_shelf(pages={two.id: "v1", three.id: "v0"})

    assert (one, three) == store.pages_due("v1")
    assert (one,) == store.pages_due("v1", limit=1)
    assert (three,) == store.pages_due("v1", after=one.id)

    store.save(batch(replace(two, title="New")))

    assert (one, replace(two, title="New"), three) == store.pages_due("v1")


def test_pages_of_unchanged_articles_stay(store: Store) -> None:
    """Saving an article as it was leaves its page alone."""
    seed = article("s", url="")
    store.save(batch(seed))
    store.save_shelf(pages={seed.id: "v1"})
    store.save(batch(seed, now=moment(2)))

    assert () == store.pages_due("v1")


def shelf_item(one: Article, *also: Article, topic: str = "g7") -> ShelfItem:
    """Make what a shelf would tell of a group."""
    members = tuple(
        Also(
            id=each.id,
            source="Name",
            title=each.title,
            url=each.url,
            published=each.published,
            first_seen=each.first_seen,
            updated=each.updated,
            raw_hash=each.raw_hash,
        )
        for each in also
    )
    return ShelfItem(
        topic=topic,
        published_id=one.id,
        article=one.id,
        first_published=moment(2),
        published=moment(-30),
        article_published=one.published,
        article_updated=one.updated,
        first_seen=one.first_seen,
        raw_hash=one.raw_hash,
        also=members,
    )


def kinds_of(store: Store) -> dict[str, int]:
    """Count all relations by kind."""
    return dict(Counter(str(each.kind) for each in store.linked([kind.value for kind in RelationKind])))


def sighting(one: Article) -> Sighting:
    """Give what is remembered of an article."""
    return Sighting(
        id=one.id,
        source=one.source,
        first_seen=one.first_seen,
        published=one.published,
        updated=one.updated,
        raw_hash=one.raw_hash,
    )


def test_the_shelf_is_adopted(store: Store) -> None:
    """Publications, and sightings of every member with the source that its id names, are remembered."""
    other = article("x", source="beta-2", published=moment(-7))

    number = store.adopt([shelf_item(A, other), shelf_item(A, topic="aid"), shelf_item(other)])

    told = Publication(
        topic="g7",
        published_id=A.id,
        article=A.id,
        first_published=moment(2),
        published=moment(-30),
        members=(A.id, other.id),
    )
    assert 3 == number
    assert {A.id: sighting(A), other.id: sighting(other)} == store.sightings([A.id, other.id])
    assert (told,) == tuple(each for each in store.publications("g7") if each.article == A.id)
    assert (replace(told, topic="aid", members=(A.id,)),) == store.publications("aid")
    assert not store.is_empty()
    assert 0 == store.count_articles()


def test_what_stands_wins_over_the_shelf(store: Store) -> None:
    """Adopting changes no sighting and no publication that the store remembers; doubles count once."""
    store.save(batch(A))
    told = Publication(topic="g7", published_id=A.id, article=B.id, first_published=NOW, published=NOW)
    store.save_publications([told])

    number = store.adopt(
        [shelf_item(replace(A, raw_hash="x")), shelf_item(B), shelf_item(replace(B, raw_hash="y"))]
    )

    assert 1 == number
    assert {A.id: sighting(A), B.id: sighting(B)} == store.sightings([A.id, B.id])
    assert told in store.publications("g7")


def test_an_articles_own_date_is_adopted(store: Store) -> None:
    """An item bears its group's date; what is remembered of the article is its own."""
    store.adopt([shelf_item(B)])

    assert B.published == store.sightings([B.id])[B.id].published


def test_a_strange_id_on_the_shelf_has_no_sighting(store: Store) -> None:
    """The source of an adopted sighting is read from its id; where that fails there is none."""
    strange = [article("n", id=name) for name in ("urn:x:alpha/n", "tag:x", "tag:x,2026:alpha", "")]

    store.adopt([shelf_item(each) for each in strange])

    assert {} == store.sightings([each.id for each in strange])


# --- reports


def test_dates_of_articles(store: Store) -> None:
    """Dates are asked for without the articles; withdrawn and unknown ones have none."""
    store.save(batch(A, B))
    store.save(batch(withdrawn=(A.id,)))

    assert {B.id: B.published} == store.dates([A.id, B.id, "nobody"])


def test_what_was_ever_seen_is_known_by_its_hash(store: Store) -> None:
    """Withdrawn articles count; of several ids with one hash that of a stored article is given."""
    one, other = article("x", guid=""), article("y", guid="")
    twin = article("z", guid="", raw_hash=one.raw_hash)
    store.save(batch(one, other))
    store.save(batch(withdrawn=(one.id,)))

    known = store.sighted({"alpha": ("alpha",), "nobody": ("nobody", "no one")})
    assert {"alpha": {one.raw_hash: one.id, other.raw_hash: other.id}, "nobody": {}} == known
    store.save(batch(twin))
    assert {one.raw_hash: twin.id, other.raw_hash: other.id} == store.sighted({"alpha": ("alpha",)})["alpha"]


def test_what_has_a_guid_needs_no_hash_to_be_known(store: Store) -> None:
    """Its guid fixes its id; what was adopted from the shelf, whose guid nobody knows, is given."""
    adopted = article("y", raw_hash="1:y")
    store.save(batch(A))
    store.adopt([shelf_item(adopted)])

    assert {"alpha": {"1:y": adopted.id}} == store.sighted({"alpha": ("alpha",)})


def test_what_was_seen_under_an_earlier_key(store: Store) -> None:
    """Each source is given what was seen under all of its keys, and nothing of others'."""
    old = article("x", guid="", source="older")
    mine, other = article("y", guid=""), article("z", guid="", source="beta")
    store.save(batch(old, mine, other))

    known = store.sighted({"alpha": ("alpha", "older"), "beta": ("beta",)})

    assert {"alpha": {"1:x": old.id, "1:y": mine.id}, "beta": {"1:z": other.id}} == known


def test_the_newest_hashes_of_each_source(store: Store) -> None:
    """As many as are asked for, the newest by date; withdrawn articles and other sources' are left out."""
    dated = [article(name, published=moment(-hours)) for hours, name in enumerate("abcd", 1)]
    store.save(batch(*dated, article("o", source="beta")))
    store.save(batch(withdrawn=(dated[1].id,)))

    known = store.newest_hashes({"alpha": 2, "nobody": 9})

    assert {"alpha": {"1:a": dated[0].id, "1:c": dated[2].id}} == known


def test_dates_of_first_sight_outlive_everything(store: Store) -> None:
    """Adopted dates stay those of first sight when the article comes, moves, is withdrawn and comes back."""
    store.adopt([shelf_item(A)])
    first = (A.first_seen, A.published)
    for hours, gone in enumerate(((), (), (A.id,), ()), 1):
        changed = replace(A, published=moment(hours), first_seen=moment(hours), raw_hash=f"1:{hours}")
        store.save(batch(withdrawn=gone) if gone else batch(changed, now=moment(hours)))
        seen = store.sightings([A.id])[A.id]

        assert first == (seen.first_seen, seen.published)
        assert gone or seen.raw_hash == changed.raw_hash


def test_the_first_publication(store: Store) -> None:
    """The oldest publication of all topics; none before anything was published."""
    assert store.first_publication() is None
    old = Publication(topic="z", published_id=A.id, article=A.id, first_published=NOW, published=NOW)

    store.save_publications([replace(old, topic="a", first_published=moment(1)), old])

    assert old == store.first_publication()


def test_articles_are_counted_by_source(store: Store) -> None:
    """Counts leave out what was withdrawn."""
    store.save(batch(A, B, article("x", source="beta")))
    store.save(batch(withdrawn=(A.id,)))

    assert {"alpha": 1, "beta": 1} == store.article_counts()
    assert 2 == store.count_articles()


def test_find_knows_all_names(store: Store) -> None:
    """By id, published id, URL, guid and match key; nothing is found by an empty name."""
    told = Publication(topic="g7", published_id="tag:gone", article=B.id, first_published=NOW, published=NOW)
    store.save(batch(A, B, article("s", url="", guid="", match_key="")))
    store.save_publications([told])

    assert (A.id,) == store.find(A.id) == store.find(A.url) == store.find("a") == store.find(A.match_key)
    assert (B.id,) == store.find("tag:gone")
    front = article("f", match_key="front.example", fingerprint=Fingerprint())
    store.save(batch(front))
    assert (front.id,) == store.find("front.example")
    assert () == store.find("") == store.find("nothing") == store.find("\udcff")


def test_find_gives_the_best_first(store: Store) -> None:
    """An id comes before the article shown under it, a URL before a guid, a guid before a match key."""
    by_key = article("1", match_key="u", fingerprint=Fingerprint(item="u"))
    by_guid = article("2", guid="u")
    by_url = article("3", url="u")
    shown = article("4")
    exact = article("5", id="u")
    told = Publication(topic="g7", published_id="u", article=shown.id, first_published=NOW, published=NOW)
    store.save(batch(by_key, by_guid, by_url, shown, exact))
    store.save_publications([told, replace(told, topic="aid")])

    assert ("u", shown.id, by_url.id, by_guid.id, by_key.id) == store.find("u")


def test_facts_are_replaced_by_name(store: Store) -> None:
    """The last word on a fact counts."""
    store.save_facts({"a": "1", "b": "2"})
    store.save_facts({"a": "3"})

    assert {"a": "3", "b": "2"} == store.facts()


def test_an_empty_fact_is_none(store: Store) -> None:
    """It goes, and one that was never there leaves nothing."""
    store.save_facts({"a": "1", "b": "2"})
    store.save_facts({"a": "", "c": ""})

    assert {"b": "2"} == store.facts()


def test_runs_are_appended(store: SqlStore) -> None:
    """The log keeps every report, also two of one moment."""
    store.record_run(NOW, '{"version":1}')
    store.record_run(NOW, '{"version":1}')

    assert [(1, '{"version":1}'), (2, '{"version":1}')] == [(row[0], row[2]) for row in dump(store)["run"]]


# --- transactions


def everything(store: SqlStore) -> None:
    """Save a batch that writes to every table that a batch can write to."""
    ties = [tie(A, C)]
    store.save(
        batch(
            replace(A, title="New"),
            D,
            ties=ties,
            matches=[match("aid", A), match("g7", D)],
            withdrawn=(B.id,),
            rehashed=((C.id, "2:c"),),
            memories=(Memory(source="alpha", etag="2"),),
            now=moment(1),
        )
    )


def fail_everywhere(store: SqlStore) -> Iterator[tuple[int, bool]]:
    """Let each statement of `everything` fail in turn; yield its number and whether it left anything."""
    store.save(batch(A, B, C, ties=[tie(A, B)], matches=[match("g7", A)], memories=(Memory(source="alpha"),)))
    clean(store)
    for number in range(1000):
        before = dump(store)
        try:
            with failing(store, number):
                everything(store)
        except StorageError:
            yield number, dump(store) != before
        else:
            return


def test_a_save_that_fails_anywhere_leaves_nothing(store: SqlStore) -> None:
    """Whichever statement of a save fails, the store is what it was before; then the save goes through."""
    left = dict(fail_everywhere(store))

    assert len(left) > 15
    assert {False} == set(left.values())
    assert {"alpha": Memory(source="alpha", etag="2")} == store.memories()


def test_without_a_transaction_something_is_left(store: SqlStore) -> None:
    """The test above would notice: where no transaction is begun, a failed save does leave something."""
    event.remove(store._in.engine, "begin", dialect.begin)

    assert True in dict(fail_everywhere(store)).values()


def test_a_commit_that_fails_leaves_nothing(store: SqlStore) -> None:
    """An error on commit is ours as well, and nothing of the batch stays."""

    def fail(_db: Any) -> None:
        raise OperationalError("COMMIT", {}, Exception("injected"))

    event.listen(store._in.engine, "commit", fail)
    with pytest.raises(StorageError) as caught:
        store.save(batch(A))
    event.remove(store._in.engine, "commit", fail)

    assert isinstance(caught.value.__cause__, OperationalError)
    assert store.is_empty()


def test_no_statement_is_told(store: SqlStore) -> None:
    """An error names the store and the cause, never a statement or its values."""
    with failing(store, 0), pytest.raises(StorageError) as caught:
        store.find("secret")

    assert "the store " in str(caught.value)
    assert "secret" not in str(caught.value)
    assert "SELECT" not in str(caught.value)


def test_a_value_that_cannot_be_held_is_an_error_of_ours(store: Store) -> None:
    """An id that cannot be written as UTF-8 is refused with our error."""
    with pytest.raises(StorageError, match="cannot hold a value"):
        store.save(batch(article("x", id="tag:\ud800")))


# --- dry runs

WRITES: dict[str, Callable[[Store], object]] = {
    "save": lambda store: store.save(batch(A, matches=[match("g7", A)])),
    "publications": lambda store: store.save_publications(
        [Publication(topic="g7", published_id="p", article=A.id, first_published=NOW, published=NOW)]
    ),
    "facts": lambda store: store.save_facts({"a": "1"}),
    "adopt": lambda store: store.adopt([shelf_item(A)]),
}


@pytest.mark.parametrize("write", list(WRITES))
def test_a_dry_run_sees_what_it_did(dry_store: SqlStore, write: str) -> None:
    """Within a dry run, what was written is there."""
    before = dump(dry_store)
    WRITES[write](dry_store)

    assert before != dump(dry_store)


def test_a_failed_save_in_a_dry_run_leaves_nothing(dry_store: SqlStore) -> None:
    """A method that fails undoes its own part, not the rest of the dry run."""
    left = dict(fail_everywhere(dry_store))

    assert {False} == set(left.values())
    assert {"alpha": Memory(source="alpha", etag="2")} == dry_store.memories()


def test_attempts_in_a_dry_run_are_seen(dry_store: SqlStore) -> None:
    """Attempts noted before and after the first write are both in the memory that the dry run sees."""
    dry_store.note_attempts(["alpha"], NOW)
    dry_store.save(batch(A))
    dry_store.note_attempts(["beta"], NOW)

    assert {name: Memory(source=name, last_attempt=NOW) for name in ("alpha", "beta")} == dry_store.memories()
