"""T22: no list of subscriptions hurts who imports it, and none that is published hurts who reads it."""

from __future__ import annotations

import json
import os
import tempfile
import time
import tomllib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from feedmill.errors import UsageError
from feedmill.formats import opml
from feedmill.formats.content import line
from feedmill.settings import import_sources, subscriptions
from feedmill.sources.guard import Shape
from feedmill.text.clean import clean_line
from golden.cases import INDEX
from hostile_documents import LONG
from installation import Mill

GOOD = '<outline text="Good" xmlUrl="https://good.example/feed"/>'


def listed(*outlines: str, head: str = "", label: str = "utf-8") -> str:
    """Write an OPML file."""
    return (
        f'<?xml version="1.0" encoding="{label}"?>{head}<opml version="2.0"><head><title>L</title></head>'
        f"<body>{''.join(outlines)}</body></opml>"
    )


def _laughs(width: int, depth: int) -> str:
    lines = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * width}">' for n in range(1, depth))
    return f'<!DOCTYPE opml [<!ENTITY e0 "lol">{lines}]>'


_CHAIN = "".join(f'<!ENTITY a{n} "&a{n + 1};">' for n in range(25_000))
#: Name → an OPML file, and how many sources come of it; None = it is refused in one sentence.
FILES: dict[str, tuple[str | bytes, int | None]] = {
    "laughs-in-attribute": (
        listed('<outline text="&e9;" xmlUrl="https://a.example/"/>', head=_laughs(20, 10)),
        None,
    ),
    "laughs-in-address": (listed('<outline xmlUrl="https://a.example/&e9;"/>', head=_laughs(20, 10)), None),
    "laughs-in-text": (listed("&e9;", GOOD, head=_laughs(20, 10)), None),
    "quadratic": (
        listed(
            f'<outline text="{"&e0;" * 50_000}"/>', head=f'<!DOCTYPE opml [<!ENTITY e0 "{"x" * 50_000}">]>'
        ),
        None,
    ),
    "chain": (listed('<outline text="&a0;"/>', head=f"<!DOCTYPE opml [{_CHAIN}]>"), None),
    "external": (
        listed("&x;", GOOD, head='<!DOCTYPE opml [<!ENTITY x SYSTEM "file:///etc/passwd">]>'),
        1,
    ),
    "external-in-attribute": (
        listed(
            '<outline text="&x;" xmlUrl="https://a.example/"/>',
            head='<!DOCTYPE opml [<!ENTITY x SYSTEM "/etc/passwd">]>',
        ),
        None,
    ),
    "external-dtd": (listed(GOOD, head='<!DOCTYPE opml SYSTEM "http://127.0.0.1:9/x.dtd">'), 1),
    "parameter": (
        listed(GOOD, head='<!DOCTYPE opml [<!ENTITY % p SYSTEM "file:///etc/passwd"> %p;]>'),
        1,
    ),
    "default-attribute": (
        listed(
            "<outline/>", head='<!DOCTYPE opml [<!ATTLIST outline xmlUrl CDATA "https://evil.example/">]>'
        ),
        0,
    ),
    "xinclude": (
        listed(
            GOOD, '<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="/etc/passwd" parse="text"/>'
        ),
        1,
    ),
    "deep": (listed('<outline text="f">' * 100_000), None),
    "deep-enough": (listed('<outline text="f">' * 50, GOOD, "</outline>" * 50), 1),
    "attributes": (listed("<outline " + " ".join(f'a{n}="1"' for n in range(40_000)) + "/>"), None),
    "many": (
        listed(*(f'<outline text="F {n}" xmlUrl="https://a.example/{n}"/>' for n in range(20_000))),
        20_000,
    ),
    "many-of-one-name": (
        listed(*(f'<outline text="F" xmlUrl="https://a.example/{n}"/>' for n in range(20_000))),
        20_000,
    ),
    "many-of-one-address": (listed(GOOD * 100_000), 1),
    "too-many": (listed(GOOD * 250_000), None),
    "no-addresses": (listed(*(f'<outline text="F" xmlUrl="javascript:{n}"/>' for n in range(50_000))), None),
    "long-title": (listed(f'<outline text="{"x" * 3_000_000}" xmlUrl="https://a.example/"/>'), None),
    "latin-1": (
        listed('<outline text="Gr\u00fc\u00dfe" xmlUrl="https://a.example/"/>', label="iso-8859-1").encode(
            "latin-1"
        ),
        1,
    ),
    "utf-16": (
        listed(
            '<outline text="\u041a\u0438\u0457\u0432" xmlUrl="https://a.example/"/>', label="utf-16"
        ).encode("utf-16"),
        1,
    ),
    "not-its-encoding": (listed('<outline text="\u00fc" xmlUrl="https://a.example/"/>').encode("latin-1"), 1),
    "utf-7": (listed(GOOD, label="utf-7"), 1),
    "punycode": (listed(GOOD, label="punycode"), 1),
    "ebcdic": (listed(GOOD, label="cp037").encode("cp037"), None),
    "noise": (bytes(range(256)) * 400, None),
    "nul": (b"\0" * 100_000, None),
    "json": ('{"opml": "<opml>"}', None),
    "page": ("<!doctype html><p>Log in", None),
}


