"""T20: no filter takes more than linear time, whatever it says and whatever text it is asked of."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from feedmill.errors import ConfigError
from feedmill.model import Article, Entry, Hints, Site, Source, Topic
from feedmill.normalise import normalise
from feedmill.topics import compile_filters, percolate, places
from installation import Mill

LENGTH = 100_000
#: Seconds of CPU time; ten times what is wanted. Measured: 0.1 for `(.*a){20}b`, 0.03 for the rest.
LIMIT = 1.0
#: Patterns that take a backtracking engine for ever, and those that take any engine the square of a text.
PATTERNS = (
    "(a+)+$", "(a+)+b", "(a*)*b", "(a|a)*b", "(a|aa)+$", "([a-z]+)*$", "([a-zA-Z]+)*b", "(a|b|ab)*c",
    "(.*a){20}b", "(a?){30}a{30}b", "(x+x+)+y", "(a+a+)+b", "^(a+)+$", "^(([a-z])+.)+[A-Z]([a-z])+$",
    "(.*)*(.*)*z|a", "(.+)+z", "(.*)=(.*)=(.*)z", "((a+)*)*b", "(a+){10}b", "(a{1,30}){1,30}b",
    "(?:a|a?)+b", "(?i)(a+)+b", "(\\w+\\s?)*$", "(\\w+\\s?)+!$", "^\\s+|\\s+$", "\\s+$", "\\s*\\s*\\s*b",
    "(\\s|.)*z", "(?s)(.|\\n)+z", "(\\d+)*z", "[^z]*z|a", ".*b|a", "(?s).*b|a", "(?:.*b|.)", "a.*?z|a",
    "(?:a|.{0,999}b)", "\\b|.*q", "(?:)|.*q", "a*|.*q", "x?|[^q]*q", "a{1,1000}b|a", "(a|b)*?q|b",
    "^(\\w+\\.)*\\w+@(\\w+\\.)+\\w+$", "^([a-zA-Z0-9_.-]+)+@q", "(https?://)?([a-z]+\\.)+[a-z]+/q",
    "^(\\(?a+\\)?)*$", "<(\"[^\"]*\"|'[^']*'|[^'\">])*>", "(([^,]+),?)+q", "(?:[a ]+)+[^a ]",
    "\\pL+\\PL*\\pL+q", "(?:\\pL|a)+q", "[\\x{0}-\\x{10ffff}]{500}q",
)  # fmt: skip
#: 100 KB each: what the patterns above run over to its end and do not match, or match everywhere.
TEXTS = {
    "one-word": "a" * LENGTH,
    "words": "a " * (LENGTH // 2),
    "almost": "a" * (LENGTH - 1) + "!",
    "letters": "ab" * (LENGTH // 2),
    "lines": "a\n" * (LENGTH // 2),
    "cyrillic": "\u044f" * (LENGTH // 2),
    "signs": "a.-(<'\"," * (LENGTH // 8),
}


def article(text: str) -> Article:
    """Make an article of a text as it stands."""
    return normalise(
        Entry(guid="1", title="T", content=text, content_is_html=False),
        source=Source(id="s", kind="feed", address=""),
        site=Site(),
        address="",
        hints=Hints(),
        now=datetime(2026, 1, 31, tzinfo=UTC),
        undated=0,
        shared_link=False,
    )


ARTICLES = {name: article(text) for name, text in TEXTS.items()}


def seconds(filter_text: str, one: Article) -> float:
    """Give the CPU time of percolating, reasons included: the better of two, all caches warm."""
    filters = compile_filters((Topic(slug="t", title="T", filter=filter_text),), {})
    percolate(filters, article("warm a b q"))
    times = []
    for _ in range(2):
        began = time.process_time()
        percolate(filters, one)
        times.append(time.process_time() - began)
    return min(times)


def written(pattern: str) -> str:
    """Write a pattern as a filter."""
    return f"/{pattern.replace('/', chr(92) + '/')}/"


@pytest.mark.parametrize("name", TEXTS)
def test_patterns_take_linear_time(name: str, record_property: Callable[[str, object], None]) -> None:
    """Each of 50 patterns takes a tenth of a second for 100 KB, judged with room for a busy machine."""
    record_property("inputs", len(PATTERNS))
    assert len(PATTERNS) >= 50
    slow = {
        pattern: took for pattern in PATTERNS if (took := seconds(written(pattern), ARTICLES[name])) > LIMIT
    }

    assert {} == slow


#: Every form of the language but regular expressions, as long and as ambiguous as it may be.
FORMS = (
    "a*",
    '"a a a a a"',
    '"a a"~10',
    '"a b"~1000',
    '"a* b*"~100',
    f'"{"a " * 100}"',
    f'"{"a " * 99}q"',
    f'"{" ".join(f"a{n}*" for n in range(50))}"~1000',
    " OR ".join(["a"] * 100),
    " ".join(["a*"] * 30),
    "=A OR =a",
    "NOT q",
    '"a b" OR "a b c" OR "a b c d"',
    "(" * 40 + "a" + ")" * 40,
    '"a* a* a* a* q"',
    '"a a a a a a q"~50',
    "title:a* AND body:a*",
)


@pytest.mark.parametrize("name", TEXTS)
def test_forms_take_linear_time(name: str, record_property: Callable[[str, object], None]) -> None:
    """Words, phrases, prefixes and proximity take no longer, however they repeat."""
    record_property("inputs", len(FORMS))
    slow = {form: took for form in FORMS if (took := seconds(form, ARTICLES[name])) > LIMIT}

    assert {} == slow


REFUSED = {
    "/(a{1,1000}){1,1000}/": "cannot be used",
    "/a{1001}/": "cannot be used",
    "/((a{100}){100}){100}/": "cannot be used",
    "/(?:\\pL{500}){50}/": "cannot be used",
    "/(a)\\1/": "cannot be used",
    "/(?=a)b/": "cannot be used",
    "/(?<!a)b/": "cannot be used",
    "/(?>a+)b/": "cannot be used",
    "/a++/": "cannot be used",
    "/(/": "cannot be used",
    "/[z-a]/": "cannot be used",
    "*a": "beginning of a word",
    "a*b*c": "at the end of the word",
    "a?b": "no ? wildcard",
    "a~2": "no fuzzy words",
    "(" * 60 + "a" + ")" * 60: "more than 50 deep",
    "NOT " * 60 + "a": "more than 50 deep",
}


@pytest.mark.parametrize("text", REFUSED)
def test_what_is_too_much_is_refused_with_its_column(mill: Mill, text: str) -> None:
    """`check` names file, line and column of what RE2 lacks or finds too big, and `run` fetches nothing."""
    mill.write("config/topics.toml", f"[topics.t]\ntitle = 'T'\nfilter = '''g7 OR {text}'''\n")
    checked, ran = mill.do("check"), mill.do("run")

    assert (2, 2) == (checked.code, ran.code)
    (found,) = re.findall(r"config/topics\.toml:3:(\d+): .*", checked.err)
    assert int(found) >= len("filter = '''g7 OR ")
    assert REFUSED[text] in checked.err
    assert "Traceback" not in checked.err


def test_patterns_in_a_whole_run(mill: Mill) -> None:
    """All patterns at once, over all texts, by command: each line is answered, in linear time."""
    tables = (
        f"[topics.t{n}]\ntitle = 'T'\nfilter = {json.dumps(written(one))}\n" for n, one in enumerate(PATTERNS)
    )
    mill.write("config/topics.toml", "".join(tables))
    lines = (json.dumps({"id": name, "title": "T", "body": text}) + "\n" for name, text in TEXTS.items())
    path = mill.write("lines.jsonl", "".join(lines))
    began = time.process_time()
    answer = mill.do("topics", "match", str(path))

    assert 0 == answer.code, answer.err
    assert list(TEXTS) == [json.loads(line)["id"] for line in answer.out.splitlines()]
    assert time.process_time() - began < 0.1 * len(PATTERNS) * len(TEXTS)


def test_control_a_backtracking_engine_takes_for_ever() -> None:
    """The patterns are what they seem: 24 characters take Python's own engine longer than 100 KB take RE2."""
    began = time.process_time()
    re.search("(a+)+$", "a" * 24 + "!")

    assert time.process_time() - began > 5 * seconds("/(a+)+$/", ARTICLES["almost"])


def test_control_without_the_bound_matches_of_no_length_cost_the_square(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The measure sees it: RE2 alone is not linear for all matches together."""
    bounded = seconds("/\\b|.*q/", ARTICLES["words"])
    monkeypatch.setattr(places, "_MOST_LOOKED_AT", 1 << 40)

    assert seconds("/\\b|.*q/", ARTICLES["words"]) > 5 * bounded


def test_unknown_engine_words_are_no_configuration() -> None:
    """A refused pattern is a mistake of the configuration, never a crash."""
    with pytest.raises(ConfigError, match="RE2"):
        compile_filters((Topic(slug="t", title="T", filter="/(?P<a>a)(?P=a)/"),), {})
