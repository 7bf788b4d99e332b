"""Folding of any articles with any ties under any policy: order leaves no trace, the right one wins."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import combinations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from fakes import NOW, article
from feedmill import compose
from feedmill.compose import Ground, Shown, policies, show
from feedmill.dedupe import Group, Standing, group
from feedmill.model import (
    Article,
    Feed,
    Origin,
    Policy,
    PublishSettings,
    Relation,
    RelationKind,
    Site,
    Source,
    Topic,
)

SOURCES = {
    "seeds": Source(id="seeds", kind="seed", address="/seeds", local=True),
    "alpha": Source(id="alpha", kind="feed", address="https://alpha.example/feed"),
    "beta": Source(id="beta", kind="feed", address="https://beta.example/feed", weight=50),
    "gamma": Source(id="gamma", kind="feed", address="https://gamma.example/feed"),
}
HOMES = {name: one.address for name, one in SOURCES.items() if not one.local}


@dataclass(frozen=True)
class Case:
    """Articles, their ties, who is allowed, and two orders to give them in."""

    articles: tuple[Article, ...]
    relations: tuple[Relation, ...]
    allowed: frozenset[str]
    topic: Topic
    seeds_first: bool
    other: tuple[tuple[Article, ...], tuple[Relation, ...]]

    @property
    def ground(self) -> Ground:
        """Say what is the same for every topic."""
        return Ground(
            site=Site(url="https://mill.example/", id_domain="example.org"),
            publish=PublishSettings(items=50),
            standing=Standing(sources=SOURCES, homes=HOMES, seeds_first=self.seeds_first),
            titles={},
            now=NOW,
        )


def made(number: int, draw: st.DrawFn) -> Article:
    """Draw an article."""
    source = draw(st.sampled_from(sorted(SOURCES)))
    hours = st.integers(0, 3).map(lambda hour: NOW - timedelta(hours=hour))
    seen = draw(hours)
    return article(
        str(number),
        source=source,
        url=draw(st.sampled_from(["", "https://alpha.example/a", "https://beta.example/b"])),
        full=draw(st.booleans()),
        origin=draw(st.sampled_from([None, Origin(title="X", url="https://x.example/")])),
        published=min(draw(hours), seen),
        first_seen=seen,
    )


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """Draw a case."""
    articles = tuple(made(number, draw) for number in range(draw(st.integers(1, 6))))
    kinds = st.none() | st.sampled_from(RelationKind)
    relations = tuple(
        tie(one, other, kind) for one, other in combinations(articles, 2) if (kind := draw(kinds)) is not None
    )
    policy = st.sampled_from(Policy)
    return Case(
        articles=articles,
        relations=relations,
        allowed=frozenset(one.id for one in articles if draw(st.integers(0, 3))),
        topic=Topic(slug="t", filter="*", item=draw(policy), text=draw(policy), story=draw(policy)),
        seeds_first=draw(st.booleans()),
        other=(tuple(draw(st.permutations(articles))), tuple(draw(st.permutations(relations)))),
    )


def tie(one: Article, other: Article, kind: RelationKind) -> Relation:
    """Tie two articles; what is not symmetric goes from the newer to the older."""
    first, second = sorted((one, other), key=lambda each: each.id)
    if kind is RelationKind.UPDATE_OF:
        second, first = sorted((one, other), key=lambda each: (each.published, each.id))
    return Relation(a=first.id, b=second.id, kind=kind, score=1, method="m", reason="r")


def shown(case: Case, articles: Iterable[Article], relations: Sequence[Relation]) -> tuple[Shown, ...]:
    """Give the groups of the topic."""
    return show(
        case.topic,
        articles={one.id: one for one in articles},
        allowed=case.allowed,
        relations=relations,
        publications=(),
        ground=case.ground,
    )


def feed(case: Case, articles: Iterable[Article], relations: Sequence[Relation]) -> Feed:
    """Give the feed of the topic."""
    return compose.compose(
        case.topic,
        articles={one.id: one for one in articles},
        allowed=case.allowed,
        relations=relations,
        publications=(),
        matches={},
        ground=case.ground,
    ).feed


def winner(members: Sequence[Article], case: Case) -> Article:
    """Choose as the design says, a word at a time: of those left, those that have it, if any has."""
    tests: list[Callable[[Article], bool]] = [
        lambda one: one.source == "seeds" and case.seeds_first,
        lambda one: bool(one.url) and one.url.startswith(f"https://{one.source}."),
        lambda one: SOURCES[one.source].weight == max(SOURCES[each.source].weight for each in left),
        lambda one: one.origin is None,
        lambda one: one.full,
        lambda one: one.first_seen == min(each.first_seen for each in left),
        lambda one: one.id == min(each.id for each in left),
    ]
    left = list(members)
    for test in tests:
        left = [one for one in left if test(one)] or left
    return left[0]


def check(case: Case) -> None:
    """Look at what the topic makes of a case, in both orders."""
    groups = shown(case, case.articles, case.relations)
    articles, relations = case.other
    assert groups == shown(case, articles, relations)
    assert feed(case, case.articles, case.relations) == feed(case, articles, relations)

    members = [one.id for each in groups for one in (each.representative, *each.others)]
    assert sorted(members) == sorted(case.allowed)
    policy = policies(case.topic)
    ties = {frozenset((one.a, one.b)): policy.get(one.kind, Policy.KEEP) for one in case.relations}
    for each in groups:
        others = {name for name in each.group.members if name != each.group.head}
        assert all(
            ties.get(frozenset((name, each.group.head)), Policy.KEEP) is not Policy.KEEP for name in others
        )
        if not any(one.kind is RelationKind.UPDATE_OF for one in case.relations):
            assert winner((each.representative, *each.others), case) == each.representative
    by_id = {one.article: one for one in feed(case, case.articles, case.relations).items}
    for each in groups:
        named = {one.id for one in by_id[each.representative.id].also}
        assert named <= case.allowed - {each.representative.id}
        if Policy.DROP not in policy.values():
            assert named == {one.id for one in each.others}
        if Policy.FOLD not in policy.values():
            assert named == set()


PAIR = (article("1", source="alpha"), article("2", source="beta"))
#: Two copies, folded.
PLAIN = Case(
    articles=PAIR,
    relations=(tie(*PAIR, RelationKind.SAME_TEXT),),
    allowed=frozenset(one.id for one in PAIR),
    topic=Topic(slug="t", filter="*"),
    seeds_first=True,
    other=(PAIR[::-1], (tie(*PAIR, RelationKind.SAME_TEXT),)),
)


@settings(max_examples=3 * settings.default.max_examples)  # type: ignore[union-attr]
@given(cases())
@example(PLAIN)
def test_folding(case: Case) -> None:
    """Every allowed article is in one item, beside allowed ones; the design's first wins, in any order."""
    check(case)


def test_control_of_arrival_order(monkeypatch: pytest.MonkeyPatch) -> None:
    """Groups that begin with whoever comes first depend on the order."""

    def first_come(dates: dict[str, object], *rest: object) -> tuple[Group, ...]:
        arrived = {name: NOW + timedelta(hours=place) for place, name in enumerate(dates)}
        return group(arrived, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(compose, "group", first_come)

    with pytest.raises(AssertionError):
        check(PLAIN)


def test_control_of_the_winner(monkeypatch: pytest.MonkeyPatch) -> None:
    """Were the earliest shown, weight would count for nothing."""
    check(PLAIN)
    monkeypatch.setattr(compose, "representative", lambda members, *_: min(members, key=lambda one: one.id))
    case = replace(PLAIN, articles=tuple(replace(one, url="") for one in PAIR))

    with pytest.raises(AssertionError):
        check(replace(case, other=(case.articles[::-1], case.relations)))
