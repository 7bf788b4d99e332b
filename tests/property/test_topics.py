"""Laws of the filter language, for any filter and article."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from fractions import Fraction
from itertools import accumulate

from hypothesis import assume, given
from hypothesis import strategies as st

from feedmill.errors import FilterError
from feedmill.model import Article, Fingerprint, Match, Miss, Topic
from feedmill.text.words import fold
from feedmill.topics import (
    compile_filters,
    compile_query,
    evaluate,
    explain,
    parse,
    percolate,
    subject,
    warnings,
)
from feedmill.topics.misses import miss
from feedmill.topics.query import Query
from feedmill.topics.reasons import reasons

_DAY = datetime(2023, 5, 21, tzinfo=UTC)
_BARE = Article(id="a", source="s0", published=_DAY, updated=_DAY, first_seen=_DAY, fingerprint=Fingerprint())
_WORDS = ("aid", "aids", "g7", "war", "warm", "us", "peace", "мир")
_BARRED = ("-war aid", "-us g7 us", "-.en:peace aid")
_VOCABULARY = {"set": ("aid", "war peace", "g*"), "other": ("=US",), "choosy": ("aid", "g*", *_BARRED)}
_TOPICS = (Topic(slug="t", filter="aid OR title:war"),)


# --- filters with an answer of their own ----------------------------------------------------------
#
# A filter is drawn together with a plain function that gives the answer by lists of words, in a
# way that shares nothing with the product: no normaliser, no index, no tree.


@dataclass(frozen=True)
class Plain:
    """An article as lists of words as they were typed."""

    title: list[str]
    text: list[str]
    source: str

    def article(self) -> Article:
        """Put it together."""
        return replace(_BARE, title=", ".join(self.title), text=" ".join(self.text), source=self.source)


Answer = Callable[[Plain], bool]
Filter = tuple[str, Answer]

_typed = st.sampled_from(_WORDS).flatmap(lambda word: st.sampled_from([word, word.upper(), word.title()]))
plain_articles = st.builds(
    Plain,
    title=st.lists(_typed, max_size=4),
    text=st.tuples(st.lists(_typed, max_size=12), st.sampled_from([[], ["y" * 239], ["y" * 120] * 2])).map(
        lambda both: both[1] + both[0]
    ),
    source=st.sampled_from(["s0", "s1"]),
)
_places = st.sampled_from(["", "title:", "body:", "lead:"])


def _looked_at(place: str, article: Plain) -> list[list[str]]:
    both = {
        "": [article.title, article.text],
        "title:": [article.title],
        "body:": [article.text],
        "lead:": [_lead(article.text)],
    }[place]
    return [[word.lower() for word in words] for words in both]


def _lead(words: list[str]) -> list[str]:
    """Give the words that end within the first 250 characters."""
    ends = accumulate((len(word) + 1 for word in words), initial=-1)
    return [word for word, end in zip(words, list(ends)[1:], strict=True) if end <= 250]


def _word(place: str, word: str) -> Filter:
    return place + word, lambda article: any(word in words for words in _looked_at(place, article))


def _prefix(place: str, word: str, length: int) -> Filter:
    start = word[:length]
    return (
        f"{place}{start}*",
        lambda article: any(one.startswith(start) for words in _looked_at(place, article) for one in words),
    )


def _phrase(place: str, phrase: list[str]) -> Filter:
    return f'{place}"{" ".join(phrase)}"', lambda article: any(
        words[at : at + len(phrase)] == phrase
        for words in _looked_at(place, article)
        for at in range(len(words))
    )


def _near(place: str, phrase: list[str], distance: int) -> Filter:
    return f'{place}"{" ".join(phrase)}"~{distance}', lambda article: any(
        set(phrase) <= set(words[at : at + distance + 1])
        for words in _looked_at(place, article)
        for at in range(len(words))
    )


def _exact(word: str) -> Filter:
    return f"={word}", lambda article: word in article.title + article.text


def _set(place: str) -> Filter:
    parts = [_word(place, "aid"), _phrase(place, ["war", "peace"]), _prefix(place, "g7", 1)]
    return f"{place}#set", lambda article: any(answer(article) for _, answer in parts)


def _form(place: str, word: str) -> Filter:
    return (
        f"{place[:-1] or 'text'}.en:{word}",
        lambda article: any(_alike(word, one) for words in _looked_at(place, article) for one in words),
    )


def _alike(one: str, other: str) -> bool:
    """Say whether two of the words are forms of one English word."""
    return one == other or {one, other} == {"aid", "aids"}


def _form_phrase(place: str, phrase: list[str]) -> Filter:
    return f'{place[:-1] or "text"}.en:"{" ".join(phrase)}"', lambda article: any(
        len(words[at : at + len(phrase)]) == len(phrase) and all(map(_alike, phrase, words[at:]))
        for words in _looked_at(place, article)
        for at in range(len(words))
    )


def _choosy(place: str) -> Filter:
    return f"{place}#choosy", lambda article: any(
        _counts(words, at) for words in _looked_at(place, article) for at in range(len(words))
    )


def _counts(words: list[str], at: int) -> bool:
    """Say whether a term of the set stands at a word and is not barred there."""
    before, after = words[at - 1] if at else "", words[at + 1] if at + 1 < len(words) else ""
    if words[at] == "aid":
        return before not in ("war", "peace")
    return words[at] == "g7" and (before, after) != ("us", "us")


def _source(source: str) -> Filter:
    return f"source:{source}", lambda article: article.source == source


def _regex(word: str) -> Filter:
    # As it stands, so case counts, and anywhere: "aid" is found in "aids".
    return f"/{word}/", lambda article: any(word in one for one in article.title + article.text)


_words = st.sampled_from(_WORDS)
_leaves: st.SearchStrategy[Filter] = st.one_of(
    st.builds(_word, _places, _words),
    st.builds(_prefix, _places, _words, st.integers(1, 3)),
    st.builds(_phrase, _places, st.lists(_words, min_size=2, max_size=3)),
    st.builds(_near, _places, st.lists(_words, min_size=2, max_size=3, unique=True), st.integers(1, 5)),
    st.builds(_exact, _typed),
    st.builds(_set, _places),
    st.builds(_choosy, _places),
    st.builds(_form, _places, _words),
    st.builds(_form_phrase, _places, st.lists(_words, min_size=2, max_size=3)),
    st.builds(_source, st.sampled_from(["s0", "s1"])),
    st.builds(_regex, _words),
    st.just(("*", lambda article: True)),
    st.just(("topic:t", lambda article: _word("", "aid")[1](article) or _word("title:", "war")[1](article))),
)


def _negated(sign: str, part: Filter) -> Filter:
    return sign + part[0], lambda article: not part[1](article)


def _all(parts: list[Filter], joints: list[str]) -> Filter:
    text = parts[0][0] + "".join(joint + part[0] for joint, part in zip(joints, parts[1:], strict=False))
    return text, lambda article: all(answer(article) for _, answer in parts)


def _any(parts: list[Filter]) -> Filter:
    return " OR ".join(text for text, _ in parts), lambda article: any(answer(article) for _, answer in parts)


def _at_least(parts: list[tuple[Filter, str]], minimum: str) -> Filter:
    text = " OR ".join(f"({part[0]})" + (f"^{weight}" if weight else "") for part, weight in parts)
    return (
        f"({text})@{minimum}",
        lambda article: (
            sum(Fraction(weight or 1) for part, weight in parts if part[1](article)) >= Fraction(minimum)
        ),
    )


def _unary(inner: st.SearchStrategy[Filter]) -> st.SearchStrategy[Filter]:
    """Draw what binds closest: a leaf, a group, or one of them excluded or required."""
    close = _leaves | inner.map(lambda part: (f"({part[0]})", part[1]))
    return (
        close
        | st.builds(_negated, st.sampled_from(["NOT ", "-", "NOT NOT -"]), close)
        | close.map(lambda p: ("+" + p[0], p[1]))
    )


def _level(inner: st.SearchStrategy[Filter]) -> st.SearchStrategy[Filter]:
    joints = st.lists(st.sampled_from([" AND ", " ", "\n AND "]), min_size=2, max_size=2)
    weighed = st.tuples(_leaves | inner, st.sampled_from(["", "3", "0.1", "0.2", "-1"]))
    products = st.builds(_all, st.lists(_unary(inner), min_size=1, max_size=3), joints)
    return st.lists(products, min_size=1, max_size=3).map(_any) | st.builds(
        _at_least, st.lists(weighed, min_size=1, max_size=4), st.sampled_from(["1", "2", "0.3", "3.1"])
    )


filters: st.SearchStrategy[Filter] = st.recursive(_leaves, _level, max_leaves=8)


# --- laws -----------------------------------------------------------------------------------------


@given(filters, plain_articles)
def test_evaluation_is_what_anybody_would_say(drawn: Filter, plain: Plain) -> None:
    """A filter says of an article what the plain reading of it says."""
    text, answer = drawn

    query = compile_query(text, _TOPICS, _VOCABULARY)

    assert answer(plain) == evaluate(query, subject(plain.article()))


@given(filters, plain_articles)
def test_reasons_point_at_their_terms(drawn: Filter, plain: Plain) -> None:
    """Every reason's offsets give its text, and a term of words is found in it."""
    article = plain.article()
    query, ready = compile_query(drawn[0], _TOPICS, _VOCABULARY), subject(article)
    assume(evaluate(query, ready))

    for reason in reasons(query, ready):
        whole = article.title if reason.field == "title" else article.text
        assert reason.text == whole[reason.start : reason.end] != ""
        if ".en:" in reason.clause:
            assert all(map(_alike, fold(reason.term).split(), fold(reason.text).split()))
        else:
            assert fold(reason.term) in fold(reason.text)


