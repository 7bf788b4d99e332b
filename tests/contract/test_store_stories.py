"""What every store promises of articles that may report one event."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from fakes import NOW, article
from feedmill.model import Article, Batch, Fingerprint
from feedmill.stores.base import Store
from feedmill.stores.sql import SqlStore

WINDOW = timedelta(days=3)
BARI = "Merz spoke in Bari of grain from Odesa, and of Sybiha."


def report(name: str, text: str = BARI, **changes: object) -> Article:
    """Make an article with a text of its own."""
    prints = Fingerprint(text=f"{sum(map(ord, name)):032x}")
    return article(name, title="", text=text, fingerprint=prints, **changes)


ONE = report("one")
NEW = report("new", "In Bari, Sybiha thanked Merz; Odesa ships grain.")


def told(store: Store, new: Article = NEW) -> list[str]:
    """Give the ids of those that may report the same."""
    return [each.id for each in store.told([new], WINDOW)]


def test_articles_of_batches_with_stories_are_found(store: Store) -> None:
    """They come with title, text and date; those of other batches are not found until keys are added."""
    store.save(Batch(articles=(ONE,), now=NOW))
    assert [] == told(store)

    store.add_story_keys([ONE])

    (found,) = store.told([NEW], WINDOW)
    assert (ONE.id, ONE.text, ONE.published) == (found.id, found.text, found.published)
    other = report("two", f"{BARI} Rain fell.")
    store.save(Batch(articles=(other,), stories=True, now=NOW))
    assert sorted([ONE.id, other.id]) == told(store)
    assert [] == told(store, report("x", "A ferry burned off Naxos; its captain Rallis was hurt near Syros."))


def test_what_is_far_away_in_time_is_not_found(store: Store) -> None:
    """The week of an article is asked about, and those that its window touches."""
    store.save(Batch(articles=(ONE,), stories=True, now=NOW))

    assert [ONE.id] == told(store)
    assert [] == told(store, replace(NEW, published=NEW.published + timedelta(days=14)))


def test_what_is_gone_or_changed_is_not_found(store: SqlStore) -> None:
    """A text that no article has any more leaves no row; one that another still has stays."""
    two = replace(report("two"), fingerprint=ONE.fingerprint)
    store.save(Batch(articles=(ONE, two), stories=True, now=NOW))
    store.save(Batch(withdrawn=(ONE.id,), now=NOW))
    assert [two.id] == told(store)

    store.save(Batch(articles=(replace(report("changed", "It rained."), id=two.id),), stories=True, now=NOW))

    assert [] == told(store)
    with store._in.read() as db:
        assert 0 == db.exec_driver_sql("SELECT count(*) FROM story").scalar()


def test_keys_can_be_forgotten(store: Store) -> None:
    """When no topic asks any more, nothing is found."""
    store.save(Batch(articles=(ONE,), stories=True, now=NOW))
    store.forget_story_keys()

    assert [] == told(store)
