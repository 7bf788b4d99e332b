"""Numbers that were mistyped, and numbers that are others."""

from __future__ import annotations

from datetime import timedelta

import pytest

from fakes import NOW
from feedmill.dedupe import likeness
from feedmill.dedupe.near import near
from feedmill.model import DedupeSettings, Fingerprint, Lookalike, RelationKind
from near_texts import ENGLISH, TITLES


def text(body: str, name: str = "a", hours: int = 0, title: str = TITLES[ENGLISH]) -> Lookalike:
    """Make an article of a source of its own, dated now or later."""
    published = NOW + timedelta(hours=hours)
    prints = Fingerprint()
    return Lookalike(
        id=name, source=name, url="", fingerprint=prints, title=title, text=body, published=published
    )


def is_near(one: Lookalike, other: Lookalike) -> bool:
    """Say whether they are near copies, whichever is given first."""
    found = near(one, other, DedupeSettings())
    assert found == near(other, one, DedupeSettings())
    return not isinstance(found, str) and found.kind is RelationKind.NEAR


@pytest.mark.parametrize(
    ("sent", "typed"),
    [("250 million", "205 million"), ("250 million", "2500 million"), ("250", "25"), ("1.1", "11")],
    ids=["swapped", "one more", "one less", "no point"],
)
def test_a_slip_of_the_hand_leaves_a_copy(sent: str, typed: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Digits swapped, one too many or too few, a point elsewhere: still that text, but not a day later."""
    mistyped = ENGLISH.replace(sent, typed)

    assert is_near(text(ENGLISH), text(mistyped, "b"))
    assert not is_near(text(ENGLISH), text(mistyped, "b", hours=24))
    monkeypatch.setattr(likeness, "slipped", lambda *_: False)
    assert not is_near(text(ENGLISH), text(mistyped, "b")), "the control"


@pytest.mark.parametrize(
    "changes",
    [
        {"250": "380"},
        {"250": "205", "1.1": "11"},
        {"250": "205", "14 July": "20 July"},
        {"250": "205", "Canada": "Norway"},
    ],
    ids=["another number", "two slips", "and another day", "and another country"],
)
def test_what_no_hand_slipped_in_is_another_report(changes: dict[str, str]) -> None:
    """A number that is another one, and a slip beside anything else that differs, contradict."""
    other = ENGLISH
    for old, new in changes.items():
        assert old in other
        other = other.replace(old, new)

    assert not is_near(text(ENGLISH), text(other, "b"))
