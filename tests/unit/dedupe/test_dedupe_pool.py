"""Who may be a copy of whom in a batch, and what counts for nothing."""

from __future__ import annotations

import pytest

from fakes import article
from feedmill.dedupe import Pool
from feedmill.model import Article
from feedmill.normalise import fingerprint

FOOTER = " ".join(f"footer{number}" for number in range(60))


def texts(count: int, *, source: str = "alpha") -> list[Article]:
    """Make articles of one source that share nothing but how they end."""
    made = []
    for number in range(count):
        text = " ".join(f"{source}{number}x{place}" for place in range(60)) + f" {FOOTER}"
        name = f"{source}{number}"
        made.append(article(name, source=source, text=text, fingerprint=fingerprint("", name, text)))
    return made


@pytest.mark.parametrize(("count", "is_boilerplate"), [(15, False), (16, True)])
def test_what_many_texts_of_a_source_share_is_boilerplate(count: int, is_boilerplate: bool) -> None:  # noqa: FBT001
    """Up to fifteen texts that share it are candidates of one another; of more, none is."""
    pool = Pool(texts(count), (), {}, {})

    assert is_boilerplate is bool(pool.found)
    assert (0 if is_boilerplate else count - 1) == len(pool.like(pool.articles[0]))


def test_boilerplate_is_its_sources_alone() -> None:
    """The same words in two texts of another source still make these candidates."""
    pool = Pool([*texts(16), *texts(2, source="beta")], (), {}, {})

    assert {"alpha"} == {source for source, _ in pool.found}
    assert ["beta"] == [one.source for one in pool.like(pool.articles[-1])]


def test_known_boilerplate_ties_nobody() -> None:
    """What was marked before counts for nothing in the first batch that holds it."""
    marked = {"alpha": frozenset(run for _, run in Pool(texts(16), (), {}, {}).found)}

    assert [] == list(Pool(texts(2), (), marked, {}).like(texts(2)[0]))


def test_texts_without_samples_are_met_by_their_keys_alone() -> None:
    """Where nobody has a sampled run, equal texts still find each other."""
    same = [article(name, text="", fingerprint=fingerprint("a.example/1", name, "")) for name in "ab"]

    pool = Pool(same, (), {}, {})

    assert [same[1].id] == [one.id for one in pool.like(same[0])]
    assert () == pool.found
