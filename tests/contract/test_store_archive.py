"""The archive in pieces, and who came late into a topic, from whichever store."""

from __future__ import annotations

import pickle
from dataclasses import replace

from fakes import NOW, article, moment
from feedmill.model import Batch, Match, Publication
from feedmill.stores.base import Page, Piece, Store
from feedmill.stores.sql import SqlStore

A, B, C = (article(name, published=moment(-number)) for number, name in enumerate("abc", start=1))


def match(topic: str, name: str) -> Match:
    """Make a match of an article by its id."""
    return Match(topic=topic, article=name, reasons=())


def stored(store: Store) -> Piece:
    """Store three articles, two of them in a topic; give the archive in one piece."""
    store.save(Batch(articles=(A, B, C), matches=(match("g7", A.id), match("aid", B.id)), now=NOW))
    (piece,) = store.pieces()
    return piece


def late(store: Store, topic: str = "g7") -> list[str]:
    """Give who is noted as belated."""
    return [page.article for page in store.belated(topic)]


def test_pieces_hold_everything_once(store: Store) -> None:
    """All pieces together hold every article that is not withdrawn, as far as filters see it."""
    stored(store)
    store.save(Batch(withdrawn=(B.id,), now=NOW))

    pieces = list(store.pieces(size=2))

    assert 2 == len(pieces)
    found = [one for piece in pieces for one in piece.articles()]
    assert [replace(one, summary="", html="") for one in (A, C)] == found


def test_pieces_travel(store: Store) -> None:
    """A piece can be sent to another process, which reads the same."""
    piece = stored(store)

    sent: Piece = pickle.loads(pickle.dumps(piece))

    assert list(piece.articles()) == list(sent.articles())


def test_a_dry_run_sees_what_it_holds_back(dry_store: SqlStore) -> None:
    """The pieces of a dry run hold what only the dry run knows."""
    piece = stored(dry_store)

    assert [A.id, B.id, C.id] == [one.id for one in piece.articles()]


def test_matches_of_a_piece(store: Store) -> None:
    """Stored matches are told by topic, for a piece or for named articles."""
    piece = stored(store)

    assert {"g7": {A.id}, "none": set()} == store.matched(piece, ["g7", "none"])
    assert {B.id} == store.holding("aid", [A.id, B.id])


def test_belated_are_noted_and_welcomed(store: Store) -> None:
    """Who comes in while the topic minds is belated, until a publication names it, or it leaves."""
    piece = stored(store)
    everyone = [match("g7", one.id) for one in (A, B, C)]

    store.retag(piece, everyone, ["g7"], {}, {"g7": frozenset()})
    assert [B.id, C.id] == late(store)
    assert (Page(article=A.id, published=A.published),) == store.members("g7", belated=False)
    assert (Page(article=C.id, published=C.published),) == store.belated("g7", [A.id, C.id])

    told = Publication(
        topic="g7", published_id=B.id, article=B.id, first_published=NOW, published=NOW, members=(B.id,)
    )
    store.save_publications([told])
    assert [C.id] == late(store)
    store.retag(piece, everyone[:2], ["g7"], {})
    assert [] == late(store)


def test_belated_not_where_nobody_minds(store: Store) -> None:
    """Topics that do not mind, and articles that were told of before, have no belated."""
    piece = stored(store)
    matches = [match(topic, one.id) for topic in ("g7", "aid") for one in (A, B, C)]

    store.retag(piece, matches, ["aid", "g7"], {}, {"g7": {B.id}})

    assert ([C.id], []) == (late(store), late(store, "aid"))
    store.save_publications([], settled="g7")
    assert [] == late(store)


def test_belated_go_with_their_match(store: Store) -> None:
    """An article that its publisher changed, so that it left the topic, is no longer belated there."""
    piece = stored(store)
    store.retag(piece, [match("g7", C.id)], ["g7"], {}, {"g7": frozenset()})

    store.save(Batch(articles=(replace(C, title="Other"),), now=NOW))
    store.save(Batch(articles=(replace(C, title="Again"),), matches=(match("g7", C.id),), now=NOW))

    assert [] == late(store)


def test_belated_follow_their_topic(store: Store) -> None:
    """Another slug has the same articles, and the same of them belated."""
    piece = stored(store)
    store.retag(piece, [match("g7", A.id), match("g7", C.id)], ["g7"], {}, {"g7": frozenset()})

    store.rename_topic("g7", "seven")

    assert [C.id] == late(store, "seven")
    assert [A.id, C.id] == [page.article for page in store.members("seven")]
    assert () == store.members("g7")
