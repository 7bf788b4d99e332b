"""Compiling all filters together: names, circles, mistakes, hashes."""

from __future__ import annotations

import pickle

import pytest

from feedmill.errors import ConfigError, FilterError
from feedmill.model import Topic, Vocabulary
from feedmill.topics import BadFilters, Names, compile_filters, compile_query, filter_hash, parse

_TERMS = {"g7": ("G7",), "aid": ("aid",)}


def _topics(**filters: str) -> tuple[Topic, ...]:
    return tuple(
        Topic(slug=slug, filter=text, place=f"t.toml:{10 * n}:11")
        for n, (slug, text) in enumerate(filters.items(), 1)
    )


def _mistakes(topics: tuple[Topic, ...], vocabulary: Vocabulary = _TERMS) -> tuple[str, ...]:
    with pytest.raises(BadFilters) as caught:
        compile_filters(topics, vocabulary)
    return caught.value.mistakes


def test_filters_come_by_slug() -> None:
    """Filters are in the order of their slugs; a disabled one is kept for others."""
    off = Topic(slug="b", filter="x", enabled=False)

    filters = compile_filters((*_topics(c="topic:b", a="*"), off), {})

    assert ["a", "b", "c"] == list(filters.by_slug)
    assert ["a", "c"] == [each.slug for each in filters.enabled()]


def test_filters_can_be_pickled() -> None:
    """Filters travel to worker processes."""
    filters = compile_filters(
        _topics(a='#g7 OR "x y"~3 OR /z/ OR topic:b', b="age:<1d published:[2023-01-01 TO *]"), _TERMS
    )

    assert filters == pickle.loads(pickle.dumps(filters))


def test_every_mistake_is_reported_with_its_spot() -> None:
    """All mistakes come at once, each with file, line and column; followers of a mistake are not blamed."""
    topics = _topics(a="x AND", b="y\nOR (z", c="topic:a", d="*", e="#g8 OR topic:f")

    assert _mistakes(topics) == (
        't.toml:10:16: topics.a: expected a word, a phrase or "(" after AND',
        't.toml:21:4: topics.b: this "(" is never closed',
        't.toml:50:11: topics.e: unknown term set "#g8" (did you mean "g7"?)',
        't.toml:50:24: topics.e: unknown topic "f"',
    )


def test_mistakes_of_one_filter_come_together() -> None:
    """Names and values that are wrong are told at once, but for those that are told elsewhere."""
    topics = _topics(
        a="(#g8 OR NOT lang:x1) AND title:(topic:zz b)\n-age:7d (x^9 OR /(/)@0 topic:bad", bad="#g9"
    )

    assert [
        ("10:12", "unknown term set"),
        ("10:28", '"x1" is no'),
        ("10:49", 'unknown topic "zz"'),
        ("11:17", "this regular expression"),
        ("11:6", '"7d" is no'),
        ("20:11", "unknown term set"),
    ] == [
        (mistake.removeprefix("t.toml:").partition(": ")[0], " ".join(mistake.split()[2:5]))
        for mistake in sorted(_mistakes(topics))
    ]


def test_there_are_not_too_many() -> None:
    """Of a filter that is wrong all over, a few dozen mistakes are told."""
    assert 20 == len(_mistakes(_topics(a=" ".join(f"#n{number}" for number in range(500)))))


def test_mistakes_are_kept_by_slug() -> None:
    """A mistake can be looked up with its line and column in the filter; it is a mistake of the config."""
    with pytest.raises(ConfigError) as caught:
        compile_filters(_topics(a="x\nAND"), {"empty": ("—",), "good": ("a", "b")})

    error = caught.value
    assert isinstance(error, BadFilters)
    assert (2, 4) == (error.filters["a"].line, error.filters["a"].column)
    assert ["empty"] == list(error.terms)
    assert 'terms.empty: "—" holds no letter and no digit, so nothing can match it' in error.mistakes


@pytest.mark.parametrize(
    ("place", "expected"), [("", "1:2: topics.a: "), ("t.toml:7", "t.toml:7: 1:2: topics.a: ")]
)
def test_a_mistake_without_a_known_spot(place: str, expected: str) -> None:
    """Where the filter's place is not known, the spot in the filter is given."""
    (mistake,) = _mistakes((Topic(slug="a", filter="a)", place=place),))

    assert mistake.startswith(expected)


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({"a": "topic:a"}, 't.toml:10:17: topics.a: topic "a" leads back to itself: a → a'),
        (
            {"a": "x topic:b", "b": "topic:a"},
            't.toml:20:17: topics.b: topic "a" leads back to itself: a → b → a',
        ),
        (
            {"z": "topic:a", "a": "topic:b", "b": "topic:c", "c": "topic:a"},
            't.toml:40:17: topics.c: topic "a" leads back to itself: a → b → c → a',
        ),
    ],
)
def test_circles_are_refused_and_named(filters: dict[str, str], expected: str) -> None:
    """Topics that lead back to themselves are one mistake, which names the circle."""
    assert (expected,) == _mistakes(_topics(**filters))


@pytest.mark.parametrize("forwards", [True, False])
def test_chains_have_an_end(forwards: bool) -> None:  # noqa: FBT001 - a case
    """A chain of twenty topics is fine, one of twenty-one is a mistake, in whatever order they stand."""
    chain = _topics(**{f"t{n:02}": f"topic:t{n + 1:02}" for n in range(20)}, t20="x")
    ordered = chain if forwards else chain[::-1]

    assert len(compile_filters([one for one in ordered if one.slug != "t00"], {}).by_slug) == 20
    assert "make a chain of more than 20" in _mistakes(ordered)[0]


def test_a_single_filter() -> None:
    """A filter that belongs to no topic knows the same names; one that refers to a mistake says so."""
    assert "topic:a" == compile_query("topic:a", _topics(a="x"), {}).at.text
    with pytest.raises(FilterError, match='the filter of topic "a" has a mistake') as caught:
        compile_query("b topic:a", _topics(a="("), {})
    assert 9 == caught.value.column


def test_the_hash_covers_what_a_filter_asks() -> None:
    """The hash changes with the filter, its term sets and the topics behind it, and with nothing else."""
    topics = _topics(a="#g7 topic:b tag:#aid", b="x", c="y")
    first = filter_hash(topics[0], topics, _TERMS)

    assert first == compile_filters(topics, _TERMS).by_slug["a"].hash
    assert first == filter_hash(
        topics[0], _topics(a="#g7 topic:b tag:#aid", b="x", c="z"), {**_TERMS, "other": ("x",)}
    )
    changed = {
        filter_hash(topics[0], _topics(a="#g7 topic:b tag:#aid ", b="x", c="y"), _TERMS),
        filter_hash(topics[0], _topics(a="#g7 topic:b tag:#aid", b="x2", c="y"), _TERMS),
        filter_hash(topics[0], topics, {**_TERMS, "g7": ("G7", "G8")}),
        filter_hash(topics[0], topics, {**_TERMS, "aid": ("Aid",)}),
    }
    assert 4 == len(changed - {first})


def test_a_filter_read_alone_knows_no_topic() -> None:
    """Without other topics, a filter that asks one is refused at that spot."""
    with pytest.raises(FilterError, match='topic "b" cannot be asked here') as caught:
        parse("a topic:b", Names(slugs=frozenset({"b"})))

    assert caught.value.column == 9
