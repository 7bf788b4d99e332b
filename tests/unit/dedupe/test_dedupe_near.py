"""Near copies, cut ones, round-ups and updates, and what only looks like them."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakes import NOW
from feedmill.dedupe import copies, relate
from feedmill.dedupe.near import near
from feedmill.model import DedupeSettings, Fingerprint, Lookalike, Relation, RelationKind
from feedmill.text.shingles import sampled
from feedmill.text.words import fold
from near_texts import ENGLISH, OTHER, THIRD, TITLES, TREASURY, lines, read

LIMITS = DedupeSettings()


def text(body: str, name: str = "a", **changes: object) -> Lookalike:
    """Make an article of a source of its own, dated now."""
    fields = {"source": name, "title": TITLES.get(body, "G7 talks"), "text": body, "published": NOW} | changes
    prints = Fingerprint(shingles=sampled(fold(str(fields["text"]))))
    return Lookalike(id=name, url="", fingerprint=prints, **fields)  # type: ignore[arg-type]


def tie(one: Lookalike, other: Lookalike, limits: DedupeSettings = LIMITS) -> Relation | None:
    """Give the relation between two articles that share no key."""
    return next(iter(relate(one, [other], {}, limits)), None)


def kind(one: Lookalike, other: Lookalike, limits: DedupeSettings = LIMITS) -> RelationKind | None:
    """Give its kind."""
    found = tie(one, other, limits)
    return found.kind if found else None


@pytest.mark.parametrize("body", TITLES, ids=["en", "uk", "de", "ja"])
def test_an_edited_copy_is_near(body: str) -> None:
    """A sentence dropped, one moved, a lead of the other paper's own: still that text."""
    copied = text("Agencies. " + lines(body, 0, 2, 1, 4), "b", title=TITLES[body])

    assert RelationKind.NEAR == kind(text(body), copied)


@pytest.mark.parametrize("body", TITLES, ids=["en", "uk", "de", "ja"])
def test_a_cut_copy_is_cut_of(body: str) -> None:
    """The first two paragraphs under the same title are a cut version: `a` is the part."""
    whole, part = text(body), text(lines(body, 0, 1), "b", title=TITLES[body])
    found = tie(whole, part)

    assert isinstance(found, Relation)
    assert (RelationKind.CUT_OF, "b", "a") == (found.kind, found.a, found.b)


def test_a_new_headline_hides_no_copy() -> None:
    """The whole text, word for word, under a title that shares no word."""
    assert RelationKind.NEAR == kind(
        text(ENGLISH), text(ENGLISH, "b", title="Rich nations open their purses")
    )


@pytest.mark.parametrize("body", TITLES, ids=["en", "uk", "de", "ja"])
def test_a_round_up_holds_its_items(body: str) -> None:
    """What stands in a longer text among other things is contained in it, wherever it stands."""
    for parts in ((OTHER, body, THIRD), (body, OTHER, THIRD), (OTHER, THIRD, body)):
        roundup = text("\n".join(parts), "r", title="The week in brief")
        found = tie(roundup, text(body))

        assert isinstance(found, Relation), (parts, found)
        assert (RelationKind.CONTAINED_IN, "a", "r") == (found.kind, found.a, found.b)


def test_a_template_is_no_copy() -> None:
    """The same report of the next day: nearly every word is the same, and it is another report."""
    today = text(
        TREASURY.format(
            day=30, rose=3.3, before=2.9, loan=9.9, loans=10.1, total=13.2, totals=13.0, tax=640, care=77
        ),
        title="Treasury balances rise on March 30",
    )
    tomorrow = text(
        TREASURY.format(
            day=31, rose=5.2, before=3.3, loan=8.1, loans=9.9, total=13.3, totals=13.2, tax=412, care=90
        ),
        "b",
        title="Treasury balances rise on March 31",
        published=NOW + timedelta(days=1),
    )

    assert kind(today, tomorrow) is None
    assert kind(today, replace(tomorrow, published=NOW)) is None
    assert "numbers are not in the other text" in str(near(today, tomorrow, LIMITS))


def test_one_number_is_a_template_too() -> None:
    """Where nothing else was edited, one number in the place of another is another event."""
    assert kind(text(ENGLISH), text(ENGLISH.replace("4.2", "3.9"), "b")) is None


def test_freely_edited_numbers_do_not_part_copies() -> None:
    """Where a tenth of all words was edited, a number among them is an edit like the others."""
    words = ENGLISH.split(" ")
    edited = " ".join("rather" if number % 10 == 3 else word for number, word in enumerate(words))
    changed = edited.replace("250", "240")

    assert changed != edited
    assert RelationKind.NEAR == kind(text(ENGLISH), text(changed, "b", title=TITLES[ENGLISH]))