@given(filters, plain_articles)
def test_reasons_are_the_same_each_time(drawn: Filter, plain: Plain) -> None:
    """Reasons come sorted, without repetition, and never more than asked for."""
    query, ready = compile_query(drawn[0], _TOPICS, _VOCABULARY), subject(plain.article())
    assume(evaluate(query, ready))

    found = reasons(query, ready, 5)

    assert len(found) <= 5
    assert found == reasons(query, subject(plain.article()), 5)
    assert [one.field for one in found] == sorted((one.field for one in found), reverse=True)
    assert len(found) == len(set(found))


@given(filters, plain_articles)
def test_a_miss_names_a_clause_that_fails(drawn: Filter, plain: Plain) -> None:
    """The clause of a miss stands in the filter, and by itself it does not match either."""
    text, ready = drawn[0], subject(plain.article())
    query = compile_query(text, _TOPICS, _VOCABULARY)
    assume(not evaluate(query, ready))

    said = miss(query, ready)

    assert said.clause in re.sub(r"\s*\n\s*", " ", text)
    assert not evaluate(compile_query(said.clause, _TOPICS, _VOCABULARY), ready)
    assert said.needs.endswith(".")


_plain_words: st.SearchStrategy[str] = st.recursive(
    _words | _words.map("title:{}".format),
    lambda inner: st.lists(inner, min_size=2, max_size=3).flatmap(
        lambda parts: st.sampled_from([f"({' OR '.join(parts)})", f"({' '.join(parts)})"])
    ),
    max_leaves=8,
)


