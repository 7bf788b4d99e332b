"""Laws of the settings room."""

from __future__ import annotations

import re
import tempfile
import tomllib
from pathlib import Path
from typing import Any

import tomlkit
from hypothesis import given
from hypothesis import strategies as st

from feedmill.errors import ConfigError
from feedmill.settings import load
from feedmill.settings.places import KeyPath, scan
from feedmill.settings.reference import keys
from feedmill.settings.syntax import explained

KEYS = st.text(st.characters(codec="utf-8", exclude_characters="\x7f"), max_size=6) | st.sampled_from(
    ["a", "b", "a.b", '"', "'", "#", "[", "]]", "=", "\\", "é"]
)
SCALARS = (
    st.booleans()
    | st.integers(-(2**40), 2**40)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(codec="utf-8", exclude_characters="\x7f\r"), max_size=12)
    | st.sampled_from(["]", "# no", '"""', "'''", "\\", "[a]\nb = 1", "\n"])
    | st.datetimes()
    | st.dates()
)
VALUES: st.SearchStrategy[Any] = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3),
    max_leaves=12,
)
TABLES = st.dictionaries(KEYS, VALUES, max_size=5)


def paths(value: object, path: KeyPath = ()) -> set[KeyPath]:
    """Give every key path of what tomllib read."""
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return {found for key, item in pairs for found in ({(*path, key)} | paths(item, (*path, key)))}


@st.composite
def documents(draw: st.DrawFn) -> str:
    """Write a document by hand, in every way that TOML knows, from generated keys and texts."""
    lines: list[str] = []
    names = draw(st.lists(KEYS, unique=True, max_size=4))
    for index, name in enumerate(names):
        key = draw(
            st.sampled_from([_quoted(name), f"{_quoted(name)} . k{index}", f"p{index}.{_quoted(name)}"])
        )
        style = draw(st.sampled_from(["pair", "table", "tables"]))
        if style == "pair":
            lines.insert(0, f"{key} = {draw(_written())}{draw(st.sampled_from(['', ' # c = [1]']))}")
        elif style == "table":
            lines += [f"[ t{index} . {key} ]", f"x.y = {draw(_written())}"]
        else:
            lines += [f"[[t{index}.{key}]]", f"x = {draw(_written())}"] * draw(st.integers(1, 3))
            lines += [f"[t{index}.{key}.sub]", "z = 1"]
    return draw(st.sampled_from(["\n", "\n\n", "\n# [c]\n"])).join(lines)


def _written() -> st.SearchStrategy[str]:
    return st.sampled_from(
        [
            "1979-05-27 07:32:00",
            "[1,2 , [ 'x]', { a = 1, b.c = [] } ], # ]\n]",
            '"""a"b""c\\""" d"""""',
            "'''a'b''c'''''",
            '"""\\\n   x"""',
            '"\\"#\\\\"',
            "'\\'",
            "-inf",
            "0x1F",
            "{ }",
            "[ ]",
            '""',
            "''''''",
            '""""""',
        ]
    )


def _quoted(name: str) -> str:
    return tomlkit.string(name).as_string()


@given(documents())
def test_the_scanner_finds_what_tomllib_finds_in_written_documents(text: str) -> None:
    """Whatever way keys and values are written, the key paths are those that tomllib reads."""
    assert paths(tomllib.loads(text)) == set(scan(text).spots)


@given(TABLES)
def test_the_scanner_finds_what_tomllib_finds_in_generated_documents(table: dict[str, Any]) -> None:
    """Whatever a document holds, the key paths are those that tomllib reads."""
    text = tomlkit.dumps(table).replace("\r\n", "\n")
    assert paths(tomllib.loads(text)) == set(scan(text).spots)


@given(st.text(st.characters(codec="utf-8", exclude_characters="\r"), max_size=20))
def test_every_place_inside_a_string_points_at_its_character(value: str) -> None:
    """A character of a string that is written as itself stands where `inside` says."""
    text = f"a = 1\nfilter = {_quoted(value)}"
    places = scan(text)
    for index, character in enumerate(value):
        before = value[:index]
        line, column = places.inside(
            ("filter",), value, before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1
        )

        assert text.split("\n")[line - 1][column - 1] in {character, "\\"}


@given(documents(), st.text(st.sampled_from("[]{}='\"#\\\n.,x1 "), min_size=1, max_size=4), st.floats(0, 1))
def test_a_document_that_broke_is_told_at_a_place_of_it(text: str, inserted: str, where: float) -> None:
    """Whatever slipped in, the mistake is one line, and its place is in the text or just past it."""
    at = int(where * len(text))
    broken = text[:at] + inserted + text[at:]
    try:
        tomllib.loads(broken)
    except tomllib.TOMLDecodeError as error:
        (line, column), sentence = explained(str(error), broken)
        lines = broken.split("\n")

        assert 1 <= line <= len(lines)
        assert 1 <= column <= len(lines[line - 1]) + 1
        assert "\n" not in sentence


KNOWN = st.sampled_from(sorted({part for key in keys() for part in key.replace("[]", "").split(".")}))
NAMES = KNOWN | KEYS
TEXTS = st.sampled_from(
    [
        "feed",
        "seed",
        "https://x.example/",
        "1h",
        "x OR (",
        "#x",
        "topic:x",
        "${A}",
        "${B}",
        "${",
        "x",
        "* * * * *",
        "10.0.0.0/8",
    ]
)
ODD: st.SearchStrategy[Any] = st.recursive(
    TEXTS | SCALARS,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(NAMES, inner, max_size=4),
    max_leaves=8,
)
NAMED = st.dictionaries(
    st.sampled_from(["x", "g7", "feeds", "B", "a b"]), st.dictionaries(KNOWN, ODD, max_size=5), max_size=3
)
INSTALLATIONS = st.fixed_dictionaries(
    {
        "feedmill": st.dictionaries(NAMES, ODD | st.dictionaries(KNOWN, ODD, max_size=4), max_size=4),
        "sources": st.fixed_dictionaries({"sources": NAMED | ODD}) | st.dictionaries(NAMES, ODD, max_size=2),
        "topics": st.fixed_dictionaries({"topics": NAMED | ODD, "terms": NAMED | ODD}),
        "decisions": st.dictionaries(
            st.sampled_from(["pin", "ban", "x"]), st.lists(NAMED, max_size=2) | ODD, max_size=2
        ),
    }
)
LINE = re.compile(r"config/(feedmill|sources|topics|decisions)\.toml:[1-9][0-9]*:[1-9][0-9]*: \S.*")


@given(INSTALLATIONS)
def test_whatever_the_files_hold_each_mistake_has_its_place(files: dict[str, dict[str, Any]]) -> None:
    """Any TOML at all gives settings, or mistakes that are each one line with file, line and column."""
    with tempfile.TemporaryDirectory() as name:
        (Path(name) / "config").mkdir()
        for file, table in files.items():
            (Path(name) / "config" / f"{file}.toml").write_text(tomlkit.dumps(table), encoding="utf-8")
        try:
            load(Path(name), {"A": "s3cret"})
        except ConfigError as error:
            lines = error.mistakes

            assert [] == [line for line in lines if not LINE.fullmatch(line) or "s3cret" in line]
            assert lines