def test_another_subject_is_no_copy() -> None:
    """A company's statement in the words of another's: what their titles name sets them apart."""
    _, body = read("postings")
    one = text(body.format(name="Phillips Petroleum"), title="Phillips Petroleum raises crude postings")
    other = text(body.format(name="Murphy Oil"), "b", title="Murphy Oil raises crude postings")

    assert kind(one, other) is None


def test_shared_background_is_no_copy() -> None:
    """Two articles that end with the same paragraphs of history are two articles."""
    background = lines(ENGLISH, 3, 4)
    assert kind(text(f"{OTHER}\n{background}", title="Nepal"), text(f"{THIRD}\n{background}", "b")) is None


def test_a_text_comes_back_after_the_window_as_another() -> None:
    """What was published further apart than the window is not tied, however alike."""
    late = text(lines(ENGLISH, 0, 1, 2, 4, 5), "b", title=TITLES[ENGLISH], published=NOW - timedelta(days=5))

    assert kind(text(ENGLISH), late) is None
    assert RelationKind.NEAR == kind(text(ENGLISH), late, replace(LIMITS, window=timedelta(days=6)))


def test_few_words_are_not_compared() -> None:
    """A dozen words in common prove nothing."""
    one = text("The bank will be closed on Monday because of the national holiday, it said.")
    assert kind(one, text(f"{one.text} Tuesday too.", "b")) is None


@pytest.mark.parametrize(
    ("title", "is_update"),
    [
        ("CORRECTED: {}", True),
        ("{} (berichtigt)", True),
        ("Виправлено: {}", True),
        ("【訂正】{}", True),
        ("{}", False),
    ],
)
def test_a_correction_is_an_update_of_its_original(title: str, is_update: bool) -> None:  # noqa: FBT001
    """What differs is the correction itself, and the newer one says so: `a` is the newer."""
    first = text(ENGLISH, source="wire")
    second = text(
        ENGLISH.replace("1.1 billion", "2.3 billion"),
        "b",
        source="wire",
        title=title.format(first.title),
        published=NOW + timedelta(hours=2),
    )
    found = tie(first, second)

    assert is_update is isinstance(found, Relation)
    if isinstance(found, Relation):
        assert (RelationKind.UPDATE_OF, "b", "a") == (found.kind, found.a, found.b)


def test_only_its_own_source_updates_an_article() -> None:
    """A correction of another source's article is no update of it: that source decides nothing about it."""
    theirs = text(ENGLISH.replace("1.1 billion", "2.3 billion"), "b", title="CORRECTED: G7 leaders agree")

    assert kind(text(ENGLISH), replace(theirs, published=NOW + timedelta(hours=2))) is None


def test_a_source_that_publishes_a_text_again_updates_it() -> None:
    """The same source with much the same text later: the newer one takes its place."""
    first = text(lines(ENGLISH, 0, 1, 2, 3, 4), source="wire", title=TITLES[ENGLISH])
    again = text(ENGLISH, "b", source="wire", published=NOW + timedelta(hours=3))

    assert RelationKind.UPDATE_OF == kind(first, again)


@given(
    st.sampled_from([*TITLES, OTHER, THIRD]),
    st.sampled_from([*TITLES, OTHER, THIRD]),
    st.lists(st.integers(0, 3), min_size=1, max_size=4),
    st.integers(-100, 100),
)
def test_who_is_asked_first_does_not_matter(one: str, other: str, kept: list[int], hours: int) -> None:
    """The verdict is the same both ways, direction included."""
    part = text(lines(f"{other}\n\n\n", *kept), "b", published=NOW + timedelta(hours=hours))

    assert tie(text(one), part) == tie(part, text(one))


def test_what_the_guards_are_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without them templates and shared background are tied: the control of the tests above."""
    loose = DedupeSettings(found=0.1, runs=0.05, untitled=0.1, apart=0.0)
    background = lines(ENGLISH, 3, 4)
    template = text(ENGLISH.replace("4.2", "3.9"), "b", title=TITLES[ENGLISH])

    assert kind(text(f"{OTHER}\n{background}"), text(f"{THIRD}\n{background}", "b"), loose) is not None
    assert kind(text(ENGLISH), template) is None
    monkeypatch.setattr(copies, "_exceeds", lambda *_: False)
    assert RelationKind.NEAR == kind(text(ENGLISH), template)
