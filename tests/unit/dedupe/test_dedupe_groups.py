"""Groups and the member shown."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from itertools import pairwise, permutations

from fakes import article, moment
from feedmill.dedupe import Standing, group, preferred_by, representative
from feedmill.model import Article, Fingerprint, Origin, Relation, RelationKind, Source

STANDING = Standing(
    sources={
        "seeds": Source(id="seeds", kind="seed", address="/seeds", local=True),
        "alpha": Source(id="alpha", kind="feed", address="https://alpha.example/feed"),
        "beta": Source(id="beta", kind="feed", address="https://beta.example/feed", weight=50),
    },
    homes={"alpha": "https://alpha.example/feed", "beta": "https://beta.example/feed"},
)


def dates(articles: Iterable[Article]) -> dict[str, datetime]:
    """Give what groups are made of."""
    return {one.id: one.published for one in articles}


def tie(a: str, b: str, kind: RelationKind = RelationKind.SAME_TEXT) -> Relation:
    """Tie two articles of source alpha."""
    first, second = sorted((article(a).id, article(b).id))
    return Relation(a=first, b=second, kind=kind, score=1, method="m", reason="r")


def test_nobody_is_a_member_by_hearsay() -> None:
    """In the chain a, b, c, c is not related to the head a, so it begins a group of its own."""
    chain = [article(name, published=moment(hours)) for name, hours in (("a", -3), ("b", -2), ("c", -1))]

    found = [one.members for one in group(dates(chain), [tie("a", "b"), tie("b", "c")])]

    assert [(chain[0].id, chain[1].id), (chain[2].id,)] == found


def test_arrival_order_does_not_matter() -> None:
    """Every order of articles and relations gives the same groups."""
    articles = [article(name, published=moment(-1)) for name in "abcd"]
    ties = [tie("a", "b"), tie("b", "c"), tie("c", "d"), tie("a", "d")]
    expected = group(dates(articles), ties)

    for order in permutations(articles):
        assert expected == group(dates(order), reversed(ties))


def test_round_up_never_joins() -> None:
    """`contained-in` is a link, not a membership, even if a caller asks for it."""
    articles = [article("a"), article("b")]

    found = group(dates(articles), [tie("a", "b", RelationKind.CONTAINED_IN)], frozenset(RelationKind))

    assert 2 == len(found)


def test_kinds_left_out_do_not_group() -> None:
    """A kind that the topic keeps apart does not group."""
    found = group(dates([article("a"), article("b")]), [tie("a", "b")], {RelationKind.SAME_ITEM})

    assert 2 == len(found)


def _ranked() -> list[Article]:
    """Give articles of which each goes before those after it, by another criterion each."""
    plain = {"url": "https://elsewhere.example/x", "fingerprint": Fingerprint(item="elsewhere.example/x")}
    return [
        article("seed", source="seeds", url=""),
        article("own", source="alpha"),
        article("heavy", source="beta", **plain, first_seen=moment(9)),
        article("full", source="alpha", **plain, full=True, first_seen=moment(8)),
        article("early", source="alpha", **plain, first_seen=moment(-8)),
        article("a", source="alpha", **plain),
        article("b", source="alpha", **plain),
        article(
            "taken", source="alpha", **plain, full=True, origin=Origin(title="X", url="https://x.example/")
        ),
    ]


def test_order_of_preference() -> None:
    """Seed, own host, weight, not taken over, full text, first seen, id: each decides before the next."""
    ranked = _ranked()

    for place in range(len(ranked)):
        assert ranked[place] == representative(reversed(ranked[place:]), STANDING)


def test_what_decided_is_told() -> None:
    """Of two members it is told what put one before the other; an update stands before all."""
    ranked = _ranked()
    pairs = pairwise(ranked)

    assert ["seed", "own-host", "weight", "full-text", "first-seen", "id", "original"] == [
        preferred_by(one, other, STANDING) for one, other in pairs
    ]
    assert "update" == preferred_by(ranked[-1], ranked[0], STANDING)
    assert "id" == preferred_by(ranked[0], ranked[0], STANDING)


def test_seeds_first_can_be_switched_off() -> None:
    """Without seeds_first a seed has no privilege."""
    seed, own = article("seed", source="seeds", url=""), article("own", source="alpha")
    standing = Standing(sources=STANDING.sources, homes=STANDING.homes, seeds_first=False)

    assert own == representative([seed, own], standing)


def test_claimed_date_decides_nothing() -> None:
    """A back-dated copy does not beat the article on its own host."""
    own = article("own", source="alpha", published=moment(-1))
    copy = article("copy", source="beta", url="https://alpha.example/own", published=moment(-99))

    assert own == representative([copy, own], STANDING)