_NEEDED = re.compile(r'[Tt]he (title or the text|title) must contain "([^"]*)"')


def _split(needs: str, joint: str) -> list[str]:
    """Split at a joint that stands in no bracket."""
    pieces = [""]
    for piece in re.split(f"({re.escape(joint)})", needs):
        if piece == joint and pieces[-1].count("(") == pieces[-1].count(")"):
            pieces.append("")
        else:
            pieces[-1] += piece
    return pieces


def _bare(needs: str) -> str:
    """Take off brackets that hold all of it."""
    depths = list(accumulate((letter == "(") - (letter == ")") for letter in needs))
    return needs[1:-1] if needs.startswith("(") and depths.index(0) == len(needs) - 1 else needs


def _asked(needs: str) -> list[tuple[str, str]]:
    """Give place and word of all that the first alternative asks."""
    parts = _split(_split(_bare(needs), "; or ")[0], ", and ")
    if parts == [needs]:
        return [(found[1], found[2]) for found in [_NEEDED.match(needs)] if found]
    return [asked for part in parts for asked in _asked(part)]


@given(_plain_words, plain_articles)
def test_what_a_miss_asks_for_is_enough(text: str, plain: Plain) -> None:
    """An article that gains what the first alternative of a miss names satisfies that clause."""
    article = plain.article()
    query = parse(text)
    assume(not evaluate(query, subject(article)))

    said = miss(query, subject(article))
    asked = _asked(said.needs.removesuffix("."))
    for place, word in asked:
        assert (
            word not in fold(article.title if place == "title" else f"{article.title} {article.text}").split()
        )
    gained = [word for _, word in asked]
    article = replace(article, title=" ".join([article.title, *gained]))

    assert evaluate(parse(said.clause), subject(article))


