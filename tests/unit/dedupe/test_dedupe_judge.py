"""The judge's verdicts and dates."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from fakes import NOW, article, moment
from feedmill.dedupe import judge
from feedmill.model import Article, DedupeSettings, Outcome, Sighting, Verdict


def verdict(
    new: Article, stored: Article | None = None, sighting: Sighting | None = None, now: datetime = NOW
) -> Verdict:
    """Judge without lookalikes."""
    return judge(new, [], stored=stored, sighting=sighting, homes={}, limits=DedupeSettings(), now=now)


def sighting_of(one: Article, **changes: object) -> Sighting:
    """Remember an article's id, dates and hash."""
    fields = {
        name: getattr(one, name)
        for name in ("id", "source", "first_seen", "published", "updated", "raw_hash")
    }
    return Sighting(**(fields | changes))


def test_unknown_article_is_new() -> None:
    """What nobody has seen is new, with its own dates."""
    new = article("a")

    assert Verdict(article=new, outcome=Outcome.NEW) == verdict(new)


def test_same_hash_is_unchanged() -> None:
    """An equal raw hash is the end of the matter; the stored article stands."""
    stored = article("a", tags=("kept",))

    found = verdict(article("a", first_seen=moment(5), tags=("kept",)), stored)

    assert (Outcome.UNCHANGED, stored, False) == (found.outcome, found.article, found.rederived)


def test_same_entry_that_reads_otherwise() -> None:
    """An entry that did not change, but is made into something else now, keeps its dates."""
    stored = article("a")

    found = verdict(article("a", first_seen=moment(5), updated=moment(4), language="de"), stored)

    assert (Outcome.UNCHANGED, True) == (found.outcome, found.rederived)
    assert replace(stored, language="de") == found.article


def test_silent_edit_is_dated_now() -> None:
    """A changed text under an old date is an update that was first seen now; published stays."""
    stored = article("a")
    edited = article("a", text="Edited.", raw_hash="1:b", first_seen=moment(7), published=moment(-1))

    found = verdict(edited, stored, now=moment(7))

    assert Outcome.CHANGED == found.outcome
    assert (stored.published, moment(7), stored.first_seen) == (
        found.article.published,
        found.article.updated,
        found.article.first_seen,
    )


def test_publishers_own_update_is_kept() -> None:
    """Where the publisher says when it updated, that is the date."""
    stored = article("a")
    edited = article("a", text="Edited.", raw_hash="1:b", updated=moment(3), first_seen=moment(7))

    found = verdict(edited, stored, now=moment(7))

    assert (Outcome.CHANGED, moment(3)) == (found.outcome, found.article.updated)


def test_publication_date_never_moves() -> None:
    """A publisher that dates an old item anew updates it; it is not published again."""
    stored = article("a")
    redated = article("a", raw_hash="1:b", published=moment(4), updated=moment(4), first_seen=moment(7))

    found = verdict(redated, stored, now=moment(7))

    assert (Outcome.CHANGED, stored.published, moment(4)) == (
        found.outcome,
        found.article.published,
        found.article.updated,
    )


def test_noise_is_no_change() -> None:
    """A new hash with nothing new in it (a tracking pixel) only moves the hash."""
    stored = article("a")

    found = verdict(article("a", raw_hash="1:noise", first_seen=moment(7)), stored, now=moment(7))

    assert (Outcome.UNCHANGED, replace(stored, raw_hash="1:noise")) == (found.outcome, found.article)


def test_undated_entry_is_no_update() -> None:
    """An entry without a date of its own is dated by us at each poll; that alone is no change."""
    stored = article("a", published=NOW, updated=NOW, first_seen=NOW)
    again = article("a", raw_hash="1:noise", published=moment(7), updated=moment(7), first_seen=moment(7))

    assert Outcome.UNCHANGED == verdict(again, stored, now=moment(7)).outcome


def test_adopted_article_keeps_its_dates() -> None:
    """What subscribers were told of an id that is not stored any more still holds."""
    known = sighting_of(article("a"), first_seen=moment(-50), published=moment(-60), updated=moment(-40))

    found = verdict(article("a"), sighting=known)

    assert Outcome.NEW == found.outcome
    assert (moment(-50), moment(-60), moment(-40)) == (
        found.article.first_seen,
        found.article.published,
        found.article.updated,
    )


def test_adopted_article_that_was_edited_meanwhile() -> None:
    """With another hash than the one remembered, it is a silent edit."""
    known = sighting_of(article("a"), raw_hash="1:old", updated=moment(-1))

    assert (
        moment(7)
        == verdict(article("a", first_seen=moment(7)), sighting=known, now=moment(7)).article.updated
    )
