"""Which stored texts are found by sampled runs of words, from whichever store."""

from __future__ import annotations

from datetime import timedelta

from fakes import NOW, article
from feedmill.model import Article, Batch
from feedmill.normalise import fingerprint
from feedmill.stores.base import Store

WINDOW = timedelta(days=4)
SHARED = " ".join(f"shared{number}" for number in range(200))


def text(name: str, words: str, *, days: float = 0) -> Article:
    """Make an article that begins with words of its own."""
    body = f"{name} begins in its own way, and goes on: {words}"
    published = NOW + timedelta(days=days)
    return article(name, text=body, fingerprint=fingerprint("", name, body), published=published)


def found(store: Store, *asked: Article) -> list[str]:
    """Give the guids of the lookalikes."""
    return [one.id.rpartition("/")[2] for one in store.lookalikes(asked, WINDOW)]


def test_all_texts_of_one_batch_that_share_a_run_are_found(store: Store) -> None:
    """A run that several texts of a batch hold stands in each of them."""
    store.save(Batch(articles=tuple(text(name, SHARED) for name in "abc"), now=NOW))

    assert ["a", "b", "c"] == found(store, text("x", SHARED))
    assert [] == found(store, text("x", SHARED.replace("shared", "other")))


def test_texts_are_found_in_the_weeks_of_each_question(store: Store) -> None:
    """Articles years apart are asked about together, and each finds what lies near its own date."""
    days = [0, 3, 30, 400, 4000]
    store.save(Batch(articles=tuple(text(f"d{day}", SHARED, days=day) for day in days), now=NOW))

    assert ["d0", "d3"] == found(store, text("x", SHARED))
    assert ["d0", "d3", "d400"] == found(store, text("x", SHARED), text("y", SHARED, days=401))
    assert ["d30", "d4000"] == found(store, *(text(f"y{day}", SHARED, days=day) for day in (4001, 31)))


def test_the_shared_runs_come_with_a_text(store: Store) -> None:
    """Of a text that is found, the runs that it shares are told, and no others."""
    kept = text("a", SHARED)
    store.save(Batch(articles=(kept,), now=NOW))

    asked = text("x", SHARED)
    (like,) = store.lookalikes([asked], WINDOW)
    runs = [set(memoryview(one.fingerprint.shingles).cast("q")) for one in (like, kept, asked)]

    assert runs[0] == runs[1] & runs[2]
    assert len(runs[0]) > 2


def test_marks_are_counted_and_go_with_their_source(store: Store) -> None:
    """A mark is kept once, and a source takes its marks along under another key."""
    store.save(Batch(marks=(("alpha", 1), ("alpha", 2), ("beta", 2)), now=NOW))
    store.save(Batch(marks=(("alpha", 2), ("gamma", 3)), now=NOW))

    assert {"alpha": 2, "beta": 1, "gamma": 1} == store.mark_counts()

    store.rename_source("alpha", "beta")
    store.rename_source("gamma", "delta")

    assert {"beta": 2, "delta": 1} == store.mark_counts()
    assert {"beta": frozenset({1, 2})} == store.marks(["alpha", "beta"])


def test_an_article_that_comes_again_under_another_date_or_text_is_found_there(store: Store) -> None:
    """What is saved again as it stands stays; with another date or text it is found by these."""
    store.save(Batch(articles=(text("a", SHARED),), now=NOW))
    store.save(Batch(articles=(text("a", SHARED),), now=NOW))
    assert ["a"] == found(store, text("x", SHARED))

    store.save(Batch(articles=(text("a", SHARED, days=40),), now=NOW))
    assert ["a"] == found(store, text("x", SHARED, days=40))

    other = SHARED.replace("shared", "other")
    store.save(Batch(articles=(text("a", other, days=40),), now=NOW))
    assert ["a"] == found(store, text("x", other, days=40))
    assert [] == found(store, text("x", SHARED, days=40))

    store.save(Batch(withdrawn=(text("a", other).id,), now=NOW))
    store.save(Batch(articles=(text("a", other, days=40),), now=NOW))
    assert ["a"] == found(store, text("x", other, days=40))