@given(filters, plain_articles)
def test_percolating_and_explaining_agree(drawn: Filter, plain: Plain) -> None:
    """An article is in a topic exactly when explaining it gives that very match."""
    article = plain.article()
    compiled = compile_filters((*_TOPICS, Topic(slug="x", filter=drawn[0])), _VOCABULARY)

    found = {match.topic: match for match in percolate(compiled, article)}
    said = explain(compiled, "x", article)

    assert said == found.get("x") if isinstance(said, Match) else "x" not in found
    assert isinstance(said, Match | Miss)


_SCRAPS = (
    *("AND", "OR", "NOT", "(", ")", "a", "title:", "url:", "published:", "age:", "site:", "topic:t", "#set"),
    *("^3", "^-2", "^x", "@2", ")@2", "@"),
    *("[", "]", "TO", "2023-05-01", "*", "~3", "/", "+", "-", "=", "<7d", ":", "?", "^", "7"),
    *('"', "\\", "“", "”", "’", "é", " ", "\n"),
)


def _read(text: str) -> Query | FilterError:
    try:
        return compile_query(text, _TOPICS, _VOCABULARY)
    except FilterError as error:
        return error


@given(st.text(max_size=40) | st.lists(st.sampled_from(_SCRAPS), max_size=14).map("".join))
def test_anything_is_read_or_refused(text: str) -> None:
    """Whatever is typed is a filter, which can be warned of and asked, or an error with a spot in it."""
    answer = _read(text)
    if isinstance(answer, FilterError):
        lines = text.split("\n")

        assert 1 <= answer.line <= len(lines)
        assert 1 <= answer.column <= len(lines[answer.line - 1]) + 1
        assert str(answer)
    else:
        ready = subject(_BARE)

        assert all(one.message for one in warnings(answer))
        assert evaluate(answer, ready) or miss(answer, ready).needs


@given(st.integers(0, 400), st.sampled_from(["(", "NOT ", "-", "title:("]))
def test_depth_is_bounded(depth: int, opening: str) -> None:
    """However deep a filter is nested, it is read or refused."""
    answer = _read(opening * depth + "a" + ")" * (depth if "(" in opening else 0))

    if isinstance(answer, FilterError):
        assert re.search("nested more than 50 deep|cannot stand here", str(answer))
    else:
        assert isinstance(evaluate(answer, subject(_BARE)), bool)


@given(filters, filters)
def test_a_hash_is_of_the_filter(one: Filter, other: Filter) -> None:
    """Equal filters have equal hashes, different ones different hashes."""
    compiled = compile_filters(
        (*_TOPICS, Topic(slug="a", filter=one[0]), Topic(slug="b", filter=other[0])), _VOCABULARY
    )

    assert (one[0] == other[0]) == (compiled.by_slug["a"].hash == compiled.by_slug["b"].hash)