@pytest.mark.parametrize("name", FILES)
def test_import(mill: Mill, name: str) -> None:
    """Its feeds are added, or it is refused in one short sentence; nothing of this machine gets in."""
    content, expected = FILES[name]
    path = mill.write("list.opml", content)
    before = mill.write("config/sources.toml", "[sources.seeds]\nkind = 'seed'\npath = 'seeds'\n")
    untouched = before.read_bytes()
    began = time.process_time()
    answer = mill.do("sources", "import", str(path), "--json")

    assert time.process_time() - began < 20  # measured: 2 s and less
    assert "Traceback" not in answer.err
    assert len(answer.err) < 600
    if expected is None:
        assert 2 == answer.code
        assert 1 == answer.err.count("\n")
        assert untouched == before.read_bytes()
        return
    assert (0, expected) == (answer.code, len(answer.json["added"])), answer.err
    written = before.read_text("utf-8")
    assert expected + 1 == len(tomllib.loads(written)["sources"])
    assert "root:" not in written
    assert "evil" not in written


def test_devices_and_giants_are_read_so_far_and_no_further(mill: Mill) -> None:
    """A device that never ends and a sparse file are refused for their size."""
    sparse = mill.folder / "sparse.opml"
    with sparse.open("wb") as file:
        file.truncate(1 << 34)
    for path in ("/dev/zero", str(sparse)):
        answer = mill.do("sources", "import", path)

        assert 2 == answer.code
        assert "larger than" in answer.err


def test_control_without_the_measure_attributes_cost_the_square(
    mill: Mill, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The file above is as dear as it seems."""
    file = listed("<outline " + " ".join(f'a{n}="1"' for n in range(20_000)) + "/>", GOOD).encode()
    began = time.process_time()
    with pytest.raises(UsageError, match="attributes"):
        import_sources(mill.folder, file)
    between = time.process_time()
    monkeypatch.setattr(subscriptions, "measure", lambda _: Shape(root="opml", cut=False))
    import_sources(mill.folder, file)

    assert time.process_time() - between > 5 * (between - began)


ANY_TEXT = st.one_of(
    st.text(st.characters(codec=None, exclude_categories=()), max_size=30),
    st.lists(
        st.sampled_from(
            [
                '"', "'", ">", "<", "&", "]]>", "&quot;", '" onload="x', "\n", "\t", "\0", "\ud800", "\ufffe",
                "=1+1", "+", "-", "@", "${HOME}", "\\", '"""', "#", "[a]",
            ]
        ),
        max_size=6,
    ).map("".join),
)  # fmt: skip
MANY = settings(
    max_examples=10_000 if LONG else 150, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)


@MANY
@given(st.lists(ANY_TEXT, min_size=1, max_size=4), ANY_TEXT)
def test_what_is_exported_can_be_imported(titles: list[str], description: str) -> None:
    """Any titles and descriptions give a list of as many feeds; imported, each has its title and address."""
    topics = tuple(
        replace(INDEX.topics[0], topic=f"t{n}", title=title, description=description)
        for n, title in enumerate(titles)
    )
    content = opml.render(replace(INDEX, topics=topics))
    outlines = etree.fromstring(content).findall("body/outline")
    with tempfile.TemporaryDirectory() as folder:
        config = Path(folder, "config")
        config.mkdir()
        for name in ("feedmill.toml", "sources.toml", "topics.toml"):
            config.joinpath(name).write_text("")
        added = import_sources(Path(folder), content)
        sources = tomllib.loads(config.joinpath("sources.toml").read_text("utf-8"))["sources"]

    names = {"type", "text", "title", "xmlUrl", "htmlUrl", "description", "language"}
    assert len(titles) == len(added) == len(outlines)
    assert all(names >= set(outline.attrib) for outline in outlines)
    for n, (title, source) in enumerate(zip(titles, sources.values(), strict=True)):
        expected = line(title).replace("${", "$ {") or f"t{n}"
        assert expected == source["title"]
        assert source["url"].endswith(f"/t{n}.rss")


BREAKOUTS = (
    '" onload="alert(1)',
    "'><script>alert(1)</script>",
    "]]><x/>",
    "&quot; x=&quot;",
    "\u2028",
    "=cmd|' /C calc'!A0",
)


@pytest.mark.parametrize("title", BREAKOUTS, ids=ascii)
def test_attribute_breakouts_of_titles(mill: Mill, title: str) -> None:
    """A title from the operator's config stays one attribute's value, and comes back by import."""
    mill.write("config/topics.toml", f"[topics.g7]\ntitle = {json.dumps(title)}\nfilter = 'g7'\n")
    answer = mill.do("run")
    if answer.code == 2:  # refused by name: it is no line of text
        assert "topics.toml:2:" in answer.err
        return
    (outline,) = etree.parse(mill.folder / "feeds" / "feeds.opml").findall("body/outline")

    assert {"type", "text", "title", "xmlUrl", "htmlUrl", "language"} == set(outline.attrib)
    assert clean_line(title) == outline.get("text")


def test_no_list_is_a_table_for_spreadsheets(
    mill: Mill, record_property: Callable[[str, object], None]
) -> None:
    """Nothing that a run publishes is CSV, where a cell that begins with "=" would be a formula."""
    record_property("inputs", 1)
    mill.run()

    names = {path.removesuffix(".gz") for path in mill.tree()}
    assert {".rss", ".atom", ".json", ".html", ".opml"} >= {os.path.splitext(name)[1] for name in names}  # noqa: PTH122
