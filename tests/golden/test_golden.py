"""Published bytes are golden files: a change to them is a reviewed diff."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator, FormatChecker

import feedmill
from feedmill.formats import KINDS, kind, opml
from feedmill.formats.check import check
from feedmill.formats.html import render_article, render_index
from golden.cases import ARTICLE, EMPTY, EMPTY_INDEX, INDEX, RICH, TOLD, TOLD_ARTICLE
from golden.lint import lint

HERE = Path(__file__).parent
SCHEMA = json.loads((HERE / "jsonfeed-1.1.schema.json").read_text(encoding="utf-8"))
#: What renders each golden file.
CASES: dict[str, Callable[[], bytes]] = {
    **{f"rich.{name}": partial(kind(name).render, RICH) for name in KINDS},
    **{f"empty.{name}": partial(kind(name).render, EMPTY) for name in KINDS},
    "index.opml": partial(opml.render, INDEX),
    "index.html": partial(render_index, INDEX),
    "no-topics.opml": partial(opml.render, EMPTY_INDEX),
    "no-topics.html": partial(render_index, EMPTY_INDEX),
    "article.html": partial(render_article, ARTICLE),
    "told.html": partial(kind("html").render, TOLD),
    "told-article.html": partial(render_article, TOLD_ARTICLE),
}
#: Shown by hand to pass the W3C validator and every reader; the lint must not be stricter.
HAND_WRITTEN = ("topic.rss", "topic.atom", "subs.opml")

if os.environ.get("WRITE_GOLDEN"):
    for name, render in CASES.items():
        (HERE / name).write_bytes(render())


@pytest.mark.parametrize("name", CASES)
def test_golden(name: str) -> None:
    """What we render is, byte for byte, what was reviewed (WRITE_GOLDEN=1 writes it anew)."""
    expected = (HERE / name).read_bytes()

    assert expected == CASES[name]()


@pytest.mark.parametrize(
    "surroundings",
    [
        {"PYTHONHASHSEED": "1", "TZ": "Asia/Tokyo", "LC_ALL": "C"},
        {"PYTHONHASHSEED": "2", "TZ": "America/St_Johns", "LC_ALL": "C.UTF-8", "PYTHONOPTIMIZE": "2"},
    ],
)
def test_surroundings_do_not_matter(surroundings: dict[str, str]) -> None:
    """Another hash seed, time zone or locale gives the same bytes."""
    code = (
        "from golden.test_golden import CASES, HERE\n"
        "print([name for name in CASES if CASES[name]() != (HERE / name).read_bytes()])"
    )
    paths = os.pathsep.join([str(HERE.parent), str(Path(feedmill.__file__).parent.parent)])
    result = subprocess.run(
        [sys.executable, "-c", code],
        env={"PATH": os.defpath, "PYTHONPATH": paths, **surroundings},
        capture_output=True,
        text=True,
        check=True,
    )

    assert result.stdout.strip() == "[]"


@pytest.mark.parametrize("name", [name for name in CASES if not name.endswith(".json")])
def test_golden_files_have_nothing_that_a_validator_would_name(name: str) -> None:
    """No golden file breaks a rule of the lint."""
    content = (HERE / name).read_bytes()
    format_name = name.rpartition(".")[2]
    check(format_name, content)

    assert not lint(format_name, content)


@pytest.mark.parametrize("name", [name for name in CASES if name.endswith(".json")])
def test_golden_json_fits_the_schema(name: str) -> None:
    """Every JSON Feed is one, with dates and URLs as they must be, and nothing that is not foreseen."""
    content = (HERE / name).read_bytes()
    check("json", content)
    validator = Draft202012Validator(SCHEMA, format_checker=FormatChecker())

    assert not [error.message for error in validator.iter_errors(json.loads(content))]


@pytest.mark.parametrize("name", HAND_WRITTEN)
def test_the_lint_accepts_what_the_validator_accepts(name: str) -> None:
    """Files that the W3C validator finds clean have nothing wrong for the lint either."""
    content = (HERE / "hand-written" / name).read_bytes()

    assert not lint(name.rpartition(".")[2], content)


def test_the_schema_accepts_a_foreign_json_feed() -> None:
    """The hand-written JSON Feed has all that the format asks; it only lacks what Feedmill adds."""
    document = json.loads((HERE / "hand-written" / "topic.json").read_bytes())
    messages = {error.message for error in Draft202012Validator(SCHEMA).iter_errors(document)}
    lacking = {"'_feedmill' is a required property", "'date_modified' is a required property"}

    assert lacking == messages


@pytest.mark.parametrize(
    ("name", "old", "new", "rule"),
    [
        ("rich.rss", "Sat, 03 Jan 2026 10", "Sun, 03 Jan 2026 10", "IncorrectDOW"),
        ("rich.rss", 'isPermaLink="false"', 'isPermaLink="true"', "InvalidPermalink"),
        ("rich.rss", 'rel="self"', 'rel="via"', "MissingAtomSelfLink"),
        ("rich.rss", "seeds/hiroshima</guid>", "wire/merger</guid>", "DuplicateValue"),
        ("rich.rss", "https://wire.example/merger.mp3", "/merger.mp3", "InvalidURLAttribute"),
        ("rich.rss", 'type="audio/mpeg"', 'type="audio"', "InvalidMIMEAttribute"),
        ("rich.rss", "AT&#x26;T &#x3C;b&gt;buys&#x3C;/b&gt; 1&#x26;1", "AT&amp;T &lt;b&gt;", "ContainsHTML"),
        ("rich.rss", "&lt;p&gt;“Nothing", "&lt;script&gt;“Nothing", "SecurityRisk"),
        ("rich.rss", 'img src="https://tokyo.example/1.jpg', 'img src="1.jpg', "ContainsRelRef"),
        ("rich.atom", 'rel="enclosure" type="audio/mpeg" length="1234"', "", "MissingRel"),
        ("rich.atom", 'rel="enclosure"', 'rel="alternate"', "FirstLink"),
        ("rich.atom", 'rel="self" type', 'rel="via" type', "MissingSelf"),
        ("rich.atom", "2026-01-03T10:00:00Z</updated>", "3 January</updated>", "InvalidDate"),
        ("rich.atom", '<summary type="text">', "<summary>", "ContainsUndeclaredHTML"),
        ("rich.atom", "tag:example.org,2026-01-01:wire/merger", "1", "InvalidTAG"),
        ("rich.atom", ' xml:lang="en"', "", "MissingDCLanguage"),
        ("index.opml", ' xmlUrl="https:', ' xmlUrl="', "InvalidFullLink"),
        ("rich.html", "<main", "<script></script><main", "SecurityRisk"),
        ("rich.html", "</details>", "", "NotHtml"),
        ("rich.html", "<nav>", '<nav id="subscribe">', "DuplicateId"),
    ],
)
def test_the_lint_sees(name: str, old: str, new: str, rule: str) -> None:
    """Each rule of the lint can fail: a golden file with one fault is named for it."""
    text = (HERE / name).read_text(encoding="utf-8")
    broken = text.replace(old, new) if rule != "FirstLink" else _links_reversed(text)

    assert text != broken
    assert rule in {finding.partition(":")[0] for finding in lint(name.rpartition(".")[2], broken.encode())}


def _links_reversed(text: str) -> str:
    """Put enclosures before pages."""
    return (
        text.replace('rel="alternate"', "ALTERNATE")
        .replace('rel="enclosure"', 'rel="alternate"')
        .replace("ALTERNATE", 'rel="enclosure"')
    )
