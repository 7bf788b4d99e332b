"""Different texts on one event, and what only sounds like it."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakes import NOW
from feedmill.dedupe import group
from feedmill.dedupe import story as judged
from feedmill.dedupe.story import story
from feedmill.model import DedupeSettings, Fingerprint, Lookalike, Relation, RelationKind

LIMITS = DedupeSettings()
#: Short reports written for these tests, each with the event that it tells.
EVENTS = [
    json.loads(line)
    for line in (Path(__file__).parents[2] / "data/copies/events.jsonl").read_text("utf-8").splitlines()
]


def report(number: int, event: dict[str, str]) -> Lookalike:
    """Make an article of a report, in a source of its own."""
    return Lookalike(
        id=f"a{number:02}",
        source=f"s{number}",
        url="",
        fingerprint=Fingerprint(),
        title=event["title"],
        text=event["body"],
        published=datetime.fromisoformat(event["date"]),
    )


REPORTS = [report(number, event) for number, event in enumerate(EVENTS)]


def of(name: str) -> list[Lookalike]:
    """Give the reports on one event."""
    return [one for one, event in zip(REPORTS, EVENTS, strict=True) if event["story"] == name]


def text(title: str, body: str, source: str = "a") -> Lookalike:
    """Make an article of a source, dated now."""
    return Lookalike(
        id=source, source=source, url="", fingerprint=Fingerprint(), title=title, text=body, published=NOW
    )


def refused(one: Lookalike, other: Lookalike, limits: DedupeSettings = LIMITS) -> str:
    """Give why two are not one story, empty if they are."""
    found = story(one, other, limits)
    return found if isinstance(found, str) else ""


@pytest.mark.parametrize("name", ["g7-agree", "ferry2", "rates-fed", "kherson", "bahn", "iphone", "cup"])
def test_different_texts_on_one_event_are_one_story(name: str) -> None:
    """Whatever the words and the language; the relation says by what, and how surely."""
    one, other = of(name)[:2]

    found = story(one, other, LIMITS)

    assert isinstance(found, Relation)
    assert (RelationKind.SAME_STORY, "story") == (found.kind, found.method)
    assert LIMITS.story <= found.score <= 1
    assert "both speak of" in found.reason


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("g7-agree", "g7-fail"),
        ("week1", "week2"),
        ("quake-chile", "quake-peru"),
        ("ferry", "ferry2"),
        ("rates-ecb", "rates-fed"),
        ("senate", "house"),
        ("stocks-mon", "stocks-tue"),
        ("kherson", "odesa"),
        ("cup", "cup2"),
        ("roundup", "quake-chile"),
        ("roundup", "ferry"),
        ("roundup2", "quake-chile"),
        ("roundup2", "rates-ecb"),
        ("roundup2", "ferry"),
    ],
)
def test_two_events_are_two_stories(one: str, other: str) -> None:
    """Agreed or not, week 1 or 2, here or there, and a round-up with what it lists."""
    assert all(refused(mine, theirs) for mine in of(one) for theirs in of(other))


#: Two titles over one body, and what tells them apart.
TURNED = [
    ("Leaders agree on aid for Kyiv", "Leaders fail to agree on aid for Kyiv", "denies"),
    ("Лідери погодили допомогу Києву", "Лідери не погодили допомогу Києву", "denies"),
    ("Aid convoy diary, week 1", "Aid convoy diary, week 2", "week 1"),
    ("Aid convoy diary, first day", "Aid convoy diary, second day", "day 1"),
    ("Treasury balances, March 30", "Treasury balances, March 31", "march 30"),
    ("Leaders agree on aid for Kyiv", "Briefing: leaders agree on aid for Kyiv", "several stories"),
    ("Leaders agree", "Leaders agree; a ferry sinks; oil is dear", "several stories"),
]
BODY = "Leaders of the Group of Seven met in Bari. Chancellor Merz spoke of aid for Kyiv and of patience."


@pytest.mark.parametrize(("one", "other", "why"), TURNED)
def test_titles_contradict(one: str, other: str, why: str) -> None:
    """What the text shares does not count where the titles tell two events."""
    assert why in refused(text(one, BODY), text(other, BODY, "b"))
    assert "" == refused(text(one, BODY), text(one, BODY, "b")) or "several" in why


@pytest.mark.parametrize(("one", "other", "_why"), TURNED[:5])
def test_without_contradictions_they_are_one_story(
    one: str, other: str, _why: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The guard is what keeps them apart: what is said of an event alone ties them."""
    monkeypatch.setattr(judged, "_contradiction", lambda *_, **__: "")

    assert "" == refused(text(one, BODY), text(other, BODY, "b"))


def test_a_refusal_in_other_words_is_no_contradiction() -> None:
    """A title that denies and a text that rejects tell the same."""
    body = "The Senate rejected the aid bill for Ukraine by 52 to 48, Thune said."

    assert "" == refused(text("Senate does not pass Ukraine aid", body), text("Senate aid bill", body, "b"))


def test_a_title_that_a_source_repeats_is_a_series() -> None:
    """Two sources under one title tell one story; one source does so each day about another."""
    one, other = text("Hogs open higher in Omaha", BODY), text("Hogs open higher in Omaha", BODY, "b")

    assert "" == refused(one, other)
    assert "in a series" in refused(one, replace(other, source="a"))


def test_time_takes_a_likeness_away() -> None:
    """Days later it must be more alike, and after the window nothing is."""
    one, other = of("ferry2")

    scores = [
        found.score
        for days in (0, 1, 2)
        if isinstance(
            found := story(one, replace(other, published=one.published + timedelta(days)), LIMITS), Relation
        )
    ]

    assert scores == sorted(scores, reverse=True)
    assert 3 == len(set(scores))
    late = replace(other, published=one.published + LIMITS.story_window + timedelta(seconds=1))
    assert "story_window" in refused(one, late)


def test_which_is_given_first_does_not_matter() -> None:
    """A verdict is about two articles, not about who came first."""
    for one in REPORTS[:12]:
        for other in REPORTS[:12]:
            found, turned = story(one, other, LIMITS), story(other, one, LIMITS)
            assert found == turned or (isinstance(found, str) and isinstance(turned, str))


@given(st.permutations(range(12)))
def test_groups_do_not_depend_on_the_order_of_arrival(order: list[int]) -> None:
    """Each new article is compared with those before it; whatever the order, the groups are the same."""
    there: list[Lookalike] = []
    relations = []
    for place in order:
        found = (story(REPORTS[place], other, LIMITS) for other in there)
        relations += [each for each in found if isinstance(each, Relation)]
        there.append(REPORTS[place])
    at_once = [
        each
        for number, one in enumerate(REPORTS[:12])
        for other in REPORTS[number + 1 : 12]
        if isinstance(each := story(one, other, LIMITS), Relation)
    ]
    dates = {one.id: one.published for one in REPORTS[:12]}
    kinds = frozenset(RelationKind)

    assert group(dates, at_once, kinds) == group(dates, relations, kinds)
    assert any(len(one.members) > 1 for one in group(dates, relations, kinds))
