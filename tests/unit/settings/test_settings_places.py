"""Where keys of a TOML document stand."""

from __future__ import annotations

import tomllib

import pytest

from feedmill.settings.places import KeyPath, scan

NASTY = '''# [not.a.table] and "no string
title = "a # b [c] = d" # comment with 'quotes"
"quoted key".x.'lit.eral' = 1
multi = """
[fake]
key = "no"
""" # end
raw = \'\'\'
[[fake]]\'\'\'
list = [ 1, [2, 3], # two
  "x]", { a = 1, b.c = [4] },
]
when = 1979-05-27 07:32:00

[a.b]
k = "v"
[[a.c]]
k = 1
[[a.c]]
[a.c.d]
k = 2
[a]
late = true
'''


def paths(value: object, path: KeyPath = ()) -> set[KeyPath]:
    """Give every key path of what tomllib read."""
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return {found for key, item in pairs for found in ({(*path, key)} | paths(item, (*path, key)))}


def test_finds_the_same_keys_as_tomllib() -> None:
    """Brackets, quotes and keys inside strings and comments are no keys; everything else is."""
    assert paths(tomllib.loads(NASTY)) == set(scan(NASTY).spots)


@pytest.mark.parametrize(
    ("path", "spot"),
    [
        (("title",), (2, 1)),
        (("quoted key", "x", "lit.eral"), (3, 16)),
        (("multi",), (4, 1)),
        (("list", 1, 1), (10, 17)),
        (("list", 3, "b", "c", 0), (11, 25)),
        (("a", "b", "k"), (16, 1)),
        (("a", "c", 1), (19, 1)),
        (("a", "c", 1, "d", "k"), (21, 1)),
        (("a",), (22, 1)),
        (("a", "b", "unknown", "deeper"), (15, 1)),
        (("nowhere",), (1, 1)),
    ],
)
def test_gives_line_and_column_of_a_key(path: KeyPath, spot: tuple[int, int]) -> None:
    """A key is where it is written; a missing one is where it would stand."""
    assert spot == scan(NASTY).of(path)


@pytest.mark.parametrize(
    ("written", "spot"),
    [
        ("filter = 'one two'", (1, 15)),
        ('filter = "one two"', (1, 15)),
        (r'filter = "\"\u00e9 two"', (1, 20)),
        ("filter = '''one two'''", (1, 17)),
        ("filter = '''\none two'''", (2, 5)),
        ('filter = """\\\n   one two"""', (2, 8)),
        ('filter = """\none \\\n\n  two"""', (4, 3)),
        ("filter = '''one\ntwo'''", (2, 1)),
    ],
)
def test_gives_places_inside_strings(written: str, spot: tuple[int, int]) -> None:
    """A place in a string's value is found in the document, through escapes and line breaks."""
    value = tomllib.loads(written)["filter"]
    before = value[: value.index("two")]
    line, column = before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1

    assert spot == scan(written).inside(("filter",), value, line, column)


@pytest.mark.parametrize("written", ["filter = ''", 'filter = ""', "filter = ''''''"])
def test_the_end_of_an_empty_string_is_a_place(written: str) -> None:
    """What is missing in an empty filter is missing just before its closing quote."""
    assert (1, len(written) - (2 if written.endswith("''''''") else 0)) == scan(written).inside(
        ("filter",), ""
    )


def test_columns_count_code_points() -> None:
    """An emoji before a key moves it by one column."""
    assert scan('a = { x = "😀", b = 1 }').of(("a", "b")) == (1, 16)


def test_unsound_toml_is_refused() -> None:
    """The scanner is for what tomllib has accepted; it does not loop or guess."""
    with pytest.raises(ValueError, match="no sound TOML at offset 0"):
        scan("= 1")
