"""What turns a text, what stands beside it, and what says as much as a title."""

from __future__ import annotations

from dataclasses import replace

import pytest

from fakes import NOW
from feedmill.dedupe import copies, likeness
from feedmill.dedupe.near import near
from feedmill.dedupe.sketch import sketch
from feedmill.model import DedupeSettings, Fingerprint, Lookalike, RelationKind
from near_texts import ENGLISH, OTHER, TITLES, UKRAINIAN, lines

LIMITS = DedupeSettings()
AGREED = "The leaders of the Group of Seven agreed on Friday to send"
FAILED = "The leaders of the Group of Seven did not on Friday agree to send"


def text(body: str, name: str = "a", title: str = "") -> Lookalike:
    """Make an article of a source of its own, dated now."""
    return Lookalike(
        id=name,
        source=name,
        url="",
        fingerprint=Fingerprint(),
        title=title or TITLES.get(body, "G7 talks"),
        text=body,
        published=NOW,
    )


def kind(one: Lookalike, other: Lookalike) -> RelationKind | None:
    """Give what two texts are to each other."""
    found = near(one, other, LIMITS)
    return None if isinstance(found, str) else found.kind


@pytest.mark.parametrize(
    ("body", "says", "denies"),
    [(ENGLISH, AGREED, FAILED), (UKRAINIAN, "домовилися", "не домовилися")],
    ids=["en", "uk"],
)
def test_a_lead_that_is_denied_is_another_report(
    body: str, says: str, denies: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A "not" in the first sentence, and another title: no copy, though all the rest is the same."""
    denied = text(body.replace(says, denies), "b", title=f"{TITLES[body]}?")
    renamed = replace(denied, title="No deal for the power grid")

    assert body != denied.text
    assert RelationKind.NEAR == kind(text(body), denied), "under the same title it is an edit"
    assert kind(text(body), renamed) is None
    assert kind(renamed, text(body)) is None
    monkeypatch.setattr(likeness, "_denies", lambda *_: False)
    assert kind(text(body), renamed) is not None, "the control"


def test_a_denial_that_both_have_says_nothing() -> None:
    """What both deny in the same words contradicts nothing, whatever their titles."""
    both = ENGLISH.replace(AGREED, FAILED)

    assert RelationKind.NEAR == kind(text(both), text(f"Agencies. {both}", "b", title="No deal"))


def test_a_lead_and_a_footer_make_no_round_up() -> None:
    """A copy under another headline, with a lead of its own, is near: it is folded."""
    lead = "Everybody had waited for this since autumn, and the hosts of the summit most of all."
    own = text(f"{lead}\n{lines(ENGLISH, 1, 2, 3, 4, 5)}", "b", title="Billions for substations")

    assert RelationKind.NEAR == kind(text(lines(ENGLISH, 1, 2, 3, 4, 5)), own)


def test_another_item_makes_a_round_up() -> None:
    """The same text beside a short item about other people and places is one of two."""
    item = lines(ENGLISH, 0, 1, 2)
    brief = text(f"{item}\n{lines(OTHER, 0)}", "b", title="Briefly")

    assert RelationKind.CONTAINED_IN == kind(text(item), brief)


def test_sentences_dropped_from_within_leave_no_round_up() -> None:
    """A text that is cut inside and has another headline is a copy; the whole one holds no other item."""
    short = text(lines(ENGLISH, 0, 2, 5), "b", title="Tokyo pays most")

    assert kind(text(lines(ENGLISH, 0, 1, 2, 3, 5)), short) is RelationKind.NEAR


def test_figures_that_all_agree_say_as_much_as_titles(monkeypatch: pytest.MonkeyPatch) -> None:
    """Under another headline a reworded text is still a copy if it has the same numbers and names."""
    reworded = text(
        ENGLISH.replace("according to a draft that was seen by reporters", "reporters read in a draft")
        .replace("more than any other member", "the largest share")
        .replace("had asked for a longer schedule", "wanted to take longer")
        .replace("called the sum too small", "said that it was not enough")
        .replace("will meet again in Rome", "are to gather in Rome"),
        "b",
        title="Substations at last",
    )

    assert likeness.likeness(sketch("", ENGLISH), sketch("", reworded.text)).runs < LIMITS.untitled
    assert kind(text(ENGLISH), reworded) is not None
    monkeypatch.setattr(copies, "_same_figures", lambda _: False)
    assert kind(text(ENGLISH), reworded) is None, "the control"
